// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Postal address of a company. */
export type AddressInput = {
  /** City. At most 100 characters. */
  city: string;
  /** ISO 3166-1 alpha-2 code, such as KR. At most 2 characters. */
  country: string;
  /** One line: street, building and the like. At most 6 items. */
  lines: Array<string>;
  /** Postal code, if the country has one. At most 20 characters. */
  postalCode?: string | null | undefined;
};

/** What changes of a legal entity. */
export type AmendLegalEntityInput = {
  /** Its registered address. */
  address?: AddressInput | null | undefined;
  /** On its documents; mandatory by the rules for documents between German companies. */
  contact?: ContactInput | null | undefined;
  /** Scheme of the EAS list and id, such as 9930:DE123456788. At most 110 characters. */
  electronicAddress?: string | null | undefined;
  /** Month and day on which its fiscal year begins, such as 04-01; default: 01-01, or unchanged. At most 5 characters. */
  fiscalYearStart?: string | null | undefined;
  /** Id of the legal entity; its document series are named after it. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Name of the company. At most 200 characters. */
  name?: string | null | undefined;
  /** IANA name of the time zone in which its documents are dated, such as Asia/Seoul (R9). At most 64 characters. */
  timeZone?: string | null | undefined;
  /** VAT identification number. At most 40 characters. */
  vatId?: string | null | undefined;
};

/** What changes of a product. */
export type AmendProductInput = {
  /** A group of its defects; a code in no group is its own group. At most 100 items. */
  defectGroups?: Array<DefectGroupInput> | null | undefined;
  /** Products of one family are alike: what is known of the others says what to expect of a new one (B3). At most 64 characters. */
  family?: string | number | null | undefined;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Name of the product. At most 200 characters. */
  name?: string | null | undefined;
  /** Stock keeping unit. At most 64 characters. */
  sku: string;
  /** Weight of one unit with its packing, in grams. */
  weightGrams?: number | null | undefined;
};

/** What changes of a member of staff. */
export type AmendStaffInput = {
  /** First day away. */
  awayFrom?: string | null | undefined;
  /** Last day away. */
  awayUntil?: string | null | undefined;
  /** Calendar of its business days; default: the default calendar. At most 64 characters. */
  calendarId?: string | number | null | undefined;
  /** Member that is notified in its place while it is away. At most 64 characters. */
  deputy?: string | number | null | undefined;
  /** E-mail address of the person. At most 320 characters. */
  email?: string | null | undefined;
  /** Id of the member. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Language of its mails and of its page (BCP 47), such as ko-KR; default: English. At most 35 characters. */
  locale?: string | null | undefined;
  /** Member that is notified when a promise is about to be broken. At most 64 characters. */
  managerId?: string | number | null | undefined;
  /** Name of the person. At most 200 characters. */
  name?: string | null | undefined;
  /** Stock keeping unit of a product whose claims it takes where the account manager cannot. At most 1000 items. */
  products?: Array<string> | null | undefined;
  /** What it can be assigned and notified for. At most 6 items. */
  roles?: Array<Role> | null | undefined;
};

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
  /** The number that it is to have: refused when another version was published meanwhile. */
  version?: number | null | undefined;
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

/** A department that answers questions about documents, not a person (A4). */
export type ContactInput = {
  /** E-mail address. At most 320 characters. */
  email: string;
  /** Name of the department. At most 100 characters. */
  name: string;
  /** Telephone number. At most 40 characters. */
  phone: string;
};

/** Facts of a partner that were wrong. */
export type CorrectPartnerInput = {
  /** ISO 4217 code of the currency it is invoiced in, such as KRW. At most 3 characters. */
  currency?: string | null | undefined;
  /** Id of the partner. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Language and country (BCP 47), such as ko-KR. At most 35 characters. */
  locale?: string | null | undefined;
  /** Name of the company. At most 200 characters. */
  name?: string | null | undefined;
  /** Reason, for the record. At most 500 characters. */
  reason: string;
  /** IANA name of its time zone, such as Asia/Seoul. At most 64 characters. */
  timeZone?: string | null | undefined;
  /** VAT identification number. At most 40 characters. */
  vatId?: string | null | undefined;
};

