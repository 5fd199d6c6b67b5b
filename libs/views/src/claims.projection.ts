import {
  type Channel,
  type Claim,
  type ClaimEvent,
  type ClaimState,
  claimEvents,
  claimDecider,
  claimStreams,
  isSubmitted,
  type Sighting,
  sightingStreams,
} from '#claims';
import { claimNumber, foldedName, type Instant } from '#kernel';
import {
  type Identified,
  defineProjection,
  defineReadModel,
  ignored,
  type Position,
  type Recorded,
  type RecordedEvent,
} from '#platform';
import { type NoticeEvent, noticeStreams } from '#notices';
import { type DeskEvent, deskStreams } from '#people';
import { clockDecider, onClockChange, type SlaClock, type SlaEvent, slaStreams } from '#sla';
import { type DerivedFields, derivedFields } from './derived-claim.ts';

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
  /** Id of the member of staff; '' while it belongs to nobody. */
  readonly ownerId: string;
  readonly channel: Channel;
  /** Notices to the partner that have reached nobody, and since when. */
  readonly undelivered: Readonly<Record<string, Instant>>;
  /** E3: its files that stand in other claims. */
  readonly sightings: readonly Sighting[];
  readonly submittedAt: Instant;
  /** Of the newest event of the claim's own stream that its partner sees, and its position. */
  readonly revision: number;
  readonly version: Position;
}

type Delivery = Extract<NoticeEvent, { type: 'NoticeDelivered' | 'NoticeGivenUp' | 'NoticeBounced' }>;
type Sources = ClaimEvent | SlaEvent | DeskEvent | Delivery;
/** The page of a claim as its own stream and its clock stand. */
export const claimPage = (
  state: Claim,
  { revision, position }: Pick<RecordedEvent, 'revision' | 'position'>,
  clock?: SlaClock,
  {
    ownerId = state.submission.ownerId ?? '',
    undelivered = {},
    sightings = [],
  }: Partial<Pick<ClaimDocument, 'ownerId' | 'undelivered' | 'sightings'>> = {},
): ClaimDocument => {
  const { submission, unit, submittedAt } = state;
  const { claimId, partnerId, partnerReference } = submission;
  return {
    id: claimId,
    number: claimNumber(claimId),
    ...(partnerReference !== undefined && { reference: foldedName(partnerReference) }),
    state,
    ...(clock && { clock }),
    partnerId,
    serial: unit.serial,
    sku: unit.sku,
    batchId: unit.batchId,
    ownerId,
    channel: submission.channel,
    undelivered,
    sightings,
    submittedAt,
    revision,
    version: position,
    ...derivedFields({ state, clock, undelivered, sightings }),
  };
};

const applyClaimEvent = (
  document: ClaimDocument | undefined,
  event: Recorded<ClaimEvent>,
): ClaimDocument | undefined => {
  const state = claimDecider.evolve(document?.state ?? claimDecider.initial, event, event.metadata.occurredAt);
  // E4: a partner would see by it that there is more than it is shown.
  const newest =
    document && claimEvents[event.type as keyof typeof claimEvents].seenBy === 'staff'
      ? { revision: document.revision, position: document.version }
      : event;
  // `Withdrawn` without a submission only uses up the id.
  return isSubmitted(state) ? claimPage(state, newest, document?.clock, document) : undefined;
};

const applySlaEvent = (document: ClaimDocument | undefined, event: Recorded<SlaEvent>): ClaimDocument | undefined => {
  const clock = document && clockDecider.evolve(document.clock, event, event.metadata.occurredAt);
  if (!clock) return document;
  return onPage(document, { clock });
};

/** Changed by an event of another stream than its own. */
function onPage(
  document: ClaimDocument,
  changes: Partial<Pick<ClaimDocument, 'clock' | 'ownerId' | 'undelivered' | 'sightings'>>,
): ClaimDocument {
  const { state, revision, version: position } = document;
  const { clock, ...others } = { ...document, ...changes };
  return isSubmitted(state) ? claimPage(state, { revision, position }, clock, others) : document;
}

/** The partner is reached, so it can be told again what was lost. */
const reached = (document: ClaimDocument | undefined) => document && onPage(document, { undelivered: {} });

const lost = (
  document: ClaimDocument | undefined,
  {
    data: { noticeId },
    metadata: { occurredAt },
  }: Recorded<Extract<Delivery, { type: 'NoticeGivenUp' | 'NoticeBounced' }>>,
) => document && onPage(document, { undelivered: { ...document.undelivered, [noticeId]: occurredAt } });

