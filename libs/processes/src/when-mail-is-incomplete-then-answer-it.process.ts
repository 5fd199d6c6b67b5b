import { type MailEvent, type MailFact, type MailProblem, mailStreams } from '#mail';
import { type NoticeFacts, noticeIdOf, QueueNotice } from '#notices';
import { defineProcess, type React, type Recorded } from '#platform';
import type { Reads } from './process-ports.ts';

type Incomplete = Extract<MailEvent, { type: 'MailFoundIncomplete' | 'MailBecameClaims' }>;
const kind = 'MAIL_INCOMPLETE';

/** N1: the contact that wrote it is told what is missing, once and in the language of the partner. That claims were received is told by their clocks. */
export function whenMailIsIncompleteThenAnswerIt({ aggregates }: Reads<'mail' | 'partner'>) {
  const answer = async ({ id: causedBy, stream, data }: Recorded<Incomplete>, react: React<QueueNotice>) => {
    const { partnerId, senderId: personId, isAnswered, problems } = data;
    const mail = await aggregates.mail(mailStreams.idOf(stream) as string);
    const partner = partnerId === undefined ? undefined : (await aggregates.partner(partnerId))?.current;
    if (!isAnswered || !mail || !partner || personId === undefined) return;
    const recipient = { partnerId: partner.partnerId, personId };
    const noticeId = noticeIdOf(causedBy, kind, recipient);
    const facts: NoticeFacts[typeof kind] = { receivedAt: mail.receivedAt, missing: problems.map(lackOf) };
    await react(
      QueueNotice,
      {
        noticeId,
        kind,
        recipient,
        ...claimOf(data),
        language: partner.locale,
        answers: mail.received.mailId,
        causedBy,
        facts: facts as unknown as QueueNotice['data']['facts'],
      },
      noticeId,
    );
  };
  return defineProcess<Incomplete, QueueNotice>({
    name: 'when-mail-is-incomplete-then-answer-it',
    commands: { QueueNotice },
    poison: 'quarantine',
    when: { MailFoundIncomplete: answer, MailBecameClaims: answer },
  });
}

/** Members that are absent are not stored. */
const lackOf = ({ code, serial, file, refusal }: MailProblem) => ({
  code,
  ...(serial !== undefined && { serial }),
  ...(file !== undefined && { file }),
  ...(refusal && { reason: refusal.code }),
});

const claimOf = (data: Incomplete['data']): Pick<MailFact<'MailFoundIncomplete'>, 'claimId'> =>
  'claimId' in data && data.claimId !== undefined ? { claimId: data.claimId } : {};
