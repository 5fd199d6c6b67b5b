import type { CommandMetadata, Day, Instant, Json, Serial } from '#kernel';
import type { BatchEvent } from './batches.events.ts';

export const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'lin', role: 'QUALITY' },
  at: '2026-03-09T02:00:00.000Z' as Instant,
  correlationId: '5f0c1d7e-0000-4000-8000-000000000002',
};

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

export const alarm = {
  method: 'POISSON_MAXSPRT' as const,
  version: 1,
  observed: 7,
  expected: 1.5,
  statistic: 5.2831,
  threshold: 2.9216,
  inputs: { claims: 7 },
};
export const suspected = (defectGroup = 'POWER'): BatchEvent => ({
  type: 'BatchSuspected',
  data: { batchId: batch.batchId, defectGroup, alarm, suspectedBy: 'lin' },
});
export const samplesRequested = (units: number, ...fromPartners: string[]): BatchEvent => ({
  type: 'SamplesRequested',
  data: {
    batchId: batch.batchId,
    units,
    fromPartners: fromPartners.length > 0 ? fromPartners : ['P-1', 'P-2'],
    freightPaidBy: 'MANUFACTURER',
    requestedBy: 'lin',
  },
});
export const sampleReceived = (serial: string): BatchEvent => ({
  type: 'SampleReceived',
  data: { batchId: batch.batchId, serial: serial as Serial, receivedBy: 'lin' },
});
const verdict = (defectGroup: string) => ({
  batchId: batch.batchId,
  defectGroup,
  findings: 'Seen on samples.',
  decidedBy: 'lin',
});
export const confirmed = (defectGroup = 'POWER'): BatchEvent => ({
  type: 'BatchConfirmedDefective',
  data: verdict(defectGroup),
});
export const cleared = (defectGroup = 'POWER'): BatchEvent => ({ type: 'BatchCleared', data: verdict(defectGroup) });
export const released = (): BatchEvent => ({
  type: 'BatchReleased',
  data: { batchId: batch.batchId, reason: 'Reworked.', releasedBy: 'lin' },
});
export const samplesCancelled = (request = 1): BatchEvent => ({
  type: 'SamplesCancelled',
  data: { batchId: batch.batchId, request, reason: 'Of the wrong partner.', cancelledBy: 'lin' },
});
export const collectionArranged = (request = 1, trackingNumber?: string): BatchEvent => ({
  type: 'SampleCollectionArranged',
  data: {
    batchId: batch.batchId,
    request,
    collectOn: '2026-03-16' as Day,
    carrier: 'DHL',
    ...(trackingNumber !== undefined && { trackingNumber }),
    arrangedBy: 'lin',
  },
});
