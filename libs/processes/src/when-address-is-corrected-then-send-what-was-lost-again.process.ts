import { uuidv5 } from '#kernel';
import { type Notice, type NoticeEvent, type NoticeKind, noticesModel, QueueNotice } from '#notices';
import { defineProcess, pagesOf, type React, type Recorded } from '#platform';
import type { PartnerEvent } from '#warranty';
import type { ProcessPorts, Reads } from './process-ports.ts';

type Corrected = Extract<PartnerEvent, { type: 'PartnerTermsChanged' }>;
type Lost = Extract<NoticeEvent, { type: 'NoticeGivenUp' | 'NoticeBounced' }>;

const AT_A_TIME = 100;

/** What they remind of may be over. */
const REMINDERS: ReadonlySet<NoticeKind> = new Set(['EVIDENCE_REMINDER', 'CHOICE_REMINDER']);

/** Of no claim, what stays true. */
const LASTING: ReadonlySet<NoticeKind> = new Set(['BATCH_CONFIRMED_DEFECTIVE', 'SCRAPPING_ALLOWED']);

/** N4: notices of a partner that have reached nobody, to the addresses that it has now. A decision only while it stands and is not communicated. */
export const whenAddressIsCorrectedThenSendWhatWasLostAgain = ({
  aggregates,
  models,
  listed,
}: Reads<'claim' | 'notice' | 'partner'> & Pick<ProcessPorts, 'models' | 'listed'>) => {
  const isDueAgain = async ({ kind, claimId, round, recipient, content }: Notice, contacts: readonly string[]) => {
    if (!('partnerId' in recipient) || REMINDERS.has(kind)) return false;
    // The same addresses, or those of a person that has left, would lose it again.
    const meant = contacts.filter((id) => recipient.personId === undefined || recipient.personId === id);
    if (meant.every((personId) => content?.sentTo.includes(personId))) return false;
    if (claimId === undefined) return LASTING.has(kind);
    if (round === undefined) return true;
    const claim = await aggregates.claim(claimId);
    return claim.round === round && claim.decision !== undefined && !claim.withdrawn && !claim.communicatedAt;
  };
  const sendAgain = async (noticeId: string, { id }: Recorded<Corrected | Lost>, react: React<QueueNotice>) => {
    const lost = await aggregates.notice(noticeId);
    if (!lost || !('partnerId' in lost.recipient)) return;
    const partner = (await aggregates.partner(lost.recipient.partnerId))?.current;
    if (!partner || !(await isDueAgain(lost, partner.contacts))) return;
    const { kind, recipient, claimId, round, digest, facts } = lost;
    const again = uuidv5(`notice ${id} instead of ${noticeId}`);
    const told = { kind, recipient, language: partner.locale, causedBy: id, insteadOf: noticeId, facts };
    await react(
      QueueNotice,
      {
        noticeId: again,
        ...told,
        ...(claimId !== undefined && { claimId }),
        ...(round !== undefined && { round }),
        ...(digest !== undefined && { digest }),
      },
      again,
    );
  };
  return defineProcess<Corrected | Lost, QueueNotice>({
    name: 'when-address-is-corrected-then-send-what-was-lost-again',
    commands: { QueueNotice },
    poison: 'quarantine',
    when: {
      async PartnerTermsChanged(event, react) {
        const { partnerId, contacts } = event.data;
        if (contacts === undefined || contacts.length === 0) return;
        await listed(noticesModel, event.position);
        const where = [
          { field: 'partnerId', eq: partnerId },
          { field: 'lost', eq: true },
        ] as const;
        for await (const lost of pagesOf(models, noticesModel, { where, limit: AT_A_TIME }))
          for (const { id } of lost) await sendAgain(id, event, react);
      },
      // The address was corrected before the mail came back.
      NoticeGivenUp: (event, react) => sendAgain(event.data.noticeId, event, react),
      NoticeBounced: async (event, react) => event.data.reachedNobody && sendAgain(event.data.noticeId, event, react),
    },
  });
};
