import { setImmediate as nextTurn } from 'node:timers/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Actor } from '#kernel';
import { type Blobs, openFolderBlobs } from '#platform';
import { EvidenceMeasures } from './measures.ts';
import { EvidencePreviews } from './previews.ts';
import { receiveEvidence, type StoredFile } from './receive-evidence.ts';
import { box, heic, jpeg, largeBox, mov, pdf, png, webm, webp } from './sample-files.fixture.ts';
import { holderOf, StoredEvidence, storedEvidence } from './stored-evidence.ts';

const seoul: Actor = { id: 'mina', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const anna: Actor = { id: 'anna', role: 'REVIEWER', onBehalfOf: 'P-SEOUL' };

let folder: string;
let blobs: Blobs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-stored-'));
  blobs = await openFolderBlobs(folder);
});
afterEach(() => rm(folder, { recursive: true }));

async function receive(content: Buffer, actor: Actor): Promise<StoredFile> {
  const source = async function* () {
    yield content;
  };
  const receipt = await receiveEvidence(source(), { holder: holderOf(actor) }, blobs);
  if (receipt.kind === 'refused') throw new Error(receipt.refusal.message);
  return receipt.file;
}
const bring = async (content: Buffer, actor: Actor): Promise<string> => (await receive(content, actor)).sha256;

/** And the hashes of what it has opened. */
function withOpened() {
  const opened: string[] = [];
  const evidence = new StoredEvidence({
    ...blobs,
    open: (sha256, range) => {
      opened.push(sha256);
      return blobs.open(sha256, range);
    },
  });
  return { evidence, opened };
}

describe('C1 a file named by a claim', () => {
  it('is found, with the type and size of its content', async () => {
    const picture = jpeg();
    const hash = await bring(picture, seoul);
    expect(await storedEvidence(blobs, hash, 'P-SEOUL')).toEqual({ mediaType: 'image/jpeg', bytes: picture.length });
  });

  it('is not found when its hash is made up', async () => {
    expect(await storedEvidence(blobs, 'a'.repeat(64), 'P-SEOUL')).toBeUndefined();
    expect(await storedEvidence(blobs, 'no hash', 'P-SEOUL')).toBeUndefined();
  });

  it('E4 is not found for a partner that has not uploaded it, until it does', async () => {
    const hash = await bring(jpeg(), seoul);
    expect(await storedEvidence(blobs, hash, 'P-BERLIN')).toBeUndefined();
    await bring(jpeg(), { ...seoul, onBehalfOf: 'P-BERLIN' });
    expect(await storedEvidence(blobs, hash, 'P-BERLIN')).toBeDefined();
  });

  it('may have been uploaded by staff', async () => {
    const hash = await bring(jpeg(), anna);
    expect(await storedEvidence(blobs, hash, 'P-BERLIN')).toBeDefined();
  });

  it('is not found for a partner named like the staff holder', async () => {
    const hash = await bring(jpeg(), { ...seoul, onBehalfOf: 'staff' });
    expect(await storedEvidence(blobs, hash, 'P-BERLIN')).toBeUndefined();
  });

  it('is looked at once while it stays where it is, and asked for again each time', async () => {
    const hash = await bring(jpeg(), seoul);
    const { evidence, opened } = withOpened();
    const first = await evidence.find(hash, 'P-SEOUL');
    expect(await evidence.find(hash, 'P-SEOUL')).toEqual(first);
    expect(opened).toEqual([hash]);
    expect(await evidence.find(hash, 'P-BERLIN')).toBeUndefined();
    await blobs.remove(hash);
    expect(await evidence.find(hash, 'P-SEOUL')).toBeUndefined();
  });

  it('E4 is not looked at again by the process that has stored it, and known of its holder alone', async () => {
    const { evidence, opened } = withOpened();
    for (const [actor, partners] of [
      [seoul, ['P-SEOUL']],
      [anna, ['P-SEOUL', 'P-BERLIN']],
    ] as const) {
      const content = jpeg(`of ${actor.id}`);
      const file = await receive(content, actor);
      evidence.add(file, holderOf(actor));
      for (const partnerId of ['P-SEOUL', 'P-BERLIN'])
        expect((await evidence.find(file.sha256, partnerId))?.bytes).toBe(
          (partners as readonly string[]).includes(partnerId) ? file.bytes : undefined,
        );
    }
    expect(opened).toEqual([]);
  });
});

/** On its side, as phones write them. */
const lying = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#c04020' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

