import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type EventStore, NO_STREAM, openEventStoreDb } from '#platform';
import { ScriptedPeer } from '../support/scripted-peer.ts';
import { categories, eventNamed, threeEvents } from './facts.fixture.ts';

let leader: ScriptedPeer;
let follower: ScriptedPeer;
let store: EventStore;

beforeEach(async () => {
  leader = await ScriptedPeer.start();
  follower = await ScriptedPeer.start({ folder: leader.folder });
  follower.leader = leader;
  const seeds = [leader, follower].map(({ port }) => `127.0.0.1:${port}`).join(',');
  store = await openEventStoreDb(`esdb://${seeds}?tls=false`, { categories });
});
afterEach(async () => {
  await store.close();
  await follower.stop();
  await leader.stop();
});

describe('the leader of a cluster freezes', () => {
  it('P1 P2 calls under way are repeated on the next leader, before any of them has used up its time', async () => {
    await store.append('claim-1', NO_STREAM, threeEvents('claim-1'));
    const stop = new AbortController();
    const live = store.subscribe({ signal: stop.signal })[Symbol.asyncIterator]();
    await live.next();
    const broken = live.next().catch((error: unknown) => error);

    leader.freeze();
    // The follower elects itself only after it has named the frozen leader once more.
    void follower.arrival('gossip').then(() => (follower.leader = follower));
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
    expect(follower.calls).toMatchObject({ append: 1 });
    expect(leader.log.last('claim-1')).toBe(3);
  }, 30_000);
});

it('a connection that is accepted and never answered is replaced, before the calls on it have used up their time', async () => {
  const sockets: Socket[] = [];
  const halfOpen = createServer((near) => {
    sockets.push(near);
    if (sockets.length === 1) return;
    const far = connect(leader.port, '127.0.0.1');
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
}, 30_000);
