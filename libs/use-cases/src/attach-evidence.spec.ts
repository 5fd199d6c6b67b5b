import { type AttachEvidence, claims } from '#claims';
import { attached, by, claimId, partner, photo, submitted, video } from '#claims/facts';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { attachEvidence } from './attach-evidence.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given, nothing } = useCaseScenarios([claims], (data: AttachEvidence['data'], meta, facts) =>
  attachEvidence(data, meta, portsOver(facts)),
);
const claim = streamOf(claims, claimId);

describe('attaching evidence', () => {
  it('C1 records the type and size of the stored file, whatever the request says', () =>
    given(claim(submitted()))
      .when({ claimId, evidence: [{ ...video, mediaType: 'text/html', bytes: 1 }] }, by(partner))
      .then(claim(attached(video))));

  it('C1 of a file that was not uploaded is refused', () =>
    given(claim(submitted()))
      .when({ claimId, evidence: [{ ...video, sha256: 'f'.repeat(64) }] }, by(partner))
      .thenRefused('C1', 'EVIDENCE_NOT_FOUND'));

  it('E4 of a file that another partner uploaded is refused in the same words', () =>
    given(claim(submitted({ partnerId: 'P-BERLIN' })))
      .when({ claimId, evidence: [photo] }, by(partner))
      .thenRefused('C1', 'EVIDENCE_NOT_FOUND'));

  it('C2 is refused for a claim that does not exist', () =>
    nothing.when({ claimId, evidence: [video] }, by(partner)).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});
