import { Recent } from '../support/recent.ts';
import type { DnsResolver } from './parsed-mail.ts';

const REMEMBERED_MS = 60_000;
const MOST = 200;

/**
 * Asks for each name once a minute, also where nobody answers: many mails of one sender must not wait for the same silent server each.
 * `now`: milliseconds that never go back.
 */
export function rememberedAnswers(resolver: DnsResolver, now = () => performance.now()): DnsResolver {
  const remembered = new Recent<{ readonly answer: Promise<unknown>; readonly until: number }>(MOST);
  return (name, type) => {
    const key = `${type} ${name}`;
    const known = remembered.get(key);
    if (known && now() < known.until) return known.answer;
    const answer = resolver(name, type);
    remembered.set(key, { answer, until: now() + REMEMBERED_MS });
    return answer;
  };
}
