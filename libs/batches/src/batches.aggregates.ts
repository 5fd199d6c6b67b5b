import { batchStreams } from './batch.stream.ts';
import type { Aggregate } from '#platform';
import { type BatchState, batchDecider } from './batch.decider.ts';
import { type BatchCommand } from './batches.commands.ts';
import { type BatchEvent, batchEvents } from './batches.events.ts';

export const batches: Aggregate<BatchCommand, BatchEvent, BatchState> = {
  contracts: batchEvents,
  decider: batchDecider,
  streams: batchStreams,
  idOf: (command) => command.data.batchId,
};
