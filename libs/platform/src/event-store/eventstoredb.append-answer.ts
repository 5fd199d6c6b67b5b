import grpcMessages from '@eventstore/db-client/generated/streams_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import { uuidIn } from './eventstoredb.read-response.ts';
import { Fields } from './protobuf.ts';

/** A BatchAppendResp (streams.proto of EventStoreDB). */
export interface AppendAnswer {
  /** That of the request. */
  readonly correlationId: string;
  readonly written?: { readonly revision: bigint; readonly commit: bigint; readonly prepare: bigint };
  readonly refused?: Status | undefined;
}

export function appendAnswer(sent: Buffer): AppendAnswer {
  let correlationId = '';
  const fields = new Fields(sent);
  while (fields.next()) {
    if (fields.field === 1) correlationId = uuidIn(fields.message());
    else if (fields.field === 3) return { correlationId, written: writtenIn(fields.message()) };
  }
  // Refusals are rare.
  return { correlationId, refused: grpcMessages.BatchAppendResp.deserializeBinary(sent).getError() };
}

function writtenIn(success: Fields): AppendAnswer['written'] {
  let revision = 0n;
  const position = { commit: 0n, prepare: 0n };
  while (success.next()) {
    if (success.field === 1) revision = success.bigint();
    else if (success.field === 3) {
      const parts = success.message();
      while (parts.next()) {
        if (parts.field === 1) position.commit = parts.bigint();
        else if (parts.field === 2) position.prepare = parts.bigint();
      }
    }
  }
  return { revision, ...position };
}
