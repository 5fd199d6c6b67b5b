// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Replacements to go with an order. */
export type AllotReplacementsInput = {
  /** A claim that is owed a replacement. At most 1000 items. */
  claimIds: Array<string | number>;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Number of the partner's order. At most 64 characters. */
  orderNumber: string;
  /** The partner that is owed them. At most 64 characters. */
  partnerId: string | number;
};

/** What is booked of a remedy. */
export type BookedItemKind =
  /** A replacement that was converted to a credit. */
  | 'CONVERSION'
  /** A credit note. */
  | 'CREDIT'
  /** The invoice of the unit. */
  | 'INVOICE'
  /** The net price of the unit. */
  | 'PRICE'
  /** A replacement in the ledger. */
  | 'REPLACEMENT'
  /** The reversal of a credit note. */
  | 'REVERSAL'
  /** A unit that was shipped as a replacement. */
  | 'SHIPMENT';

/** A month of the books. */
export type CloseMonthInput = {
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The legal entity whose books they are; default: the only one (R1). At most 64 characters. */
  legalEntityId?: string | number | null | undefined;
  /** The month, such as 2026-11. It must be over in the time zone of the entity. At most 7 characters. */
  month: string;
};

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

/** Units that were delivered. */
export type DeliveryInput = {
  /** Name of the carrier. At most 200 characters. */
  carrier?: string | null | undefined;
  /** Day of delivery. */
  deliveredOn: string;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** What shows it, such as who signed; without it the delivery is refused. At most 500 characters. */
  proof?: string | null | undefined;
  /** Serial of a unit. At most 1000 items. */
  serials: Array<string>;
  /** Tracking number of the carrier. At most 200 characters. */
  trackingNumber?: string | null | undefined;
};

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

/** What the reason for which a credit is held can be about. */
export type HoldSubjectKind =
  /** The invoice of the unit. */
  | 'INVOICE'
  /** The legal entity that issues the credit note. */
  | 'LEGAL_ENTITY'
  /** The order of the unit. */
  | 'ORDER'
  /** The partner that was invoiced. */
  | 'PARTNER'
  /** The product of the unit. */
  | 'PRODUCT'
  /** The unit. */
  | 'UNIT';

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

/** The reversal of a credit note. */
export type ReverseCreditNoteInput = {
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Number of the credit note. At most 64 characters. */
  number: string;
  /** Why it is reversed; the reversal says it, and the partner reads it. At most 1000 characters. */
  reason: string;
};

/** The settlement of a credit note. */
export type SettleCreditNoteInput = {
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Number of the credit note. At most 64 characters. */
  number: string;
  /** Reference of the payment in the finance system. At most 200 characters. */
  reference: string;
  /** The day on which it was paid out or set off. */
  settledOn: string;
};

/** The unit that answers a claim. */
export type ShipReplacementInput = {
  /** The batch it was produced in; omitted for a unit that is already shipped. At most 64 characters. */
  batchId?: string | number | null | undefined;
  /** Name of the carrier. At most 200 characters. */
  carrier?: string | null | undefined;
  /** The claim that is owed the replacement. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Serial of the new unit. At most 200 characters. */
  newSerial: string;
  /** Day of shipment. */
  shippedOn: string;
  /** Tracking number of the carrier. At most 200 characters. */
  trackingNumber?: string | null | undefined;
};

/** What changed the balance of a partner. */
export type StatementEntryKind =
  /** A credit note was issued. */
  | 'CREDIT_NOTE'
  /** A credit note was reversed by a document of its own (F4). */
  | 'REVERSAL'
  /** A credit note was paid out, or set off against an invoice. */
  | 'SETTLEMENT';

export type CreditNotesQueryVariables = Exact<{
  filter?: CreditNoteFilter | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type CreditNotesQuery = { creditNotes: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, number: string, issuedOn: string, status: CreditNoteStatus, serials: Array<string>, invoiceNumber: string, pdfUrl: string, ublUrl: string, claimNumber: string, payable: { amount: string, currency: string }, reversal: { number: string | null, pdfUrl: string | null } | null, partner: { id: string, name: string, locale: string }, visibleClaim: { id: string } | null }> } };

export type UnitsOwedQueryVariables = Exact<{
  status?: ReplacementStatus | null | undefined;
  partnerId?: string | number | null | undefined;
  acts: boolean;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type UnitsOwedQuery = { replacements: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ owedSince: string, status: ReplacementStatus, orderNumber: string | null, formerOrderNumber: string | null, newSerial: string | null, carrier: string | null, trackingNumber: string | null, shippedOn: string | null, deliveredOn: string | null, actions?: Array<{ name: string, refusal: { code: string, message: string, rule: string | null } | null }>, product: { name: string }, claim: { id: string, number: string, partner: { id: string, name: string, locale: string }, unit: { serial: string } } }> } };

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


