import { type BlobPart, type Blobs, readBlob, Recent } from '#platform';
import { type MediaType, mediaTypeOf } from './media-types.ts';
import { pictureDecoder } from './picture-decoder.ts';

/** As it is seen: a picture that lies on its side is turned. What cannot be read in it is left out. */
export interface Measures {
  readonly width?: number;
  readonly height?: number;
  /** How long a video is. */
  readonly seconds?: number;
}

/** Headers of pictures, with what cameras write before them, and of most videos. */
const BEGINNING_BYTES = 256 * 1024;
/** Of the index of a video, which phones write last. */
const MAX_INDEX_BYTES = 4 * 1024 * 1024;
/** Before the index of a video; each is looked at. */
const MAX_BOXES = 64;
const MAX_KNOWN = 5_000;

type Open = Pick<Blobs, 'open'>;

/** The content of a hash never changes: each file is measured once. */
export class EvidenceMeasures {
  readonly #known = new Recent<Promise<Measures>>(MAX_KNOWN);

  constructor(private readonly blobs: Open) {}

  /** Empty for a file that is not there, or has nothing to be measured. @throws BlobsError */
  of(sha256: string): Promise<Measures> {
    const known = this.#known.get(sha256);
    if (known) return known;
    const measured = measuresOf(this.blobs, sha256);
    this.#known.set(sha256, measured);
    measured.catch(() => this.#known.delete(sha256));
    return measured;
  }
}

async function measuresOf(blobs: Open, sha256: string): Promise<Measures> {
  const beginning = await part(blobs, sha256, 0, BEGINNING_BYTES);
  const type = beginning && (await mediaTypeOf(beginning.content));
  if (!type) return {};
  try {
    if (type.isDecoded) return await measuresOfPicture(beginning.content);
    if (type.sort === 'video') return await measuresOfVideo(blobs, sha256, type, beginning);
    return type.sort === 'picture' ? measuresOfHeic(beginning.content) : {};
  } catch (error) {
    // It ends within what is read of it.
    if (error instanceof RangeError || error instanceof Unreadable) return {};
    throw error;
  }
}

class Unreadable extends Error {}

async function measuresOfPicture(beginning: Uint8Array): Promise<Measures> {
  const decode = await pictureDecoder();
  const header = decode(beginning, { failOn: 'none', limitInputPixels: false });
  const { autoOrient } = await header.metadata().catch((cause: unknown) => {
    throw new Unreadable('no header', { cause });
  });
  return { width: autoOrient.width, height: autoOrient.height };
}

async function measuresOfVideo(blobs: Open, sha256: string, { mediaType }: MediaType, { content, bytes }: BlobPart) {
  if (mediaType === 'video/webm') return measuresOfWebm(content);
  for (let at = 0, boxes = 0; at < bytes && boxes < MAX_BOXES; boxes++) {
    const head = (await part(blobs, sha256, at, 16))?.content;
    if (!head || head.length < 8) return {};
    const box = boxAt(head, 0, bytes - at);
    if (box.type === 'moov') {
      const index = await part(blobs, sha256, at + box.from, Math.min(box.to - box.from, MAX_INDEX_BYTES));
      return index ? measuresOfIndex(index.content) : {};
    }
    at += box.to;
  }
  return {};
}

const part = (blobs: Open, sha256: string, start: number, length: number): Promise<BlobPart | undefined> =>
  readBlob(blobs, sha256, { start, end: start + length - 1 });

interface Box {
  readonly type: string;
  /** Of its content. */
  readonly from: number;
  /** Where the next one begins. */
  readonly to: number;
}

/** ISO/IEC 14496-12 §4.2. `end`: where a box ends that has no size. @throws RangeError */
function boxAt(buffer: Buffer, at: number, end: number): Box {
  const size = buffer.readUInt32BE(at);
  const type = buffer.toString('latin1', at + 4, at + 8);
  const isLarge = size === 1;
  const total = isLarge ? Number(buffer.readBigUInt64BE(at + 8)) : size === 0 ? end - at : size;
  if (total < 8) throw new RangeError(`a box of ${total} bytes`);
  return { type, from: at + (isLarge ? 16 : 8), to: at + total };
}

function* boxesOf(buffer: Buffer): Generator<{ readonly type: string; readonly content: Buffer }> {
  for (let at = 0; at + 8 <= buffer.length; ) {
    const { type, from, to } = boxAt(buffer, at, buffer.length);
    yield { type, content: buffer.subarray(from, to) };
    at = to;
  }
}

function childOf(buffer: Buffer, ...path: readonly string[]): Buffer | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return buffer;
  for (const { type, content } of boxesOf(buffer)) {
    const found = type === name ? childOf(content, ...rest) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** 16.16 */
const FIXED = 0x1_0000;

/** Of a movie (§8.2.2, §8.3.2, §8.4.3): its length, and the sides of its track of pictures, turned as its matrix says. */
function measuresOfIndex(index: Buffer): Measures {
  const length = childOf(index, 'mvhd');
  const seconds = length && secondsOf(length);
  for (const { type, content } of boxesOf(index)) {
    const kind = type === 'trak' ? childOf(content, 'mdia', 'hdlr') : undefined;
    if (kind?.toString('latin1', 8, 12) !== 'vide') continue;
    const track = childOf(content, 'tkhd');
    if (!track) continue;
    const matrix = track.readUInt8() === 1 ? 52 : 40;
    const isTurned = track.readInt32BE(matrix) === 0 && track.readInt32BE(matrix + 4) !== 0;
    const sides = [track.readUInt32BE(matrix + 36) / FIXED, track.readUInt32BE(matrix + 40) / FIXED] as const;
    return { ...seenSides(sides, isTurned), ...(seconds && { seconds }) };
  }
  return seconds ? { seconds } : {};
}

function secondsOf(mvhd: Buffer): number {
  const [scale, duration] =
    mvhd.readUInt8() === 1
      ? [mvhd.readUInt32BE(20), Number(mvhd.readBigUInt64BE(24))]
      : [mvhd.readUInt32BE(12), mvhd.readUInt32BE(16)];
  return scale > 0 ? duration / scale : 0;
}

const seenSides = ([width, height]: readonly [number, number], isTurned: boolean): Measures =>
  width < 1 || height < 1
    ? {}
    : { width: Math.round(isTurned ? height : width), height: Math.round(isTurned ? width : height) };

/** HEIC (ISO/IEC 23008-12): the largest of the pictures in it, turned if any of it is (`irot`). */
function measuresOfHeic(beginning: Buffer): Measures {
  const meta = childOf(beginning, 'meta');
  const properties = meta && childOf(meta.subarray(4), 'iprp', 'ipco');
  if (!properties) return {};
  let sides: readonly [number, number] = [0, 0];
  let isTurned = false;
  for (const { type, content } of boxesOf(properties)) {
    if (type === 'irot') isTurned ||= content.readUInt8() % 2 === 1;
    if (type !== 'ispe') continue;
    const own = [content.readUInt32BE(4), content.readUInt32BE(8)] as const;
    if (own[0] * own[1] > sides[0] * sides[1]) sides = own;
  }
  return seenSides(sides, isTurned);
}

const CONTAINERS: readonly number[] = [0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0xe0];
const CLUSTER = 0x1f43b675;
const [SCALE, DURATION, WIDTH, HEIGHT] = [0x2ad7b1, 0x4489, 0xb0, 0xba];
const NANOSECONDS = 1e9;

/** WebM (RFC 9559): what browsers record has no duration. */
function measuresOfWebm(beginning: Buffer): Measures {
  const found = new Map<number, number>();
  for (let at = 0; at < beginning.length; ) {
    const id = vint(beginning, at, true);
    const size = vint(beginning, at + id.length, false);
    if (id.value === CLUSTER) break;
    const from = at + id.length + size.length;
    const content = beginning.subarray(from, from + size.value);
    at = CONTAINERS.includes(id.value) ? from : from + size.value;
    if (id.value === DURATION)
      found.set(DURATION, content.length === 4 ? content.readFloatBE() : content.readDoubleBE());
    else if ([SCALE, WIDTH, HEIGHT].includes(id.value)) found.set(id.value, content.readUIntBE(0, content.length));
  }
  const duration = found.get(DURATION);
  const scale = found.get(SCALE) ?? 1_000_000;
  return {
    ...seenSides([found.get(WIDTH) ?? 0, found.get(HEIGHT) ?? 0], false),
    ...(duration && { seconds: (duration * scale) / NANOSECONDS }),
  };
}

/** RFC 8794 §4: a number of variable length. @throws RangeError */
function vint(buffer: Buffer, at: number, withMarker: boolean): { readonly value: number; readonly length: number } {
  const first = buffer.readUInt8(at);
  const length = Math.clz32(first) - 23;
  if (length > 8) throw new RangeError('no number');
  let value = withMarker ? first : first & (0xff >> length);
  for (let more = 1; more < length; more++) value = value * 256 + buffer.readUInt8(at + more);
  return { value, length };
}
