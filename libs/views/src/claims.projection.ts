import {
  type ClaimEvent,
  type ClaimState,
  type ClaimStatus,
  claimDecider,
  claimNumber,
  claimStatus,
  claimStreams,
  isResolved,
} from '#claims';
import { foldedName, type Instant, instantOf } from '#kernel';
import { type Identified, defineProjection, defineReadModel, ignored, type Position, type Recorded } from '#platform';
import { slaStreams, clockDecider, type SlaClock, type SlaEvent, slaStatus, unmet } from '#sla';

interface DerivedFields {
  readonly status: ClaimStatus;
  readonly slaState?: ReturnType<typeof slaStatus> | undefined;
  readonly dueAt?: Instant | undefined;
  /** `dueAt`, or the end of time: without a due time a claim is the least urgent. */
  readonly dueOrder: Instant;
  readonly urgentAt?: Instant | undefined;
  readonly work?: 'RUNNING' | 'PAUSED' | undefined;
  readonly notReviewed: boolean;
  /** Decided then, and the partner not notified or the remedy not executed yet (C9). */
  readonly outstandingSince?: Instant | undefined;
  /** By when the partner is to send evidence (C6) or choose (C7). */
  readonly partnerDueAt?: Instant | undefined;
}

export interface ClaimDocument extends Identified, DerivedFields {
  readonly state: ClaimState;
  /** Absent before the clock has started. */
  readonly clock?: SlaClock;
  /** As people say it. */
  readonly number: string;
  /** Folded, to be searched. */
  readonly reference?: string;
  readonly partnerId: string;
  readonly serial: string;
  readonly sku: string;
  readonly batchId: string;
  readonly submittedAt: Instant;
  readonly attachedAt: Readonly<Record<string, Instant>>;
  readonly communicatedAt?: Instant;
  readonly revision: number;
  /** Position of the newest event of the claim's own stream. */
  readonly version: Position;
}

type Sources = ClaimEvent | SlaEvent;
type Own<T extends ClaimEvent['type']> = Recorded<Extract<ClaimEvent, { type: T }>>;

const END_OF_TIME = instantOf(Date.UTC(9999, 11, 31, 23, 59, 59, 999));

const claimPage = (facts: Omit<ClaimDocument, keyof DerivedFields>): ClaimDocument => ({
  ...facts,
  ...derivedFields(facts),
});

function derivedFields({ state, clock }: Pick<ClaimDocument, 'state' | 'clock'>): DerivedFields {
  const status = claimStatus(state) as ClaimStatus;
  const owed = clock ? unmet(clock) : [];
  const dueAt = owed.find(({ name }) => name === 'RESOLUTION')?.deadline?.dueAt;
  return {
    status,
    slaState: clock && slaStatus(clock),
    dueAt,
    dueOrder: dueAt ?? END_OF_TIME,
    urgentAt: owed.flatMap(({ deadline }) => deadline?.dueAt ?? []).sort()[0],
    work: workOf(status, clock),
    notReviewed: state.review === undefined,
    outstandingSince: state.withdrawn || isResolved(state) ? undefined : state.decidedAt,
    partnerDueAt:
      status === 'AWAITING_EVIDENCE'
        ? state.request?.answerBy
        : status === 'AWAITING_CHOICE'
          ? state.chooseBy
          : undefined,
  };
}

function workOf(status: ClaimStatus, clock: SlaClock | undefined): DerivedFields['work'] {
  switch (status) {
    case 'SUBMITTED':
    case 'UNDER_REVIEW':
      return clock?.pauses.some(({ to }) => to === undefined) ? 'PAUSED' : 'RUNNING';
    // The partner has to act, even if the clock has not been paused yet.
    case 'AWAITING_EVIDENCE':
    case 'AWAITING_CHOICE':
      return 'PAUSED';
    case 'APPROVED':
    case 'RESOLVED':
    case 'REJECTED':
    case 'WITHDRAWN':
      return undefined;
  }
}

