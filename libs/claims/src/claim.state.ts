import type { Evolutions, Instant, Role } from '#kernel';
import type {
  ClaimCoverage,
  ClaimedUnit,
  ClaimEvent,
  ClaimEventData,
  ClaimStatus,
  EvidenceItem,
  Remedy,
  RemedySource,
  ReviewVerdict,
} from './claim.events.ts';

export interface ClaimState {
  /** Absent before the submission. */
  readonly submission?: ClaimEventData<'Submitted'>;
  readonly submittedAt?: Instant;
  /** That of the submission until its shipment was corrected (R5). */
  readonly unit?: ClaimedUnit;
  /** Named by a reviewer, in place of that of the submission. */
  readonly defectCode?: string;
  /** The latest test (C4). */
  readonly coverage?: ClaimCoverage;
  readonly lapsed: boolean;
  readonly withdrawn: boolean;
  /** 1, plus one for each reopening. */
  readonly round: number;
  readonly reopenedFor?: string;
  readonly evidence: readonly EvidenceItem[];
  /** When each item of it came, by its id. */
  readonly attachedAt: Readonly<Record<string, Instant>>;
  readonly request?: ClaimEventData<'EvidenceRequested'> & { readonly at: Instant };
  readonly underReview: boolean;
  /** The last of this round. `evidenceSeen`: how many items it covers. */
  readonly review?: {
    readonly verdict: ReviewVerdict;
    readonly reviewer: string;
    readonly findings: string;
    readonly at: Instant;
    readonly evidenceSeen: number;
    /** Evidence was requested after it (C5). */
    readonly followedByRequest: boolean;
  };
  /** Of all rounds (C13). */
  readonly reviewers: readonly string[];
  /** Of all rounds (C10). */
  readonly rejecters: readonly string[];
  readonly flags: readonly string[];
  readonly unconfirmed?: ClaimEventData<'Approved'> & { readonly at: Instant };
  readonly decidedAt?: Instant;
  readonly decision?:
    | ({ readonly outcome: 'APPROVED' } & ClaimEventData<'Approved'>)
    | ({ readonly outcome: 'REJECTED' } & ClaimEventData<'Rejected'>);
  readonly choice?: {
    readonly remedy: Remedy;
    readonly source: RemedySource;
    readonly binding: boolean;
    readonly substituteSku?: string;
  };
  /** How often the partner itself has chosen. */
  readonly choices: number;
  readonly chooseBy?: Instant;
  readonly choiceAskedAt?: Instant;
  /** The last reminder. */
  readonly reminded?: ClaimEventData<'PartnerReminded'>;
  readonly execution?:
    | { readonly remedy: 'CREDIT'; readonly creditNoteNumber: string }
    | { readonly remedy: 'REPLACEMENT'; readonly sku: string };
  /** Since when the partner knows the decision, by all that stands (C9, N4). */
  readonly communicatedAt?: Instant | undefined;
  /** By a notice, which can still come back. */
  readonly delivered?: { readonly noticeId: string; readonly at: Instant } | undefined;
  /** Seen by the partner, or told by staff. */
  readonly acknowledgedAt?: Instant | undefined;
  /** N4: that the notice came back is the last that is known. */
  readonly communicationFailed?: Omit<ClaimEventData<'CommunicationFailed'>, 'round'> & { readonly at: Instant };
  /** 1, plus one for each remedy that was reversed. */
  readonly remedyNumber: number;
  /** F8: why the note of a bound credit waits. */
  readonly held?: ClaimEventData<'CreditHeld'> & { readonly since: Instant };
  readonly releasedBy?: string;
  /** C13: the second person. */
  readonly confirmedBy?: string;
  readonly rating?: Pick<ClaimEventData<'ClaimRated'>, 'score' | 'comment'>;
}

export type Claim = ClaimState & Required<Pick<ClaimState, 'submission' | 'submittedAt' | 'unit' | 'coverage'>>;

export const noClaim: ClaimState = {
  lapsed: false,
  choices: 0,
  withdrawn: false,
  round: 1,
  evidence: [],
  attachedAt: {},
  underReview: false,
  reviewers: [],
  rejecters: [],
  flags: [],
  remedyNumber: 1,
};

const withItem = <T>(list: readonly T[], item: T): readonly T[] => (list.includes(item) ? list : [...list, item]);

