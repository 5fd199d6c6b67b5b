import { randomUUID } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import { HttpException } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import {
  BlobsError,
  EventStoreError,
  MailPutOff,
  logFailure,
  type Logger,
  QueryError,
  DocumentStoreError,
} from '#platform';
import { Forbidden } from '#requests';
import { KeysUnavailable, Unauthenticated } from '#server';
import { OverBudget } from './budget.ts';
import { jsonPieces } from './json-pieces.ts';

/** Refusals of commands are data instead (ADR 0006). */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'NOT_YET_VISIBLE'
  | 'CALENDAR_NOT_FOUND'
  | 'NO_BUSINESS_TIME'
  | 'TOO_SLOW'
  | 'TOO_MANY'
  | 'DEADLINE_EXCEEDED'
  | 'UNAVAILABLE'
  /** An operator must bring the stream back: sending it again does not help. */
  | 'STREAM_DAMAGED'
  | 'INTERNAL_SERVER_ERROR';

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  NOT_FOUND: 404,
  UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
};

export interface ErrorResponse {
  readonly code: ErrorCode;
  readonly message: string;
  readonly status: number;
  readonly rule?: string;
  /** Seconds; with status 429 and 503. */
  readonly retryAfter?: number;
}

/** As it is answered, with whatever else there is to say. */
export interface AddressRefusal {
  readonly code: string;
  readonly message: string;
  readonly rule?: string;
}

/** Of an address whose refusal has a code of its own. */
export class AddressRefused extends HttpException {
  constructor(
    status: number,
    readonly refusal: AddressRefusal & Readonly<Record<string, string>>,
  ) {
    super(refusal.message, status);
  }
}

/** Sent with status 503. */
const RETRY_AFTER_SECONDS = 5;

/** Internals are only logged, under an id that the client gets. */
export function toErrorResponse(error: unknown, logger: Logger): ErrorResponse {
  const respond = (code: ErrorCode, message: string): ErrorResponse => {
    const status = STATUS[code] ?? 500;
    return { code, message, status, ...(status === 503 && { retryAfter: RETRY_AFTER_SECONDS }) };
  };
  const unavailable = () =>
    respond('UNAVAILABLE', 'The service cannot do this at the moment. Send the same request again later.');
  if (error instanceof Unauthenticated) return respond('UNAUTHENTICATED', error.message);
  if (error instanceof Forbidden) return respond('FORBIDDEN', error.message);
  if (error instanceof QueryError) return { ...respond('BAD_USER_INPUT', error.message), ...ruleOf(error) };
  if (error instanceof HttpException && error.getStatus() < 500)
    return {
      ...respond(error.getStatus() === 404 ? 'NOT_FOUND' : 'BAD_USER_INPUT', error.message),
      status: error.getStatus(),
    };
  if (error instanceof OverBudget)
    return { ...respond('TOO_MANY', error.message), status: 429, retryAfter: error.seconds };
  if (error instanceof EventStoreError && error.fault === 'other-log') return respond('UNAVAILABLE', error.message);
  if (error instanceof EventStoreError && error.fault === 'stream-damaged') {
    logger.error({ error: error.message }, 'a stream is damaged');
    return respond('STREAM_DAMAGED', error.message);
  }
  if (error instanceof EventStoreError || error instanceof DocumentStoreError || error instanceof BlobsError) {
    logFailure(logger, error, { fault: error.fault }, 'a store has failed', 'error');
    return unavailable();
  }
  if (error instanceof MailPutOff) return unavailable();
  if (error instanceof KeysUnavailable) {
    logger.error({ error: error.message }, 'the identity provider is unavailable');
    return unavailable();
  }
  const incident = randomUUID();
  logger.error({ incident, error: String(error), stack: (error as Error | undefined)?.stack }, 'unexpected error');
  return respond('INTERNAL_SERVER_ERROR', `An unexpected error occurred. Report it with this number: ${incident}`);
}

/** As GraphQL appends it to a message: a map of the schema for those who guess. */
const SUGGESTION = / ?Did you mean [^?]*\?/g;

/** GraphQL's own errors keep their code; others become an `ErrorResponse` without stack or internals. `open`: with suggestions. */
export const formatError =
  (logger: Logger, { open }: { readonly open: boolean }) =>
  (formatted: GraphQLFormattedError, raw: unknown): GraphQLFormattedError => {
    const original = raw instanceof GraphQLError ? raw.originalError : raw;
    const { message, locations, path } = formatted;
    const where = { ...(locations && { locations }), ...(path && { path }) };
    if (!original || original instanceof GraphQLError) {
      const { code = 'BAD_USER_INPUT', rule } = (formatted.extensions ?? {}) as { code?: unknown; rule?: string };
      const told = open ? message : message.replace(SUGGESTION, '');
      if (code !== 'INTERNAL_SERVER_ERROR')
        return { message: told, ...where, extensions: { code: String(code), ...ruleOf({ rule }) } };
    }
    const answer = toErrorResponse(original ?? raw, logger);
    return { message: answer.message, ...where, extensions: { code: answer.code, ...ruleOf(answer) } };
  };

/** Present only when there is one. */
export const ruleOf = ({ rule }: { readonly rule?: string | undefined }): { readonly rule?: string } =>
  rule === undefined ? {} : { rule };

export const failure = (code: ErrorCode, message: string, rule?: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...ruleOf({ rule }) } });

export const withCode = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, { ...error, extensions: { ...error.extensions, code } });

/** Apollo then answers with `status` instead of executing the request. */
export function rejectRequest({ code, message, status, retryAfter }: ErrorResponse): GraphQLError {
  const headers = retryAfter !== undefined && { headers: new HeaderMap([['retry-after', String(retryAfter)]]) };
  const http = { status, ...headers };
  return new GraphQLError(message, { extensions: { code, http } });
}

/** Of the answer to one GraphQL request. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** Characters of an answer between which other requests get a turn. */
const PIECE_CHARACTERS = 32 * 1024;

/** As JSON; instead of one that is too large, an error. What was written by it is written. */
export async function limitedAnswer(result: object, giveWay: () => Promise<void>): Promise<string> {
  const pieces: string[] = [];
  let bytes = 0;
  let characters = 0;
  for (const piece of jsonPieces(result)) {
    bytes += Buffer.byteLength(piece);
    if (bytes > MAX_ANSWER_BYTES) return TOO_LARGE;
    pieces.push(piece);
    characters += piece.length;
    if (characters < PIECE_CHARACTERS) continue;
    characters = 0;
    await giveWay();
  }
  return pieces.join('');
}

const { message, extensions } = failure('TOO_MANY', 'The answer has over 8 MiB. Request fewer items or fewer fields.');
const TOO_LARGE = JSON.stringify({ errors: [{ message, extensions }] });
