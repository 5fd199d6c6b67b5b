import { batches } from '#batches';
import { confirmed, produced, unitsAssigned } from '#batches/facts';
import { at } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { products } from '#warranty';
import { by, listed } from '#warranty/facts';
import { confirmBatchDefective } from './judge-batch.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const NOW = '2026-06-01T02:00:00.000Z';
const batch = streamOf(batches, 'B-2601');
const made = batch(produced(), unitsAssigned('A-1', 100));
const lamp = streamOf(
  products,
  'GLOW-1',
)(listed({ sku: 'GLOW-1', defectGroups: [{ group: 'POWER', codes: ['NO-LIGHT'] }] }));

describe('a verdict on a batch', () => {
  const { given } = useCaseScenarios([batches], (data: Parameters<typeof confirmBatchDefective>[0], meta, facts) =>
    confirmBatchDefective(data, meta, portsOver(facts)),
  );
  const verdict = { batchId: 'B-2601', defectGroup: 'POWER', findings: 'Seen on samples.' };

  it('B2 is of one group of the defects of its product', async () => {
    await given(made, lamp)
      .when(verdict, by({ id: 'lin', role: 'QUALITY' }))
      .then(batch(at(NOW, confirmed())));
    await given(made, lamp)
      .when({ ...verdict, defectGroup: 'GLASS' }, by())
      .thenRefused('B2', 'UNKNOWN_DEFECT_GROUP');
    await given(lamp).when(verdict, by()).thenRefused(undefined, 'BATCH_NOT_FOUND');
  });
});
