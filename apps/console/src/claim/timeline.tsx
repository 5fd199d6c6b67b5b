import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DeletedNote, type Deletion, FaultNote, Skeleton } from '../controls/notes.tsx';
import { usePeople } from '../names.ts';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import type { ClaimHistoryQuery } from './claim.graphql.ts';
import { eventText } from './event-texts.ts';
import { useClaimHistory } from './history.ts';
import type { ClaimView } from './view.ts';

type Event = NonNullable<ClaimHistoryQuery['claim']>['history'][number];

interface Entry {
  readonly id: string;
  readonly at: string;
  readonly text: string;
  /** Of a text that is not in that of the page. */
  readonly language?: string;
  readonly by: string | undefined;
  readonly deletion?: Deletion | null;
  readonly part: 'claim' | 'clock' | 'books' | 'notices';
  /** The credit note that it is of, and the document itself. */
  readonly note?: { readonly number: string; readonly document: string } | undefined;
  readonly data: unknown;
}
const PARTS = ['claim', 'clock', 'books', 'notices'] as const satisfies readonly Entry['part'][];

/** The reversal of its note opens the remedy again, so it is a part of the claim. */
const partOf = ({ stream, type }: Event): Entry['part'] =>
  stream.startsWith('sla') ? 'clock' : type === 'ReversalIssued' || /^(?:claim|desk)/.test(stream) ? 'claim' : 'books';

interface Document {
  readonly number: string;
  /** Of a reversal: what it reverses. */
  readonly creditNoteNumber?: string;
}
function noteOf({ type, data }: Event): Entry['note'] {
  if (type !== 'CreditNoteIssued' && type !== 'ReversalIssued') return undefined;
  const { number: document, creditNoteNumber: number = document } = data as Document;
  return { number, document };
}

/** Only says that the clock has taken in the event before it; the proof has it. */
const UNTOLD = 'SlaClaimFollowed';

/** One line of time: what happened to the claim, to its clock, in the books, and the mails and notices about it. */
export function Timeline({ claim }: { readonly claim: ClaimView }) {
  const texts = useTexts();
  const { t, time, value } = texts;
  const viewer = useViewer();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set(isPartner(viewer) ? ['clock', 'books'] : []));
  const { data, error, isPending, refetch } = useClaimHistory(claim.id);
  const by = usePeople(claim.partner);
  const told = (data ?? []).filter(({ type }) => type !== UNTOLD);
  const events = told.map(
    (event): Entry => ({
      id: event.id,
      at: event.occurredAt,
      text: eventText(texts, event),
      by: by(event.actor),
      part: partOf(event),
      note: noteOf(event),
      data: event.data,
    }),
  );
  const letters = claim.correspondence.flatMap(({ at, mail, notice }): Entry[] => {
    const of = { at, part: 'notices', data: undefined } as const;
    if (mail)
      return [
        {
          ...of,
          id: mail.id,
          text: `${t('mail')}\u00a0· ${value('MailState', mail.state)}`,
          by: mail.from ?? undefined,
          deletion: mail.deletion,
        },
      ];
    if (!notice) return [];
    const { id, subject, state, to: by, contentDeletion: deletion } = notice;
    const text = `${subject ?? t('notice')}\u00a0· ${value('NoticeState', state)}`;
    return [{ ...of, id, text, by, deletion, ...(subject && { language: claim.partner.locale }) }];
  });
  const entries = [...events, ...letters].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  const whenAndWho = ({ at, by: who }: Entry) => [time(at), who].filter(Boolean).join('\u00a0· ');
  const present = PARTS.filter((part) => entries.some((entry) => entry.part === part));
  const toggle = (part: string) => {
    const next = new Set(hidden);
    if (!next.delete(part)) next.add(part);
    setHidden(next);
  };
  return (
    <section className="timeline" aria-label={t('history')}>
      <h2>{t('history')}</h2>
      {present.length > 1 && (
        <div className="filters">
          {present.map((part) => (
            <label key={part} className="check">
              <input type="checkbox" checked={!hidden.has(part)} onChange={() => toggle(part)} />
              {t(`history.${part}`)}
            </label>
          ))}
        </div>
      )}
      {error && <FaultNote error={error} retry={() => void refetch()} />}
      {isPending && !error && <Skeleton />}
      <ol>
        {entries
          .filter(({ part }) => !hidden.has(part))
          .map((entry) => (
            <li key={entry.id} className={`part-${entry.part}`}>
              <span className="timeline-text" lang={entry.language}>
                {entry.text}
              </span>
              {entry.note && (
                <Link to="/credits/$number" params={{ number: entry.note.number }} className="mono">
                  {[...new Set([entry.note.number, entry.note.document])].join(' → ')}
                </Link>
              )}
              {entry.deletion && <DeletedNote of={entry.deletion} />}
              {entry.data === undefined || isPartner(viewer) ? (
                <span className="soft">{whenAndWho(entry)}</span>
              ) : (
                <details>
                  <summary>{whenAndWho(entry)}</summary>
                  <pre>{JSON.stringify(entry.data, null, 1)}</pre>
                </details>
              )}
            </li>
          ))}
      </ol>
    </section>
  );
}
