import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, silentLogger } from '#platform';
import { ScriptedPeer } from '../../../tests/support/scripted-peer.ts';
import { readSettings, SettingsError } from './settings.ts';
import { openStores } from './stores.ts';

let folder: string;
let peer: ScriptedPeer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-stores-'));
  peer = await ScriptedPeer.start();
});
afterEach(async () => {
  await peer.stop();
  await rm(folder, { recursive: true });
});

const settings = (more: Record<string, string>) => readSettings({ MAKEGOOD_DATA: folder, ...more });

describe('the stores of the settings', () => {
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
