import { at, type Serial } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { type CorrectSale, partners, units } from '#warranty';
import { by, enrolled, saleCorrected, shipped, soldOnTo } from '#warranty/facts';
import { correctSale } from './correct-sale.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given } = useCaseScenarios([units], (data: CorrectSale['data'], meta, facts) =>
  correctSale(data, meta, portsOver(facts)),
);
const unit = streamOf(units, 'GL1-26-000042');
const soldToBusan = unit(shipped(), soldOnTo('P-BUSAN', '2026-02-01'));
const toBerlin = { serial: 'GL1-26-000042' as Serial, reason: 'Typed wrongly', soldTo: 'P-BERLIN' };

describe('correcting a sale', () => {
  it('R5 R2 needs a buyer that is enrolled', async () => {
    await given(soldToBusan, streamOf(partners, 'P-BERLIN')(enrolled({ partnerId: 'P-BERLIN' })))
      .when(toBerlin, by())
      .then(
        unit(at('2026-06-01T02:00:00.000Z', saleCorrected(1, ['2026-02-01', 'P-BUSAN'], ['2026-02-01', 'P-BERLIN']))),
      );
    await given(soldToBusan).when(toBerlin, by()).thenRefused('R2', 'PARTNER_NOT_FOUND');
  });
});
