import { type ClaimEvent, type ClaimState, type ClaimStatus, claimDecider, claimIdOf, claimStatus } from '#claims';
import type { CreditNoteEvent, ReplacementEvent } from '#finance';
import { type Instant, instantOf } from '#kernel';
import { type Identified, projection, type Position, type Recorded } from '#platform';
import { claimIdOfSla, clockDecider, type SlaClock, type SlaEvent, slaStatus, unmet } from '#sla';

/** What follows from a claim and its clock and can be asked for. */
interface Standing {
  readonly status: ClaimStatus;
  readonly slaState?: ReturnType<typeof slaStatus> | undefined;
  /** Of the resolution; none while the clock is paused (S6), and none any more when it has stopped. */
  readonly dueAt?: Instant | undefined;
  /** `dueAt`, or the end of time: what has no due time is the least urgent. */
  readonly dueOrder: Instant;
  /** The earliest deadline of what is still to be done in time. */
  readonly urgentAt?: Instant | undefined;
  /** What is not decided yet, or waits for the partner: whether its clock runs. */
  readonly work?: 'RUNNING' | 'PAUSED' | undefined;
  /** Nobody has reviewed it yet, or not since it was reopened. */
  readonly unassigned: boolean;
}

/** The claim page: everything a partner, a reviewer or an auditor sees of one claim. */
export interface ClaimDocument extends Identified, Standing {
  /** The claim's facts as its decider folds them, so that page and decisions never disagree. */
  readonly state: ClaimState;
  /** The promise to it as its decider folds it; absent until it was started. */
  readonly clock?: SlaClock;
  readonly partnerId: string;
  readonly serial: string;
  readonly sku: string;
  readonly batchId: string;
  /** When the partner sent it; the clock of the 48 hours starts there. */
  readonly submittedAt: Instant;
  /** By evidence id. */
  readonly attachedAt: Readonly<Record<string, Instant>>;
  readonly decidedAt?: Instant;
  readonly communicatedAt?: Instant;
  readonly creditNoteNumber?: string;
  /** In the partner's ledger since. */
  readonly owedSince?: Instant;
  readonly revision: number;
  /** Position of the newest event of the claim's own stream. */
  readonly version: Position;
}

type Sources = ClaimEvent | SlaEvent | CreditNoteEvent | ReplacementEvent;
type Own<T extends ClaimEvent['type']> = Recorded<Extract<ClaimEvent, { type: T }>>;

const END_OF_TIME = instantOf(Date.UTC(9999, 11, 31, 23, 59, 59, 999));

/** The facts of a page → the page. */
const page = (facts: Omit<ClaimDocument, keyof Standing>): ClaimDocument => ({ ...facts, ...standing(facts) });

function standing({ state, clock }: Pick<ClaimDocument, 'state' | 'clock'>): Standing {
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
    unassigned: state.review === undefined,
  };
}

function workOf(status: ClaimStatus, clock: SlaClock | undefined): Standing['work'] {
  switch (status) {
    case 'SUBMITTED':
    case 'UNDER_REVIEW':
      return clock?.pauses.some(({ to }) => to === undefined) ? 'PAUSED' : 'RUNNING';
    // The next move is the partner's, whether or not the clock has heard of it.
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

/** One event of the claim's own stream: state and status by the decider, `more` by the event. */
function moved(document: ClaimDocument | undefined, event: Recorded<ClaimEvent>, more: Partial<ClaimDocument> = {}) {
  // A spent id (`Withdrawn` without submission) is no claim.
  if (!document) return undefined;
  const state = claimDecider.evolve(document.state, event);
  return page({ ...document, ...more, state, revision: event.revision, version: event.position });
}

/** One event of the clock's stream. It is no event of the claim: revision and version stay. */
const ticked = (document: ClaimDocument | undefined, event: Recorded<SlaEvent>): ClaimDocument | undefined => {
  const clock = document && clockDecider.evolve(document.clock, event);
  return clock ? page({ ...document, clock }) : document;
};

const attached = (
  { attachedAt }: ClaimDocument,
  { data: { evidence }, metadata }: Own<'EvidenceAttached' | 'Reopened'>,
): ClaimDocument['attachedAt'] => ({
  ...attachedAt,
  ...Object.fromEntries(evidence.map(({ evidenceId }) => [evidenceId, metadata.occurredAt])),
});

export const claimsProjection = projection<ClaimDocument, Sources>({
  model: {
    name: 'claims',
    version: 2,
    fields: {
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
      unassigned: 'boolean',
    },
    indexes: [
      ['submittedAt'],
      ['status', 'submittedAt'],
      ['partnerId', 'submittedAt'],
      ['partnerId', 'status', 'submittedAt'],
      ['serial', 'submittedAt'],
      ['sku', 'submittedAt'],
      ['batchId', 'submittedAt'],
      ['slaState', 'submittedAt'],
      ['dueOrder'],
      ['partnerId', 'dueOrder'],
      ['work', 'urgentAt'],
      ['work', 'submittedAt'],
    ],
  },
  categories: ['claim', 'sla', 'creditNotes', 'replacements'],
  poison: 'set-aside',
  keysOf: ({ stream, data }) => [claimIdOf(stream) ?? claimIdOfSla(stream) ?? (data as { claimId: string }).claimId],
  when: {
    Submitted(_, event) {
      const { claimId, partnerId, serial, sku, batchId, evidence } = event.data;
      const at = event.metadata.occurredAt;
      const state = claimDecider.evolve(claimDecider.initial, event);
      return page({
        id: claimId,
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
    EvidenceAttached: (claim, event) => claim && moved(claim, event, { attachedAt: attached(claim, event) }),
    EvidenceRequested: (claim, event) => moved(claim, event),
    EvidenceReviewed: (claim, event) => moved(claim, event),
    BatchFlagged: (claim, event) => moved(claim, event),
    BatchUnflagged: (claim, event) => moved(claim, event),
    Approved: (claim, event) => moved(claim, event, { decidedAt: event.metadata.occurredAt }),
    Rejected: (claim, event) => moved(claim, event, { decidedAt: event.metadata.occurredAt }),
    RemedyChosen: (claim, event) => moved(claim, event),
    DecisionCommunicated: (claim, event) => moved(claim, event, { communicatedAt: event.metadata.occurredAt }),
    ResolvedAsCredit: (claim, event) => moved(claim, event),
    ReplacementQueued: (claim, event) => moved(claim, event),
    Withdrawn: (claim, event) => moved(claim, event),
    Reopened(claim, event) {
      if (!claim) return undefined;
      const { decidedAt: _decided, communicatedAt: _communicated, ...undecided } = claim;
      return moved(undecided as ClaimDocument, event, { attachedAt: attached(claim, event) });
    },
    SlaStarted: ticked,
    SlaPaused: ticked,
    SlaResumed: ticked,
    SlaDeadlineMoved: ticked,
    SlaWarned: ticked,
    SlaBreached: ticked,
    SlaMet: ticked,
    SlaCancelled: ticked,
    SlaBreachVoided: ticked,
    CreditNoteIssued: (claim, { data }) => claim && { ...claim, creditNoteNumber: data.number },
    ReplacementOwed: (claim, { data }) => claim && { ...claim, owedSince: data.owedSince },
  },
});
