import { scenarios } from '#kernel';
import { legalEntityDecider, legalEntityDirectoryDecider } from './legal-entity.decider.ts';
import { ChangeLegalEntity, ListLegalEntity, RegisterLegalEntity } from './warranty.commands.ts';
import type { LegalEntityDirectoryEvent, LegalEntityEvent, LegalEntityFact } from './warranty.events.ts';
import { by } from './warranty.facts.fixture.ts';
import { legalEntityStreams } from './warranty.streams.ts';

const { given, nothing } = scenarios(legalEntityDecider, (actual, expected) => expect(actual).toEqual(expected));

const lumessa = {
  legalEntityId: 'LUMESSA-DE',
  name: 'Lumessa Vertriebs GmbH',
  vatId: 'DE123456788',
  address: { lines: ['Tor 4'], city: 'Berlin', postalCode: '10553', country: 'DE' },
  electronicAddress: '9930:DE123456788',
  timeZone: 'Europe/Berlin',
};
const register = (more: Partial<RegisterLegalEntity['data']> = {}) =>
  new RegisterLegalEntity({ ...lumessa, ...more }, by());
const registered: LegalEntityEvent = { type: 'LegalEntityRegistered', data: { ...lumessa, fiscalYearStart: '01-01' } };
type Change = Omit<LegalEntityFact<'LegalEntityChanged'>, 'legalEntityId'>;
const change = (more: Change) => new ChangeLegalEntity({ legalEntityId: 'LUMESSA-DE', ...more }, by());
const changed = (more: Change): LegalEntityEvent => ({
  type: 'LegalEntityChanged',
  data: { legalEntityId: 'LUMESSA-DE', ...more },
});

describe('A legal entity', () => {
  it('R1 is registered, with a fiscal year from January by default', () => {
    nothing.when(register()).then(registered);
    nothing
      .when(register({ fiscalYearStart: '04-01' }))
      .then({ type: 'LegalEntityRegistered', data: { ...lumessa, fiscalYearStart: '04-01' } });
    expect(legalEntityStreams.of('LUMESSA-DE')).toBe('entity-LUMESSA-DE');
  });

  it('R1 registered again is unchanged, even after a change; with other data it is refused', () => {
    given(registered, changed({ name: 'Lumessa GmbH' }))
      .when(register())
      .thenUnchanged();
    given(registered)
      .when(register({ name: 'Lumessa GmbH' }))
      .thenRefused('R1', 'LEGAL_ENTITY_EXISTS');
  });

  it('R1 changes, and only the differences are recorded', () => {
    given(registered)
      .when(change({ name: 'Lumessa GmbH', timeZone: 'Europe/Berlin', fiscalYearStart: '04-01' }))
      .then(changed({ name: 'Lumessa GmbH', fiscalYearStart: '04-01' }));
    given(registered, changed({ name: 'Lumessa GmbH' }))
      .when(change({ name: 'Lumessa GmbH' }))
      .thenUnchanged();
    nothing.when(change({ name: 'Lumessa GmbH' })).thenRefused('R1', 'LEGAL_ENTITY_NOT_FOUND');
  });

  it.each<[Partial<RegisterLegalEntity['data']>, string, code?: string]>([
    [{ timeZone: 'Berlin' }, 'timeZone: "Berlin" is not an IANA time zone such as Asia/Seoul', 'UNKNOWN_TIME_ZONE'],
    [
      { address: { ...lumessa.address, country: 'UK' } },
      'address.country: must be an ISO 3166 country code such as KR',
      'UNKNOWN_COUNTRY',
    ],
    [{ electronicAddress: 'DE123456788' }, 'electronicAddress: must be a scheme and an id such as 9930:DE123456788'],
    [{ fiscalYearStart: '02-29' }, 'fiscalYearStart: must be a month and a day of every year, such as 04-01'],
    [{ fiscalYearStart: '4-1' }, 'fiscalYearStart: must be a month and a day of every year, such as 04-01'],
    [{ name: ' ' }, 'name: must not be empty'],
  ])('R2 with %j is refused in words', (wrong, words, code = 'INVALID_INPUT') => {
    const verdict = nothing.when(register(wrong)).verdict;
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code, message: words } });
  });
});

describe('The directory of legal entities', () => {
  const directory = scenarios(legalEntityDirectoryDecider, (actual, expected) => expect(actual).toEqual(expected));
  const list = (legalEntityId: string, unlessAny = false) => new ListLegalEntity({ legalEntityId, unlessAny }, by());
  const listed = (legalEntityId: string): LegalEntityDirectoryEvent => ({
    type: 'LegalEntityListed',
    data: { legalEntityId },
  });

  it('R1 lists each of them once', () => {
    directory.nothing.when(list('MG')).then(listed('MG'));
    directory.given(listed('MG')).when(list('MG')).thenUnchanged();
    directory.given(listed('MG')).when(list('KR')).then(listed('KR'));
    expect(directory.given(listed('MG'), listed('KR')).state()).toEqual(['MG', 'KR']);
  });

  it('R1 accepts the one that comes with a new store only while it is empty', () => {
    directory.nothing.when(list('MG', true)).then(listed('MG'));
    directory.given(listed('KR')).when(list('MG', true)).thenUnchanged();
  });
});
