import { jest } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { eventually, Maker, type MakerOptions, RITA, SEOUL } from '../support/maker.ts';
import { sideBySide } from '../support/side-by-side.ts';

// The limits of docs/operations.md, shorter.

const CHANGED = 'subscription { claimChanged { id } }';

const LONG = { greetingMs: 60_000, pingMs: 60_000, idleMs: 60_000 };

/** Short limits stand on servers of their own: on a busy machine who does what is asked for may take seconds, too. */
const started = async (options: MakerOptions) =>
  Maker.start(await mkdtemp(join(tmpdir(), 'makegood-')), { worker: false, ...options });

let maker: Maker;
let brief: Maker;
beforeAll(async () => {
  [maker, brief] = await Promise.all([
    started({ liveLimits: { ...LONG, greetingMs: 5_000, idleMs: 3_000 } }),
    started({ connectionLimits: { headersMs: 1_000, idleMs: 1_000 }, liveLimits: LONG }),
  ]);
});
afterAll(() => Promise.all([maker.end(), brief.end()]));

function open({ api } = maker): Socket {
  const { hostname, port } = new URL(api.url);
  return connect(Number(port), hostname).on('error', () => {});
}

/** What the server sent before it closed the connection. */
async function untilClosed(socket: Socket): Promise<string> {
  let told = '';
  socket.on('data', (text) => (told += String(text)));
  await new Promise((closed) => socket.once('close', closed));
  return told;
}

async function live(
  options: WebSocket.ClientOptions = {},
  { api } = maker,
): Promise<{ socket: WebSocket; closed: Promise<number> }> {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  return { socket, closed };
}

describe('A connection is closed', () => {
  it('on which nothing comes, before one for live changes that does not say who it is, which has sixty times as long', async () => {
    const silent = untilClosed(open(brief));
    const { closed } = await live({}, brief);
    expect(await Promise.race([silent, closed])).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('whose headers come a byte at a time, however often', async () => {
    const socket = open(brief);
    socket.write('GET /health/live HTTP/1.1\r\nX-Slow: ');
    const drip = setInterval(() => socket.write('a'), 10);
    // A byte that arrives after the server has closed resets the connection, and may take the answer with it.
    expect(['HTTP/1.1 408', '']).toContain((await untilClosed(socket)).slice(0, 12));
    clearInterval(drip);
  });

  it('that is idle after its request', async () => {
    const socket = open(brief);
    socket.write('GET /health/live HTTP/1.1\r\nHost: makegood\r\n\r\n');
    const told = await untilClosed(socket);
    expect(told).toMatch(/^HTTP\/1\.1 200 /);
    // Told in whole seconds, by the limit that is set.
    expect(told).toMatch(/^Keep-Alive: timeout=1\r$/im);
  });
});

describe('Requests that are sent ahead on a connection', () => {
  const ahead = (count: number, last = '') => {
    const socket = open();
    socket.write('GET /health/live HTTP/1.1\r\nHost: makegood\r\n\r\n'.repeat(count) + last);
    return untilClosed(socket);
  };

  it('are answered in their order', async () => {
    const told = await ahead(10, 'GET /nothing HTTP/1.1\r\nHost: makegood\r\nConnection: close\r\n\r\n');
    expect(told.match(/HTTP\/1\.1 \d+/g)).toEqual([
      ...Array.from({ length: 10 }, () => 'HTTP/1.1 200'),
      'HTTP/1.1 404',
    ]);
  });

  it('close it when they are too many', async () => {
    expect((await ahead(100)).match(/HTTP\/1\.1 \d+/g)?.length ?? 0).toBeLessThan(20);
  });
});

it('a request whose client leaves before it is known who it is takes no place of its caller: others of it are answered', async () => {
  const { authenticator } = maker.api;
  const { authenticate } = authenticator;
  const known = Promise.withResolvers<void>();
  const held = jest.spyOn(authenticator, 'authenticate').mockImplementation(async (authorization) => {
    await known.promise;
    return authenticate(authorization);
  });
  const query = '{ claims { totalCount } }';
  const headers = { authorization: `Bearer ${await maker.token(SEOUL)}`, 'content-type': 'application/json' };
  const left = [1, 2, 3].map(async (count) => {
    const leaving = new AbortController();
    const sent = { method: 'POST', headers, body: JSON.stringify({ query }), signal: leaving.signal };
    const answer = fetch(`${maker.url}/graphql`, sent);
    await eventually(() => held.mock.calls.length >= count);
    leaving.abort();
    await expect(answer).rejects.toThrow('abort');
  });
  await Promise.all(left);
  // In the order in which things arrive.
  for (let n = 0; n < 5; n++) await maker.raw(undefined, '/health/live');
  known.resolve();
  held.mockRestore();
  for (let n = 0; n < 3; n++) expect(await maker.ask(SEOUL, query)).toEqual({ claims: { totalCount: 0 } });
});

describe('A connection for live changes', () => {
  async function greeted(options?: WebSocket.ClientOptions, server = maker) {
    const payload = { Authorization: `Bearer ${await server.token(RITA)}` };
    const opened = await live(options, server);
    opened.socket.send(JSON.stringify({ type: 'connection_init', payload }));
    await once(opened.socket, 'message');
    return opened;
  }

  const subscribe = (socket: WebSocket) =>
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: CHANGED } }));

  sideBySide(
    [
      [
        {
          title: 'is closed when it does not say who it is',
          run: async () => expect(await (await live()).closed).toBe(4408),
        },
        {
          title: 'is closed when a message is too long, without a word on standard error',
          run: async () => {
            const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
            const { socket, closed } = await live();
            socket.send('x'.repeat(65_537));
            expect(await closed).toBe(1009);
            expect(printed).not.toHaveBeenCalled();
            printed.mockRestore();
          },
        },
        {
          title: 'is closed when it sends something else again and again before it says who it is',
          run: async () => {
            const { socket, closed } = await live();
            for (let n = 0; n < 1_000; n++) socket.send(JSON.stringify({ type: 'ping' }));
            expect(await closed).toBe(4401);
          },
        },
      ],
      [
        {
          title: 'is closed when it has no subscription, or none any more, and goes on with one',
          run: async () => {
            const subscribed = await greeted();
            subscribe(subscribed.socket);
            const ended = await greeted();
            subscribe(ended.socket);
            const idle = await greeted();
            expect(await idle.closed).toBe(1000);
            expect(ended.socket.readyState).toBe(WebSocket.OPEN);
            ended.socket.send(JSON.stringify({ id: '1', type: 'complete' }));
            expect(await ended.closed).toBe(1000);
            expect(subscribed.socket.readyState).toBe(WebSocket.OPEN);
            subscribed.socket.terminate();
          },
        },
      ],
      [
        {
          title: 'is closed when it does not answer a ping, although it has a subscription',
          run: async () => {
            const pinging = await started({ liveLimits: { ...LONG, pingMs: 4_000 } });
            const silent = await greeted({ autoPong: false }, pinging);
            subscribe(silent.socket);
            expect(await silent.closed).toBe(1006);
            await pinging.end();
          },
        },
      ],
    ],
    60_000,
  );
});
