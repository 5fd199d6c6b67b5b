import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Host, process id, and a UUID, since process ids are used again. */
export const leaseOwner = (): string => `${hostname()}/${process.pid}/${randomUUID()}`;

/** Whether the owner was a process on this machine that has ended: its lease need not expire first. */
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