function applyClaimEvent(
  document: ClaimDocument | undefined,
  event: Recorded<ClaimEvent>,
  more: Partial<ClaimDocument> = {},
) {
  // `Withdrawn` without a submission only uses up the id.
  if (!document) return undefined;
  const state = claimDecider.evolve(document.state, event, event.metadata.occurredAt);
  return claimPage({ ...document, ...more, state, revision: event.revision, version: event.position });
}

const applySlaEvent = (document: ClaimDocument | undefined, event: Recorded<SlaEvent>): ClaimDocument | undefined => {
  const clock = document && clockDecider.evolve(document.clock, event, event.metadata.occurredAt);
  return clock ? claimPage({ ...document, clock }) : document;
};

const attached = (
  { attachedAt }: ClaimDocument,
  { data: { evidence }, metadata }: Own<'EvidenceAttached' | 'Reopened'>,
): ClaimDocument['attachedAt'] => ({
  ...attachedAt,
  ...Object.fromEntries(evidence.map(({ evidenceId }) => [evidenceId, metadata.occurredAt])),
});

export const claimsModel = defineReadModel<ClaimDocument>()({
  name: 'claims',
  version: 7,
  fields: {
    number: 'string',
    reference: 'string',
    status: 'string',
    partnerId: 'string',
    serial: 'string',
    sku: 'string',
    batchId: 'string',
    submittedAt: 'string',
    slaState: 'string',
    dueOrder: 'string',
    urgentAt: 'string',
    work: 'string',
    notReviewed: 'boolean',
    outstandingSince: 'string',
    partnerDueAt: 'string',
  },
  indexes: [
    ['number'],
    ['reference'],
    ['submittedAt'],
    ['status', 'submittedAt'],
    ['partnerId', 'submittedAt'],
    ['partnerId', 'status', 'submittedAt'],
    ['serial', 'submittedAt'],
    // For counts by state (claimCounts), which then read no document.
    ['status', 'serial'],
    ['sku', 'submittedAt'],
    ['sku', 'status', 'submittedAt'],
    ['batchId', 'submittedAt'],
    ['batchId', 'status', 'submittedAt'],
    ['slaState', 'submittedAt'],
    ['dueOrder'],
    ['partnerId', 'dueOrder'],
    ['work', 'urgentAt'],
    ['work', 'submittedAt'],
    ['outstandingSince'],
    ['partnerDueAt'],
  ],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    number: 'partner',
    reference: 'partner',
    partnerId: 'partner',
    serial: 'partner',
    sku: 'partner',
    batchId: 'partner',
    submittedAt: 'partner',
    attachedAt: 'partner',
    communicatedAt: 'partner',
    revision: 'partner',
    version: 'partner',
    clock: 'partner',
    status: 'partner',
    slaState: 'partner',
    dueAt: 'partner',
    dueOrder: 'partner',
    urgentAt: 'staff',
    work: 'staff',
    notReviewed: 'staff',
    outstandingSince: 'staff',
    partnerDueAt: 'partner',
    state: {
      submission: {
        claimId: 'partner',
        partnerId: 'partner',
        serial: 'partner',
        sku: 'partner',
        batchId: 'partner',
        defect: 'partner',
        failedOn: 'partner',
        preferredRemedy: 'partner',
        partnerReference: 'partner',
        evidence: 'partner',
        channel: 'partner',
        coverage: 'partner',
        calendarId: 'partner',
        submittedBy: 'partner',
      },
      submittedAt: 'partner',
      unit: 'partner',
      defectCode: 'partner',
      coverage: 'partner',
      lapsed: 'staff',
      withdrawn: 'partner',
      round: 'partner',
      reopenedFor: 'partner',
      evidence: 'partner',
      evidenceAt: 'partner',
      request: 'partner',
      underReview: 'partner',
      review: {
        verdict: 'partner',
        reviewer: 'partner',
        findings: 'partner',
        at: 'partner',
        evidenceSeen: 'staff',
        followedByRequest: 'staff',
      },
      unconfirmed: 'staff',
      decidedAt: 'partner',
      chooseBy: 'partner',
      reviewers: 'staff',
      rejecters: 'staff',
      // B5, E4: a suspicion is for staff; B7: partners are told what is confirmed.
      flags: 'staff',
      decision: {
        outcome: 'partner',
        round: 'partner',
        approvedBy: 'partner',
        goodwill: 'partner',
        choice: 'partner',
        batch: 'partner',
        excludedRemedies: 'partner',
        rejectedBy: 'partner',
        code: 'partner',
        explanation: 'partner',
        clause: 'partner',
        evidenceId: 'partner',
      },
      choice: 'partner',
      execution: 'partner',
      communicated: 'partner',
    },
  },
});

