import { type MailEvent, type MailProblem, mailStreams } from '#mail';
import { type NoticeFacts, noticeIdOf, QueueNotice } from '#notices';
import { defineProcess, type React, type Recorded } from '#platform';
import type { Reads } from './process-ports.ts';

type Incomplete = Extract<MailEvent, { type: 'MailFoundIncomplete' | 'MailBecameClaims' }>;

/** N1: the contact that wrote it is told what is missing, once and in the language of the partner. That claims were received is told by their clocks. */
export function whenMailIsIncompleteThenAnswerIt({ aggregates }: Reads<'mail' | 'partner'>) {
  const answer = async ({ id: causedBy, stream, data }: Recorded<Incomplete>, react: React<QueueNotice>) => {
    const { partnerId, senderId: personId, isAnswered, problems } = data;
    const mail = await aggregates.mail(mailStreams.idOf(stream) as string);
    const partner = partnerId === undefined ? undefined : (await aggregates.partner(partnerId))?.current;
    if (!isAnswered || !mail || !partner || personId === undefined) return;
    const recipient = { partnerId: partner.partnerId, personId };
    const about = claimsOf(data);
    const kind = about.length > 0 ? 'MAIL_PARTLY_USED' : 'MAIL_INCOMPLETE';
    const [claimId, another] = about;
    const noticeId = noticeIdOf(causedBy, kind, recipient);
    const facts: NoticeFacts['MAIL_INCOMPLETE'] = { receivedAt: mail.receivedAt, missing: problems.map(lackOf) };
    await react(
      QueueNotice,
      {
        noticeId,
        kind,
        recipient,
        // So that the answer to it is about the claim.
        ...(claimId !== undefined && another === undefined && { claimId }),
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

/** Those that it has become, or that it answers. */
const claimsOf = (data: Incomplete['data']): readonly string[] =>
  'claims' in data ? data.claims.map(({ claimId }) => claimId) : data.claimId === undefined ? [] : [data.claimId];
