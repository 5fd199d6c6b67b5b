import type { Actor } from '#kernel';
import { Forbidden } from '#requests';

/** Who reads what finance has booked, of every partner. @throws Forbidden */
export function mayReadBooks({ role }: Actor, what: string): void {
  if (role !== 'FINANCE' && role !== 'AUDITOR' && role !== 'ADMIN') throw new Forbidden(role, what);
}
