import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Makegood, openMakegood, readSettings } from '#engine';
import { silentLogger } from '#platform';
import { describeWithPeer, startPeer } from '../../../tests/support/event-store-server.ts';
import { eventually } from '../../../tests/support/maker.ts';
import type { ScriptedPeer } from '../../../tests/support/scripted-peer.ts';
import { HealthMonitor } from './health-monitor.ts';

describeWithPeer('Health while EventStoreDB does not answer', () => {
  let folder: string;
  let peer: ScriptedPeer;
  let makegood: Makegood;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'makegood-health-'));
    peer = await startPeer();
    const settings = readSettings({ MAKEGOOD_DATA: folder, EVENT_STORE_URL: peer.url() });
    makegood = await openMakegood(settings, { logger: silentLogger });
    await makegood.projector.prepare();
  });
  afterAll(async () => {
    peer.thaw();
    await makegood.close();
    await peer.stop();
    await rm(folder, { recursive: true });
  });

  it('says why the log is refused, and is answered without waiting for it: as it was, then unavailable, then ready again', async () => {
    const monitor = new HealthMonitor(makegood);
    await eventually(async () => (await monitor.health()).status === 'ready');
    const lost = { ...makegood, log: { ...makegood.log, state: { kind: 'other', reason: 'The log is another one.' } } };
    expect(await new HealthMonitor(lost as Makegood).health()).toEqual({
      status: 'unavailable',
      message: 'The log is another one.',
    });
    peer.freeze();
    let unanswered = true;
    const call = makegood.store.head().catch(() => undefined);
    void call.finally(() => {
      unanswered = false;
    });
    expect((await monitor.health()).status).toBe('ready');
    // The call began before health was asked, and waits still.
    expect(unanswered).toBe(true);
    await call;
    await eventually(async () => (await monitor.health()).status === 'unavailable');
    peer.thaw();
    await eventually(async () => (await monitor.health()).status === 'ready');
  });
});
