import { contract, type EventsOf, zDay, zInstant, zMoney, zSerial } from '#kernel';
import { z } from 'zod';

const text = z.string().min(1);
const freightPaidBy = z.literal('MANUFACTURER');
const optionalText = text.optional();
/** The order that it is taken off. */
const formerOrderNumber = optionalText;
const remedyNumber = z.int().positive();
/** Recorded by staff as the partner stated it. */
const onBehalf = z.object({ at: zInstant, how: text, whom: text }).optional();

export const replacementEvents = {
  ReplacementOwed: contract({
    seenBy: 'partner',
    schema: z.object({
      claimId: text,
      partnerId: text,
      /** Which remedy of the claim: 1, plus one for each that was reversed. */
      remedyNumber,
      serial: text,
      sku: text,
      /** C8: the partner agreed to this product as well. */
      substituteSku: optionalText,
      freightPaidBy,
      owedSince: zInstant,
      /** F6: the end of the policy's `owedDays`; absent when the unit cannot be credited (R2, R4). */
      offerCreditAt: zInstant.optional(),
    }),
  }),
  /** To an order of the partner, or to a shipment that has begun: with `newSerial` it can no longer be converted. */
  ReplacementAllotted: contract({
    seenBy: 'partner',
    schema: z.object({ claimId: text, orderNumber: optionalText, formerOrderNumber, newSerial: zSerial.optional() }),
  }),
  /** The unit with this serial went elsewhere, so the claim is owed one as before: on `orderNumber`, if it was on an order then. */
  AllotmentCancelled: contract({
    seenBy: 'partner',
    schema: z.object({ claimId: text, newSerial: zSerial, orderNumber: optionalText }),
  }),
  ReplacementShipped: contract({
    seenBy: 'partner',
    schema: z.object({
      claimId: text,
      newSerial: zSerial,
      sku: text,
      shippedOn: zDay,
      orderNumber: optionalText,
      formerOrderNumber,
      carrier: optionalText,
      trackingNumber: optionalText,
      customsValue: zMoney.optional(),
      freightPaidBy,
    }),
  }),
  /** R5: its plate says so; `newSerial` was mistyped until now. */
  ReplacementSerialCorrected: contract({
    seenBy: 'partner',
    schema: z.object({ claimId: text, newSerial: zSerial }),
  }),
  /** R5: the defective unit is of this product; another was recorded when the replacement became owed. */
  OwedProductCorrected: contract({ seenBy: 'partner', schema: z.object({ claimId: text, sku: text }) }),
  /** F6: owed for longer than the policy's `owedDays`. The partner answers with `convertReplacement`; until then it stays owed. */
  CreditOffered: contract({ seenBy: 'partner', schema: z.object({ claimId: text }) }),
  /** C8: since the remedy was chosen, the partner agreed to this product as well. */
  SubstituteAgreed: contract({
    seenBy: 'partner',
    schema: z.object({ claimId: text, substituteSku: text, onBehalf }),
  }),
  ReplacementConverted: contract({
    seenBy: 'partner',
    schema: z.object({ claimId: text, remedyNumber, why: z.enum(['ASKED', 'OFFERED']), onBehalf }),
  }),
};
export type ReplacementEvent = EventsOf<typeof replacementEvents>;
export type ReplacementFact<T extends ReplacementEvent['type']> = Extract<ReplacementEvent, { type: T }>['data'];
