import { batches } from '#batches';
import { passed, produced, qcRecorded, retested } from '#batches/facts';
import { claims } from '#claims';
import { anna, by, reviewed, submitted } from '#claims/facts';
import type { Json } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { reviewEvidence } from './review-evidence.ts';

const { given, nothing } = useCaseScenarios([claims], (data: Parameters<typeof reviewEvidence>[0], meta, facts) =>
  reviewEvidence(data, meta, portsOver(facts)),
);
const claim = streamOf(claims, 'C-2026-0001');
const batch = streamOf(batches, 'B-2025-11');
const review = { claimId: 'C-2026-0001', verdict: 'CONFIRMED', findings: 'Seen on the picture.' } as const;
const reviewedWith = (batchQc: Json) => {
  const event = reviewed('CONFIRMED');
  return claim({ ...event, data: { ...event.data, batchQc } } as typeof event);
};

describe('reviewing the evidence', () => {
  it('C5 takes a snapshot of the newest quality-control record of the batch', () =>
    given(
      claim(submitted()),
      batch(produced({ batchId: 'B-2025-11' }), qcRecorded(passed, 'B-2025-11'), qcRecorded(retested, 'B-2025-11')),
    )
      .when(review, by(anna))
      .then(reviewedWith(retested)));

  it('C5 records null if the batch has no record, or is unknown', async () => {
    await given(claim(submitted()), batch(produced({ batchId: 'B-2025-11' })))
      .when(review, by(anna))
      .then(reviewedWith(null));
    await given(claim(submitted())).when(review, by(anna)).then(reviewedWith(null));
  });

  it('C2 is refused for a claim that does not exist', () =>
    nothing.when(review, by(anna)).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});