/** What a part of the return of a unit costs (F9). */
export type CostRateInput = {
  /** What it is for. One of FREIGHT, DUTY, STORAGE, STAFF, CAPITAL, REPLACEMENT_FREIGHT. At most 40 characters. */
  component: string;
  /** Country of the partner (ISO 3166-1), such as KR; default: those without a rate of their own. At most 2 characters. */
  country?: string | null | undefined;
  /** What the rate is for. One of UNIT, KG, DAY, MINUTE. At most 40 characters. */
  per: string;
  /** How many of `per` a return takes, with up to three decimals; default: 1, or for KG the weight of the product. */
  quantity?: number | null | undefined;
  /** Cost of one unit of `per`. */
  rate: MoneyInput;
  /** Where the rate comes from, such as a price list and its date. At most 500 characters. */
  source: string;
};

/** A part of the cost of a return that is a share of the net price (F9). */
export type CostShareInput = {
  /** What it is for. One of FREIGHT, DUTY, STORAGE, STAFF, CAPITAL, REPLACEMENT_FREIGHT. At most 40 characters. */
  component: string;
  /** Country of the partner (ISO 3166-1), such as KR; default: those without a rate of their own. At most 2 characters. */
  country?: string | null | undefined;
  /** Days for which interest is counted: price × percent × days / 365. */
  days?: number | null | undefined;
  /** Percent of the net price of the unit, such as a duty of 8; with days, the interest of a year. */
  percent: number;
  /** Where the rate comes from, such as a price list and its date. At most 500 characters. */
  source: string;
};

/** Remedies for claims on units that a partner has sold on (R4). */
export type CreditsForUnitsSoldOn =
  /** They can be replaced, but not credited. */
  | 'NONE'
  /** They can also be credited, to the partner that was invoiced. */
  | 'TO_INVOICED_PARTNER';

/** Defects that are counted together when batches are watched (B2). */
export type DefectGroupInput = {
  /** Code of a defect in the group. At most 200 items. */
  codes: Array<string>;
  /** Name of the group. At most 64 characters. */
  group: string;
  /** A label of one code in one language. At most 2000 items. */
  labels?: Array<DefectLabelInput> | null | undefined;
};

/** The meaning of a defect code, in plain language. */
export type DefectLabelInput = {
  /** The code, one of its group. At most 64 characters. */
  code: string;
  /** The label. At most 200 characters. */
  label: string;
  /** Language (BCP 47), such as ko; default: every language without a label. At most 35 characters. */
  language?: string | null | undefined;
};

/** A person whose mails are to be deleted. */
export type DeleteMailsOfPersonInput = {
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The contact or member of staff. At most 64 characters. */
  personId: string | number;
  /** Why, without names. At most 500 characters. */
  reason: string;
};

/** What a contract calls an epidemic failure (B4). */
export type EpidemicTriggerInput = {
  /** Of the units shipped so far, or of the whole lot; default: SHIPPED. One of SHIPPED, PRODUCED. At most 40 characters. */
  of?: string | null | undefined;
  /** Claims by one cause as a share of the units, such as 0.05. */
  share: number;
  /** In any so many days in a row. */
  windowDays: number;
};

