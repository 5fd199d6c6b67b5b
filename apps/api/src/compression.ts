import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { NextFunction, Request, Response } from 'express';

/** A smaller answer fits into one packet anyway. */
const MIN_BYTES = 1_024;
/** As small as by the highest, but for some hundredths, in a hundredth of the time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/;

export type Encoding = 'br' | 'gzip';

/** The smallest that the client takes. */
export const encodingFor = (request: Request): Encoding | undefined =>
  (['br', 'gzip'] as const).find((encoding) => request.acceptsEncodings(encoding));

/** In a thread of its own. */
export const compressed = (content: string | Buffer, encoding: Encoding): Promise<Buffer> =>
  encoding === 'br' ? promisify(brotliCompress)(content, BROTLI) : promisify(gzip)(content);

/**
 * JSON that is sent as a whole. What is sent piece by piece is left as it is: files of evidence, which are compressed already, and exports and
 * feeds, whose lines would be held back until there are many, while the connection counts as stalled.
 */
export function compressJson(request: Request, response: Response, next: NextFunction): void {
  const { end } = response;
  response.end = function endCompressed(this: Response, ...given: readonly unknown[]) {
    const [content, charset] = given;
    const asIs = () => end.apply(this, given as never);
    if (!isContent(content) || this.headersSent || !JSON_TYPE.test(String(this.getHeader('content-type'))))
      return asIs();
    this.vary('Accept-Encoding');
    const encoding = this.hasHeader('content-encoding') ? undefined : encodingFor(request);
    const bytes = typeof content === 'string' ? Buffer.from(content, charset as BufferEncoding) : content;
    if (!encoding || bytes.length < MIN_BYTES) return asIs();
    compressed(bytes, encoding).then((smaller) => {
      this.set({ 'Content-Encoding': encoding, 'Content-Length': String(smaller.length) });
      end.call(this, smaller, 'utf8');
    }, asIs);
    return this;
  } as typeof end;
  next();
}

const isContent = (content: unknown): content is string | Buffer =>
  typeof content === 'string' || Buffer.isBuffer(content);
