import { tallyStreams } from './tally.fixture.ts';
import type { RecordedEvent } from '../event-store/event-store.port.ts';
import { ignored, defineProjection, type Projection, type Recorded } from './projection.ts';
import type { Document, Identified } from '../read-models/read-model.ts';
import { tallyCatalogue, type TallyEvent } from './tally.fixture.ts';

const idOf = (stream: string) => stream.slice('tally-'.length);

export interface Open extends Identified {
  readonly sum: number;
  readonly revisions: readonly number[];
}
/** Tallies that are not closed, with the order in which their events were seen. */
export const openTallies = (version = 1, factor = 1) =>
  defineProjection<Open, TallyEvent>({
    model: { name: 'open', version, fields: { sum: 'number' }, indexes: [['sum']], owner: 'staff', seenBy: 'staff' },
    streams: [tallyStreams],
    poison: 'quarantine',
    keysOf: ({ stream }) => [idOf(stream)],
    when: {
      Counted(open, { data: { n }, revision }, id) {
        if (n === 13) throw new Error('13 brings bad luck');
        return { id, sum: (open?.sum ?? 0) + n * factor, revisions: [...(open?.revisions ?? []), revision] };
      },
      Closed: () => undefined,
    },
  });

interface Sum extends Identified {
  readonly events: number;
  readonly sum: number;
}
/** Counts by number and in all: several documents per event, each from many streams. */
export const sums = defineProjection<Sum, TallyEvent>({
  model: { name: 'sums', version: 1, fields: {}, indexes: [], owner: 'staff', seenBy: 'staff' },
  streams: [tallyStreams],
  poison: 'halt',
  keysOf: ({ data }) => ('n' in data ? [`n-${data.n}`, 'all'] : ['closed']),
  when: {
    Counted: (sum, { data: { n } }, id) => ({ id, events: (sum?.events ?? 0) + 1, sum: (sum?.sum ?? 0) + n }),
    Closed: (sum, { data: { total } }, id) => ({ id, events: (sum?.events ?? 0) + 1, sum: (sum?.sum ?? 0) + total }),
  },
});

/** P4: every event in log order. */
export function foldOf({ keysOf, when }: Projection, log: readonly RecordedEvent[]): Document[] {
  const documents = new Map<string, Document>();
  for (const raw of log) {
    const fold = when[raw.type as never] as unknown;
    if (typeof fold !== 'function') continue;
    const event = { ...raw, ...tallyCatalogue.decode(raw) } as Recorded<never>;
    for (const id of keysOf(event)) {
      const document = fold(documents.get(id), event, id) as Document | undefined;
      if (document) documents.set(id, document);
      else documents.delete(id);
    }
  }
  return [...documents.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

interface Awaited extends Identified {
  readonly seen: number;
}
/** Tallies until they have counted three times. An event of an unknown one is poison. */
export const awaited = defineProjection<Awaited, TallyEvent>({
  model: { name: 'awaited', version: 1, fields: {}, indexes: [], owner: 'staff', seenBy: 'staff' },
  streams: [tallyStreams],
  poison: 'halt',
  keysOf: ({ stream }) => [idOf(stream)],
  when: {
    Counted(tally, { revision }, id) {
      if (revision === 0) return { id, seen: 1 };
      if (revision > 2) return undefined;
      if (!tally) throw new Error(`${id} is not known`);
      return tally.seen === 2 ? undefined : { id, seen: tally.seen + 1 };
    },
    Closed: ignored,
  },
});
