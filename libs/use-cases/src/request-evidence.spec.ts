import { claims } from '#claims';
import { anna, by, claimId, requested, submitted } from '#claims/facts';
import type { Instant } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { calendars } from '#sla';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { requestEvidence } from './request-evidence.ts';

type Asked = Parameters<typeof requestEvidence>[0];

const { given, nothing } = useCaseScenarios([claims], (data: Asked, meta, facts) =>
  requestEvidence(data, meta, portsOver(facts)),
);
const claim = streamOf(claims, claimId);
const request: Asked = { claimId, missing: ['the plate'], message: 'Please send what is missing.' };
const until = (answerBy: string) => {
  const event = requested('the plate');
  return claim({ ...event, data: { ...event.data, answerBy: answerBy as Instant } } as typeof event);
};
const weekdays = streamOf(
  calendars,
  'SEOUL',
)({
  type: 'CalendarPublished',
  data: {
    calendarId: 'SEOUL',
    version: 1,
    timeZone: 'Asia/Seoul',
    mode: 'OFFICE_HOURS',
    weekly: [{ days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], open: '09:00', close: '18:00' }],
    exceptions: [],
  },
});

describe('requesting evidence', () => {
  it('C6 gives the partner ten business days of the calendar of the claim', () =>
    given(weekdays, claim(submitted({ calendarId: 'SEOUL' })))
      .when(request, by(anna))
      .then(until('2026-03-23T09:00:00.000Z')));

  it('C6 S3 gives ten days if there is no business time to count', () =>
    given(claim(submitted({ calendarId: 'SEOUL' })))
      .when(request, by(anna))
      .then(until('2026-03-19T02:00:00.000Z')));

  it('C2 is refused for a claim that does not exist', () =>
    nothing.when(request, by(anna)).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});
