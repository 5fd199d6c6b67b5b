import { avoidedCost, type CostRateFacts } from './avoided-cost.policies.ts';

const eur = (minor: number) => ({ minor, currency: 'EUR' });
const rate = (component: string, more: Partial<CostRateFacts> = {}): CostRateFacts => ({
  component,
  rate: eur(100),
  per: 'UNIT',
  source: 'List of 2026',
  ...more,
});
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
      { country: 'DE', weightGrams: 1_850, replaced: false },
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

  it('F9 is by the rate of the country, else by the one without', () => {
    const rates = [rate('FREIGHT'), rate('FREIGHT', { country: 'KR', rate: eur(900) })];
    const sum = (country?: string) => avoidedCost(rates, { country, replaced: false }).avoided;
    expect([sum('KR'), sum('DE'), sum()]).toEqual([[eur(900)], [eur(100)], [eur(100)]]);
    expect(avoidedCost([rate('FREIGHT', { country: 'KR' })], { country: 'DE', replaced: false }).saved).toEqual([]);
  });

  it('F9 what sending a replacement costs is subtracted, and only then', () => {
    const rates = [rate('FREIGHT'), rate('REPLACEMENT_FREIGHT', { rate: eur(250) })];
    expect(avoidedCost(rates, { replaced: true })).toMatchObject({ avoided: [eur(-150)] });
    expect(avoidedCost(rates, { replaced: true }).paid).toHaveLength(1);
    expect(avoidedCost(rates, { replaced: false })).toMatchObject({ paid: [], avoided: [eur(100)] });
  });

  it('F9 currencies are not mixed', () => {
    const rates = [rate('FREIGHT', { rate: { minor: 900, currency: 'JPY' } }), rate('STAFF'), rate('DUTY')];
    expect(avoidedCost(rates, { replaced: false }).avoided).toEqual([eur(200), { minor: 900, currency: 'JPY' }]);
  });

  it('F9 a part of unknown weight is shown without an amount', () => {
    const { saved, avoided } = avoidedCost([rate('FREIGHT', { per: 'KG' })], { replaced: false });
    expect([saved, avoided]).toEqual([
      [{ component: 'FREIGHT', rate: eur(100), per: 'KG', source: 'List of 2026' }],
      [],
    ]);
  });
});
