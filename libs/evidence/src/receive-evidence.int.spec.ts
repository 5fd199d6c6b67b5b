import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { sha256 } from '#kernel';
import { type Blobs, BlobsError, openFolderBlobs } from '#platform';
import { EVIDENCE_LIMITS, type ReceiveOptions, receiveEvidence, refuseFile } from './receive-evidence.ts';
import { differenceOf } from './similar-hashes.ts';
import { film, heic, inChunksOf, jpeg, largeMp4, mov, mp4, pdf, png, webm, webp } from './sample-files.fixture.ts';

const MiB = 1024 * 1024;

let folder: string;
let blobs: Blobs;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-evidence-'));
  blobs = await openFolderBlobs(folder);
});

afterEach(() => rm(folder, { recursive: true }));

async function* bytesOf(content: Buffer, chunkSize = 1000): AsyncGenerator<Buffer> {
  yield* inChunksOf(chunkSize, content);
}

const receive = (content: Buffer, options: Partial<ReceiveOptions> = {}, chunkSize?: number) =>
  receiveEvidence(bytesOf(content, chunkSize), { holder: 'staff', ...options }, blobs);

/** Every file in the folder, including staged ones. */
async function filesLeft(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(holders|received)/.test(entry.parentPath))
    .map(({ name }) => name);
}

async function refusalOf(receipt: ReturnType<typeof receiveEvidence>) {
  const settled = await receipt;
  if (settled.kind !== 'refused') throw new Error(`was stored: ${JSON.stringify(settled.file)}`);
  const { status, refusal } = settled;
  return { status, ...refusal, left: await filesLeft() };
}

test.each([
  ['image/jpeg', 'PHOTO', jpeg()],
  ['image/png', 'PHOTO', png()],
  ['image/webp', 'PHOTO', webp()],
  ['image/heic', 'PHOTO', heic()],
  ['video/mp4', 'VIDEO', mp4()],
  ['video/quicktime', 'VIDEO', mov()],
  ['video/x-m4v', 'VIDEO', mp4('from a tablet', 'M4V ')],
  ['video/3gpp', 'VIDEO', mp4('from an old phone', '3gp5')],
  ['video/webm', 'VIDEO', webm()],
  ['application/pdf', 'PROOF_OF_PURCHASE', pdf()],
])(
  'E1 %s is recognised by content, hashed and kept as it came, byte by byte or at once',
  async (mediaType, kind, content) => {
    const hash = sha256(content);
    const file = { sha256: hash, mediaType, bytes: content.length, kind };
    expect(await receive(content, {}, 1)).toEqual({
      kind: 'stored',
      file: { ...file, isNew: true },
    });
    expect(await receive(content)).toEqual({ kind: 'stored', file: { ...file, isNew: false } });
    expect(await filesLeft()).toEqual([hash]);
    const kept = await blobs.open(hash);
    expect(kept && (await buffer(kept.stream)).equals(content)).toBe(true);
  },
);

test('E1 an empty file is refused', async () => {
  expect(await refusalOf(receive(Buffer.alloc(0), { name: 'front.jpg' }))).toEqual({
    status: 400,
    code: 'EMPTY_FILE',
    message: '"front.jpg" is empty. Choose it again or take a new picture, then upload it again.',
    rule: 'E1',
    left: [],
  });
});

test('E1 a text named .jpg is refused, and the answer lists the accepted types', async () => {
  const text = Buffer.from('I am a picture, honestly. '.repeat(1000));
  expect(await refusalOf(receive(text, { name: 'front.jpg' }))).toEqual({
    status: 415,
    code: 'UNSUPPORTED_MEDIA',
    message:
      '"front.jpg" is not accepted as evidence, whatever its name says. Send a JPEG, PNG, WebP or HEIC picture, ' +
      'an MP4, QuickTime or WebM video, or a PDF as proof of purchase.',
    rule: 'E1',
    left: [],
  });
});

test.each([
  ['an SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  ['a web page', Buffer.from('<!doctype html><script>alert(1)</script>')],
  ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
  ['an archive', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200)])],
  ['a GIF', Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64')],
  ['a picture behind a script', Buffer.concat([Buffer.from('<?php system("id"); ?>\n'), jpeg()])],
  ['a single byte', Buffer.from([0xff])],
])('E1 %s is refused', async (_, content) => {
  expect(await refusalOf(receive(content))).toMatchObject({
    status: 415,
    code: 'UNSUPPORTED_MEDIA',
    rule: 'E1',
    left: [],
  });
});

test('E1 a picture with other data after its end is stored as that picture', async () => {
  const archive = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200)]);
  const page = Buffer.from('<script>alert(1)</script>');
  expect(await receive(Buffer.concat([jpeg(), archive]))).toMatchObject({ file: { mediaType: 'image/jpeg' } });
  expect(await receive(Buffer.concat([png(), page]))).toMatchObject({ file: { mediaType: 'image/png' } });
});

