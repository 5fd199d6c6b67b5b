// The wire format of protobuf, for the few messages of which each event or append costs one: the generated classes cost several times
// as much. https://protobuf.dev/programming-guides/encoding

const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;
const FIXED_32 = 5;

/** `value`: a whole number from 0 up to 2^53. */
export const number = (field: number, value: number): Buffer => Buffer.from([field * 8 + VARINT, ...varint(value)]);

export const bytes = (field: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([field * 8 + DELIMITED, ...varint(content.length)]), content]);

export const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content));

export const message = (field: number, ...fields: readonly Buffer[]): Buffer => bytes(field, Buffer.concat(fields));

/** Seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  const low: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) low.push((rest % 128) + 128);
  return [...low, rest];
}

/** The fields of a message, in the order sent. */
export class Fields {
  /** Number of the field that `next` has found. */
  field = 0;
  #from = 0;
  #to = 0;
  #value = 0;

  constructor(
    private readonly content: Buffer,
    private at = 0,
    private readonly end = content.length,
  ) {}

  /** @throws RangeError when the message ends within a field */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.#from = this.at;
    switch (tag % 8) {
      case VARINT:
        this.#value = this.#varint();
        break;
      case DELIMITED: {
        const length = this.#varint();
        this.#from = this.at;
        this.at += length;
        break;
      }
      case FIXED_64:
        this.at += 8;
        break;
      case FIXED_32:
        this.at += 4;
        break;
      default:
        throw new RangeError(`protobuf has no fields of kind ${tag % 8}`);
    }
    this.#to = this.at;
    if (this.#to > this.end) throw new RangeError('a protobuf message was cut off');
    return true;
  }

  /** Whole, up to 2^64. */
  bigint(): bigint {
    if (Number.isSafeInteger(this.#value)) return BigInt(this.#value);
    let value = 0n;
    for (let at = this.#to - 1; at >= this.#from; at--)
      value = (value << 7n) | BigInt((this.content[at] as number) & 127);
    return BigInt.asUintN(64, value);
  }

  bytes(): Buffer {
    return this.content.subarray(this.#from, this.#to);
  }

  text(): string {
    return this.content.toString('utf8', this.#from, this.#to);
  }

  message(): Fields {
    return new Fields(this.content, this.#from, this.#to);
  }

  /** Exact up to 2^53. */
  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.content[this.at++];
      if (byte === undefined) throw new RangeError('a protobuf message was cut off');
      if (byte < 128) return value + byte * factor;
      value += (byte - 128) * factor;
    }
  }
}
