import shared, { type UUID } from '@eventstore/db-client/generated/shared_pb.js';
import statusMessages from '@eventstore/db-client/generated/status_pb.js';
import streams, {
  type AppendReq,
  type AppendResp,
  type BatchAppendReq,
  type ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, status } from '@grpc/grpc-js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import * as wire from '../../libs/platform/src/event-store/protobuf.ts';
import { type Expected, type RawEvent, type Stored, type StoredEvent, TOMBSTONE } from './peer-log.ts';

// What the peer says, in the messages of EventStoreDB's protocol.

export type Refusal =
  | 'unavailable'
  | 'not-ready'
  | 'not-leader'
  | 'wrong-version'
  | 'access-denied'
  | 'unauthenticated'
  | 'unimplemented'
  | 'stream-deleted'
  | 'timeout'
  | 'cancelled'
  | 'too-slow'
  | 'no-record'
  | 'handler-threw';

const CODES: Readonly<Record<string, readonly [code: number, details: string]>> = {
  unavailable: [status.UNAVAILABLE, 'the service is not available'],
  'not-ready': [status.UNAVAILABLE, 'Server Is Not Ready'],
  'not-leader': [status.NOT_FOUND, 'Leader info available'],
  'wrong-version': [status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.'],
  'invalid-transaction': [status.FAILED_PRECONDITION, 'Invalid transaction'],
  'access-denied': [status.PERMISSION_DENIED, 'Access Denied'],
  /** The password is wrong. */
  unauthenticated: [status.UNAUTHENTICATED, 'Received HTTP status code 401'],
  /** Another gRPC server. */
  unimplemented: [status.UNIMPLEMENTED, 'The server does not implement the method'],
  'stream-deleted': [status.FAILED_PRECONDITION, 'Event stream is deleted.'],
  'too-large': [status.INVALID_ARGUMENT, 'Maximum Append Size of 1048576 Exceeded.'],
  timeout: [status.ABORTED, 'Operation timed out'],
  cancelled: [status.CANCELLED, 'The server cancelled the call'],
  // Reads and subscriptions from a position at which no record begins.
  'no-record': [status.UNKNOWN, 'Unexpected ReadAllResult: Error'],
  'handler-threw': [status.UNKNOWN, 'Exception was thrown by handler.'],
  'too-slow': [
    status.ABORTED,
    'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
  ],
};
const EXCEPTIONS: Readonly<Record<string, string>> = { 'too-large': 'maximum-append-size-exceeded' };

export function serviceError(refusal: Refusal | Stored['kind'], leaderPort: number, stream: string) {
  const [code, details] = CODES[refusal] as readonly [number, string];
  const metadata = new Metadata();
  if (['not-leader', 'access-denied', 'stream-deleted', 'invalid-transaction', 'too-large'].includes(refusal))
    metadata.set('exception', EXCEPTIONS[refusal] ?? refusal);
  metadata.set('leader-endpoint-host', '127.0.0.1');
  metadata.set('leader-endpoint-port', String(leaderPort));
  metadata.set('stream-name', encodeURIComponent(stream));
  metadata.set('maximum-append-size', '1048576');
  return Object.assign(new Error(details), { code, details, metadata });
}

/** Refusals as they are answered on the batch path. */
export function statusOf(refusal: Refusal | Stored['kind']) {
  const answer = new statusMessages.Status();
  answer.setMessage(CODES[refusal]?.[1] ?? refusal);
  const details = new any.Any();
  const pack = (message: { serializeBinary(): Uint8Array }, name: string) => {
    details.pack(message.serializeBinary(), `event_store.client.${name}`);
    return answer.setDetails(details);
  };
  switch (refusal) {
    case 'wrong-version':
      return pack(new shared.WrongExpectedVersion().setCurrentNoStream(new empty.Empty()), 'WrongExpectedVersion');
    case 'invalid-transaction':
      return pack(new shared.InvalidTransaction(), 'InvalidTransaction');
    case 'access-denied':
      return pack(new shared.AccessDenied(), 'AccessDenied');
    case 'stream-deleted':
      return pack(new shared.StreamDeleted(), 'StreamDeleted');
    case 'too-large':
      return pack(new shared.MaximumAppendSizeExceeded().setMaxappendsize(1_048_576), 'MaximumAppendSizeExceeded');
    case 'timeout':
      return pack(new shared.Timeout(), 'Timeout');
    default:
      return answer;
  }
}

/** Like a server's positions, with two different parts now and then. */
function positionOf({ commit, row }: StoredEvent): { commit: number; prepare: number } {
  return { commit, prepare: row % 3 === 0 ? commit - 7 : commit };
}

export function appended(event: StoredEvent, revision: number): AppendResp {
  const success = new streams.AppendResp.Success();
  const { commit, prepare } = positionOf(event);
  success.setPosition(
    new streams.AppendResp.Position().setCommitPosition(String(commit)).setPreparePosition(String(prepare)),
  );
  return new streams.AppendResp().setSuccess(success.setCurrentRevision(String(revision)));
}

export function wrongVersion(current: number): AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(current));
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}

