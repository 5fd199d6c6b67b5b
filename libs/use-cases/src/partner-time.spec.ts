import type { ClaimState } from '#claims';
import { submission } from '#claims/facts';
import type { Instant } from '#kernel';
import { CompiledCalendar, type CalendarRepository } from '#sla';
import { policy } from '#warranty/facts';
import { DEFAULT_CALENDAR_ID } from './default-calendar.ts';
import { endOfPartnerTime } from './partner-time.ts';

const FROM = '2026-03-09T02:00:00.000Z' as Instant;

const calendar = (calendarId: string, timeZone: string) =>
  new CompiledCalendar({
    calendarId,
    version: 1,
    timeZone,
    mode: 'BUSINESS_DAY_24H',
    weekly: [{ days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], open: '00:00', close: '24:00' }],
    exceptions: [],
  });
const published = (...calendars: CompiledCalendar[]) => ({
  calendars: { newest: async (id: string) => calendars.find((one) => one.id === id) } as CalendarRepository,
  policy: async (policyId: string, version: number) =>
    policyId === 'SHORT' ? policy({ policyId, version, evidenceDays: 1, choiceDays: 2 }) : undefined,
});
const claim = (calendarId?: string, coverage?: object) =>
  ({ submission: { ...submission, calendarId }, coverage }) as unknown as ClaimState;

describe('C6 C7 the time given to the partner', () => {
  it('is counted in the calendar of the claim, or the default one', async () => {
    const both = published(calendar('SEOUL', 'Asia/Seoul'), calendar(DEFAULT_CALENDAR_ID, 'UTC'));
    expect(await endOfPartnerTime(both, claim('SEOUL'), 'choiceDays', FROM)).toBe('2026-03-23T15:00:00.000Z');
    expect(await endOfPartnerTime(both, claim(), 'choiceDays', FROM)).toBe('2026-03-24T00:00:00.000Z');
  });

  it('is as long as the terms of the claim say, for evidence and for choice', async () => {
    const seoul = published(calendar('SEOUL', 'Asia/Seoul'));
    const short = claim('SEOUL', { policyId: 'SHORT', policyVersion: 1 });
    expect(await endOfPartnerTime(seoul, short, 'evidenceDays', FROM)).toBe('2026-03-10T15:00:00.000Z');
    expect(await endOfPartnerTime(seoul, short, 'choiceDays', FROM)).toBe('2026-03-11T15:00:00.000Z');
  });

  it('S3 is ten days if no calendar has business time', async () => {
    expect(await endOfPartnerTime(published(), claim('SEOUL'), 'choiceDays', FROM)).toBe('2026-03-19T02:00:00.000Z');
  });
});
