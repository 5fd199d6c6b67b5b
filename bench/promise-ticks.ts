import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DAY_MS, type Instant, MINUTE_MS } from '#kernel';
import {
  BEGINNING,
  START,
  type Document,
  type DocumentWrite,
  positionParts,
  type Recorded,
  silentLogger,
} from '#platform';
import { type DueClock, dueClocks } from '#sla';
import { clockDecider, type CompiledCalendar, type SlaEvent, slaStreams } from '#sla';
import { type Makegood, openMakegood, readSettings } from '#engine';
import { count, type Extent, type Finding, milliseconds, twoDigits } from './findings.ts';
import { median, quantile } from './measure.ts';
import { calendarOf, later, startOf } from './promise-seed.ts';

const BEGIN = '2026-03-02T01:00:00.000Z' as Instant;
/** Clocks due in a tick that has something to do. */
const DUE = 10;
/** Documents written at a time. */
const PAGE = 5_000;
/** The warning at half of the resolution time is the first thing to fall due. */
const PROMISED = { resolutionTarget: 'PT48H', firstReviewTarget: 'PT47H' };

/** Cost of a tick by the number of open clocks. */
export async function ticks({ quick, scratch }: Extent): Promise<Finding> {
  const sizes = quick ? [100, 1_000] : [1_000, 100_000, 1_000_000];
  const rounds = quick ? 3 : 20;
  const list = await DueList.open(join(scratch, 'ticks'), sizes.length * (rounds + 1));
  const idle: (readonly number[])[] = [];
  const busy: (readonly number[])[] = [];
  for (const size of sizes) {
    await list.fill(size);
    // Warm-up.
    await list.idleTick();
    await list.busyTick();
    idle.push(await times(10 * rounds, () => list.idleTick()));
    busy.push(await times(rounds, () => list.busyTick()));
  }
  await list.close();
  const growth = (taken: readonly (readonly number[])[]) => median(taken.at(-1) ?? []) / median(taken[0] ?? []);
  const shown = (sample: readonly number[]) => [milliseconds(median(sample)), milliseconds(quantile(sample, 0.95))];
  return {
    title: 'The sweep: what a tick costs',
    method:
      `One tick of the sweep, which the worker runs every half second, by the number of clocks in the due list; ${10 * rounds} with nothing due, ${rounds} with ${DUE} warnings due, ` +
      'which are written and have reached the due list when the tick ends. Embedded stores, projector and processes running.',
    columns: ['open clocks', 'nothing due, p50', 'p95', `${DUE} due, p50`, 'p95'],
    rows: sizes.map((size, at) => [count(size), ...shown(idle[at] ?? []), ...shown(busy[at] ?? [])]),
    goals: [
      {
        goal: `a tick costs what is due, not what is open: at ${count(sizes.at(-1) as number)} at most twice that at ${count(sizes[0] as number)}`,
        found: `${twoDigits(growth(idle))} × with nothing due, ${twoDigits(growth(busy))} × with ${DUE}`,
        reached: growth(idle) <= 2 && growth(busy) <= 2,
      },
    ],
  };
}

async function times(count: number, once: () => Promise<number>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let at = 0; at < count; at++) taken.push(await once());
  return taken;
}

/** An engine with a clock of its own, with clocks that fall due minute by minute and any number of others that do not. */
class DueList {
  #filled = 0;
  #round = 0;

  private constructor(
    private readonly makegood: Makegood,
    private readonly clock: { current: Instant },
    private readonly template: DueClock,
    private readonly stop: () => Promise<void>,
    private readonly settled: () => Promise<void>,
  ) {}

  static async open(folder: string, rounds: number): Promise<DueList> {
    const clock = { current: BEGIN };
    const makegood = await openMakegood(readSettings({ MAKEGOOD_DATA: folder, PORT: '0', LOG_LEVEL: 'error' }), {
      logger: silentLogger,
      clock: { now: () => clock.current },
    });
    const calendar = await calendarOf(makegood);
    for (let round = 0; round < rounds; round++)
      for (let at = 0; at < DUE; at++)
        // One business day earlier, on a Friday: the first warning is due.
        await makegood.appendLoop.execute(
          startOf(`due-${round}-${at}`, calendar, later(BEGIN, (round + 1) * MINUTE_MS - 3 * DAY_MS), PROMISED),
        );
    const { projector, store, visibility } = makegood;
    await projector.prepare();
    await projector.catchUp();
    const reactor = makegood.createReactor();
    await reactor.prepare();
    const stopping = new AbortController();
    const running = [projector.run(stopping.signal), reactor.run(stopping.signal)];
    const list = new DueList(
      makegood,
      clock,
      documentOf(calendar),
      async () => {
        stopping.abort();
        await Promise.all(running);
        await makegood.close();
      },
      async () => {
        const head = await store.head();
        await visibility.waitFor([dueClocks.model.name], head, 10_000);
        while (reactor.status.some(({ position }) => position < head)) await wait(1);
      },
    );
    await list.settled();
    return list;
  }

  /** Adds open clocks that fall due after the end of the benchmark. */
  async fill(size: number): Promise<void> {
    const { models } = this.makegood;
    const build = (await models.active(dueClocks.model.name)) as string;
    while (this.#filled < size) {
      const writes = Array.from({ length: Math.min(PAGE, size - this.#filled) }, () => this.#another());
      await models.write([{ build, writes, checkpoint: START }]);
    }
  }

  #another(): DocumentWrite {
    const id = `open-${String(this.#filled++).padStart(8, '0')}`;
    const { clock, ...document } = this.template;
    // Within seven days, unordered: spread over the index as submissions are.
    const next = later(BEGIN, 7 * DAY_MS + ((this.#filled * 7_919) % 1_000_003) * 1_000);
    const whole: DueClock = { ...document, id, clock: { ...clock, claimId: id }, next };
    return { id, position: BEGINNING, document: whole as unknown as Document };
  }

  /** Milliseconds. */
  async idleTick(): Promise<number> {
    return this.#tick(0);
  }

  async busyTick(): Promise<number> {
    this.clock.current = later(BEGIN, ++this.#round * MINUTE_MS);
    return this.#tick(DUE);
  }

  async #tick(due: number): Promise<number> {
    const { makegood } = this;
    const before = number(await makegood.store.head());
    const begin = performance.now();
    await makegood.sweep();
    const taken = performance.now() - begin;
    const written = number(await makegood.store.head()) - before;
    if (written !== due) throw new Error(`${written} events instead of ${due}`);
    await this.settled();
    return taken;
  }

  close(): Promise<void> {
    return this.stop();
  }
}

const number = (position: Parameters<typeof positionParts>[0]): number => Number(positionParts(position).commit);

/** The document of the due list for a clock that has just started. */
function documentOf(calendar: CompiledCalendar): DueClock {
  const verdict = clockDecider.decide(startOf('template', calendar, BEGIN, PROMISED), clockDecider.initial);
  if (verdict.kind !== 'accepted') throw new Error(`the clock was ${verdict.kind}`);
  const [started] = verdict.events;
  const fold = dueClocks.when.SlaStarted as unknown as (
    known: undefined,
    event: Recorded<SlaEvent>,
  ) => DueClock | undefined;
  return fold(undefined, {
    ...started,
    stream: slaStreams.of('template'),
    revision: 0,
    metadata: { occurredAt: BEGIN },
  } as Recorded<SlaEvent>) as DueClock;
}
