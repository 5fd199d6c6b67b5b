import type { EncodedEvent } from './event-encoding.ts';
import { NO_STREAM } from './event-store.port.ts';
import { bytes, message, number, text } from './protobuf.ts';

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
  return Buffer.concat([
    message(1, uuid(correlationId)),
    message(
      2,
      message(1, text(3, stream)),
      expected === NO_STREAM ? bytes(3, NOTHING) : number(2, expected),
      message(6, number(1, Math.floor(deadline.getTime() / 1000))),
    ),
    ...events.map(({ id, type, data, metadata }) =>
      message(3, message(1, uuid(id)), JSON_CONTENT, entry(2, 'type', type), text(3, metadata), text(4, data)),
    ),
    IS_FINAL,
  ]);
}

const NOTHING = Buffer.alloc(0);
const uuid = (id: string): Buffer => text(2, id);
const entry = (field: number, key: string, value: string): Buffer => message(field, text(1, key), text(2, value));
const JSON_CONTENT = entry(2, 'content-type', 'application/json');
const IS_FINAL = number(4, 1);
