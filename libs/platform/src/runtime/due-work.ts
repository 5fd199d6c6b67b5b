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
  /** Or by those who take turns, each with a lane, so that none waits for what another has before it; undefined: not in this pass. */
  readonly shared?: Shared<D>;
  /** `failures`: how often it has failed until now for a reason of its own. @returns whether something was done; `later`: to be tried again as what has failed, though it has not */
  readonly work: (document: D, failures: number) => Promise<boolean | 'later'>;
}

interface Shared<D> {
  readonly by: (document: D) => Promise<string | undefined>;
  readonly width: number;
  /** What is due from a document on. */
  readonly pagesFrom: (document: D) => AsyncIterable<readonly D[]>;
}

interface Due<D> {
  readonly document: D;
  readonly sharer: string;
}

interface Failed {
  readonly times: number;
  readonly ownFaults: number;
  /** Milliseconds. */
  readonly until: number;
}

const LATER = 'later';
/** Of those that fail at the same time, so many are remembered. */
const MOST = 10_000;
const MAX_WAIT_MS = 60_000;
/** At the beginning of a shared list, and again farther on, so that each pass finds others behind one who has any number. */
const LOOKED_AT_AT_ONCE = 2_500;
/** The second attempt follows at once; before each further one it waits twice as long. */
const waitMs = (times: number): number => (times < 2 ? 0 : Math.min(MAX_WAIT_MS, 1_000 * 2 ** Math.min(times, 6)));

const ONE_LANE = { of: () => '', width: 1 } as const;

/** What a timer does with what a due list nominates. What fails is tried less and less often, and holds up nothing behind it. */
export class DueWork {
  readonly #failed = new Recent<Failed>(MOST);
  /** How far a shared list was looked at. */
  #lookedTo: unknown;

  constructor(private readonly clock: Clock) {}

  /** @returns for how many something was done @throws the first failure, once the others were tried; at once when a store is out of reach */
  async pass<D extends Identified>({ work, ...options }: DuePass<D>): Promise<number> {
    const due = await this.#due(options);
    const sharers = new Map(due.map(({ document, sharer }) => [document, sharer]));
    const documents = due.map(({ document }) => document);
    const { lanes = ONE_LANE, shared } = options;
    const laneOf: LaneOf<D> = shared ? (document) => sharers.get(document) : lanes.of;
    const failures: unknown[] = [];
    let isOutage = false;
    let done = 0;
    await inLanes(documents, laneOf, (shared ?? lanes).width, async (document) => {
      if (isOutage) return;
      const known = this.#failed.get(document.id);
      try {
        const worked = await work(document, known?.ownFaults ?? 0);
        if (worked === LATER) this.#failed.set(document.id, this.#failedAgain(worked, known));
        else this.#failed.delete(document.id);
        done += Number(worked === true);
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

  async #due<D extends Identified>({
    pages,
    atATime,
    shared,
  }: Pick<DuePass<D>, 'pages' | 'atATime' | 'shared'>): Promise<readonly Due<D>[]> {
    const now = epochMilliseconds(this.clock.now());
    const byAll = new Map<string, Due<D>[]>();
    /** What stands farther on may have been looked at from the beginning. */
    const found = new Set<string>();
    const consider = async (document: D): Promise<void> => {
      if ((this.#failed.get(document.id)?.until ?? now) > now) return;
      const sharer = shared ? await shared.by(document) : '';
      if (sharer === undefined || found.has(document.id)) return;
      found.add(document.id);
      const own = byAll.get(sharer) ?? [];
      byAll.set(sharer, own);
      own.push({ document, sharer });
    };
    /** @returns the last one, where there may be more behind it */
    const look = async (some: AsyncIterable<readonly D[]>): Promise<D | undefined> => {
      let lookedAt = 0;
      for await (const page of some) {
        lookedAt += page.length;
        for (const document of page) await consider(document);
        if (shared ? lookedAt >= LOOKED_AT_AT_ONCE : found.size >= atATime) return page.at(-1);
      }
      return undefined;
    };
    const last = await look(pages);
    if (shared && last) this.#lookedTo = await look(shared.pagesFrom((this.#lookedTo as D | undefined) ?? last));
    const lists = [...byAll.values()];
    const due: Due<D>[] = [];
    for (let turn = 0; due.length < Math.min(found.size, atATime); turn++)
      due.push(...lists.flatMap((own) => own.slice(turn, turn + 1)));
    return due.slice(0, atATime);
  }

  #failedAgain(error: unknown, known: Failed | undefined): Failed {
    const times = (known?.times ?? 0) + 1;
    const until = epochMilliseconds(this.clock.now()) + waitMs(times);
    const isOwn = error !== LATER && !isTransient(error);
    return { times, ownFaults: (known?.ownFaults ?? 0) + Number(isOwn), until };
  }
}
