import {
  contract,
  type EventsOf,
  parseDay,
  zCountry,
  zCurrency,
  zDay,
  zDefectCode,
  zEmail,
  zId,
  zMoney,
  zSerial,
  zText,
} from '#kernel';
import { z } from 'zod';

type FactOf<E extends { type: string; data: unknown }, T extends E['type']> = Extract<E, { type: T }>['data'];

const zWords = zText(500);
/** IANA name. Checked when received, not here, since the list of zones changes. */
const zTimeZone = z.string().max(64);
const zCount = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

const zAddress = z.object({
  lines: z
    .array(zWords)
    .min(1, { error: 'must have at least one line' })
    .max(6, { error: 'must have at most six lines' }),
  city: zWords,
  postalCode: zWords.optional(),
  country: zCountry,
});

// ── entity-<entityId>, entities-all ─────────────────────────────────────────────────────────────────────────────

/** Where electronic documents go: scheme of the EAS list and id. */
const zElectronicAddress = z
  .string()
  .regex(/^\d{4}:\S{1,100}$/, { error: 'must be a scheme and an id such as 9930:DE123456788' });

const entity = {
  name: zWords,
  vatId: zWords.optional(),
  /** Absent on the entity created with a new store: its notes are rendered once there is one. */
  address: zAddress.optional(),
  /** Scheme of the EAS list and id: 9930:DE123456788. */
  electronicAddress: zElectronicAddress.optional(),
  /** A department that answers questions about documents, never a person (A4). */
  contact: z.object({ name: zWords, phone: zWords, email: zEmail }).optional(),
  timeZone: zTimeZone,
  fiscalYearStart: z.string().refine((text) => parseDay(`2025-${text}`) !== undefined, {
    error: 'must be a month and a day of every year, such as 04-01',
    params: { rule: 'F1' },
  }),
};

export const legalEntityEvents = {
  LegalEntityRegistered: contract({
    seenBy: 'staff',
    schema: z.object({ legalEntityId: zId, ...entity, fiscalYearStart: entity.fiscalYearStart.default('01-01') }),
  }),
  LegalEntityChanged: contract({
    seenBy: 'staff',
    schema: z.object({ legalEntityId: zId, ...z.object(entity).partial().shape }),
  }),
};
export type LegalEntityEvent = EventsOf<typeof legalEntityEvents>;
export type LegalEntityFact<T extends LegalEntityEvent['type']> = FactOf<LegalEntityEvent, T>;

export const legalEntityDirectoryEvents = {
  LegalEntityListed: contract({ seenBy: 'staff', schema: z.object({ legalEntityId: zId }) }),
};
export type LegalEntityDirectoryEvent = EventsOf<typeof legalEntityDirectoryEvents>;

// ── partner-<partnerId> ─────────────────────────────────────────────────────────────────────────────────────────

const terms = {
  accountManager: zId,
  /** Ids of persons (A4). */
  contacts: z.array(zId).max(20),
  /** C7: when the claim states no remedy; ASK: the partner is asked. */
  standingInstruction: z.enum(['ASK', 'CREDIT', 'REPLACEMENT']),
  shipTo: zAddress.optional(),
  billTo: zAddress.optional(),
  electronicAddress: zElectronicAddress.optional(),
  calendarId: zId.optional(),
  /** R4: whether claims of later holders may be credited to this partner. */
  creditsForUnitsSoldOn: z.enum(['NONE', 'TO_INVOICED_PARTNER']),
};

/** Changed by corrections only. `locale`: BCP 47, canonical. */
const partnerFacts = {
  name: zWords,
  locale: z.string().min(2).max(35),
  currency: zCurrency,
  timeZone: zTimeZone.optional(),
  vatId: zWords.optional(),
};

export const partnerEvents = {
  PartnerEnrolled: contract({
    seenBy: 'staff',
    schema: z.object({
      partnerId: zId,
      ...partnerFacts,
      ...terms,
      contacts: terms.contacts.default([]),
      standingInstruction: terms.standingInstruction.default('ASK'),
      creditsForUnitsSoldOn: terms.creditsForUnitsSoldOn.default('NONE'),
    }),
  }),
  PartnerTermsChanged: contract({
    seenBy: 'staff',
    schema: z.object({ partnerId: zId, ...z.object(terms).partial().shape }),
  }),
  PartnerCorrected: contract({
    seenBy: 'staff',
    schema: z.object({ partnerId: zId, reason: zWords, ...z.object(partnerFacts).partial().shape }),
  }),
};
export type PartnerEvent = EventsOf<typeof partnerEvents>;
export type PartnerFact<T extends PartnerEvent['type']> = FactOf<PartnerEvent, T>;

