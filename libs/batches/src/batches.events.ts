import { contract, type EventsOf, zDay, zId } from '#kernel';
import { z } from 'zod';

const zChange = z.string().min(1).max(100);

const zUnits = z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' });

export const batchEvents = {
  BatchProduced: contract({
    seenBy: 'staff',
    schema: z.object({
      batchId: zId,
      sku: zId,
      producedOn: zDay,
      quantity: zUnits,
    }),
  }),
  /** R2: written before the units are shipped, so that a batch never ships more than its quantity. A repeated `changeId` counts once. */
  UnitsAssignedToBatch: contract({
    seenBy: 'staff',
    schema: z.object({ batchId: zId, changeId: zChange, units: zUnits, shippedOn: zDay }),
  }),
  UnitsRemovedFromBatch: contract({
    seenBy: 'staff',
    schema: z.object({ batchId: zId, changeId: zChange, units: zUnits, shippedOn: zDay }),
  }),
  /** Complete, in the factory's form; replaces the previous record. */
  QcRecorded: contract({ seenBy: 'staff', schema: z.object({ batchId: zId, results: z.json() }) }),
};
export type BatchEvent = EventsOf<typeof batchEvents>;