test.each([
  ['JPEG', jpeg('x'.repeat(9000))],
  ['PNG', png('x'.repeat(9000))],
  ['MP4', mp4('x'.repeat(9000))],
  ['PDF', pdf('x'.repeat(9000))],
])('E1 a %s whose end is missing is refused', async (_, content) => {
  expect(await refusalOf(receive(content.subarray(0, -7)))).toMatchObject({
    status: 422,
    code: 'DAMAGED_FILE',
    left: [],
  });
});

/** With other bytes in place of what was compressed. */
function withoutSense(content: Buffer, from: number, to: number): Buffer {
  const spoilt = Buffer.from(content);
  spoilt.fill(0x55, from, to);
  return spoilt;
}

function without(content: Buffer, begin: number[], bytes: number): Buffer {
  const at = content.indexOf(Buffer.from(begin));
  return Buffer.concat([content.subarray(0, at), content.subarray(at + bytes)]);
}

test.each([
  ['a PNG that cannot be decoded', withoutSense(png(), png().indexOf('IDAT') + 4, png().indexOf('IEND') - 8)],
  ['a WebP that cannot be decoded', withoutSense(webp(), 25, 36)],
  ['a JPEG without its tables', without(jpeg(), [0xff, 0xdb], 69)],
  ['a film of nothing', film({ tracks: [] })],
  ['a recording of sound', webm([2])],
])('E1 %s is refused', async (_, content) => {
  expect(await refusalOf(receive(content, { name: 'front' }))).toEqual({
    status: 422,
    code: 'DAMAGED_FILE',
    message: expect.stringMatching(/^"front" .* Check that you can open it, then upload it again\.$/),
    rule: 'E1',
    left: [],
  });
});

test.each([
  ['PNG', png('a', 15, 400)],
  ['PNG of one pixel', png('a', 1, 1)],
  ['HEIC', heic(400, 15)],
])('E1 a %s with a side under 16 pixels is refused', async (_, content) => {
  expect(await refusalOf(receive(content, { name: 'front' }))).toEqual({
    status: 422,
    code: 'PICTURE_TOO_SMALL',
    message:
      '"front" has a side of less than 16 pixels, so nothing can be seen in it. Send the picture in its original size.',
    rule: 'E1',
    left: [],
  });
});

test('E1 a small file of a huge picture is refused before it is decoded', async () => {
  expect(await refusalOf(receive(png('a', 12_000, 10_000)))).toMatchObject({
    status: 413,
    code: 'FILE_TOO_LARGE',
    left: [],
  });
});

test('E1 a picture may have exactly the maximum size and not one byte more', async () => {
  const content = jpeg();
  const at = (picture: number) => receive(content, { limits: { ...EVIDENCE_LIMITS, picture } });
  expect(await refusalOf(at(content.length - 1))).toEqual({
    status: 413,
    code: 'FILE_TOO_LARGE',
    message: `The file is too large: a picture may have at most ${content.length - 1} bytes. Send a smaller or shorter one.`,
    rule: 'E1',
    left: [],
  });
  expect(await at(content.length)).toMatchObject({ kind: 'stored' });
});

test('E1 a video of 200 MB is refused at 100 MiB, and the rest is not read', async () => {
  const large = largeMp4(200_000_000);
  expect(await refusalOf(receiveEvidence(large.source(), { holder: 'staff' }, blobs))).toMatchObject({
    status: 413,
    code: 'FILE_TOO_LARGE',
    message: 'The file is too large: a video may have at most 100 MiB. Send a smaller or shorter one.',
    left: [],
  });
  expect(large.pulled()).toBeGreaterThan(100 * MiB);
  expect(large.pulled()).toBeLessThanOrEqual(100 * MiB + 64 * 1024);
});

test('E1 a video of 60 MiB is stored without being held in memory', async () => {
  const large = largeMp4(60 * MiB);
  let behind = 0;
  let written = 0;
  const watched: Blobs = {
    ...blobs,
    async stage() {
      const blob = await blobs.stage();
      return {
        ...blob,
        async write(chunk) {
          await blob.write(chunk);
          written += chunk.length;
          behind = Math.max(behind, large.pulled() - written);
        },
      };
    },
  };
  expect(await receiveEvidence(large.source(), { holder: 'staff' }, watched)).toMatchObject({
    file: { bytes: 60 * MiB, kind: 'VIDEO' },
  });
  expect(written).toBe(60 * MiB);
  expect(behind).toBeLessThanOrEqual(64 * 1024);
});

