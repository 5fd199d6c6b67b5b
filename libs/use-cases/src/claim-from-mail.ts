import { timeInWords } from '#kernel';
import type { SubmitClaim } from '#claims';
import type { CommandMetadata, Refusal } from '#kernel';
import { type Mail, type MailState, TurnMailIntoClaims } from '#mail';
import type { Outcome, SenderChecks } from '#platform';
import type { OpenClaimOnUnit } from '#warranty';
import { evidenceItemsOf } from './mail-files.ts';
import { latestOf, partOf, refused, type UseCasePorts } from './ports.ts';
import { type ClaimSubmission, submitClaim, type SubmissionReads } from './submit-claim.ts';

/** `claimId`: that of the serial of the mail (`claimIdOfMail`). */
export interface ClaimFromMail
  extends Pick<ClaimSubmission, 'claimId' | 'partnerId' | 'serial' | 'defect' | 'failedOn'>,
    Partial<Pick<ClaimSubmission, 'evidence'>> {
  readonly mailId: string;
}

const UNCHECKED: SenderChecks = { dkim: 'UNAVAILABLE', spf: 'UNAVAILABLE', dmarc: 'UNAVAILABLE' };

/** A claim has the files of its mail. */
export function keptMail(mail: MailState): Mail | Refusal {
  if (!mail) return { code: 'MAIL_NOT_FOUND', message: 'There is no mail with this id. Check the id.', rule: 'N1' };
  return mail.deletedAt === undefined
    ? mail
    : {
        code: 'MAIL_DELETED',
        message: `This mail was deleted on ${timeInWords(mail.deletedAt)}. Ask the partner to send it again.`,
        rule: 'A4',
      };
}

/** N1: a person says what a mail claims. It counts from when the mail was received, with the files of the mail and those that are added. */
export async function claimFromMail(
  { mailId, evidence = [], ...claim }: ClaimFromMail,
  meta: CommandMetadata,
  ports: UseCasePorts<SubmissionReads | 'mail', SubmitClaim | OpenClaimOnUnit | TurnMailIntoClaims>,
): Promise<Outcome> {
  const { claimId, partnerId, serial } = claim;
  const mail = keptMail(await ports.aggregates.mail(mailId));
  if ('code' in mail) return refused(mail);
  const { files, checks } = await ports.openMail(mail.received, { actor: meta.actor, partnerId });
  const submission: ClaimSubmission = {
    ...claim,
    evidence: [...evidenceItemsOf(claimId, files), ...evidence],
    channel: 'EMAIL',
    receivedAt: mail.receivedAt,
    mail: { mailId, ...(checks ?? UNCHECKED) },
  };
  const submitted = await submitClaim(submission, meta, ports);
  if (submitted.kind === 'refused') return submitted;
  const turned = {
    mailId,
    partnerId,
    ...(checks && { checks }),
    claims: [{ claimId, serial }],
    problems: [],
    byStaff: true,
    isAnswered: false,
  };
  return latestOf([submitted, await ports.execute(new TurnMailIntoClaims(turned, partOf(meta, 'mail')))]);
}
