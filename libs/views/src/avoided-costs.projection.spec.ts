import { avoidedCosts } from '#finance';
import { avoidedCostReversed, costAvoided, costAvoidedData } from '#finance/facts';
import { projectionScenarios, streamOf } from '#platform/specs';
import {
  type AvoidedCostOfClaim,
  type AvoidedCostsOfDay,
  avoidedCostsProjection,
  avoidedCostTotalsProjection,
} from './avoided-costs.projection.ts';

const claim = (id: string) => streamOf(avoidedCosts, id);
const { claimId: _, ...cost } = costAvoidedData();

describe('the avoided cost of a claim', () => {
  const { given } = projectionScenarios<AvoidedCostOfClaim>(avoidedCostsProjection);

  it('F9 is that of its remedy', () => given(claim('C-1')(costAvoided())).then({ id: 'C-1', ...cost }));

  it('F4 is gone with a remedy that was reversed, and there again with the next', async () => {
    await given(claim('C-1')(costAvoided(), avoidedCostReversed()), claim('C-2')(costAvoided({ claimId: 'C-2' }))).then(
      { id: 'C-2', ...cost },
    );
    await given(claim('C-1')(costAvoided(), avoidedCostReversed(), costAvoided({ remedyNumber: 2 }))).then({
      id: 'C-1',
      ...cost,
      remedyNumber: 2,
    });
  });
});

describe('the totals of avoided cost', () => {
  const { given } = projectionScenarios<AvoidedCostsOfDay>(avoidedCostTotalsProjection);
  const day = (on: string, currency: string, sums: Partial<AvoidedCostsOfDay>): AvoidedCostsOfDay => ({
    id: `${on}/P-BERLIN/LUMI-LAMP/${currency}`,
    on,
    partnerId: 'P-BERLIN',
    sku: 'LUMI-LAMP',
    currency,
    claims: 1,
    avoided: 0,
    unitPrices: 0,
    ...sums,
  });

  it('F9 add up by day, partner, product and currency', () =>
    given(
      claim('C-1')(costAvoided()),
      claim('C-2')(
        costAvoided({
          claimId: 'C-2',
          avoided: [
            { minor: 100, currency: 'EUR' },
            { minor: 900, currency: 'JPY' },
          ],
        }),
      ),
    ).then(
      day('2026-03-10', 'EUR', { claims: 2, avoided: 630, unitPrices: 25980 }),
      day('2026-03-10', 'JPY', { avoided: 900 }),
    ));

  it('F4 a reversed remedy is subtracted on the day of its reversal', () =>
    given(claim('C-1')(costAvoided(), avoidedCostReversed())).then(
      day('2026-03-10', 'EUR', { avoided: 530, unitPrices: 12990 }),
      day('2026-04-02', 'EUR', { claims: -1, avoided: -530, unitPrices: -12990 }),
    ));
});
