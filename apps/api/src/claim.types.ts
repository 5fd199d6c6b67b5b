import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { Json } from '#kernel';
import type { RecordedEvent } from '#platform';
import { isBatchFlagged, isGoodwill, type Moment, type SeenClaim } from '#views';
import { Accepted, Actor, Connection, Node, Refused } from './common.types.ts';
import { Coverage } from './registry.types.ts';
import { SlaStateEnum } from './sla.types.ts';
import { ChannelEnum, ClaimStatusEnum, EvidenceKindEnum, RemedyEnum, enumOf } from './enums.ts';
import { DateScalar, DateTimeScalar, JsonScalar, PositionScalar } from './scalars.ts';

@ObjectType({ description: 'What is wrong with the unit.' })
export class Defect {
  @Field({ description: 'Defect code of the product, such as NO-LIGHT.' }) code!: string;
  @Field({ description: "A description in the partner's own words." }) description!: string;
}

@ObjectType({ description: 'A file attached to a claim. It is stored once, by its content (E1).' })
export class Evidence {
  @Field(() => ID, { description: 'Id of this item on this claim.' }) id!: string;
  @Field(() => EvidenceKindEnum, { description: 'What the file shows.' }) kind!: string;
  @Field(() => String, { nullable: true, description: 'Name of the file where it came from; null if it had none.' })
  name?: string | undefined;
  @Field({ description: 'Media type, such as image/jpeg.' }) mediaType!: string;
  @Field(() => Int, { description: 'Size in bytes.' }) bytes!: number;
  @Field({ description: 'SHA-256 of the content: 64 hexadecimal digits.' }) sha256!: string;
  @Field(() => DateTimeScalar, { description: 'When it was attached to the claim.' }) attachedAt!: string;
  @Field(() => String, { nullable: true, description: 'Path to read the file from, with the same bearer token.' })
  url?: string | undefined;
}

const DecisionOutcomeEnum = enumOf<'APPROVED' | 'REJECTED'>('DecisionOutcome', 'How a claim was decided.', {
  APPROVED: 'The partner gets a credit or a replacement.',
  REJECTED: 'The partner gets neither; the decision says why (C6).',
});

@ObjectType({ description: 'The current decision on a claim. A reopening withdraws it (C10).' })
export class Decision {
  @Field(() => DecisionOutcomeEnum, { description: 'Approved or rejected.' }) outcome!: string;
  @Field(() => DateTimeScalar, { description: 'When it was made.' }) decidedAt!: string;
  @Field({ description: 'Id of the person or process that made it.' }) decidedBy!: string;
  @Field(() => String, { nullable: true, description: 'Code of the reason for a rejection; null for an approval.' })
  code?: string | undefined;
  @Field(() => String, {
    nullable: true,
    description: 'Explanation of a rejection, or reason for goodwill (C3); null for other approvals.',
  })
  explanation?: string | undefined;
  @Field(() => String, {
    nullable: true,
    description: 'The policy clause that a rejection relied on; null for an approval.',
  })
  clause?: string | undefined;
  @Field(() => ID, {
    nullable: true,
    description: 'The evidence item that a rejection relied on; null for an approval.',
  })
  evidenceId?: string | undefined;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it reached the partner (C9); null until then.',
  })
  communicatedAt?: string | undefined;
}

@ObjectType('RecordedEvent', {
  description: 'A recorded event. Data fields that the caller may not see are omitted.',
})
export class RecordedEventType {
  @Field(() => ID, { description: 'UUID of the event.' }) id!: string;
  @Field({ description: 'Type, such as Approved; docs/events.md lists them all.' }) type!: string;
  @Field({ description: 'Stream it was appended to, such as claim-4711.' }) stream!: string;
  @Field(() => Int, {
    description:
      'Revision in its stream, from 0. Partners: in a stream that is not of their claims alone, among the events that they are shown.',
  })
  revision!: number;
  @Field(() => PositionScalar, { description: 'Position in the event log.' }) position!: string;
  @Field(() => DateTimeScalar, { description: 'When it was recorded.' }) recordedAt!: string;
  @Field(() => DateTimeScalar, {
    description: 'When it happened; earlier than recordedAt if it became known later.',
  })
  occurredAt!: string;
  @Field(() => Actor, { description: 'Who caused it.' }) actor!: Actor;
  @Field(() => ID, { nullable: true, description: 'Shared by all events that one request caused.' })
  correlationId?: string | undefined;
  @Field(() => ID, {
    nullable: true,
    description: 'The event to which a process reacted; null if a request caused this one directly.',
  })
  causationId?: string | undefined;
  @Field(() => Int, { description: 'Version of the shape of its data, from 1.' }) schemaVersion!: number;
  @Field({ description: "Link of its stream's hash chain, which makes later changes evident (A2)." }) hash!: string;
  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'All that hash is calculated over beside previousHash, stream, revision, id and type (A2): dataDigest is that of data. Null where the caller does not see all of data.',
  })
  metadata?: Json | undefined;
  readonly previous?: string | undefined;
  @Field(() => JsonScalar, { description: 'Its data, by the contract of its type.' }) data!: Json;
}

