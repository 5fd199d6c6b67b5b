import { Controller, Get, Headers, HttpException, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Makegood } from '#engine';
import type { Instant } from '#kernel';
import { Forbidden } from '#requests';
import { type Authenticator, MAKEGOOD } from '#server';
import { logAccess } from './access-log.ts';
import { Budgets } from './budget.ts';
import { AddressRefused } from './errors.ts';
import { MAY_READ_MAILS } from './mails.resolver.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { sendFile } from './transfers.ts';

const LINES = 50;

/** Of a mail that came in, or that was sent. */
interface Original {
  readonly contentSha256: string;
  readonly deletedAt?: Instant | undefined;
}

/** N1, N2: mails as they came, for those who make claims of them, and notices as they were sent. */
@Controller()
export class MailsController {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(AUTHENTICATOR) private readonly authenticator: Authenticator,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {}

  @Get('mails/:file')
  mail(
    @Param('file') file: string,
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    return this.#download(`/mails/${file}`, authorization, response, async (mailId) => {
      const mail = await this.makegood.aggregates.mail(mailId);
      return mail && { contentSha256: mail.received.contentSha256, deletedAt: mail.deletedAt };
    });
  }

  @Get('notices/:file')
  notice(
    @Param('file') file: string,
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    return this.#download(`/notices/${file}`, authorization, response, async (noticeId) => {
      const notice = await this.makegood.aggregates.notice(noticeId);
      return notice?.content && { contentSha256: notice.content.contentSha256, deletedAt: notice.contentDeletedAt };
    });
  }

  async #download(
    path: string,
    authorization: string | undefined,
    response: Response,
    find: (id: string) => Promise<Original | undefined>,
  ): Promise<void> {
    const actor = await this.authenticator.actorOf(authorization);
    if (!MAY_READ_MAILS.includes(actor.role)) throw new Forbidden(actor.role, 'read mails');
    await this.budgets.of(actor).admit(LINES);
    const file = path.slice(path.lastIndexOf('/') + 1);
    const [, id] = /^([0-9a-f-]{36})[.]eml$/.exec(file) ?? [];
    const original = id === undefined ? undefined : await find(id);
    if (original?.deletedAt !== undefined) {
      const message = `This mail was deleted at ${original.deletedAt}. What became of it is in the log.`;
      throw new AddressRefused(410, { code: 'MAIL_DELETED', message, rule: 'A4', deletedAt: original.deletedAt });
    }
    const content = original && (await this.makegood.mailBodies.open(original.contentSha256));
    if (!content) {
      const message = 'There is no such mail. Ask for <id>.eml.';
      throw new HttpException(message, 404);
    }
    logAccess(this.makegood.logger, actor, { file: path });
    await sendFile(file, 'message/rfc822', content.stream, response);
  }
}