// ── product-<sku> ───────────────────────────────────────────────────────────────────────────────────────────────

/** In words for people. `language`: BCP 47, canonical; absent: for every other language. */
const zLabels = z
  .array(z.object({ code: zDefectCode, language: z.string().max(35).optional(), label: zWords }))
  .max(2000);

const listing = {
  name: zWords,
  /** B2: batches are watched per group; a code in no group is its own group. */
  defectGroups: z
    .array(z.object({ group: zWords, codes: z.array(zDefectCode).min(1).max(200), labels: zLabels.optional() }))
    .max(100),
  /** F9. */
  weightGrams: zCount(1, 100_000_000).optional(),
  /** B3: products that are alike, so that what is known of one says what to expect of another. */
  family: zId.optional(),
};

export const productEvents = {
  ProductListed: contract({
    seenBy: 'staff',
    schema: z.object({ sku: zId, ...listing, defectGroups: listing.defectGroups.default([]) }),
  }),
  ProductChanged: contract({ seenBy: 'staff', schema: z.object({ sku: zId, ...z.object(listing).partial().shape }) }),
  /** R6: written before the version itself, so that overlapping policies conflict here. */
  ProductGoverned: contract({
    seenBy: 'staff',
    schema: z.object({ sku: zId, policyId: zId, periods: z.array(z.object({ from: zDay, until: zDay.optional() })) }),
  }),
};
export type ProductEvent = EventsOf<typeof productEvents>;
export type ProductFact<T extends ProductEvent['type']> = FactOf<ProductEvent, T>;

// ── policy-<policyId> ───────────────────────────────────────────────────────────────────────────────────────────

/** S1: hours, optionally with minutes, PT48H. `P2D` could mean two days of any kind. */
export const TARGET = /^PT[1-9]\d{0,3}H([1-5]?\dM)?$/;

/** F6, C11: also of a unit without a policy. */
export const DEFAULT_OWED_DAYS = 60;
export const DEFAULT_REPLACEMENT_DAYS = 90;

const zTarget = z.string().regex(TARGET, { error: 'must name hours, such as PT48H' });

/** F9: what the return of a unit would cost; the last one is what sending a replacement costs. */
export const COST_COMPONENTS = ['FREIGHT', 'DUTY', 'STORAGE', 'STAFF', 'CAPITAL', 'REPLACEMENT_FREIGHT'] as const;
export const COST_UNITS = ['UNIT', 'KG', 'DAY', 'MINUTE'] as const;

const zCostRate = z.object({
  component: z.enum(COST_COMPONENTS),
  /** Of the partner; absent: every country without a rate of its own. */
  country: zCountry.optional(),
  rate: zMoney.optional(),
  /** Instead of a rate: of the net price of the unit; per DAY what a year costs. In thousandths of a percent. */
  percentThousandths: z.int().positive().optional(),
  per: z.enum(COST_UNITS),
  /** How many of `per` a return takes, in thousandths; absent for KG: the weight of the product. */
  quantityThousandths: zCount(1, 1_000_000_000).optional(),
  source: zWords,
});
export type CostRate = z.infer<typeof zCostRate>;

/** B4: what the share is of, the units shipped so far or the whole lot. */
export const EPIDEMIC_BASES = ['SHIPPED', 'PRODUCED'] as const;

/** Claims by one cause, in any so many days in a row. */
const zEpidemicTrigger = z.object({
  share: z.number().gt(0).max(1),
  windowDays: zCount(1, 3650),
  of: z.enum(EPIDEMIC_BASES).default('SHIPPED'),
});
export type EpidemicTrigger = z.infer<typeof zEpidemicTrigger>;

const zPartOfOne = z.number().gt(0).lt(1);

