import { at } from '#kernel';
import { persons, staff, staffDirectory } from '#people';
import { mina, personRecorded, staffChanged, staffEnrolled, staffListed } from '#people/facts';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { by } from '#warranty/facts';
import { changeStaff, enrollStaff } from './enroll-staff.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const NOW = '2026-06-01T02:00:00.000Z';
const member = streamOf(staff, 'mina');
const person = streamOf(persons, 'mina');
const directory = streamOf(staffDirectory, 'all');
const enrolment = { ...mina, name: 'Mina Kang', email: 'mina@makegood.example' };
const known = [person(personRecorded()), member(staffEnrolled()), directory(staffListed())];

describe('enrolling a member of staff', () => {
  const { given, nothing } = useCaseScenarios(
    [staff, persons, staffDirectory],
    (data: Parameters<typeof enrollStaff>[0], meta, facts) => enrollStaff(data, meta, portsOver(facts)),
  );

  it('N3 A4 records name and address as a person, then the member, and lists it', () =>
    nothing
      .when(enrolment, by())
      .then(person(at(NOW, personRecorded())), member(at(NOW, staffEnrolled())), directory(at(NOW, staffListed()))));

  it('C12 is done once; another name or address under the same id is refused', async () => {
    await given(...known)
      .when(enrolment, by())
      .thenUnchanged();
    for (const other of [{ name: 'Mina Lee' }, { email: 'lee@makegood.example' }])
      await given(...known)
        .when({ ...enrolment, ...other }, by())
        .thenRefused('N3', 'STAFF_EXISTS');
  });

  it('R2 refuses a deputy, manager, calendar or product that does not exist, and records no person', async () => {
    for (const [wrong, rule, code] of [
      [{ deputy: 'jun' }, 'R2', 'STAFF_NOT_FOUND'],
      [{ managerId: 'jun' }, 'R2', 'STAFF_NOT_FOUND'],
      [{ calendarId: 'BUSAN' }, 'S3', 'CALENDAR_NOT_FOUND'],
      [{ products: ['GLOW-1'] }, 'R2', 'PRODUCT_NOT_FOUND'],
      [{ email: 'mina' }, undefined, 'INVALID_INPUT'],
    ] as const)
      await nothing.when({ ...enrolment, ...wrong } as typeof enrolment, by()).thenRefused(rule, code);
  });
});

describe('changing a member of staff', () => {
  const { given, nothing } = useCaseScenarios(
    [staff, persons],
    (data: Parameters<typeof changeStaff>[0], meta, facts) => changeStaff(data, meta, portsOver(facts)),
  );
  const change = { staffId: 'mina', name: 'Mina Kang', email: 'kang@makegood.example', roles: [] };

  it('N3 A4 records a new address as the person, and the rest as the member', () =>
    given(...known)
      .when(change, by())
      .then(
        person(at(NOW, personRecorded({ email: 'kang@makegood.example' }))),
        member(at(NOW, staffChanged({ roles: [] }))),
      ));

  it('N3 A4 leaves as it is what is left out, be it of the person or of the member', async () => {
    await given(...known)
      .when({ staffId: 'mina', name: 'Mina Lee' }, by())
      .then(person(at(NOW, personRecorded({ name: 'Mina Lee' }))));
    await given(...known)
      .when({ staffId: 'mina', deputy: undefined, roles: [] }, by())
      .then(member(at(NOW, staffChanged({ roles: [] }))));
  });

  it('R2 is refused for one that is not enrolled, and records no person', () =>
    nothing.when(change, by()).thenRefused('R2', 'STAFF_NOT_FOUND'));
});