const withEvidence = (state: ClaimState, more: readonly EvidenceItem[], at: Instant): ClaimState => ({
  ...state,
  evidence: [...state.evidence, ...more],
  attachedAt: { ...state.attachedAt, ...Object.fromEntries(more.map(({ evidenceId }) => [evidenceId, at])) },
});

/** F8: the amount is above the policy's `releaseLimit`. */
export const RELEASE_REQUIRED = 'RELEASE_REQUIRED';

/** F8: finance holds what it must release; administrators, what lacks facts of the partner or the legal entity. */
export const creditHeldBy = ({ held }: Pick<ClaimState, 'held'>): readonly Role[] => {
  const roles = held?.reasons.map(({ code }): Role => (code === RELEASE_REQUIRED ? 'FINANCE' : 'ADMIN'));
  return [...new Set(roles)];
};

function withoutRelease(held: ClaimState['held']): ClaimState['held'] {
  const reasons = held?.reasons.filter(({ code }) => code !== RELEASE_REQUIRED) ?? [];
  return held && reasons.length > 0 ? { ...held, reasons } : undefined;
}

const withApproval = (state: ClaimState, approval: ClaimEventData<'Approved'>, at: Instant): ClaimState => ({
  ...state,
  unconfirmed: undefined,
  decision: { outcome: 'APPROVED', ...approval },
  decidedAt: at,
  choice: approval.choice && { ...approval.choice, binding: false },
  chooseBy: approval.chooseBy,
  choiceAskedAt: at,
});

export const evolve: Evolutions<ClaimEvent, ClaimState> = {
  Submitted: (state, { data }, at) => ({
    ...withEvidence(state, data.evidence, at),
    submission: data,
    submittedAt: at,
    unit: { serial: data.serial, sku: data.sku, batchId: data.batchId },
    coverage: data.coverage,
  }),
  ClaimedUnitCorrected: (state, { data: { serial, sku, batchId, from } }) => ({
    ...state,
    unit: { serial, sku, batchId },
    flags: batchId === from.batchId ? state.flags : [],
  }),
  CoverageTested: (state, { data: { coverage } }) => ({ ...state, coverage, unconfirmed: undefined }),
  EvidenceAttached: (state, { data }, at) => ({
    ...withEvidence(state, data.evidence, at),
    underReview: state.underReview || state.request !== undefined,
    request: undefined,
    unconfirmed: undefined,
  }),
  EvidenceRequested: (state, { data }, at) => ({
    ...state,
    request: { ...data, at },
    unconfirmed: undefined,
    ...(state.review && { review: { ...state.review, followedByRequest: true } }),
  }),
  EvidenceReviewed: (state, { data: { verdict, reviewer, findings, defectCode } }, at) => ({
    ...state,
    ...(defectCode !== undefined && { defectCode }),
    underReview: true,
    unconfirmed: undefined,
    review: { verdict, reviewer, findings, at, evidenceSeen: state.evidence.length, followedByRequest: false },
    reviewers: withItem(state.reviewers, reviewer),
  }),
  BatchFlagged: (state, { data }) => ({ ...state, flags: withItem(state.flags, data.defectGroup) }),
  BatchUnflagged: (state, { data }) => ({
    ...state,
    flags: state.flags.filter((group) => group !== data.defectGroup),
  }),
  EvidenceSeenBefore: (state) => state,
  Approved: (state, { data }, at) =>
    data.goodwill?.unconfirmed ? { ...state, unconfirmed: { ...data, at } } : withApproval(state, data, at),
  GoodwillConfirmed(state, { data: { confirmedBy, choice, chooseBy } }, at) {
    if (!state.unconfirmed) return state;
    const { at: _approved, ...approval } = state.unconfirmed;
    return { ...withApproval(state, { ...approval, choice, chooseBy }, at), confirmedBy };
  },
  Rejected: (state, { data }, at) => ({
    ...state,
    unconfirmed: undefined,
    decision: { outcome: 'REJECTED', ...data },
    decidedAt: at,
    rejecters: withItem(state.rejecters, data.rejectedBy),
  }),
  RemedyChosen: (state, { data: { onBehalf, ...choice } }) => ({
    ...state,
    choice,
    choices: state.choices + (choice.source === 'PARTNER' && !onBehalf ? 1 : 0),
    chooseBy: undefined,
  }),
  DecisionCommunicated: (state, { data: { noticeId } }, at) => ({
    ...state,
    communicatedAt: state.communicatedAt ?? at,
    ...(noticeId === undefined ? { acknowledgedAt: at } : { delivered: { noticeId, at } }),
    communicationFailed: undefined,
  }),
  CommunicationFailed: (state, { data: { noticeId, reason } }, at) => ({
    ...state,
    communicatedAt: state.acknowledgedAt,
    delivered: undefined,
    ...(!state.acknowledgedAt && { communicationFailed: { noticeId, reason, at } }),
  }),
  ResolvedAsCredit: (state, { data: { creditNoteNumber } }) => ({
    ...state,
    execution: { remedy: 'CREDIT', creditNoteNumber },
    held: undefined,
  }),
  ReplacementQueued: (state, { data: { sku } }) => ({ ...state, execution: { remedy: 'REPLACEMENT', sku } }),
  CreditHeld: (state, { data }, at) => ({ ...state, held: { ...data, since: state.held?.since ?? at } }),
  CreditReleased: (state, { data: { releasedBy } }) => ({ ...state, releasedBy, held: withoutRelease(state.held) }),
  RemedyReversed: (state, { data: { remedyNumber, choice, chooseBy } }, at) => ({
    ...state,
    remedyNumber: remedyNumber + 1,
    choice: choice && { ...choice, binding: false },
    chooseBy,
    choiceAskedAt: at,
    execution: undefined,
    held: undefined,
    releasedBy: undefined,
  }),
  Withdrawn: (state, { data }) => (data.submitted ? { ...state, withdrawn: true } : { ...state, lapsed: true }),
  PartnerReminded: (state, { data: reminded }) => ({ ...state, reminded }),
  ClaimRated: (state, { data: { score, comment } }) => ({ ...state, rating: { score, ...(comment && { comment }) } }),
  // Evidence, reviewers and rejecters remain; review and decision do not.
  Reopened: (state, { data }, at) => ({
    ...withEvidence(state, data.evidence, at),
    round: state.round + 1,
    reopenedFor: data.reason,
    underReview: true,
    request: undefined,
    review: undefined,
    unconfirmed: undefined,
    decision: undefined,
    decidedAt: undefined,
    communicatedAt: undefined,
    delivered: undefined,
    acknowledgedAt: undefined,
    communicationFailed: undefined,
  }),
};