/** Evidence that a policy asks for. */
export type EvidenceDemandInput = {
  /** How many files of that kind. */
  atLeast: number;
  /** For claims with this defect; default: every claim. At most 64 characters. */
  defectCode?: string | null | undefined;
  /** What the files must show. */
  kind: EvidenceKind;
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

/** A company that invoices and credits (R1). */
export type LegalEntityInput = {
  /** Its registered address. */
  address: AddressInput;
  /** On its documents; mandatory by the rules for documents between German companies. */
  contact?: ContactInput | null | undefined;
  /** Scheme of the EAS list and id, such as 9930:DE123456788. At most 110 characters. */
  electronicAddress?: string | null | undefined;
  /** Month and day on which its fiscal year begins, such as 04-01; default: 01-01, or unchanged. At most 5 characters. */
  fiscalYearStart?: string | null | undefined;
  /** Id of the legal entity; its document series are named after it. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Name of the company. At most 200 characters. */
  name: string;
  /** IANA name of the time zone in which its documents are dated, such as Asia/Seoul (R9). At most 64 characters. */
  timeZone: string;
  /** VAT identification number. At most 40 characters. */
  vatId?: string | null | undefined;
};

/** An amount of money. */
export type MoneyInput = {
  /** Decimal with the digits of the currency: "129.90". At most 24 characters. */
  amount: string;
  /** ISO 4217. At most 3 characters. */
  currency: string;
};

/** A business partner. */
export type PartnerInput = {
  /** Id of its account manager, a member of staff. At most 64 characters. */
  accountManager: string;
  /** Its address on documents. */
  billTo?: AddressInput | null | undefined;
  /** Calendar for its deadlines; default: the default calendar. At most 64 characters. */
  calendarId?: string | number | null | undefined;
  /** ISO 4217 code of the currency it is invoiced in, such as KRW. At most 3 characters. */
  currency: string;
  /** Where its electronic documents go: scheme of the EAS list and id, such as 9930:DE123456788. At most 110 characters. */
  electronicAddress?: string | null | undefined;
  /** E-mail address of a contact. At most 20 items. */
  emails?: Array<string> | null | undefined;
  /** Id of the partner. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Language and country (BCP 47), such as ko-KR. At most 35 characters. */
  locale: string;
  /** Name of the company. At most 200 characters. */
  name: string;
  /** Where its regular orders go. */
  shipTo?: AddressInput | null | undefined;
  /** Remedy for claims that state no preference (C7); default: ASK. */
  standingInstruction?: StandingInstruction | null | undefined;
  /** IANA name of its time zone, such as Asia/Seoul; default: that of its calendar. At most 64 characters. */
  timeZone?: string | null | undefined;
  /** VAT identification number. At most 40 characters. */
  vatId?: string | null | undefined;
};

/** Changed terms of a partner. */
export type PartnerTermsInput = {
  /** Id of its account manager, a member of staff. At most 64 characters. */
  accountManager?: string | null | undefined;
  /** Its address on documents. */
  billTo?: AddressInput | null | undefined;
  /** Calendar for its deadlines; default: the default calendar. At most 64 characters. */
  calendarId?: string | number | null | undefined;
  /** Whether claims of later holders may end in a credit to it (R4). */
  creditsForUnitsSoldOn?: CreditsForUnitsSoldOn | null | undefined;
  /** Where its electronic documents go: scheme of the EAS list and id, such as 9930:DE123456788. At most 110 characters. */
  electronicAddress?: string | null | undefined;
  /** E-mail address of a contact. At most 20 items. */
  emails?: Array<string> | null | undefined;
  /** Id of the partner. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Where its regular orders go. */
  shipTo?: AddressInput | null | undefined;
  /** Remedy for claims that state no preference (C7); default: ASK. */
  standingInstruction?: StandingInstruction | null | undefined;
};

/** Warranty terms. */
export type PolicyInput = {
  /** Business days for the partner to choose a remedy; default: 10 (C7). */
  choiceDays?: number | null | undefined;
  /** Days from the failure within which a claim must be submitted; default: unlimited. */
  claimWindowDays?: number | null | undefined;
  /** What the return of a unit would cost (F9). At most 500 items. */
  costRates?: Array<CostRateInput> | null | undefined;
  /** What the return of a unit would cost as a share of its price (F9). At most 500 items. */
  costShares?: Array<CostShareInput> | null | undefined;
  /** LIMITED only: code of a defect that is covered; with none, every defect that is not excluded. At most 500 items. */
  coveredDefects?: Array<string> | null | undefined;
  /** It governs units shipped on this day or later; not before the day of publication (R6). */
  effectiveFrom: string;
  /** What suspects a batch at once, beside the test of its claims (B4). At most 10 items. */
  epidemicTriggers?: Array<EpidemicTriggerInput> | null | undefined;
  /** Business days for the partner to send evidence; default: 10 (C6). */
  evidenceDays?: number | null | undefined;
  /** Files required with a claim (E2). At most 100 items. */
  evidenceDemanded?: Array<EvidenceDemandInput> | null | undefined;
  /** Code of a defect that is not covered. At most 500 items. */
  excludedDefects?: Array<string> | null | undefined;
  /** Share of good batches that may ever be suspected; above 0 and below 1, default: 0.01 (B3). */
  falseAlarmShare?: number | null | undefined;
  /** Share of claims to be resolved without asking for more evidence; default: 0.99 (S13). */
  firstContactGoal?: number | null | undefined;
  /** Business hours within which it is first reviewed; default: PT24H (S1). At most 64 characters. */
  firstReviewTarget?: string | null | undefined;
  /** Goodwill above it needs a second person; default: unlimited (C13). */
  goodwillLimit?: MoneyInput | null | undefined;
  /** Id of the policy. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Claims of one defect group per unit and month to be expected before anything is known of a product and its family; above 0 and below 1, default: 0.0005 (B3). */
  initialMonthlyRate?: number | null | undefined;
  /** How much it covers. */
  kind: PolicyKind;
  /** SOLD only: months after shipment at which the term begins while the sale is not known (R7). */
  latestStartMonths?: number | null | undefined;
  /** Length of the term in calendar months. */
  months: number;
  /** Days after which an owed replacement is offered as a credit; default: 60 (F6). */
  owedDays?: number | null | undefined;
  /** Whether a sample in transit pauses a claim's clock; default: false (S6). */
  pauseForSamples?: boolean | null | undefined;
  /** A credit above it is released by finance; default: unlimited (F8). */
  releaseLimit?: MoneyInput | null | undefined;
  /** Minimum days of cover for a replacement unit; default: 90 (C11). */
  replacementDays?: number | null | undefined;
  /** Business hours within which a claim is resolved; default: PT48H (S1). At most 64 characters. */
  resolutionTarget?: string | null | undefined;
  /** Reason why it takes effect before the day of publication (R6). At most 500 characters. */
  retroactiveReason?: string | null | undefined;
  /** Who has approved these terms for the legal department. */
  signOff?: SignOffInput | null | undefined;
  /** Stock keeping unit of a product it governs. At most 1000 items. */
  skus: Array<string>;
  /** Day on which the term begins. */
  startAnchor: StartAnchor;
  /** Its wording in plain language. At most 20000 characters. */
  text?: string | null | undefined;
  /** The number that it is to have: refused when another version was published meanwhile. */
  version?: number | null | undefined;
};

/** How much a warranty covers. */
export type PolicyKind =
  /** Every defect that is not excluded. */
  | 'FULL'
  /** The defects that it lists; if it lists none, every defect that is not excluded. */
  | 'LIMITED';

/** A product. */
export type ProductInput = {
  /** A group of its defects; a code in no group is its own group. At most 100 items. */
  defectGroups?: Array<DefectGroupInput> | null | undefined;
  /** Products of one family are alike: what is known of the others says what to expect of a new one (B3). At most 64 characters. */
  family?: string | number | null | undefined;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Name of the product. At most 200 characters. */
  name: string;
  /** Stock keeping unit. At most 64 characters. */
  sku: string;
  /** Weight of one unit with its packing, in grams. */
  weightGrams?: number | null | undefined;
};

/** A read model to build anew from the log. */
export type RebuildInput = {
  /** The same key again is the same rebuild, and answered alike (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Name of the read model, as in projections: such as claims. At most 100 characters. */
  projection: string;
};

/** How far a rebuild is. */
export type RebuildStatus =
  /** Queries are answered from the new documents. */
  | 'DONE'
  /** It could not be done; queries are answered from the old documents. */
  | 'FAILED'
  /** It begins in a moment, or when another has ended. */
  | 'QUEUED'
  /** The log is being read. Queries are answered from the old documents. */
  | 'RUNNING';

/** What a bearer token allows. */
export type Role =
  /** Maintains the registry; may also do what a reviewer does. */
  | 'ADMIN'
  /** Reads everything and changes nothing. */
  | 'AUDITOR'
  /** Reads credit notes and replacements. */
  | 'FINANCE'
  /** A business partner: submits claims and sees only its own data. */
  | 'PARTNER'
  /** Maintains the quality records of batches. */
  | 'QUALITY'
  /** Reviews evidence and decides on claims. */
  | 'REVIEWER';

/** A legal sign-off. */
export type SignOffInput = {
  /** The member of staff who approved it. At most 64 characters. */
  by: string | number;
  /** When. */
  on: string;
};

/** What is promised (S1). */
export type SlaTargetName =
  /** The first review of the evidence. */
  | 'FIRST_REVIEW'
  /** The resolution: decided, communicated and executed (C9). */
  | 'RESOLUTION';

/** A member of staff. What it may do is in its token alone, whose subject is the id. */
export type StaffInput = {
  /** First day away. */
  awayFrom?: string | null | undefined;
  /** Last day away. */
  awayUntil?: string | null | undefined;
  /** Calendar of its business days; default: the default calendar. At most 64 characters. */
  calendarId?: string | number | null | undefined;
  /** Member that is notified in its place while it is away. At most 64 characters. */
  deputy?: string | number | null | undefined;
  /** E-mail address of the person. At most 320 characters. */
  email: string;
  /** Id of the member. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Language of its mails and of its page (BCP 47), such as ko-KR; default: English. At most 35 characters. */
  locale?: string | null | undefined;
  /** Member that is notified when a promise is about to be broken. At most 64 characters. */
  managerId?: string | number | null | undefined;
  /** Name of the person. At most 200 characters. */
  name: string;
  /** Stock keeping unit of a product whose claims it takes where the account manager cannot. At most 1000 items. */
  products?: Array<string> | null | undefined;
  /** What it can be assigned and notified for. At most 6 items. */
  roles: Array<Role>;
};

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
  atLeast?: string | null | undefined;
}>;


