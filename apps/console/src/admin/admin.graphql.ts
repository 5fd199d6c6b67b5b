// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** An exception to the weekly hours on one day (S3). */
export type CalendarExceptionInput = {
  /** The local day. */
  date: string;
  /** How the day differs from its weekday. */
  kind: CalendarExceptionKind;
  /** Name of the holiday, or another reason. At most 80 characters. */
  name?: string | null | undefined;
  /** Where it comes from; default: MANUAL. */
  source?: ExceptionSource | null | undefined;
  /** One of its windows; none on a closed day. At most 24 items. */
  windows?: Array<WindowInput> | null | undefined;
};

/** How a dated exception changes the weekly hours of its day (S3). */
export type CalendarExceptionKind =
  /** Its own windows instead of the weekly ones. */
  | 'CHANGED'
  /** No business time on that day. */
  | 'CLOSED'
  /** Business time on a day that would be closed: its own windows, or the whole day in mode BUSINESS_DAY_24H. */
  | 'OPEN';

/** The business time of a place. */
export type CalendarInput = {
  /** One dated exception. At most 500 items. */
  exceptions?: Array<CalendarExceptionInput> | null | undefined;
  /** Id of the calendar. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** What counts as business time (S2). */
  mode: CalendarMode;
  /** Last day for which the holidays are known; a later deadline is marked. */
  publishedUntil?: string | null | undefined;
  /** IANA name of its time zone, such as Asia/Seoul. At most 64 characters. */
  timeZone: string;
  /** Business time of the usual week. At most 100 items. */
  weekly: Array<WeeklyWindowInput>;
};

/** What counts as business time (S2). */
export type CalendarMode =
  /** A business day counts 24 hours: submitted Monday 10:00, due Wednesday 10:00 for 48 hours. */
  | 'BUSINESS_DAY_24H'
  /** Only the windows count. */
  | 'OFFICE_HOURS';

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

/** Where a dated exception comes from. MANUAL overrides IMPORTED (S3). */
export type ExceptionSource =
  /** Read from the holidays of a country or from an .ics file. */
  | 'IMPORTED'
  /** Entered by a person. */
  | 'MANUAL';

/** How far an import is. */
export type ImportStatus =
  /** It was cancelled; the rows up to then were sent. */
  | 'CANCELLED'
  /** All rows were sent. */
  | 'DONE'
  /** The file cannot be read to its end; the rows before that place were sent. */
  | 'FAILED'
  /** Another import is running. */
  | 'QUEUED'
  /** Its rows are being sent. */
  | 'RUNNING';

/** How much a warranty covers. */
export type PolicyKind =
  /** Every defect that is not excluded. */
  | 'FULL'
  /** The defects that it lists; if it lists none, every defect that is not excluded. */
  | 'LIMITED';

/** What is promised (S1). */
export type SlaTargetName =
  /** The first review of the evidence. */
  | 'FIRST_REVIEW'
  /** The resolution: decided, communicated and executed (C9). */
  | 'RESOLUTION';

/** The remedy for a partner's claims that state no preference (C7). */
export type StandingInstruction =
  /** The partner is asked each time. */
  | 'ASK'
  /** Always a credit note. */
  | 'CREDIT'
  /** Always a replacement. */
  | 'REPLACEMENT';

/** The day on which a warranty term begins. */
export type StartAnchor =
  /** The day the unit was shipped. */
  | 'SHIPPED'
  /** The day it was sold to the consumer. While it is unknown, a coverage check fails and a person decides (C4). */
  | 'SOLD'
  /** The day it was sold to the consumer, or, while that is unknown, the day it was shipped. */
  | 'SOLD_ELSE_SHIPPED';

/** A day of the week in the calendar's time zone. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday, the first day of the week (ISO 8601). */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY';

/** Business time on days of the week. */
export type WeeklyWindowInput = {
  /** Local time of closing, up to 24:00; not later than the opening means the next day. At most 10 characters. */
  close: string;
  /** A day on which it opens. At most 7 items. */
  days: Array<Weekday>;
  /** Local time of opening, such as 09:00. At most 10 characters. */
  open: string;
};

/** A period of business time in local time. */
export type WindowInput = {
  /** Local time of closing, up to 24:00; not later than the opening means the next day. At most 10 characters. */
  close: string;
  /** Local time of opening, such as 09:00. At most 10 characters. */
  open: string;
};

