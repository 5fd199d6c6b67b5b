import {
  END,
  EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  NO_STREAM,
  type ReadPosition,
  START,
} from '@eventstore/db-client';
import { uuidv5 } from '#kernel';
import { PeerCluster } from './peer-cluster.ts';
import { AS_MEASURED, type PeerOptions, ScriptedPeer } from './scripted-peer.ts';

// That the peer behaves as was measured on EventStoreDB 22.10.5 and 23.10.6 with this client.

let peer: ScriptedPeer;
let client: EventStoreDBClient;
const start = async (options: PeerOptions = {}) => {
  peer = await ScriptedPeer.start(options);
  client = EventStoreDBClient.connectionString(peer.url());
};
afterEach(async () => {
  await client.dispose();
  await peer.stop();
});

const event = (name: string) => jsonEvent({ id: uuidv5(name), type: 'Submitted', data: { name } });
const append = (stream: string, expected: bigint | typeof NO_STREAM, ...names: string[]) =>
  client.appendToStream(stream, names.map(event), { expectedRevision: expected });
const fill = async (stream: string, count: number) => {
  for (let n = 0; n < count; n++) await append(stream, n === 0 ? NO_STREAM : BigInt(n - 1), `${stream}/${n}`);
};
const read = async (stream: string): Promise<number[]> => {
  const revisions: number[] = [];
  for await (const { event: found } of client.readStream(stream)) revisions.push(Number(found?.revision));
  return revisions;
};
/** Streams and revisions of the whole log. */
const all = async (fromPosition: ReadPosition = START): Promise<string[]> => {
  const found: string[] = [];
  for await (const { event: each } of client.readAll({ fromPosition }))
    found.push(`${each?.streamId}@${each?.type === '$streamDeleted' ? 'deleted' : each?.revision}`);
  return found;
};
const missing = { type: 'stream-not-found' };

describe('an append under way', () => {
  it('conflicts with others before its events can be read, and is answered when they can be', async () => {
    await start();
    const release = peer.log.hold();
    const arrived = peer.arrival('batchAppend');
    const winner = append('claim-1', NO_STREAM, 'one');
    await arrived;
    await expect(append('claim-1', NO_STREAM, 'other')).rejects.toMatchObject({ type: 'wrong-expected-version' });
    await expect(read('claim-1')).rejects.toMatchObject(missing);
    expect(await all()).toEqual([]);
    release();
    expect((await winner).nextExpectedRevision).toBe(0n);
    expect(await read('claim-1')).toEqual([0]);
  });

  it('can be missed by as many reads as the options say', async () => {
    await start({ ...AS_MEASURED, lateReads: 2 });
    for (let round = 0; round < 5; round++) {
      const stream = `claim-${round}`;
      const seen: unknown[] = [];
      const race = async (name: string) => {
        const lost = await append(stream, NO_STREAM, `${name} ${round}`).catch(({ type }) => type);
        if (typeof lost === 'string')
          for (let n = 0; n < 3; n++) seen.push(await read(stream).catch(({ type }) => type));
      };
      await Promise.all(['one', 'other'].map(race));
      expect(seen).toEqual(['stream-not-found', 'stream-not-found', [0]]);
    }
  });

  it('answers Timeout to its repetition, and is stored once', async () => {
    await start({ timeouts: true });
    const release = peer.log.hold();
    const arrived = peer.arrival('batchAppend');
    const first = append('claim-1', NO_STREAM, 'one');
    await arrived;
    await expect(append('claim-1', NO_STREAM, 'one')).rejects.toMatchObject({ type: 'deadline-exceeded' });
    release();
    await first;
    expect((await append('claim-1', NO_STREAM, 'one')).nextExpectedRevision).toBe(0n);
    expect(await read('claim-1')).toEqual([0]);
  });
});