export const policyEvents = {
  /** One complete version; versions are never edited. Stored with its defaults, so later defaults do not change it. */
  PolicyPublished: contract({
    seenBy: 'staff',
    schema: z.object({
      policyId: zId,
      version: z.int().min(1),
      skus: z.array(zId).min(1, { error: 'must name at least one product' }).max(1000),
      effectiveFrom: zDay,
      retroactiveReason: zWords.optional(),
      kind: z.enum(['FULL', 'LIMITED']),
      months: zCount(1, 600),
      startAnchor: z.enum(['SHIPPED', 'SOLD', 'SOLD_ELSE_SHIPPED']),
      /** R7: for a term that starts with the sale when that is not known. */
      latestStartMonths: zCount(0, 600).optional(),
      /** Days from failure to submission; absent: unlimited. */
      claimWindowDays: zCount(1, 3650).optional(),
      excludedDefects: z.array(zDefectCode).max(500).default([]),
      /** For LIMITED; absent: every defect that is not excluded. */
      coveredDefects: z.array(zDefectCode).min(1).max(500).optional(),
      evidenceDemanded: z
        .array(
          z.object({
            defectCode: zDefectCode.optional(),
            kind: z.enum(['PHOTO', 'VIDEO', 'PROOF_OF_PURCHASE', 'OTHER']),
            atLeast: zCount(1, 50),
          }),
        )
        .max(100)
        .default([]),
      resolutionTarget: zTarget.default('PT48H'),
      firstReviewTarget: zTarget.default('PT24H'),
      /** C11: minimum days for a replacement. */
      replacementDays: zCount(0, 3650).default(DEFAULT_REPLACEMENT_DAYS),
      /** C6, C7: business days for evidence and for the choice of remedy. */
      evidenceDays: zCount(1, 365).default(10),
      choiceDays: zCount(1, 365).default(10),
      /** F6: days after which a replacement owed is offered as a credit. */
      owedDays: zCount(1, 3650).default(DEFAULT_OWED_DAYS),
      /** S13: share of the claims to be resolved without asking for more evidence. */
      firstContactGoal: z.number().min(0).max(1).default(0.99),
      /** S6: whether the clock pauses while a sample is in transit. */
      pauseForSamples: z.boolean().default(false),
      /** C13: goodwill above it needs a second person; absent: no limit. */
      goodwillLimit: zMoney.optional(),
      /** F8: a credit above it is released by finance; absent: no limit. */
      releaseLimit: zMoney.optional(),
      costRates: z.array(zCostRate).max(1000).optional(),
      /** B4: what contracts call an epidemic failure of a batch. */
      epidemicTriggers: z.array(zEpidemicTrigger).max(10).optional(),
      /** B3: of good batches, those that may ever be suspected; absent: the default of the sentinel. */
      falseAlarmShare: zPartOfOne.optional(),
      /** B3: claims of one defect group per unit and month, before anything is known of the product; absent: likewise. */
      initialMonthlyRate: zPartOfOne.optional(),
      text: zText(20_000).optional(),
      /** Legal sign-off: the id of a member of staff (A4), and the day. */
      signOff: z.object({ by: zId, on: zDay }).optional(),
    }),
  }),
};
export type PolicyEvent = EventsOf<typeof policyEvents>;
export type PublishedPolicy = PolicyEvent['data'];

// ── invoice-<entityId>/<number> ─────────────────────────────────────────────────────────────────────────────────

const invoice = { legalEntityId: zId, invoiceNumber: zText(64) };

export const invoiceEvents = {
  InvoiceRecorded: contract({
    seenBy: 'staff',
    schema: z.object({
      ...invoice,
      partnerId: zId,
      invoiceDate: zDay,
      currency: zCurrency,
      allowance: z.object({ amount: zMoney, sharedOver: z.string().length(64) }).optional(),
    }),
  }),
  InvoiceCorrected: contract({ seenBy: 'staff', schema: z.object({ ...invoice, reason: zWords, invoiceDate: zDay }) }),
};
export type InvoiceEvent = EventsOf<typeof invoiceEvents>;
export type InvoiceFact<T extends InvoiceEvent['type']> = FactOf<InvoiceEvent, T>;

// ── unit-<serial> ───────────────────────────────────────────────────────────────────────────────────────────────

/** UNCL 5305, as used by EN 16931. True: rate above zero; false: zero; null: either. */
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

const zPolicyVersion = z.object({ policyId: zId, version: z.int().min(1) });

/** F3: the rate is percent as text, "19.00". */
const invoicedUnit = {
  invoiceNumber: invoice.invoiceNumber,
  /** C8: what a credit pays back, net of the allowance. */
  netPrice: zMoney,
  allowance: zMoney.optional(),
  taxCategory: z.enum(Object.keys(TAX_CATEGORIES) as TaxCategory[]),
  taxRate: z.string().regex(/^\d{1,2}\.\d{2,4}$/),
  taxAmount: zMoney,
};

/** The invoice line that the unit stands on (R1, R2). */
const invoicing = {
  legalEntityId: zId,
  /** R4: the only one to see price, tax and invoice, and to be credited. */
  invoicedTo: zId,
  ...invoicedUnit,
  /** `next`: serial of the unit after it, and of the first after the last; absent on a line of one unit. */
  line: z.object({ units: zCount(1, 1_000_000), nth: zCount(1, 1_000_000), next: zSerial.optional() }),
};

