import type { Json } from '#kernel';
import type { Checkpoint, Position } from '../event-store/event-store.port.ts';

export interface FailedReaction {
  readonly process: string;
  readonly event: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly reason: string;
  readonly effect: 'skipped' | 'quarantined' | 'halted';
}

export type ReactionKey = Pick<FailedReaction, 'process' | 'stream' | 'revision'>;

/** What processes must remember: without its checkpoint one would react to everything again. Calls can throw DocumentStoreError. */
export interface ProcessState {
  /** Id of the log that the processes have read. */
  logId(): Promise<string | undefined>;
  keepLogId(log: string): Promise<void>;

  checkpoint(process: string): Promise<Checkpoint>;
  checkpoints(): Promise<ReadonlyMap<string, Checkpoint>>;
  /** A later checkpoint stays. */
  advance(process: string, checkpoint: Checkpoint): Promise<void>;

  /** Without checkpoints and failures: every process reacts to the whole log again. Tasks and jobs stay. */
  startOver(): Promise<void>;

  recordFailure(failure: FailedReaction): Promise<void>;
  clearFailure(reaction: ReactionKey): Promise<void>;
  failedReactions(process?: string): Promise<readonly FailedReaction[]>;

  /** Work that is done once; unfinished work is resumed at the next start. */
  task(name: string): Promise<TaskState | undefined>;
  setTask(name: string, state: TaskState): Promise<void>;

  /** What is known of a job of long work, such as an import; `ids` of a kind are in the order in which its jobs were created. */
  job(kind: string, id: string): Promise<Json | undefined>;
  setJob(kind: string, id: string, state: Json): Promise<void>;
  /** Whether it exists or not. */
  removeJob(kind: string, id: string): Promise<void>;
  /** The newest first. `before`: those that were created before this one. */
  jobs(kind: string, limit: number, before?: string): Promise<readonly Json[]>;
}

export type TaskState = 'begun' | 'done';
