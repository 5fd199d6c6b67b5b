import { photo, video } from '#claims/facts';
import { type EvidenceFiles, namedEvidence } from './named-evidence.ts';

const files: EvidenceFiles = {
  find: async (sha256, partnerId) =>
    partnerId === 'P-SEOUL' && sha256 === photo.sha256 ? { mediaType: 'image/heic', bytes: 5 } : undefined,
};

describe('C1 the files named by a claim', () => {
  it('have the type and size of their content', async () => {
    expect(await namedEvidence(files, 'P-SEOUL', [photo])).toEqual([{ ...photo, mediaType: 'image/heic', bytes: 5 }]);
  });

  it('are refused with the first missing one, and what to do', async () => {
    expect(await namedEvidence(files, 'P-SEOUL', [photo, video])).toMatchObject({
      code: 'EVIDENCE_NOT_FOUND',
      message: expect.stringContaining('Upload it first'),
      details: { sha256: video.sha256 },
    });
  });

  it('E4 are not found for another partner', async () => {
    expect(await namedEvidence(files, 'P-BERLIN', [photo])).toMatchObject({ code: 'EVIDENCE_NOT_FOUND' });
  });

  it('may be empty', async () => {
    expect(await namedEvidence(files, 'P-SEOUL', [])).toEqual([]);
  });
});
