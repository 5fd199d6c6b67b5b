import { creditNoteSeries, replacementLedgers, reversalSeries } from '#finance';
import { issued, owed, reversalIssued } from '#finance/facts';
import { projectionScenarios, streamOf } from '#platform/specs';
import { units } from '#warranty';
import { claimClosed, claimOpened, shipped } from '#warranty/facts';
import { type ClaimTrailDocument, claimTrailsProjection } from './claim-trails.projection.ts';

const { given } = projectionScenarios<ClaimTrailDocument>(claimTrailsProjection);
const unit = streamOf(units, 'GL1-26-000042');
const series = streamOf(creditNoteSeries, 'MG-2026');
const ledger = streamOf(replacementLedgers, 'P-SEOUL');

describe('the trail of a claim', () => {
  it('A1 lists the events of other streams that name the claim, in log order', () =>
    given(
      unit(shipped(), claimOpened('C-1')),
      series(issued(1, 'C-0'), issued(2, 'C-1')),
      unit(claimClosed('C-1', 'CREDITED')),
      streamOf(reversalSeries, 'MG-2026')(reversalIssued(1, 1)),
      ledger(owed('C-2')),
    ).then(
      { id: 'C-0', events: [{ stream: 'creditNotes-MG-2026', revision: 0 }] },
      {
        id: 'C-1',
        events: [
          { stream: 'unit-GL1-26-000042', revision: 1 },
          { stream: 'creditNotes-MG-2026', revision: 1 },
          { stream: 'unit-GL1-26-000042', revision: 2 },
          { stream: 'reversals-MG-2026', revision: 0 },
        ],
      },
      { id: 'C-2', events: [{ stream: 'replacements-P-SEOUL', revision: 0 }] },
    ));
});
