import { contract, type EventsOf, zDay, zMoney } from '#kernel';
import { z } from 'zod';

const text = z.string().min(1);

/** A rate as it was, what it was multiplied by, and what it came to; without a quantity nothing is known of it. */
const zCostItem = z.object({
  component: text,
  rate: zMoney.optional(),
  /** Instead of a rate: of the price of the unit; per DAY what a year costs. */
  percentThousandths: z.int().positive().optional(),
  per: text,
  quantityThousandths: z.int().positive().optional(),
  amount: zMoney.optional(),
  source: text,
});
export type CostItem = z.infer<typeof zCostItem>;

const remedy = { claimId: text, remedyNumber: z.int().positive(), partnerId: text, sku: text, on: zDay };

/** Streams `avoidedCost-<claimId>`. */
export const avoidedCostEvents = {
  /** F9: as of the execution of the remedy. */
  CostAvoided: contract({
    seenBy: 'staff',
    schema: z.object({
      ...remedy,
      serial: text,
      policyId: text,
      policyVersion: z.int().positive(),
      country: text.optional(),
      /** What a return would have cost, and what was paid instead. */
      saved: z.array(zCostItem),
      paid: z.array(zCostItem),
      /** What was saved minus what was paid, by currency. */
      avoided: z.array(zMoney),
      /** Net, of the unit. */
      unitPrice: zMoney,
    }),
  }),
  /** The remedy was reversed (F4). */
  AvoidedCostReversed: contract({
    seenBy: 'staff',
    schema: z.object({ ...remedy, avoided: z.array(zMoney), unitPrice: zMoney }),
  }),
};
export type AvoidedCostEvent = EventsOf<typeof avoidedCostEvents>;
