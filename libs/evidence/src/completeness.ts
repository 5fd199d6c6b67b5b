/**
 * Detects interrupted uploads, which leave a file of the right type that cannot be opened. A format is a generator that requests the
 * bytes it needs next and returns whether the file is complete.
 */
export type Walk = Generator<Step, boolean, Buffer>;

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
    if (marker === 0xd9) return true;
    if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    // Skips embedded previews, which have their own end marker.
    const length = (yield* take(2)).readUInt16BE();
    if (length < 2) return false;
    yield { skip: length - 2 };
  }
}

/** PNG (W3C PNG §5): chunks up to IEND. */
export function* walkPng(): Walk {
  yield { skip: 8 };
  for (;;) {
    const head = yield* take(8);
    yield { skip: head.readUInt32BE(0) + 4 };
    if (head.toString('latin1', 4) === 'IEND') return true;
  }
}

/** WebP: the RIFF header states the size of the rest. */
export function* walkWebp(): Walk {
  yield { skip: (yield* take(8)).readUInt32LE(4) };
  return true;
}

/** ISO base media (ISO/IEC 14496-12 §4.2; MP4, QuickTime, HEIC): boxes up to the end, including `needed`. */
export function* walkBoxes(needed: string): Walk {
  let found = false;
  while ((yield 'peek').length > 0) {
    const head = yield* take(8);
    const size = head.readUInt32BE(0);
    found ||= head.toString('latin1', 4) === needed;
    if (size === 0) break;
    // Not a box: padding that some cameras append.
    if (size > 1 && size < 8) break;
    yield { skip: size === 1 ? Number((yield* take(8)).readBigUInt64BE()) - 16 : size - 8 };
  }
  return found;
}

/** PDF (ISO 32000-1 §7.5.5 and annex H.3.4.4): `%%EOF` within the last 1024 bytes. */
export function* walkPdf(): Walk {
  return (yield { last: 1024 }).includes('%%EOF');
}

export interface Completeness {
  push(chunk: Uint8Array): void;
  isWhole(): boolean;
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
    isWhole() {
      if (!state.done && (state.value === 'peek' || 'last' in state.value)) answer(held);
      return state.done === true && state.value;
    },
  };
}
