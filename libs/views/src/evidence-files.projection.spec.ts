import { claims } from '#claims';
import { attached, photo, receipt, rejected, reopened, submitted, video } from '#claims/facts';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type EvidenceFileDocument, evidenceFilesProjection } from './evidence-files.projection.ts';

const { given } = projectionScenarios<EvidenceFileDocument>(evidenceFilesProjection);
const claim = streamOf(claims, 'C-2026-0001');
const other = streamOf(claims, 'C-2026-0002');

describe('the evidence files', () => {
  const file = ({ sha256 }: { readonly sha256: string }, claimId: string) => ({
    id: `${sha256}/${claimId}`,
    sha256,
    claimId,
  });

  it('E1 are listed by hash with the claim that has them, however they were added', () =>
    given(claim(submitted({ evidence: [photo] }), attached(receipt), rejected(), reopened)).then(
      file(photo, 'C-2026-0001'),
      file(receipt, 'C-2026-0001'),
      file(video, 'C-2026-0001'),
    ));

  it('E3 shared by several claims are listed once for each of them', () =>
    given(
      claim(submitted({ evidence: [photo] })),
      other(submitted({ claimId: 'C-2026-0002', evidence: [photo, { ...photo, evidenceId: 'E-again' }] })),
      claim(attached(photo)),
    ).then(file(photo, 'C-2026-0001'), file(photo, 'C-2026-0002')));
});
