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

/** What is wrong with the unit. */
export type DefectInput = {
  /** Defect code of the product, such as NO-LIGHT. At most 64 characters. */
  code: string;
  /** A description in your own words. At most 4000 characters. */
  description: string;
};

/** A file to attach to a claim. */
export type EvidenceInput = {
  /** Size of the file in bytes. The actual size is recorded. */
  bytes: number;
  /** What the file shows. */
  kind: EvidenceKind;
  /** Media type, such as image/jpeg. The type detected from the content is recorded. At most 101 characters. */
  mediaType: string;
  /** Name of the file. At most 255 characters. */
  name?: string | null | undefined;
  /** SHA-256 of a file already uploaded by the same partner or by staff: 64 hexadecimal digits. At most 64 characters. */
  sha256: string;
};

/** What a file shows. */
export type EvidenceKind =
  /** Anything else. It does not replace the picture or video that a claim needs (C1). */
  | 'OTHER'
  /** A picture of the defect. */
  | 'PHOTO'
  /** A receipt or an invoice that shows when the unit was sold. */
  | 'PROOF_OF_PURCHASE'
  /** A short video of the defect. */
  | 'VIDEO';

/** How an approved claim ends. Repair is not offered (C8). */
export type Remedy =
  /** A credit note for the net price invoiced for the unit. */
  | 'CREDIT'
  /** A new unit of the same product on the partner's next regular order; the manufacturer pays the freight. */
  | 'REPLACEMENT';

/** The remedy for a partner's claims that state no preference (C7). */
export type StandingInstruction =
  /** The partner is asked each time. */
  | 'ASK'
  /** Always a credit note. */
  | 'CREDIT'
  /** Always a replacement. */
  | 'REPLACEMENT';

/** A claim for one unit. */
export type SubmitClaimInput = {
  /** An id for the claim, of a partner its own id, a dot and a name such as P-SEOUL.0309-1; default: a new one (C12). At most 64 characters. */
  claimId?: string | number | null | undefined;
  /** What is wrong with it. */
  defect: DefectInput;
  /** Files that show the defect, at least one picture or video (C1). At most 50 items. */
  evidence: Array<EvidenceInput>;
  /** Day of failure, on which coverage is tested; default: the day of submission (C3). */
  failedOn?: string | null | undefined;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The partner that claims. Required of staff; default: the caller's partner. At most 64 characters. */
  partnerId?: string | number | null | undefined;
  /** Your own number for this claim, by which you find it again. At most 100 characters. */
  partnerReference?: string | null | undefined;
  /** The remedy the partner wants; default: the partner's standing instruction (C7). */
  preferredRemedy?: Remedy | null | undefined;
  /** When the partner sent it, not in the future; the 48 business hours start then (S5). Staff only. */
  receivedAt?: string | null | undefined;
  /** Serial on the plate of the unit; case and spaces are ignored. At most 200 characters. */
  serial: string;
};

/** Which units; all given conditions must hold. */
export type UnitFilter = {
  /** Of this production batch. */
  batchId?: string | number | null | undefined;
  /** Shipped on this invoice. A partner finds those invoiced to it (R4). */
  invoiceNumber?: string | null | undefined;
  /** Held by this partner now. */
  partnerId?: string | number | null | undefined;
  /** Whose serial begins with this text; case and spaces are ignored. */
  serialPrefix?: string | null | undefined;
  /** Of this product. */
  sku?: string | null | undefined;
};

export type IntakeQueryVariables = Exact<{
  serial: string;
  defectCode?: string | null | undefined;
  failedOn?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type IntakeQuery = { intake: { dueAt: string | null, unit: { id: string, serial: string, shippedOn: string, invoice: { number: string, netPrice: { amount: string, currency: string } } | null, product: { name: string }, partner: { id: string, name: string, locale: string, standingInstruction: StandingInstruction } | null, claims: Array<{ id: string, number: string, status: ClaimStatus }> } | null, coverage: { covered: boolean, expiresOn: string | null, failedChecks: Array<{ code: string, message: string }> } | null, defects: Array<{ code: string, label: string, excluded: boolean }>, evidenceDemanded: Array<{ kind: EvidenceKind, atLeast: number }>, refusal: { code: string, message: string, rule: string | null } | null } };

export type OwnUnitsQueryVariables = Exact<{
  filter?: UnitFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type OwnUnitsQuery = { units: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ serial: string, shippedOn: string, invoice: { number: string } | null, product: { name: string }, claims: Array<{ number: string, status: ClaimStatus }> }> } };

export type SubmitClaimMutationVariables = Exact<{
  input: SubmitClaimInput;
}>;


export type SubmitClaimMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, claim: { id: string, number: string }, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

type Answer_ClaimAccepted_Fragment = { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type Answer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type AnswerFragment =
  | Answer_ClaimAccepted_Fragment
  | Answer_Refused_Fragment
;

export type BecauseFragment = { code: string, message: string, rule: string | null };

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export type SumFragment = { amount: string, currency: string };

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export const Intake = 'query Intake($serial: String!, $defectCode: String, $failedOn: Date, $atLeast: Position) { intake( serial: $serial defectCode: $defectCode failedOn: $failedOn atLeast: $atLeast ) { unit { id serial shippedOn invoice { number netPrice { ...Sum } } product { name } partner { id name locale standingInstruction } claims { id number status } } coverage { covered expiresOn failedChecks { code message } } defects { code label excluded } evidenceDemanded { kind atLeast } dueAt refusal { ...Because } } } fragment Because on Refused { code message rule } fragment Sum on Money { amount currency }' as TypedDocument<IntakeQuery, IntakeQueryVariables>;
export const OwnUnits = 'query OwnUnits($filter: UnitFilter, $after: String) { units(filter: $filter, orderBy: NEWEST, first: 50, after: $after) { totalCount pageInfo { ...PageEnd } nodes { serial invoice { number } shippedOn product { name } claims { number status } } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<OwnUnitsQuery, OwnUnitsQueryVariables>;
export const SubmitClaim = 'mutation SubmitClaim($input: SubmitClaimInput!) { answer: submitClaim(input: $input) { ...Answer ... on ClaimAccepted { claim { id number } } } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<SubmitClaimMutation, SubmitClaimMutationVariables>;
