import { MINUTE_MS } from '#kernel';
import type { Logger } from './logger.ts';

/** Calls must succeed for so long before an outage is over: while a server comes back, some fail and some do not. */
const SETTLED_MS = 5_000;

interface Current {
  readonly began: number;
  refused: number;
  lastLine: number;
  lastRefusal: number;
  answered: number | undefined;
}

/** The outages of one server in the log: a line when one begins, one a minute while it lasts, and one when it has ended. */
export class Outage {
  #current: Current | undefined;
  #mistake: (() => Promise<string | undefined>) | undefined;
  /** Lines that wait for an explanation, in their order. */
  #lines: Promise<void> | undefined;

  constructor(
    /** The setting with the address of the server. */
    private readonly setting: string,
    private readonly logger: Logger,
    private readonly stopwatch: () => number = () => performance.now(),
  ) {}

  /** `mistake`: why no call can succeed although the server answers, as after a change of its certificate. */
  explainBy(mistake: () => Promise<string | undefined>): void {
    this.#mistake = mistake;
  }

  /** Of a call that failed; counted when the server was out of reach. @returns the error */
  noted<E>(error: E): E {
    const { fault } = error as { fault?: string };
    if ((fault !== 'unavailable' && fault !== 'outcome-unknown') || isReported(error)) return error;
    reported.add(error as object);
    this.#begin(String((error as { message?: string }).message)).refused++;
    return error;
  }

  /** A call has had no answer for some time, and goes on. */
  silent(): void {
    this.#begin('no answer yet');
  }

  #begin(error: string): Current {
    const now = this.stopwatch();
    if (!this.#current) {
      this.#complain({ error }, 'the server cannot be reached: waiting for it');
      this.#current = { began: now, refused: 0, lastLine: now, lastRefusal: now, answered: undefined };
    }
    const current = this.#current;
    current.lastRefusal = now;
    current.answered = undefined;
    if (now - current.lastLine >= MINUTE_MS) {
      this.#complain(
        { error, seconds: seconds(now - current.began), refused: current.refused },
        'the server still cannot be reached',
      );
      current.lastLine = now;
    }
    return current;
  }

  /** Of a call that succeeded. */
  answered(): void {
    const current = this.#current;
    if (!current) return;
    const now = this.stopwatch();
    current.answered ??= now;
    if (now - current.lastRefusal < SETTLED_MS) return;
    this.#current = undefined;
    const fields = { seconds: seconds(current.answered - current.began), refused: current.refused };
    const end = () => this.#warn(fields, 'the server can be reached again');
    if (this.#lines) void this.#lines.then(end);
    else end();
  }

  /** Or, in place of both, what is to be done. */
  #complain(fields: { readonly error: string; readonly [more: string]: unknown }, message: string): void {
    const explain = this.#mistake;
    if (!explain) return this.#warn(fields, message);
    const { error, ...rest } = fields;
    const lines = (this.#lines ?? Promise.resolve()).then(async () => {
      const mistake = await explain().catch(() => undefined);
      if (mistake === undefined) this.#warn(fields, message);
      else this.#warn(rest, `${this.setting} cannot be used any more: ${mistake}`);
      if (this.#lines === lines) this.#lines = undefined;
    });
    this.#lines = lines;
  }

  #warn(fields: object, message: string): void {
    this.logger.warn({ setting: this.setting, ...fields }, message);
  }
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 1_000);

const reported = new WeakSet<object>();

const isReported = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (reported.has(error) || isReported((error as Error).cause));

/** Of work that is tried again: at level debug when an outage, which has lines of its own, is the reason. */
export function logFailure(
  logger: Logger,
  error: unknown,
  fields: object,
  message: string,
  level: 'warn' | 'error' = 'warn',
): void {
  logger[isReported(error) ? 'debug' : level]({ ...fields, error: String(error) }, message);
}
