import type { Metadata } from '@grpc/grpc-js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import { EventStoreError } from './event-store.port.ts';

/** No answer in time; the call may have arrived. */
export class NoAnswer extends Error {
  constructor(call: string, milliseconds: number) {
    super(`no answer to ${call} within ${milliseconds} ms`);
  }
}

interface ClientError {
  readonly type?: string;
  readonly code?: number;
  readonly message?: string;
  readonly metadata?: Metadata;
}

/** The client takes its types from this header, so the names are the same. */
const kindOf = ({ type, metadata }: ClientError): string | undefined =>
  type ?? metadata?.get('exception')[0]?.toString();

/** Answers of the server on the batch path → the types of the client's command errors. */
const KINDS: Readonly<Record<string, string>> = {
  WrongExpectedVersion: 'wrong-expected-version',
  InvalidTransaction: 'invalid-transaction',
  StreamDeleted: 'stream-deleted',
  AccessDenied: 'access-denied',
  MaximumAppendSizeExceeded: 'maximum-append-size-exceeded',
  Timeout: 'timeout',
};

export class Refused extends Error {
  readonly type: string;

  constructor(status: Status | undefined) {
    const name = status?.getDetails()?.getTypeName().split('.').at(-1) ?? '';
    super(status?.getMessage() || name);
    this.type = KINDS[name] ?? 'unknown';
  }
}

/** gRPC's RESOURCE_EXHAUSTED: a message larger than the other side accepts. */
const TOO_LARGE = 8;
/** Refused before anything was done: no connection, or a server that is starting or overloaded. */
const NOTHING_WAS_DONE =
  /no connection established|failed to discover|ECONNREFUSED|ENOTFOUND|server is (not ready|too busy)/i;

/** `conflict`: the stream does not end at the expected revision, or other events stand there. */
export function appendFault(error: unknown): 'conflict' | EventStoreError {
  if (error instanceof EventStoreError) return error;
  const { message = '' } = error as ClientError;
  const kind = kindOf(error as ClientError);
  switch (kind) {
    case 'wrong-expected-version':
    // Some of the ids are stored, others are not: not a retry.
    case 'invalid-transaction':
      return 'conflict';
    case 'maximum-append-size-exceeded':
      return fault('too-large', 'the append is larger than the MaxAppendSize of EventStoreDB', error);
    case 'not-leader':
      return fault('unavailable', 'this node of EventStoreDB is not the leader of its cluster', error);
    case undefined:
  }
  const common = commonFault(error);
  if (common) return common;
  if (NOTHING_WAS_DONE.test(message)) return unavailable(error);
  // The events had been sent, so they may be stored.
  return fault('outcome-unknown', `the events may or may not be stored: ${message}`, error);
}

export function readFault(error: unknown): EventStoreError {
  if (error instanceof EventStoreError) return error;
  return commonFault(error) ?? unavailable(error);
}

/** The stream does not exist or was soft-deleted: empty to a reader. */
export const isMissingStream = (error: unknown): boolean => (error as ClientError)?.type === 'stream-not-found';

function commonFault(error: unknown): EventStoreError | undefined {
  const { code, message } = error as ClientError;
  const kind = kindOf(error as ClientError);
  if (kind === 'access-denied')
    return fault(
      'access-denied',
      'EventStoreDB denies access: let the account of EVENT_STORE_URL read $all and write our streams',
      error,
    );
  if (kind === 'stream-deleted')
    return fault('stream-deleted', 'the stream was permanently deleted (tombstone)', error);
  if (code === TOO_LARGE)
    return fault('too-large', `larger than EventStoreDB or its client accepts in one message: ${message}`, error);
  return undefined;
}

const unavailable = (error: unknown) =>
  fault('unavailable', `EventStoreDB cannot be reached: ${(error as ClientError).message}`, error);

const fault = (kind: EventStoreError['fault'], message: string, cause: unknown) =>
  new EventStoreError(kind, message, { cause });
