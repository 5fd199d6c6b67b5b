import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADAM, FIONA, Maker, SEOUL, SpecClock } from '../support/maker.ts';

const krw = (amount: string) => ({ amount, currency: 'KRW' });
const SUM = 'amount currency';
const MARCH = 'from: "2026-03-01", to: "2026-03-31"';
const RATES = [
  { component: 'FREIGHT', country: 'KR', rate: krw('4000'), per: 'KG', source: 'Parcel rates of 2026' },
  { component: 'FREIGHT', rate: krw('30000'), per: 'KG', source: 'Air freight of 2026' },
  { component: 'STAFF', rate: krw('450'), per: 'MINUTE', quantity: 12.5, source: 'Time study of 2025' },
  { component: 'REPLACEMENT_FREIGHT', rate: krw('500'), per: 'UNIT', source: 'Pallet rates of 2026' },
];
const SHARES = [
  { component: 'DUTY', percent: 8, source: 'Customs tariff 8539 of 2026' },
  { component: 'CAPITAL', percent: 6, days: 45, source: 'Interest of the credit line in 2026' },
];
const terms = {
  skus: ['BULB'],
  effectiveFrom: '2026-01-01',
  retroactiveReason: 'Agreed on before',
  kind: 'FULL',
  months: 24,
  startAnchor: 'SHIPPED',
};

