import { costRatesRefusal } from './cost-rate.policies.ts';
import type { CostRate } from './warranty.events.ts';

const rate = (more: Partial<CostRate> = {}): CostRate => ({
  component: 'FREIGHT',
  rate: { minor: 530, currency: 'EUR' },
  per: 'UNIT',
  source: 'Parcel rates',
  ...more,
});

describe('Rates of what a return costs', () => {
  it('F9 are one for each component and country', () => {
    expect(costRatesRefusal([rate(), rate({ country: 'KR' }), rate({ component: 'DUTY' })])).toBeUndefined();
    expect(costRatesRefusal([rate({ country: 'KR' }), rate({ country: 'KR' })])).toMatchObject({
      code: 'INVALID_COST_RATE',
      rule: 'F9',
      message: 'costRates[1]: FREIGHT has two rates for KR. Keep one.',
    });
    expect(costRatesRefusal([rate(), rate({ rate: undefined, percentThousandths: 8_000 })])).toMatchObject({
      message: 'costShares[0]: FREIGHT has two rates for the countries without a rate of their own. Keep one.',
    });
  });

  it.each<[string, Partial<CostRate>, string]>([
    ['a negative amount', { rate: { minor: -1, currency: 'EUR' } }, 'costRates[0].rate: must not be negative.'],
    [
      'a percent that is a typing error',
      { rate: undefined, percentThousandths: 1_000_001 },
      'costShares[0].percent: must be at most 1000.',
    ],
    ['days that nobody counted', { per: 'DAY' }, 'costRates[0].quantity: state how many days a return takes.'],
    ['minutes that nobody counted', { per: 'MINUTE' }, 'costRates[0].quantity: state how many minutes a return takes.'],
  ])('F9 are refused with %s', (_, more, message) => {
    expect(costRatesRefusal([rate(more)])).toMatchObject({ code: 'INVALID_COST_RATE', rule: 'F9', message });
  });
});
