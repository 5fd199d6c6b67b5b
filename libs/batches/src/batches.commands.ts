import { Command, type Day, type Json } from '#kernel';

export interface RecordBatchData {
  readonly batchId: string;
  readonly sku: string;
  readonly producedOn: Day;
  /** Units made, at least 1. */
  readonly quantity: number;
  /** The quality-control record, where there is one already. */
  readonly qc?: Json | undefined;
}
export class RecordBatch extends Command<RecordBatchData> {
  readonly type = 'RecordBatch' as const;
}

export class RecordQc extends Command<{ readonly batchId: string; readonly results: Json }> {
  readonly type = 'RecordQc' as const;
}

export type BatchCommand = RecordBatch | RecordQc;
