import type { Aggregate } from '#platform';
import { type BatchState, batchDecider } from './batch.decider.ts';
import { type BatchCommand, batchStream } from './batches.commands.ts';
import { type BatchEvent, batchEvents } from './batches.events.ts';

export const batches: Aggregate<BatchCommand, BatchEvent, BatchState> = {
  name: 'batch',
  contracts: batchEvents,
  decider: batchDecider,
  streamOf: (command) => batchStream(command.data.batchId),
};