export type PolicyQuery = { policy: { id: string, versions: Array<{ version: number, terms: unknown }> } | null };

export type PolicyPreviewQueryVariables = Exact<{
  input: PolicyInput;
}>;


export type PolicyPreviewQuery = { policyPreview: { version: number, unchanged: boolean, refusal: { code: string, message: string, rule: string | null } | null } };

export type PublishPolicyMutationVariables = Exact<{
  input: PolicyInput;
}>;


export type PublishPolicyMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ProductQueryVariables = Exact<{
  sku: string;
  atLeast?: string | null | undefined;
}>;


export type ProductQuery = { products: { nodes: Array<{ sku: string, name: string, weightGrams: number | null, family: string | null, defectGroups: Array<{ group: string, codes: Array<string>, labels: Array<{ code: string, language: string | null, label: string }> }> }> } };

export type AmendProductMutationVariables = Exact<{
  input: AmendProductInput;
}>;


export type AmendProductMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ChangePartnerTermsMutationVariables = Exact<{
  input: PartnerTermsInput;
}>;


export type ChangePartnerTermsMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type CorrectPartnerMutationVariables = Exact<{
  input: CorrectPartnerInput;
}>;


export type CorrectPartnerMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

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
  id: string | number;
  from: string;
  to: string;
}>;


