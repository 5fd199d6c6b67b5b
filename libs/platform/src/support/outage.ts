import type { Logger } from './logger.ts';

const MINUTE_MS = 60_000;
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

  constructor(
    /** The setting with the address of the server. */
    private readonly setting: string,
    private readonly logger: Logger,
    private readonly stopwatch: () => number = () => performance.now(),
  ) {}

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
    const { setting, logger } = this;
    if (!this.#current) {
      logger.warn({ setting, error }, 'the server cannot be reached: waiting for it');
      this.#current = { began: now, refused: 0, lastLine: now, lastRefusal: now, answered: undefined };
    }
    const current = this.#current;
    current.lastRefusal = now;
    current.answered = undefined;
    if (now - current.lastLine >= MINUTE_MS) {
      logger.warn(
        { setting, error, seconds: seconds(now - current.began), refused: current.refused },
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
    const { setting, logger } = this;
    logger.warn(
      { setting, seconds: seconds(current.answered - current.began), refused: current.refused },
      'the server can be reached again',
    );
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
