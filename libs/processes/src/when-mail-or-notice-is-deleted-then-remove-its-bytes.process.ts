import { type MailEvent, mailStreams } from '#mail';
import type { NoticeEvent } from '#notices';
import { defineProcess, type Recorded } from '#platform';
import type { ProcessPorts, Reads } from './process-ports.ts';

type Deleted = Extract<MailEvent | NoticeEvent, { type: 'MailDeleted' | 'NoticeContentDeleted' }>;

/** A4. Bytes that a claim, or something that is not deleted, has too stay. */
export function whenMailOrNoticeIsDeletedThenRemoveItsBytes({
  aggregates,
  kept,
  mailBodies,
  mailer,
}: Reads<'mail' | 'notice'> & Pick<ProcessPorts, 'kept' | 'mailBodies' | 'mailer'>) {
  const remove = async (sha256: string | undefined, { position }: Recorded<Deleted>) => {
    if (sha256 !== undefined && !(await kept.areNamed(sha256, position))) await mailBodies.remove(sha256);
  };
  return defineProcess<Deleted, never>({
    name: 'when-mail-or-notice-is-deleted-then-remove-its-bytes',
    commands: {},
    poison: 'quarantine',
    independent: true,
    when: {
      async MailDeleted(event) {
        const mail = await aggregates.mail(mailStreams.idOf(event.stream) as string);
        await remove(mail?.received.contentSha256, event);
      },
      async NoticeContentDeleted(event) {
        const { noticeId } = event.data;
        await mailer.forget(noticeId);
        await remove((await aggregates.notice(noticeId))?.content?.contentSha256, event);
      },
    },
  });
}