export const claimsModel = defineReadModel<ClaimDocument>()({
  name: 'claims',
  version: 21,
  fields: {
    number: 'string',
    reference: 'string',
    status: 'string',
    partnerId: 'string',
    serial: 'string',
    sku: 'string',
    batchId: 'string',
    ownerId: 'string',
    open: 'boolean',
    asksPartner: 'boolean',
    submittedAt: 'string',
    slaState: 'string',
    dueOrder: 'string',
    urgentAt: 'string',
    work: 'string',
    notReviewed: 'boolean',
    batchFlagged: 'boolean',
    seenBefore: 'boolean',
    channel: 'string',
    goodwill: 'boolean',
    covered: 'boolean',
    outstandingSince: 'string',
    attentionSince: 'string',
    deskOrder: 'string',
    partnerDueAt: 'string',
  },
  indexes: [
    ['number'],
    ['reference'],
    ['submittedAt'],
    ['status', 'submittedAt'],
    ['partnerId', 'submittedAt'],
    ['partnerId', 'status', 'submittedAt'],
    ['asksPartner', 'partnerId', 'status', 'submittedAt'],
    ['serial', 'submittedAt'],
    // For counts by state (claimCounts), which then read no document.
    ['status', 'open', 'serial'],
    ['open', 'submittedAt'],
    ['sku', 'submittedAt'],
    ['sku', 'status', 'submittedAt'],
    ['batchId', 'submittedAt'],
    ['batchId', 'status', 'submittedAt'],
    ['slaState', 'submittedAt'],
    ['channel', 'submittedAt'],
    ['goodwill', 'submittedAt'],
    ['batchFlagged', 'submittedAt'],
    ['seenBefore', 'submittedAt'],
    ['dueOrder'],
    ['partnerId', 'dueOrder'],
    ['work', 'urgentAt'],
    ['work', 'submittedAt'],
    ['ownerId', 'open', 'deskOrder'],
    ['outstandingSince'],
    ['attentionSince'],
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
    ownerId: 'staff',
    open: 'partner',
    asksPartner: 'partner',
    submittedAt: 'partner',
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
    // What partners see of it is derived from what they see of the state.
    batchFlagged: 'staff',
    seenBefore: 'staff',
    channel: 'partner',
    goodwill: 'partner',
    covered: 'staff',
    outstandingSince: 'staff',
    attentionSince: 'staff',
    deskOrder: 'staff',
    undelivered: 'staff',
    // E4: not even that there is something.
    sightings: 'staff',
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
        batch: 'partner',
        coverage: 'partner',
        calendarId: 'partner',
        submittedBy: 'partner',
        ownerId: 'staff',
        mail: 'staff',
      },
      submittedAt: 'partner',
      unit: 'partner',
      defectCode: 'partner',
      coverage: 'partner',
      lapsed: 'staff',
      choices: 'partner',
      withdrawn: 'partner',
      round: 'partner',
      reopenedFor: 'partner',
      evidence: 'partner',
      attachedAt: 'partner',
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
      choiceAskedAt: 'partner',
      reminded: 'partner',
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
      communicatedAt: 'partner',
      delivered: 'staff',
      acknowledgedAt: 'staff',
      communicationFailed: 'staff',
      remedyNumber: 'partner',
      held: 'staff',
      releasedBy: 'staff',
      confirmedBy: 'partner',
      rating: 'partner',
    },
  },
});

export const claimsProjection = defineProjection<ClaimDocument, Sources>({
  model: claimsModel,
  streams: [claimStreams, slaStreams, deskStreams, sightingStreams, noticeStreams],
  poison: 'quarantine',
  keysOf: ({ type, data, stream }) => {
    if (type === 'NoticeDelivered' || type === 'NoticeGivenUp' || type === 'NoticeBounced')
      return data.claimId === undefined ? [] : [data.claimId];
    const own = [claimStreams, slaStreams, deskStreams, sightingStreams].map((streams) => streams.idOf(stream));
    return own.flatMap((id) => id ?? []);
  },
  when: {
    Submitted: applyClaimEvent,
    EvidenceAttached: applyClaimEvent,
    EvidenceRequested: applyClaimEvent,
    EvidenceReviewed: applyClaimEvent,
    BatchFlagged: applyClaimEvent,
    BatchUnflagged: applyClaimEvent,
    EvidenceSeenBefore: (document, { data }) =>
      document && onPage(document, { sightings: [...document.sightings, ...data.sightings] }),
    CoverageTested: applyClaimEvent,
    ClaimedUnitCorrected: applyClaimEvent,
    Approved: applyClaimEvent,
    GoodwillConfirmed: applyClaimEvent,
    Rejected: applyClaimEvent,
    RemedyChosen: applyClaimEvent,
    PartnerReminded: applyClaimEvent,
    CommunicationFailed: applyClaimEvent,
    // C9: the partner, or staff that told it, has said so.
    DecisionCommunicated: (document, event) => reached(applyClaimEvent(document, event)),
    ResolvedAsCredit: applyClaimEvent,
    ReplacementQueued: applyClaimEvent,
    CreditHeld: applyClaimEvent,
    CreditReleased: applyClaimEvent,
    RemedyReversed: applyClaimEvent,
    Withdrawn: applyClaimEvent,
    Reopened: applyClaimEvent,
    ClaimRated: applyClaimEvent,
    ...onClockChange(applySlaEvent),
    ClaimAssigned: (document, { data }) => document && onPage(document, { ownerId: data.to }),
    NoteAdded: ignored,
    NoticeDelivered: reached,
    NoticeGivenUp: lost,
    NoticeBounced: (document, event) => (event.data.reachedNobody ? lost(document, event) : document),
  },
});
