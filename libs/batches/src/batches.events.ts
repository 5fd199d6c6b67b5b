import { contract, type EventsOf, zDay, zId } from '#kernel';
import { z } from 'zod';

/** A repeated change counts once. */
const zChange = z.string().min(1).max(100);

const zUnits = z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' });

export const batchEvents = {
  /** B1. */
  BatchProduced: contract(
    'staff',
    z.object({
      batchId: zId,
      sku: zId,
      producedOn: zDay,
      quantity: zUnits,
    }),
  ),
  /** R2: written before the units are shipped, so that a batch never ships more than was made of it. `changeId`: of one shipment. */
  UnitsAssignedToBatch: contract(
    'staff',
    z.object({ batchId: zId, changeId: zChange, units: zUnits, shippedOn: zDay }),
  ),
  /** R5: they were of another batch. */
  UnitsRemovedFromBatch: contract(
    'staff',
    z.object({ batchId: zId, changeId: zChange, units: zUnits, shippedOn: zDay }),
  ),
  /** A complete quality-control record in the factory's form: the newest one is in force. */
  QcRecorded: contract('staff', z.object({ batchId: zId, results: z.json() })),
};
export type BatchEvent = EventsOf<typeof batchEvents>;
