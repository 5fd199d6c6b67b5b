import { crc32, deflateSync } from 'node:zlib';

/** Small real files, built by hand. `note` fills a comment field, so that files differ in content and hash. */

const ascii = (text: string) => Buffer.from(text, 'latin1');
const u16be = (value: number) => Buffer.from([value >> 8, value & 0xff]);

function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function jpegSegment(marker: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker]), u16be(content.length + 2), content]);
}

/** A grey 16 × 16 JPEG with a preview in its Exif segment, which has its own end-of-image marker. */
export function jpeg(note = 'a picture'): Buffer {
  const oneCode = [1, ...new Array<number>(15).fill(0), 0];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xe0, Buffer.concat([ascii('JFIF\0'), Buffer.from([1, 1, 0, 0, 1, 0, 1, 0, 0])])),
    jpegSegment(0xe1, Buffer.concat([ascii('Exif\0\0'), Buffer.from([0xff, 0xd8, 0xff, 0xd9])])),
    jpegSegment(0xfe, Buffer.from(note)),
    jpegSegment(0xdb, Buffer.from([0, ...new Array<number>(64).fill(1)])),
    jpegSegment(0xc0, Buffer.from([8, 0, 16, 0, 16, 1, 1, 0x11, 0])),
    jpegSegment(0xc4, Buffer.from([0x00, ...oneCode])),
    jpegSegment(0xc4, Buffer.from([0x10, ...oneCode])),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    // Four blocks, each with the one code of its kind.
    Buffer.from([0x00, 0xff, 0xd9]),
  ]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([ascii(type), content]);
  return Buffer.concat([u32be(content.length), body, u32be(crc32(body))]);
}

/** A black PNG. */
export const png = (note = 'a picture', width = 16, height = 16): Buffer =>
  Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', Buffer.concat([u32be(width), u32be(height), Buffer.from([8, 0, 0, 0, 0])])),
    pngChunk('tEXt', ascii(`Comment\0${note}`)),
    pngChunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);

/** A grey 16 × 16 lossless WebP. */
export function webp(): Buffer {
  const content = Buffer.from('2f0fc003000750c00216b0ff8188e87f00', 'hex');
  const chunk = Buffer.concat([ascii('WEBPVP8L'), u32be(content.length).reverse(), content, Buffer.of(0)]);
  return Buffer.concat([ascii('RIFF'), u32be(chunk.length).reverse(), chunk]);
}

export const box = (type: string, content: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([u32be(content.length + 8), ascii(type), content]);

/** A box whose size is written in 64 bits. */
export function largeBox(type: string, content: Buffer): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(content.length + 16));
  return Buffer.concat([u32be(1), ascii(type), size, content]);
}

const fileType = (brand: string) => box('ftyp', Buffer.concat([ascii(brand), u32be(0x200), ascii(brand)]));
const handler = (kind: string) => box('hdlr', Buffer.concat([Buffer.alloc(8), ascii(kind), Buffer.alloc(13)]));
const track = (kind: string) =>
  box(
    'trak',
    Buffer.concat([
      box('tkhd', Buffer.alloc(84)),
      box('mdia', Buffer.concat([box('mdhd', Buffer.alloc(24)), handler(kind)])),
    ]),
  );
const movieHeader = (...tracks: string[]) =>
  box('moov', Buffer.concat([box('mvhd', Buffer.alloc(100)), ...tracks.map(track)]));

export interface Film {
  readonly note?: string;
  readonly brand?: string;
  readonly tracks?: readonly string[];
}

export const film = ({ note = 'a film', brand = 'isom', tracks = ['soun', 'vide'] }: Film): Buffer =>
  Buffer.concat([fileType(brand), movieHeader(...tracks), box('mdat', Buffer.from(note))]);

export const mp4 = (note = 'a film', brand = 'isom'): Buffer => film({ note, brand });

/** As written by phones: the media first, the index last. */
export const mov = (note = 'a film'): Buffer =>
  Buffer.concat([
    fileType('qt  '),
    box('wide'),
    largeBox('mdat', Buffer.from(note)),
    movieHeader('vide', 'soun', 'meta'),
  ]);

/** A picture of tiles, with a preview. */
export const heic = (width = 4032, height = 3024, data = 16): Buffer => {
  const sides = (...[w, h]: readonly [number, number]) =>
    box('ispe', Buffer.concat([Buffer.alloc(4), u32be(w), u32be(h)]));
  const tile = Math.min(512, width, height);
  const properties = [
    box('hvcC', Buffer.alloc(23)),
    sides(tile, tile),
    sides(width, height),
    sides(tile / 2, tile / 2),
  ];
  const iprp = box('iprp', Buffer.concat([box('ipco', Buffer.concat(properties)), box('ipma', Buffer.alloc(8))]));
  const meta = [Buffer.alloc(4), handler('pict'), box('pitm', Buffer.alloc(6)), iprp, box('iloc', Buffer.alloc(16))];
  return Buffer.concat([fileType('heic'), box('meta', Buffer.concat(meta)), box('mdat', Buffer.alloc(data))]);
};

const element = (id: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x40 | (content.length >> 8), content.length & 0xff]), content]);
/** Of unknown size, as recorded by browsers. */
const openElement = (id: string, ...content: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from(id, 'hex'), Buffer.from('01ffffffffffffff', 'hex'), ...content]);

const EBML = element('1a45dfa3', element('4282', ascii('webm')));
const webmTracks = (...kinds: number[]) =>
  element(
    '1654ae6b',
    Buffer.concat(
      kinds.map((kind) => element('ae', Buffer.concat([element('d7', Buffer.of(1)), element('83', Buffer.of(kind))]))),
    ),
  );
const block = element('a3', Buffer.alloc(20));

/** Kinds of tracks: 1 pictures, 2 sound. */
export const webm = (kinds: readonly number[] = [2, 1], blocks: readonly Buffer[] = [block, block]): Buffer =>
  Buffer.concat([
    EBML,
    openElement(
      '18538067',
      element('1549a966', Buffer.alloc(9)),
      webmTracks(...kinds),
      openElement('1f43b675', element('e7', Buffer.of(0)), ...blocks),
    ),
  ]);

/** As written by programs that know the size before. */
export const sizedWebm = (): Buffer =>
  Buffer.concat([
    EBML,
    element(
      '18538067',
      Buffer.concat([
        webmTracks(1),
        element('1f43b675', Buffer.concat([element('e7', Buffer.of(0)), block])),
        element('1f43b675', block),
      ]),
    ),
  ]);

export const pdf = (note = 'an invoice'): Buffer =>
  ascii(
    `%PDF-1.4\n% ${note}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n` +
      'trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n',
  );

/** An MP4 of that many bytes, generated while it is read. `pulled`: how far it has been read. */
export function largeMp4(bytes: number): { pulled: () => number; source: () => AsyncGenerator<Buffer> } {
  let pulled = 0;
  async function* source(): AsyncGenerator<Buffer> {
    const start = Buffer.concat([fileType('isom'), movieHeader('vide')]);
    const head = Buffer.concat([start, u32be(bytes - start.length), ascii('mdat')]);
    pulled = head.length;
    yield head;
    while (pulled < bytes) {
      const next = Buffer.alloc(Math.min(64 * 1024, bytes - pulled), 0x2a);
      pulled += next.length;
      yield next;
    }
  }
  return { pulled: () => pulled, source };
}

export const inChunksOf = (size: number, content: Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(content.length / size) }, (_, index) =>
    content.subarray(index * size, (index + 1) * size),
  );
