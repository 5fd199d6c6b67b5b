import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HttpException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { HOUR_MS, isTooDeep, MAX_JSON_LEVELS } from '#kernel';
import { isUnder } from '#server';

export interface TransferLimits {
  /** Without a byte of the answer read, or until the body of a request that is no upload has come. */
  readonly stallMs: number;
  /** Of an answer, from its first byte to its last. */
  readonly totalMs: number;
}

export const TRANSFER_LIMITS: TransferLimits = { stallMs: 30_000, totalMs: 2 * HOUR_MS };

/** Of a request that is no upload. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** After an answer to a body that was not read: closing at once would reset the connection before the sender has the answer. */
const LINGER_MS = 2_000;

/** Uploads (routes in `uploads`, with all below those that end in /) end by rules of their own, as long as they may take; all else is as quick as its client. */
export const limitTransfers =
  (uploads: readonly string[], { stallMs, totalMs }: TransferLimits) =>
  (request: Request, response: Response, next: NextFunction): void => {
    const isUpload = request.method === 'POST' && uploads.some((route) => isUnder(route, request.path));
    if (hasBody(request) && !isUpload) {
      const late = setTimeout(() => {
        if (!response.headersSent) response.writeHead(408).end();
      }, stallMs).unref();
      request.once('end', () => clearTimeout(late));
      request.once('close', () => clearTimeout(late));
    }
    const { writeHead } = response;
    response.writeHead = function begin(this: Response, ...given: readonly unknown[]) {
      if (hasBody(request) && !request.complete) closeUnread(request, response);
      // From here on, Node closes a connection on which nothing moves.
      request.socket.setTimeout(stallMs);
      const late = setTimeout(() => request.socket.destroy(), totalMs).unref();
      response.once('close', () => clearTimeout(late));
      return writeHead.apply(this, given as never);
    } as typeof writeHead;
    // A body parser would read it to its end before it refuses.
    const isTooLarge = !isUpload && Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES;
    next(isTooLarge ? new HttpException('The request is too large: at most 1 MB is read.', 413) : undefined);
  };

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function closeUnread(request: Request, response: Response): void {
  const { socket } = request;
  response.setHeader('Connection', 'close');
  // Node reads to its end what was never read at all.
  request.read(0);
  request.pause();
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}

export const TOO_DEEP = `The JSON of a request has at most ${MAX_JSON_LEVELS} levels of lists and objects in each other.`;

/** Before anything walks it by recursion. */
export function refuseDeepJson({ body }: Request, _: Response, next: NextFunction): void {
  next(isTooDeep(body) ? new HttpException(TOO_DEEP, 400) : undefined);
}

/** When the client leaves, or the store fails, the answer is visibly cut off. */
export async function send(content: Readable, response: Response): Promise<void> {
  // Express answers HEAD by the route of GET.
  if (response.req.method === 'HEAD') response.end();
  else await pipeline(content, response).catch(() => undefined);
  // `pipeline` leaves it open when the client has already left.
  content.destroy();
}

/** A file is decoded; most that are refused are so after much of them was read. */
export const UPLOAD_LINES = 20;
export const PREVIEW_LINES = 10;
export const REFUSED_UPLOAD_LINES = 200;

/** What a printed document costs: a page is set in 30 ms. */
export const PRINTED_LINES = 100;

/** Of a query. @throws HttpException when it is stated twice */
export function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new HttpException(`${name}: state it only once.`, 400);
}

/** To be saved; private. */
export async function sendFile(
  name: string,
  mediaType: string,
  content: Iterable<string | Buffer> | AsyncIterable<string | Uint8Array>,
  response: Response,
): Promise<void> {
  const filename = /^[\w.-]+$/.test(name) ? `filename="${name}"` : `filename*=UTF-8''${encodeURIComponent(name)}`;
  response.set({
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; ${filename}`,
    // Browsers must neither guess another type, nor run the content.
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cache-Control': 'private, no-store',
  });
  await send(Readable.from(content), response);
}

/** The answer to an upload. */
export function sendAnswer(
  response: Response,
  { status, body, retryAfterSeconds }: { status: number; body: object; retryAfterSeconds?: number },
): void {
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
  response.status(status).json(body);
}
