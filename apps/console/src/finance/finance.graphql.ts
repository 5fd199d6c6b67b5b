// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Which credit notes; all given conditions must hold. */
export type CreditNoteFilter = {
  /** In this currency (ISO 4217). */
  currency?: string | null | undefined;
  /** Issued on this day or later. */
  from?: string | null | undefined;
  /** Of this partner. */
  partnerId?: string | number | null | undefined;
  /** With this status. */
  status?: CreditNoteStatus | null | undefined;
  /** Issued on this day or earlier. */
  to?: string | null | undefined;
};

/** The state of a credit note. */
export type CreditNoteStatus =
  /** Issued, not settled yet. */
  | 'ISSUED'
  /** Reversed by a later document (F4). */
  | 'REVERSED'
  /** Paid out, or set off against an invoice. */
  | 'SETTLED';

/** How the books differ from a claim. */
export type DifferenceKind =
  /** The books have another amount, currency or number. */
  | 'DIFFERENT'
  /** The books have it more than once. */
  | 'DOUBLED'
  /** The books do not have what the claim says. */
  | 'MISSING'
  /** The books have what no claim says. */
  | 'UNEXPECTED';

/** The state of a replacement (F6). */
export type ReplacementStatus =
  /** Put on one of the partner's regular orders. */
  | 'ALLOTTED'
  /** Converted to a credit at the partner's request. */
  | 'CONVERTED'
  /** Owed to the partner. */
  | 'OWED'
  /** On its way, with its own serial. */
  | 'SHIPPED';

export type CreditNotesQueryVariables = Exact<{
  filter?: CreditNoteFilter | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type CreditNotesQuery = { creditNotes: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, number: string, issuedOn: string, status: CreditNoteStatus, serials: Array<string>, invoiceNumber: string, pdfUrl: string, ublUrl: string, payable: { amount: string, currency: string }, reversal: { number: string | null, pdfUrl: string | null } | null, partner: { id: string, name: string, locale: string }, claim: { id: string, number: string } }> } };

export type UnitsOwedQueryVariables = Exact<{
  status?: ReplacementStatus | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type UnitsOwedQuery = { replacements: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ owedSince: string, status: ReplacementStatus, orderNumber: string | null, newSerial: string | null, carrier: string | null, trackingNumber: string | null, shippedOn: string | null, product: { name: string }, claim: { id: string, number: string, partner: { id: string, name: string, locale: string }, unit: { serial: string } } }> } };

export type CreditTotalsQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type CreditTotalsQuery = { creditTotals: Array<{ month: string, currency: string, count: number, reversed: number, amount: { amount: string, currency: string }, tax: { amount: string, currency: string }, payable: { amount: string, currency: string } }> };

export type CreditAgeingQueryVariables = Exact<{
  asOf: string;
}>;


export type CreditAgeingQuery = { creditAgeing: Array<{ currency: string, count: number, partner: { id: string, name: string, locale: string }, days0To30: { amount: string, currency: string }, days31To60: { amount: string, currency: string }, days61To90: { amount: string, currency: string }, over90Days: { amount: string, currency: string }, total: { amount: string, currency: string } }> };

export type ReconcileQueryVariables = Exact<{
  from: string;
  to: string;
  timeZone?: string | null | undefined;
}>;


export type ReconcileQuery = { reconciliation: { underWay: number, differenceCount: number, unfinishedClosings: Array<{ legalEntityId: string, month: string }>, currencies: Array<{ currency: string, approved: { count: number, amount: { amount: string, currency: string } }, credited: { count: number, amount: { amount: string, currency: string } }, replaced: { count: number, amount: { amount: string, currency: string } }, converted: { count: number, amount: { amount: string, currency: string } }, open: { count: number, amount: { amount: string, currency: string } }, held: { count: number, amount: { amount: string, currency: string } }, stillOwed: { count: number, amount: { amount: string, currency: string } }, reversed: { count: number, amount: { amount: string, currency: string } } }>, differences: Array<{ kind: DifferenceKind, expected: string, found: string, claimId: string, claim: { number: string } | null }> } };

export type CountedFragment = { count: number, amount: { amount: string, currency: string } };

export const CreditNotes = 'query CreditNotes($filter: CreditNoteFilter, $after: String, $atLeast: Position) { creditNotes(first: 50, filter: $filter, after: $after, atLeast: $atLeast) { totalCount pageInfo { hasNextPage endCursor } nodes { id number issuedOn status serials invoiceNumber pdfUrl ublUrl payable { amount currency } reversal { number pdfUrl } partner { id name locale } claim { id number } } } }' as TypedDocument<CreditNotesQuery, CreditNotesQueryVariables>;
export const UnitsOwed = 'query UnitsOwed($status: ReplacementStatus, $after: String, $atLeast: Position) { replacements(first: 50, status: $status, after: $after, atLeast: $atLeast) { totalCount pageInfo { hasNextPage endCursor } nodes { owedSince status orderNumber newSerial carrier trackingNumber shippedOn product { name } claim { id number partner { id name locale } unit { serial } } } } }' as TypedDocument<UnitsOwedQuery, UnitsOwedQueryVariables>;
export const CreditTotals = 'query CreditTotals($from: Date!, $to: Date!) { creditTotals(from: $from, to: $to) { month currency count reversed amount { amount currency } tax { amount currency } payable { amount currency } } }' as TypedDocument<CreditTotalsQuery, CreditTotalsQueryVariables>;
export const CreditAgeing = 'query CreditAgeing($asOf: Date!) { creditAgeing(asOf: $asOf) { currency count partner { id name locale } days0To30 { amount currency } days31To60 { amount currency } days61To90 { amount currency } over90Days { amount currency } total { amount currency } } }' as TypedDocument<CreditAgeingQuery, CreditAgeingQueryVariables>;
export const Reconcile = 'query Reconcile($from: Date!, $to: Date!, $timeZone: String) { reconciliation(from: $from, to: $to, timeZone: $timeZone) { underWay differenceCount unfinishedClosings { legalEntityId month } currencies { currency approved { ...Counted } credited { ...Counted } replaced { ...Counted } converted { ...Counted } open { ...Counted } held { ...Counted } stillOwed { ...Counted } reversed { ...Counted } } differences { kind expected found claimId claim { number } } } } fragment Counted on CountAndMoney { count amount { amount currency } }' as TypedDocument<ReconcileQuery, ReconcileQueryVariables>;
