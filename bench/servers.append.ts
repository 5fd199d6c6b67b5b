import { catalogue } from '#engine';
import { EventStoreDBClient, type JSONEventType, jsonEvent, NO_STREAM as NO_STREAM_YET } from '@eventstore/db-client';
import { claims } from '#claims';
import { uuidv5 } from '#kernel';
import { CommandLoop, type EventStore, NO_STREAM, type NewEvent, openEventStoreDb } from '#platform';
import { count, type Finding, milliseconds, twoDigits } from './findings.ts';
import { lifeOfClaim, steadyClock } from './life-of-claims.ts';
import { inTurns, median, quantile, ratioOf, secondsOf } from './measure.ts';

type Sent = ReadonlyMap<string, readonly (readonly NewEvent[])[]>;

/** Distinguishes claims and streams of this run from those of earlier runs on the same server. */
const FIRST_CLAIM = (Math.floor(Date.now() / 1000) * 100) % 90_000_000;
const RUN = process.hrtime.bigint().toString(36);
const CALLERS = [1, 8, 64] as const;

export interface AppendExtent {
  readonly rounds: number;
  /** Claims per caller and round; six appends each. */
  readonly claims: number;
}

/**
 * The command path (load, decide, hash chain, append) against the client alone, which appends the same prepared events to other
 * streams.
 */
export async function appendToServer(url: string, { rounds, claims: lives }: AppendExtent): Promise<Finding> {
  const store = await openEventStoreDb(url, { categories: catalogue.categories });
  const stop = new AbortController();
  // As every program of the product does: otherwise each new stream would be asked for deletions.
  const watching = store.damage?.watch(undefined, stop.signal);
  const client = EventStoreDBClient.connectionString(url);
  const rows: string[][] = [];
  let ratio = Number.NaN;
  let claim = FIRST_CLAIM;
  let round = 0;
  for (const callers of CALLERS) {
    let sent: Sent = new Map();
    const took = { commands: [] as number[], client: [] as number[] };
    const paired = await inTurns(
      rounds,
      async () => {
        const shares = Array.from({ length: callers }, () => Array.from({ length: lives }, () => claim++));
        const recorded = recording(store);
        sent = recorded.sent;
        const seconds = await commandPath(recorded.store, shares, took.commands);
        return (callers * lives * 6) / seconds;
      },
      async () => (callers * lives * 6) / (await clientAlone(client, sent, callers, `${RUN}-${round++}`, took.client)),
    );
    ratio = ratioOf(paired.a, paired.b);
    rows.push([
      String(callers),
      count(median(paired.b)),
      count(median(paired.a)),
      twoDigits(ratio),
      percentiles(took.client),
      percentiles(took.commands),
    ]);
  }
  stop.abort();
  await watching;
  await store.close();
  await client.dispose();
  return {
    title: 'EventStoreDB: the command path against the client alone',
    method:
      'Claims from submission to credit, six commands each, every one its own append at an exact revision. The client appends the same ' +
      `events, ready made. Medians of ${rounds} rounds, run in turns; the ratio is the median of the pairs.`,
    columns: [
      'in flight',
      'client, appends/s',
      'command path, appends/s',
      'ratio',
      'client, p50 / p99',
      'commands, p50 / p99',
    ],
    rows,
    goals: [
      { goal: 'command path ≥ 0.67 of the client at 64 in flight', found: twoDigits(ratio), reached: ratio >= 0.67 },
    ],
  };
}

const percentiles = (sample: readonly number[]): string =>
  `${milliseconds(quantile(sample, 0.5))} / ${milliseconds(quantile(sample, 0.99))}`;

/** The store, and what is appended to it. */
function recording(store: EventStore): { readonly store: EventStore; readonly sent: Sent } {
  const sent = new Map<string, (readonly NewEvent[])[]>();
  const append: EventStore['append'] = (stream, expected, events) => {
    const before = sent.get(stream);
    if (before) before.push(events);
    else sent.set(stream, [events]);
    return store.append(stream, expected, events);
  };
  const listening = new Proxy(store, {
    get: (target, name: keyof EventStore) =>
      name === 'append' ? append : (target[name] as (...args: unknown[]) => unknown).bind(target),
  });
  return { store: listening, sent };
}

/** Seconds until each caller has executed all commands of its claims, one after the other. */
function commandPath(store: EventStore, shares: readonly (readonly number[])[], took: number[]): Promise<number> {
  const loop = new CommandLoop(store, steadyClock());
  const commands = shares.map((share) => share.flatMap(lifeOfClaim));
  return secondsOf(() =>
    Promise.all(
      commands.map(async (share) => {
        for (const command of share) {
          const start = performance.now();
          const { kind } = await loop.execute(claims, command);
          took.push(performance.now() - start);
          if (kind !== 'accepted') throw new Error(`${command.type} was ${kind}`);
        }
      }),
    ),
  );
}

async function clientAlone(
  client: EventStoreDBClient,
  sent: Sent,
  callers: number,
  round: string,
  took: number[],
): Promise<number> {
  const streams = [...sent].map(([stream, appends]) => {
    // Not a category of the product, whose read models could not read it.
    const name = `bench-${round}-${stream}`;
    const ready = appends.map((events) =>
      events.map(({ id, type, data, metadata }) =>
        jsonEvent({ id: uuidv5(`${name}/${id}`), type, data, metadata } as unknown as JSONEventType & { id: string }),
      ),
    );
    return { name, ready };
  });
  return secondsOf(() =>
    Promise.all(
      Array.from({ length: callers }, async (_, caller) => {
        for (const { name, ready } of streams.filter((_, at) => at % callers === caller)) {
          let expected = NO_STREAM;
          for (const events of ready) {
            const start = performance.now();
            const expectedRevision = expected === NO_STREAM ? NO_STREAM_YET : BigInt(expected);
            const { nextExpectedRevision } = await client.appendToStream(name, events, { expectedRevision });
            took.push(performance.now() - start);
            expected = Number(nextExpectedRevision);
          }
        }
      }),
    ),
  );
}