/** Of its reservation on the unit: 1, plus one for each reopening (C10) and each remedy that was reversed. */
export const unitRound = ({ round, remedyNumber }: ClaimState): number => round + remedyNumber - 1;

/** Code of the defect that is claimed for. */
export const defectCodeOf = ({ submission, defectCode }: Pick<ClaimState, 'submission' | 'defectCode'>): string =>
  defectCode ?? submission?.defect.code ?? '';

export const isSubmitted = (state: ClaimState): state is Claim => state.submission !== undefined;

/** Section 3 of the rule book; undefined when no claim was submitted. */
export function claimStatus(state: ClaimState): ClaimStatus | undefined {
  if (!isSubmitted(state)) return undefined;
  if (state.withdrawn) return 'WITHDRAWN';
  switch (state.decision?.outcome) {
    case 'REJECTED':
      return 'REJECTED';
    case 'APPROVED':
      if (state.communicatedAt && state.execution) return 'RESOLVED';
      return state.choice ? 'APPROVED' : 'AWAITING_CHOICE';
    case undefined:
      if (state.request) return 'AWAITING_EVIDENCE';
      return state.underReview ? 'UNDER_REVIEW' : 'SUBMITTED';
  }
}

const CLOSED: readonly (ClaimStatus | undefined)[] = [undefined, 'RESOLVED', 'REJECTED', 'WITHDRAWN'];

/** C9: a rejection needs no execution. */
export const isResolved = ({ decision, communicatedAt, execution }: ClaimState): boolean =>
  communicatedAt !== undefined &&
  (decision?.outcome === 'REJECTED' || (decision !== undefined && execution !== undefined));

export const isOpen = (state: ClaimState): boolean => !CLOSED.includes(claimStatus(state));

/** C4: never with a failed check. */
export const isCovered = ({ coverage }: Claim): boolean => coverage.covered && coverage.failedChecks.length === 0;
