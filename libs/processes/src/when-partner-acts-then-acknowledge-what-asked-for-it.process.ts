import { type ClaimEvent, claimStreams } from '#claims';
import { AcknowledgeNotice, type Notice, type NoticeEvent, type NoticeKind, noticesModel } from '#notices';
import { defineProcess, pagesOf, type React, type Recorded } from '#platform';
import type { ProcessPorts, Reads } from './process-ports.ts';

type Act = Extract<
  ClaimEvent,
  { type: 'DecisionCommunicated' | 'RemedyChosen' | 'EvidenceAttached' | 'Reopened' | 'ClaimRated' }
>;
type Written = Extract<NoticeEvent, { type: 'NoticeWritten' }>;

const ASKED_BY: Readonly<Record<Act['type'], readonly NoticeKind[]>> = {
  DecisionCommunicated: ['CHOICE_ASKED', 'CLAIM_APPROVED', 'CLAIM_REJECTED'],
  RemedyChosen: ['CHOICE_ASKED', 'CHOICE_REMINDER', 'DEFAULT_APPLIED'],
  EvidenceAttached: ['EVIDENCE_REQUESTED', 'EVIDENCE_REMINDER'],
  Reopened: ['CLAIM_REJECTED'],
  // N3: how satisfied the partner is is asked with the end of its claim.
  ClaimRated: ['CLAIM_REJECTED', 'CREDIT_NOTE_ISSUED', 'REPLACEMENT_SHIPPED'],
};

const isAct = (event: Recorded<ClaimEvent>): event is Recorded<Act> =>
  event.type in ASKED_BY && event.metadata.actor.role === 'PARTNER';

const answers = ({ type, data, metadata }: Recorded<Act>, { kind, round, queuedAt }: Notice): boolean =>
  ASKED_BY[type].includes(kind) &&
  metadata.occurredAt >= queuedAt &&
  (!('round' in data) || round === undefined || data.round === round);

const AT_A_TIME = 100;

/** N2: where no mail server is set, a notice counts as delivered once its partner has done what it asks for, by whatever means. */
export function whenPartnerActsThenAcknowledgeWhatAskedForIt({
  aggregates,
  models,
  listed,
}: Reads<'claim' | 'notice' | 'events'> & Pick<ProcessPorts, 'models' | 'listed'>) {
  /** R4: the partner that claims may be another than the one that a note was sent to. */
  const isForPartnerOf = async (claimId: string, { recipient }: Notice) =>
    'partnerId' in recipient && recipient.partnerId === (await aggregates.claim(claimId)).submission?.partnerId;
  const acted = async (act: Recorded<Act>, react: React<AcknowledgeNotice>) => {
    if (!isAct(act)) return;
    const claimId = claimStreams.idOf(act.stream) as string;
    await listed(noticesModel, act.position);
    const where = [{ field: 'claimId', eq: claimId }] as const;
    for await (const notices of pagesOf(models, noticesModel, { where, limit: AT_A_TIME }))
      for (const { id: noticeId, notice } of notices)
        if (notice.written && answers(act, notice) && (await isForPartnerOf(claimId, notice)))
          await react(AcknowledgeNotice, { noticeId }, noticeId);
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
      ClaimRated: acted,
      // The partner was quicker than the outbox.
      async NoticeWritten({ data: { noticeId } }, react) {
        const notice = await aggregates.notice(noticeId);
        if (!notice || notice.claimId === undefined || !(await isForPartnerOf(notice.claimId, notice))) return;
        for await (const event of aggregates.events<ClaimEvent>(claimStreams.of(notice.claimId)))
          if (isAct(event) && answers(event, notice)) return react(AcknowledgeNotice, { noticeId }, noticeId);
      },
    },
  });
}
