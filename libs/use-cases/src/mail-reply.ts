import { type Claim, claimStatus, isSubmitted, type ReopenClaim } from '#claims';
import type { AttachEvidence, ChooseRemedy } from '#claims';
import type { CommandMetadata } from '#kernel';
import { describedDefect, type MailFact, type MailProblem, remedyNamed, type StaffReason, writtenAnew } from '#mail';
import type { Outcome, ParsedMail } from '#platform';
import { evidenceItemsOf, type StoredMailFile } from './mail-files.ts';
import type { AggregateReader } from './ports.ts';
import type { ClaimSubmission } from './submit-claim.ts';

/** What a partner can ask for by mail: the requests of the API, with their authority. */
export interface PartnerRequests {
  submitClaim(data: ClaimSubmission, meta: CommandMetadata): Promise<Outcome>;
  attachEvidence(data: AttachEvidence['data'], meta: CommandMetadata): Promise<Outcome>;
  chooseRemedy(data: ChooseRemedy['data'], meta: CommandMetadata): Promise<Outcome>;
  reopenClaim(data: Omit<ReopenClaim['data'], 'reservedFor'>, meta: CommandMetadata): Promise<Outcome>;
}

const NOTICE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The claim whose notice, or whose thread, a mail answers. `host`: of our own Message-IDs. */
export async function claimAnsweredBy(
  { refersTo }: Pick<ParsedMail, 'refersTo'>,
  host: string,
  aggregates: Pick<AggregateReader, 'notice' | 'claim'>,
): Promise<Claim | undefined> {
  for (const local of ours(refersTo, host)) {
    const [, thread] = /^claim\.(.+)$/.exec(local) ?? [];
    const claimId = thread ?? (await noticeOf(local, aggregates))?.claimId;
    const claim = claimId === undefined ? undefined : await aggregates.claim(claimId);
    if (claim && isSubmitted(claim)) return claim;
  }
  return undefined;
}

/** Whether it answers what the partner was told of a batch, in words alone: what it quotes names units, and claims for none (B7). */
export async function isAboutBatch(
  { refersTo, files }: Pick<ParsedMail, 'refersTo' | 'files'>,
  { host, partnerId }: { readonly host: string; readonly partnerId: string },
  aggregates: Pick<AggregateReader, 'notice'>,
): Promise<boolean> {
  if (files.length > 0) return false;
  for (const local of ours(refersTo, host)) {
    const { recipient = {}, facts = {} } = (await noticeOf(local, aggregates)) ?? {};
    if ('partnerId' in recipient && recipient.partnerId === partnerId && 'batchId' in facts) return true;
  }
  return false;
}

/** Before the @ of our own Message-IDs. */
const ours = (refersTo: readonly string[], host: string): readonly string[] =>
  refersTo.flatMap((messageId) => (messageId.endsWith(`@${host}`) ? messageId.slice(0, -host.length - 1) : []));

const noticeOf = async (noticeId: string, aggregates: Pick<AggregateReader, 'notice'>) =>
  NOTICE_ID.test(noticeId) ? aggregates.notice(noticeId) : undefined;

/** What a reply did. `note`: its words, for the account manager. */
export type Reply =
  | { readonly kind: 'added'; readonly data: Omit<MailFact<'MailAddedToClaim'>, 'claimId'> }
  | { readonly kind: 'incomplete'; readonly problems: readonly MailProblem[] }
  | { readonly kind: 'staff'; readonly reason: StaffReason; readonly note?: string | undefined };

export interface ReplyPorts {
  readonly perform: Omit<PartnerRequests, 'submitClaim'>;
  readonly meta: (step: string) => CommandMetadata;
}

const unclear = (note: string): Reply => ({ kind: 'staff', reason: 'REPLY_UNCLEAR', note });

/** C7, C10, E1: what the claim waits for, as far as the reply plainly says it; the rest is for a person. */
export async function replyToClaim(
  claim: Claim,
  { subject, text }: Pick<ParsedMail, 'subject' | 'text'>,
  { stored, refused }: { readonly stored: readonly StoredMailFile[]; readonly refused: readonly MailProblem[] },
  { perform, meta }: ReplyPorts,
): Promise<Reply> {
  const { claimId } = claim.submission;
  const words = writtenAnew(text);
  const status = claimStatus(claim);
  const has = new Set(claim.evidence.map(({ sha256 }) => sha256));
  const evidence = evidenceItemsOf(
    claimId,
    stored.filter(({ sha256 }) => !has.has(sha256)),
  );
  const added = evidence.map(({ sha256 }) => sha256);
  if (status === 'REJECTED') {
    if (evidence.length === 0) return { kind: 'staff', reason: 'CONTESTS_REJECTION', note: words };
    const reason = describedDefect(subject, text, []) ?? 'New evidence came by mail.';
    const reopened = await perform.reopenClaim({ claimId, reason, evidence }, meta('reopen'));
    return reopened.kind === 'refused'
      ? unclear(words)
      : { kind: 'added', data: { evidence: added, isReopened: true } };
  }
  const remedy = status === 'AWAITING_CHOICE' ? remedyNamed(text) : undefined;
  if (evidence.length === 0 && remedy === undefined)
    return refused.length > 0 ? { kind: 'incomplete', problems: refused } : unclear(words);
  if (evidence.length > 0) {
    const attached = await perform.attachEvidence({ claimId, evidence }, meta('attach'));
    if (attached.kind === 'refused') return unclear(words);
  }
  if (remedy !== undefined) {
    const chosen = await perform.chooseRemedy({ claimId, remedy }, meta('choose'));
    if (chosen.kind === 'refused') return unclear(words);
  }
  return { kind: 'added', data: { evidence: added, isReopened: false, ...(remedy !== undefined && { remedy }) } };
}
