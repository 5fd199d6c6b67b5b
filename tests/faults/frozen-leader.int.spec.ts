import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type EventStore, NO_STREAM, openEventStoreDb } from '#platform';
import { describeWithPeer as describe, itWithPeer as it, startPeerCluster } from '../support/event-store-server.ts';
import type { PeerCluster } from '../support/peer-cluster.ts';
import { categories, eventNamed, threeEvents } from './facts.fixture.ts';

let cluster: PeerCluster;
let store: EventStore;

beforeEach(async () => {
  cluster = await startPeerCluster();
  store = await openEventStoreDb(cluster.url(), { categories });
});
afterEach(async () => {
  await store.close();
  await cluster.stop();
});

describe('the leader of a cluster freezes', () => {
  it('P1 P2 calls under way are repeated on the next leader, before any of them has used up its time', async () => {
    await store.append('claim-1', NO_STREAM, threeEvents('claim-1'));
    const stop = new AbortController();
    const live = store.subscribe({ signal: stop.signal })[Symbol.asyncIterator]();
    await live.next();
    const broken = live.next().catch((error: unknown) => error);

    cluster.freeze();
    cluster.elect();
    const appending = store.append('claim-1', 2, [eventNamed('one more')]).catch((error: unknown) => error);
    const reading = (async () => {
      const ids: string[] = [];
      for await (const { id } of store.readStream('claim-1')) ids.push(id);
      return ids;
    })();
    expect(await reading).toEqual(threeEvents('claim-1').map(({ id }) => id));
    expect(await appending).toMatchObject({ fault: 'outcome-unknown' });
    expect(String(await appending)).not.toContain('no answer');
    expect(await broken).toMatchObject({ fault: 'unavailable' });
    expect(await store.append('claim-1', 2, [eventNamed('one more')])).toMatchObject({ kind: 'appended', revision: 3 });
    expect(cluster.leader?.calls).toMatchObject({ append: 1 });
    expect(cluster.log.stream('claim-1', 0, false, 9)).toHaveLength(4);
  });
});

it('a connection that is accepted and never answered is replaced, before the calls on it have used up their time', async () => {
  const sockets: Socket[] = [];
  const halfOpen = createServer((near) => {
    sockets.push(near);
    if (sockets.length === 1) return;
    const far = connect(cluster.leader?.port ?? 0, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => undefined);
  });
  halfOpen.listen(0, '127.0.0.1');
  await once(halfOpen, 'listening');
  const { port } = halfOpen.address() as AddressInfo;
  const other = await openEventStoreDb(`esdb://127.0.0.1:${port}?tls=false`, { categories });
  expect(await other.head()).toBe(await store.head());
  expect(sockets.length).toBeGreaterThan(1);
  await other.close();
  for (const socket of sockets) socket.destroy();
  halfOpen.close();
});
