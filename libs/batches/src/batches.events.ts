import { contract, type EventsOf, zDay, zId, zSerial, zText } from '#kernel';
import { z } from 'zod';

const zChange = z.string().min(1).max(100);

const zWords = zText(2_000);
const zGroup = zText(500);

/** B5: all that the detector of that version needs to give the same reading again. */
const zAlarm = z.object({
  method: z.enum(['POISSON_MAXSPRT', 'CONTRACT_TRIGGER', 'POISSON_CUSUM']),
  version: z.int().min(1),
  observed: z.int().min(0),
  expected: z.number().min(0),
  statistic: z.number(),
  threshold: z.number(),
  inputs: z.json(),
});

const zVerdict = z.object({ batchId: zId, defectGroup: zGroup, findings: zWords, decidedBy: zId });

const zUnits = z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' });
const zNumber = z.int().min(1);

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
  /** B5. `alarm` of a detector, else `reason` of a person. */
  BatchSuspected: contract({
    seenBy: 'staff',
    schema: z.object({
      batchId: zId,
      defectGroup: zGroup,
      alarm: zAlarm.optional(),
      reason: zWords.optional(),
      suspectedBy: zId,
    }),
  }),
  /** B6. */
  SamplesRequested: contract({
    seenBy: 'staff',
    schema: z.object({
      batchId: zId,
      units: zUnits,
      fromPartners: z.array(zId).min(1).max(1_000),
      collectOn: zDay.optional(),
      carrier: zText(200).optional(),
      trackingNumber: zText(200).optional(),
      freightPaidBy: z.literal('MANUFACTURER'),
      requestedBy: zId,
    }),
  }),
  /** B6: what has not arrived of a request; `request`: of those of the batch, the first of which is 1. */
  SamplesCancelled: contract({
    seenBy: 'staff',
    schema: z.object({ batchId: zId, request: zNumber, reason: zWords, cancelledBy: zId }),
  }),
  /** B6: later than the request, or instead of what was arranged before. */
  SampleCollectionArranged: contract({
    seenBy: 'staff',
    schema: z.object({
      batchId: zId,
      request: zNumber,
      collectOn: zDay,
      carrier: zText(200),
      trackingNumber: zText(200).optional(),
      arrangedBy: zId,
    }),
  }),
  SampleReceived: contract({ seenBy: 'staff', schema: z.object({ batchId: zId, serial: zSerial, receivedBy: zId }) }),
  /** B7. */
  BatchConfirmedDefective: contract({ seenBy: 'staff', schema: zVerdict }),
  BatchCleared: contract({ seenBy: 'staff', schema: zVerdict }),
  /** B9: its units may be shipped although a group is suspected or confirmed. */
  BatchReleased: contract({ seenBy: 'staff', schema: z.object({ batchId: zId, reason: zWords, releasedBy: zId }) }),
};
export type BatchEvent = EventsOf<typeof batchEvents>;