test('E1 a file announced as larger than any limit is refused before its first byte is read', async () => {
  const large = largeMp4(200_000_000);
  const receipt = receiveEvidence(large.source(), { holder: 'staff', announcedBytes: 200_000_000 }, blobs);
  expect(await refusalOf(receipt)).toEqual({
    status: 413,
    code: 'FILE_TOO_LARGE',
    message:
      'The file is too large: a picture may have at most 20 MiB, a video may have at most 100 MiB, a document may have at most 20 MiB. ' +
      'Send a smaller or shorter one.',
    rule: 'E1',
    left: [],
  });
  expect(large.pulled()).toBe(0);
});

test('E1 a picture announced as larger than its limit is refused at its first bytes', async () => {
  const receipt = receive(jpeg('x'.repeat(9000)), { announcedBytes: 30 * MiB });
  expect(await refusalOf(receipt)).toMatchObject({ status: 413, code: 'FILE_TOO_LARGE', left: [] });
});

test('E1 an interrupted upload is refused, wherever it is interrupted', async () => {
  async function* broken(content: Buffer): AsyncGenerator<Buffer> {
    yield* inChunksOf(100, content);
    throw new Error('the line went dead');
  }
  for (const content of [Buffer.alloc(0), jpeg().subarray(0, 50), mp4('x'.repeat(20_000)), jpeg()])
    expect(await refusalOf(receiveEvidence(broken(content), { holder: 'staff' }, blobs))).toEqual({
      status: 400,
      code: 'INCOMPLETE_UPLOAD',
      message: 'The upload was interrupted before the whole file arrived. Nothing was stored; upload it again.',
      rule: 'E1',
      left: [],
    });
});

test.each([-1, 1])('E1 an announced size that is wrong by %i is an incomplete upload', async (error) => {
  const content = jpeg();
  const receipt = receive(content, { announcedBytes: content.length + error });
  expect(await refusalOf(receipt)).toMatchObject({ status: 400, code: 'INCOMPLETE_UPLOAD', left: [] });
});

test('E1 an objection after the last byte is returned, and nothing is stored', async () => {
  const objection = async () => refuseFile(400, 'ONE_FILE_ONLY', 'One at a time.');
  expect(await refusalOf(receive(jpeg(), { objection }))).toEqual({
    status: 400,
    code: 'ONE_FILE_ONLY',
    message: 'One at a time.',
    rule: 'E1',
    left: [],
  });
});

test('E1 fifty uploads of one file at once are stored once', async () => {
  const receipts = await Promise.all(Array.from({ length: 50 }, () => receive(jpeg())));
  expect(receipts.filter((receipt) => receipt.kind === 'stored' && receipt.file.isNew)).toHaveLength(1);
  expect(await filesLeft()).toEqual([sha256(jpeg())]);
});

test('a store that cannot write throws instead of refusing, and the staged file is discarded', async () => {
  const unwritable = await openFolderBlobs(folder, {
    createFile: async (path) => {
      await writeFile(path, '');
      return open(path, 'r');
    },
  });
  await expect(receiveEvidence(bytesOf(jpeg()), { holder: 'staff' }, unwritable)).rejects.toThrow(BlobsError);
  expect(await filesLeft()).toEqual([]);
});

describe('E3 what a picture looks like', () => {
  const folder = new URL('../../../samples/evidence/', import.meta.url);
  const sample = (name: string) => readFile(new URL(`${name}.jpg`, folder));
  const looksOf = async (content: Uint8Array) => {
    const receipt = await receive(Buffer.from(content));
    return receipt.kind === 'stored' ? receipt.file.picture?.hash : receipt.refusal.code;
  };
  const difference = async (one: Uint8Array, other: Uint8Array) =>
    differenceOf((await looksOf(one)) as string, (await looksOf(other)) as string);

  test('E3 stays as it is when it is made smaller or larger, or stored otherwise', async () => {
    const picture = await sample('newyork-mask-dead-cheek');
    const made = [
      sharp(picture).jpeg({ quality: 30 }),
      sharp(picture).resize(120).png(),
      sharp(picture).resize(1_900).webp({ quality: 60 }),
      sharp(picture).modulate({ brightness: 1.1 }).jpeg(),
    ];
    for (const other of made) expect(await difference(picture, await other.toBuffer())).toBeLessThanOrEqual(6);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'E3 is that of the picture as it is seen, with EXIF orientation %i',
    async (orientation) => {
      const picture = await sample('newyork-mask-dead-cheek');
      const lying = await sharp(picture).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
      const upright = await sharp(lying).autoOrient().png().toBuffer();
      expect(await difference(lying, upright)).toBeLessThanOrEqual(4);
    },
  );

  test('E3 is another for another picture, and none for one in which nothing can be told apart', async () => {
    const [one, other] = await Promise.all(['seoul-lamp-dead-row', 'austin-wand-swollen'].map(sample));
    expect(await difference(one as Buffer, other as Buffer)).toBeGreaterThan(10);
    expect(await looksOf(jpeg())).toBeUndefined();
  });
});
