import { createHash, timingSafeEqual } from 'node:crypto';
import { type Asking, isOfThisMachine } from './this-machine.ts';

/** Names and times of commands are not for partners: for programs of this machine, or, if one is set, for those that send the token. */
export function mayReadMetrics(asking: Asking, token: string | undefined): boolean {
  if (token !== undefined) return isSame(asking.headers.authorization ?? '', `Bearer ${token}`);
  return isOfThisMachine(asking);
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
