import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BEGINNING, type KnownLog, type Logger, silentLogger, waitFor } from '#platform';
import {
  describeWithPeer,
  EVENT_STORE_SERVER,
  startEventStoreServer,
  startPeer,
} from '../../../tests/support/event-store-server.ts';
import type { ScriptedPeer } from '../../../tests/support/scripted-peer.ts';
import { readSettings, SettingsError } from './settings.ts';
import { openStores } from './stores.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-stores-'));
});
afterEach(() => rm(folder, { recursive: true }));

const settings = (more: Record<string, string>) => readSettings({ MAKEGOOD_DATA: folder, ...more });

describe(`the stores of the settings, with ${EVENT_STORE_SERVER}`, () => {
  it('P5 name the log once; another log under the same data folder is told apart, and the right one is known again', async () => {
    const never = () => Promise.reject(new Error('waited'));
    const [server, another] = await Promise.all([startEventStoreServer(), startEventStoreServer()]);
    const opened = async (url: string) => {
      const stores = await openStores(settings({ EVENT_STORE_URL: url }), silentLogger, never);
      const found = { state: stores.log.state.kind, head: await stores.store.head().catch(({ fault }) => fault) };
      const id = await stores.store.id();
      await stores.close();
      return { ...found, id };
    };
    const first = await opened(server.url);
    expect(first).toEqual({ state: 'known', head: BEGINNING, id: expect.any(String) });
    expect(await opened(server.url)).toEqual(first);
    expect(await opened(another.url)).toMatchObject({ state: 'other', head: 'other-log' });
    expect(await opened(server.url)).toEqual(first);
    await Promise.all([server.stop(), another.stop()]);
  });

  it('P5 are refused when the file of the read models is removed, although the log is on a server', async () => {
    const server = await startEventStoreServer();
    const stores = await openStores(settings({ EVENT_STORE_URL: server.url }), silentLogger, waitFor);
    await rename(join(folder, 'makegood.db'), join(folder, 'away'));
    await (stores.store as KnownLog).ask();
    await expect(stores.store.head()).rejects.toMatchObject({
      fault: 'other-log',
      message: expect.stringContaining('makegood.db was removed or replaced'),
    });
    await stores.close();
    await server.stop();
  });
});

describeWithPeer('the stores of the settings', () => {
  let peer: ScriptedPeer;
  beforeEach(async () => {
    peer = await startPeer();
  });
  afterEach(() => peer.stop());

  it('are waited for while their server cannot be reached, with a line that names the setting and no password', async () => {
    await peer.down();
    const lines: string[] = [];
    let waits = 0;
    const logger: Logger = {
      ...silentLogger,
      warn: (fields, message) => lines.push(JSON.stringify({ ...fields, message })),
    };
    const url = peer.url().replace('esdb://', 'esdb://makegood:se-cret@');
    const stores = await openStores(settings({ EVENT_STORE_URL: url }), logger, async () => {
      if (++waits === 2) await peer.up();
    });
    // One line, however often it is tried.
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/"setting":"EVENT_STORE_URL".*the server cannot be reached: waiting for it/);
    expect(lines.join()).not.toContain('se-cret');
    expect(await stores.store.head()).toBe('0000000000000000');
    await stores.close();
  });

  it('stop the start at once when waiting would not help', async () => {
    const never = () => Promise.reject(new Error('waited'));
    peer.play('read', { then: 'access-denied' });
    await expect(openStores(settings({ EVENT_STORE_URL: peer.url() }), silentLogger, never)).rejects.toThrow(
      'EVENT_STORE_URL cannot be used: EventStoreDB denies access: let the account of the address read $all and write our streams',
    );
    for (const [url, message] of [
      ['esdb://makegood:se@cret@127.0.0.1:2113', 'percent-encode the account and its password (@ is %40)'],
      ['esdb://127.0.0.1:2113?tls=perhaps', 'tls must be true or false'],
    ] as const)
      await expect(openStores(settings({ EVENT_STORE_URL: url }), silentLogger, never)).rejects.toThrow(
        new SettingsError(`EVENT_STORE_URL cannot be used: ${message}`),
      );
  });
});
