import { CommunicateDecision } from '#claims';
import { type NoticeEvent } from '#notices';
import { defineProcess } from '#platform';
import type { Reads } from './process-ports.ts';

/** C9, N2: the clock stops when a relay has taken the notice on. */
export const whenDecisionNoticeIsDeliveredThenCommunicateIt = ({ aggregates }: Reads<'claim' | 'notice'>) =>
  defineProcess<Extract<NoticeEvent, { type: 'NoticeDelivered' }>, CommunicateDecision>({
    name: 'when-decision-notice-is-delivered-then-communicate-it',
    commands: { CommunicateDecision },
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
    },
  });
