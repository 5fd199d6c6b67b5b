/** `damaged`: it was cut, or is no such file. `empty`: nothing can be seen in it. `too-small`: a side under `MIN_SIDE`. */
export type Verdict = 'whole' | 'damaged' | 'empty' | 'too-small';

/** Pixels of the smallest side of a picture that can show anything. */
export const MIN_SIDE = 16;

/**
 * Detects interrupted uploads, which leave a file of the right type that cannot be opened, and containers without content. A format is
 * a generator that requests the bytes it needs next.
 */
export type Walk = Generator<Step, Verdict, Buffer>;

type Step =
  | { readonly take: number }
  | { readonly skip: number }
  | { readonly until: number }
  | { readonly last: number }
  /** The next byte without consuming it; empty at the end of the file. */
  | 'peek';

function* take(bytes: number): Generator<Step, Buffer, Buffer> {
  return yield { take: bytes };
}

/** JPEG (ITU-T T.81 annex B): needs an end-of-image marker. Phones may append data after it. */
export function* walkJpeg(): Walk {
  yield { skip: 2 };
  for (;;) {
    // In entropy-coded data FF is followed by 00 or a restart marker; elsewhere it starts a segment.
    yield { until: 0xff };
    let marker = 0xff;
    while (marker === 0xff) marker = (yield* take(1)).readUInt8();
    if (marker === 0xd9) return 'whole';
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    // Skips embedded previews, which have their own end marker.
    const length = (yield* take(2)).readUInt16BE();
    if (length < 2) return 'damaged';
    yield { skip: length - 2 };
  }
}

/** PNG (W3C PNG §5): chunks up to IEND. */
export function* walkPng(): Walk {
  yield { skip: 8 };
  for (;;) {
    const head = yield* take(8);
    yield { skip: head.readUInt32BE(0) + 4 };
    if (head.toString('latin1', 4) === 'IEND') return 'whole';
  }
}

/** WebP: the RIFF header states the size of the rest. */
export function* walkWebp(): Walk {
  yield { skip: (yield* take(8)).readUInt32LE(4) };
  return 'whole';
}

interface Box {
  readonly type: string;
  /** Of its content. */
  readonly bytes: number;
}

/**
 * ISO base media (ISO/IEC 14496-12 §4.2; MP4, QuickTime, HEIC): the boxes up to the end of the file. Those of `containers` are opened after
 * so many bytes, and the boxes in them follow. `look` may take bytes of the content, and returns how many. @returns whether none is cut
 */
function* walkBoxes(
  containers: Readonly<Record<string, number>>,
  look: (box: Box) => Generator<Step, number, Buffer>,
): Generator<Step, boolean, Buffer> {
  let at = 0;
  let end = 0;
  while ((yield 'peek').length > 0) {
    const head = yield* take(8);
    const size = head.readUInt32BE(0);
    const type = head.toString('latin1', 4);
    // Not a box: padding that some cameras append.
    if (size > 1 && size < 8) break;
    const bytes = size === 0 ? Infinity : size === 1 ? Number((yield* take(8)).readBigUInt64BE()) - 16 : size - 8;
    at += size === 1 ? 16 : 8;
    const taken = yield* look({ type, bytes });
    if (bytes === Infinity) break;
    end = Math.max(end, at + bytes);
    const opened = containers[type];
    yield { skip: (opened ?? bytes) - taken };
    at += opened ?? bytes;
  }
  return at >= end;
}

/** MP4, QuickTime: an index with a track of pictures, and media. Phones write the index last. */
export function* walkMovie(): Walk {
  let index = false;
  let pictures = false;
  let media = false;
  const whole = yield* walkBoxes({ moov: 0, trak: 0, mdia: 0 }, function* ({ type, bytes }) {
    index ||= type === 'moov';
    media ||= type === 'mdat' && bytes > 0;
    if (type !== 'hdlr' || bytes < 12) return 0;
    const kind = (yield* take(12)).toString('latin1', 8);
    pictures ||= kind === 'vide';
    return 12;
  });
  if (!whole || !index) return 'damaged';
  return pictures && media ? 'whole' : 'empty';
}

