import type { EncodedEvent } from './event-encoding.ts';
import { NO_STREAM } from './event-store.port.ts';

// The client's generated classes cost several times as much as what they write, and live until the server has answered.

/** What is sent for one append: the bytes of a BatchAppendReq (streams.proto of EventStoreDB). */
export interface AppendRequest {
  /** UUID that the answer carries. */
  readonly correlationId: string;
  readonly stream: string;
  /** Revision of the last event of the stream, or NO_STREAM. */
  readonly expected: number;
  readonly deadline: Date;
  readonly events: readonly EncodedEvent[];
}

export function appendRequestBytes({ correlationId, stream, expected, deadline, events }: AppendRequest): Buffer {
  const options = Buffer.concat([
    message(1, bytes(3, Buffer.from(stream))),
    expected === NO_STREAM ? message(3, NOTHING) : number(2, expected),
    message(6, number(1, Math.floor(deadline.getTime() / 1000))),
  ]);
  return Buffer.concat([
    message(1, uuid(correlationId)),
    message(2, options),
    ...events.map(({ id, type, data, metadata }) =>
      message(
        3,
        Buffer.concat([
          message(1, uuid(id)),
          JSON_CONTENT,
          entry(2, 'type', type),
          bytes(3, Buffer.from(metadata)),
          bytes(4, Buffer.from(data)),
        ]),
      ),
    ),
    IS_FINAL,
  ]);
}

/** Kinds of fields in protobuf's wire format. */
const VARINT = 0;
const DELIMITED = 2;

const NOTHING = Buffer.alloc(0);
const uuid = (id: string): Buffer => bytes(2, Buffer.from(id));
const entry = (field: number, key: string, value: string): Buffer =>
  message(field, Buffer.concat([bytes(1, Buffer.from(key)), bytes(2, Buffer.from(value))]));
const number = (field: number, value: number): Buffer => Buffer.from([field * 8 + VARINT, ...varint(value)]);
const bytes = (field: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([field * 8 + DELIMITED, ...varint(content.length)]), content]);
const message = bytes;

/** Seven bits a byte, the lowest first. `value`: a whole number from 0 up to 2^53. */
function varint(value: number): number[] {
  const low: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) low.push((rest % 128) + 128);
  return [...low, rest];
}

const JSON_CONTENT = entry(2, 'content-type', 'application/json');
const IS_FINAL = number(4, 1);
