import { contract, type EventsOf, zDay, zInstant, zMoney } from '#kernel';
import { z } from 'zod';

const text = z.string().min(1);

/** Streams `creditNotes-<series>` contain no other events, so that the revision numbers the notes (F1). */
export const creditNoteEvents = {
  CreditNoteIssued: contract({
    seenBy: 'partner',
    schema: z.object({
      number: text,
      series: text,
      legalEntityId: text,
      claimId: text,
      /** The partner that was invoiced; may differ from the claimant (R4). */
      partnerId: text,
      serial: text,
      sku: text,
      issuedOn: zDay,
      amount: zMoney,
      /** Of the original invoice line (F3); `amount` is the unit's share (R2). */
      tax: z.object({ category: text, rate: text, amount: zMoney }),
      payable: zMoney,
      invoiceNumber: text,
      invoiceDate: zDay,
    }),
  }),
};
export type CreditNoteEvent = EventsOf<typeof creditNoteEvents>;

export const replacementEvents = {
  ReplacementOwed: contract({
    seenBy: 'partner',
    schema: z.object({
      claimId: text,
      partnerId: text,
      serial: text,
      sku: text,
      freightPaidBy: z.literal('MANUFACTURER'),
      owedSince: zInstant,
    }),
  }),
};
export type ReplacementEvent = EventsOf<typeof replacementEvents>;

export const financeEvents = { ...creditNoteEvents, ...replacementEvents };