/** `isWhole`: nothing of its data is left out. `previous`: the hash of the event before it in its stream, if that is at hand. */
export const recordedEventView = (
  { id, type, stream, revision, position, data, metadata: { hash, ...metadata } }: RecordedEvent,
  { isWhole, previous }: { readonly isWhole: boolean; readonly previous?: string | undefined },
): RecordedEventType => ({
  id,
  type,
  stream,
  revision,
  position,
  recordedAt: metadata.recordedAt,
  occurredAt: metadata.occurredAt,
  actor: metadata.actor,
  correlationId: metadata.$correlationId,
  causationId: metadata.$causationId,
  schemaVersion: metadata.schemaVersion,
  hash,
  metadata: isWhole ? (metadata as unknown as Json) : undefined,
  previous,
  data,
});

@ObjectType({ implements: () => [Node], description: 'The request of a partner for one defective unit.' })
export class Claim extends Node {
  readonly document!: SeenClaim;
  /** Of a claim as it was: what its other fields are to show. */
  readonly moment?: Moment;
  @Field({
    description:
      'Number for people, such as K7QF-2M9T-4XRC: it can be said on the phone, and its last digit shows a slip.',
  })
  number!: string;
  @Field(() => ClaimStatusEnum, { description: 'Its current state.' }) status!: string;
  @Field(() => Defect, { description: 'What is wrong with the unit.' }) defect!: Defect;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day of failure; null when unknown. Coverage is then tested on the day of submission (C3).',
  })
  failedOn?: string | undefined;
  @Field(() => DateTimeScalar, { description: 'When the partner sent it; the 48 business hours start then.' })
  submittedAt!: string;
  @Field(() => ChannelEnum, { description: 'How it was submitted.' }) channel!: string;
  @Field(() => [Evidence], { description: 'Its files, in the order they were attached.' }) evidence!: Evidence[];
  @Field(() => Coverage, { description: 'Whether the unit was covered on the day of failure (C3).' })
  coverage!: Coverage;
  @Field({
    description:
      'Whether its production batch is suspected now, of any group of defects (B5), which staff alone see; or, from then on and for partners as well, whether it was approved because its batch is defective (B7).',
  })
  batchFlagged!: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a file of it stands in another claim, which had it before, or a picture like it (E3): a person decides, and sightings says where. Null for partners (E4).',
  })
  seenBefore?: boolean | undefined;
  @Field(() => String, { nullable: true, description: "The partner's own number for it." })
  partnerReference?: string | undefined;
  @Field(() => RemedyEnum, {
    nullable: true,
    description: 'The remedy the partner stated with the claim; null when none was (C7).',
  })
  preferredRemedy?: string | undefined;
  @Field(() => RemedyEnum, {
    nullable: true,
    description: 'The remedy that was chosen; null until one is (C7).',
  })
  remedy?: string | undefined;
  @Field(() => Int, {
    nullable: true,
    description: "The partner's rating of how it was handled, from 1 to 5; null until there is one (N3).",
  })
  satisfaction?: number | undefined;
  @Field(() => Decision, { nullable: true, description: 'Null until it is decided, and again after a reopening.' })
  decision?: Decision | undefined;
  @Field(() => Int, {
    description: 'Revision of the newest event of its own stream, from 0; those for staff alone do not count.',
  })
  revision!: number;
  @Field(() => PositionScalar, { description: 'Position of that event.' }) version!: string;
}

export function claimView(document: SeenClaim): Claim {
  const { state, submittedAt } = document;
  const { submission, coverage } = state;
  if (!submission || !coverage) throw new Error(`${document.id} is a claim page without a claim`);
  // A field that is forgotten here does not compile.
  return Object.assign(new Claim(), {
    id: document.id,
    document,
    number: document.number,
    status: document.status,
    defect: { ...submission.defect, code: state.defectCode ?? submission.defect.code },
    failedOn: submission.failedOn,
    submittedAt,
    channel: submission.channel,
    evidence: state.evidence.map(({ evidenceId, kind, name, mediaType, bytes, sha256 }) => ({
      id: evidenceId,
      kind,
      name,
      mediaType,
      bytes,
      sha256,
      attachedAt: state.attachedAt[evidenceId] ?? submittedAt,
      url: `/evidence/${sha256}`,
    })),
    coverage: { ...coverage, goodwill: isGoodwill(state) },
    batchFlagged: isBatchFlagged(state),
    seenBefore: document.sightings && document.sightings.length > 0,
    partnerReference: submission.partnerReference,
    preferredRemedy: submission.preferredRemedy,
    remedy: state.choice?.remedy,
    satisfaction: state.rating?.score,
    decision: decisionView(document),
    revision: document.revision,
    version: document.version,
  } satisfies Claim & Record<Exclude<keyof Claim, 'moment'>, unknown>);
}