export type CalendarPreviewQuery = { calendar: { timeZone: string, windows: Array<{ opensAt: string, closesAt: string }> } | null, calendarPreview: { calendar: { timeZone: string, windows: Array<{ opensAt: string, closesAt: string }> } | null, refusal: { code: string, message: string, rule: string | null } | null, moved: Array<{ target: SlaTargetName, dueAt: string | null, newDueAt: string | null, claim: { id: string, number: string, partner: { name: string, locale: string } } }>, voided: Array<{ target: SlaTargetName, dueAt: string | null, newDueAt: string | null, claim: { id: string, number: string, partner: { name: string, locale: string } } }> } };

export type PublishCalendarMutationVariables = Exact<{
  input: CalendarInput;
}>;


export type PublishCalendarMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ImportsQueryVariables = Exact<{ [key: string]: never; }>;


export type ImportsQuery = { imports: Array<{ id: string, kind: string, fileName: string, status: ImportStatus, dryRun: boolean, requestedAt: string, endedAt: string | null, percent: number, rows: number, refusedRows: number, accepted: number, unchanged: number, refused: number, message: string | null, firstRefused: Array<{ row: number, reason: string, refusal: { code: string, message: string } }>, requestedBy: { id: string, role: string } }> };

export type ProjectionsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProjectionsQuery = { projections: Array<{ name: string, version: number, state: string, position: string, lagEvents: number, lagSeconds: number, rebuild: { status: RebuildStatus, requestedAt: string, endedAt: string | null, percent: number, message: string | null, requestedBy: { id: string } } | null }> };

