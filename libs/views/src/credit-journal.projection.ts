import {
  type CreditNoteEvent,
  creditNoteSeriesStreams,
  creditNoteStreams,
  type IssuedNoteEvent,
  type ReversalEvent,
  reversalSeriesStreams,
} from '#finance';
import type { Instant } from '#kernel';
import {
  type Catalogue,
  defineProjection,
  defineReadModel,
  type Identified,
  type Recorded,
  type RecordedEvent,
} from '#platform';

type Entry = CreditNoteEvent | ReversalEvent | Extract<IssuedNoteEvent, { type: 'CreditNoteSettled' }>;

/** What finance books, in the order of the log; the id is the position of the event. */
export interface CreditJournalEntry extends Identified {
  readonly eventId: string;
  readonly type: Entry['type'];
  readonly recordedAt: Instant;
  /** Of a document; a settlement has none. */
  readonly issuedOn?: string;
  readonly data: Entry['data'];
}

export const creditJournalModel = defineReadModel<CreditJournalEntry>()({
  name: 'credit-journal',
  version: 1,
  fields: { issuedOn: 'string' },
  indexes: [['issuedOn']],
  owner: 'staff',
  seenBy: 'staff',
});

export const creditJournalProjection = defineProjection<CreditJournalEntry, Entry>({
  model: creditJournalModel,
  streams: [creditNoteSeriesStreams, reversalSeriesStreams, creditNoteStreams],
  // Finance must not miss an entry: the journal halts instead.
  poison: 'halt',
  keysOf: ({ position }) => [position],
  when: {
    CreditNoteIssued: (_, event) => ({ ...entryOf(event), issuedOn: event.data.issuedOn }),
    ReversalIssued: (_, event) => ({ ...entryOf(event), issuedOn: event.data.issuedOn }),
    CreditNoteSettled: (_, event) => entryOf(event),
  },
});

const entryOf = ({ id, position, type, data, metadata }: Recorded<Entry>): CreditJournalEntry => ({
  id: position,
  eventId: id,
  type,
  recordedAt: metadata.occurredAt,
  data,
});

/** Of the events of a log, those that are entries. */
export async function* journalOf(
  events: AsyncIterable<RecordedEvent>,
  catalogue: Catalogue,
): AsyncGenerator<CreditJournalEntry> {
  for await (const raw of events)
    if (Object.hasOwn(creditJournalProjection.when, raw.type))
      yield entryOf({ ...raw, ...catalogue.decode(raw) } as Recorded<Entry>);
}

/** As JSON; `position` is where to go on. */
export const journalLine = ({ id: position, eventId: id, type, recordedAt, data }: CreditJournalEntry): string =>
  JSON.stringify({ position, id, type, recordedAt, data });
