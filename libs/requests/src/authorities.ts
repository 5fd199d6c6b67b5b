import { RecordQc } from '#batches';
import {
  AbandonSubmission,
  AttachEvidence,
  BindRemedy,
  ChooseRemedy,
  CommunicateDecision,
  QueueReplacement,
  RejectClaim,
  RequestEvidence,
  ResolveAsCredit,
  WithdrawClaim,
} from '#claims';
import { IssueCreditNote, OweReplacement } from '#finance';
import type { Actor, Command, CommandMetadata, Refusal, Role } from '#kernel';
import {
  type AggregateReader,
  type Case,
  FileClaim,
  fileClaim,
  GrantClaim,
  grantClaim,
  JudgeEvidence,
  judgeEvidence,
  PublishTerms,
  publishTerms,
  RegisterBatch,
  RegisterSale,
  registerBatch,
  registerSale,
  ShipUnits,
  shipUnits,
  TakeUpAgain,
  takeUpAgain,
} from '#use-cases';
import {
  CheckDeadlines,
  FollowClaim,
  PauseSla,
  PublishCalendar,
  RecalculateDeadlines,
  ResumeSla,
  StartSla,
} from '#sla';
import { ChangePartnerTerms, CloseClaimOnUnit, EnrollPartner, ExtendCoverage, ListProduct } from '#warranty';

type CommandClass = new (data: never, by: CommandMetadata) => Command;

/** Wishes that ask or tell more than one aggregate. */
export const cases: readonly Case[] = [
  fileClaim,
  judgeEvidence,
  grantClaim,
  takeUpAgain,
  publishTerms,
  registerBatch,
  registerSale,
  shipUnits,
] as never;

/** Who may send a command, and whose business it must be when a partner sends it. */
export interface Authority {
  readonly CommandClass: CommandClass;
  /** Processes (SYSTEM) may send every command; a command without roles is theirs alone. */
  readonly roles: readonly Role[];
  /** For partners: refuses what is somebody else's, as if it did not exist. */
  readonly own?: (actor: Actor, data: never, aggregates: AggregateReader) => Promise<Refusal | undefined>;
}

const ownClaim = async (
  { onBehalfOf }: Actor,
  { claimId }: { claimId: string },
  aggregates: AggregateReader,
): Promise<Refusal | undefined> => {
  const { submission } = await aggregates.claim(claimId);
  if (submission && submission.partnerId === onBehalfOf) return undefined;
  return {
    code: 'CLAIM_NOT_FOUND',
    message: 'There is no claim with this id. Check the id, or submit the claim first.',
    rule: 'C2',
  };
};

const inOwnName = async ({ onBehalfOf }: Actor, { partnerId }: { partnerId: string }): Promise<Refusal | undefined> =>
  partnerId === onBehalfOf
    ? undefined
    : { code: 'NOT_YOUR_UNIT', message: 'You can claim in your own name only.', rule: 'C2' };

const staff = ['REVIEWER', 'ADMIN'] as const;

/** The one place that says who may do what. Every command of the product stands here. */
export const authorities: readonly Authority[] = [
  { CommandClass: FileClaim, roles: ['PARTNER', ...staff], own: inOwnName },
  { CommandClass: AttachEvidence, roles: ['PARTNER', ...staff], own: ownClaim },
  { CommandClass: RequestEvidence, roles: staff },
  { CommandClass: JudgeEvidence, roles: staff },
  { CommandClass: GrantClaim, roles: staff },
  { CommandClass: RejectClaim, roles: staff },
  { CommandClass: ChooseRemedy, roles: ['PARTNER', ...staff], own: ownClaim },
  { CommandClass: CommunicateDecision, roles: ['PARTNER'], own: ownClaim },
  { CommandClass: WithdrawClaim, roles: ['PARTNER', ...staff], own: ownClaim },
  { CommandClass: TakeUpAgain, roles: ['PARTNER', ...staff], own: ownClaim },
  { CommandClass: AbandonSubmission, roles: [] },
  { CommandClass: BindRemedy, roles: [] },
  { CommandClass: ResolveAsCredit, roles: [] },
  { CommandClass: QueueReplacement, roles: [] },

  { CommandClass: EnrollPartner, roles: ['ADMIN'] },
  { CommandClass: ChangePartnerTerms, roles: ['ADMIN'] },
  { CommandClass: ListProduct, roles: ['ADMIN'] },
  { CommandClass: PublishTerms, roles: ['ADMIN'] },
  { CommandClass: PublishCalendar, roles: ['ADMIN'] },
  { CommandClass: RegisterBatch, roles: ['ADMIN', 'QUALITY'] },
  { CommandClass: ShipUnits, roles: ['ADMIN'] },
  // The unit's decider asks whether the seller holds it.
  { CommandClass: RegisterSale, roles: ['ADMIN', 'PARTNER'] },
  { CommandClass: ExtendCoverage, roles: ['ADMIN'] },
  { CommandClass: CloseClaimOnUnit, roles: [] },
  { CommandClass: RecordQc, roles: ['QUALITY', 'ADMIN'] },

  { CommandClass: IssueCreditNote, roles: [] },
  { CommandClass: OweReplacement, roles: [] },

  // S9: nobody stops, pauses or judges a clock by hand; what happens to the claim does.
  { CommandClass: StartSla, roles: [] },
  { CommandClass: FollowClaim, roles: [] },
  { CommandClass: PauseSla, roles: [] },
  { CommandClass: ResumeSla, roles: [] },
  { CommandClass: RecalculateDeadlines, roles: [] },
  { CommandClass: CheckDeadlines, roles: [] },
];
