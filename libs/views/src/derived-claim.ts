import { type Claim, type ClaimState, type ClaimStatus, claimStatus, isResolved } from '#claims';
import { type Instant, instantOf } from '#kernel';
import { type SlaClock, slaStatus, unmet } from '#sla';

export interface DerivedFields {
  readonly status: ClaimStatus;
  readonly slaState?: ReturnType<typeof slaStatus> | undefined;
  readonly dueAt?: Instant | undefined;
  /** `dueAt`, or the end of time: without a due time a claim is the least urgent. */
  readonly dueOrder: Instant;
  readonly urgentAt?: Instant | undefined;
  readonly work?: 'RUNNING' | 'PAUSED' | undefined;
  readonly notReviewed: boolean;
  /** B5: its batch is suspected, or it was decided as of a defective one. */
  readonly batchFlagged: boolean;
  /** E3: a file of it stands in another claim. */
  readonly seenBefore: boolean;
  /** C3: approved although it was not covered. */
  readonly goodwill: boolean;
  readonly covered: boolean;
  /** Neither withdrawn nor resolved (C9). */
  readonly open: boolean;
  /** For evidence (C6), its choice (C7), or to say that it has read the decision, while nothing else tells that it was told (C9). */
  readonly asksPartner: boolean;
  /** Decided then, and the partner not notified or the remedy not executed yet (C9). */
  readonly outstandingSince?: Instant | undefined;
  /** Since when a person has to see to it: its credit is held (F8), or a notice has reached nobody (N4). */
  readonly attentionSince?: Instant | undefined;
  /** As the member of staff whose claim it is sees it: a decision that came back is first (N4). */
  readonly deskOrder: Instant;
  /** By when the partner is to send evidence (C6) or choose (C7). */
  readonly partnerDueAt?: Instant | undefined;
}

const BEGINNING_OF_TIME = instantOf(0);
const END_OF_TIME = instantOf(Date.UTC(9999, 11, 31, 23, 59, 59, 999));

interface Known {
  readonly state: Claim;
  readonly clock: SlaClock | undefined;
  readonly undelivered: Readonly<Record<string, Instant>>;
  readonly sightings: readonly unknown[];
}

/** What follows from the streams of a claim together. */
export function derivedFields({ state, clock, undelivered, sightings }: Known): DerivedFields {
  const status = claimStatus(state) as ClaimStatus;
  const owed = clock ? unmet(clock) : [];
  const dueAt = owed.find(({ name }) => name === 'RESOLUTION')?.deadline?.dueAt;
  return {
    status,
    slaState: clock && slaStatus(clock),
    dueAt,
    dueOrder: dueAt ?? END_OF_TIME,
    deskOrder: state.communicationFailed ? BEGINNING_OF_TIME : (dueAt ?? END_OF_TIME),
    urgentAt: owed.flatMap(({ deadline }) => deadline?.dueAt ?? []).sort()[0],
    work: workOf(status, clock),
    notReviewed: state.review === undefined,
    batchFlagged: isBatchFlagged(state),
    seenBefore: sightings.length > 0,
    goodwill: isGoodwill(state),
    covered: state.coverage?.covered ?? false,
    open: !state.withdrawn && !isResolved(state),
    asksPartner: isPartnerAsked(status, state),
    attentionSince: [...(state.held ? [state.held.since] : []), ...Object.values(undelivered)].sort()[0],
    outstandingSince: state.withdrawn || isResolved(state) ? undefined : state.decidedAt,
    partnerDueAt:
      status === 'AWAITING_EVIDENCE'
        ? state.request?.answerBy
        : status === 'AWAITING_CHOICE'
          ? state.chooseBy
          : undefined,
  };
}

function isPartnerAsked(status: ClaimStatus, { communicatedAt }: Claim): boolean {
  switch (status) {
    case 'AWAITING_EVIDENCE':
    case 'AWAITING_CHOICE':
      return true;
    case 'APPROVED':
    case 'REJECTED':
      return communicatedAt === undefined;
    case 'SUBMITTED':
    case 'UNDER_REVIEW':
    case 'RESOLVED':
    case 'WITHDRAWN':
      return false;
  }
}

/** As far as the reader sees it. */
export const isBatchFlagged = ({ flags = [], decision }: Pick<Partial<ClaimState>, 'flags' | 'decision'>): boolean =>
  flags.length > 0 || (decision?.outcome === 'APPROVED' && decision.batch !== undefined);

export const isGoodwill = ({ decision }: Pick<Partial<ClaimState>, 'decision'>): boolean =>
  decision?.outcome === 'APPROVED' && decision.goodwill !== undefined;

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
