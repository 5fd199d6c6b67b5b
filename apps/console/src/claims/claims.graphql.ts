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

/** Which claims; all given conditions must hold. */
export type ClaimFilter = {
  /** Of partners with this account manager, as they are now. */
  accountManager?: string | number | null | undefined;
  /** Whether its partner is asked for something: evidence (C6), the choice of a remedy (C7), or to confirm that it has read the decision, of which no notice is known to have reached it (C9). The clock pauses for the first two alone (S6). */
  asksPartner?: boolean | null | undefined;
  /** Whether the production batch is flagged (B5). For staff. */
  batchFlagged?: boolean | null | undefined;
  /** For units of this production batch. */
  batchId?: string | number | null | undefined;
  /** Submitted in this way. */
  channel?: Channel | null | undefined;
  /** Whose resolution falls due before this instant. A paused claim has no due time. */
  dueBefore?: string | null | undefined;
  /** Whether it was approved although it was not covered (C3). */
  goodwill?: boolean | null | undefined;
  /** Whose number begins so; case, blanks, dashes, O for 0 and I for 1 do not matter. */
  numberPrefix?: string | null | undefined;
  /** Whether it has not ended: neither withdrawn nor resolved, so that a rejection whose partner does not know of it is open (C9). */
  open?: boolean | null | undefined;
  /** Of this partner. */
  partnerId?: string | number | null | undefined;
  /** Whether a file of it stands in another claim, which had it before, or a picture like it (E3). For staff. */
  seenBefore?: boolean | null | undefined;
  /** For the unit with this serial; case and spaces are ignored. */
  serial?: string | null | undefined;
  /** For units of this product. */
  sku?: string | null | undefined;
  /** With a clock in one of these states. */
  slaState?: Array<SlaState> | null | undefined;
  /** In one of these states. */
  status?: Array<ClaimStatus> | null | undefined;
  /** Submitted at this instant or later. */
  submittedFrom?: string | null | undefined;
  /** Submitted before this instant. */
  submittedTo?: string | null | undefined;
  /** The claim with this number, else those whose serial, else those whose partner's reference, else those whose number begins with this text. */
  text?: string | null | undefined;
};

/** The order of claims. */
export type ClaimOrder =
  /** Earliest resolution deadline first; claims without one last. */
  | 'DUE_SOONEST'
  /** Newest submission first. */
  | 'NEWEST'
  /** Oldest submission first. */
  | 'OLDEST';

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

export type ClaimsQueryVariables = Exact<{
  filter?: ClaimFilter | null | undefined;
  orderBy?: ClaimOrder | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type ClaimsQuery = { claims: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, number: string, status: ClaimStatus, submittedAt: string, partnerReference: string | null, remedy: Remedy | null, partner: { id: string, name: string, locale: string }, unit: { serial: string, product: { name: string } }, evidence: Array<{ id: string, previewUrl: string | null }>, decision: { outcome: DecisionOutcome, decidedAt: string, communicatedAt: string | null } | null, creditNote: { number: string } | null, sla: { state: SlaState, countsNow: boolean, changesAt: string | null, next: SlaTargetName | null, remainingBusiness: string, elapsedBusiness: string, beyondPublished: boolean, withdrawnAt: string | null, pauses: Array<{ reason: string, owedBy: string, from: string, to: string | null, until: string | null }>, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null, metAt: string | null, breachedAt: string | null, voided: boolean, remainingBusiness: string | null, overdueBusiness: string | null }> } | null }> } };