export type ReconcileQuery = { legalEntities: Array<{ id: string, name: string }>, reconciliation: { underWay: number, differenceCount: number, unfinishedClosings: Array<{ legalEntityId: string, month: string }>, currencies: Array<{ currency: string, approved: { count: number, amount: { amount: string, currency: string } }, credited: { count: number, amount: { amount: string, currency: string } }, replaced: { count: number, amount: { amount: string, currency: string } }, converted: { count: number, amount: { amount: string, currency: string } }, open: { count: number, amount: { amount: string, currency: string } }, held: { count: number, amount: { amount: string, currency: string } }, stillOwed: { count: number, amount: { amount: string, currency: string } }, reversed: { count: number, amount: { amount: string, currency: string } } }>, differences: Array<{ kind: DifferenceKind, claimId: string, expectedItems: Array<{ kind: BookedItemKind, subject: string | null, amount: { amount: string, currency: string } | null }>, foundItems: Array<{ kind: BookedItemKind, subject: string | null, amount: { amount: string, currency: string } | null }>, claim: { number: string } | null }> } };

export type CreditNotePageQueryVariables = Exact<{
  number: string;
  atLeast?: string | null | undefined;
}>;


export type CreditNotePageQuery = { creditNote: { id: string, number: string, status: CreditNoteStatus, issuedOn: string, invoiceNumber: string, invoiceDate: string | null, serials: Array<string>, taxRate: string | null, taxCategory: string | null, pdfUrl: string, ublUrl: string, claimNumber: string, amount: { amount: string, currency: string }, tax: { amount: string, currency: string }, payable: { amount: string, currency: string }, settlement: { settledOn: string, reference: string } | null, reversal: { reason: string, number: string | null, issuedOn: string | null, pdfUrl: string | null, ublUrl: string | null } | null, partner: { id: string, name: string, locale: string }, visibleClaim: { id: string } | null, actions: Array<{ name: string, refusal: { code: string, message: string, rule: string | null } | null }> } | null };

export type SettleCreditNoteMutationVariables = Exact<{
  input: SettleCreditNoteInput;
}>;


