export { batchDecider, type BatchState } from './batch.decider.ts';
export { gravest, type GroupState, isHeldIn, sampleSize } from './batch.policies.ts';
export * from './batches.commands.ts';
export * from './batches.events.ts';
export * from './batch.stream.ts';
export * from './parts.ts';
export { countOncePerSerial } from './watch/counted-claim.ts';
export { type Alarm, BatchWatch, type ClaimFact, type WatchFact } from './watch/watch.ts';
export { watchPolicy } from './watch/watch.policies.ts';
