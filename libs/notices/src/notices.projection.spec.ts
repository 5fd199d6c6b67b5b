import { at, type Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type Notice, noticeDecider } from './notice.decider.ts';
import type { NoticeEvent } from './notice.events.ts';
import { notices } from './notices.aggregates.ts';
import {
  attempted,
  bounced,
  contentDeleted,
  contentSha256,
  delivered,
  givenUp,
  noticeId,
  queued,
  written,
} from './notices.facts.fixture.ts';
import { type NoticeDocument, noticesProjection } from './notices.projection.ts';

const { given } = projectionScenarios<NoticeDocument>(noticesProjection);
const notice = streamOf(notices, noticeId);
const NOON = '2026-03-09T12:00:00.000Z' as Instant;

const document = (history: readonly NoticeEvent[], more: Partial<NoticeDocument> = {}): NoticeDocument => ({
  id: noticeId,
  notice: history.reduce<Notice | undefined>(
    (state, event) => noticeDecider.evolve(state, event, NOON),
    undefined,
  ) as Notice,
  claimId: 'C-1',
  partnerId: 'P-SEOUL',
  staffId: '',
  answers: '',
  contentSha256: history.some(({ type }) => type === 'NoticeAttempted') ? contentSha256 : undefined,
  queuedAt: NOON,
  recordedAt: NOON,
  lost: false,
  ...more,
});
const after = (...history: readonly [NoticeEvent, ...NoticeEvent[]]) =>
  given(notice(...(history.map((event) => at(NOON, event)) as [ReturnType<typeof at<NoticeEvent>>])));

describe('the notices', () => {
  it('N3 say when one was delivered, and why it was not', async () => {
    await after(queued(), attempted(), delivered()).then(
      document([queued(), attempted(), delivered()], { deliveredAt: NOON }),
    );
    await after(queued(), givenUp('NO_ADDRESS')).then(
      document([queued(), givenUp('NO_ADDRESS')], { lost: true, lastError: 'NO_ADDRESS' }),
    );
  });

  it('A4 name no bytes that were deleted, and still say what became of them', () =>
    after(queued(), attempted(), delivered(), contentDeleted()).then(
      document([queued(), attempted(), delivered(), contentDeleted()], {
        deliveredAt: NOON,
        contentSha256: undefined,
        contentDeletionReason: 'The contact asks for it.',
      }),
    ));

  it('C9 say which lie in the outbox and wait for the partner', () =>
    after(queued(), attempted(), written()).then(document([queued(), attempted(), written()])));

  it('N4 have one lost that has reached nobody, until another one is queued instead of it', async () => {
    const history = [queued(), attempted(), bounced()] as const;
    const lost = { lost: true, lastError: '550 mailbox unavailable' };
    await after(...history).then(document(history, lost));
    const again = queued({ noticeId: 'N-2', insteadOf: noticeId });
    await given(
      notice(...(history.map((event) => at(NOON, event)) as [ReturnType<typeof at<NoticeEvent>>])),
      streamOf(notices, 'N-2')(at(NOON, again)),
    ).then(document(history, { ...lost, lost: false }), { ...document([again]), id: 'N-2' });
  });
});
