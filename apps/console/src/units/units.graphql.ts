// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** What is known of the quality of a batch. */
export type BatchState =
  /** What was suspected turned out to be unfounded. */
  | 'CLEARED'
  /** A defect was confirmed. */
  | 'CONFIRMED_DEFECTIVE'
  /** Nothing is suspected, and nothing ever was. */
  | 'NORMAL'
  /** A group of defects is suspected. */
  | 'SUSPECTED';

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

/** Facts of the newest sale of a unit that were wrong. */
export type CorrectSaleInput = {
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Reason, for the record. At most 500 characters. */
  reason: string;
  /** Serial of the unit. At most 200 characters. */
  serial: string;
  /** Day of the sale. */
  soldOn?: string | null | undefined;
  /** The partner that bought it; the seller itself if the sale never took place. At most 64 characters. */
  soldTo?: string | number | null | undefined;
};

/** Facts of a shipped unit that were wrong. */
export type CorrectShipmentInput = {
  /** The batch it was produced in. At most 64 characters. */
  batchId?: string | number | null | undefined;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Date of that invoice, for all its units. */
  invoiceDate?: string | null | undefined;
  /** Number of its invoice. At most 64 characters. */
  invoiceNumber?: string | null | undefined;
  /** Tax actually invoiced for the whole line; the unit gets its share (R2). */
  lineTax?: MoneyInput | null | undefined;
  /** Net price of the unit as on its invoice line (C8). */
  netPrice?: MoneyInput | null | undefined;
  /** The serial on its plate, if it was mistyped. At most 200 characters. */
  newSerial?: string | null | undefined;
  /** Number of the partner's order. At most 64 characters. */
  orderNumber?: string | null | undefined;
  /** Reason, for the record. At most 500 characters. */
  reason: string;
  /** Serial of the unit. At most 200 characters. */
  serial: string;
  /** Its product. At most 64 characters. */
  sku?: string | null | undefined;
  /** Tax category of the invoice line by UNCL 5305, such as S or Z (F3). At most 3 characters. */
  taxCategory?: string | null | undefined;
  /** Tax rate of the invoice line in percent, such as 19.00. At most 10 characters. */
  taxRate?: string | null | undefined;
};

/** An extension of the term of one unit. */
export type ExtendCoverageInput = {
  /** Day of purchase; after the end of the term, it covers from this day on (R8). Default: today. */
  boughtOn?: string | null | undefined;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Calendar months by which the term is extended. */
  months: number;
  /** Reason, for the record. At most 500 characters. */
  reason: string;
  /** Serial of the unit. At most 200 characters. */
  serial: string;
};

/** An amount of money. */
export type MoneyInput = {
  /** Decimal with the digits of the currency: "129.90". At most 24 characters. */
  amount: string;
  /** ISO 4217. At most 3 characters. */
  currency: string;
};

/** A returned unit. */
export type ReturnUnitInput = {
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Reason, for the record. At most 500 characters. */
  reason: string;
  /** Day of its return. */
  returnedOn: string;
  /** Serial of the unit. At most 200 characters. */
  serial: string;
};

/** The sale of a unit. */
export type SaleInput = {
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Serial of the unit. At most 200 characters. */
  serial: string;
  /** Day of the sale. */
  soldOn: string;
  /** The partner that bought it; omitted for a consumer. At most 64 characters. */
  soldTo?: string | number | null | undefined;
};

export type UnitPageQueryVariables = Exact<{
  serial: string;
  staff: boolean;
  atLeast?: string | null | undefined;
}>;


