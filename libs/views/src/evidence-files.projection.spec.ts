import { claims } from '#claims';
import { uuidv5 } from '#kernel';
import { attached, photo, receipt, rejected, reopened, submitted, video } from '#claims/facts';
import { type Position, positionOf, Projector, silentLogger } from '#platform';
import { inStoredFile, projectionScenarios, streamOf } from '#platform/specs';
import { type EvidenceFileDocument, evidenceFilesProjection } from './evidence-files.projection.ts';
import { filesBefore, filesByNow } from './files-before.ts';

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

  it('E3 have what a picture looks like, as it was found when it was uploaded, and whether it stood in the text of a mail', () => {
    const picture = { version: 1, hash: '0123456789abcdef' };
    return given(claim(submitted({ evidence: [{ ...photo, picture, isEmbedded: true }] }))).then({
      ...file(photo, 'C-2026-0001', 1),
      picture,
      isEmbedded: true,
    });
  });

  it('E3 shared by several claims are listed once for each of them, since when and by what they came', () =>
    given(
      claim(submitted({ evidence: [photo] })),
      other(submitted({ claimId: 'C-2026-0002', evidence: [photo, { ...photo, evidenceId: 'E-again' }], mail })),
      claim(attached(photo)),
    ).then(file(photo, 'C-2026-0001', 1), file(photo, 'C-2026-0002', 2, 'M-7')));
});

describe('E3 files of claims before a position', () => {
  const NAMES = ['C-1', 'C-2', 'C-3', 'C-4', 'C-5'];
  const hashes = ['0123456789abcdef', '0123456789abc810', '0123456789abc010', '0123456789abcdee'];
  const facts = NAMES.flatMap((claimId, n) => {
    const picture = { version: n === 4 ? 2 : 1, hash: hashes[n % 4] as string };
    const item = { ...photo, sha256: String(n === 3 ? 0 : n).repeat(64), picture };
    return streamOf(claims, claimId)(submitted({ claimId, evidence: [item] }));
  });

  it('are found by what pictures show and by their content, from the first, whatever was asked before', () =>
    inStoredFile(facts, async ({ store, models, catalogue, log }) => {
      const projector = new Projector([evidenceFilesProjection], { store, models, catalogue, logger: silentLogger });
      await projector.prepare();
      await projector.catchUp();
      const asked: string[] = [];
      /** A store may show a file before another that came earlier, while both are being listed. */
      let isListing = true;
      const query: typeof models.query = async (...question) => {
        asked.push('query');
        const page = await models.query(...question);
        const items = page.items.filter(({ document }) => !isListing || !document.id.endsWith('/C-4'));
        return { ...page, items };
      };
      const at = (n: number) => log[n]?.position ?? positionOf(99n);
      /** The list is said to have come no further than it has to, though all files are there to be seen. */
      const listed = async ({ name }: { readonly name: string }, position: Position) => {
        asked.push(name);
        return position;
      };
      const before = filesBefore({ query }, listed);
      const similar = async (n: number, version = 1) =>
        (await (await before(at(n))).similar({ version, hash: hashes[0] as string })).map(
          ({ claimId, distance }) => `${claimId} ${distance}`,
        );
      const same = async (n: number, sha256: string) => {
        const found: string[] = [];
        for await (const { claimId } of (await before(at(n))).same(sha256)) found.push(claimId);
        return found;
      };
      expect(await similar(1)).toEqual(['C-1 0']);
      isListing = false;
      expect(await similar(4)).toEqual(['C-1 0', 'C-2 10', 'C-4 1']);
      expect(asked.splice(0)).toEqual([0, 1].flatMap(() => ['evidence-files', 'query', 'query']));
      // What was read serves those after it: only what is near, or may be the same, is asked for.
      expect(await similar(2)).toEqual(['C-1 0', 'C-2 10']);
      expect(await same(4, '0'.repeat(64))).toEqual(['C-1', 'C-4']);
      expect(await same(1, '0'.repeat(64))).toEqual(['C-1']);
      expect(asked.splice(0)).toEqual(['query', 'query', 'query']);
      expect(await same(0, '0'.repeat(64))).toEqual([]);
      expect(await same(4, 'a'.repeat(64))).toEqual([]);
      expect(await similar(0)).toEqual([]);
      expect(asked).toEqual([]);
      expect(await similar(9)).toEqual(['C-1 0', 'C-2 10', 'C-4 1']);
      expect(await similar(9, 2)).toEqual(['C-5 0']);
      const now: string[] = [];
      for await (const { claimId } of filesByNow({ query }, listed, async () => at(9))('0'.repeat(64)))
        now.push(claimId);
      expect(now).toEqual(['C-1', 'C-4']);
    }));
});
