import type { Recorded, RecordedEvent } from '#platform';
import { watchedEvents } from './watched-events.ts';
import { LogOfEvents } from './watched-log.fixture.ts';
import type { WatchedEvent } from './watched-log.ts';

const { events } = new LogOfEvents()
  .product(['POWER', 'DEAD'])
  .batch('B-1', 10)
  .ship('B-1', '2026-01-05', 2)
  .claim('B-1-1', 'B-1', '2026-01-12');
const raw = (event: Recorded<WatchedEvent>, more: Partial<RecordedEvent> = {}): RecordedEvent => ({
  ...event,
  ...more,
});

async function read(log: readonly RecordedEvent[]) {
  const store = {
    async *readAll() {
      yield* log;
    },
  };
  const catalogue = {
    decode: ({ type, data, malformed }: RecordedEvent) => {
      if (malformed !== undefined) throw new Error(malformed);
      return { type, data } as never;
    },
  };
  const found: number[] = [];
  for await (const { position } of watchedEvents({ store, catalogue }))
    found.push(log.findIndex((event) => event.position === position));
  return found;
}

describe('The events that the sentinel reads', () => {
  it('B2 are those of shipments, claims, verdicts and the terms of watching', async () => {
    const note = raw(events[0] as Recorded<WatchedEvent>, { type: 'NoteAdded' });
    expect(await read([...events.map((event) => raw(event)), note])).toEqual([0, 1, 2, 3, 4]);
  });

  it.each([{ damage: 'truncated' }, { malformed: 'not JSON' }])(
    'A2 are not those that cannot be read, nor what follows them in their stream: %j',
    async (fault) => {
      const again = { ...events[1], position: '9' } as Recorded<WatchedEvent>;
      const log = [...events, again].map((event, at) => raw(event, at === 1 ? fault : {}));
      expect(await read(log)).toEqual([0, 2, 3, 4]);
    },
  );
});