export type PartnersQueryVariables = Exact<{
  text?: string | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type PartnersQuery = { partners: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, locale: string, currency: string, calendarId: string | null, timeZone: string | null, standingInstruction: StandingInstruction, claimRate: number }> } };

export type ProductsQueryVariables = Exact<{
  text?: string | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type ProductsQuery = { products: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, sku: string, name: string, weightGrams: number | null, defects: Array<{ code: string, group: string, label: string }> }> } };

export type PoliciesQueryVariables = Exact<{
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type PoliciesQuery = { policies: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, version: number, kind: PolicyKind, months: number, effectiveFrom: string, skus: Array<string>, firstReviewTarget: string, resolutionTarget: string }> } };

export type PolicyQueryVariables = Exact<{
  id: string | number;
}>;


export type PolicyQuery = { policy: { id: string, versions: Array<{ version: number, kind: PolicyKind, months: number, effectiveFrom: string, skus: Array<string>, startAnchor: StartAnchor, latestStartMonths: number | null, claimWindowDays: number | null, coveredDefects: Array<string> | null, excludedDefects: Array<string>, evidenceDays: number, choiceDays: number, firstReviewTarget: string, resolutionTarget: string, text: string | null, evidenceDemanded: Array<{ kind: EvidenceKind, atLeast: number, defectCode: string | null }> }> } | null };

export type CalendarsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CalendarsQuery = { calendars: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, version: number, timeZone: string, mode: CalendarMode, publishedUntil: string | null }> } };

export type CalendarQueryVariables = Exact<{
  id: string | number;
}>;


export type CalendarQuery = { calendar: { id: string, version: number, timeZone: string, mode: CalendarMode, publishedUntil: string | null, weekly: Array<{ days: Array<Weekday>, open: string, close: string }>, exceptions: Array<{ date: string, kind: CalendarExceptionKind, name: string | null, source: ExceptionSource, windows: Array<{ open: string, close: string }> }>, versions: Array<{ version: number, publishedAt: string, publishedBy: string }>, changes: { fields: Array<{ field: string, before: string | null, after: string | null }>, added: Array<{ date: string, kind: CalendarExceptionKind, name: string | null }>, removed: Array<{ date: string, kind: CalendarExceptionKind, name: string | null }>, changed: Array<{ after: { date: string, kind: CalendarExceptionKind, name: string | null } }> } } | null };

export type CalendarPreviewQueryVariables = Exact<{
  input: CalendarInput;
}>;


export type CalendarPreviewQuery = { calendarPreview: { refusal: { code: string, message: string, rule: string | null } | null, moved: Array<{ target: SlaTargetName, dueAt: string | null, newDueAt: string | null, claim: { id: string, number: string, partner: { name: string, locale: string } } }>, voided: Array<{ target: SlaTargetName, dueAt: string | null, newDueAt: string | null, claim: { id: string, number: string, partner: { name: string, locale: string } } }> } };

export type PublishCalendarMutationVariables = Exact<{
  input: CalendarInput;
}>;