export const claimsProjection = defineProjection<ClaimDocument, Sources>({
  model: claimsModel,
  streams: [claimStreams, slaStreams],
  poison: 'quarantine',
  keysOf: ({ stream }) => [(claimStreams.idOf(stream) ?? slaStreams.idOf(stream)) as string],
  when: {
    Submitted(_, event) {
      const { claimId, partnerId, serial, sku, batchId, evidence, partnerReference } = event.data;
      const at = event.metadata.occurredAt;
      const state = claimDecider.evolve(claimDecider.initial, event, event.metadata.occurredAt);
      return claimPage({
        id: claimId,
        number: claimNumber(claimId),
        ...(partnerReference !== undefined && { reference: foldedName(partnerReference) }),
        state,
        partnerId,
        serial,
        sku,
        batchId,
        submittedAt: at,
        attachedAt: Object.fromEntries(evidence.map(({ evidenceId }) => [evidenceId, at])),
        revision: event.revision,
        version: event.position,
      });
    },
    EvidenceAttached: (claim, event) => claim && applyClaimEvent(claim, event, { attachedAt: attached(claim, event) }),
    EvidenceRequested: (claim, event) => applyClaimEvent(claim, event),
    EvidenceReviewed: (claim, event) => applyClaimEvent(claim, event),
    BatchFlagged: (claim, event) => applyClaimEvent(claim, event),
    BatchUnflagged: (claim, event) => applyClaimEvent(claim, event),
    CoverageTested: (claim, event) => applyClaimEvent(claim, event),
    ClaimedUnitCorrected(claim, event) {
      const { serial, sku, batchId } = event.data;
      return applyClaimEvent(claim, event, { serial, sku, batchId });
    },
    Approved: (claim, event) => applyClaimEvent(claim, event),
    GoodwillConfirmed: (claim, event) => applyClaimEvent(claim, event),
    Rejected: (claim, event) => applyClaimEvent(claim, event),
    RemedyChosen: (claim, event) => applyClaimEvent(claim, event),
    DecisionCommunicated: (claim, event) =>
      applyClaimEvent(claim, event, { communicatedAt: event.metadata.occurredAt }),
    ResolvedAsCredit: (claim, event) => applyClaimEvent(claim, event),
    ReplacementQueued: (claim, event) => applyClaimEvent(claim, event),
    Withdrawn: (claim, event) => applyClaimEvent(claim, event),
    Reopened(claim, event) {
      if (!claim) return undefined;
      const { communicatedAt: _communicated, ...undecided } = claim;
      return applyClaimEvent(undecided as ClaimDocument, event, { attachedAt: attached(claim, event) });
    },
    SlaStarted: applySlaEvent,
    SlaClaimFollowed: ignored,
    SlaPaused: applySlaEvent,
    SlaResumed: applySlaEvent,
    SlaDeadlineMoved: applySlaEvent,
    SlaWarned: applySlaEvent,
    SlaBreached: applySlaEvent,
    SlaMet: applySlaEvent,
    SlaCancelled: applySlaEvent,
    SlaBreachVoided: applySlaEvent,
  },
});
