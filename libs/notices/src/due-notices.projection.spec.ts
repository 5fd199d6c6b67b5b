import { at, type Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type DueNotice, dueNotices } from './due-notices.projection.ts';
import { notices } from './notices.aggregates.ts';
import { attempted, bounced, delivered, failed, givenUp, noticeId, queued, written } from './notices.facts.fixture.ts';

const { given } = projectionScenarios<DueNotice>(dueNotices);
const notice = streamOf(notices, noticeId);
const [NOON, LATER] = ['2026-03-09T12:00:00.000Z', '2026-03-09T12:01:00.000Z'] as [Instant, Instant];

describe('the notices that are due', () => {
  it('N2 has one from its queueing on, also while the outcome of an attempt is not known', async () => {
    await given(notice(at(NOON, queued()))).then({ id: noticeId, claimId: 'C-1', dueAt: NOON, queuedAt: NOON });
    await given(notice(at(NOON, queued()), at(LATER, attempted()))).then({
      id: noticeId,
      claimId: 'C-1',
      dueAt: LATER,
      queuedAt: NOON,
    });
  });

  it('B7 N2 has one of an act after a minute, when the others of it are there', () =>
    given(notice(at(NOON, queued({ digest: 'ACT-1' })))).then({
      id: noticeId,
      claimId: 'C-1',
      digest: 'ACT-1',
      dueAt: LATER,
      queuedAt: NOON,
    }));

  it('N2 has one that failed at its next attempt', () =>
    given(notice(at(NOON, queued()), attempted(), failed(1, LATER))).then({
      id: noticeId,
      claimId: 'C-1',
      dueAt: LATER,
      queuedAt: NOON,
    }));

  it.each([
    ['delivered', delivered()],
    ['written to the outbox', written()],
    ['given up', givenUp()],
    ['back before its outcome was known', bounced()],
  ])('N2 has none that is %s', (_, last) => given(notice(queued(), attempted(), last)).thenNone());
});
