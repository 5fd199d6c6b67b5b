import { claims } from '#claims';
import { uuidv5 } from '#kernel';
import { attached, photo, receipt, rejected, reopened, submitted, video } from '#claims/facts';
import { positionOf } from '#platform';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type EvidenceFileDocument, evidenceFilesProjection } from './evidence-files.projection.ts';

const { given } = projectionScenarios<EvidenceFileDocument>(evidenceFilesProjection);
const claim = streamOf(claims, 'C-2026-0001');
const other = streamOf(claims, 'C-2026-0002');

const mail = { mailId: 'M-7', dkim: 'PASS', spf: 'PASS', dmarc: 'PASS' };

describe('the evidence files', () => {
  const file = ({ sha256 }: { readonly sha256: string }, claimId: string, since: number, mailId?: string) => ({
    id: `${sha256}/${claimId}`,
    sha256,
    claimId,
    since: positionOf(BigInt(since)),
    act: mailId ?? uuidv5('scenario'),
    byStaff: false,
  });

  it('E1 are listed by hash with the claim that has them, however they were added', () =>
    given(claim(submitted({ evidence: [photo] }), attached(receipt), rejected(), reopened)).then(
      file(photo, 'C-2026-0001', 1),
      file(receipt, 'C-2026-0001', 2),
      file(video, 'C-2026-0001', 4),
    ));

  it('E3 have what a picture looks like, as it was found when it was uploaded', () => {
    const picture = { version: 1, hash: '0123456789abcdef' };
    return given(claim(submitted({ evidence: [{ ...photo, picture }] }))).then({
      ...file(photo, 'C-2026-0001', 1),
      picture,
    });
  });

  it('E3 shared by several claims are listed once for each of them, since when and by what they came', () =>
    given(
      claim(submitted({ evidence: [photo] })),
      other(submitted({ claimId: 'C-2026-0002', evidence: [photo, { ...photo, evidenceId: 'E-again' }], mail })),
      claim(attached(photo)),
    ).then(file(photo, 'C-2026-0001', 1), file(photo, 'C-2026-0002', 2, 'M-7')));
});