export type ClaimCountsQueryVariables = Exact<{
  yours?: ClaimFilter | null | undefined;
  open?: ClaimFilter | null | undefined;
  closed?: ClaimFilter | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type ClaimCountsQuery = { yours: Array<{ count: number }>, open: Array<{ count: number }>, closed: Array<{ count: number }> };

export type SearchQueryVariables = Exact<{
  text: string;
}>;


export type SearchQuery = { whole: Array<
    | { __typename: 'Batch', id: string, product: { name: string } }
    | { __typename: 'Claim', id: string }
    | { __typename: 'Correction', id: string }
    | { __typename: 'CreditNote', number: string, id: string }
    | { __typename: 'LegalEntity', id: string }
    | { __typename: 'Mail', id: string }
    | { __typename: 'Notice', id: string }
    | { __typename: 'Partner', name: string, locale: string, id: string }
    | { __typename: 'Product', sku: string, name: string, id: string }
    | { __typename: 'Unit', serial: string, id: string, product: { name: string } }
  >, search: Array<
    | { __typename: 'Batch', id: string, product: { name: string } }
    | { __typename: 'Claim', id: string }
    | { __typename: 'Correction', id: string }
    | { __typename: 'CreditNote', number: string, id: string }
    | { __typename: 'LegalEntity', id: string }
    | { __typename: 'Mail', id: string }
    | { __typename: 'Notice', id: string }
    | { __typename: 'Partner', name: string, locale: string, id: string }
    | { __typename: 'Product', sku: string, name: string, id: string }
    | { __typename: 'Unit', serial: string, id: string, product: { name: string } }
  > };

export type ClockFragment = { state: SlaState, countsNow: boolean, changesAt: string | null, next: SlaTargetName | null, remainingBusiness: string, elapsedBusiness: string, beyondPublished: boolean, withdrawnAt: string | null, pauses: Array<{ reason: string, owedBy: string, from: string, to: string | null, until: string | null }>, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null, metAt: string | null, breachedAt: string | null, voided: boolean, remainingBusiness: string | null, overdueBusiness: string | null }> };

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export type NamedPartnerFragment = { id: string, name: string, locale: string };

type Hit_Batch_Fragment = { __typename: 'Batch', id: string, product: { name: string } };

type Hit_Claim_Fragment = { __typename: 'Claim', id: string };

type Hit_Correction_Fragment = { __typename: 'Correction', id: string };

type Hit_CreditNote_Fragment = { __typename: 'CreditNote', number: string, id: string };

type Hit_LegalEntity_Fragment = { __typename: 'LegalEntity', id: string };

type Hit_Mail_Fragment = { __typename: 'Mail', id: string };

type Hit_Notice_Fragment = { __typename: 'Notice', id: string };

type Hit_Partner_Fragment = { __typename: 'Partner', name: string, locale: string, id: string };

type Hit_Product_Fragment = { __typename: 'Product', sku: string, name: string, id: string };

type Hit_Unit_Fragment = { __typename: 'Unit', serial: string, id: string, product: { name: string } };

export type HitFragment =
  | Hit_Batch_Fragment
  | Hit_Claim_Fragment
  | Hit_Correction_Fragment
  | Hit_CreditNote_Fragment
  | Hit_LegalEntity_Fragment
  | Hit_Mail_Fragment
  | Hit_Notice_Fragment
  | Hit_Partner_Fragment
  | Hit_Product_Fragment
  | Hit_Unit_Fragment
;

export const Claims = 'query Claims($filter: ClaimFilter, $orderBy: ClaimOrder, $after: String, $atLeast: Position) { claims( filter: $filter orderBy: $orderBy first: 30 after: $after atLeast: $atLeast ) { totalCount pageInfo { ...PageEnd } nodes { id number status submittedAt partnerReference remedy partner { ...NamedPartner } unit { serial product { name } } evidence { id previewUrl } decision { outcome decidedAt communicatedAt } creditNote { number } sla { ...Clock } } } } fragment Clock on SlaClock { state countsNow changesAt next remainingBusiness elapsedBusiness beyondPublished withdrawnAt pauses { reason owedBy from to until } targets { name target dueAt metAt breachedAt voided remainingBusiness overdueBusiness } } fragment PageEnd on PageInfo { hasNextPage endCursor } fragment NamedPartner on Partner { id name locale }' as TypedDocument<ClaimsQuery, ClaimsQueryVariables>;
export const ClaimCounts = 'query ClaimCounts($yours: ClaimFilter, $open: ClaimFilter, $closed: ClaimFilter, $atLeast: Position) { yours: claimCounts(filter: $yours, atLeast: $atLeast) { count } open: claimCounts(filter: $open, atLeast: $atLeast) { count } closed: claimCounts(filter: $closed, atLeast: $atLeast) { count } }' as TypedDocument<ClaimCountsQuery, ClaimCountsQueryVariables>;
export const Search = 'query Search($text: String!) { whole: search(text: $text, whole: true) { ...Hit } search(text: $text) { ...Hit } } fragment Hit on Node { __typename id ... on Partner { name locale } ... on Product { sku name } ... on Unit { serial product { name } } ... on CreditNote { number } ... on Batch { product { name } } }' as TypedDocument<SearchQuery, SearchQueryVariables>;
