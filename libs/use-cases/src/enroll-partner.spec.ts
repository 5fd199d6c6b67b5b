import { at } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { calendars } from '#sla';
import { calendar } from '#sla/facts';
import { type ChangePartnerTerms, type EnrollPartnerData, partners } from '#warranty';
import { by, enrolled, hanbit, termsChanged } from '#warranty/facts';
import { changePartnerTerms, enrollPartner } from './enroll-partner.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const NOW = '2026-06-01T02:00:00.000Z';
const seoul = streamOf(partners, 'P-SEOUL');
const published = streamOf(
  calendars,
  'SEOUL',
)({ type: 'CalendarPublished', data: { ...calendar.published, calendarId: 'SEOUL' } });

describe('enrolling a partner', () => {
  const { given, nothing } = useCaseScenarios([partners], (data: EnrollPartnerData, meta, facts) =>
    enrollPartner(data, meta, portsOver(facts)),
  );

  it('R2 does not require a calendar of its own', () => nothing.when(hanbit, by()).then(seoul(at(NOW, enrolled()))));

  it('R2 S3 refuses a calendar that was never published', async () => {
    await given(published)
      .when({ ...hanbit, calendarId: 'SEOUL' }, by())
      .then(seoul(at(NOW, enrolled({ calendarId: 'SEOUL' }))));
    await given(published)
      .when({ ...hanbit, calendarId: 'BUSAN' }, by())
      .thenRefused('S3', 'CALENDAR_NOT_FOUND');
  });
});

describe('changing the terms of a partner', () => {
  const { given } = useCaseScenarios([partners], (data: ChangePartnerTerms['data'], meta, facts) =>
    changePartnerTerms(data, meta, portsOver(facts)),
  );
  const change = { partnerId: 'P-SEOUL', calendarId: 'SEOUL' };

  it('R2 S3 refuses a calendar that was never published', async () => {
    await given(published, seoul(enrolled()))
      .when(change, by())
      .then(seoul(at(NOW, termsChanged({ calendarId: 'SEOUL' }))));
    await given(seoul(enrolled())).when(change, by()).thenRefused('S3', 'CALENDAR_NOT_FOUND');
  });
});
