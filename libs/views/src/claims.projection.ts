import { type ClaimEvent, type ClaimState, type ClaimStatus, claimDecider, claimIdOf, claimStatus } from '#claims';
import type { CreditNoteEvent, ReplacementEvent } from '#finance';
import type { Instant } from '#kernel';
import { type Identified, projection, type Position, type Recorded } from '#platform';

/** The claim page: everything a partner, a reviewer or an auditor sees of one claim. */
export interface ClaimDocument extends Identified {
  /** The claim's facts as its decider folds them, so that page and decisions never disagree. */
  readonly state: ClaimState;
  readonly status: ClaimStatus;
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

type Sources = ClaimEvent | CreditNoteEvent | ReplacementEvent;
type Own<T extends ClaimEvent['type']> = Recorded<Extract<ClaimEvent, { type: T }>>;

/** One event of the claim's own stream: state and status by the decider, `more` by the event. */
function moved(document: ClaimDocument | undefined, event: Recorded<ClaimEvent>, more: Partial<ClaimDocument> = {}) {
  // A spent id (`Withdrawn` without submission) is no claim.
  if (!document) return undefined;
  const state = claimDecider.evolve(document.state, event);
  return {
    ...document,
    ...more,
    state,
    status: claimStatus(state) as ClaimStatus,
    revision: event.revision,
    version: event.position,
  };
}

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
    version: 1,
    fields: {
      status: 'string',
      partnerId: 'string',
      serial: 'string',
      sku: 'string',
      batchId: 'string',
      submittedAt: 'string',
    },
    indexes: [
      ['submittedAt'],
      ['status', 'submittedAt'],
      ['partnerId', 'submittedAt'],
      ['partnerId', 'status', 'submittedAt'],
      ['serial', 'submittedAt'],
      ['sku', 'submittedAt'],
      ['batchId', 'submittedAt'],
    ],
  },
  categories: ['claim', 'creditNotes', 'replacements'],
  poison: 'set-aside',
  keysOf: (event) => [claimIdOf(event.stream) ?? (event.data as { claimId: string }).claimId],
  when: {
    Submitted(_, event) {
      const { claimId, partnerId, serial, sku, batchId, evidence } = event.data;
      const at = event.metadata.occurredAt;
      const state = claimDecider.evolve(claimDecider.initial, event);
      return {
        id: claimId,
        state,
        status: claimStatus(state) as ClaimStatus,
        partnerId,
        serial,
        sku,
        batchId,
        submittedAt: at,
        attachedAt: Object.fromEntries(evidence.map(({ evidenceId }) => [evidenceId, at])),
        revision: event.revision,
        version: event.position,
      };
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
    CreditNoteIssued: (claim, { data }) => claim && { ...claim, creditNoteNumber: data.number },
    ReplacementOwed: (claim, { data }) => claim && { ...claim, owedSince: data.owedSince },
  },
});
