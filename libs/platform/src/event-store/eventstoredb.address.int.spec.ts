import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { jest } from '@jest/globals';
import { describeWithPeer as describe, startPeer } from '../../../../tests/support/event-store-server.ts';
import { certificateFile, type ScriptedPeer } from '../../../../tests/support/scripted-peer.ts';
import { BEGINNING } from './event-store.port.ts';
import { eventStoreDbAddress } from './eventstoredb.address.ts';
import { bracketed } from './eventstoredb.client.ts';
import { openEventStoreDb } from './eventstoredb.event-store.ts';

let plain: ScriptedPeer;
let secure: ScriptedPeer;
/** Leads from the IPv6 address of this machine to a peer. */
let ipv6: Server | undefined;
beforeAll(async () => {
  plain = await startPeer();
  secure = await startPeer({ certificate: 'server' });
  const forward = createServer((near) => {
    const far = connect(plain.port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  ipv6 = await new Promise((resolve) => {
    forward.once('error', () => resolve(undefined));
    forward.listen(0, '::1', () => resolve(forward));
  });
});
afterAll(async () => {
  ipv6?.close();
  await plain.stop();
  await secure.stop();
});

async function head(url: string): Promise<string> {
  const store = await openEventStoreDb(url, { categories: ['claim'] });
  try {
    return await store.head();
  } finally {
    await store.close();
  }
}

describe('An address of EventStoreDB', () => {
  it('names one node, several, or a name behind which a cluster is found, and the node to prefer', async () => {
    const at = `127.0.0.1:${plain.port}`;
    for (const url of [
      `esdb://${at}?tls=false`,
      `esdb://${at}/?tls=false`,
      `kurrentdb://${at},${at},${at}?tls=false`,
      `esdb+discover://${at}?tls=false&maxDiscoverAttempts=3`,
      `esdb://${at},${at}?tls=false&nodePreference=follower`,
    ])
      expect([url, await head(url)]).toEqual([url, BEGINNING]);
    expect(plain.calls.gossip).toBe(3);
  });

  it('may begin the names of our streams, which the client does not know', async () => {
    const at = `127.0.0.1:${plain.port}`;
    for (const query of [
      'streamPrefix=one_&tls=false',
      'tls=false&streamPrefix=one_',
      'tls=false&streamprefix=one_&',
    ]) {
      expect(eventStoreDbAddress(`esdb://${at}?${query}`).streamPrefix).toBe('one_');
      expect([query, await head(`esdb://${at}?${query}`)]).toEqual([query, BEGINNING]);
    }
    expect(eventStoreDbAddress(`esdb://${at}?tls=false`).streamPrefix).toBe('');
  });

  it('a cluster is reached through any of its nodes', async () => {
    expect(await head(`esdb://127.0.0.1:1,127.0.0.1:${plain.port},127.0.0.1:2?tls=false`)).toBe(BEGINNING);
  });

  it('may be an IPv6 address', async () => {
    const { hosts } = eventStoreDbAddress('esdb://[::1],[fe80::2:3]:2114,events:2115?tls=false');
    expect(hosts).toEqual([
      { host: '::1', port: 2113 },
      { host: 'fe80::2:3', port: 2114 },
      { host: 'events', port: 2115 },
    ]);
    // Some machines have no IPv6.
    if (ipv6) expect(await head(`esdb://[::1]:${(ipv6.address() as AddressInfo).port}?tls=false`)).toBe(BEGINNING);
    expect(['[::1]:2113', 'fe80::2:3:2114', '127.0.0.1:2113', 'events:2113'].map(bracketed)).toEqual([
      '[::1]:2113',
      '[fe80::2:3]:2114',
      '127.0.0.1:2113',
      'events:2113',
    ]);
  });

  it('names the authority of its servers, and an account with any password', async () => {
    const ca = encodeURIComponent(certificateFile('authority'));
    expect(await head(`esdb://make%3Agood:a%40b%3Ac%25@127.0.0.1:${secure.port}?tlscafile=${ca}`)).toBe(BEGINNING);
  });

  it("never shows its password in the client's own debug output", async () => {
    // The instance that the client writes to.
    const load = createRequire(createRequire(import.meta.url).resolve('@eventstore/db-client'));
    const debug = load('debug') as { enable(names: string): void; disable(): void };
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    debug.enable('esdb:*');
    const ca = encodeURIComponent(certificateFile('authority'));
    try {
      await head(`esdb://makegood:se-cret@127.0.0.1:${secure.port}?tlsCAFile=${ca}`);
      expect(() => eventStoreDbAddress('esdb://makegood:se-cret@127.0.0.1:2113?tls=perhaps')).toThrow('tls must be');
    } finally {
      debug.disable();
    }
    const output = written.mock.calls.map(([text]) => String(text)).join('');
    written.mockRestore();
    expect(output).toContain(`Connecting to https://127.0.0.1:${secure.port}`);
    expect(output).not.toContain('se-cret');
    expect(output).not.toContain(Buffer.from('makegood:se-cret').toString('base64'));
  });
});
