import { contract, type EventsOf, zDay, zInstant, zMoney } from '#kernel';
import { z } from 'zod';

const text = z.string().min(1);

/** Streams `creditNotes-<series>`, with no other events, so that the revision numbers the notes (F1). */
export const creditNoteEvents = {
  CreditNoteIssued: contract(
    'partner',
    z.object({
      number: text,
      series: text,
      legalEntityId: text,
      claimId: text,
      /** Who was invoiced; not always the partner that claims (R4). */
      partnerId: text,
      serial: text,
      sku: text,
      issuedOn: zDay,
      /** Net: what was invoiced for this serial (C8). */
      amount: zMoney,
      /** Of the original invoice line (F3); the amount is the unit's share in it (R2). */
      tax: z.object({ category: text, rate: text, amount: zMoney }),
      payable: zMoney,
      invoiceNumber: text,
      invoiceDate: zDay,
    }),
  ),
};
export type CreditNoteEvent = EventsOf<typeof creditNoteEvents>;

/** Streams `replacements-<partnerId>`: units owed to one partner (F6). */
export const replacementEvents = {
  ReplacementOwed: contract(
    'partner',
    z.object({
      claimId: text,
      partnerId: text,
      /** The defective unit. */
      serial: text,
      sku: text,
      /** The manufacturer always pays (C8). */
      freightPaidBy: z.literal('MANUFACTURER'),
      owedSince: zInstant,
    }),
  ),
};
export type ReplacementEvent = EventsOf<typeof replacementEvents>;

export const financeEvents = { ...creditNoteEvents, ...replacementEvents };
