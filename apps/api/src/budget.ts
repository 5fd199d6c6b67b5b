import type { Actor } from '#kernel';
import { type Backoff, neverStopped, Recent, waitFor } from '#platform';
import { FairQueue, type Place } from './fair-queue.ts';

/** A line is a document read, or an event replayed. */
const LINES_A_SECOND = { partner: 3_000, staff: 30_000 } as const;
/** What may be saved up, and then spent at once. */
const SAVED_SECONDS = 4;
/** Requests that are answered at the same time; further ones take turns. */
const AT_A_TIME = 4;
const MAX_WAITING = 100;
/** Those who ask again at once would otherwise be refused thousands of times a second. */
const REFUSED_AFTER_MS = 1_000;

/** Of so many callers; one that has not asked for the longest time has saved everything again. */
const MAX_CALLERS = 10_000;
/** So many tokens are known before they are verified. */
const MAX_TOKENS = 1_000;

export class OverBudget extends Error {
  constructor(readonly seconds: number) {
    super(`You have asked for too much in a short time. Go on in ${seconds} s, and ask for less at a time.`);
  }
}

/** What one caller may ask for over time: a partner, with all its people, or a member of staff. */
export class Budget {
  #left: number;
  #at: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly linesASecond: number,
    private readonly stopwatch: () => number,
    private readonly pause: Backoff,
    private readonly place: Place,
  ) {
    this.#left = linesASecond * SAVED_SECONDS;
    this.#at = stopwatch();
  }

  /** The last lines may go below zero: what an answer needs is known only when it has been read. @throws OverBudget */
  spend(lines: number): void {
    this.#save();
    if (this.#left <= 0) throw new OverBudget(Math.ceil((1 - this.#left) / this.linesASecond));
    this.#left -= lines;
  }

  /** What a request costs before it has read anything; refuses slowly. @throws OverBudget */
  async admit(lines: number): Promise<void> {
    try {
      this.spend(lines);
    } catch (error) {
      await this.pause(REFUSED_AFTER_MS, neverStopped);
      throw error;
    }
  }

  /** Waits for its turn among the requests of the caller. @returns to be called at the end @throws OverBudget */
  async begin(): Promise<() => void> {
    if (this.#waiting.length >= MAX_WAITING) throw new OverBudget(1);
    if (this.#running >= AT_A_TIME) await new Promise<void>((turn) => this.#waiting.push(turn));
    else this.#running++;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    };
  }

  /** Before each piece of work for the caller: others that wait go first if they have had less of the processor. */
  turn(): Promise<void> {
    return this.place.turn();
  }

  /** What was not asked for at this moment, or is done already. */
  count(lines: number): void {
    this.#save();
    this.#left -= lines;
  }

  #save(): void {
    const now = this.stopwatch();
    const saved = this.#left + ((now - this.#at) / 1000) * this.linesASecond;
    this.#left = Math.min(saved, this.linesASecond * SAVED_SECONDS);
    this.#at = now;
  }
}

/** The budgets of all callers of this process. */
export class Budgets {
  readonly #budgets = new Recent<Budget>(MAX_CALLERS);
  readonly #byToken = new Recent<Budget>(MAX_TOKENS);
  readonly #unknown: Place;

  constructor(
    private readonly stopwatch: () => number = () => performance.now(),
    private readonly pause: Backoff = waitFor,
    private readonly queue: FairQueue = new FairQueue(),
  ) {
    this.#unknown = queue.join();
  }

  /** Before a request is looked at: in turn with others of its caller, if that is known by the token, or of all unknown ones. */
  arrival(authorization: string | undefined): Promise<void> {
    return (this.#byToken.get(authorization ?? '') ?? this.#unknown).turn();
  }

  /** `authorization`: the header that was verified. */
  of({ id, role, onBehalfOf }: Actor, authorization?: string): Budget {
    const [key, lines] =
      role === 'PARTNER' ? [`partner ${onBehalfOf}`, LINES_A_SECOND.partner] : [`staff ${id}`, LINES_A_SECOND.staff];
    const budget = this.#budgets.get(key) ?? new Budget(lines, this.stopwatch, this.pause, this.queue.join());
    this.#budgets.set(key, budget);
    if (authorization !== undefined) this.#byToken.set(authorization, budget);
    return budget;
  }
}
