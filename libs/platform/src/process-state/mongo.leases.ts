import type { Collection } from 'mongodb';
import { type MongoConnection, upserted } from '../support/mongo-connection.ts';
import { type Leases, LONGEST_LEASES } from './leases.port.ts';

interface StoredLease {
  readonly _id: string;
  readonly owner: string;
  readonly until: Date;
  readonly term: number;
}

export class MongoLeases implements Leases {
  readonly #mongo: MongoConnection;

  constructor(mongo: MongoConnection) {
    this.#mongo = mongo;
  }

  async acquire(name: string, owner: string, milliseconds: number): Promise<number | undefined> {
    return this.#mongo.bounded(async () => {
      const mine = { $eq: ['$owner', owner] };
      const until = { $ifNull: ['$until', new Date(0)] };
      const longest = { $add: ['$$NOW', LONGEST_LEASES * milliseconds] };
      const free = { $or: [mine, { $lte: [until, '$$NOW'] }, { $gt: [until, longest] }] };
      const whenFree = (taken: unknown, kept: string) => ({ $cond: [free, taken, kept] });
      const held = await upserted(() =>
        this.#leases.findOneAndUpdate(
          { _id: name },
          [
            {
              $set: {
                term: whenFree({ $add: [{ $ifNull: ['$term', 0] }, { $cond: [mine, 0, 1] }] }, '$term'),
                owner: whenFree({ $literal: owner }, '$owner'),
                until: whenFree({ $add: ['$$NOW', milliseconds] }, '$until'),
              },
            },
          ],
          { upsert: true, returnDocument: 'after' },
        ),
      );
      return held?.owner === owner ? held.term : undefined;
    });
  }

  async release(name: string, owner: string): Promise<void> {
    await this.#mongo.bounded(() => this.#leases.updateOne({ _id: name, owner }, { $set: { until: new Date(0) } }));
  }

  get #leases(): Collection<StoredLease> {
    return this.#mongo.database.collection('leases');
  }
}
