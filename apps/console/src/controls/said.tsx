import { Link, type LinkProps, useLocation } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import type { Answer, Unchanged } from '../api.ts';
import { usePeople } from '../names.ts';
import { type Texts, useTexts } from '../texts.tsx';

/** Where something is to be found. */
export interface Destination {
  readonly link: Pick<LinkProps, 'to' | 'params' | 'search'>;
  readonly name: (texts: Texts) => string;
}

interface Done {
  readonly what: string;
  /** It may have been done already. */
  readonly answer: Answer;
  /** What it is called once it is done; default: what was done. */
  readonly words?: string | undefined;
  /** Where it has gone, when it has left the list that it was in. */
  readonly goneTo?: Destination | undefined;
  /** It leads to another page, and is said there. */
  readonly isOfNext?: boolean;
  /** That something has come in: true only until it is decided. */
  readonly isArrival?: true;
}

let done: Done | undefined;
const listeners = new Set<() => void>();
const doneLast = () => done;
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Says on the page what was done; undefined: nothing any more. */
export function say(what: Done | undefined): void {
  done = what;
  for (const listener of listeners) listener();
}

/** What has come in is decided. */
export function endArrival(): void {
  if (done?.isArrival) say(undefined);
}

/** What is pinned to the foot of the screen stands above the line, however many lines of text it has. */
function makeRoom(line: HTMLElement | null) {
  if (!line) return undefined;
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => style.setProperty('--said', `${line.offsetHeight}px`));
  observer.observe(line);
  return () => observer.disconnect();
}

/** An act, and what it is done to. */
export const named = (act: string, whose: string | undefined): string => [act, whose].filter(Boolean).join('\u00a0· ');

/** What was done last, until something else is begun or another page is opened: what it was done to may be out of sight. */
export function Said() {
  const texts = useTexts();
  const { t } = texts;
  const last = useSyncExternalStore(subscribe, doneLast);
  const address = useLocation({ select: ({ href }) => href });
  useEffect(() => () => say(done?.isOfNext ? { ...done, isOfNext: false } : undefined), [address]);
  const unchanged = last && 'unchanged' in last.answer && last.answer.unchanged;
  return (
    <div role="status" ref={makeRoom} className={unchanged ? 'said unchanged' : 'said'}>
      {last && !last.isOfNext && (
        <p>
          {unchanged ? (
            <DoneBefore what={last.what} of={unchanged} />
          ) : (
            <>✓ {last.words ?? t('said.done', { what: last.what })}</>
          )}
          {last.goneTo && (
            <>
              &nbsp;· {t('said.now')}
              {t('colon')}
              <Link {...last.goneTo.link}>{last.goneTo.name(texts)}</Link>
            </>
          )}
        </p>
      )}
    </div>
  );
}

/** Somebody was faster, or the same was done twice: nothing came of it this time (C12). */
function DoneBefore({ what, of: { by, at } }: { readonly what: string; readonly of: Unchanged }) {
  const { t, time } = useTexts();
  const nameOf = usePeople();
  const whoAndWhen = [by && nameOf(by), at && time(at)].filter(Boolean).join(t('comma'));
  return (
    <>
      {t('said.unchanged', { what })}
      {whoAndWhen && ` (${whoAndWhen})`}
    </>
  );
}
