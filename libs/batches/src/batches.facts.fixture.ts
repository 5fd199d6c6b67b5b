import type { Day, Json } from '#kernel';
import type { BatchEvent } from './batches.events.ts';

export const batch = { batchId: 'B-2601', sku: 'GLOW-1', producedOn: '2026-01-05' as Day, quantity: 2000 };

export const passed = { aql: 0.65, sampled: 125, rejected: 0 };
export const retested = { aql: 0.65, sampled: 500, rejected: 3 };

export const produced = (more: Partial<typeof batch> = {}): BatchEvent => ({
  type: 'BatchProduced',
  data: { ...batch, ...more },
});
export const qcRecorded = (results: Json, batchId = batch.batchId): BatchEvent => ({
  type: 'QcRecorded',
  data: { batchId, results: results as never },
});
export const unitsAssigned = (changeId: string, units: number, batchId = batch.batchId): BatchEvent => ({
  type: 'UnitsAssignedToBatch',
  data: { batchId, changeId, units, shippedOn: '2026-02-01' as Day },
});
export const unitsRemoved = (changeId: string, units: number, batchId = batch.batchId): BatchEvent => ({
  type: 'UnitsRemovedFromBatch',
  data: { batchId, changeId, units, shippedOn: '2026-02-01' as Day },
});
