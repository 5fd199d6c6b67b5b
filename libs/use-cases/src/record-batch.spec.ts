import { batches, type RecordBatchData } from '#batches';
import { batch, passed, produced, qcRecorded } from '#batches/facts';
import { at } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { products } from '#warranty';
import { by, listed } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { recordBatch } from './record-batch.ts';

const { given, nothing } = useCaseScenarios([batches], (data: RecordBatchData, meta, facts) =>
  recordBatch(data, meta, portsOver(facts)),
);
const now = '2026-06-01T02:00:00.000Z';

describe('recording a batch', () => {
  it('B1 needs a listed product', async () => {
    await given(streamOf(products, 'GLOW-1')(listed()))
      .when({ ...batch, qc: passed }, by())
      .then(streamOf(batches, 'B-2601')(at(now, produced()), at(now, qcRecorded(passed))));
    await nothing.when(batch, by()).thenRefused('R2', 'PRODUCT_NOT_FOUND');
  });
});
