import type { Instant } from '#kernel';
import type { NoticeEvent, NoticeFact } from './notice.events.ts';
import type { NoticeFacts } from './notice-kinds.events.ts';

export const noticeId = '6a3c9f8e-51a5-5c0e-9a53-0c6c5ad6f6a1';
export const contentSha256 = 'ab'.repeat(32);

const rejectionFacts: NoticeFacts['CLAIM_REJECTED'] = {
  claimNumber: 'C-2026-000001',
  serial: 'LB2-000481',
  productName: 'LB2',
  code: 'OUT_OF_WARRANTY',
  explanation: 'The unit was no longer covered.',
  clause: '4.2',
  evidence: 'PHOTO',
};

export const queuedNotice: NoticeFact<'NoticeQueued'> = {
  noticeId,
  kind: 'CLAIM_REJECTED',
  recipient: { partnerId: 'P-SEOUL' },
  claimId: 'C-1',
  round: 1,
  language: 'ko-KR',
  causedBy: '5f0c1d7e-0000-5000-8000-000000000001',
  facts: { ...rejectionFacts },
};

export const queued = (more: Partial<NoticeFact<'NoticeQueued'>> = {}): NoticeEvent => ({
  type: 'NoticeQueued',
  data: { ...queuedNotice, ...more },
});
export const attempted = (attempt = 1, sentTo: string[] = ['PERSON-1']): NoticeEvent => ({
  type: 'NoticeAttempted',
  data: { noticeId, attempt, contentSha256, subject: 'Claim C-2026-000001', sentTo },
});
export const delivered = (attempt = 1, refused: string[] = []): NoticeEvent => ({
  type: 'NoticeDelivered',
  data: { noticeId, claimId: 'C-1', attempt, how: 'RELAY', refused },
});
export const written = (attempt = 1): NoticeEvent => ({ type: 'NoticeWritten', data: { noticeId, attempt } });
export const failed = (attempt: number, nextAttemptAt: Instant, reason = '451 try again later'): NoticeEvent => ({
  type: 'NoticeFailed',
  data: { noticeId, attempt, reason, nextAttemptAt },
});
export const givenUp = (reason = '550 no such user'): NoticeEvent => ({
  type: 'NoticeGivenUp',
  data: { noticeId, claimId: 'C-1', reason },
});
export const contentDeleted = (reason = 'The contact asks for it.'): NoticeEvent => ({
  type: 'NoticeContentDeleted',
  data: { noticeId, reason, requestedBy: 'root' },
});
export const answered = (act: NoticeFact<'NoticeAnswered'>['act'] = 'CONTEST'): NoticeEvent => ({
  type: 'NoticeAnswered',
  data: { noticeId, act },
});
export const bounced = (personId?: string, reachedNobody = true): NoticeEvent => ({
  type: 'NoticeBounced',
  data: {
    noticeId,
    claimId: 'C-1',
    reason: '550 mailbox unavailable',
    ...(personId !== undefined && { personId }),
    reachedNobody,
  },
});
