import type { Position } from '../event-store/event-store.port.ts';

/** Something a process could not do, kept for an operator. */
export interface FailedReaction {
  readonly process: string;
  readonly event: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly reason: string;
  /** The process went on with the next event, went on without the stream, or stands still in front of the event. */
  readonly effect: 'skipped' | 'quarantined' | 'halted';
}

/** Which reaction: the process, and the event it reacts to. */
export type ReactionKey = Pick<FailedReaction, 'process' | 'stream' | 'revision'>;

/**
 * What processes must remember. Not disposable: from a lost checkpoint everything is reacted to again, and a lost failure is one
 * that no operator hears of. Two adapters, one contract suite (`process-state.contract.ts`). Every call can throw
 * DocumentStoreError.
 */
export interface ProcessState {
  /** BEGINNING for a process that has none. */
  checkpoint(process: string): Promise<Position>;
  /** Of every process that has one. */
  checkpoints(): Promise<ReadonlyMap<string, Position>>;
  /** Sets a checkpoint unless it is there already or further on: it never moves backwards. */
  advance(process: string, position: Position): Promise<void>;

  /** In place of what is on record of the same reaction. */
  recordFailure(failure: FailedReaction): Promise<void>;
  /** It was done after all. Nothing happens when nothing is on record. */
  clearFailure(reaction: ReactionKey): Promise<void>;
  /** Of one process or of all, by process, stream and revision. */
  failedReactions(process?: string): Promise<readonly FailedReaction[]>;

  /** Work that is done once: what was begun and not finished is finished by the next start. */
  task(name: string): Promise<TaskState | undefined>;
  setTask(name: string, state: TaskState): Promise<void>;
}

export type TaskState = 'begun' | 'done';
