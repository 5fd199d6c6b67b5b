import type { Metadata } from '@grpc/grpc-js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import { EventStoreError } from './event-store.port.ts';

/** A call without an answer in time; the server may have received it. */
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

const kindOf = ({ type, metadata }: ClientError): string | undefined =>
  type ?? metadata?.get('exception')[0]?.toString();

/** Error types of the batch append → error types of the client. */
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

const TOO_LARGE = 8;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;
const NOTHING_WAS_DONE =
  /no connection established|failed to discover|ECONNREFUSED|ENOTFOUND|server is (not ready|too busy)/i;

export function appendFault(error: unknown): 'conflict' | EventStoreError {
  if (error instanceof EventStoreError) return error;
  const { message = '' } = error as ClientError;
  const kind = kindOf(error as ClientError);
  switch (kind) {
    case 'wrong-expected-version':
    // Some of the ids are stored, others are not: not a repeated append.
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

/** A gRPC server of another product. */
export const isOtherServer = (error: unknown): boolean =>
  ((error as EventStoreError).cause as ClientError | undefined)?.code === UNIMPLEMENTED;

/** From a position that is not the beginning of a record, as in a log that was cut and has grown since, the server cannot read. */
export const isNoRecord = (error: unknown): boolean =>
  /exception was thrown by handler|unexpected readallresult/i.test((error as ClientError)?.message ?? '');

/** The server has ended a live subscription whose reader fell behind: read on from the last event. */
export const isTooSlow = (error: unknown): boolean => /consumer too slow/i.test((error as Error).message);

function commonFault(error: unknown): EventStoreError | undefined {
  const { code, message } = error as ClientError;
  const kind = kindOf(error as ClientError);
  if (code === UNAUTHENTICATED)
    return fault('access-denied', 'EventStoreDB does not accept the account of the address or its password', error);
  if (kind === 'access-denied')
    return fault(
      'access-denied',
      'EventStoreDB denies access: let the account of the address read $all and write our streams',
      error,
    );
  if (kind === 'stream-deleted') return fault('stream-damaged', 'the stream was deleted for ever (tombstone)', error);
  if (code === TOO_LARGE)
    return fault('too-large', `larger than EventStoreDB or its client accepts in one message: ${message}`, error);
  return undefined;
}

const unavailable = (error: unknown) =>
  fault('unavailable', `EventStoreDB cannot be reached: ${(error as ClientError).message}`, error);

const fault = (kind: EventStoreError['fault'], message: string, cause: unknown) =>
  new EventStoreError(kind, message, { cause });
