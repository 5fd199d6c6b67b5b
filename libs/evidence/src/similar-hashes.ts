/** E3: in so many of 64 bits the hashes of nearly the same picture differ at most, and those of pictures to be looked at. */
export const SAME_PICTURE_BITS = 6;
export const SIMILAR_PICTURE_BITS = 10;

const WORDS = 4;
const WORD_BITS = 16;
const WORD_MASK = 0xffff;
const NONE = 0xffff_ffff;
const FIRST_CAPACITY = 1024;

/** Words with at most two bits: of two hashes that differ in at most ten, one of their four words differs in no more. */
const NEAR: readonly number[] = Array.from({ length: WORD_BITS }, (_, one) =>
  Array.from({ length: one + 1 }, (__, other) => (1 << one) | (1 << other)),
)
  .flat()
  .concat(0);
const MOST_IN_WORD = Math.floor(SIMILAR_PICTURE_BITS / WORDS);

function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

const halvesOf = (hash: string): readonly [high: number, low: number] => [
  Number.parseInt(hash.slice(0, 8), 16),
  Number.parseInt(hash.slice(8), 16),
];

/** Bits in which two hashes of 64 bits, as hexadecimal digits, differ. */
export function differenceOf(one: string, other: string): number {
  const [high, low] = halvesOf(one);
  const [otherHigh, otherLow] = halvesOf(other);
  return bitsIn(high ^ otherHigh) + bitsIn(low ^ otherLow);
}

/**
 * Hashes of 64 bits by their number, and those that differ from one in at most ten bits: all of them, and no scan. M. Norouzi, A. Punjani,
 * D. Fleet, "Fast Search in Hamming Space with Multi-Index Hashing", 2012, with four words of 16 bits. 24 bytes for each hash.
 */
export class SimilarHashes {
  #size = 0;
  #halves = new Uint32Array(2 * FIRST_CAPACITY);
  /** By number and word, the one before in the same list. */
  #next = new Uint32Array(WORDS * FIRST_CAPACITY);
  /** By word and its value, the newest of a list. */
  readonly #heads = new Uint32Array(WORDS << WORD_BITS).fill(NONE);

  get size(): number {
    return this.#size;
  }

  /** Its number is how many there were. */
  add(hash: string): void {
    const number = this.#size++;
    if (2 * number === this.#halves.length) this.#grow();
    const [high, low] = halvesOf(hash);
    this.#halves[2 * number] = high;
    this.#halves[2 * number + 1] = low;
    for (let word = 0; word < WORDS; word++) {
      const list = (word << WORD_BITS) | wordOf(high, low, word);
      this.#next[WORDS * number + word] = this.#heads[list] as number;
      this.#heads[list] = number;
    }
  }

  /** Numbers of those that are near, from the first. */
  near(hash: string): readonly number[] {
    const [high, low] = halvesOf(hash);
    const found: number[] = [];
    for (let word = 0; word < WORDS; word++)
      for (const difference of NEAR) {
        const list = (word << WORD_BITS) | (wordOf(high, low, word) ^ difference);
        for (let at = this.#heads[list] as number; at !== NONE; at = this.#next[WORDS * at + word] as number) {
          const highDifference = high ^ (this.#halves[2 * at] as number);
          const lowDifference = low ^ (this.#halves[2 * at + 1] as number);
          if (bitsIn(highDifference) + bitsIn(lowDifference) > SIMILAR_PICTURE_BITS) continue;
          if (!isNearBefore(highDifference, lowDifference, word)) found.push(at);
        }
      }
    return found.sort((a, b) => a - b);
  }

  #grow(): void {
    const [halves, next] = [this.#halves, this.#next];
    this.#halves = new Uint32Array(2 * halves.length);
    this.#next = new Uint32Array(2 * next.length);
    this.#halves.set(halves);
    this.#next.set(next);
  }
}

const wordOf = (high: number, low: number, word: number): number =>
  ((word < 2 ? high : low) >>> (word % 2 === 0 ? WORD_BITS : 0)) & WORD_MASK;

/** Found by a word of before too. */
function isNearBefore(highDifference: number, lowDifference: number, word: number): boolean {
  for (let before = 0; before < word; before++)
    if (bitsIn(wordOf(highDifference, lowDifference, before)) <= MOST_IN_WORD) return true;
  return false;
}
