import type { Logger } from '../support/logger.ts';
import { logFailure } from '../support/outage.ts';
import { type Backoff, waitFor } from '../support/backoff.ts';
import type { Leases } from '../process-state/leases.port.ts';

/** Another owner takes over at most a third later. */
const LEASE_MS = 6_000;

export interface LeaseOptions {
  readonly leases: Leases;
  readonly name: string;
  readonly owner: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly leaseMs?: number;
  readonly backoff?: Backoff;
  readonly stopwatch?: () => number;
}

/** Runs `work` whenever the lease is ours. A lease only avoids duplicate work; correctness comes from guarded writes. */
export async function whileLeased(
  {
    leases,
    name,
    owner,
    signal,
    logger,
    leaseMs = LEASE_MS,
    backoff = waitFor,
    stopwatch = () => performance.now(),
  }: LeaseOptions,
  work: (held: AbortSignal) => Promise<void>,
): Promise<void> {
  const renewMs = leaseMs / 3;
  let requestedAt = 0;
  /** From the last request, since the answer of a slow store may take half the lease. */
  const untilNext = () => backoff(Math.max(0, requestedAt + renewMs - stopwatch()), signal);
  const term = () => {
    requestedAt = stopwatch();
    return leases.acquire(name, owner, leaseMs).catch((error: unknown) => {
      logFailure(logger, error, { lease: name }, 'the lease cannot be requested: trying again');
      return undefined;
    });
  };
  while (!signal.aborted) {
    const heldTerm = await term();
    if (heldTerm === undefined) {
      await untilNext();
      continue;
    }
    logger.info({ lease: name, term: heldTerm }, 'has the lease');
    const lost = new AbortController();
    const either = AbortSignal.any([signal, lost.signal]);
    const working = work(either).finally(() => lost.abort());
    // By our own clock, since the store may not answer.
    let heldUntil = requestedAt + leaseMs;
    while (!either.aborted) {
      await Promise.race([untilNext(), working.catch(() => undefined)]);
      if (either.aborted) break;
      const renewed = await term();
      if (renewed === heldTerm) heldUntil = requestedAt + leaseMs;
      else if (renewed !== undefined || stopwatch() > heldUntil) {
        logger.warn({ lease: name, term: heldTerm }, 'lost the lease: stopping its work');
        lost.abort();
      }
    }
    await working.catch((error: unknown) => {
      logFailure(logger, error, { lease: name }, 'the work under the lease failed: starting it again', 'error');
    });
    if (signal.aborted) await leases.release(name, owner).catch(() => undefined);
    else await untilNext();
  }
}

/** Does `work` once, if the lease is free. @returns undefined while another owner has it. @throws DocumentStoreError, and what `work` throws */
export async function onceLeased<T>(
  { leases, name, owner, logger, leaseMs = LEASE_MS }: Omit<LeaseOptions, 'signal' | 'backoff' | 'stopwatch'>,
  work: () => Promise<T>,
): Promise<{ readonly result: T } | undefined> {
  if ((await leases.acquire(name, owner, leaseMs)) === undefined) return undefined;
  const renewing = setInterval(() => {
    leases.acquire(name, owner, leaseMs).catch((error: unknown) => {
      logFailure(logger, error, { lease: name }, 'the lease cannot be renewed: trying again');
    });
  }, leaseMs / 3);
  try {
    return { result: await work() };
  } finally {
    clearInterval(renewing);
    // It expires by itself.
    await leases.release(name, owner).catch(() => undefined);
  }
}
