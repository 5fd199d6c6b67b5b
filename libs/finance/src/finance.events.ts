import { contract, type EventsOf, isMonth, zDay, zMoney } from '#kernel';
import { z } from 'zod';

const text = z.string().min(1);

/** Why a document is dated later than its cause. */
const POSTPONED_BECAUSE = ['MONTH_CLOSED', 'LATER_NOTE', 'BEFORE_INVOICE', 'BEFORE_NOTE'] as const;

/** A company on a document, as it was when that was issued; no addresses of people (A4). */
const zParty = z.object({
  name: text,
  vatId: text.optional(),
  address: z.object({ lines: z.array(text), city: text, postalCode: text.optional(), country: text }).optional(),
  /** Scheme of the EAS list and id: 9930:DE123456788. */
  electronicAddress: text.optional(),
  /** Of a seller: a department that answers, never a person (A4). */
  contact: z.object({ name: text, phone: text, email: text }).optional(),
  /** Of a buyer, BCP 47: the language of its documents. */
  locale: text.optional(),
});

/** All that a document shows, so that it can be rendered from its event alone. */
const zDocument = z.object({
  number: text,
  series: text,
  legalEntityId: text,
  claimId: text,
  /** Which remedy of the claim: 1, plus one for each that was reversed. */
  remedyNumber: z.int().positive(),
  /** The partner that was invoiced; may differ from the claimant (R4). */
  partnerId: text,
  serial: text,
  sku: text,
  productName: text,
  issuedOn: zDay,
  postponed: z.object({ from: zDay, because: z.enum(POSTPONED_BECAUSE) }).optional(),
  amount: zMoney,
  /** Of the original invoice line (F3); `amount` is the unit's share (R2). */
  tax: z.object({ category: text, rate: text, amount: zMoney }),
  payable: zMoney,
  invoiceNumber: text,
  invoiceDate: zDay,
  orderNumber: text.optional(),
  /** The partner's own number for the claim, if it is the one that was invoiced. */
  partnerReference: text.optional(),
  seller: zParty,
  buyer: zParty,
  /** Of a note the code of the defect; of a reversal in words. */
  reason: text,
});

/** Streams `creditNotes-<series>` contain no other events, so that the revision numbers the notes (F1). */
export const creditNoteEvents = {
  CreditNoteIssued: contract({
    seenBy: 'partner',
    schema: zDocument.extend({
      /** What the code of the defect means, in the language of the document; absent where only the code is known. */
      defectLabel: text.optional(),
    }),
  }),
};
export type CreditNoteEvent = EventsOf<typeof creditNoteEvents>;

/** Streams `reversals-<series>` likewise (F4). Amounts are those of the note. */
export const reversalEvents = {
  ReversalIssued: contract({
    seenBy: 'partner',
    schema: zDocument.extend({ creditNoteNumber: text, creditNoteIssuedOn: zDay }),
  }),
};
export type ReversalEvent = EventsOf<typeof reversalEvents>;

/** Streams `creditNote-<number>`: what becomes of a note after it was issued. */
export const issuedNoteEvents = {
  /** Paid out, or set off. `reference`: of the payment, in the finance system. */
  CreditNoteSettled: contract({
    seenBy: 'partner',
    schema: z.object({ number: text, settledOn: zDay, reference: text }),
  }),
  /** The reversal is issued next. */
  ReversalRequested: contract({ seenBy: 'partner', schema: z.object({ number: text, reason: text }) }),
  CreditNoteReversed: contract({
    seenBy: 'partner',
    schema: z.object({ number: text, reversalNumber: text, reason: text }),
  }),
};
export type IssuedNoteEvent = EventsOf<typeof issuedNoteEvents>;

const zClosing = z.object({
  legalEntityId: text,
  month: z.string().refine(isMonth, { error: 'must be a month such as 2026-03', params: { rule: 'F1' } }),
});

/** Streams `books-<legalEntityId>`. With a month, all before it are closed. */
export const bookEvents = {
  /** What is due after this is dated after the month. */
  MonthClosingStarted: contract({ seenBy: 'staff', schema: zClosing }),
  /** All that was due before the closing started is issued: the month takes no more documents. */
  MonthClosed: contract({ seenBy: 'staff', schema: zClosing }),
};
export type BookEvent = EventsOf<typeof bookEvents>;

export type Party = z.infer<typeof zParty>;
/** A credit note, or the reversal of one. */
export type FinanceDocument = z.infer<typeof zDocument>;