/** A film whose header says that its pictures are turned by a quarter, and how long it is; the media first. */
function turnedFilm(width: number, height: number, seconds: number): Buffer {
  const length = Buffer.alloc(100);
  length.writeUInt32BE(600, 12);
  length.writeUInt32BE(seconds * 600, 16);
  const header = Buffer.alloc(84);
  header.writeInt32BE(0x10000, 44);
  header.writeInt32BE(-0x10000, 52);
  header.writeUInt32BE(width * 0x10000, 76);
  header.writeUInt32BE(height * 0x10000, 80);
  const handler = box('hdlr', Buffer.concat([Buffer.alloc(8), Buffer.from('vide'), Buffer.alloc(13)]));
  const track = box('trak', Buffer.concat([box('tkhd', header), box('mdia', handler)]));
  const type = box('ftyp', Buffer.from('qt  \0\0\0\0qt  '));
  const media = largeBox('mdat', Buffer.alloc(300_000));
  return Buffer.concat([type, media, box('moov', Buffer.concat([box('mvhd', length), track]))]);
}

const element = (id: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(id, 'hex'), Buffer.of(0x40 | (content.length >> 8), content.length & 0xff), content]);

/** As programs write it that know the length. */
function longWebm(width: number, height: number, seconds: number): Buffer {
  const duration = Buffer.alloc(8);
  duration.writeDoubleBE(seconds * 1000);
  const sides = [
    element('b0', Buffer.of(width >> 8, width & 0xff)),
    element('ba', Buffer.of(height >> 8, height & 0xff)),
  ];
  const track = element('ae', Buffer.concat([element('83', Buffer.of(1)), element('e0', Buffer.concat(sides))]));
  const info = element(
    '1549a966',
    Buffer.concat([element('2ad7b1', Buffer.of(0x0f, 0x42, 0x40)), element('4489', duration)]),
  );
  const cluster = element('1f43b675', Buffer.concat([element('e7', Buffer.of(0)), element('a3', Buffer.alloc(20))]));
  const segment = element('18538067', Buffer.concat([info, element('1654ae6b', track), cluster]));
  return Buffer.concat([element('1a45dfa3', element('4282', Buffer.from('webm'))), segment]);
}

describe('E1 a file of evidence', () => {
  it.each<readonly [string, () => Buffer | Promise<Buffer>, object]>([
    ['a picture that lies on its side', () => lying(640, 480), { width: 480, height: 640 }],
    ['a PNG', () => png('wide', 64, 32), { width: 64, height: 32 }],
    ['a WebP', webp, { width: 16, height: 16 }],
    ['a HEIC, by the largest picture in it', () => heic(4032, 3024), { width: 4032, height: 3024 }],
    [
      'a film that is turned, with its index behind the media',
      () => turnedFilm(1920, 1080, 12),
      { width: 1080, height: 1920, seconds: 12 },
    ],
    ['a WebM', () => longWebm(1280, 720, 3), { width: 1280, height: 720, seconds: 3 }],
    ['a film that says nothing', mov, {}],
    ['a WebM as browsers record it', webm, {}],
    ['a document', pdf, {}],
  ])('is measured as it is seen: %s', async (_, make, measures) => {
    const hash = await bring(await make(), seoul);
    expect(await new EvidenceMeasures(blobs).of(hash)).toEqual(measures);
  });

  it('that is not there has no measures and no preview', async () => {
    expect(await new EvidenceMeasures(blobs).of('0'.repeat(64))).toEqual({});
    expect(await new EvidencePreviews(blobs).of('0'.repeat(64))).toBeUndefined();
  });

  it('has a small preview, the right way up, which is made once however many ask for it', async () => {
    const hash = await bring(await lying(1600, 1200), seoul);
    let opened = 0;
    const previews = new EvidencePreviews({ open: (sha) => (opened++, blobs.open(sha)) });
    const [one, other] = await Promise.all([previews.of(hash), previews.of(hash)]);
    expect(await sharp(one).metadata()).toMatchObject({ format: 'jpeg', width: 180, height: 240 });
    expect(await previews.of(hash)).toBe(one);
    expect([other, opened]).toEqual([one, 1]);
  });

  it('is read for its preview when its turn comes: of many that are asked for at once, one is held', async () => {
    const sizes = [1600, 1500, 1400];
    const hashes = await Promise.all(sizes.map(async (width) => bring(await lying(width, 1200), seoul)));
    const gate = Promise.withResolvers<void>();
    let opened = 0;
    const previews = new EvidencePreviews({ open: (sha) => (opened++, gate.promise.then(() => blobs.open(sha))) });
    const made = Promise.all(hashes.map((hash) => previews.of(hash)));
    await nextTurn();
    expect(opened).toBe(1);
    gate.resolve();
    expect(new Set(await made).size).toBe(3);
  });
});
