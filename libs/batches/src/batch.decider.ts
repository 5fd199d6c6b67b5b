import { accept, conform, decider, isFutureDay, type Json, PersistentMap, refuse, sameJson, unchanged } from '#kernel';
import type { BatchCommand } from './batches.commands.ts';
import { type BatchEvent, batchEvents } from './batches.events.ts';

export interface Batch {
  readonly produced: Extract<BatchEvent, { type: 'BatchProduced' }>['data'];
  readonly qc?: Json;
  /** As recorded, to recognise a repeat. */
  readonly firstQc?: Json;
  /** Ids of assignments and removals counted so far. */
  readonly changes: PersistentMap<true>;
  readonly shipped: number;
}
export type BatchState = Batch | undefined;

export const batchDecider = decider<BatchCommand, BatchEvent, BatchState>({
  initial: undefined,
  decide: {
    RecordBatch({ data: { qc, ...data }, meta }, batch) {
      const produced = conform(batchEvents.BatchProduced, data);
      if (produced.kind === 'refused') return produced;
      if (isFutureDay(data.producedOn, meta.at))
        return refuse(
          'PRODUCED_IN_FUTURE',
          `${data.producedOn} is in the future. Record the batch after it is produced.`,
          {
            rule: 'B1',
          },
        );
      if (batch) {
        const same = sameJson(produced.data, batch.produced) && (qc === undefined || sameJson(qc, batch.firstQc));
        return same
          ? unchanged
          : refuse(
              'BATCH_EXISTS',
              `Batch ${data.batchId} is already recorded with other data. Use recordQc for new test results.`,
              { rule: 'B1' },
            );
      }
      const made: BatchEvent = { type: 'BatchProduced', data: produced.data };
      if (qc === undefined) return accept(made);
      const tested = conform(batchEvents.QcRecorded, { batchId: data.batchId, results: qc });
      return tested.kind === 'refused' ? tested : accept<BatchEvent>(made, { type: 'QcRecorded', data: tested.data });
    },

    AssignUnitsToBatch({ data }, batch) {
      if (!batch) return notRecorded(data.batchId);
      const assigned = conform(batchEvents.UnitsAssignedToBatch, data);
      if (assigned.kind === 'refused') return assigned;
      if (batch.changes.has(data.changeId)) return unchanged;
      const { producedOn, quantity } = batch.produced;
      if (data.shippedOn < producedOn)
        return refuse(
          'SHIPPED_BEFORE_PRODUCED',
          `Batch ${data.batchId} was produced on ${producedOn}, so it cannot have been shipped on ${data.shippedOn}. Check the batch and the day.`,
          { rule: 'R2' },
        );
      if (batch.shipped + data.units > quantity)
        return refuse(
          'BATCH_EXHAUSTED',
          `Batch ${data.batchId} has ${quantity} units, of which ${batch.shipped} are shipped, so ${data.units} more are too many. Check the batch of these serials.`,
          { rule: 'R2' },
        );
      return accept({ type: 'UnitsAssignedToBatch', data: assigned.data });
    },

    RemoveUnitsFromBatch({ data }, batch) {
      if (!batch) return notRecorded(data.batchId);
      const removed = conform(batchEvents.UnitsRemovedFromBatch, data);
      if (removed.kind === 'refused') return removed;
      if (batch.changes.has(data.changeId)) return unchanged;
      if (batch.shipped < data.units)
        return refuse('NOT_SHIPPED', `Fewer than ${data.units} units of batch ${data.batchId} are shipped.`, {
          rule: 'R5',
        });
      return accept({ type: 'UnitsRemovedFromBatch', data: removed.data });
    },

    RecordQc({ data }, batch) {
      if (!batch) return notRecorded(data.batchId);
      const tested = conform(batchEvents.QcRecorded, data);
      if (tested.kind === 'refused') return tested;
      if (batch.qc !== undefined && sameJson(data.results, batch.qc)) return unchanged;
      return accept({ type: 'QcRecorded', data: tested.data });
    },
  },
  evolve: {
    BatchProduced: (_, { data }) => ({ produced: data, changes: PersistentMap.empty(), shipped: 0 }),
    UnitsAssignedToBatch: (batch, { data: { changeId, units } }) =>
      batch && { ...batch, changes: batch.changes.with(changeId, true), shipped: batch.shipped + units },
    UnitsRemovedFromBatch: (batch, { data: { changeId, units } }) =>
      batch && { ...batch, changes: batch.changes.with(changeId, true), shipped: batch.shipped - units },
    QcRecorded: (batch, { data }) =>
      batch && { ...batch, qc: data.results, firstQc: batch.firstQc === undefined ? data.results : batch.firstQc },
  },
});

const notRecorded = (batchId: string) =>
  refuse('BATCH_NOT_FOUND', `There is no batch ${batchId}. Record it first.`, { rule: 'B1' });
