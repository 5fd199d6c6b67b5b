export { batchDecider, type BatchState } from './batch.decider.ts';
export * from './batches.commands.ts';
export * from './batches.events.ts';
export * from './batch.stream.ts';
export * from './parts.ts';
