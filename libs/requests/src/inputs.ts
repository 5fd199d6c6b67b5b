import { InputType } from '@nestjs/graphql';
import type { Day, Instant, Json } from '#kernel';
import { EVIDENCE_KINDS, REMEDIES, REVIEW_VERDICTS, STANDING_INSTRUCTIONS } from '#claims';
import { CALENDAR_MODES, EXCEPTION_KINDS, EXCEPTION_SOURCES, WEEKDAYS } from '#sla';
import {
  CalendarExceptionKindEnum,
  CalendarModeEnum,
  EvidenceKindEnum,
  ExceptionSourceEnum,
  POLICY_KINDS,
  PolicyKindEnum,
  RemedyEnum,
  ReviewVerdictEnum,
  StandingInstructionEnum,
  START_ANCHORS,
  StartAnchorEnum,
  WeekdayEnum,
} from './enums.ts';
import {
  AnyJson,
  AtInstant,
  Id,
  Key,
  MediaType,
  OnDay,
  OneOf,
  Part,
  Parts,
  Sku,
  SomeOf,
  Target,
  Text,
  Texts,
  Whole,
} from './fields.ts';

type Of<T extends readonly string[]> = T[number];
const MAYBE = { optional: true } as const;

// ── Claims ───────────────────────────────────────────────────────────────────────────────────────────────────────

@InputType()
export class EvidenceInput {
  @OneOf(() => EvidenceKindEnum, EVIDENCE_KINDS) kind!: Of<typeof EVIDENCE_KINDS>;
  /** Of a file uploaded before, or held elsewhere. */
  @Text(64) sha256!: string;
  @MediaType() mediaType!: string;
  @Whole(1, 2 ** 31 - 1) bytes!: number;
  @Text(255, MAYBE) name?: string;
}

@InputType()
export class DefectInput {
  @Text(64) code!: string;
  @Text(4000) description!: string;
}

@InputType()
export class SubmitClaimInput {
  @Key() idempotencyKey?: string;
  @Id(MAYBE) claimId?: string;
  /** Only staff, for a claim taken on a partner's behalf. */
  @Id(MAYBE) partnerId?: string;
  /** Only staff: when the partner really sent it, never in the future. */
  @AtInstant(MAYBE) receivedAt?: Instant;
  @Text(200) serial!: string;
  @Part(() => DefectInput) defect!: DefectInput;
  @OnDay(MAYBE) failedOn?: Day;
  @OneOf(() => RemedyEnum, REMEDIES, MAYBE) preferredRemedy?: Of<typeof REMEDIES>;
  @Parts(() => EvidenceInput, 50) evidence!: EvidenceInput[];
}

@InputType()
export class ClaimInput {
  @Key() idempotencyKey?: string;
  @Id() claimId!: string;
}

@InputType()
export class AttachEvidenceInput extends ClaimInput {
  @Parts(() => EvidenceInput, 50) evidence!: EvidenceInput[];
}

@InputType()
export class RequestEvidenceInput extends ClaimInput {
  @Texts(500, 20) missing!: string[];
  @Text(4000) message!: string;
}

@InputType()
export class ReviewEvidenceInput extends ClaimInput {
  @OneOf(() => ReviewVerdictEnum, REVIEW_VERDICTS) verdict!: Of<typeof REVIEW_VERDICTS>;
  @Text(8000) findings!: string;
}

@InputType()
export class ApproveClaimInput extends ClaimInput {
  @Text(2000, MAYBE) goodwillReason?: string;
}

@InputType()
export class RejectClaimInput extends ClaimInput {
  @Text(64) code!: string;
  @Text(4000) explanation!: string;
  @Text(200, MAYBE) clause?: string;
  @Id(MAYBE) evidenceId?: string;
}

@InputType()
export class ChooseRemedyInput extends ClaimInput {
  @OneOf(() => RemedyEnum, REMEDIES) remedy!: Of<typeof REMEDIES>;
}

@InputType()
export class WithdrawClaimInput extends ClaimInput {
  @Text(2000, MAYBE) reason?: string;
}

@InputType()
export class ReopenClaimInput extends ClaimInput {
  @Text(2000) reason!: string;
  @Parts(() => EvidenceInput, 50) evidence!: EvidenceInput[];
}

// ── Registry ─────────────────────────────────────────────────────────────────────────────────────────────────────

@InputType()
export class AddressInput {
  @Texts(200, 6) lines!: string[];
  @Text(100) city!: string;
  @Text(20, MAYBE) postalCode?: string;
  @Text(2) country!: string;
}

@InputType()
export class PartnerInput {
  @Key() idempotencyKey?: string;
  @Id() id!: string;
  @Text(200) name!: string;
  @Text(35) locale!: string;
  @Text(3) currency!: string;
  @Text(64, MAYBE) timeZone?: string;
  @Text(200) accountManager!: string;
  @Texts(320, 20, MAYBE) emails?: string[];
  @OneOf(() => StandingInstructionEnum, STANDING_INSTRUCTIONS, MAYBE) standingInstruction?: Of<
    typeof STANDING_INSTRUCTIONS
  >;
  @Part(() => AddressInput, MAYBE) shipTo?: AddressInput;
  @Id(MAYBE) calendarId?: string;
  @Text(40, MAYBE) vatId?: string;
}

@InputType()
export class PartnerTermsInput {
  @Key() idempotencyKey?: string;
  @Id() id!: string;
  @Text(200, MAYBE) accountManager?: string;
  @Texts(320, 20, MAYBE) emails?: string[];
  @OneOf(() => StandingInstructionEnum, STANDING_INSTRUCTIONS, MAYBE) standingInstruction?: Of<
    typeof STANDING_INSTRUCTIONS
  >;
  @Part(() => AddressInput, MAYBE) shipTo?: AddressInput;
  @Id(MAYBE) calendarId?: string;
}

