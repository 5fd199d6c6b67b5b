import { buffer } from 'node:stream/consumers';
import { claimDecider } from '#claims';
import { submitted } from '#claims/facts';
import type { Receipt } from '#evidence';
import { fold, type Instant, sha256 } from '#kernel';
import { contentOf, type FileContent } from '#platform';
import { evidenceItemsOf, receiveMailFiles } from './mail-files.ts';

const partner = { id: 'kim', role: 'PARTNER', onBehalfOf: 'P-SEOUL' } as const;
/** Takes what begins with "P". */
const gate = async ({ content: { pieces } }: { content: FileContent }): Promise<Receipt> => {
  const content = await buffer(pieces());
  return content[0] === 0x50
    ? {
        kind: 'stored',
        file: { sha256: sha256(content), mediaType: 'image/png', bytes: content.length, kind: 'PHOTO', isNew: true },
      }
    : { kind: 'refused', refusal: { code: 'UNSUPPORTED_MEDIA', message: 'It is not accepted.' }, status: 415 };
};
const file = (text: string, more: { name?: string; mediaType?: string; isEmbedded?: boolean } = {}) => ({
  mediaType: 'image/png',
  isEmbedded: false,
  content: contentOf(Buffer.from(text)),
  ...more,
});
const BYTES = 30_000;
const large = (note: string): string => note.padEnd(BYTES, 'x');
/** Claims by their partner and mail, each with an embedded file. */
const received = (files: readonly ReturnType<typeof file>[], claims: readonly EmbeddedFile[] = [], claimId?: string) =>
  receiveMailFiles(
    files,
    { actor: partner, partnerId: 'P-SEOUL', mailId: 'M-2', claimId },
    {
      receiveFile: gate,
      aggregates: {
        claim: async (id) =>
          fold(
            claimDecider,
            claims.flatMap((one) => (one.claimId === id ? [submitted({ partnerId: one.partnerId })] : [])),
            '2026-03-09T02:00:00.000Z' as Instant,
          ),
      },
      async *filesOfClaims(hash) {
        for (const { text, isEmbedded = true, act = 'M-1', claimId: id } of claims)
          if (sha256(Buffer.from(text)) === hash)
            yield { claimId: id, act, byStaff: false, ...(isEmbedded && { isEmbedded }) };
      },
    },
  );
interface EmbeddedFile {
  readonly claimId: string;
  readonly text: string;
  readonly partnerId?: string;
  readonly act?: string;
  readonly isEmbedded?: boolean;
}

describe('The files of a mail', () => {
  it('E1 pass the gate of uploads or are named, once each', async () => {
    const { stored, refused } = await received([
      file('P1', { name: '../a.png' }),
      file('P1'),
      file('x', { name: 'a.doc' }),
    ]);
    expect(stored.map(({ name, bytes }) => [name, bytes])).toEqual([[undefined, 2]]);
    expect(refused).toEqual([
      { code: 'FILE_REFUSED', file: 'a.doc', refusal: { code: 'UNSUPPORTED_MEDIA', message: 'It is not accepted.' } },
    ]);
  });

  it('N1 that are logos, signatures, cards or invitations are left out without a word', async () => {
    const { stored, refused } = await received([
      file('P logo', { isEmbedded: true }),
      file(large('P'), { isEmbedded: true }),
      file(large('x'), { isEmbedded: true }),
      ...['application/pkcs7-signature', 'text/vcard', 'text/calendar', 'message/rfc822'].map((mediaType) =>
        file('P', { mediaType }),
      ),
    ]);
    expect([stored.map(({ bytes, isEmbedded }) => [bytes, isEmbedded]), refused]).toEqual([[[BYTES, true]], []]);
  });

  it('E3 that stood in the text of a mail about another claim of the partner belong to its mails, unless they are attached', async () => {
    const logo = { claimId: 'C-1', text: large('P logo'), partnerId: 'P-SEOUL' };
    const inText = file(logo.text, { isEmbedded: true });
    const taken = async (claim: EmbeddedFile, files = [inText], claimId?: string) =>
      (await received(files, [claim], claimId)).stored.map(({ isEmbedded = false }) => isEmbedded);
    expect(await taken(logo)).toEqual([]);
    // Attached as well, of another partner, attached there, of this very mail that is read again, and of the claim that it answers.
    expect(await taken(logo, [inText, file(logo.text)])).toEqual([false]);
    expect(await taken({ ...logo, partnerId: 'P-BERLIN' })).toEqual([true]);
    expect(await taken({ ...logo, isEmbedded: false })).toEqual([true]);
    expect(await taken({ ...logo, act: 'M-2' })).toEqual([true]);
    expect(await taken(logo, [inText], 'C-1')).toEqual([true]);
  });

  it('C1 are the same items of evidence whenever they are named on the same claim', async () => {
    const { stored } = await received([file('P1', { name: 'a.png' })]);
    expect(evidenceItemsOf('C-1', stored)).toEqual(evidenceItemsOf('C-1', stored));
    expect(evidenceItemsOf('C-1', stored)[0]?.evidenceId).not.toBe(evidenceItemsOf('C-2', stored)[0]?.evidenceId);
  });
});