describe('What is avoided because nothing is shipped back', () => {
  const clock = new SpecClock();
  let maker: Maker;
  let credited: string;
  let replaced: string;

  beforeAll(async () => {
    maker = await Maker.start(await mkdtemp(join(tmpdir(), 'makegood-avoided-')), { clock });
    await maker.recordRegistry();
    await maker.record('changePartnerTerms', {
      id: 'P-SEOUL',
      shipTo: { lines: ['1 Sejong-daero'], city: 'Seoul', postalCode: '04524', country: 'KR' },
    });
    await maker.record('listProduct', { sku: 'BULB', name: 'Glow Bulb', weightGrams: 250 });
    await maker.record('recordBatch', { id: 'B-BULB', sku: 'BULB', producedOn: '2025-12-01', quantity: 90 });
    await maker.record('publishPolicy', { id: 'BULBS', ...terms, costRates: RATES, costShares: SHARES });
    const line = { sku: 'BULB', batchId: 'B-BULB', netPrice: krw('7000'), serials: ['BULB-1', 'BULB-2'] };
    await maker.ship('P-SEOUL', 'INV-BULB', [], { lines: [line] });
    credited = (await maker.approvedClaim(SEOUL, 'BULB-1', { preferredRemedy: 'CREDIT' })).id;
    replaced = (await maker.approvedClaim(SEOUL, 'BULB-2', { preferredRemedy: 'REPLACEMENT' })).id;
    await maker.settled();
  });
  afterAll(() => maker.end());

  const ofClaim = async (id: string, who = FIONA) =>
    (
      await maker.claim(
        who,
        id,
        `costAvoided { on saved { component per percent quantity amount { ${SUM} } source } paid { amount { ${SUM} } } avoided { ${SUM} } unitPrice { ${SUM} } }`,
      )
    ).costAvoided;

  const part = (
    component: string,
    per: string,
    percent: number | null,
    quantity: number,
    amount: string,
    source: string,
  ) => ({ component, per, percent, quantity, amount: krw(amount), source });

  it('F9 a claim shows each part with its source, beside the price of its unit', async () => {
    // 4,000 × 0.25 kg + 450 × 12.5 min + 7,000 × 8 % + 7,000 × 6 % × 45 / 365 (51.78).
    expect(await ofClaim(credited)).toEqual({
      on: '2026-03-09',
      saved: [
        part('FREIGHT', 'KG', null, 0.25, '1000', 'Parcel rates of 2026'),
        part('STAFF', 'MINUTE', null, 12.5, '5625', 'Time study of 2025'),
        part('DUTY', 'UNIT', 8, 1, '560', 'Customs tariff 8539 of 2026'),
        part('CAPITAL', 'DAY', 6, 45, '52', 'Interest of the credit line in 2026'),
      ],
      paid: [],
      avoided: [krw('7237')],
      unitPrice: krw('7000'),
    });
    expect(await ofClaim(replaced)).toMatchObject({ paid: [{ amount: krw('500') }], avoided: [krw('6737')] });
  });

  it('F9 totals and the report have it by month and partner, and partners see none of it', async () => {
    const rows = `{ month partner { id } claims avoided { ${SUM} } unitPrices { ${SUM} } }`;
    const march = {
      month: '2026-03',
      partner: { id: 'P-SEOUL' },
      claims: 2,
      avoided: krw('13974'),
      unitPrices: krw('14000'),
    };
    const report = `{ slaReport(${MARCH}, partnerId: "P-SEOUL") { costAvoided ${rows} } }`;
    expect(await maker.ask(FIONA, `{ costAvoided(${MARCH}) ${rows} }`)).toEqual({ costAvoided: [march] });
    expect(await maker.ask(FIONA, `{ costAvoided(${MARCH}, partnerId: "P-OSAKA") ${rows} }`)).toEqual({
      costAvoided: [],
    });
    expect(await maker.ask(FIONA, report)).toEqual({ slaReport: { costAvoided: [march] } });
    expect(await maker.ask(SEOUL, report)).toEqual({ slaReport: { costAvoided: null } });
    expect(await ofClaim(credited, SEOUL)).toBeNull();
  });

  it('F4 F9 the reversal of its note is subtracted, and the claim has none', async () => {
    clock.at = Date.UTC(2026, 3, 2, 2);
    await maker.do(FIONA, 'reverseCreditNote', { number: 'MG-2026-000001', reason: 'The wrong unit.' });
    await maker.settled();
    expect(await ofClaim(credited)).toBeNull();
    const { costAvoided } = await maker.ask(
      FIONA,
      `{ costAvoided(from: "2026-04-01", to: "2026-04-30") { claims avoided { ${SUM} } } }`,
    );
    expect(costAvoided).toEqual([{ claims: -1, avoided: krw('-7237') }]);
  });

  it.each<[string, object, RegExp]>([
    ['a part that is not known', { component: 'RETURN' }, /component.*must be one of FREIGHT, DUTY/],
    ['a unit that is not known', { per: 'WEEK' }, /per.*must be one of UNIT, KG, DAY, MINUTE/],
    ['a currency that does not exist', { rate: { amount: '1', currency: 'XXX' } }, /XXX/],
    ['too many decimals', { rate: { amount: '1.5', currency: 'KRW' } }, /decimals/],
    ['a negative amount', { rate: { amount: '-1', currency: 'KRW' } }, /must not be negative/],
    ['a country that does not exist', { country: 'ZZ' }, /country.*ISO 3166/],
    ['no source', { source: ' ' }, /source/],
    ['minutes that nobody counted', { per: 'MINUTE' }, /how many minutes/],
    ['a quantity of nothing', { quantity: 0 }, /quantity.*above 0/],
    ['a quantity too fine', { quantity: 0.0001 }, /quantity.*three decimals/],
  ])('F9 rates with %s are refused with what to do', async (_, more, message) => {
    const rate = { component: 'DUTY', rate: krw('1'), per: 'UNIT', source: 'Tariff', ...more };
    const { body } = await maker.graphql(
      ADAM,
      'mutation ($input: PolicyInput!) { publishPolicy(input: $input) { __typename ... on Refused { message } } }',
      { input: { id: 'OTHER', ...terms, skus: ['LAMP'], effectiveFrom: '2027-01-01', costRates: [rate] } },
    );
    expect(JSON.stringify(body)).toMatch(message);
    expect(JSON.stringify(body)).not.toContain('RecordAccepted');
  });
});
