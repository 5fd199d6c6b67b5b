import type { DnsResolver } from './parsed-mail.ts';

export type SenderCheck = 'dkim' | 'spf' | 'dmarc';

/** More than honest mails need: RFC 7208 has 10 terms that ask, of which some ask for several addresses each. */
const MOST: Readonly<Record<SenderCheck, number>> = { dkim: 12, spf: 40, dmarc: 4 };
/** From the first question of a check. */
const CHECK_MS = 5_000;

const unanswered = (): Error =>
  Object.assign(new Error('DNS was asked too much, or for too long'), { code: 'ETIMEOUT' });

/**
 * The questions of the checks of one mail, whose names and number its writer chooses: each check has so many, and so long. One that has used
 * them up takes nothing from the others.
 */
export function boundedQuestions(
  resolver: DnsResolver,
  pause: (milliseconds: number) => Promise<unknown>,
): (check: SenderCheck, name: string, type: string) => Promise<unknown> {
  const asked = { dkim: 0, spf: 0, dmarc: 0 };
  const ends: Partial<Record<SenderCheck, Promise<never>>> = {};
  return async (check, name, type) => {
    const end = (ends[check] ??= pause(CHECK_MS).then(() => Promise.reject(unanswered())));
    // It may end while nothing is asked.
    end.catch(() => undefined);
    if (++asked[check] > MOST[check]) throw unanswered();
    return Promise.race([end, resolver(name, type)]);
  };
}
