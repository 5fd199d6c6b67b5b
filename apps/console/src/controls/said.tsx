import { Link, type LinkProps, useLocation } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';
import { type Texts, useTexts } from '../texts.tsx';

/** Where something is to be found. */
export interface Destination {
  readonly link: Pick<LinkProps, 'to' | 'params' | 'search'>;
  readonly name: (texts: Texts) => string;
}

interface Done {
  readonly what: string;
  /** Where it has gone, when it has left the list that it was in. */
  readonly goneTo?: Destination | undefined;
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

/** What was done last, until something else is begun or another page is opened: what it was done to may be out of sight. */
export function Said() {
  const texts = useTexts();
  const { t } = texts;
  const last = useSyncExternalStore(subscribe, doneLast);
  const address = useLocation({ select: ({ href }) => href });
  useEffect(() => () => say(undefined), [address]);
  return (
    <div role="status" className="said">
      {last && (
        <p>
          ✓ {t('said.done', { what: last.what })}
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