@InputType()
export class DefectGroupInput {
  @Text(64) group!: string;
  @Texts(64, 200) codes!: string[];
}

@InputType()
export class ProductInput {
  @Key() idempotencyKey?: string;
  @Sku() sku!: string;
  @Text(200) name!: string;
  @Parts(() => DefectGroupInput, 100, MAYBE) defectGroups?: DefectGroupInput[];
}

@InputType()
export class EvidenceDemandInput {
  @Text(64, MAYBE) defectCode?: string;
  @OneOf(() => EvidenceKindEnum, EVIDENCE_KINDS) kind!: Of<typeof EVIDENCE_KINDS>;
  @Whole(1, 50) atLeast!: number;
}

@InputType()
export class PolicyInput {
  @Key() idempotencyKey?: string;
  @Id() id!: string;
  @Texts(64, 1000) skus!: string[];
  @OnDay() effectiveFrom!: Day;
  @OneOf(() => PolicyKindEnum, POLICY_KINDS) kind!: Of<typeof POLICY_KINDS>;
  @Whole(1, 600) months!: number;
  @OneOf(() => StartAnchorEnum, START_ANCHORS) startAnchor!: Of<typeof START_ANCHORS>;
  @Whole(1, 3650, MAYBE) claimWindowDays?: number;
  @Texts(64, 500, MAYBE) excludedDefects?: string[];
  /** LIMITED only: all that it covers; absent: every defect that is not excluded. */
  @Texts(64, 500, MAYBE) coveredDefects?: string[];
  @Parts(() => EvidenceDemandInput, 100, MAYBE) evidenceDemanded?: EvidenceDemandInput[];
  @Target(MAYBE) resolutionTarget?: string;
  @Target(MAYBE) firstReviewTarget?: string;
  @Whole(0, 3650, MAYBE) replacementDays?: number;
  @Text(20_000, MAYBE) text?: string;
}

/** Business time in local time, `09:00` to `24:00`: the calendar's decider says what is no time of day, and where (S3). */
@InputType()
export class WindowInput {
  @Text(10) open!: string;
  @Text(10) close!: string;
}

@InputType()
export class WeeklyWindowInput extends WindowInput {
  @SomeOf(() => WeekdayEnum, WEEKDAYS, 7) days!: Of<typeof WEEKDAYS>[];
}

@InputType()
export class CalendarExceptionInput {
  @OnDay() date!: Day;
  @OneOf(() => CalendarExceptionKindEnum, EXCEPTION_KINDS) kind!: Of<typeof EXCEPTION_KINDS>;
  @Parts(() => WindowInput, 24, MAYBE) windows?: WindowInput[];
  /** MANUAL unless told; it beats what was imported. */
  @OneOf(() => ExceptionSourceEnum, EXCEPTION_SOURCES, MAYBE) source?: Of<typeof EXCEPTION_SOURCES>;
  @Text(80, MAYBE) name?: string;
}

@InputType()
export class CalendarInput {
  @Key() idempotencyKey?: string;
  @Id() id!: string;
  @Text(64) timeZone!: string;
  @OneOf(() => CalendarModeEnum, CALENDAR_MODES) mode!: Of<typeof CALENDAR_MODES>;
  @Parts(() => WeeklyWindowInput, 100) weekly!: WeeklyWindowInput[];
  @Parts(() => CalendarExceptionInput, 500, MAYBE) exceptions?: CalendarExceptionInput[];
  /** Last day for which the holidays are known. */
  @OnDay(MAYBE) publishedUntil?: Day;
}

@InputType()
export class BatchInput {
  @Key() idempotencyKey?: string;
  @Id() id!: string;
  @Sku() sku!: string;
  @OnDay() producedOn!: Day;
  @Whole(1, 2 ** 31 - 1) quantity!: number;
  @AnyJson(MAYBE) qc?: Json;
}

@InputType()
export class MoneyInput {
  @Text(24) amount!: string;
  @Text(3) currency!: string;
}

@InputType()
export class ShipmentLineInput {
  @Sku() sku!: string;
  @Id() batchId!: string;
  @Part(() => MoneyInput) netPrice!: MoneyInput;
  @Text(3, MAYBE) taxCategory?: string;
  @Text(10, MAYBE) taxRate?: string;
  @Texts(200, 5000) serials!: string[];
}

@InputType()
export class ShipmentInput {
  @Key() idempotencyKey?: string;
  @Id() partnerId!: string;
  @Text(64) invoiceNumber!: string;
  @OnDay() invoiceDate!: Day;
  @Text(64, MAYBE) orderNumber?: string;
  @OnDay() shippedOn!: Day;
  @Parts(() => ShipmentLineInput, 500, { least: 1 }) lines!: ShipmentLineInput[];
}

@InputType()
export class SaleInput {
  @Key() idempotencyKey?: string;
  @Text(200) serial!: string;
  @OnDay() soldOn!: Day;
  /** Another partner further down the chain. */
  @Id(MAYBE) soldTo?: string;
}

@InputType()
export class ExtendCoverageInput {
  @Key() idempotencyKey?: string;
  @Text(200) serial!: string;
  @Whole(1, 600) months!: number;
  @Text(500) reason!: string;
}

@InputType()
export class QcInput {
  @Key() idempotencyKey?: string;
  @Id() batchId!: string;
  @AnyJson() results!: Json;
}
