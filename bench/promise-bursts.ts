import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteEventStore } from '#platform';
import { programBeside } from './child.ts';
import { count, type Extent, type Finding, milliseconds } from './findings.ts';
import { lifeOfClaim } from './life-of-claims.ts';
import { quantile } from './measure.ts';
import type { Burst, Cause, Serving } from './promise-burst.process.ts';
import { writeClocks } from './promise-seed.ts';
import { post } from './queries.ts';

/** Milliseconds between the starts of two queries. */
const EVERY = 20;
/** Milliseconds of queries before the burst. */
const QUIET = 2_500;
const QUERY = 'query($id: ID!) { claim(id: $id) { id status submittedAt } }';

/** All clocks late at once, and all deadlines moved at once, in one process that also answers queries. */
export async function bursts({ quick, scratch }: Extent): Promise<Finding> {
  const late = Number(process.env.BENCH_BURST ?? (quick ? 500 : 50_000));
  const open = quick ? 200 : 10_000;
  const breaches = await burst(join(scratch, 'late'), late, 'sweep');
  const moves = await burst(join(scratch, 'moved'), open, 'holiday');
  const row = (what: string, clocks: number, { seen, quiet, busy }: Measured) => [
    what,
    seen.written.toFixed(1),
    count(clocks / seen.written),
    seen.visible.toFixed(1),
    count(clocks / seen.visible),
    `${seen.worked.toFixed(1)} s`,
    `${milliseconds(quantile(quiet, 0.99))} → ${milliseconds(quantile(busy, 0.99))}`,
    milliseconds(Math.max(...busy)),
    `${count(seen.megabytesBefore)} → ${count(seen.peakMegabytes)} MB`,
  ];
  const rate = late / breaches.seen.visible;
  return {
    title: 'Many clocks at once',
    method:
      `api and worker in one process on the embedded stores. ${count(late)} clocks whose first review is found late in one sweep, one breach each; and ${count(open)} open clocks when a holiday is published, one deadline moved each. ` +
      `From the start of the sweep, or the publication, until all events are written, and until all read models have them. Meanwhile another process queries a claim over HTTP every ${EVERY} ms, whether or not the last query was answered.`,
    columns: [
      '',
      'written, s',
      'clocks/s',
      'visible, s',
      'clocks/s',
      'processor time',
      'claim query p99, quiet → meanwhile',
      'longest',
      'memory, before → peak',
    ],
    rows: [row(`${count(late)} breaches`, late, breaches), row(`${count(open)} deadlines moved`, open, moves)],
    goals: [
      {
        goal: 'breaches ≥ 5,000/s until visible',
        found: `${count(rate)}/s`,
        reached: rate >= 5_000,
      },
      {
        goal: '10,000 open claims recomputed in seconds (10 at most)',
        found: `${moves.seen.visible.toFixed(1)} s`,
        reached: moves.seen.visible <= 10,
      },
    ],
  };
}

interface Measured {
  readonly seen: Burst;
  readonly quiet: readonly number[];
  readonly busy: readonly number[];
}

async function burst(folder: string, clocks: number, cause: Cause): Promise<Measured> {
  await writeClocks(folder, clocks, cause === 'sweep' ? 'LATE' : 'OPEN');
  // Publishing the calendar is one event more.
  const events = cause === 'sweep' ? clocks : clocks + 1;
  const child = fork(programBeside('promise-burst.process'), [folder, cause, String(events)]);
  const ended = once(child, 'exit');
  const told = async <T>(): Promise<T> => {
    const [word] = await Promise.race([
      once(child, 'message'),
      ended.then(([status]) => Promise.reject(new Error(`the server ended with status ${status}`))),
    ]);
    return word as T;
  };
  const load = new Load(await told<Serving>(), clocks);
  await wait(QUIET);
  const quiet = load.taken();
  child.send('go');
  const seen = await told<Burst>();
  const busy = load.taken();
  await load.end();
  child.send('end');
  await ended;
  await onceEach(folder, cause === 'sweep' ? 'SlaBreached' : 'SlaDeadlineMoved', clocks);
  await rm(folder, { recursive: true });
  return { seen, quiet, busy };
}

/** S9: each clock has exactly one event of the type, or the figures would be worthless. */
async function onceEach(folder: string, type: string, clocks: number): Promise<void> {
  const store = openSqliteEventStore(folder);
  const streams = new Set<string>();
  let events = 0;
  for await (const event of store.readAll())
    if (event.type === type) {
      events++;
      streams.add(event.stream);
    }
  await store.close();
  if (events !== clocks || streams.size !== clocks)
    throw new Error(`${events} ${type} on ${streams.size} streams instead of one on each of ${clocks}`);
}

/** Queries of a claim, one every `EVERY` milliseconds, each timed from when it was due to be sent. */
class Load {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #asking = new Set<Promise<void>>();
  #taken: number[] = [];
  #failed: Error | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly serving: Serving,
    private readonly claims: number,
  ) {
    const begin = performance.now();
    let asked = 0;
    this.#timer = setInterval(() => {
      while (begin + asked * EVERY <= performance.now()) {
        const asking = this.#ask(asked, begin + asked * EVERY).catch((error: Error) => {
          this.#failed ??= error;
        });
        asked++;
        this.#asking.add(asking);
        void asking.then(() => this.#asking.delete(asking));
      }
    }, EVERY / 4);
  }

  async #ask(n: number, due: number): Promise<void> {
    const { url, token } = this.serving;
    const id = lifeOfClaim((n * 37) % this.claims)[0]?.data.claimId;
    const answer = await post(
      `${url}/graphql`,
      this.#agent,
      `Bearer ${token}`,
      JSON.stringify({ query: QUERY, variables: { id } }),
    );
    if (!answer.includes('"submittedAt"')) throw new Error(answer);
    this.#taken.push(performance.now() - due);
  }

  /** Milliseconds of the queries answered since the last call. */
  taken(): readonly number[] {
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#asking);
    this.#agent.destroy();
    if (this.#failed) throw this.#failed;
  }
}
