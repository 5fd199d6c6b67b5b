import type { Position } from '../event-store/event-store.port.ts';

/** A reaction that failed, kept for an operator. */
export interface FailedReaction {
  readonly process: string;
  readonly event: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly reason: string;
  /** The process went on with the next event, went on without the stream, or stopped at the event. */
  readonly effect: 'skipped' | 'quarantined' | 'halted';
}

export type ReactionKey = Pick<FailedReaction, 'process' | 'stream' | 'revision'>;

/**
 * What processes must remember; without its checkpoint a process would react to everything again. Every call can throw
 * DocumentStoreError.
 */
export interface ProcessState {
  /** BEGINNING when the process has none. */
  checkpoint(process: string): Promise<Position>;
  checkpoints(): Promise<ReadonlyMap<string, Position>>;
  /** Never moves a checkpoint backwards. */
  advance(process: string, position: Position): Promise<void>;

  /** Replaces a recorded failure of the same reaction. */
  recordFailure(failure: FailedReaction): Promise<void>;
  /** The reaction succeeded after all. Does nothing when no failure is recorded. */
  clearFailure(reaction: ReactionKey): Promise<void>;
  failedReactions(process?: string): Promise<readonly FailedReaction[]>;

  /** Work that is done once: if it was begun and not finished, the next start finishes it. */
  task(name: string): Promise<TaskState | undefined>;
  setTask(name: string, state: TaskState): Promise<void>;
}

export type TaskState = 'begun' | 'done';