export function batchAppended(event: StoredEvent, revision: number): InstanceType<typeof BatchSuccess> {
  const { commit, prepare } = positionOf(event);
  return new BatchSuccess()
    .setPosition(new shared.AllStreamPosition().setCommitPosition(String(commit)).setPreparePosition(String(prepare)))
    .setCurrentRevision(String(revision));
}
const BatchSuccess = streams.BatchAppendResp.Success;

export function checkpoint(event: StoredEvent | undefined): ReadResp {
  const { commit, prepare } = event ? positionOf(event) : { commit: 0, prepare: 0 };
  return new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(String(commit)).setPreparePosition(String(prepare)),
  );
}

export const caughtUp = (): ReadResp => new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

export const confirmation = (): ReadResp =>
  new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('1'));

export const streamNotFound = (stream: string): ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier(stream)),
  );

/** The bytes of a ReadResp with an event. The generated classes take most of a peer's time, which measurements would count. */
export function readResponse(stored: StoredEvent): Buffer {
  const { commit, prepare } = positionOf(stored);
  return wire.message(
    1,
    wire.message(
      1,
      wire.message(1, wire.text(2, stored.id)),
      wire.message(2, wire.text(3, stored.stream)),
      stored.revision === TOMBSTONE ? TOMBSTONE_REVISION : wire.number(3, stored.revision),
      wire.number(4, prepare),
      wire.number(5, commit),
      property('type', stored.type),
      property('created', String(stored.created * 10_000)),
      property('content-type', stored.json ? 'application/json' : 'application/octet-stream'),
      wire.bytes(7, stored.metadata),
      wire.bytes(8, stored.data),
    ),
    wire.number(3, commit),
  );
}
const property = (key: string, value: string): Buffer => wire.message(6, wire.text(1, key), wire.text(2, value));
/** 2^63 - 1 in field 3. */
const TOMBSTONE_REVISION = Buffer.from([3 * 8, ...Array(8).fill(0xff), 0x7f]);

export const uuid = (text: string): UUID => new shared.UUID().setString(text);

/** Servers answer with ids in two halves, whatever the form in the request. */
export function structured(id: UUID): UUID {
  const bits = BigInt(`0x${id.getString().replaceAll('-', '')}`);
  const halves = new shared.UUID.Structured();
  halves
    .setMostSignificantBits(String(BigInt.asIntN(64, bits >> 64n)))
    .setLeastSignificantBits(String(BigInt.asIntN(64, bits)));
  return new shared.UUID().setStructured(halves);
}

const identifier = (stream: string) => new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(stream));

export const nameOf = (options: {
  getStreamIdentifier(): InstanceType<typeof shared.StreamIdentifier> | undefined;
}): string => new TextDecoder().decode(options.getStreamIdentifier()?.getStreamName_asU8());

export const rawEvent = (message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): RawEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  json: message.getMetadataMap().get('content-type') === 'application/json',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

export function expectedOf(
  options: InstanceType<typeof AppendReq.Options> | InstanceType<typeof BatchAppendReq.Options>,
): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'exists';
  if (options.hasNoStream()) return -1;
  return Number('getRevision' in options ? options.getRevision() : options.getStreamPosition());
}