it('a subscription is ended as too slow after so many live events, not while it catches up', async () => {
  await start({ tooSlow: 3 });
  await fill('claim-1', 10);
  const subscription = client.subscribeToAll();
  const given: unknown[] = [];
  let filled: Promise<void> | undefined;
  const error = await new Promise((resolve) => {
    subscription.on('error', resolve);
    subscription.on('data', ({ event: each }) => {
      given.push(each?.revision);
      if (given.length === 10) filled = fill('claim-2', 10);
    });
  });
  expect(error).toMatchObject({ code: 10, message: expect.stringContaining('Consumer too slow') });
  expect(given).toHaveLength(13);
  await filled;
});

describe('a position', () => {
  const failures = async (position: { commit: bigint; prepare: bigint }) => [
    await all(position).catch(({ message }: Error) => message),
    await new Promise((resolve) =>
      client.subscribeToAll({ fromPosition: position }).on('error', ({ message }) => resolve(message)),
    ),
  ];
  const errors = [
    expect.stringContaining('Unexpected ReadAllResult: Error'),
    expect.stringContaining('Exception was thrown by handler.'),
  ];

  it('inside a record of a log that was cut and has grown past it is an error, for reads and for subscriptions', async () => {
    await start();
    await fill('claim-1', 10);
    const commit = BigInt(peer.log.event(10).commit);
    peer.log.truncate(5);
    peer.log.growPast(Number(commit));
    expect(await failures({ commit, prepare: commit })).toEqual(errors);
    expect(await all()).toContain('others-2@0');
  });

  it('of another log is an error in an empty one', async () => {
    await start();
    await fill('claim-1', 10);
    const commit = BigInt(peer.log.event(10).commit);
    peer.log.truncate(0);
    expect(await failures({ commit, prepare: commit })).toEqual(errors);
    expect(await all()).toEqual([]);
  });

  it('of a scavenged event is one', async () => {
    await start();
    await fill('claim-1', 3);
    const commit = BigInt(peer.log.event(1).commit);
    peer.log.setMetadata('claim-1', { $maxCount: 1 });
    peer.log.scavenge();
    expect(await all({ commit, prepare: commit })).toEqual(['claim-1@2', '$$claim-1@0']);
  });
});

describe('a stream', () => {
  beforeEach(async () => {
    await start();
    await fill('claim-1', 3);
  });

  it('that is soft-deleted is not found; its numbering goes on; the whole log has its events until it is scavenged', async () => {
    await client.deleteStream('claim-1');
    await expect(read('claim-1')).rejects.toMatchObject(missing);
    expect(await all()).toEqual(['claim-1@0', 'claim-1@1', 'claim-1@2', '$$claim-1@0']);
    expect((await append('claim-1', NO_STREAM, 'again')).nextExpectedRevision).toBe(3n);
    expect(await read('claim-1')).toEqual([3]);
    expect(await client.getStreamMetadata('claim-1')).toMatchObject({ metadata: { truncateBefore: 3 } });
    peer.log.scavenge();
    expect(await all()).toEqual(['claim-1@3', '$$claim-1@1']);
  });

  it.each([
    ['$maxCount', { $maxCount: 2 }],
    ['$maxAge', { $maxAge: 60 }],
    ['$tb', { $tb: 1 }],
  ])('that is cut by %s begins at a later revision, in the whole log after a scavenge', async (_, metadata) => {
    peer.log.now += 60_000;
    await append('claim-1', 2n, 'later');
    peer.log.setMetadata('claim-1', metadata);
    const revisions = { $maxCount: [2, 3], $maxAge: [3], $tb: [1, 2, 3] }[Object.keys(metadata)[0] as '$tb'];
    expect(await read('claim-1')).toEqual(revisions);
    expect(await all()).toHaveLength(5);
    peer.log.scavenge();
    expect(await all()).toEqual([...revisions.map((revision) => `claim-1@${revision}`), '$$claim-1@0']);
    expect((await append('claim-1', 3n, 'next')).nextExpectedRevision).toBe(4n);
  });

  it('whose last event is cut off keeps it in the whole log, so that its numbering goes on', async () => {
    peer.log.setMetadata('claim-1', { $tb: 9 });
    peer.log.scavenge();
    expect(await read('claim-1')).toEqual([]);
    expect(await all()).toEqual(['claim-1@2', '$$claim-1@0']);
  });

  it('with a tombstone can be neither read nor written; after a scavenge only the tombstone is left', async () => {
    await client.tombstoneStream('claim-1');
    const deleted = { type: 'stream-deleted' };
    await expect(read('claim-1')).rejects.toMatchObject(deleted);
    await expect(append('claim-1', NO_STREAM, 'again')).rejects.toMatchObject(deleted);
    await expect(client.getStreamMetadata('claim-1')).rejects.toMatchObject(deleted);
    expect(await all()).toEqual(['claim-1@0', 'claim-1@1', 'claim-1@2', 'claim-1@deleted']);
    peer.log.scavenge();
    expect(await all()).toEqual(['claim-1@deleted']);
  });

  it('that was deleted or cut is announced in the log: `$metadata`, `$streamDeleted`', async () => {
    await fill('claim-2', 1);
    await client.deleteStream('claim-1');
    await client.tombstoneStream('claim-2');
    const found: unknown[] = [];
    const filter = eventTypeFilter({ prefixes: ['$metadata', '$streamDeleted'] });
    for await (const { event: each } of client.subscribeToAll({ fromPosition: START, filter })) {
      found.push([each?.streamId, each?.type]);
      if (found.length === 2) break;
    }
    expect(found).toEqual([
      ['$$claim-1', '$metadata'],
      ['claim-2', '$streamDeleted'],
    ]);
  });
});

