import type { PartnerState } from '#warranty';
import { enrolled } from '#warranty/facts';
import { placeOfPartner } from './place-of-partner.ts';

/** Calendars by id, each with its time zone. */
const zones: Readonly<Record<string, string>> = { SEOUL: 'Asia/Seoul', default: 'Asia/Shanghai' };

const placeOf = (more: Parameters<typeof enrolled>[0] | undefined, known = zones) => {
  const partner = more && ({ current: enrolled(more).data } as PartnerState);
  const newest = async (id: string) => (known[id] ? { published: { timeZone: known[id] } } : undefined);
  return placeOfPartner('P-SEOUL', { partner: async () => partner, calendars: { newest } as never });
};

describe('the place of a partner', () => {
  it('R9 is its time zone, else that of its calendar, else that of the default calendar, else UTC', async () => {
    expect(await placeOf({ timeZone: 'America/New_York', calendarId: 'SEOUL' })).toBe('America/New_York');
    expect(await placeOf({ calendarId: 'SEOUL' })).toBe('Asia/Seoul');
    expect(await placeOf({})).toBe('Asia/Shanghai');
    expect(await placeOf(undefined)).toBe('Asia/Shanghai');
    expect(await placeOf({}, {})).toBe('UTC');
  });
});
