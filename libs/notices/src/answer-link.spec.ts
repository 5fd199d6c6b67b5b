import { DAY_MS, type Instant, instantOf } from '#kernel';
import { answerLinkIn, answerLinksOf, answerToken } from './answer-link.ts';
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
    expect(answerLinksOf(notice())).toEqual({ answer: link });
    const later = instantOf(Date.parse(NOON) + 40 * DAY_MS);
    expect(answerLinksOf(notice({ kind: 'CHOICE_ASKED', facts: { chooseBy: later } }))).toEqual({
      answer: { noticeId, act: 'CHOOSE', expiresAt: later },
    });
    expect(answerLinksOf(notice({ kind: 'CLAIM_RECEIVED' }))).toEqual({});
    expect(answerLinksOf(notice({ claimId: undefined }))).toEqual({});
  });

  it('N3 N5 has the one question beside it, where a notice asks it', () => {
    const rate = { ...link, act: 'RATE' };
    expect(answerLinksOf(notice({ facts: { asksRating: true } }))).toEqual({ answer: link, rate });
    expect(answerLinksOf(notice({ kind: 'CREDIT_NOTE_ISSUED', facts: { asksRating: true } }))).toEqual({ rate });
  });
});