export type RebuildMutationVariables = Exact<{
  input: RebuildInput;
}>;


export type RebuildMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type PartnerPageQueryVariables = Exact<{
  id: string | number;
  atLeast?: string | null | undefined;
}>;


export type PartnerPageQuery = { partner360: { claimRate: number, peerClaimRate: number | null, vatId: string | null, electronicAddress: string | null, creditsForUnitsSoldOn: CreditsForUnitsSoldOn, accountManager: { id: string, name: string }, contacts: Array<{ id: string, name: string | null, email: string, mailsDeletion: { at: string, reason: string } | null }>, shipTo: { lines: Array<string>, city: string, postalCode: string | null, country: string } | null, billTo: { lines: Array<string>, city: string, postalCode: string | null, country: string } | null, partner: { id: string, name: string, locale: string, currency: string, calendarId: string | null, timeZone: string | null, standingInstruction: StandingInstruction }, claims: { totalCount: number, nodes: Array<{ id: string, number: string, status: ClaimStatus, submittedAt: string, unit: { serial: string } }> }, openCredits: { totalCount: number, nodes: Array<{ id: string, number: string, issuedOn: string, payable: { amount: string, currency: string } }> }, owedReplacements: { totalCount: number, nodes: Array<{ owedSince: string, product: { name: string }, claim: { id: string, number: string } }> } } };

export type StaffQueryVariables = Exact<{
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type StaffQuery = { staff: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, email: string | null, roles: Array<Role>, locale: string | null, calendarId: string | null, products: Array<string>, awayFrom: string | null, awayUntil: string | null, mailsDeletion: { at: string, reason: string } | null, deputy: { id: string, name: string } | null, manager: { id: string, name: string } | null }> } };

export type LegalEntitiesQueryVariables = Exact<{
  atLeast?: string | null | undefined;
}>;


export type LegalEntitiesQuery = { legalEntities: Array<{ id: string, name: string, vatId: string | null, electronicAddress: string | null, timeZone: string, fiscalYearStart: string, closedThrough: string | null, address: { lines: Array<string>, city: string, postalCode: string | null, country: string } | null, contact: { name: string, phone: string, email: string } | null }> };

export type EnrollPartnerMutationVariables = Exact<{
  input: PartnerInput;
}>;


export type EnrollPartnerMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ListProductMutationVariables = Exact<{
  input: ProductInput;
}>;


export type ListProductMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type EnrollStaffMutationVariables = Exact<{
  input: StaffInput;
}>;


export type EnrollStaffMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type DeleteMailsOfPersonMutationVariables = Exact<{
  input: DeleteMailsOfPersonInput;
}>;


export type DeleteMailsOfPersonMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type AmendStaffMutationVariables = Exact<{
  input: AmendStaffInput;
}>;


export type AmendStaffMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type AmendLegalEntityMutationVariables = Exact<{
  input: AmendLegalEntityInput;
}>;


export type AmendLegalEntityMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type RegisterLegalEntityMutationVariables = Exact<{
  input: LegalEntityInput;
}>;


export type RegisterLegalEntityMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

