import type { Logger } from '../support/logger.ts';
import { type Backoff, waitFor } from '../support/backoff.ts';
import type { Leases } from '../process-state/leases.port.ts';

export interface LeaseOptions {
  readonly leases: Leases;
  readonly name: string;
  readonly owner: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** How long an owner that is silent keeps it, milliseconds. Takeover follows within this and a third of it. */
  readonly keptFor?: number;
  /** How time passes between two questions. */
  readonly backoff?: Backoff;
  /** Milliseconds that never go back. */
  readonly stopwatch?: () => number;
}

/**
 * Does `work` while the lease is ours, again each time it becomes ours, until the signal. The lease spares the work of two doing
 * the same; it is not what keeps them from harm: an owner that was paused and does not know yet that it has lost it meets the
 * guards of what it writes (positions of documents, ids of commands), as everybody does.
 */
export async function whileLeased(
  {
    leases,
    name,
    owner,
    signal,
    logger,
    keptFor = 6_000,
    backoff = waitFor,
    stopwatch = () => performance.now(),
  }: LeaseOptions,
  work: (mine: AbortSignal) => Promise<void>,
): Promise<void> {
  const beat = keptFor / 3;
  let asked = 0;
  /** Until it is time to ask again; counted from the last question, for the answer of a slow store may take half the lease. */
  const untilNext = () => backoff(Math.max(0, asked + beat - stopwatch()), signal);
  const term = () => {
    asked = stopwatch();
    return leases.acquire(name, owner, keptFor).catch((error: unknown) => {
      logger.warn({ lease: name, error: String(error) }, 'the lease cannot be asked for: trying again');
      return undefined;
    });
  };
  while (!signal.aborted) {
    const mine = await term();
    if (mine === undefined) {
      await untilNext();
      continue;
    }
    logger.info({ lease: name, term: mine }, 'has the lease');
    const lost = new AbortController();
    const either = AbortSignal.any([signal, lost.signal]);
    const working = work(either).finally(() => lost.abort());
    // Its own clock tells when it must be taken for lost, for the store may not answer.
    let sureUntil = asked + keptFor;
    while (!either.aborted) {
      await Promise.race([untilNext(), working.catch(() => undefined)]);
      if (either.aborted) break;
      const renewed = await term();
      if (renewed === mine) sureUntil = asked + keptFor;
      else if (renewed !== undefined || stopwatch() > sureUntil) {
        logger.warn({ lease: name, term: mine }, 'has lost the lease: gives way');
        lost.abort();
      }
    }
    await working.catch((error: unknown) => {
      logger.error({ lease: name, error: String(error) }, 'what the lease is for stopped: starting it again');
    });
    if (signal.aborted) await leases.release(name, owner).catch(() => undefined);
    else await untilNext();
  }
}