export type PublishCalendarMutation = { answer:
    | { __typename: 'RecordAccepted', position: string }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ImportsQueryVariables = Exact<{ [key: string]: never; }>;


export type ImportsQuery = { imports: Array<{ id: string, kind: string, fileName: string, status: ImportStatus, dryRun: boolean, requestedAt: string, endedAt: string | null, percent: number, rows: number, refusedRows: number, accepted: number, unchanged: number, refused: number, message: string | null, requestedBy: { id: string, role: string } }> };

export type ProjectionsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProjectionsQuery = { projections: Array<{ name: string, version: number, state: string, position: string, lagEvents: number, lagSeconds: number }> };

export type PartnerPageQueryVariables = Exact<{
  id: string | number;
  atLeast?: string | null | undefined;
}>;


export type PartnerPageQuery = { partner360: { claimRate: number, peerClaimRate: number | null, accountManager: { name: string }, contacts: Array<{ id: string, name: string | null, email: string }>, shipTo: { lines: Array<string>, city: string, postalCode: string | null, country: string } | null, billTo: { lines: Array<string>, city: string, postalCode: string | null, country: string } | null, partner: { id: string, name: string, locale: string, currency: string, calendarId: string | null, timeZone: string | null, standingInstruction: StandingInstruction }, claims: { totalCount: number, nodes: Array<{ id: string, number: string, status: ClaimStatus, submittedAt: string, unit: { serial: string } }> }, openCredits: { totalCount: number, nodes: Array<{ id: string, number: string, issuedOn: string, payable: { amount: string, currency: string } }> }, owedReplacements: { totalCount: number, nodes: Array<{ owedSince: string, product: { name: string }, claim: { id: string, number: string } }> } } };

export type MovedFragment = { target: SlaTargetName, dueAt: string | null, newDueAt: string | null, claim: { id: string, number: string, partner: { name: string, locale: string } } };

export type PlaceFragment = { lines: Array<string>, city: string, postalCode: string | null, country: string };

export const Partners = 'query Partners($text: String, $after: String, $atLeast: Position) { partners(first: 50, text: $text, after: $after, atLeast: $atLeast) { totalCount pageInfo { hasNextPage endCursor } nodes { id name locale currency calendarId timeZone standingInstruction claimRate } } }' as TypedDocument<PartnersQuery, PartnersQueryVariables>;
export const Products = 'query Products($text: String, $after: String, $atLeast: Position) { products(first: 50, text: $text, after: $after, atLeast: $atLeast) { totalCount pageInfo { hasNextPage endCursor } nodes { id sku name weightGrams defects { code group label } } } }' as TypedDocument<ProductsQuery, ProductsQueryVariables>;
export const Policies = 'query Policies($after: String, $atLeast: Position) { policies(first: 50, after: $after, atLeast: $atLeast) { totalCount pageInfo { hasNextPage endCursor } nodes { id version kind months effectiveFrom skus firstReviewTarget resolutionTarget } } }' as TypedDocument<PoliciesQuery, PoliciesQueryVariables>;
export const Policy = 'query Policy($id: ID!) { policy(id: $id) { id versions { version kind months effectiveFrom skus startAnchor latestStartMonths claimWindowDays coveredDefects excludedDefects evidenceDays choiceDays firstReviewTarget resolutionTarget text evidenceDemanded { kind atLeast defectCode } } } }' as TypedDocument<PolicyQuery, PolicyQueryVariables>;
export const Calendars = 'query Calendars($after: String) { calendars(first: 50, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id version timeZone mode publishedUntil } } }' as TypedDocument<CalendarsQuery, CalendarsQueryVariables>;
export const Calendar = 'query Calendar($id: ID!) { calendar(id: $id) { id version timeZone mode publishedUntil weekly { days open close } exceptions { date kind name source windows { open close } } versions { version publishedAt publishedBy } changes { fields { field before after } added { date kind name } removed { date kind name } changed { after { date kind name } } } } }' as TypedDocument<CalendarQuery, CalendarQueryVariables>;
export const CalendarPreview = 'query CalendarPreview($input: CalendarInput!) { calendarPreview(input: $input) { refusal { code message rule } moved { ...Moved } voided { ...Moved } } } fragment Moved on CalendarPreviewChange { target dueAt newDueAt claim { id number partner { name locale } } }' as TypedDocument<CalendarPreviewQuery, CalendarPreviewQueryVariables>;
export const PublishCalendar = 'mutation PublishCalendar($input: CalendarInput!) { answer: publishCalendar(input: $input) { __typename ... on RecordAccepted { position } ... on Refused { code message rule } } }' as TypedDocument<PublishCalendarMutation, PublishCalendarMutationVariables>;
export const Imports = 'query Imports { imports { id kind fileName status dryRun requestedAt endedAt percent rows refusedRows accepted unchanged refused message requestedBy { id role } } }' as TypedDocument<ImportsQuery, ImportsQueryVariables>;
export const Projections = 'query Projections { projections { name version state position lagEvents lagSeconds } }' as TypedDocument<ProjectionsQuery, ProjectionsQueryVariables>;
export const PartnerPage = 'query PartnerPage($id: ID!, $atLeast: Position) { partner360(id: $id, atLeast: $atLeast) { claimRate peerClaimRate accountManager { name } contacts { id name email } shipTo { ...Place } billTo { ...Place } partner { id name locale currency calendarId timeZone standingInstruction } claims(first: 10) { totalCount nodes { id number status submittedAt unit { serial } } } openCredits(first: 10) { totalCount nodes { id number issuedOn payable { amount currency } } } owedReplacements(first: 10) { totalCount nodes { owedSince product { name } claim { id number } } } } } fragment Place on Address { lines city postalCode country }' as TypedDocument<PartnerPageQuery, PartnerPageQueryVariables>;
