import { creditNoteSeries, reversalSeries } from '#finance';
import { issued, reversalIssued } from '#finance/facts';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type CreditTotalsOfDay, creditTotalsProjection } from './credit-totals.projection.ts';

const { given } = projectionScenarios<CreditTotalsOfDay>(creditTotalsProjection);
const series = streamOf(creditNoteSeries, 'MG-2026');
const reversals = streamOf(reversalSeries, 'MG-2026');

const day = (issuedOn: string, currency: string, sums: Partial<CreditTotalsOfDay>): CreditTotalsOfDay => ({
  id: `${issuedOn}/${currency}/MG`,
  issuedOn,
  currency,
  legalEntityId: 'MG',
  notes: 0,
  reversals: 0,
  net: 0,
  tax: 0,
  ...sums,
});
const yen = (minor: number) => ({ minor, currency: 'JPY' });

describe('the totals of credit notes', () => {
  it('F5 add up by day, currency and legal entity', () =>
    given(
      series(
        issued(1, 'C-1', '2026-03-31'),
        issued(2, 'C-2', '2026-03-31'),
        issued(3, 'C-3', '2026-03-31', {
          amount: yen(12000),
          tax: { category: 'S', rate: '10.00', amount: yen(1200) },
          payable: yen(13200),
        }),
        issued(4, 'C-4', '2026-04-01'),
      ),
    ).then(
      day('2026-03-31', 'EUR', { notes: 2, net: 25980, tax: 4936 }),
      day('2026-03-31', 'JPY', { notes: 1, net: 12000, tax: 1200 }),
      day('2026-04-01', 'EUR', { notes: 1, net: 12990, tax: 2468 }),
    ));

  it('F4 a reversal is subtracted on the day it is issued', () =>
    given(series(issued(1, 'C-1', '2026-03-31')), reversals(reversalIssued(1, 1, '2026-04-02'))).then(
      day('2026-03-31', 'EUR', { notes: 1, net: 12990, tax: 2468 }),
      day('2026-04-02', 'EUR', { reversals: 1, net: -12990, tax: -2468 }),
    ));
});
