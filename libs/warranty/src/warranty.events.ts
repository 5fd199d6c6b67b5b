import { contract, type EventsOf, isCurrency, zDay, zId, zMoney, zSerial } from '#kernel';
import { z } from 'zod';

const zText = z
  .string()
  .regex(/\S/, { error: 'must not be empty' })
  .max(500, { error: 'must have at most 500 characters' });
const zDefectCode = zText.max(64, { error: 'must have at most 64 characters' });
const zCount = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

// ── partner-<partnerId> ─────────────────────────────────────────────────────────────────────────────────────────

/** A company's address, where regular orders go. */
const zAddress = z.object({
  lines: z.array(zText).min(1).max(6),
  city: zText,
  postalCode: zText.optional(),
  country: z.string().regex(/^[A-Z]{2}$/, { error: 'must be an ISO 3166 country code such as KR' }),
});

/** What can change after enrolment. E-mails are the company's own addresses; A4 is to take those of people out. */
const terms = {
  /** Id of a member of staff. */
  accountManager: zText,
  emails: z.array(z.email({ error: 'must be an e-mail address' })).max(20),
  /** C7: the remedy where the claim states none; ASK puts the question to the partner. */
  standingInstruction: z.enum(['ASK', 'CREDIT', 'REPLACEMENT']),
  shipTo: zAddress.optional(),
  calendarId: zId.optional(),
};

export const partnerEvents = {
  PartnerEnrolled: contract(
    'staff',
    z.object({
      partnerId: zId,
      name: zText,
      /** BCP 47, canonical: ko-KR. */
      locale: z.string().min(2).max(35),
      currency: z.string().refine(isCurrency, { error: 'must be an ISO 4217 currency code such as EUR' }),
      /** IANA name. */
      timeZone: z.string().max(64).optional(),
      vatId: zText.optional(),
      ...terms,
      emails: terms.emails.default([]),
      standingInstruction: terms.standingInstruction.default('ASK'),
    }),
  ),
  /** Only what changed. */
  PartnerTermsChanged: contract('staff', z.object({ partnerId: zId, ...z.object(terms).partial().shape })),
};
export type PartnerEvent = EventsOf<typeof partnerEvents>;

// ── product-<sku> ───────────────────────────────────────────────────────────────────────────────────────────────

export const productEvents = {
  ProductListed: contract(
    'staff',
    z.object({
      sku: zId,
      name: zText,
      /** B2: batches are watched by group of defects; a code in none stands for itself. */
      defectGroups: z
        .array(z.object({ group: zText, codes: z.array(zDefectCode).min(1).max(200) }))
        .max(100)
        .default([]),
    }),
  ),
};
export type ProductEvent = EventsOf<typeof productEvents>;

// ── policy-<policyId> ───────────────────────────────────────────────────────────────────────────────────────────

/** S1: a target names hours, perhaps with minutes: PT48H. `P2D` could mean two days of any kind. */
export const TARGET = /^PT[1-9]\d{0,3}H([1-5]?\dM)?$/;

const zTarget = z.string().regex(TARGET, { error: 'must name hours, such as PT48H' });

export const policyEvents = {
  /** One version of the terms, whole: versions are never edited. Defaults are stored filled in, so a later default changes none. */
  PolicyPublished: contract(
    'staff',
    z.object({
      policyId: zId,
      /** 1, 2, 3 … without holes. */
      version: z.int().min(1),
      skus: z.array(zId).min(1, { error: 'must name at least one product' }).max(1000),
      effectiveFrom: zDay,
      kind: z.enum(['FULL', 'LIMITED']),
      months: zCount(1, 600),
      startAnchor: z.enum(['SHIPPED', 'SOLD', 'SOLD_ELSE_SHIPPED']),
      /** Days from failure within which a claim must be submitted; absent: at any time. */
      claimWindowDays: zCount(1, 3650).optional(),
      excludedDefects: z.array(zDefectCode).max(500).default([]),
      /** A LIMITED warranty may name all that it covers; absent: every defect that is not excluded. */
      coveredDefects: z.array(zDefectCode).min(1).max(500).optional(),
      evidenceDemanded: z
        .array(
          z.object({
            /** Absent: for every defect. */
            defectCode: zDefectCode.optional(),
            kind: z.enum(['PHOTO', 'VIDEO', 'PROOF_OF_PURCHASE', 'OTHER']),
            atLeast: zCount(1, 50),
          }),
        )
        .max(100)
        .default([]),
      /** S1. Business hours. */
      resolutionTarget: zTarget.default('PT48H'),
      firstReviewTarget: zTarget.default('PT24H'),
      /** C11: a replacement is covered for at least so many days. */
      replacementDays: zCount(0, 3650).default(90),
      text: z.string().max(20_000).optional(),
    }),
  ),
};
export type PolicyEvent = EventsOf<typeof policyEvents>;
export type PublishedPolicy = PolicyEvent['data'];

// ── unit-<serial> ───────────────────────────────────────────────────────────────────────────────────────────────

/** UNCL 5305, as far as EN 16931 takes it; true where the rate is more than zero, false where it is zero, null where it may be either. */
export const TAX_CATEGORIES = {
  S: true,
  Z: false,
  E: false,
  AE: false,
  K: false,
  G: false,
  O: false,
  L: null,
  M: null,
};
export type TaxCategory = keyof typeof TAX_CATEGORIES;

export const CLAIM_OUTCOMES = ['CREDITED', 'REPLACED', 'REJECTED', 'WITHDRAWN'] as const;

export const unitEvents = {
  UnitShipped: contract(
    'staff',
    z.object({
      serial: zSerial,
      sku: zId,
      batchId: zId,
      partnerId: zId,
      invoiceNumber: zText,
      invoiceDate: zDay,
      orderNumber: zText.optional(),
      shippedOn: zDay,
      /** C8: what a credit pays back. For a replacement, the price of the unit in whose place it came. */
      netPrice: zMoney,
      /** F3: as on the invoice line; the rate is percent as text, "19.00". */
      taxCategory: z.enum(Object.keys(TAX_CATEGORIES) as TaxCategory[]),
      taxRate: z.string().regex(/^\d{1,2}\.\d{2,4}$/),
      /** C11: the unit it replaces, the last day that one was covered (absent: not known), and the days granted at least. */
      replacementOf: z
        .object({ serial: zSerial, originalExpiresOn: zDay.optional(), minimumDays: zCount(0, 3650) })
        .optional(),
    }),
  ),
  /** With `soldTo` to a partner further down the chain, without it to the consumer. */
  UnitSold: contract('staff', z.object({ serial: zSerial, soldOn: zDay, soldBy: zId, soldTo: zId.optional() })),
  CoverageExtended: contract('staff', z.object({ serial: zSerial, months: zCount(1, 600), reason: zText })),
  /** `round`: 1, and one more for each reopening of the claim (C10). */
  ClaimOpenedOnUnit: contract(
    'partner',
    z.object({ serial: zSerial, claimId: zId, partnerId: zId, round: zCount(1, 1000) }),
  ),
  ClaimClosedOnUnit: contract(
    'partner',
    z.object({ serial: zSerial, claimId: zId, outcome: z.enum(CLAIM_OUTCOMES), round: zCount(1, 1000) }),
  ),
};
export type UnitEvent = EventsOf<typeof unitEvents>;
/** Data of one event of a unit. */
export type UnitFact<T extends UnitEvent['type']> = Extract<UnitEvent, { type: T }>['data'];
export type ClaimOutcome = (typeof CLAIM_OUTCOMES)[number];

export const warrantyEvents = { ...partnerEvents, ...productEvents, ...policyEvents, ...unitEvents };
