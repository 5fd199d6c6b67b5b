import { type Instant, instantOf } from '#kernel';
import { answerLinkIn, answerLinkOf, answerToken } from './answer-link.ts';
import type { Notice } from './notice.decider.ts';
import { noticeId, queuedNotice } from './notices.facts.fixture.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const key = Buffer.alloc(32, 7);
const link = { noticeId, act: 'CONTEST', expiresAt: '2026-04-08T12:00:00.000Z' as Instant } as const;
const notice = (more: Partial<Notice> = {}) => ({ ...queuedNotice, queuedAt: NOON, ...more }) as Notice;

describe('The link of a notice', () => {
  it('N5 says what it allows, of which notice and until when', () => {
    const token = answerToken(link, key);
    expect(answerLinkIn(token, key)).toEqual(link);
    expect(answerLinkIn(token, Buffer.alloc(32, 8))).toBeUndefined();
  });

  it('N5 ends after 30 days, or when the answer is due if that is later; a notice that asks for nothing has none', () => {
    expect(answerLinkOf(notice())).toEqual(link);
    const later = instantOf(Date.parse(NOON) + 40 * 24 * 3_600_000);
    expect(answerLinkOf(notice({ kind: 'CHOICE_ASKED', facts: { chooseBy: later } }))).toEqual({
      noticeId,
      act: 'CHOOSE',
      expiresAt: later,
    });
    expect(answerLinkOf(notice({ kind: 'CLAIM_RECEIVED' }))).toBeUndefined();
    expect(answerLinkOf(notice({ claimId: undefined }))).toBeUndefined();
  });
});
