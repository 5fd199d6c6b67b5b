import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Makegood } from '#engine';
import { Forbidden } from '#requests';
import { type Authenticator, MAKEGOOD } from '#server';
import { Budgets } from './budget.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { sendFile } from './transfers.ts';

const LINES = 50;

/** N1: mails as they came, for those who make claims of them. */
@Controller('mails')
export class MailsController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {}

  @Get(':file')
  async download(
    @Param('file') file: string,
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    if (actor.role !== 'REVIEWER' && actor.role !== 'ADMIN') throw new Forbidden(actor.role, 'read mails');
    await this.budgets.of(actor).admit(LINES);
    const { aggregates, mailBodies } = this.makegood;
    const [, mailId] = /^([0-9a-f-]{36})[.]eml$/.exec(file) ?? [];
    const mail = mailId === undefined ? undefined : await aggregates.mail(mailId);
    const content = mail && (await mailBodies.read(mail.received.contentSha256));
    if (!content) {
      const message = 'There is no such mail. Ask for <mail id>.eml.';
      response.status(404).json({ code: 'NOT_FOUND', message });
      return;
    }
    await sendFile(file, 'message/rfc822', [Buffer.from(content)], response);
  }
}
