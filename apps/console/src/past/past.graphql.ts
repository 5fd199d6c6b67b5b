// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
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

/** How a claim was decided. */
export type DecisionOutcome =
  /** The partner gets a credit or a replacement. */
  | 'APPROVED'
  /** The partner gets neither; the decision says why (C6). */
  | 'REJECTED';

/** How an approved claim ends. Repair is not offered (C8). */
export type Remedy =
  /** A credit note for the net price invoiced for the unit. */
  | 'CREDIT'
  /** A new unit of the same product on the partner's next regular order; the manufacturer pays the freight. */
  | 'REPLACEMENT';

/** What a review of the evidence found (C5). */
export type ReviewVerdict =
  /** The evidence shows the defect. */
  | 'CONFIRMED'
  /** The evidence is not sufficient; a request for what is missing follows. */
  | 'INCONCLUSIVE'
  /** The evidence does not show the defect. */
  | 'NOT_CONFIRMED';

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

export type ClaimPastQueryVariables = Exact<{
  id: string | number;
  first: number;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type ClaimPastQuery = { claim: { id: string, number: string, partner: { name: string }, history: Array<{ id: string, position: string, type: string, data: unknown, occurredAt: string, recordedAt: string, stream: string, actor: { id: string, role: string } }> } | null };

export type ClaimThenQueryVariables = Exact<{
  id: string | number;
  at: string;
  known?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type ClaimThenQuery = { claim: { id: string, stateAt: { id: string, status: ClaimStatus, remedy: Remedy | null, coverage: { covered: boolean, policyId: string | null, policyVersion: number | null, failedChecks: Array<{ code: string, message: string }> }, evidence: Array<{ id: string }>, reviews: Array<{ verdict: ReviewVerdict, findings: string, reviewedAt: string }>, decision: { outcome: DecisionOutcome, code: string | null, explanation: string | null, decidedAt: string } | null, sla: { calendarId: string, calendarVersion: number, state: SlaState, countsNow: boolean, changesAt: string | null, next: SlaTargetName | null, remainingBusiness: string, elapsedBusiness: string, beyondPublished: boolean, withdrawnAt: string | null, pauses: Array<{ reason: string, owedBy: string, from: string, to: string | null, until: string | null }>, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null, metAt: string | null, breachedAt: string | null, voided: boolean, remainingBusiness: string | null, overdueBusiness: string | null }> } | null } | null } | null };

export type ClockFragment = { state: SlaState, countsNow: boolean, changesAt: string | null, next: SlaTargetName | null, remainingBusiness: string, elapsedBusiness: string, beyondPublished: boolean, withdrawnAt: string | null, pauses: Array<{ reason: string, owedBy: string, from: string, to: string | null, until: string | null }>, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null, metAt: string | null, breachedAt: string | null, voided: boolean, remainingBusiness: string | null, overdueBusiness: string | null }> };

export const ClaimPast = 'query ClaimPast($id: ID!, $first: Int!, $after: Position, $atLeast: Position) { claim(id: $id, atLeast: $atLeast) { id number partner { name } history(first: $first, after: $after) { id position type data occurredAt recordedAt stream actor { id role } } } }' as TypedDocument<ClaimPastQuery, ClaimPastQueryVariables>;
export const ClaimThen = 'query ClaimThen($id: ID!, $at: DateTime!, $known: DateTime, $atLeast: Position) { claim(id: $id, atLeast: $atLeast) { id stateAt(at: $at, asKnownAt: $known) { id status remedy coverage { covered failedChecks { code message } policyId policyVersion } evidence { id } reviews { verdict findings reviewedAt } decision { outcome code explanation decidedAt } sla { ...Clock calendarId calendarVersion } } } } fragment Clock on SlaClock { state countsNow changesAt next remainingBusiness elapsedBusiness beyondPublished withdrawnAt pauses { reason owedBy from to until } targets { name target dueAt metAt breachedAt voided remainingBusiness overdueBusiness } }' as TypedDocument<ClaimThenQuery, ClaimThenQueryVariables>;
