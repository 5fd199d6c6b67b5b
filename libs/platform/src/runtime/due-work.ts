import { type Clock, epochMilliseconds } from '#kernel';
import type { Identified } from '../read-models/read-model.ts';
import { Recent } from '../support/recent.ts';
import { inLanes, type LaneOf } from './lanes.ts';
import { isTransient } from './reactor.ts';

export interface DuePass<D> {
  /** In the order in which they are due. */
  readonly pages: AsyncIterable<readonly D[]>;
  /** How many are tried in one pass. */
  readonly atATime: number;
  /** By default one after the other. */
  readonly lanes?: { readonly of: LaneOf<D>; readonly width: number };
  /** `failures`: how often it has failed until now for a reason of its own. @returns whether something was done */
  readonly work: (document: D, failures: number) => Promise<boolean>;
}

interface Failed {
  readonly times: number;
  readonly ownFaults: number;
  /** Milliseconds. */
  readonly until: number;
}

/** Of those that fail at the same time, so many are remembered. */
const MOST = 10_000;
const MAX_WAIT_MS = 60_000;
/** The second attempt follows at once; before each further one it waits twice as long. */
const waitMs = (times: number): number => (times < 2 ? 0 : Math.min(MAX_WAIT_MS, 1_000 * 2 ** Math.min(times, 6)));

const ONE_LANE = { of: () => '', width: 1 } as const;

/** What a timer does with what a due list nominates. What fails is tried less and less often, and holds up nothing behind it. */
export class DueWork {
  readonly #failed = new Recent<Failed>(MOST);

  constructor(private readonly clock: Clock) {}

  /** @returns for how many something was done @throws the first failure, once the others were tried; at once when a store is out of reach */
  async pass<D extends Identified>({ pages, atATime, lanes = ONE_LANE, work }: DuePass<D>): Promise<number> {
    const failures: unknown[] = [];
    let isOutage = false;
    let done = 0;
    await inLanes(await this.#due(pages, atATime), lanes.of, lanes.width, async (document) => {
      if (isOutage) return;
      const known = this.#failed.get(document.id);
      try {
        done += Number(await work(document, known?.ownFaults ?? 0));
        this.#failed.delete(document.id);
      } catch (error) {
        failures.push(error);
        // A full disk of files concerns those alone that have some.
        isOutage = isTransient(error) && (error as { fault?: string }).fault !== 'full';
        if (!isOutage) this.#failed.set(document.id, this.#failedAgain(error, known));
      }
    });
    if (failures.length > 0) throw failures[0];
    return done;
  }

  async #due<D extends Identified>(pages: AsyncIterable<readonly D[]>, atATime: number): Promise<readonly D[]> {
    const now = epochMilliseconds(this.clock.now());
    const due: D[] = [];
    for await (const page of pages) {
      due.push(...page.filter(({ id }) => (this.#failed.get(id)?.until ?? now) <= now));
      if (due.length >= atATime) break;
    }
    return due.slice(0, atATime);
  }

  #failedAgain(error: unknown, known: Failed | undefined): Failed {
    const times = (known?.times ?? 0) + 1;
    const until = epochMilliseconds(this.clock.now()) + waitMs(times);
    return { times, ownFaults: (known?.ownFaults ?? 0) + Number(!isTransient(error)), until };
  }
}
