import { contract, type EventsOf, zDay, zId } from '#kernel';
import { z } from 'zod';

export const batchEvents = {
  /** B1. */
  BatchProduced: contract(
    'staff',
    z.object({
      batchId: zId,
      sku: zId,
      producedOn: zDay,
      /** Units made. */
      quantity: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }),
    }),
  ),
  /** A quality-control record as the factory gives it, whole: the newest is the one that holds, the others stay as history. */
  QcRecorded: contract('staff', z.object({ batchId: zId, results: z.json() })),
};
export type BatchEvent = EventsOf<typeof batchEvents>;
