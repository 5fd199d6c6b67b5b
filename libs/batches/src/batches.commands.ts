import { Command, type Day, type Json } from '#kernel';
import type { BatchEvent } from './batches.events.ts';

type BatchFact<T extends BatchEvent['type']> = Extract<BatchEvent, { type: T }>['data'];

export interface RecordBatchData {
  readonly batchId: string;
  readonly sku: string;
  readonly producedOn: Day;
  readonly quantity: number;
  readonly qc?: Json | undefined;
}
export class RecordBatch extends Command<RecordBatchData> {
  readonly type = 'RecordBatch' as const;
}

export class RecordQc extends Command<{ readonly batchId: string; readonly results: Json }> {
  readonly type = 'RecordQc' as const;
}

/** R2. A repeated assignment counts once, so that a shipment can be repeated. */
export class AssignUnitsToBatch extends Command<BatchFact<'UnitsAssignedToBatch'>> {
  readonly type = 'AssignUnitsToBatch' as const;
}

export class RemoveUnitsFromBatch extends Command<BatchFact<'UnitsRemovedFromBatch'>> {
  readonly type = 'RemoveUnitsFromBatch' as const;
}

export type BatchCommand = RecordBatch | RecordQc | AssignUnitsToBatch | RemoveUnitsFromBatch;
