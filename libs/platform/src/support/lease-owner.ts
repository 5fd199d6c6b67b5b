import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** A name for this process as the owner of leases: where it runs, its number, and what tells it from a later one. */
export const leaseOwner = (): string => `${hostname()}/${process.pid}/${randomUUID()}`;

/** Whether an owner was a process on this machine that is no more: its lease need not run out first. */
export function isDeadHere(owner: string): boolean {
  const [host, pid] = owner.split('/');
  if (host !== hostname() || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH';
  }
}
