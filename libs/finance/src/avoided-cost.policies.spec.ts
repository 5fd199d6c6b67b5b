import { avoidedCost, type CostRateFacts } from './avoided-cost.policies.ts';

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const rate = (component: string, more: Partial<CostRateFacts> = {}): CostRateFacts => ({
  component,
  rate: eur(100),
  per: 'UNIT',
  source: 'List of 2026',
  ...more,
});
const price = eur(12_990);
const amounts = (items: readonly { component: string; amount?: unknown }[]) =>
  items.map(({ component, amount }) => [component, amount]);

describe('The cost of a return', () => {
  it('F9 is each rate times its quantity, and all of them together', () => {
    const { saved, paid, avoided } = avoidedCost(
      [
        rate('FREIGHT', { per: 'KG', rate: eur(210) }),
        rate('STORAGE', { per: 'DAY', rate: eur(12), quantityThousandths: 30_000 }),
        rate('STAFF', { per: 'MINUTE', rate: eur(75), quantityThousandths: 12_500 }),
        rate('DUTY'),
      ],
      { country: 'DE', weightGrams: 1_850, price, replaced: false },
    );
    // 2.10 × 1.85 = 3.885; 0.12 × 30; 0.75 × 12.5 = 9.375.
    expect(amounts(saved)).toEqual([
      ['FREIGHT', eur(389)],
      ['STORAGE', eur(360)],
      ['STAFF', eur(938)],
      ['DUTY', eur(100)],
    ]);
    expect([paid, avoided]).toEqual([[], [eur(1787)]]);
  });

  it('F9 may be a share of the price of the unit: duty once, and capital by the interest of a year for each day', () => {
    const share = (component: string, more: Partial<CostRateFacts>) => rate(component, { rate: undefined, ...more });
    const { saved, avoided } = avoidedCost(
      [
        share('DUTY', { percentThousandths: 8_000 }),
        share('CAPITAL', { per: 'DAY', percentThousandths: 6_000, quantityThousandths: 45_000 }),
        rate('STAFF'),
      ],
      { price, replaced: false },
    );
    // 129.90 × 8 % = 10.392; 129.90 × 6 % × 45 / 365 = 0.9609.
    expect(amounts(saved)).toEqual([
      ['DUTY', eur(1039)],
      ['CAPITAL', eur(96)],
      ['STAFF', eur(100)],
    ]);
    expect(avoided).toEqual([eur(1235)]);
  });

  it('F9 is by the rate of the country, else by the one without', () => {
    const rates = [rate('FREIGHT'), rate('FREIGHT', { country: 'KR', rate: eur(900) })];
    const sum = (country?: string) => avoidedCost(rates, { country, price, replaced: false }).avoided;
    expect([sum('KR'), sum('DE'), sum()]).toEqual([[eur(900)], [eur(100)], [eur(100)]]);
    expect(avoidedCost([rate('FREIGHT', { country: 'KR' })], { country: 'DE', price, replaced: false }).saved).toEqual(
      [],
    );
  });

  it('F9 what sending a replacement costs is subtracted, and only then', () => {
    const rates = [rate('FREIGHT'), rate('REPLACEMENT_FREIGHT', { rate: eur(250) })];
    expect(avoidedCost(rates, { price, replaced: true })).toMatchObject({ avoided: [eur(-150)] });
    expect(avoidedCost(rates, { price, replaced: true }).paid).toHaveLength(1);
    expect(avoidedCost(rates, { price, replaced: false })).toMatchObject({ paid: [], avoided: [eur(100)] });
  });

  it('F9 currencies are not mixed', () => {
    const rates = [rate('FREIGHT', { rate: { minor: 900, currency: 'JPY' } }), rate('STAFF'), rate('DUTY')];
    expect(avoidedCost(rates, { price, replaced: false }).avoided).toEqual([eur(200), { minor: 900, currency: 'JPY' }]);
  });

  it('F9 a part of unknown weight is shown without an amount', () => {
    const { saved, avoided } = avoidedCost([rate('FREIGHT', { per: 'KG' })], { price, replaced: false });
    expect([saved, avoided]).toEqual([
      [{ component: 'FREIGHT', rate: eur(100), per: 'KG', source: 'List of 2026' }],
      [],
    ]);
  });
});
