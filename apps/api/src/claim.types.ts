import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional } from 'class-validator';
import type { Instant, Json } from '#kernel';
import type { RecordedEvent } from '#platform';
import type { ClaimDocument } from '#views';
import {
  ChannelEnum,
  ClaimStatusEnum,
  DateScalar,
  DateTimeScalar,
  EvidenceKindEnum,
  enumOf,
  JsonScalar,
  PositionScalar,
  RemedyEnum,
} from '#requests';
import { Connection, Node, Refused } from './common.types.ts';
import { Coverage } from './registry.types.ts';
import { SlaStateEnum } from './sla.types.ts';

@ObjectType()
export class Defect {
  @Field() code!: string;
  @Field() description!: string;
}

@ObjectType()
export class Evidence {
  @Field(() => ID) id!: string;
  @Field(() => EvidenceKindEnum) kind!: string;
  @Field() mediaType!: string;
  @Field(() => Int) bytes!: number;
  @Field() sha256!: string;
  @Field(() => DateTimeScalar) attachedAt!: string;
  @Field(() => String, { nullable: true, description: 'Where to read the file, with the same bearer token.' }) url?:
    | string
    | undefined;
}

export const DecisionOutcomeEnum = enumOf('DecisionOutcome', ['APPROVED', 'REJECTED']);

@ObjectType()
export class Decision {
  @Field(() => DecisionOutcomeEnum) outcome!: string;
  @Field(() => DateTimeScalar) decidedAt!: string;
  @Field() decidedBy!: string;
  @Field(() => String, { nullable: true }) code?: string | undefined;
  @Field(() => String, { nullable: true }) explanation?: string | undefined;
  @Field(() => String, { nullable: true }) clause?: string | undefined;
  @Field(() => ID, { nullable: true, description: 'The evidence item a rejection relied on.' }) evidenceId?:
    | string
    | undefined;
  @Field(() => DateTimeScalar, { nullable: true }) communicatedAt?: string | undefined;
}

@ObjectType()
export class Actor {
  @Field() id!: string;
  @Field() role!: string;
  @Field(() => String, { nullable: true }) onBehalfOf?: string | undefined;
}

@ObjectType('RecordedEvent')
export class RecordedEventType {
  @Field(() => ID) id!: string;
  @Field() type!: string;
  @Field() stream!: string;
  @Field(() => Int) revision!: number;
  @Field(() => PositionScalar) position!: string;
  @Field(() => DateTimeScalar) recordedAt!: string;
  @Field(() => DateTimeScalar, { description: 'When it holds in the world; earlier for what was recorded later.' })
  occurredAt!: string;
  @Field(() => Actor) actor!: Actor;
  @Field(() => ID, { nullable: true }) correlationId?: string | undefined;
  @Field(() => ID, { nullable: true }) causationId?: string | undefined;
  @Field(() => Int) schemaVersion!: number;
  @Field() hash!: string;
  @Field(() => JsonScalar) data!: Json;
}

export const recordedEventView = ({
  id,
  type,
  stream,
  revision,
  position,
  data,
  metadata,
}: RecordedEvent): RecordedEventType => ({
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
  hash: metadata.hash,
  data,
});

@ObjectType({ implements: () => [Node] })
export class Claim extends Node {
  readonly document!: ClaimDocument;
  /** The moment as which it was replayed; absent: it stands so now. */
  readonly asOf?: Instant;
  @Field(() => ClaimStatusEnum) status!: string;
  @Field(() => Defect) defect!: Defect;
  @Field(() => DateScalar, { nullable: true }) failedOn?: string | undefined;
  @Field(() => DateTimeScalar) submittedAt!: string;
  @Field(() => ChannelEnum) channel!: string;
  @Field(() => [Evidence]) evidence!: Evidence[];
  @Field(() => Coverage) coverage!: Coverage;
  @Field() batchFlagged!: boolean;
  @Field(() => RemedyEnum, { nullable: true }) preferredRemedy?: string | undefined;
  @Field(() => RemedyEnum, { nullable: true }) remedy?: string | undefined;
  @Field(() => Decision, { nullable: true }) decision?: Decision | undefined;
  @Field(() => Int) revision!: number;
  @Field(() => PositionScalar) version!: string;
}

export function claimView(document: ClaimDocument): Claim {
  const { state, attachedAt, submittedAt } = document;
  const { submission } = state;
  if (!submission) throw new Error(`${document.id} is a claim page without a claim`);
  return Object.assign(new Claim(), {
    id: document.id,
    document,
    status: document.status,
    defect: submission.defect,
    failedOn: submission.failedOn,
    submittedAt,
    channel: submission.channel,
    evidence: state.evidence.map(({ evidenceId, kind, mediaType, bytes, sha256 }) => ({
      id: evidenceId,
      kind,
      mediaType,
      bytes,
      sha256,
      attachedAt: attachedAt[evidenceId] ?? submittedAt,
      url: `/evidence/${sha256}`,
    })),
    coverage: {
      ...submission.coverage,
      goodwill: state.decision?.outcome === 'APPROVED' && state.decision.goodwill !== undefined,
    },
    batchFlagged: state.flags.length > 0,
    preferredRemedy: submission.preferredRemedy,
    remedy: state.choice?.remedy,
    decision: decisionView(document),
    revision: document.revision,
    version: document.version,
  });
}

function decisionView({ state: { decision }, decidedAt, communicatedAt }: ClaimDocument): Decision | undefined {
  if (!decision || !decidedAt) return undefined;
  const common = { outcome: decision.outcome, decidedAt, communicatedAt };
  if (decision.outcome === 'APPROVED')
    return { ...common, decidedBy: decision.approvedBy, explanation: decision.goodwill?.reason };
  const { rejectedBy, code, explanation, clause, evidenceId } = decision;
  return { ...common, decidedBy: rejectedBy, code, explanation, clause, evidenceId };
}

@ObjectType('ClaimConnection')
export class ClaimConnection extends Connection(Claim, 'Claim') {}

@InputType()
export class ClaimFilter {
  @Field(() => [ClaimStatusEnum], { nullable: true }) @IsOptional() status?: string[];
  @Field(() => ID, { nullable: true }) @IsOptional() partnerId?: string;
  @Field(() => String, { nullable: true }) @IsOptional() serial?: string;
  @Field(() => ID, { nullable: true }) @IsOptional() batchId?: string;
  @Field(() => String, { nullable: true }) @IsOptional() sku?: string;
  @Field(() => [SlaStateEnum], { nullable: true }) @IsOptional() slaState?: string[];
  @Field(() => DateTimeScalar, { nullable: true, description: 'Exclusive; what is paused has no due time.' })
  @IsOptional()
  dueBefore?: string;
  @Field(() => DateTimeScalar, { nullable: true }) @IsOptional() submittedFrom?: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Exclusive.' }) @IsOptional() submittedTo?: string;
  @Field(() => String, { nullable: true, description: 'The beginning of a serial.' }) @IsOptional() text?: string;
}

export const ClaimOrderEnum = enumOf('ClaimOrder', ['NEWEST', 'OLDEST', 'DUE_SOONEST']);

@ObjectType()
export class ClaimAccepted {
  @Field(() => Claim) claim!: Claim;
  @Field(() => PositionScalar) position!: string;
}

export const ClaimResult = createUnionType({
  name: 'ClaimResult',
  types: () => [ClaimAccepted, Refused] as const,
  resolveType: (value: object) => ('code' in value ? Refused : ClaimAccepted),
});
