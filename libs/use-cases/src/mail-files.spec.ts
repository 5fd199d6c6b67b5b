import { buffer } from 'node:stream/consumers';
import type { Receipt } from '#evidence';
import { sha256 } from '#kernel';
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
const received = (...files: ReturnType<typeof file>[]) => receiveMailFiles(files, partner, gate);

describe('The files of a mail', () => {
  it('E1 pass the gate of uploads or are named, once each', async () => {
    const { stored, refused } = await received(
      file('P1', { name: '../a.png' }),
      file('P1'),
      file('x', { name: 'a.doc' }),
    );
    expect(stored.map(({ name, bytes }) => [name, bytes])).toEqual([[undefined, 2]]);
    expect(refused).toEqual([
      { code: 'FILE_REFUSED', file: 'a.doc', refusal: { code: 'UNSUPPORTED_MEDIA', message: 'It is not accepted.' } },
    ]);
  });

  it('N1 that are logos, signatures, cards or invitations are left out without a word', async () => {
    const large = `P${'x'.repeat(30_000)}`;
    const { stored, refused } = await received(
      file('P logo', { isEmbedded: true }),
      file(large, { isEmbedded: true }),
      file('x'.repeat(30_000), { isEmbedded: true }),
      ...['application/pkcs7-signature', 'text/vcard', 'text/calendar', 'message/rfc822'].map((mediaType) =>
        file('P', { mediaType }),
      ),
    );
    expect([stored.map(({ bytes }) => bytes), refused]).toEqual([[30_001], []]);
  });

  it('C1 are the same items of evidence whenever they are named on the same claim', async () => {
    const { stored } = await received(file('P1', { name: 'a.png' }));
    expect(evidenceItemsOf('C-1', stored)).toEqual(evidenceItemsOf('C-1', stored));
    expect(evidenceItemsOf('C-1', stored)[0]?.evidenceId).not.toBe(evidenceItemsOf('C-2', stored)[0]?.evidenceId);
  });
});
