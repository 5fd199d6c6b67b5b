import { claims } from '#claims';
import { attached, photo, receipt, rejected, reopened, submitted, video } from '#claims/facts';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type EvidenceFileDocument, evidenceFilesProjection } from './evidence-files.projection.ts';

const { given } = projectionScenarios<EvidenceFileDocument>(evidenceFilesProjection);
const claim = streamOf(claims, 'C-2026-0001');
const other = streamOf(claims, 'C-2026-0002');

describe('the evidence files', () => {
  it('E1 are listed by hash with the claim that has them, however they were added', () =>
    given(claim(submitted({ evidence: [photo] }), attached(receipt), rejected(), reopened)).then(
      { id: photo.sha256, claimIds: ['C-2026-0001'] },
      { id: receipt.sha256, claimIds: ['C-2026-0001'] },
      { id: video.sha256, claimIds: ['C-2026-0001'] },
    ));

  it('E3 shared by several claims are one file, listed once for each claim', () =>
    given(
      claim(submitted({ evidence: [photo] })),
      other(submitted({ claimId: 'C-2026-0002', evidence: [photo, { ...photo, evidenceId: 'E-again' }] })),
      claim(attached(photo)),
    ).then({ id: photo.sha256, claimIds: ['C-2026-0001', 'C-2026-0002'] }));
});
