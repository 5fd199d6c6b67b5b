import { type Clock, instantOf, sha256 } from '#kernel';
import {
  EVENT_STORE_SERVER,
  type EventStoreServer,
  startEventStoreServer,
} from '../../../../tests/support/event-store-server.ts';
import { type EventStore, EventStoreError } from '../event-store/event-store.port.ts';
import { openEventStoreDb } from '../event-store/eventstoredb.event-store.ts';
import { CommandLoop, type Outcome } from './command-loop.ts';
import { chainFaults, Count, issue, seeded, tallies, wholeLog } from './tally.fixture.ts';

/** Clocks that are a year apart: what the two processes write differs. */
const startingAt = (years: number): Clock => {
  let now = Date.UTC(2026 + years, 2, 9);
  return { now: () => instantOf(now++) };
};

/** The goal is 10,000, which takes minutes. */
const COMMANDS = Number(process.env.RACE_COMMANDS ?? 300);

describe(`two processes on ${EVENT_STORE_SERVER}, which shows what was written late, and answers Timeout`, () => {
  let server: EventStoreServer;
  let stores: readonly EventStore[];
  let loops: readonly CommandLoop[];
  beforeEach(async () => {
    server = await startEventStoreServer();
    stores = await Promise.all(
      [0, 1].map(() => openEventStoreDb(server.url, { timeoutMs: 60_000, categories: ['tally'] })),
    );
    loops = stores.map((store, n) => new CommandLoop(store, startingAt(n)));
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await server.stop();
  });

  const command = (n: number, digest = sha256(`request ${n}`)) =>
    new Count({ id: 'hot', n: 1 + n }, issue(`race ${n}`, { digest }));

  /** As a client does that is told to send its command again. */
  async function sent(loop: CommandLoop, n: number, digest?: string): Promise<Outcome> {
    for (;;) {
      try {
        return await loop.execute(tallies, command(n, digest));
      } catch (error) {
        if (!(error instanceof EventStoreError) || !['unavailable', 'outcome-unknown'].includes(error.fault))
          throw error;
      }
    }
  }

  it(`P2 C12 ${COMMANDS} same and different commands at once on one stream: each is executed once, and none is refused that was not`, async () => {
    const sends: { loop: CommandLoop; n: number }[] = [];
    let commands = 0;
    // Two of three go to both processes.
    while (sends.length < COMMANDS) {
      const n = commands++;
      const to = n % 3 !== 0 ? loops : loops.slice(n % 2, (n % 2) + 1);
      for (const loop of to) sends.push({ loop, n });
    }
    const random = seeded(14);
    const shuffled = sends.map((send) => ({ ...send, at: random() })).sort((one, other) => one.at - other.at);
    const outcomes = await Promise.all(shuffled.map(async ({ loop, n }) => ({ n, outcome: await sent(loop, n) })));
    expect(outcomes.filter(({ outcome }) => outcome.kind !== 'accepted')).toEqual([]);

    const log = await wholeLog(stores[0] as EventStore);
    expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
    expect(log.map(({ data }) => (data as { n: number }).n - 1).sort((a, b) => a - b)).toEqual(
      Array.from({ length: commands }, (_, n) => n),
    );
    const at = new Map(
      log.map(({ data, revision, position }) => [(data as { n: number }).n - 1, { revision, position }]),
    );
    for (const { n, outcome } of outcomes) expect(outcome).toMatchObject(at.get(n) as object);
    expect(chainFaults(log)).toEqual([]);

    const others = await Promise.all(loops.map((loop, n) => sent(loop, n, sha256('another request'))));
    for (const outcome of others)
      expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  }, 1_800_000);
});
