import type { Metadata } from '@grpc/grpc-js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import { EventStoreError } from './event-store.port.ts';

/** No answer in time. Whether the call arrived is not known. */
export class NoAnswer extends Error {
  constructor(call: string, milliseconds: number) {
    super(`no answer to ${call} within ${milliseconds} ms`);
  }
}

/** An error of the client, or of gRPC as it comes on the batch path. */
interface ClientError {
  /** Of the client's command errors. */
  readonly type?: string;
  readonly code?: number;
  readonly message?: string;
  readonly metadata?: Metadata;
}

/** The same names in both: the client takes them from the header. */
const kindOf = ({ type, metadata }: ClientError): string | undefined =>
  type ?? metadata?.get('exception')[0]?.toString();

/** Kinds of the server's answers on the batch path, as the client's command errors name them on the other one. */
const KINDS: Readonly<Record<string, string>> = {
  WrongExpectedVersion: 'wrong-expected-version',
  InvalidTransaction: 'invalid-transaction',
  StreamDeleted: 'stream-deleted',
  AccessDenied: 'access-denied',
  MaximumAppendSizeExceeded: 'maximum-append-size-exceeded',
  Timeout: 'timeout',
};

/** What the server answered instead of storing, on the batch path. */
export class Refused extends Error {
  readonly type: string;

  constructor(status: Status | undefined) {
    const name = status?.getDetails()?.getTypeName().split('.').at(-1) ?? '';
    super(status?.getMessage() || name);
    this.type = KINDS[name] ?? 'unknown';
  }
}

/** gRPC's RESOURCE_EXHAUSTED: more than the other side takes in one message. */
const TOO_MUCH = 8;
/** Refused before anything was done: no connection, a server that starts, is swamped or does not lead. */
const NOTHING_WAS_DONE =
  /no connection established|failed to discover|ECONNREFUSED|ENOTFOUND|server is (not ready|too busy)/i;

/** What a failed append means. `conflict`: the stream does not end at the expected revision, or other events stand there. */
export function appendFault(error: unknown): 'conflict' | EventStoreError {
  if (error instanceof EventStoreError) return error;
  const { message = '' } = error as ClientError;
  const kind = kindOf(error as ClientError);
  switch (kind) {
    case 'wrong-expected-version':
    // Some of the ids stand there, others do not: no retry of what was written.
    case 'invalid-transaction':
      return 'conflict';
    case 'maximum-append-size-exceeded':
      return fault('too-large', 'EventStoreDB takes no append of this size (its MaxAppendSize)', error);
    case 'not-leader':
      return fault('unavailable', 'the node of EventStoreDB does not lead the cluster', error);
    case undefined:
  }
  const common = commonFault(error);
  if (common) return common;
  if (NOTHING_WAS_DONE.test(message)) return unavailable(error);
  // Whatever else happened after the events were sent, they may be stored.
  return fault('outcome-unknown', `whether the events are stored is not known: ${message}`, error);
}

/** What a failed read or subscription means. */
export function readFault(error: unknown): EventStoreError {
  if (error instanceof EventStoreError) return error;
  return commonFault(error) ?? unavailable(error);
}

/** A stream that does not exist, or was deleted softly: empty to a reader. */
export const isMissingStream = (error: unknown): boolean => (error as ClientError)?.type === 'stream-not-found';

function commonFault(error: unknown): EventStoreError | undefined {
  const { code, message } = error as ClientError;
  const kind = kindOf(error as ClientError);
  if (kind === 'access-denied')
    return fault(
      'access-denied',
      'EventStoreDB refuses access: the account of EVENT_STORE_URL must read $all and write our streams',
      error,
    );
  if (kind === 'stream-deleted') return fault('stream-deleted', 'the stream was deleted for good (tombstone)', error);
  if (code === TOO_MUCH)
    return fault('too-large', `more than EventStoreDB or its client takes at once: ${message}`, error);
  return undefined;
}

const unavailable = (error: unknown) =>
  fault('unavailable', `EventStoreDB is out of reach: ${(error as ClientError).message}`, error);

const fault = (kind: EventStoreError['fault'], message: string, cause: unknown) =>
  new EventStoreError(kind, message, { cause });
