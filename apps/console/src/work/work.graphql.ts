// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** How a claim was submitted. */
export type Channel =
  /** Through GraphQL. */
  | 'API'
  /** Through the web page. */
  | 'CONSOLE'
  /** By e-mail. */
  | 'EMAIL'
  /** From an imported file. */
  | 'IMPORT';

/** Where a claim stands in its life cycle. */
export type ClaimStatus =
  /** Approved, with a remedy; execution or communication is pending (C9). */
  | 'APPROVED'
  /** Approved; the partner has to choose between credit and replacement (C7). */
  | 'AWAITING_CHOICE'
  /** The manufacturer asked for more evidence; the next move is the partner's. */
  | 'AWAITING_EVIDENCE'
  /** Rejected. It can be reopened with a reason and new evidence (C10). */
  | 'REJECTED'
  /** Decided, communicated and executed (C9). */
  | 'RESOLVED'
  /** Submitted; its evidence has not been reviewed yet. */
  | 'SUBMITTED'
  /** Its evidence was reviewed, or new evidence arrived; the decision is pending. */
  | 'UNDER_REVIEW'
  /** Withdrawn by the partner, or by staff on its behalf (C10). */
  | 'WITHDRAWN';

/** The state of the promise for a claim. */
export type SlaState =
  /** The resolution target was missed, even if the claim is resolved later (S9). */
  | 'BREACHED'
  /** The claim was withdrawn; nothing is due any more. */
  | 'CANCELLED'
  /** Resolved in time (S10). */
  | 'MET'
  /** The partner, or a carrier, owes the next move (S6). */
  | 'PAUSED'
  /** Time is running towards the resolution target. */
  | 'RUNNING';

/** What is promised (S1). */
export type SlaTargetName =
  /** The first review of the evidence. */
  | 'FIRST_REVIEW'
  /** The resolution: decided, communicated and executed (C9). */
  | 'RESOLUTION';

/** Which claims of the work list; all given conditions must hold. */
export type WorkListFilter = {
  /** Of partners with this account manager, as they are now. */
  accountManager?: string | number | null | undefined;
  /** Whether the production batch is flagged (B5). */
  batchFlagged?: boolean | null | undefined;
  /** Submitted in this way. */
  channel?: Channel | null | undefined;
  /** Of this partner. */
  partnerId?: string | number | null | undefined;
  /** Whether a file of it stands in another claim, which had it before, or a picture like it (E3). */
  seenBefore?: boolean | null | undefined;
  /** For units of this product. */
  sku?: string | null | undefined;
  /** Whether the unit was not covered (C3). */
  uncovered?: boolean | null | undefined;
};

/** A part of the work list. */
export type WorkListPart =
  /** The caller's own claims, neither resolved nor withdrawn (N3): first those whose decision came back (N4), then the most urgent. */
  | 'MINE'
  /** Those of RUNNING without a review, or without one since they were reopened. */
  | 'NOT_REVIEWED'
  /** The partner's time to send evidence or to choose is over (C6, C7), the longest first. */
  | 'OVERDUE_MOVES'
  /** Claims that wait for the partner, the oldest submission first. */
  | 'PAUSED'
  /** Undecided claims whose clock runs, the most urgent first. */
  | 'RUNNING'
  /** Such claims that belong to nobody yet, the most urgent first. */
  | 'UNOWNED'
  /** Decided, but not yet communicated or executed (C9), the oldest decision first. */
  | 'UNTOLD';

export type WorkListQueryVariables = Exact<{
  part: WorkListPart;
  filter?: WorkListFilter | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type WorkListQuery = { workList: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, number: string, status: ClaimStatus, batchFlagged: boolean, seenBefore: boolean | null, submittedAt: string, coverage: { covered: boolean, goodwill: boolean }, partner: { id: string, name: string, locale: string }, unit: { serial: string, product: { name: string } }, defect: { code: string }, owner: { id: string, name: string } | null, sla: { state: SlaState, countsNow: boolean, changesAt: string | null, next: SlaTargetName | null, remainingBusiness: string, elapsedBusiness: string, beyondPublished: boolean, withdrawnAt: string | null, pauses: Array<{ reason: string, owedBy: string, from: string, to: string | null, until: string | null }>, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null, metAt: string | null, breachedAt: string | null, voided: boolean, remainingBusiness: string | null, overdueBusiness: string | null }> } | null }> } };

export type WorkCountsQueryVariables = Exact<{
  filter?: WorkListFilter | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type WorkCountsQuery = { RUNNING: { totalCount: number }, PAUSED: { totalCount: number }, NOT_REVIEWED: { totalCount: number }, OVERDUE_MOVES: { totalCount: number }, UNTOLD: { totalCount: number }, MINE: { totalCount: number }, mails: { totalCount: number } };

export type ClockFragment = { state: SlaState, countsNow: boolean, changesAt: string | null, next: SlaTargetName | null, remainingBusiness: string, elapsedBusiness: string, beyondPublished: boolean, withdrawnAt: string | null, pauses: Array<{ reason: string, owedBy: string, from: string, to: string | null, until: string | null }>, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null, metAt: string | null, breachedAt: string | null, voided: boolean, remainingBusiness: string | null, overdueBusiness: string | null }> };

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export type NamedPartnerFragment = { id: string, name: string, locale: string };

export const WorkList = 'query WorkList($part: WorkListPart!, $filter: WorkListFilter, $after: String, $atLeast: Position) { workList( part: $part filter: $filter first: 100 after: $after atLeast: $atLeast ) { totalCount pageInfo { ...PageEnd } nodes { id number status batchFlagged seenBefore submittedAt coverage { covered goodwill } partner { ...NamedPartner } unit { serial product { name } } defect { code } owner { id name } sla { ...Clock } } } } fragment Clock on SlaClock { state countsNow changesAt next remainingBusiness elapsedBusiness beyondPublished withdrawnAt pauses { reason owedBy from to until } targets { name target dueAt metAt breachedAt voided remainingBusiness overdueBusiness } } fragment PageEnd on PageInfo { hasNextPage endCursor } fragment NamedPartner on Partner { id name locale }' as TypedDocument<WorkListQuery, WorkListQueryVariables>;
export const WorkCounts = 'query WorkCounts($filter: WorkListFilter, $atLeast: Position) { RUNNING: workList(part: RUNNING, filter: $filter, first: 1, atLeast: $atLeast) { totalCount } PAUSED: workList(part: PAUSED, filter: $filter, first: 1) { totalCount } NOT_REVIEWED: workList(part: NOT_REVIEWED, filter: $filter, first: 1) { totalCount } OVERDUE_MOVES: workList(part: OVERDUE_MOVES, filter: $filter, first: 1) { totalCount } UNTOLD: workList(part: UNTOLD, filter: $filter, first: 1) { totalCount } MINE: workList(part: MINE, filter: $filter, first: 1) { totalCount } mails(first: 1) { totalCount } }' as TypedDocument<WorkCountsQuery, WorkCountsQueryVariables>;
