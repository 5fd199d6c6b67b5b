import type { IncomingMessage } from 'node:http';
import { Controller, Get, Headers, HttpException, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { downloadName, EvidencePreviews, hasPreview, parseRange, storedType, uploadEvidence } from '#evidence';
import { CallerModels, evidenceFile } from '#views';
import { type Authenticator, MAKEGOOD } from '#server';
import { Forbidden } from '#requests';
import { type Makegood } from '#engine';
import { logAccess } from './access-log.ts';
import { Budgets } from './budget.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { PREVIEW_LINES, REFUSED_UPLOAD_LINES, send, sendAnswer, UPLOAD_LINES } from './transfers.ts';

@Controller('evidence')
export class EvidenceController {
  readonly #previews: EvidencePreviews;

  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {
    this.#previews = new EvidencePreviews(makegood.blobs);
  }

  @Post()
  async upload(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { authorization } = request.headers;
    const actor = await this.authenticator.actorOf(authorization);
    if (actor.role !== 'PARTNER' && actor.role !== 'REVIEWER' && actor.role !== 'ADMIN')
      throw new Forbidden(actor.role, 'upload evidence');
    const budget = this.budgets.of(actor, authorization);
    await budget.admit(UPLOAD_LINES);
    const answer = await uploadEvidence(request as IncomingMessage, actor, this.makegood);
    if (answer.status >= 400) budget.count(REFUSED_UPLOAD_LINES);
    sendAnswer(response, answer);
  }

  @Get(':sha256')
  async download(
    @Param('sha256') sha256: string,
    @Headers('authorization') authorization: string | undefined,
    @Headers('range') range: string | undefined,
    @Headers('if-none-match') known: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.#visible(sha256, authorization);
    if (!file) throw absent();
    const { actor, name, stored } = file;
    const { mediaType, bytes } = stored;
    const etag = `"${sha256}"`;
    const part = parseRange(range, bytes);
    response.set({
      ...CONTENT_HEADERS,
      'Content-Type': mediaType,
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(downloadName(name ?? sha256, mediaType))}`,
      'Accept-Ranges': 'bytes',
      ETag: etag,
    });
    if (known === etag) {
      logAccess(this.makegood.logger, actor, { file: `/evidence/${sha256}` });
      response.status(304).end();
      return;
    }
    if (part === 'unsatisfiable') {
      response.status(416).set('Content-Range', `bytes */${bytes}`).end();
      return;
    }
    const content = await this.makegood.blobs.open(sha256, part);
    if (!content) throw absent();
    logAccess(this.makegood.logger, actor, { file: `/evidence/${sha256}` });
    const { start, end } = part ?? { start: 0, end: bytes - 1 };
    if (part) response.status(206).set('Content-Range', `bytes ${start}-${end}/${bytes}`);
    response.set('Content-Length', String(end - start + 1));
    await send(content.stream, response);
  }

  @Get(':sha256/preview')
  async preview(
    @Param('sha256') sha256: string,
    @Headers('authorization') authorization: string | undefined,
    @Headers('if-none-match') known: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.#visible(sha256, authorization);
    if (!file || !hasPreview(file.stored.mediaType)) throw absent();
    const etag = `"${sha256}-preview"`;
    response.set({ ...CONTENT_HEADERS, 'Content-Type': 'image/jpeg', ETag: etag });
    const read = () => logAccess(this.makegood.logger, file.actor, { file: `/evidence/${sha256}/preview` });
    if (known === etag) {
      read();
      response.status(304).end();
      return;
    }
    if (!this.#previews.isMade(sha256)) await this.budgets.of(file.actor, authorization).admit(PREVIEW_LINES);
    const preview = await this.#previews.of(sha256);
    if (!preview) throw absent();
    read();
    response.send(preview);
  }

  /** A file of a claim that the caller may see, by its content, whatever the claim says of it. */
  async #visible(sha256: string, authorization: string | undefined) {
    const actor = await this.authenticator.actorOf(authorization);
    const item = /^[0-9a-f]{64}$/.test(sha256)
      ? await evidenceFile(new CallerModels(actor, this.makegood.models), sha256)
      : undefined;
    const stored = item && (await storedType(this.makegood.blobs, sha256));
    return stored && { actor, name: item.name, stored };
  }
}

const absent = () => new HttpException('No claim that you may see has such a file.', 404);

const CONTENT_HEADERS = {
  // Browsers must neither guess another type, nor run the content, nor show it in the page of another site.
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
  // Kept by a browser, it is asked for each time: the next one to sign in there may not see it.
  'Cache-Control': 'private, no-cache',
} as const;
