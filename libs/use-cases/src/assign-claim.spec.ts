import { claims } from '#claims';
import { submitted } from '#claims/facts';
import { at, type Day, type Instant } from '#kernel';
import { desks, staff, staffDirectory } from '#people';
import { assigned, mina, noted, staffEnrolled, staffListed } from '#people/facts';
import { inStoredFile, streamOf, useCaseScenarios } from '#platform/specs';
import { calendars } from '#sla';
import { calendar } from '#sla/facts';
import { partners } from '#warranty';
import { by, enrolled } from '#warranty/facts';
import { addNote, assignClaim, escalatedTo, firstOwner, ownerOfClaim } from './assign-claim.ts';
import { portsOver, recordedAggregates } from './recorded-aggregates.fixture.ts';

const NOW = '2026-06-01T02:00:00.000Z';
const claimId = 'C-2026-0001';
const claim = streamOf(claims, claimId);
const desk = streamOf(desks, claimId);
const member = (more: Parameters<typeof staffEnrolled>[0] = {}) =>
  streamOf(staff, more.staffId ?? mina.staffId)(staffEnrolled(more));

describe('assigning a claim', () => {
  const { given, nothing } = useCaseScenarios([desks], (data: Parameters<typeof assignClaim>[0], meta, facts) =>
    assignClaim(data, meta, portsOver(facts)),
  );
  const toMina = { claimId, to: 'mina' };

  it('N3 gives it to a member of staff', () =>
    given(claim(submitted()), member())
      .when(toMina, by())
      .then(desk(at(NOW, assigned('mina')))));

  it('N3 is unchanged for the member whose claim it is from the beginning', () =>
    given(claim(submitted({ ownerId: 'mina' })), member())
      .when(toMina, by())
      .thenUnchanged());

  it('N3 R2 is refused for a claim or member that does not exist, and for one that has left', async () => {
    await nothing.when(toMina, by()).thenRefused('C2', 'CLAIM_NOT_FOUND');
    await given(claim(submitted())).when(toMina, by()).thenRefused('R2', 'STAFF_NOT_FOUND');
    await given(claim(submitted()), member({ roles: [] }))
      .when(toMina, by())
      .thenRefused('R2', 'STAFF_HAS_LEFT');
  });
});

describe('adding a note', () => {
  const { given, nothing } = useCaseScenarios([desks], (data: Parameters<typeof addNote>[0], meta, facts) =>
    addNote(data, meta, portsOver(facts)),
  );
  const note = { claimId, text: 'Call back.' };

  it('N3 keeps it with the claim', () =>
    given(claim(submitted()))
      .when(note, by())
      .then(desk(at(NOW, noted('Call back.')))));

  it('N3 is refused for a claim that does not exist', () =>
    nothing.when(note, by()).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});

describe('N3 the first owner of a claim', () => {
  const directory = streamOf(staffDirectory, 'all')(staffListed('mina'), staffListed('jun'));
  const partner = streamOf(partners, 'P-SEOUL')(enrolled());
  const jun = member({ staffId: 'jun', products: ['LB-200'] });
  const ownerAmong = (...history: Parameters<typeof inStoredFile>[0][]) =>
    inStoredFile(history.flat(), (facts) =>
      firstOwner({ partnerId: 'P-SEOUL', sku: 'LB-200' }, recordedAggregates(facts)),
    );

  it('is the account manager of its partner, else a member that has its product, else nobody', async () => {
    expect(await ownerAmong(partner, member(), jun, directory)).toBe('mina');
    const left = member({ roles: [] });
    expect(await ownerAmong(partner, left, jun, directory)).toBe('jun');
    expect(await ownerAmong(partner, left, member({ staffId: 'jun' }), directory)).toBeUndefined();
  });
});

it('N3 a claim belongs to its first owner until it is assigned', async () => {
  const ownerAfter = (...history: Parameters<typeof inStoredFile>[0][]) =>
    inStoredFile(history.flat(), (facts) => ownerOfClaim(claimId, recordedAggregates(facts)));
  expect(await ownerAfter(claim(submitted()))).toBeUndefined();
  expect(await ownerAfter(claim(submitted({ ownerId: 'mina' })))).toBe('mina');
  expect(await ownerAfter(claim(submitted({ ownerId: 'mina' })), desk(assigned('jun')))).toBe('jun');
});

it('N3 S8 who is told of a claim depends on the day in the zone of the calendar of each member', async () => {
  const gone = { awayFrom: '2026-08-05' as Day, awayUntil: '2026-08-05' as Day };
  const published = { ...calendar.published, calendarId: 'SEOUL', timeZone: 'Asia/Seoul' };
  const history = [
    streamOf(calendars, 'SEOUL')({ type: 'CalendarPublished', data: published }),
    member({ calendarId: 'SEOUL', deputy: 'jun', ...gone }),
    member({ staffId: 'jun' }),
    streamOf(staffDirectory, 'all')(staffListed('mina'), staffListed('jun')),
  ];
  await inStoredFile(history.flat(), async (facts) => {
    const told = (when: string) =>
      escalatedTo({ ownerId: 'mina', moment: 50, at: when as Instant }, recordedAggregates(facts));
    expect(await told('2026-08-04T14:59:59.999Z')).toEqual(['mina']);
    expect(await told('2026-08-04T15:00:00.000Z')).toEqual(['mina', 'jun']);
    expect(await told('2026-08-05T15:00:00.000Z')).toEqual(['mina']);
  });
});
