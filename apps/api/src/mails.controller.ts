import { Controller, Get, Headers, HttpException, Inject, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type Makegood } from '#engine';
import { downloadName, HEAD_BYTES, mediaTypeOf, shownName } from '#evidence';
import { type Actor, type Instant, timeInWords } from '#kernel';
import { beginningOf } from '#platform';
import { Forbidden } from '#requests';
import { type Authenticator, MAKEGOOD } from '#server';
import { withKeptMail } from '#use-cases';
import { logAccess } from './access-log.ts';
import { Budgets } from './budget.ts';
import { AddressRefused } from './errors.ts';
import { MAIL_LINES, MAY_READ_MAILS } from './mails.resolver.ts';
import { AUTHENTICATOR } from './tokens.ts';
import { sendFile } from './transfers.ts';

const UUID = /^[0-9a-f-]{36}$/;

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
    return this.#download(`/mails/${file}`, authorization, response, (mailId) => this.#mail(mailId));
  }

  /** To be seen beside the form that makes a claim of it. */
  @Get('mails/:id/files/:at')
  async attachment(
    @Param('id') id: string,
    @Param('at') at: string,
    @Headers('authorization') authorization: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const path = `/mails/${id}/files/${at}`;
    const actor = await this.#admitted(authorization);
    const mail = kept(UUID.test(id) ? await this.#mail(id) : undefined);
    const isSent = await withKeptMail(mail, this.makegood, async ({ files }) => {
      const file = files[Number(at)];
      if (!file) return false;
      const { mediaType = 'application/octet-stream' } =
        (await mediaTypeOf(await beginningOf(file.content, HEAD_BYTES))) ?? {};
      logAccess(this.makegood.logger, actor, { file: path });
      await sendFile(downloadName(shownName(file.name) ?? at, mediaType), mediaType, file.content.pieces(), response);
      return true;
    });
    if (!isSent) throw absent();
  }

  async #mail(mailId: string): Promise<Original | undefined> {
    const mail = await this.makegood.aggregates.mail(mailId);
    return mail && { contentSha256: mail.received.contentSha256, deletedAt: mail.deletedAt };
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

  async #admitted(authorization: string | undefined): Promise<Actor> {
    const actor = await this.authenticator.actorOf(authorization);
    if (!MAY_READ_MAILS.includes(actor.role)) throw new Forbidden(actor.role, 'read mails');
    await this.budgets.of(actor).admit(MAIL_LINES);
    return actor;
  }

  async #download(
    path: string,
    authorization: string | undefined,
    response: Response,
    find: (id: string) => Promise<Original | undefined>,
  ): Promise<void> {
    const actor = await this.#admitted(authorization);
    const file = path.slice(path.lastIndexOf('/') + 1);
    const [, id] = /^([0-9a-f-]{36})[.]eml$/.exec(file) ?? [];
    const { contentSha256 } = kept(id === undefined ? undefined : await find(id));
    const content = await this.makegood.mailBodies.open(contentSha256);
    if (!content) throw absent();
    logAccess(this.makegood.logger, actor, { file: path });
    await sendFile(file, 'message/rfc822', content.stream, response);
  }
}

const absent = () => new HttpException('There is no such mail. Ask for <id>.eml.', 404);

/** @throws AddressRefused, HttpException */
function kept(original: Original | undefined): Original {
  if (!original) throw absent();
  const { deletedAt } = original;
  if (deletedAt === undefined) return original;
  const message = `This mail was deleted on ${timeInWords(deletedAt)}. What became of it is in the log.`;
  throw new AddressRefused(410, { code: 'MAIL_DELETED', message, rule: 'A4', deletedAt });
}
