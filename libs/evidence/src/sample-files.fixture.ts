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

/** A grey 8 × 8 JPEG with a preview in its Exif segment, which has its own end-of-image marker. */
export function jpeg(note = 'a picture'): Buffer {
  const oneCode = [1, ...new Array<number>(15).fill(0), 0];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jpegSegment(0xe0, Buffer.concat([ascii('JFIF\0'), Buffer.from([1, 1, 0, 0, 1, 0, 1, 0, 0])])),
    jpegSegment(0xe1, Buffer.concat([ascii('Exif\0\0'), Buffer.from([0xff, 0xd8, 0xff, 0xd9])])),
    jpegSegment(0xfe, Buffer.from(note)),
    jpegSegment(0xdb, Buffer.from([0, ...new Array<number>(64).fill(1)])),
    jpegSegment(0xc0, Buffer.from([8, 0, 8, 0, 8, 1, 1, 0x11, 0])),
    jpegSegment(0xc4, Buffer.from([0x00, ...oneCode])),
    jpegSegment(0xc4, Buffer.from([0x10, ...oneCode])),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x3f, 0xff, 0xd9]),
  ]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([ascii(type), content]);
  return Buffer.concat([u32be(content.length), body, u32be(crc32(body))]);
}

/** A black 1 × 1 PNG. */
export const png = (note = 'a picture'): Buffer =>
  Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    pngChunk('tEXt', ascii(`Comment\0${note}`)),
    pngChunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);

/** A 1 × 1 lossless WebP. */
export function webp(): Buffer {
  const content = Buffer.from('2f00000010071011118888fe0700', 'hex');
  const chunk = Buffer.concat([ascii('WEBPVP8L'), u32be(content.length).reverse(), content]);
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
const movieHeader = box('moov', box('mvhd', Buffer.alloc(100)));

export const mp4 = (note = 'a film', brand = 'isom'): Buffer =>
  Buffer.concat([fileType(brand), movieHeader, box('mdat', Buffer.from(note))]);

/** As written by phones: the media first, the index last. */
export const mov = (note = 'a film'): Buffer =>
  Buffer.concat([fileType('qt  '), largeBox('mdat', Buffer.from(note)), movieHeader]);

export const heic = (): Buffer =>
  Buffer.concat([fileType('heic'), box('meta', Buffer.alloc(4)), box('mdat', Buffer.alloc(16))]);

/** EBML header (DocType webm) and a segment of unknown size, as recorded by browsers. */
export const webm = (): Buffer =>
  Buffer.concat([
    Buffer.from(
      '1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff',
      'hex',
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
    const start = Buffer.concat([fileType('isom'), movieHeader]);
    const head = Buffer.concat([start, u32be(bytes - start.length), ascii('mdat')]);
    pulled = head.length;
    yield head;
    const filler = Buffer.alloc(64 * 1024, 0x2a);
    while (pulled < bytes) {
      const next = filler.subarray(0, bytes - pulled);
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