function decisionView({ state: { decision, decidedAt, communicatedAt } }: SeenClaim): Decision | undefined {
  if (!decision || !decidedAt) return undefined;
  const common = { outcome: decision.outcome, decidedAt, communicatedAt };
  if (decision.outcome === 'APPROVED')
    return { ...common, decidedBy: decision.approvedBy, explanation: decision.goodwill?.reason };
  const { rejectedBy, code, explanation, clause, evidenceId } = decision;
  return { ...common, decidedBy: rejectedBy, code, explanation, clause, evidenceId };
}

@ObjectType('ClaimConnection', { description: 'A page of claims.' })
export class ClaimConnection extends Connection(Claim, 'Claim') {}

@ObjectType({ description: 'How many claims are in one state.' })
export class ClaimCount {
  @Field(() => ClaimStatusEnum, { description: 'The state.' }) status!: string;
  @Field(() => Int, { description: 'Their number.' }) count!: number;
}

@InputType({ description: 'Which claims; all given conditions must hold.' })
export class ClaimFilter {
  @Field(() => [ClaimStatusEnum], { nullable: true, description: 'In one of these states.' })
  status?: string[];
  @Field(() => ID, { nullable: true, description: 'Of this partner.' }) partnerId?: string;
  @Field(() => String, { nullable: true, description: 'For the unit with this serial; case and spaces are ignored.' })
  serial?: string;
  @Field(() => ID, { nullable: true, description: 'For units of this production batch.' })
  batchId?: string;
  @Field(() => String, { nullable: true, description: 'For units of this product.' }) sku?: string;
  @Field(() => [SlaStateEnum], { nullable: true, description: 'With a clock in one of these states.' })
  slaState?: string[];
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Whose resolution falls due before this instant. A paused claim has no due time.',
  })
  dueBefore?: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Submitted at this instant or later.' })
  submittedFrom?: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Submitted before this instant.' })
  submittedTo?: string;
  @Field(() => String, {
    nullable: true,
    description:
      "The claim with this number, else those whose serial, else those whose partner's reference, else those whose number begins with this text.",
  })
  text?: string;
  @Field(() => ChannelEnum, { nullable: true, description: 'Submitted in this way.' }) channel?: string;
  @Field(() => Boolean, { nullable: true, description: 'Whether it was approved although it was not covered (C3).' })
  goodwill?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether its partner is asked for something: evidence (C6), the choice of a remedy (C7), or to confirm that it has read the decision, of which no notice is known to have reached it (C9). The clock pauses for the first two alone (S6).',
  })
  asksPartner?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether it has not ended: neither withdrawn nor resolved, so that a rejection whose partner does not know of it is open (C9).',
  })
  open?: boolean;
  @Field(() => Boolean, { nullable: true, description: 'Whether the production batch is flagged (B5). For staff.' })
  batchFlagged?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a file of it stands in another claim, which had it before, or a picture like it (E3). For staff.',
  })
  seenBefore?: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Whose number begins so; case, blanks, dashes, O for 0 and I for 1 do not matter.',
  })
  numberPrefix?: string;
  @Field(() => ID, { nullable: true, description: 'Of partners with this account manager, as they are now.' })
  accountManager?: string;
}

@InputType({ description: 'Which claims of the work list; all given conditions must hold.' })
export class WorkListFilter {
  @Field(() => ID, { nullable: true, description: 'Of this partner.' }) partnerId?: string;
  @Field(() => String, { nullable: true, description: 'For units of this product.' }) sku?: string;
  @Field(() => Boolean, { nullable: true, description: 'Whether the production batch is flagged (B5).' })
  batchFlagged?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a file of it stands in another claim, which had it before, or a picture like it (E3).',
  })
  seenBefore?: boolean;
  @Field(() => Boolean, { nullable: true, description: 'Whether the unit was not covered (C3).' })
  uncovered?: boolean;
  @Field(() => ChannelEnum, { nullable: true, description: 'Submitted in this way.' }) channel?: string;
  @Field(() => ID, { nullable: true, description: 'Of partners with this account manager, as they are now.' })
  accountManager?: string;
}

export const ClaimOrderEnum = enumOf<'NEWEST' | 'OLDEST' | 'DUE_SOONEST'>('ClaimOrder', 'The order of claims.', {
  NEWEST: 'Newest submission first.',
  OLDEST: 'Oldest submission first.',
  DUE_SOONEST: 'Earliest resolution deadline first; claims without one last.',
});

@ObjectType({ description: 'The command was executed, now or by an earlier request with the same key.' })
export class ClaimAccepted extends Accepted {
  @Field(() => Claim, { description: 'The claim afterwards.' }) claim!: Claim;
}

export const ClaimResult = createUnionType({
  name: 'ClaimResult',
  description: 'The outcome of a command to a claim.',
  types: () => [ClaimAccepted, Refused] as const,
  resolveType: (value: object) => ('code' in value ? Refused : ClaimAccepted),
});
