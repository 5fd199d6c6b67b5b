import { partnerStreams } from './warranty.streams.ts';
import { scenarios } from '#kernel';
import { partnerDecider } from './partner.decider.ts';
import { ChangePartnerTerms, CorrectPartner, EnrollPartner, type EnrollPartnerData } from './warranty.commands.ts';
import type { PartnerEvent } from './warranty.events.ts';
import { by, enrolled, hanbit, termsChanged } from './warranty.facts.fixture.ts';

const { given, nothing } = scenarios(partnerDecider, (actual, expected) => expect(actual).toStrictEqual(expected));

const enrol = (more: Partial<EnrollPartnerData> = {}) => new EnrollPartner({ ...hanbit, ...more }, by());
const change = (terms: Omit<ChangePartnerTerms['data'], 'partnerId'>) =>
  new ChangePartnerTerms({ partnerId: 'P-SEOUL', ...terms }, by());
const dock = { lines: ['Dock 3'], city: 'Incheon', country: 'KR' };

const NO_COUNTRY = 'must be an ISO 3166 country code such as KR';

describe('A partner', () => {
  it('C7 is enrolled; without a standing instruction it is asked', () => {
    nothing.when(enrol()).then(enrolled());
    expect(partnerStreams.of('P-SEOUL')).toBe('partner-P-SEOUL');
  });

  it('N2 has a locale, stored as a canonical language tag', () => {
    nothing.when(enrol({ locale: 'ko-kr' })).then(enrolled());
    for (const locale of ['Korean!', 'xx-KR', 'ko-YY'])
      expect(nothing.when(enrol({ locale })).thenRefused('R2', 'INVALID_LANGUAGE').message).toBe(
        `locale: "${locale}" is not a language tag such as ko-KR`,
      );
  });

  it('S3 may have a time zone, by its IANA name', () => {
    nothing.when(enrol({ timeZone: 'Asia/Seoul' })).then(enrolled({ timeZone: 'Asia/Seoul' }));
    for (const timeZone of ['Seoul', '+09:00', ''])
      expect(nothing.when(enrol({ timeZone })).thenRefused('R2', 'UNKNOWN_TIME_ZONE').message).toBe(
        `timeZone: "${timeZone}" is not an IANA time zone such as Asia/Seoul`,
      );
  });

  it.each<[Partial<EnrollPartnerData>, string, code?: string, rule?: string]>([
    [{ partnerId: 'P/1' }, 'partnerId: must have 1 to 64 letters, digits and -._ and begin with a letter or digit'],
    [{ name: '  ' }, 'name: must not be empty'],
    [{ currency: 'WON' }, 'currency: must be an ISO 4217 currency code such as EUR', 'UNKNOWN_CURRENCY', 'R2'],
    [
      { contacts: ['CONTACT-1', 'a b'] },
      'contacts.1: must have 1 to 64 letters, digits and -._ and begin with a letter or digit',
    ],
    [{ shipTo: { ...dock, country: 'Korea' } }, `shipTo.country: ${NO_COUNTRY}`, 'UNKNOWN_COUNTRY', 'R2'],
    [{ billTo: { ...dock, lines: [] } }, 'billTo.lines: must have at least one line'],
    [{ electronicAddress: 'DE123456788' }, 'electronicAddress: must be a scheme and an id such as 9930:DE123456788'],
    [{ shipTo: { ...dock, country: 'UK' } }, `shipTo.country: ${NO_COUNTRY}`, 'UNKNOWN_COUNTRY', 'R2'],
  ])('3 with %j is refused in words', (wrong, words, code = 'INVALID_INPUT', rule = undefined) => {
    expect(nothing.when(enrol(wrong)).thenRefused(rule, code).message).toBe(words);
  });

  it('C12 enrolled again is unchanged, even after its terms changed; with other data it is refused', () => {
    given(enrolled(), termsChanged({ standingInstruction: 'CREDIT' }))
      .when(enrol())
      .thenUnchanged();
    given(enrolled())
      .when(enrol({ currency: 'USD' }))
      .thenRefused('R5', 'PARTNER_EXISTS');
  });

  it('C7 changes its terms, and only the differences are recorded', () => {
    given(enrolled())
      .when(change({ standingInstruction: 'CREDIT', accountManager: 'mina', shipTo: dock, contacts: undefined }))
      .then(termsChanged({ standingInstruction: 'CREDIT', shipTo: dock }));
    const documents = { billTo: dock, electronicAddress: '9930:DE123456788' };
    given(enrolled()).when(change(documents)).then(termsChanged(documents));
    given(enrolled(), termsChanged(documents)).when(change(documents)).thenUnchanged();
    const history = given(enrolled(), termsChanged({ standingInstruction: 'CREDIT', shipTo: dock }));
    expect(history.state()).toEqual({
      enrolment: enrolled().data,
      current: { ...enrolled().data, standingInstruction: 'CREDIT', shipTo: dock },
    });
    history.when(change({ standingInstruction: 'CREDIT' })).thenUnchanged();
    history.when(change({ standingInstruction: 'ASK' })).then(termsChanged({ standingInstruction: 'ASK' }));
  });

  it('R4 receives credits for units it has sold on if its terms say so', () => {
    given(enrolled())
      .when(change({ creditsForUnitsSoldOn: 'TO_INVOICED_PARTNER' }))
      .then(termsChanged({ creditsForUnitsSoldOn: 'TO_INVOICED_PARTNER' }));
    given(enrolled())
      .when(change({ creditsForUnitsSoldOn: 'NONE' }))
      .thenUnchanged();
  });

  it('R5 has wrong facts corrected, with a reason, and only the differences are recorded', () => {
    const correct = (facts: Omit<CorrectPartner['data'], 'partnerId' | 'reason'>, reason = 'Moved') =>
      new CorrectPartner({ partnerId: 'P-SEOUL', reason, ...facts }, by());
    const corrected = (facts: Omit<CorrectPartner['data'], 'partnerId' | 'reason'>): PartnerEvent => ({
      type: 'PartnerCorrected',
      data: { partnerId: 'P-SEOUL', reason: 'Moved', ...facts },
    });
    given(enrolled())
      .when(correct({ name: 'Hanbit Beauty', locale: 'ko-kp', timeZone: 'Asia/Seoul', vatId: 'KR123' }))
      .then(corrected({ locale: 'ko-KP', timeZone: 'Asia/Seoul', vatId: 'KR123' }));
    const history = given(enrolled(), corrected({ name: 'Hanbit', currency: 'USD' }));
    expect(history.state()).toEqual({
      enrolment: enrolled().data,
      current: { ...enrolled().data, name: 'Hanbit', currency: 'USD' },
    });
    history.when(correct({ name: 'Hanbit' })).thenUnchanged();
    history.when(correct({})).thenUnchanged();
    history.when(correct({ timeZone: 'Seoul' })).thenRefused('R2', 'UNKNOWN_TIME_ZONE');
    history.when(correct({ currency: 'WON' })).thenRefused('R2', 'UNKNOWN_CURRENCY');
    history.when(correct({ name: 'Hanbit Beauty' }, ' ')).thenRefused(undefined, 'INVALID_INPUT');
    nothing.when(correct({ name: 'Hanbit' })).thenRefused('R2', 'PARTNER_NOT_FOUND');
  });

  it('3 that is not enrolled has no terms', () => {
    nothing.when(change({ accountManager: 'jun' })).thenRefused('R2', 'PARTNER_NOT_FOUND');
  });

  it('3 refuses invalid terms', () => {
    given(enrolled())
      .when(change({ accountManager: '' }))
      .thenRefused(undefined, 'INVALID_INPUT');
  });
});
