import type { Serial } from '#kernel';
import { contentOf, type MailFile, type ParsedMail } from '#platform';
import { keptMail } from '#platform/specs';
import { writtenIn } from './mail-content.ts';

const received = { contentSha256: 'a'.repeat(64) };
const holders: Readonly<Record<string, string>> = { 'LB2-000481': 'P-SEOUL', 'LB2-000482': 'P-BERLIN' };
const aggregates = {
  unit: async (serial: Serial) => (serial in holders ? { sku: 'LB2', holder: holders[serial] } : undefined),
  product: async () => ({
    current: { defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT', 'FLICKER'], labels: [] }] },
  }),
};
const file = (bytes: number, more: Partial<MailFile> = {}): MailFile => ({
  name: 'front.jpg',
  mediaType: 'image/jpeg',
  isEmbedded: false,
  content: contentOf(new Uint8Array(bytes)),
  ...more,
});

async function written(mail: Partial<ParsedMail> | { kind: 'unreadable' }, partnerId?: string, isKept = true) {
  let discarded = 0;
  const found = await writtenIn(received, partnerId, {
    mailBodies: { open: async () => (isKept ? keptMail(Buffer.from('mail')) : undefined) },
    mailReader: {
      read: async () =>
        ({ kind: 'parsed', subject: '', files: [], discard: async () => void discarded++, ...mail }) as ParsedMail,
    },
    aggregates: aggregates as never,
  });
  return { found, discarded };
}

describe('What a mail says, for the person who makes a claim of it', () => {
  it('N1 is its words and the files that a claim would have, each by its place in the mail', async () => {
    const files = [
      file(9, { isEmbedded: true, name: 'logo.png', mediaType: 'image/png' }),
      file(12),
      file(3, { name: 'card.vcf', mediaType: 'text/vcard' }),
      file(7, { name: undefined, mediaType: 'video/mp4' }),
    ];
    const from = 'kim@seoul.example';
    expect(await written({ from, subject: 'A lamp', text: 'It stays dark.', files }, 'P-SEOUL')).toEqual({
      found: {
        from,
        subject: 'A lamp',
        text: 'It stays dark.',
        attachments: [
          { at: 1, name: 'front.jpg', mediaType: 'image/jpeg', bytes: 12 },
          { at: 3, name: undefined, mediaType: 'video/mp4', bytes: 7 },
        ],
        units: [],
        description: 'It stays dark.',
      },
      discarded: 1,
    });
  });

  const named = async (text: string, partnerId?: string) => (await written({ text }, partnerId)).found?.units;

  it('N1 has the units that it names: those of its partner, or of anyone where that is not known', async () => {
    const text = 'LB2-000481 and LB2-000482, not LB2-000483';
    expect(await named(text, 'P-BERLIN')).toEqual([{ serial: 'LB2-000482', defectCode: undefined }]);
    expect((await named(text))?.map(({ serial }) => serial)).toEqual(['LB2-000481', 'LB2-000482']);
  });

  it.each([
    ['the one that it names', 'LB2-000481 no-light', 'NO-LIGHT'],
    ['none where it names several', 'LB2-000481: NO-LIGHT or FLICKER', undefined],
    ['none where it names none', 'LB2-000481 stays dark', undefined],
  ])('N1 has of their defect codes %s', async (_, text, defectCode) =>
    expect(await named(text)).toEqual([{ serial: 'LB2-000481', defectCode }]),
  );

  it.each([
    ['is not kept any more', { kind: 'parsed' }, false],
    ['cannot be read', { kind: 'unreadable' }, true],
  ] as const)('N1 A4 is nothing where it %s', async (_, mail, isKept) =>
    expect(await written(mail, undefined, isKept)).toEqual({ found: undefined, discarded: 0 }),
  );
});
