import { batches } from '#batches';
import { produced, sampleReceived, samplesRequested, suspected, unitsAssigned } from '#batches/facts';
import { type Actor, at, type Serial } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { units } from '#warranty';
import { by, shipped } from '#warranty/facts';
import { receiveSample } from './receive-sample.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given } = useCaseScenarios(
  [batches, units],
  (data: { readonly batchId: string; readonly serial: Serial }, meta, facts) =>
    receiveSample(data, meta, portsOver(facts)),
);
const now = '2026-06-01T02:00:00.000Z';
const lin: Actor = { id: 'lin', role: 'QUALITY' };
const sample = { batchId: 'B-2601', serial: 'GL-1' as Serial };

describe('receiving a sample', () => {
  it('B6 is for a unit of the batch', async () => {
    const batch = streamOf(batches, 'B-2601')(produced(), unitsAssigned('A-1', 100), suspected(), samplesRequested(5));
    const unitOf = (batchId: string) => streamOf(units, 'GL-1')(shipped({ serial: 'GL-1' as Serial, batchId }));
    await given(batch, unitOf('B-2601'))
      .when(sample, by(lin))
      .then(streamOf(batches, 'B-2601')(at(now, sampleReceived('GL-1'))));
    await given(batch, unitOf('B-2602')).when(sample, by(lin)).thenRefused('B6', 'SAMPLE_OF_ANOTHER_BATCH');
    await given(batch).when(sample, by(lin)).thenRefused('B6', 'SAMPLE_OF_ANOTHER_BATCH');
  });
});
