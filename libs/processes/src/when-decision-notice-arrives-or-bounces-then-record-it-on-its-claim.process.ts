import { CommunicateDecision, TakeBackCommunication } from '#claims';
import type { NoticeEvent } from '#notices';
import { defineProcess } from '#platform';
import type { Reads } from './process-ports.ts';

/** C9, N2: the clock stops when a relay has taken the notice on; N4: it has not stopped when the notice comes back. One process, so that the order is kept. */
export const whenDecisionNoticeArrivesOrBouncesThenRecordItOnItsClaim = ({ aggregates }: Reads<'claim' | 'notice'>) =>
  defineProcess<
    Extract<NoticeEvent, { type: 'NoticeDelivered' | 'NoticeBounced' }>,
    CommunicateDecision | TakeBackCommunication
  >({
    name: 'when-decision-notice-arrives-or-bounces-then-record-it-on-its-claim',
    commands: { CommunicateDecision, TakeBackCommunication },
    poison: 'halt',
    when: {
      async NoticeDelivered({ data: { noticeId, how } }, react) {
        const { claimId, round } = (await aggregates.notice(noticeId)) ?? {};
        // Acknowledged: the partner's own act has communicated it.
        if (how !== 'RELAY' || claimId === undefined || round === undefined) return;
        const claim = await aggregates.claim(claimId);
        // A notice that arrives late is about a decision that does not stand any more.
        if (claim.round !== round || !claim.decision || claim.withdrawn) return;
        await react(CommunicateDecision, { claimId, how: 'NOTICE_DELIVERED', noticeId, round });
      },
      async NoticeBounced({ data: { noticeId, reason, reachedNobody } }, react) {
        const { claimId, round } = (await aggregates.notice(noticeId)) ?? {};
        // It may have reached another person of the partner.
        if (!reachedNobody || claimId === undefined || round === undefined) return;
        await react(TakeBackCommunication, { claimId, noticeId, reason });
      },
    },
  });
