import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Headers, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { holderOf, parseRange, uploadEvidence } from '#evidence';
import { CallerModels, evidenceFile } from '#views';
import { type Authenticator, MAKEGOOD } from '#server';
import { Forbidden } from '#requests';
import { type Makegood } from '#engine';
import { AUTHENTICATOR } from './tokens.ts';

@Controller('evidence')
export class EvidenceController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
  ) {}

  @Post()
  async upload(@Req() request: Request, @Res() response: Response): Promise<void> {
    const actor = await this.authenticator.actorOf(request.headers.authorization);
    if (actor.role !== 'PARTNER' && actor.role !== 'REVIEWER' && actor.role !== 'ADMIN')
      throw new Forbidden(actor.role, 'upload evidence');
    const { status, body } = await uploadEvidence(request as IncomingMessage, this.makegood.blobs, holderOf(actor));
    response.status(status).json(body);
  }

  @Get(':sha256')
  async download(
    @Param('sha256') sha256: string,
    @Headers('authorization') authorization: string | undefined,
    @Headers('range') range: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    const item = /^[0-9a-f]{64}$/.test(sha256)
      ? await evidenceFile(new CallerModels(actor, this.makegood.models), sha256)
      : undefined;
    const absent = () =>
      response.status(404).json({ code: 'NOT_FOUND', message: 'No claim that you may see has such a file.' });
    if (!item) {
      absent();
      return;
    }
    const whole = await this.makegood.blobs.open(sha256);
    if (!whole) {
      absent();
      return;
    }
    const part = parseRange(range, whole.bytes);
    response.set({
      'Content-Type': item.mediaType,
      // Browsers must neither guess another type nor run the content.
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Disposition': `inline; filename*=UTF-8''${encodeURIComponent(item.name ?? sha256)}`,
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, max-age=31536000, immutable',
    });
    if (part === 'unsatisfiable') {
      whole.stream.destroy();
      response.status(416).set('Content-Range', `bytes */${whole.bytes}`).end();
      return;
    }
    if (!part) {
      response.set('Content-Length', String(whole.bytes));
      await pipeline(whole.stream, response).catch(() => undefined);
      return;
    }
    whole.stream.destroy();
    const cut = await this.makegood.blobs.open(sha256, part);
    if (!cut) {
      absent();
      return;
    }
    response.status(206).set({
      'Content-Range': `bytes ${part.start}-${part.end}/${whole.bytes}`,
      'Content-Length': String(part.end - part.start + 1),
    });
    await pipeline(cut.stream, response).catch(() => undefined);
  }
}
