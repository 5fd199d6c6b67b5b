import type { Actor } from '#kernel';
import { type Backoff, neverStopped, Recent, waitFor } from '#platform';
import { FairQueue, type Place } from './fair-queue.ts';

interface Allowance {
  /** A line is a document read, or an event replayed. */
  readonly linesASecond: number;
  /** Requests that are answered at the same time; further ones take turns. */
  readonly atATime: number;
}

const ALLOWANCES = {
  partner: { linesASecond: 3_000, atATime: 2 },
  staff: { linesASecond: 30_000, atATime: 4 },
} as const satisfies Readonly<Record<string, Allowance>>;
/** What may be saved up, and then spent at once. */
const SAVED_SECONDS = 1;
/** Of lines, so that a request that was begun is answered; nothing new begins before they are paid back. */
const MAX_DEBT = 10_000;
const MAX_WAITING = 100;
/** Those who ask again at once would otherwise be refused thousands of times a second. */
const REFUSED_AFTER_MS = 1_000;
/** Of answers that were made and not read yet. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** Of so many callers; one that has not asked for the longest time has saved everything again. */
const MAX_CALLERS = 10_000;
/** So many tokens are known before they are verified. */
const MAX_TOKENS = 1_000;

const UNREAD = 'Too much of what you were sent is not read yet. Read the answers, and then ask for more.';

export class OverBudget extends Error {
  constructor(
    readonly seconds: number,
    message = `You have asked for too much in a short time. Go on in ${seconds} s, and ask for less at a time.`,
  ) {
    super(message);
  }
}

/** What one caller may ask for over time: a partner, with all its people, or a member of staff. */
export class Budget {
  #left: number;
  #at: number;
  #running = 0;
  #unreadBytes = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly allowance: Allowance,
    private readonly stopwatch: () => number,
    private readonly pause: Backoff,
    private readonly place: Place,
  ) {
    this.#left = allowance.linesASecond * SAVED_SECONDS;
    this.#at = stopwatch();
  }

  /** For a request that was begun. What an answer needs is known only when it has been read. @throws OverBudget */
  spend(lines: number): void {
    if (this.#saved() <= -MAX_DEBT) throw this.#overBudget();
    this.#left -= lines;
  }

  /** What a request costs before it has read anything; refuses slowly. @throws OverBudget */
  async admit(lines: number): Promise<void> {
    const isUnread = this.#unreadBytes > MAX_UNREAD_BYTES;
    if (isUnread || this.#saved() <= 0) {
      await this.pause(REFUSED_AFTER_MS, neverStopped);
      // Many may have paused since the same moment.
      await this.turn('new');
      throw isUnread ? new OverBudget(1, UNREAD) : this.#overBudget();
    }
    this.#left -= lines;
  }

  /** What is not refused but waits, and with it all that comes behind it: until debts are paid, and for its turn. */
  async afford(lines: number): Promise<void> {
    if (this.#saved() <= 0) await this.pause(this.#secondsToGo() * 1000, neverStopped);
    this.#left -= lines;
    await this.turn('new');
  }

  /** An answer waits to be read. @returns to be called when it does not any more */
  answered(bytes: number): () => void {
    this.#unreadBytes += bytes;
    return () => (this.#unreadBytes -= bytes);
  }

  /** Waits for its turn among the requests of the caller, and until their debt is paid back. @returns to be called at the end @throws OverBudget */
  async begin(): Promise<() => void> {
    if (this.#waiting.length >= MAX_WAITING) throw new OverBudget(1);
    if (this.#running >= this.allowance.atATime) await new Promise<void>((turn) => this.#waiting.push(turn));
    else this.#running++;
    if (this.#saved() <= 0) await this.pause(this.#secondsToGo() * 1000, neverStopped);
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
  turn(work?: 'begun' | 'new'): Promise<void> {
    return this.place.turn(work);
  }

  /** What was not asked for at this moment, or is done already. */
  count(lines: number): void {
    this.#left = this.#saved() - lines;
  }

  /** @returns lines; negative: a debt */
  #saved(): number {
    const { linesASecond } = this.allowance;
    const now = this.stopwatch();
    const saved = this.#left + ((now - this.#at) / 1000) * linesASecond;
    this.#left = Math.min(saved, linesASecond * SAVED_SECONDS);
    this.#at = now;
    return this.#left;
  }

  #secondsToGo(): number {
    return Math.max(0, (1 - this.#saved()) / this.allowance.linesASecond);
  }

  #overBudget(): OverBudget {
    return new OverBudget(Math.max(1, Math.ceil(this.#secondsToGo())));
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

  /** Before a request is looked at: in turn with others of its caller, if that is known by the token, or of all unknown ones.
   * `lines`: what it costs at least; it is not even read when it cannot be admitted. @throws OverBudget */
  arrival(authorization: string | undefined, lines?: number): Promise<void> {
    const known = this.#byToken.get(authorization ?? '');
    if (known && lines !== undefined) return known.admit(lines).then(() => known.turn('new'));
    return (known ?? this.#unknown).turn('new');
  }

  /** `authorization`: the header that was verified. */
  of({ id, role, onBehalfOf }: Actor, authorization?: string): Budget {
    const [key, allowance] =
      role === 'PARTNER' ? [`partner ${onBehalfOf}`, ALLOWANCES.partner] : [`staff ${id}`, ALLOWANCES.staff];
    const budget = this.#budgets.get(key) ?? new Budget(allowance, this.stopwatch, this.pause, this.queue.join());
    this.#budgets.set(key, budget);
    if (authorization !== undefined) this.#byToken.set(authorization, budget);
    return budget;
  }
}