type RecordAnswer_RecordAccepted_Fragment = { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type RecordAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type RecordAnswerFragment =
  | RecordAnswer_RecordAccepted_Fragment
  | RecordAnswer_Refused_Fragment
;

export type MovedFragment = { target: SlaTargetName, dueAt: string | null, newDueAt: string | null, claim: { id: string, number: string, partner: { name: string, locale: string } } };

export type WindowFragment = { opensAt: string, closesAt: string };

export type PlaceFragment = { lines: Array<string>, city: string, postalCode: string | null, country: string };

export type BecauseFragment = { code: string, message: string, rule: string | null };

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export type SumFragment = { amount: string, currency: string };

export type DeletedFragment = { at: string, reason: string };

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export const Partners = 'query Partners($text: String, $after: String, $atLeast: Position) { partners(first: 50, text: $text, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id name locale currency calendarId timeZone standingInstruction claimRate } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<PartnersQuery, PartnersQueryVariables>;
export const Products = 'query Products($text: String, $after: String, $atLeast: Position) { products(first: 50, text: $text, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id sku name weightGrams defects { code group label } } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<ProductsQuery, ProductsQueryVariables>;
export const Policies = 'query Policies($after: String, $atLeast: Position) { policies(first: 50, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id version kind months effectiveFrom skus firstReviewTarget resolutionTarget } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<PoliciesQuery, PoliciesQueryVariables>;
export const Policy = 'query Policy($id: ID!, $atLeast: Position) { policy(id: $id, atLeast: $atLeast) { id versions { version terms } } }' as TypedDocument<PolicyQuery, PolicyQueryVariables>;
export const PolicyPreview = 'query PolicyPreview($input: PolicyInput!) { policyPreview(input: $input) { version unchanged refusal { ...Because } } } fragment Because on Refused { code message rule }' as TypedDocument<PolicyPreviewQuery, PolicyPreviewQueryVariables>;
export const PublishPolicy = 'mutation PublishPolicy($input: PolicyInput!) { answer: publishPolicy(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<PublishPolicyMutation, PublishPolicyMutationVariables>;
export const Product = 'query Product($sku: String!, $atLeast: Position) { products(first: 1, text: $sku, atLeast: $atLeast) { nodes { sku name weightGrams family defectGroups { group codes labels { code language label } } } } }' as TypedDocument<ProductQuery, ProductQueryVariables>;
export const AmendProduct = 'mutation AmendProduct($input: AmendProductInput!) { answer: amendProduct(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AmendProductMutation, AmendProductMutationVariables>;
export const ChangePartnerTerms = 'mutation ChangePartnerTerms($input: PartnerTermsInput!) { answer: changePartnerTerms(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ChangePartnerTermsMutation, ChangePartnerTermsMutationVariables>;
export const CorrectPartner = 'mutation CorrectPartner($input: CorrectPartnerInput!) { answer: correctPartner(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<CorrectPartnerMutation, CorrectPartnerMutationVariables>;
export const Calendars = 'query Calendars($after: String) { calendars(first: 50, after: $after) { totalCount pageInfo { ...PageEnd } nodes { id version timeZone mode publishedUntil } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<CalendarsQuery, CalendarsQueryVariables>;
export const Calendar = 'query Calendar($id: ID!) { calendar(id: $id) { id version timeZone mode publishedUntil weekly { days open close } exceptions { date kind name source windows { open close } } versions { version publishedAt publishedBy } changes { fields { field before after } added { date kind name } removed { date kind name } changed { after { date kind name } } } } }' as TypedDocument<CalendarQuery, CalendarQueryVariables>;
export const CalendarPreview = 'query CalendarPreview($input: CalendarInput!, $id: ID!, $from: Date!, $to: Date!) { calendar(id: $id) { timeZone windows(from: $from, to: $to) { ...Window } } calendarPreview(input: $input) { calendar { timeZone windows(from: $from, to: $to) { ...Window } } refusal { ...Because } moved { ...Moved } voided { ...Moved } } } fragment Moved on CalendarPreviewChange { target dueAt newDueAt claim { id number partner { name locale } } } fragment Window on CalendarWindow { opensAt closesAt } fragment Because on Refused { code message rule }' as TypedDocument<CalendarPreviewQuery, CalendarPreviewQueryVariables>;
export const PublishCalendar = 'mutation PublishCalendar($input: CalendarInput!) { answer: publishCalendar(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<PublishCalendarMutation, PublishCalendarMutationVariables>;
export const Imports = 'query Imports { imports { id kind fileName status dryRun requestedAt endedAt percent rows refusedRows accepted unchanged refused message firstRefused { row reason refusal { code message } } requestedBy { id role } } }' as TypedDocument<ImportsQuery, ImportsQueryVariables>;
export const Projections = 'query Projections { projections { name version state position lagEvents lagSeconds rebuild { status requestedBy { id } requestedAt endedAt percent message } } }' as TypedDocument<ProjectionsQuery, ProjectionsQueryVariables>;
export const Rebuild = 'mutation Rebuild($input: RebuildInput!) { answer: rebuild(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RebuildMutation, RebuildMutationVariables>;
export const PartnerPage = 'query PartnerPage($id: ID!, $atLeast: Position) { partner360(id: $id, atLeast: $atLeast) { claimRate peerClaimRate accountManager { id name } contacts { id name email mailsDeletion { ...Deleted } } shipTo { ...Place } billTo { ...Place } vatId electronicAddress creditsForUnitsSoldOn partner { id name locale currency calendarId timeZone standingInstruction } claims(first: 10) { totalCount nodes { id number status submittedAt unit { serial } } } openCredits(first: 10) { totalCount nodes { id number issuedOn payable { ...Sum } } } owedReplacements(first: 10) { totalCount nodes { owedSince product { name } claim { id number } } } } } fragment Place on Address { lines city postalCode country } fragment Sum on Money { amount currency } fragment Deleted on Deletion { at reason }' as TypedDocument<PartnerPageQuery, PartnerPageQueryVariables>;
export const Staff = 'query Staff($after: String, $atLeast: Position) { staff(first: 50, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id name email roles locale calendarId products awayFrom awayUntil mailsDeletion { ...Deleted } deputy { id name } manager { id name } } } } fragment PageEnd on PageInfo { hasNextPage endCursor } fragment Deleted on Deletion { at reason }' as TypedDocument<StaffQuery, StaffQueryVariables>;
export const LegalEntities = 'query LegalEntities($atLeast: Position) { legalEntities(atLeast: $atLeast) { id name vatId address { ...Place } electronicAddress contact { name phone email } timeZone fiscalYearStart closedThrough } } fragment Place on Address { lines city postalCode country }' as TypedDocument<LegalEntitiesQuery, LegalEntitiesQueryVariables>;
export const EnrollPartner = 'mutation EnrollPartner($input: PartnerInput!) { answer: enrollPartner(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<EnrollPartnerMutation, EnrollPartnerMutationVariables>;
export const ListProduct = 'mutation ListProduct($input: ProductInput!) { answer: listProduct(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ListProductMutation, ListProductMutationVariables>;
export const EnrollStaff = 'mutation EnrollStaff($input: StaffInput!) { answer: enrollStaff(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<EnrollStaffMutation, EnrollStaffMutationVariables>;
export const DeleteMailsOfPerson = 'mutation DeleteMailsOfPerson($input: DeleteMailsOfPersonInput!) { answer: deleteMailsOfPerson(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<DeleteMailsOfPersonMutation, DeleteMailsOfPersonMutationVariables>;
export const AmendStaff = 'mutation AmendStaff($input: AmendStaffInput!) { answer: amendStaff(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AmendStaffMutation, AmendStaffMutationVariables>;
export const AmendLegalEntity = 'mutation AmendLegalEntity($input: AmendLegalEntityInput!) { answer: amendLegalEntity(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AmendLegalEntityMutation, AmendLegalEntityMutationVariables>;
export const RegisterLegalEntity = 'mutation RegisterLegalEntity($input: LegalEntityInput!) { answer: registerLegalEntity(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RegisterLegalEntityMutation, RegisterLegalEntityMutationVariables>;
