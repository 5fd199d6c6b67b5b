import { batches, type RequestSamples } from '#batches';
import { produced, samplesRequested, suspected, unitsAssigned } from '#batches/facts';
import { type Actor, at } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners } from '#warranty';
import { by, enrolled } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { requestSamples } from './request-samples.ts';

const { given } = useCaseScenarios([batches], (data: RequestSamples['data'], meta, facts) =>
  requestSamples(data, meta, portsOver(facts)),
);
const now = '2026-06-01T02:00:00.000Z';
const lin: Actor = { id: 'lin', role: 'QUALITY' };

describe('requesting samples', () => {
  it('B6 names partners that are enrolled', async () => {
    const batch = streamOf(batches, 'B-2601')(produced(), unitsAssigned('A-1', 100), suspected());
    const request = { batchId: 'B-2601', units: 5, fromPartners: ['P-1', 'P-2'] };
    const [one, other] = ['P-1', 'P-2'].map((id) => streamOf(partners, id)(enrolled({ partnerId: id })));
    await given(batch, one!, other!)
      .when(request, by(lin))
      .then(streamOf(batches, 'B-2601')(at(now, samplesRequested(5))));
    await given(batch, one!).when(request, by(lin)).thenRefused(undefined, 'PARTNER_NOT_FOUND');
  });
});
