import type { Evolutions } from '#kernel';
import type {
  ClaimEvent,
  ClaimEventData,
  ClaimStatus,
  EvidenceItem,
  Remedy,
  RemedySource,
  ReviewVerdict,
} from './claim.events.ts';

/** The facts of one claim that a decision reads. The status is derived from them, never stored. */
export interface ClaimState {
  /** Absent while there is no claim. */
  readonly submission?: ClaimEventData<'Submitted'>;
  /** The claim id was spent before a claim came. */
  readonly lapsed: boolean;
  readonly withdrawn: boolean;
  /** 1, and one more after each reopening. */
  readonly round: number;
  readonly reopenedFor?: string;
  readonly evidence: readonly EvidenceItem[];
  /** Asked for and not yet answered. */
  readonly request?: { readonly missing: readonly string[]; readonly message: string };
  readonly underReview: boolean;
  /** The latest of this round. `evidenceSeen` counts the items it was made over. */
  readonly review?: {
    readonly verdict: ReviewVerdict;
    readonly reviewer: string;
    readonly findings: string;
    readonly evidenceSeen: number;
    /** Evidence was requested after it: what INCONCLUSIVE needs (C5). */
    readonly followedByRequest: boolean;
  };
  /** Everyone who reviewed, in any round: C13. */
  readonly reviewers: readonly string[];
  /** Everyone who rejected, in any round: C10. */
  readonly rejecters: readonly string[];
  /** Defect groups whose batch alarm flags this claim. */
  readonly flags: readonly string[];
  readonly decision?:
    | ({ readonly outcome: 'APPROVED' } & ClaimEventData<'Approved'>)
    | ({ readonly outcome: 'REJECTED' } & ClaimEventData<'Rejected'>);
  readonly choice?: { readonly remedy: Remedy; readonly source: RemedySource; readonly binding: boolean };
  readonly execution?:
    | { readonly remedy: 'CREDIT'; readonly creditNoteNumber: string }
    | { readonly remedy: 'REPLACEMENT'; readonly sku: string };
  /** The decision that stands has reached the partner. */
  readonly communicated: boolean;
}

/** A claim that was submitted: what all decisions but the first are about. */
export type Claim = ClaimState & Required<Pick<ClaimState, 'submission'>>;

export const noClaim: ClaimState = {
  lapsed: false,
  withdrawn: false,
  round: 1,
  evidence: [],
  underReview: false,
  reviewers: [],
  rejecters: [],
  flags: [],
  communicated: false,
};

const withItem = <T>(list: readonly T[], item: T): readonly T[] => (list.includes(item) ? list : [...list, item]);

/** How each event changes the facts. Total: it judges nothing, whatever comes in whatever order. */
export const evolve: Evolutions<ClaimEvent, ClaimState> = {
  Submitted: (state, { data }) => ({ ...state, submission: data, evidence: data.evidence }),
  EvidenceAttached: (state, { data }) => ({
    ...state,
    evidence: [...state.evidence, ...data.evidence],
    underReview: state.underReview || state.request !== undefined,
    request: undefined,
  }),
  EvidenceRequested: (state, { data: { missing, message } }) => ({
    ...state,
    request: { missing, message },
    ...(state.review && { review: { ...state.review, followedByRequest: true } }),
  }),
  EvidenceReviewed: (state, { data: { verdict, reviewer, findings } }) => ({
    ...state,
    underReview: true,
    review: { verdict, reviewer, findings, evidenceSeen: state.evidence.length, followedByRequest: false },
    reviewers: withItem(state.reviewers, reviewer),
  }),
  BatchFlagged: (state, { data }) => ({ ...state, flags: withItem(state.flags, data.defectGroup) }),
  BatchUnflagged: (state, { data }) => ({
    ...state,
    flags: state.flags.filter((group) => group !== data.defectGroup),
  }),
  Approved: (state, { data }) => ({
    ...state,
    decision: { outcome: 'APPROVED', ...data },
    ...(data.choice && { choice: { ...data.choice, binding: false } }),
  }),
  Rejected: (state, { data }) => ({
    ...state,
    decision: { outcome: 'REJECTED', ...data },
    rejecters: withItem(state.rejecters, data.rejectedBy),
  }),
  RemedyChosen: (state, { data }) => ({ ...state, choice: data }),
  DecisionCommunicated: (state) => ({ ...state, communicated: true }),
  ResolvedAsCredit: (state, { data: { creditNoteNumber } }) => ({
    ...state,
    execution: { remedy: 'CREDIT', creditNoteNumber },
  }),
  ReplacementQueued: (state, { data: { sku } }) => ({ ...state, execution: { remedy: 'REPLACEMENT', sku } }),
  Withdrawn: (state, { data }) => (data.submitted ? { ...state, withdrawn: true } : { ...state, lapsed: true }),
  // A new round: the evidence and who did what stay, the review and the decision do not.
  Reopened: (state, { data }) => ({
    ...state,
    round: state.round + 1,
    reopenedFor: data.reason,
    evidence: [...state.evidence, ...data.evidence],
    underReview: true,
    request: undefined,
    review: undefined,
    decision: undefined,
    communicated: false,
  }),
};

export const isSubmitted = (state: ClaimState): state is Claim => state.submission !== undefined;

/** Where the claim stands in section 3 of the rule book; undefined when none was ever submitted. */
export function claimStatus(state: ClaimState): ClaimStatus | undefined {
  if (!isSubmitted(state)) return undefined;
  if (state.withdrawn) return 'WITHDRAWN';
  switch (state.decision?.outcome) {
    case 'REJECTED':
      return 'REJECTED';
    case 'APPROVED':
      // C9: decided, communicated, executed; in whichever order the last two came.
      if (state.communicated && state.execution) return 'RESOLVED';
      return state.choice ? 'APPROVED' : 'AWAITING_CHOICE';
    case undefined:
      if (state.request) return 'AWAITING_EVIDENCE';
      return state.underReview ? 'UNDER_REVIEW' : 'SUBMITTED';
  }
}

const CLOSED: readonly (ClaimStatus | undefined)[] = [undefined, 'RESOLVED', 'REJECTED', 'WITHDRAWN'];

/** C9: decided, communicated and executed; for a rejection there is nothing to execute. */
export const isResolved = ({ decision, communicated, execution }: ClaimState): boolean =>
  communicated && (decision?.outcome === 'REJECTED' || (decision !== undefined && execution !== undefined));

/** Whether somebody still owes something on it: what C2 counts. */
export const isOpen = (state: ClaimState): boolean => !CLOSED.includes(claimStatus(state));

/** C4: a failed check is never silently covered. */
export const isCovered = ({ submission: { coverage } }: Claim): boolean =>
  coverage.covered && coverage.failedChecks.length === 0;