describe('a cluster', () => {
  let cluster: PeerCluster;
  const connect = async () => {
    cluster = await PeerCluster.start();
    client = EventStoreDBClient.connectionString(cluster.url());
    peer = cluster.nodes[0] as ScriptedPeer;
    await fill('claim-1', 2);
  };
  const next = async (revision: bigint) => {
    for (let tries = 0; ; tries++) {
      try {
        return (await append('claim-1', revision, `event ${revision}`)).nextExpectedRevision;
      } catch (error) {
        if (tries === 20) throw error;
      }
    }
  };
  afterEach(() => cluster.stop());

  it('is found by any of its seeds; what one node has stored the others have', async () => {
    await connect();
    expect(peer.calls.batchAppend).toBe(2);
    const other = EventStoreDBClient.connectionString(`${cluster.followers[1]?.url()}&nodePreference=follower`);
    const found = [];
    for await (const { event: each } of other.readAll({ fromPosition: END, direction: 'backwards', maxCount: 1 }))
      found.push(each?.revision);
    expect(found).toEqual([1n]);
    await other.dispose();
  });

  it('whose leader is killed refuses writes as not ready until it has elected another, which has every event', async () => {
    await connect();
    await cluster.kill();
    await expect(append('claim-1', 1n, 'too early')).rejects.toThrow();
    const leader = cluster.elect();
    expect(leader).not.toBe(peer);
    expect(await next(1n)).toBe(2n);
    expect(await read('claim-1')).toEqual([0, 1, 2]);
  });

  it('whose leader is frozen goes on with another one, but a client that is connected to it hears nothing', async () => {
    await connect();
    cluster.freeze();
    cluster.elect();
    const stuck = append('claim-1', 1n, 'event 1');
    const other = EventStoreDBClient.connectionString(cluster.followers[1]?.url({ discover: true }) ?? '');
    // By a call of its own: the client's batches share one table of what waits.
    const options = { expectedRevision: 1n, credentials: { username: 'admin', password: 'changeit' } };
    expect(await other.appendToStream('claim-1', event('event 1'), options)).toMatchObject({
      nextExpectedRevision: 2n,
    });
    await other.dispose();
    await cluster.revive(peer);
    // The old leader has learnt who leads now, and hands the append on.
    expect((await stuck).nextExpectedRevision).toBe(2n);
    expect(await read('claim-1')).toEqual([0, 1, 2]);
  });

  it('that loses a follower goes on', async () => {
    await connect();
    await cluster.kill(cluster.followers[0]);
    expect(await next(1n)).toBe(2n);
  });
});
