import { at } from '#kernel';
import { contactIdOf, persons, staff, staffDirectory } from '#people';
import { personRecorded, staffEnrolled, staffListed } from '#people/facts';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { calendars } from '#sla';
import { calendar } from '#sla/facts';
import { partners } from '#warranty';
import { by, enrolled, hanbit, termsChanged } from '#warranty/facts';
import { changePartnerTerms, enrollPartner } from './enroll-partner.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const NOW = '2026-06-01T02:00:00.000Z';
const seoul = streamOf(partners, 'P-SEOUL');
const mina = streamOf(staff, 'mina')(staffEnrolled());
const published = streamOf(
  calendars,
  'SEOUL',
)({ type: 'CalendarPublished', data: { ...calendar.published, calendarId: 'SEOUL' } });

const email = 'as@hanbit.example';
const contact = contactIdOf('P-SEOUL', email);
const contactRecorded = (known: string) =>
  at(NOW, personRecorded({ personId: contact, partnerId: 'P-SEOUL', name: undefined, email: known }));

describe('enrolling a partner', () => {
  const { given, nothing } = useCaseScenarios(
    [partners, persons],
    (data: Parameters<typeof enrollPartner>[0], meta, facts) => enrollPartner(data, meta, portsOver(facts)),
  );

  it('R2 does not require a calendar of its own', () =>
    given(mina)
      .when(hanbit, by())
      .then(seoul(at(NOW, enrolled()))));

  it('R2 S3 refuses a calendar that was never published', async () => {
    await given(mina, published)
      .when({ ...hanbit, calendarId: 'SEOUL' }, by())
      .then(seoul(at(NOW, enrolled({ calendarId: 'SEOUL' }))));
    await given(mina, published)
      .when({ ...hanbit, calendarId: 'BUSAN' }, by())
      .thenRefused('S3', 'CALENDAR_NOT_FOUND');
  });

  it('R2 refuses an account manager that is no member of staff', async () => {
    await nothing.when(hanbit, by()).thenRefused('R2', 'STAFF_NOT_FOUND');
    await given(mina)
      .when({ ...hanbit, accountManager: 'jun' }, by())
      .thenRefused('R2', 'STAFF_NOT_FOUND');
  });

  it('R2 takes the ADMIN who enrols it, as long as no member of staff is enrolled', async () => {
    const founded = { ...hanbit, accountManager: 'root' };
    await nothing.when(founded, by()).then(seoul(at(NOW, enrolled({ accountManager: 'root' }))));
    await given(streamOf(staffDirectory, 'all')(staffListed()))
      .when(founded, by())
      .thenRefused('R2', 'STAFF_NOT_FOUND');
    await given(streamOf(staffDirectory, 'all')(staffListed()), seoul(enrolled({ accountManager: 'root' })))
      .when(founded, by())
      .thenUnchanged();
  });

  it('A4 records its contacts as persons, once for each address, and names their ids', () =>
    given(mina)
      .when({ ...hanbit, emails: [email, 'AS@hanbit.example'] }, by())
      .then(
        streamOf(persons, contact)(contactRecorded('AS@hanbit.example')),
        seoul(at(NOW, enrolled({ contacts: [contact] }))),
      ));

  it('A4 records no person when it is refused', async () => {
    await given(mina)
      .when({ ...hanbit, currency: 'WON', emails: [email] }, by())
      .thenRefused('R2', 'UNKNOWN_CURRENCY');
    await given(mina)
      .when({ ...hanbit, emails: [email, 'hanbit'] }, by())
      .thenRefused(undefined, 'INVALID_INPUT');
  });
});

describe('changing the terms of a partner', () => {
  const { given } = useCaseScenarios(
    [partners, persons],
    (data: Parameters<typeof changePartnerTerms>[0], meta, facts) => changePartnerTerms(data, meta, portsOver(facts)),
  );
  const change = { partnerId: 'P-SEOUL', calendarId: 'SEOUL' };

  it('R2 S3 refuses a calendar that was never published', async () => {
    await given(published, seoul(enrolled()))
      .when(change, by())
      .then(seoul(at(NOW, termsChanged({ calendarId: 'SEOUL' }))));
    await given(seoul(enrolled())).when(change, by()).thenRefused('S3', 'CALENDAR_NOT_FOUND');
  });

  it('R2 refuses an account manager that is no member of staff', () =>
    given(seoul(enrolled()))
      .when({ partnerId: 'P-SEOUL', accountManager: 'jun' }, by())
      .thenRefused('R2', 'STAFF_NOT_FOUND'));

  it('A4 changes the contacts, and leaves them when it states none', async () => {
    await given(seoul(enrolled()))
      .when({ partnerId: 'P-SEOUL', emails: [email] }, by())
      .then(streamOf(persons, contact)(contactRecorded(email)), seoul(at(NOW, termsChanged({ contacts: [contact] }))));
    await given(seoul(enrolled({ contacts: [contact] })))
      .when({ partnerId: 'P-SEOUL', standingInstruction: 'CREDIT' }, by())
      .then(seoul(at(NOW, termsChanged({ standingInstruction: 'CREDIT' }))));
  });
});
