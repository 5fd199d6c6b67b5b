import type { Collection } from 'mongodb';
import type { Json } from '#kernel';
import { type Checkpoint, checkpointAt, START } from '../event-store/event-store.port.ts';
import { type MongoConnection, upserted } from '../support/mongo-connection.ts';
import { Together } from '../support/together.ts';
import type { FailedReaction, ProcessState, ReactionKey, TaskState } from './process-state.port.ts';

interface StoredFailure extends FailedReaction {
  readonly _id: string;
}

const keyOf = ({ process, stream, revision }: ReactionKey): string => `${process}/${stream}@${revision}`;

export class MongoProcessState implements ProcessState {
  readonly #mongo: MongoConnection;
  /** The processes come to the end of the same events. Documents compare member by member, so by their position. */
  readonly #advances = new Together<readonly [process: string, checkpoint: Checkpoint]>(async (checkpoints) => {
    const updates = checkpoints.map(([_id, checkpoint]) => ({
      updateOne: { filter: { _id }, update: { $max: { checkpoint } }, upsert: true },
    }));
    await this.#mongo.bounded(() => upserted(() => this.#checkpoints.bulkWrite(updates, { ordered: false })));
  });

  constructor(mongo: MongoConnection) {
    this.#mongo = mongo;
  }

  async logId(): Promise<string | undefined> {
    return this.#mongo.bounded(async () => (await this.#log.findOne({ _id: 'log' }))?.log);
  }

  async keepLogId(log: string): Promise<void> {
    await this.#mongo.bounded(() => upserted(() => this.#log.replaceOne({ _id: 'log' }, { log }, { upsert: true })));
  }

  async checkpoint(process: string): Promise<Checkpoint> {
    return this.#mongo.bounded(async () => (await this.#checkpoints.findOne({ _id: process }))?.checkpoint ?? START);
  }

  async checkpoints(): Promise<ReadonlyMap<string, Checkpoint>> {
    return this.#mongo.bounded(async () => {
      const found = await this.#checkpoints.find().toArray();
      return new Map(found.map(({ _id, checkpoint }) => [_id, checkpoint]));
    });
  }

  advance(process: string, event: Checkpoint): Promise<void> {
    return this.#advances.do([process, checkpointAt(event)]);
  }

  async startOver(): Promise<void> {
    await this.#mongo.bounded(() => Promise.all([this.#checkpoints.deleteMany({}), this.#failures.deleteMany({})]));
  }

  async recordFailure(failure: FailedReaction): Promise<void> {
    await this.#mongo.bounded(() =>
      upserted(() => this.#failures.replaceOne({ _id: keyOf(failure) }, { ...failure }, { upsert: true })),
    );
  }

  async clearFailure(reaction: ReactionKey): Promise<void> {
    await this.#mongo.bounded(() => this.#failures.deleteOne({ _id: keyOf(reaction) }));
  }

  async failedReactions(process?: string): Promise<readonly FailedReaction[]> {
    return this.#mongo.bounded(async () => {
      const found = await this.#failures
        .find(process === undefined ? {} : { process }, { sort: { process: 1, stream: 1, revision: 1 } })
        .toArray();
      return found.map(({ _id, ...failure }) => failure);
    });
  }

  async task(name: string): Promise<TaskState | undefined> {
    return this.#mongo.bounded(async () => (await this.#tasks.findOne({ _id: name }))?.state);
  }

  async setTask(name: string, state: TaskState): Promise<void> {
    await this.#mongo.bounded(() => upserted(() => this.#tasks.replaceOne({ _id: name }, { state }, { upsert: true })));
  }

  async job(kind: string, id: string): Promise<Json | undefined> {
    const found = await this.#mongo.bounded(() => this.#jobs.findOne({ _id: { kind, id } }));
    return found ? (JSON.parse(found.state) as Json) : undefined;
  }

  async setJob(kind: string, id: string, state: Json): Promise<void> {
    const _id = { kind, id };
    await this.#mongo.bounded(() =>
      upserted(() => this.#jobs.replaceOne({ _id }, { state: JSON.stringify(state) }, { upsert: true })),
    );
  }

  async removeJob(kind: string, id: string): Promise<void> {
    await this.#mongo.bounded(() => this.#jobs.deleteOne({ _id: { kind, id } }));
  }

  async jobs(kind: string, limit: number, before?: string): Promise<readonly Json[]> {
    const those = { '_id.kind': kind, ...(before !== undefined && { '_id.id': { $lt: before } }) };
    return this.#mongo.bounded(async () => {
      const found = await this.#jobs.find(those, { sort: { '_id.id': -1 }, limit }).toArray();
      return found.map(({ state }) => JSON.parse(state) as Json);
    });
  }

  get #log(): Collection<{ _id: string; log: string }> {
    return this.#mongo.database.collection('process_log');
  }

  get #checkpoints(): Collection<{ _id: string; checkpoint: Checkpoint }> {
    return this.#mongo.database.collection('process_checkpoints');
  }

  get #failures(): Collection<StoredFailure> {
    return this.#mongo.database.collection('process_failures');
  }

  get #tasks(): Collection<{ _id: string; state: TaskState }> {
    return this.#mongo.database.collection('process_tasks');
  }

  /** Their state is text, since a document may not have all members that JSON may. */
  get #jobs(): Collection<{ _id: { kind: string; id: string }; state: string }> {
    return this.#mongo.database.collection('process_jobs');
  }
}
