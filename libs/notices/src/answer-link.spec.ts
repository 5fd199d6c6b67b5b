import { type Instant, instantOf } from '#kernel';
import { answerLinkIn, answerLinkOf, answerToken, keyIdOf } from './answer-link.ts';
import type { Notice } from './notice.decider.ts';
import { noticeId, queuedNotice } from './notices.facts.fixture.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const key = { id: 'k1', secret: Buffer.alloc(32, 7) };
const link = { noticeId, act: 'CONTEST', expiresAt: '2026-04-08T12:00:00.000Z' as Instant } as const;
const notice = (more: Partial<Notice> = {}) => ({ ...queuedNotice, queuedAt: NOON, ...more }) as Notice;

describe('The link of a notice', () => {
  it('N5 says what it allows, of which notice and until when, and names its key', () => {
    const token = answerToken(link, key);
    expect(answerLinkIn(token, key)).toEqual(link);
    expect(keyIdOf(token)).toBe('k1');
    expect(token).toMatch(/^[\w.-]+$/);
  });

  it('N5 is invalid when any of its characters is another, or another key signed it', () => {
    const token = answerToken(link, key);
    for (let at = 0; at < token.length; at++) {
      const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      expect(answerLinkIn(other, key)).toBeUndefined();
    }
    for (const text of ['', '.', token.slice(0, -1), `${token}=`]) expect(answerLinkIn(text, key)).toBeUndefined();
    expect(answerLinkIn(token, { ...key, secret: Buffer.alloc(32, 8) })).toBeUndefined();
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
