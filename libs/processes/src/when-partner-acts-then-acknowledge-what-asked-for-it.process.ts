import { type ClaimEvent, claimStreams } from '#claims';
import { AcknowledgeNotice, type Notice, type NoticeEvent, noticeIdOf, type NoticeKind } from '#notices';
import { defineProcess, type React, type Recorded } from '#platform';
import type { Reads } from './process-ports.ts';

type Act = Extract<ClaimEvent, { type: 'DecisionCommunicated' | 'RemedyChosen' | 'EvidenceAttached' | 'Reopened' }>;
type Written = Extract<NoticeEvent, { type: 'NoticeWritten' }>;

const DECISION: readonly NoticeKind[] = ['CHOICE_ASKED', 'CLAIM_APPROVED', 'CLAIM_REJECTED'];

const ASKED_BY: Readonly<Record<Act['type'], readonly NoticeKind[]>> = {
  DecisionCommunicated: DECISION,
  RemedyChosen: ['CHOICE_ASKED', 'CHOICE_REMINDER', 'DEFAULT_APPLIED'],
  EvidenceAttached: ['EVIDENCE_REQUESTED', 'EVIDENCE_REMINDER'],
  Reopened: ['CLAIM_REJECTED'],
};

const TOLD_OF: { readonly [T in ClaimEvent['type']]?: readonly NoticeKind[] } = {
  Approved: DECISION,
  GoodwillConfirmed: DECISION,
  Rejected: DECISION,
  EvidenceRequested: ['EVIDENCE_REQUESTED'],
  PartnerReminded: ['EVIDENCE_REMINDER', 'CHOICE_REMINDER'],
  RemedyChosen: ['DEFAULT_APPLIED'],
};

const isAct = (event: Recorded<ClaimEvent>): event is Recorded<Act> =>
  event.type in ASKED_BY && event.metadata.actor.role === 'PARTNER';

const answers = ({ type, data, metadata }: Recorded<Act>, { kind, round, queuedAt }: Notice): boolean =>
  ASKED_BY[type].includes(kind) &&
  metadata.occurredAt >= queuedAt &&
  (!('round' in data) || round === undefined || data.round === round);

/** N2: where no mail server is set, a notice counts as delivered once its partner has done what it asks for, by whatever means. */
export function whenPartnerActsThenAcknowledgeWhatAskedForIt({ aggregates }: Reads<'claim' | 'notice' | 'events'>) {
  const acted = async (act: Recorded<Act>, react: React<AcknowledgeNotice>) => {
    if (!isAct(act)) return;
    const claimId = claimStreams.idOf(act.stream) as string;
    const { submission } = await aggregates.claim(claimId);
    if (!submission) return;
    const recipient = { partnerId: submission.partnerId };
    for await (const { id, type, revision } of aggregates.events<ClaimEvent>(act.stream)) {
      if (revision >= act.revision) return;
      for (const kind of TOLD_OF[type]?.filter((each) => ASKED_BY[act.type].includes(each)) ?? []) {
        const notice = await aggregates.notice(noticeIdOf(id, kind, recipient));
        if (notice?.written && answers(act, notice))
          await react(AcknowledgeNotice, { noticeId: notice.noticeId }, notice.noticeId);
      }
    }
  };
  return defineProcess<Act | Written, AcknowledgeNotice>({
    name: 'when-partner-acts-then-acknowledge-what-asked-for-it',
    commands: { AcknowledgeNotice },
    poison: 'quarantine',
    independent: true,
    when: {
      DecisionCommunicated: acted,
      RemedyChosen: acted,
      EvidenceAttached: acted,
      Reopened: acted,
      // The partner was quicker than the outbox.
      async NoticeWritten({ data: { noticeId } }, react) {
        const notice = await aggregates.notice(noticeId);
        if (!notice || notice.claimId === undefined || !('partnerId' in notice.recipient)) return;
        for await (const event of aggregates.events<ClaimEvent>(claimStreams.of(notice.claimId)))
          if (isAct(event) && answers(event, notice)) return react(AcknowledgeNotice, { noticeId }, noticeId);
      },
    },
  });
}
