import { fold, type Instant } from '#kernel';
import { noticeDecider, type NoticeEvent, type RecordBounce } from '#notices';
import { attempted, bounced, contentSha256, delivered, noticeId, queued } from '#notices/facts';
import { whenOneNoticeOfAMailComesBackThenSoDoTheOthers } from './when-one-notice-of-a-mail-comes-back-then-so-do-the-others.process.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;

/** What is recorded when a notice comes back, whose mail told of two others. */
async function recordedFor(notice: readonly NoticeEvent[], event: NoticeEvent, actorId = 'read-mails') {
  const asked: unknown[] = [];
  const process = whenOneNoticeOfAMailComesBackThenSoDoTheOthers({
    aggregates: { notice: async () => fold(noticeDecider, notice, NOON) },
    models: {
      async query(_: unknown, { where }: { where: unknown }) {
        asked.push(where);
        return { items: [noticeId, 'N-2', 'N-3'].map((id) => ({ document: { id } })), hasMore: false };
      },
    } as never,
    listed: async (_, position) => {
      asked.push(position);
      return position;
    },
  });
  const sent: [RecordBounce['data'], string][] = [];
  const when = process.when as Record<string, (event: unknown, react: unknown) => Promise<unknown>>;
  await when.NoticeBounced?.(
    { ...event, position: 7n, metadata: { actor: { id: actorId } } },
    async (_: unknown, data: never, key: string) => sent.push([data, key]),
  );
  return { asked, sent };
}

const sentTogether = [queued({ digest: 'ACT' }), attempted(1), delivered(), bounced()];

describe('when one notice of a mail comes back', () => {
  it('B7 N4 so do the others that were told in it, once the list of notices has seen it', async () => {
    const { asked, sent } = await recordedFor(sentTogether, bounced('PERSON-1', false));
    expect(asked).toEqual([7n, [{ field: 'contentSha256', eq: contentSha256 }]]);
    const { reason } = bounced('PERSON-1', false).data as { reason: string };
    expect(sent).toEqual(['N-2', 'N-3'].map((id) => [{ noticeId: id, reason, personId: 'PERSON-1' }, id]));
  });

  it('B7 N4 these begin nothing more, and a notice that had a mail of its own neither', async () => {
    const name = 'when-one-notice-of-a-mail-comes-back-then-so-do-the-others';
    expect(await recordedFor(sentTogether, bounced(), name)).toEqual({ asked: [], sent: [] });
    const alone = [queued(), attempted(1), delivered(), bounced()];
    expect(await recordedFor(alone, bounced())).toEqual({ asked: [], sent: [] });
  });
});