/** HEIC (ISO/IEC 23008-12): the largest of the pictures in it (`ispe`), which has tiles and previews too, and data. */
export function* walkHeic(): Walk {
  let described = false;
  let data = false;
  let side = 0;
  const whole = yield* walkBoxes({ meta: 4, iprp: 0, ipco: 0 }, function* ({ type, bytes }) {
    described ||= type === 'meta';
    data ||= (type === 'mdat' || type === 'idat') && bytes > 0;
    if (type !== 'ispe' || bytes < 12) return 0;
    const sides = yield* take(12);
    side = Math.max(side, Math.min(sides.readUInt32BE(4), sides.readUInt32BE(8)));
    return 12;
  });
  if (!whole || !described) return 'damaged';
  if (!data || side === 0) return 'empty';
  return side < MIN_SIDE ? 'too-small' : 'whole';
}

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const TRACKS = 0x1654ae6b;
const TRACK = 0xae;
const TRACK_TYPE = 0x83;
const BLOCKS: readonly number[] = [0xa3, 0xa0];
const OPENED: readonly number[] = [SEGMENT, CLUSTER, TRACKS, TRACK];
const PICTURES = 1;

/** WebM (RFC 8794, RFC 9559): a track of pictures and a block. Browsers record segments and clusters of unknown size. */
export function* walkWebm(): Walk {
  let at = 0;
  let end: number | undefined;
  let pictures = false;
  let media = false;
  while ((yield 'peek').length > 0) {
    const [id = 0, idBytes] = yield* vint(4, true);
    const [size, sizeBytes] = yield* vint(8, false);
    if (idBytes === 0 || sizeBytes === 0) return 'damaged';
    at += idBytes + sizeBytes;
    media ||= BLOCKS.includes(id) && size !== undefined && size > 0;
    if (id === SEGMENT && size !== undefined) end = at + size;
    if (OPENED.includes(id)) continue;
    if (size === undefined) return 'damaged';
    if (id === TRACK_TYPE && size === 1) {
      const type = (yield* take(1)).readUInt8();
      pictures ||= type === PICTURES;
    } else yield { skip: size };
    at += size;
  }
  if (end !== undefined && at < end) return 'damaged';
  return pictures && media ? 'whole' : 'empty';
}

/** A number of variable length: its value, undefined when all bits are set, and its bytes; 0: none has that many. */
function* vint(most: number, withMarker: boolean): Generator<Step, readonly [number | undefined, number], Buffer> {
  const first = (yield* take(1)).readUInt8();
  const length = Math.clz32(first) - 23;
  if (length > most) return [0, 0];
  const mask = withMarker ? 0xff : 0xff >> length;
  const rest = length > 1 ? yield* take(length - 1) : Buffer.alloc(0);
  const isUnknown = !withMarker && (first & mask) === mask && rest.every((byte) => byte === 0xff);
  if (isUnknown) return [undefined, length];
  return [rest.reduce((value, byte) => value * 256 + byte, first & mask), length];
}

/** PDF (ISO 32000-1 §7.5.5 and annex H.3.4.4): `%%EOF` within the last 1024 bytes. */
export function* walkPdf(): Walk {
  return (yield { last: 1024 }).includes('%%EOF') ? 'whole' : 'damaged';
}

export interface Completeness {
  push(chunk: Uint8Array): void;
  verdict(): Verdict;
}

export function completenessOf(walk: Walk): Completeness {
  let held: Buffer = Buffer.alloc(0);
  let skipped = 0;
  let state = walk.next();

  function answer(bytes: Buffer): void {
    held = Buffer.alloc(0);
    skipped = 0;
    do state = walk.next(bytes);
    while (!state.done && state.value !== 'peek' && 'skip' in state.value && state.value.skip <= 0);
  }

  function step(rest: Buffer, wanted: Step): number {
    if (wanted === 'peek') {
      answer(rest.subarray(0, 1));
      return 0;
    }
    if ('take' in wanted) {
      const used = Math.min(wanted.take - held.length, rest.length);
      held = Buffer.concat([held, rest.subarray(0, used)]);
      if (held.length === wanted.take) answer(held);
      return used;
    }
    if ('skip' in wanted) {
      const used = Math.min(wanted.skip - skipped, rest.length);
      skipped += used;
      if (skipped === wanted.skip) answer(held);
      return used;
    }
    if ('until' in wanted) {
      const at = rest.indexOf(wanted.until);
      if (at >= 0) answer(held);
      return at >= 0 ? at + 1 : rest.length;
    }
    held = Buffer.concat([held, rest.subarray(-wanted.last)]).subarray(-wanted.last);
    return rest.length;
  }

  return {
    push(chunk) {
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      while (!state.done && rest.length > 0) rest = rest.subarray(step(rest, state.value));
    },
    verdict() {
      if (!state.done && (state.value === 'peek' || 'last' in state.value)) answer(held);
      return state.done === true ? state.value : 'damaged';
    },
  };
}
