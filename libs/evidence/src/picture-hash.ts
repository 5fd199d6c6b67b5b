/** Pixels of a side of what is hashed. */
export const HASHED_SIDE = 32;

/** Of how it is calculated: only hashes of one version are compared. */
const PICTURE_HASH_VERSION = 1;

/** A hash of 64 bits as hexadecimal digits. */
export interface PictureHash {
  readonly version: number;
  readonly hash: string;
}

/** Frequencies of each direction, from the first after the mean. */
const FREQUENCIES = 8;
/** Between the darkest and the lightest of its pixels: with less there is nothing to be recognised by. */
const LEAST_CONTRAST = 24;

const COSINES = Array.from({ length: FREQUENCIES }, (_, frequency) =>
  Float64Array.from({ length: HASHED_SIDE }, (__, at) =>
    Math.cos(((2 * at + 1) * (frequency + 1) * Math.PI) / (2 * HASHED_SIDE)),
  ),
);

/**
 * DCT hash of a picture of 32 × 32 grey pixels, the right way up: which of the 64 lowest frequencies of its discrete cosine transform
 * (DCT-II, without those of the mean) are above their median. C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash
 * Functions", 2010, section 3.2.1. Undefined for a picture without contrast.
 */
export function pictureHash(grey: Uint8Array): PictureHash | undefined {
  let darkest = 255;
  let lightest = 0;
  for (const value of grey) {
    if (value < darkest) darkest = value;
    if (value > lightest) lightest = value;
  }
  if (lightest - darkest < LEAST_CONTRAST) return undefined;
  const coefficients = lowFrequencies(grey);
  const sorted = coefficients.toSorted((a, b) => a - b);
  const median = ((sorted[31] as number) + (sorted[32] as number)) / 2;
  let hash = 0n;
  for (const coefficient of coefficients) hash = (hash << 1n) | (coefficient > median ? 1n : 0n);
  return { version: PICTURE_HASH_VERSION, hash: hash.toString(16).padStart(16, '0') };
}

/** Row by row, then column by column. In plain loops: closures cost a megabyte of garbage per picture. */
function lowFrequencies(grey: Uint8Array): Float64Array {
  const rows = new Float64Array(HASHED_SIDE * FREQUENCIES);
  for (let y = 0; y < HASHED_SIDE; y++)
    for (let across = 0; across < FREQUENCIES; across++)
      rows[y * FREQUENCIES + across] = correlation(across, grey, y * HASHED_SIDE, 1);
  const frequencies = new Float64Array(FREQUENCIES * FREQUENCIES);
  for (let down = 0; down < FREQUENCIES; down++)
    for (let across = 0; across < FREQUENCIES; across++)
      frequencies[down * FREQUENCIES + across] = correlation(down, rows, across, FREQUENCIES);
  return frequencies;
}

/** Of a cosine with the values from `start` on, every `step`-th. */
function correlation(frequency: number, values: Uint8Array | Float64Array, start: number, step: number): number {
  const cosines = COSINES[frequency] as Float64Array;
  let sum = 0;
  for (let at = 0; at < HASHED_SIDE; at++) sum += (cosines[at] as number) * (values[start + at * step] as number);
  return sum;
}

/** Where a pixel of the picture as it is seen stands in it as it is stored, by its EXIF orientation (CIPA DC-008, 4.6.4). */
type Place = (x: number, y: number, last: number) => readonly [x: number, y: number];
const AS_IT_IS: Place = (x, y) => [x, y];
const STORED_AT: Readonly<Record<number, Place>> = {
  2: (x, y, last) => [last - x, y],
  3: (x, y, last) => [last - x, last - y],
  4: (x, y, last) => [x, last - y],
  5: (x, y) => [y, x],
  6: (x, y, last) => [y, last - x],
  7: (x, y, last) => [last - y, last - x],
  8: (x, y, last) => [last - y, x],
};

/** As it is kept with a file; '' for none. */
export const noteOf = (picture: PictureHash | undefined): string =>
  picture ? `picture ${picture.version} ${picture.hash}` : '';

export function pictureOfNote(note: string | undefined): PictureHash | undefined {
  const [, version, hash] = /^picture (\d+) ([0-9a-f]{16})$/.exec(note ?? '') ?? [];
  return version && hash ? { version: Number(version), hash } : undefined;
}

/** A square, turned as it is to be seen. */
export function turned(square: Uint8Array, side: number, orientation = 1): Uint8Array {
  const storedAt = STORED_AT[orientation] ?? AS_IT_IS;
  return square.map((_, index) => {
    const [x, y] = storedAt(index % side, Math.floor(index / side), side - 1);
    return square[y * side + x] as number;
  });
}