/** C11. `serial`: of the defective unit. `originalExpiresOn`: last day covered, absent when unknown. */
const zReplacementOf = z.object({
  serial: zSerial,
  claimId: zId,
  originalExpiresOn: zDay.optional(),
  minimumDays: zCount(0, 3650),
  /** With the line of price zero; absent: shipped alone. */
  invoiceNumber: invoice.invoiceNumber.optional(),
});

const carriage = { carrier: zWords.optional(), trackingNumber: zWords.optional() };
const zDelivery = z.object({ deliveredOn: zDay, ...carriage, proof: zWords });

const concerned = { claimIds: z.array(zId) };

const zSale = z.object({ soldOn: zDay, soldTo: zId.optional() });

export const unitEvents = {
  UnitShipped: contract({
    seenBy: 'staff',
    schema: z.object({
      serial: zSerial,
      sku: zId,
      batchId: zId,
      partnerId: zId,
      shippedOn: zDay,
      orderNumber: zWords.optional(),
      /** Of a replacement: that of the unit it replaced (R2). */
      ...invoicing,
      /** R6: in force on `shippedOn`; absent: none was. */
      policy: zPolicyVersion.optional(),
      ...carriage,
      /** Stated on a line of price zero. */
      customsValue: zMoney.optional(),
      replacementOf: zReplacementOf.optional(),
      /** R5: the mistyped serial it was first recorded under. */
      correctedFrom: zSerial.optional(),
    }),
  }),
  /** A unit shipped at a price of zero answers a claim, and stands on the invoice line of the unit it replaces (R2). */
  UnitNamedAsReplacement: contract({
    seenBy: 'staff',
    schema: z.object({
      serial: zSerial,
      claimId: zId,
      replacementOf: zReplacementOf,
      ...invoicing,
      delivery: zDelivery.optional(),
    }),
  }),
  /** The defective one: its replacement stands on its invoice line from now on (R2). */
  UnitReplaced: contract({ seenBy: 'staff', schema: z.object({ serial: zSerial, claimId: zId, newSerial: zSerial }) }),
  /** `claimId`: that it answers. */
  UnitDelivered: contract({
    seenBy: 'staff',
    schema: z.object({ serial: zSerial, claimId: zId.optional(), ...zDelivery.shape }),
  }),
  /** With `soldTo` to another partner, without to the consumer. */
  UnitSold: contract({
    seenBy: 'staff',
    schema: z.object({ serial: zSerial, soldOn: zDay, soldBy: zId, soldTo: zId.optional() }),
  }),
  CoverageExtended: contract({
    seenBy: 'staff',
    schema: z.object({ serial: zSerial, months: zCount(1, 600), reason: zWords, boughtOn: zDay }),
  }),
  /** R5. Only what changed. With `newSerial` the unit continues under that serial. */
  ShipmentCorrected: contract({
    seenBy: 'staff',
    schema: z.object({
      serial: zSerial,
      reason: zWords,
      newSerial: zSerial.optional(),
      sku: zId.optional(),
      batchId: zId.optional(),
      /** Present with `sku`; null: none was in force. */
      policy: zPolicyVersion.nullable().optional(),
      orderNumber: zWords.optional(),
      ...z.object(invoicedUnit).omit({ allowance: true }).partial().shape,
      ...concerned,
    }),
  }),
  /** R5. `sale`: from 1. Without `to` it never took place. */
  SaleCorrected: contract({
    seenBy: 'staff',
    schema: z.object({
      serial: zSerial,
      reason: zWords,
      sale: zCount(1, 1000),
      from: zSale,
      to: zSale.optional(),
      ...concerned,
    }),
  }),
  UnitReturned: contract({ seenBy: 'staff', schema: z.object({ serial: zSerial, returnedOn: zDay, reason: zWords }) }),
  /** `round`: 1, plus one for each reopening (C10). */
  ClaimOpenedOnUnit: contract({
    seenBy: 'partner',
    schema: z.object({ serial: zSerial, claimId: zId, partnerId: zId, round: zCount(1, 1000) }),
  }),
  ClaimClosedOnUnit: contract({
    seenBy: 'partner',
    schema: z.object({ serial: zSerial, claimId: zId, outcome: z.enum(CLAIM_OUTCOMES), round: zCount(1, 1000) }),
  }),
};
export type UnitEvent = EventsOf<typeof unitEvents>;
export type UnitFact<T extends UnitEvent['type']> = FactOf<UnitEvent, T>;
/** The invoice line that a unit stands on. */
export type Invoicing = Pick<UnitFact<'UnitShipped'>, keyof typeof invoicing>;
export type Delivery = z.infer<typeof zDelivery>;
export type ClaimOutcome = (typeof CLAIM_OUTCOMES)[number];
