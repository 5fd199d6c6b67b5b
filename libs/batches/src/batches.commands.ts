import { Command, type Day, type Json, type Serial } from '#kernel';
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

/** R2. A repeated assignment counts once, so that a shipment can be repeated. `corrected`: shipped already, as of another batch (R5). */
export class AssignUnitsToBatch extends Command<
  BatchFact<'UnitsAssignedToBatch'> & {
    readonly corrected?: boolean | undefined;
    /** Of the legal entity that ships (R9). */
    readonly timeZone?: string | undefined;
  }
> {
  readonly type = 'AssignUnitsToBatch' as const;
}

export class RemoveUnitsFromBatch extends Command<BatchFact<'UnitsRemovedFromBatch'>> {
  readonly type = 'RemoveUnitsFromBatch' as const;
}

/** B5. `alarm`: of the sentinel; without it `reason` says why a person suspects the batch. */
export class SuspectBatch extends Command<Omit<BatchFact<'BatchSuspected'>, 'suspectedBy'>> {
  readonly type = 'SuspectBatch' as const;
}

/** B6. `held`: how many units of the batch each partner has that is asked, now or before; without samples that came. */
export class RequestSamples extends Command<
  Omit<BatchFact<'SamplesRequested'>, 'freightPaidBy' | 'requestedBy'> & {
    readonly held: ReadonlyMap<string, number>;
  }
> {
  readonly type = 'RequestSamples' as const;
}

/** B6: `request` is the number of one among those of the batch, from 1. */
export class CancelSamples extends Command<Omit<BatchFact<'SamplesCancelled'>, 'cancelledBy'>> {
  readonly type = 'CancelSamples' as const;
}

export class ArrangeCollection extends Command<Omit<BatchFact<'SampleCollectionArranged'>, 'arrangedBy'>> {
  readonly type = 'ArrangeCollection' as const;
}

/** `unitOf`: the batch that the serial was shipped from, if it is known. */
export class ReceiveSample extends Command<{
  readonly batchId: string;
  readonly serial: Serial;
  readonly unitOf: string | undefined;
}> {
  readonly type = 'ReceiveSample' as const;
}

type GivenVerdict = Omit<BatchFact<'BatchCleared'>, 'decidedBy'>;

/** B7. Allowed for a group that was never suspected; the findings say why. */
export class ConfirmBatchDefective extends Command<GivenVerdict> {
  readonly type = 'ConfirmBatchDefective' as const;
}

export class ClearBatch extends Command<GivenVerdict> {
  readonly type = 'ClearBatch' as const;
}

/** B9. */
export class ReleaseBatch extends Command<{ readonly batchId: string; readonly reason: string }> {
  readonly type = 'ReleaseBatch' as const;
}

export type BatchCommand =
  | RecordBatch
  | RecordQc
  | AssignUnitsToBatch
  | RemoveUnitsFromBatch
  | SuspectBatch
  | RequestSamples
  | CancelSamples
  | ArrangeCollection
  | ReceiveSample
  | ConfirmBatchDefective
  | ClearBatch
  | ReleaseBatch;