export type UnitPageQuery = { unit: { serial: string, newSerial: string | null, shippedOn: string, orderNumber: string | null, carrier: string | null, trackingNumber: string | null, deliveredOn: string | null, deliveryProof: string | null, soldOn: string | null, product: { sku: string, name: string }, batch: { id: string, producedOn: string, state?: BatchState }, partner: { id: string, name: string, locale: string } | null, invoice: { number: string, date: string | null, taxCategory: string, taxRate: string, netPrice: { amount: string, currency: string }, tax: { amount: string, currency: string } } | null, sales: Array<{ soldOn: string, soldBy: { id: string, name: string, locale: string }, soldTo: { id: string, name: string, locale: string } | null }>, extensions: Array<{ months: number, boughtOn: string, reason: string | null }>, claims: Array<{ id: string, number: string, status: ClaimStatus, submittedAt: string }>, chain: Array<{ serial: string, shippedOn: string, product: { name: string } }>, actions: Array<{ name: string, refusal: { code: string, message: string, rule: string | null } | null }> } | null, intake: { coverage: { covered: boolean, expiresOn: string | null, policyId: string | null, policyVersion: number | null, failedChecks: Array<{ code: string, message: string }> } | null, refusal: { code: string, message: string, rule: string | null } | null } };

export type RecordSaleMutationVariables = Exact<{
  input: SaleInput;
}>;


export type RecordSaleMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type CorrectSaleMutationVariables = Exact<{
  input: CorrectSaleInput;
}>;


export type CorrectSaleMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ExtendCoverageMutationVariables = Exact<{
  input: ExtendCoverageInput;
}>;


export type ExtendCoverageMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type CorrectShipmentMutationVariables = Exact<{
  input: CorrectShipmentInput;
}>;


export type CorrectShipmentMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ReturnUnitMutationVariables = Exact<{
  input: ReturnUnitInput;
}>;


export type ReturnUnitMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

type RecordAnswer_RecordAccepted_Fragment = { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type RecordAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type RecordAnswerFragment =
  | RecordAnswer_RecordAccepted_Fragment
  | RecordAnswer_Refused_Fragment
;

export type PossibleFragment = { name: string, refusal: { code: string, message: string, rule: string | null } | null };

export type BecauseFragment = { code: string, message: string, rule: string | null };

export type SumFragment = { amount: string, currency: string };

export type NamedPartnerFragment = { id: string, name: string, locale: string };

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export const UnitPage = 'query UnitPage($serial: String!, $staff: Boolean!, $atLeast: Position) { unit(serial: $serial, atLeast: $atLeast) { serial newSerial shippedOn orderNumber carrier trackingNumber deliveredOn deliveryProof soldOn product { sku name } batch { id producedOn state @include(if: $staff) } partner { ...NamedPartner } invoice { number date taxCategory taxRate netPrice { ...Sum } tax { ...Sum } } sales { soldOn soldBy { ...NamedPartner } soldTo { ...NamedPartner } } extensions { months boughtOn reason } claims { id number status submittedAt } chain { serial shippedOn product { name } } actions { ...Possible } } intake(serial: $serial, atLeast: $atLeast) { coverage { covered expiresOn policyId policyVersion failedChecks { code message } } refusal { ...Because } } } fragment Possible on ClaimAction { name refusal { ...Because } } fragment Because on Refused { code message rule } fragment Sum on Money { amount currency } fragment NamedPartner on Partner { id name locale }' as TypedDocument<UnitPageQuery, UnitPageQueryVariables>;
export const RecordSale = 'mutation RecordSale($input: SaleInput!) { answer: recordSale(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RecordSaleMutation, RecordSaleMutationVariables>;
export const CorrectSale = 'mutation CorrectSale($input: CorrectSaleInput!) { answer: correctSale(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<CorrectSaleMutation, CorrectSaleMutationVariables>;
export const ExtendCoverage = 'mutation ExtendCoverage($input: ExtendCoverageInput!) { answer: extendCoverage(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ExtendCoverageMutation, ExtendCoverageMutationVariables>;
export const CorrectShipment = 'mutation CorrectShipment($input: CorrectShipmentInput!) { answer: correctShipment(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<CorrectShipmentMutation, CorrectShipmentMutationVariables>;
export const ReturnUnit = 'mutation ReturnUnit($input: ReturnUnitInput!) { answer: returnUnit(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ReturnUnitMutation, ReturnUnitMutationVariables>;
