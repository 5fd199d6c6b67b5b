import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Controller, HttpException, Inject, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { refusalOf } from '#evidence';
import { type Makegood, MAX_MAIL_BYTES } from '#engine';
import { sha256 } from '#kernel';
import { MAKEGOOD } from '#server';
import { sendAnswer } from './transfers.ts';

/** For the mail server that passes on what comes in: one raw mail a request (RFC 5322), whatever it says. */
@Controller('inbound/email')
export class InboundEmailController {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Post()
  async receive(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { INBOUND_EMAIL_TOKEN: token } = this.makegood.settings;
    if (token === undefined) throw new HttpException('Mail is not taken here. Set INBOUND_EMAIL_TOKEN.', 404);
    if (!isSame(request.headers.authorization, `Bearer ${token}`))
      throw new HttpException('Send the token of INBOUND_EMAIL_TOKEN: "Authorization: Bearer …".', 401);
    if (!/^message\/rfc822(?:;|$)/i.test(request.headers['content-type'] ?? ''))
      throw new HttpException('Send the raw mail as Content-Type: message/rfc822.', 415);
    if (Number(request.headers['content-length'] ?? 0) > MAX_MAIL_BYTES) throw tooLarge();
    try {
      const { mailId, isRepeat } = await this.makegood.receiveMail(this.#pieces(request), { door: 'HTTP' });
      sendAnswer(response, { status: isRepeat ? 200 : 202, body: { mailId } });
    } catch (error) {
      const refused = refusalOf(error);
      if (!refused) throw error;
      const { refusal: body, ...answer } = refused;
      sendAnswer(response, { ...answer, body });
    }
  }

  async *#pieces(request: IncomingMessage): AsyncGenerator<Buffer, void> {
    const upload = await this.makegood.uploads.begin(request, { id: 'mail-http', role: 'SYSTEM' });
    let bytes = 0;
    try {
      for await (const chunk of upload.body) {
        bytes += chunk.length;
        if (bytes > MAX_MAIL_BYTES) throw tooLarge();
        yield chunk;
      }
    } finally {
      upload.end();
    }
    if (bytes === 0) throw new HttpException('The mail is empty. Send it as the body.', 400);
  }
}

const tooLarge = () => new HttpException(`A mail has at most ${MAX_MAIL_BYTES / 1024 / 1024} MiB.`, 413);

/** In the same time, whatever is sent. */
const isSame = (sent: string | undefined, expected: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(sent ?? '')), Buffer.from(sha256(expected)));
