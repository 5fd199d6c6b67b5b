import { claims } from '#claims';
import { submitted } from '#claims/facts';
import { projectionScenarios, streamOf } from '#platform/specs';
import { partners, units } from '#warranty';
import { enrolled, partnerCorrected, shipped, sold, soldOnTo, termsChanged } from '#warranty/facts';
import { type PartnerDocument, partnersProjection } from './partners.projection.ts';

const { given } = projectionScenarios<PartnerDocument>(partnersProjection);
const partner = streamOf(partners, 'P-SEOUL');
const unit = streamOf(units, 'GL1-26-000042');
const claim = streamOf(claims, 'C-2026-0001');

const hanbit: PartnerDocument['terms'] = {
  partnerId: 'P-SEOUL',
  name: 'Hanbit Beauty',
  locale: 'ko-KR',
  currency: 'KRW',
  accountManager: 'mina',
  contacts: [],
  standingInstruction: 'ASK',
  creditsForUnitsSoldOn: 'NONE',
};

describe('the partners', () => {
  it('N3 are shown with their current terms', () =>
    given(
      partner(
        enrolled(),
        termsChanged({ standingInstruction: 'CREDIT', accountManager: 'jun' }),
        termsChanged({ accountManager: 'sora' }),
      ),
    ).then({
      id: 'P-SEOUL',
      terms: { ...hanbit, standingInstruction: 'CREDIT', accountManager: 'sora' },
      searchName: 'hanbit beauty',
      unitsHeld: 0,
      claimsSubmitted: 0,
    }));

  it('E3 N3 are shown with the counts of their claim rate, each with its own units and claims', () => {
    const berlin = { partnerId: 'P-BERLIN', name: 'Berlin Licht' };
    return given(
      partner(enrolled()),
      streamOf(partners, 'P-BERLIN')(enrolled(berlin)),
      unit(shipped()),
      streamOf(units, 'GL1-26-000043')(shipped({ partnerId: 'P-BERLIN' })),
      streamOf(units, 'GL1-26-000044')(shipped()),
      claim(submitted()),
    ).then(
      { id: 'P-SEOUL', terms: hanbit, searchName: 'hanbit beauty', unitsHeld: 2, claimsSubmitted: 1 },
      { id: 'P-BERLIN', terms: { ...hanbit, ...berlin }, searchName: 'berlin licht', unitsHeld: 1, claimsSubmitted: 0 },
    );
  });

  it('R2 count the units they received, also resold ones, and also those they have resold since', () => {
    const berlin = { partnerId: 'P-BERLIN', name: 'Berlin Licht' };
    return given(
      partner(enrolled()),
      streamOf(partners, 'P-BERLIN')(enrolled(berlin)),
      unit(shipped(), soldOnTo('P-BERLIN', '2026-02-01'), sold('2026-02-02', 'P-BERLIN')),
    ).then(
      { id: 'P-SEOUL', terms: hanbit, searchName: 'hanbit beauty', unitsHeld: 1, claimsSubmitted: 0 },
      { id: 'P-BERLIN', terms: { ...hanbit, ...berlin }, searchName: 'berlin licht', unitsHeld: 1, claimsSubmitted: 0 },
    );
  });

  it('R5 are shown as they were corrected', () =>
    given(partner(enrolled(), partnerCorrected({ name: 'Hanbit', currency: 'USD' }))).then({
      id: 'P-SEOUL',
      terms: { ...hanbit, name: 'Hanbit', currency: 'USD' },
      searchName: 'hanbit',
      unitsHeld: 0,
      claimsSubmitted: 0,
    }));

  it('2 exist only once enrolled: units and claims of others are not counted', () =>
    given(unit(shipped()), claim(submitted())).thenNone());
});
