import { batches } from '#batches';
import { passed, produced, qcRecorded, retested, unitsAssigned, unitsRemoved } from '#batches/facts';
import { claims } from '#claims';
import { submitted, unitCorrected } from '#claims/facts';
import type { Day } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type BatchDocument, batchesProjection } from './batches.projection.ts';

const { given } = projectionScenarios<BatchDocument>(batchesProjection);
const batch = streamOf(batches, 'B-2601');
const later = streamOf(batches, 'B-2602');

const fresh: BatchDocument = {
  id: 'B-2601',
  sku: 'GLOW-1',
  producedOn: '2026-01-05' as Day,
  quantity: 2000,
  shipped: 0,
  claims: 0,
};

describe('the batches', () => {
  it('B1 C5 are shown with product, day, quantity and the newest quality-control record', async () => {
    await given(batch(produced())).then(fresh);
    await given(batch(produced(), qcRecorded(passed), qcRecorded(retested))).then({ ...fresh, qc: retested });
  });

  it('B1 B2 count the units shipped and the claims submitted, for each batch', () =>
    given(
      batch(produced()),
      later(produced({ batchId: 'B-2602', quantity: 300 })),
      batch(unitsAssigned('A-1', 3)),
      batch(unitsRemoved('R-1', 1)),
      later(unitsAssigned('A-2', 1, 'B-2602')),
      streamOf(claims, 'C-2026-0001')(submitted({ batchId: 'B-2601' })),
    ).then({ ...fresh, shipped: 2, claims: 1 }, { ...fresh, id: 'B-2602', quantity: 300, shipped: 1 }));

  it('B2 R5 count the claims of units that were of another batch where these belong', () =>
    given(
      batch(produced({ batchId: 'B-2025-11' })),
      later(produced({ batchId: 'B-2025-12' })),
      streamOf(claims, 'C-2026-0001')(submitted({ batchId: 'B-2025-11' }), unitCorrected),
    ).then({ ...fresh, id: 'B-2025-11' }, { ...fresh, id: 'B-2025-12', claims: 1 }));

  it('B1 exist only once recorded: a claim does not create one', () =>
    given(streamOf(claims, 'C-2026-0001')(submitted({ batchId: 'B-2601' }))).thenNone());
});
