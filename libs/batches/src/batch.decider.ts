import { accept, conform, decider, isFutureDay, type Json, refuse, sameJson, unchanged } from '#kernel';
import type { BatchCommand } from './batches.commands.ts';
import { type BatchEvent, batchEvents } from './batches.events.ts';

export interface Batch {
  readonly produced: Extract<BatchEvent, { type: 'BatchProduced' }>['data'];
  /** The newest quality-control record: what a review takes its snapshot from (C5). */
  readonly qc?: Json;
  /** The first one: told again with its batch, it is nothing new. */
  readonly firstQc?: Json;
}
export type BatchState = Batch | undefined;

export const batchDecider = decider<BatchCommand, BatchEvent, BatchState>({
  initial: undefined,
  decide: {
    RecordBatch({ data: { qc, ...data }, meta }, batch) {
      const produced = conform(batchEvents.BatchProduced, data);
      if (produced.kind === 'refused') return produced;
      if (isFutureDay(data.producedOn, meta.at))
        return refuse('PRODUCED_IN_FUTURE', `${data.producedOn} has not come yet. Record the batch when it is made.`, {
          rule: 'B1',
        });
      if (batch) {
        const same = sameJson(produced.data, batch.produced) && (qc === undefined || sameJson(qc, batch.firstQc));
        return same
          ? unchanged
          : refuse(
              'BATCH_EXISTS',
              `Batch ${data.batchId} is recorded already with other data. New test results go by recordQc.`,
              { rule: 'B1' },
            );
      }
      const made: BatchEvent = { type: 'BatchProduced', data: produced.data };
      if (qc === undefined) return accept(made);
      const tested = conform(batchEvents.QcRecorded, { batchId: data.batchId, results: qc });
      return tested.kind === 'refused' ? tested : accept<BatchEvent>(made, { type: 'QcRecorded', data: tested.data });
    },

    RecordQc({ data }, batch) {
      if (!batch)
        return refuse('BATCH_NOT_FOUND', `There is no batch ${data.batchId}. Record it first.`, { rule: 'B1' });
      const tested = conform(batchEvents.QcRecorded, data);
      if (tested.kind === 'refused') return tested;
      if (batch.qc !== undefined && sameJson(data.results, batch.qc)) return unchanged;
      return accept({ type: 'QcRecorded', data: tested.data });
    },
  },
  evolve: {
    BatchProduced: (_, { data }) => ({ produced: data }),
    QcRecorded: (batch, { data }) =>
      batch && { ...batch, qc: data.results, firstQc: batch.firstQc === undefined ? data.results : batch.firstQc },
  },
});
