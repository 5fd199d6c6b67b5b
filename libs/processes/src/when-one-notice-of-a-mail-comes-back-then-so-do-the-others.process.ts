import { type NoticeEvent, noticesModel, RecordBounce } from '#notices';
import { defineProcess, pagesOf } from '#platform';
import type { ProcessPorts, Reads } from './process-ports.ts';

const AT_A_TIME = 500;
const name = 'when-one-notice-of-a-mail-comes-back-then-so-do-the-others';

/** B7, N4: the notices of one act that were told in one mail, however it became known of one of them. */
export const whenOneNoticeOfAMailComesBackThenSoDoTheOthers = ({
  aggregates,
  models,
  listed,
}: Reads<'notice'> & Pick<ProcessPorts, 'models' | 'listed'>) =>
  defineProcess<Extract<NoticeEvent, { type: 'NoticeBounced' }>, RecordBounce>({
    name,
    commands: { RecordBounce },
    poison: 'quarantine',
    independent: true,
    when: {
      async NoticeBounced({ data: { noticeId, reason, personId }, metadata, position }, react) {
        // It is one of the others.
        if (metadata.actor.id === name) return;
        const { digest, content } = (await aggregates.notice(noticeId)) ?? {};
        if (digest === undefined || !content) return;
        await listed(noticesModel, position);
        const where = [{ field: 'contentSha256', eq: content.contentSha256 }] as const;
        const of = { reason, ...(personId !== undefined && { personId }) };
        for await (const together of pagesOf(models, noticesModel, { where, limit: AT_A_TIME }))
          for (const { id } of together) if (id !== noticeId) await react(RecordBounce, { noticeId: id, ...of }, id);
      },
    },
  });