export type SettleCreditNoteMutation = { answer:
    | { __typename: 'CreditNoteAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ReverseCreditNoteMutationVariables = Exact<{
  input: ReverseCreditNoteInput;
}>;


export type ReverseCreditNoteMutation = { answer:
    | { __typename: 'CreditNoteAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type AttentionQueryVariables = Exact<{
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type AttentionQuery = { needsAttention: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, number: string, communicationFailedAt: string | null, partner: { id: string, name: string, locale: string }, unit: { serial: string, invoice: { netPrice: { amount: string, currency: string } } | null }, creditHold: { since: string, reasons: Array<{ code: string, message: string, characters: string | null, limit: { amount: string, currency: string } | null, about: { kind: HoldSubjectKind, id: string, name: string | null } | null }> } | null, actions: Array<{ name: string, refusal: { code: string, message: string, rule: string | null } | null }> }> } };

export type ClosingQueryVariables = Exact<{
  month?: string | null | undefined;
}>;


export type ClosingQuery = { legalEntities: Array<{ id: string, name: string, timeZone: string, closedThrough: string | null, closing: { month: string, from: string | null, to: string, isClosed: boolean, heldCredits: number, refusal: { code: string, message: string, rule: string | null } | null, totals: Array<{ month: string, currency: string, count: number, reversed: number, amount: { amount: string, currency: string }, tax: { amount: string, currency: string }, payable: { amount: string, currency: string } }> } }> };

export type CloseMonthMutationVariables = Exact<{
  input: CloseMonthInput;
}>;


export type CloseMonthMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type StatementPageQueryVariables = Exact<{
  partnerId: string | number;
  month: string;
}>;


export type StatementPageQuery = { statement: { from: string, to: string, pdfUrl: string, csvUrl: string, balances: Array<{ currency: string, opening: { amount: string, currency: string }, credited: { amount: string, currency: string }, reversed: { amount: string, currency: string }, settled: { amount: string, currency: string }, closing: { amount: string, currency: string } }>, entries: Array<{ day: string, kind: StatementEntryKind, number: string, reference: string, serial: string, amount: { amount: string, currency: string } }>, openItems: Array<{ day: string, number: string, serial: string, amount: { amount: string, currency: string } }>, replacements: { opening: number, owed: number, shipped: number, converted: number, closing: number } } };

export type AllotReplacementsMutationVariables = Exact<{
  input: AllotReplacementsInput;
}>;


export type AllotReplacementsMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ShipReplacementMutationVariables = Exact<{
  input: ShipReplacementInput;
}>;


export type ShipReplacementMutation = { answer:
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
    | { __typename: 'ReplacementAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
   };

export type RecordDeliveryMutationVariables = Exact<{
  input: DeliveryInput;
}>;


export type RecordDeliveryMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

type RecordAnswer_RecordAccepted_Fragment = { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type RecordAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type RecordAnswerFragment =
  | RecordAnswer_RecordAccepted_Fragment
  | RecordAnswer_Refused_Fragment
;

export type CountedFragment = { count: number, amount: { amount: string, currency: string } };

export type BookedFragment = { kind: BookedItemKind, subject: string | null, amount: { amount: string, currency: string } | null };

type NoteAnswer_CreditNoteAccepted_Fragment = { __typename: 'CreditNoteAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type NoteAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type NoteAnswerFragment =
  | NoteAnswer_CreditNoteAccepted_Fragment
  | NoteAnswer_Refused_Fragment
;

export type PossibleFragment = { name: string, refusal: { code: string, message: string, rule: string | null } | null };

export type BecauseFragment = { code: string, message: string, rule: string | null };

export type TotalsFragment = { month: string, currency: string, count: number, reversed: number, amount: { amount: string, currency: string }, tax: { amount: string, currency: string }, payable: { amount: string, currency: string } };

type ReplacementAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

type ReplacementAnswer_ReplacementAccepted_Fragment = { __typename: 'ReplacementAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

export type ReplacementAnswerFragment =
  | ReplacementAnswer_Refused_Fragment
  | ReplacementAnswer_ReplacementAccepted_Fragment
;

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export type SumFragment = { amount: string, currency: string };

export type NamedPartnerFragment = { id: string, name: string, locale: string };

export type HeldFragment = { code: string, message: string, characters: string | null, limit: { amount: string, currency: string } | null, about: { kind: HoldSubjectKind, id: string, name: string | null } | null };

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export const CreditNotes = 'query CreditNotes($filter: CreditNoteFilter, $after: String, $atLeast: Position) { creditNotes(first: 50, filter: $filter, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id number issuedOn status serials invoiceNumber pdfUrl ublUrl payable { ...Sum } reversal { number pdfUrl } partner { ...NamedPartner } claimNumber visibleClaim { id } } } } fragment PageEnd on PageInfo { hasNextPage endCursor } fragment Sum on Money { amount currency } fragment NamedPartner on Partner { id name locale }' as TypedDocument<CreditNotesQuery, CreditNotesQueryVariables>;
export const UnitsOwed = 'query UnitsOwed($status: ReplacementStatus, $partnerId: ID, $acts: Boolean!, $after: String, $atLeast: Position) { replacements( first: 50 status: $status partnerId: $partnerId after: $after atLeast: $atLeast ) { totalCount pageInfo { ...PageEnd } nodes { owedSince status orderNumber formerOrderNumber newSerial carrier trackingNumber shippedOn deliveredOn actions @include(if: $acts) { ...Possible } product { name } claim { id number partner { ...NamedPartner } unit { serial } } } } } fragment Possible on ClaimAction { name refusal { ...Because } } fragment PageEnd on PageInfo { hasNextPage endCursor } fragment NamedPartner on Partner { id name locale } fragment Because on Refused { code message rule }' as TypedDocument<UnitsOwedQuery, UnitsOwedQueryVariables>;
export const CreditTotals = 'query CreditTotals($from: Date!, $to: Date!) { creditTotals(from: $from, to: $to) { ...Totals } } fragment Totals on CreditTotal { month currency count reversed amount { ...Sum } tax { ...Sum } payable { ...Sum } } fragment Sum on Money { amount currency }' as TypedDocument<CreditTotalsQuery, CreditTotalsQueryVariables>;
export const CreditAgeing = 'query CreditAgeing($asOf: Date!) { creditAgeing(asOf: $asOf) { currency count partner { ...NamedPartner } days0To30 { ...Sum } days31To60 { ...Sum } days61To90 { ...Sum } over90Days { ...Sum } total { ...Sum } } } fragment Sum on Money { amount currency } fragment NamedPartner on Partner { id name locale }' as TypedDocument<CreditAgeingQuery, CreditAgeingQueryVariables>;
export const Reconcile = 'query Reconcile($from: Date!, $to: Date!, $timeZone: String) { legalEntities { id name } reconciliation(from: $from, to: $to, timeZone: $timeZone) { underWay differenceCount unfinishedClosings { legalEntityId month } currencies { currency approved { ...Counted } credited { ...Counted } replaced { ...Counted } converted { ...Counted } open { ...Counted } held { ...Counted } stillOwed { ...Counted } reversed { ...Counted } } differences { kind expectedItems { ...Booked } foundItems { ...Booked } claimId claim { number } } } } fragment Counted on CountAndMoney { count amount { ...Sum } } fragment Booked on BookedItem { kind subject amount { ...Sum } } fragment Sum on Money { amount currency }' as TypedDocument<ReconcileQuery, ReconcileQueryVariables>;
export const CreditNotePage = 'query CreditNotePage($number: String!, $atLeast: Position) { creditNote(number: $number, atLeast: $atLeast) { id number status issuedOn invoiceNumber invoiceDate serials taxRate taxCategory pdfUrl ublUrl amount { ...Sum } tax { ...Sum } payable { ...Sum } settlement { settledOn reference } reversal { reason number issuedOn pdfUrl ublUrl } partner { ...NamedPartner } claimNumber visibleClaim { id } actions { ...Possible } } } fragment Possible on ClaimAction { name refusal { ...Because } } fragment Sum on Money { amount currency } fragment NamedPartner on Partner { id name locale } fragment Because on Refused { code message rule }' as TypedDocument<CreditNotePageQuery, CreditNotePageQueryVariables>;
export const SettleCreditNote = 'mutation SettleCreditNote($input: SettleCreditNoteInput!) { answer: settleCreditNote(input: $input) { ...NoteAnswer } } fragment NoteAnswer on CreditNoteResult { __typename ... on CreditNoteAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<SettleCreditNoteMutation, SettleCreditNoteMutationVariables>;
export const ReverseCreditNote = 'mutation ReverseCreditNote($input: ReverseCreditNoteInput!) { answer: reverseCreditNote(input: $input) { ...NoteAnswer } } fragment NoteAnswer on CreditNoteResult { __typename ... on CreditNoteAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ReverseCreditNoteMutation, ReverseCreditNoteMutationVariables>;
export const Attention = 'query Attention($after: String, $atLeast: Position) { needsAttention(first: 20, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id number communicationFailedAt partner { ...NamedPartner } unit { serial invoice { netPrice { ...Sum } } } creditHold { since reasons { ...Held } } actions(names: ["releaseCredit"]) { ...Possible } } } } fragment Possible on ClaimAction { name refusal { ...Because } } fragment PageEnd on PageInfo { hasNextPage endCursor } fragment Sum on Money { amount currency } fragment NamedPartner on Partner { id name locale } fragment Held on HoldReason { code message characters limit { ...Sum } about { kind id name } } fragment Because on Refused { code message rule }' as TypedDocument<AttentionQuery, AttentionQueryVariables>;
export const Closing = 'query Closing($month: String) { legalEntities { id name timeZone closedThrough closing(month: $month) { month from to isClosed heldCredits refusal { ...Because } totals { ...Totals } } } } fragment Because on Refused { code message rule } fragment Totals on CreditTotal { month currency count reversed amount { ...Sum } tax { ...Sum } payable { ...Sum } } fragment Sum on Money { amount currency }' as TypedDocument<ClosingQuery, ClosingQueryVariables>;
export const CloseMonth = 'mutation CloseMonth($input: CloseMonthInput!) { answer: closeMonth(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<CloseMonthMutation, CloseMonthMutationVariables>;
export const StatementPage = 'query StatementPage($partnerId: ID!, $month: String!) { statement(partnerId: $partnerId, month: $month) { from to pdfUrl csvUrl balances { currency opening { ...Sum } credited { ...Sum } reversed { ...Sum } settled { ...Sum } closing { ...Sum } } entries { day kind number reference serial amount { ...Sum } } openItems { day number serial amount { ...Sum } } replacements { opening owed shipped converted closing } } } fragment Sum on Money { amount currency }' as TypedDocument<StatementPageQuery, StatementPageQueryVariables>;
export const AllotReplacements = 'mutation AllotReplacements($input: AllotReplacementsInput!) { answer: allotReplacements(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AllotReplacementsMutation, AllotReplacementsMutationVariables>;
export const ShipReplacement = 'mutation ShipReplacement($input: ShipReplacementInput!) { answer: shipReplacement(input: $input) { ...ReplacementAnswer } } fragment ReplacementAnswer on ReplacementResult { __typename ... on ReplacementAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ShipReplacementMutation, ShipReplacementMutationVariables>;
export const RecordDelivery = 'mutation RecordDelivery($input: DeliveryInput!) { answer: recordDelivery(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RecordDeliveryMutation, RecordDeliveryMutationVariables>;
