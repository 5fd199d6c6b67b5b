import { jest } from '@jest/globals';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { BERLIN, eventually, Maker, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';

let maker: Maker;
const clients: Client[] = [];
beforeAll(async () => {
  maker = await Maker.start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});
afterAll(() => maker.end());

interface Change {
  readonly id: string;
  readonly status: string;
  readonly partner: { readonly id: string };
  readonly creditNote: { readonly number: string } | null;
}

interface Feed {
  readonly changes: Change[];
  readonly errors: { message: string; extensions: { code: string } }[];
  readonly ended: Promise<unknown>;
  leave(): void;
}

const address = (server: Maker) => `${server.api.url.replace('http', 'ws')}/graphql`;

/** Subscriptions the server serves now, by its own account. */
async function served(server = maker): Promise<number> {
  const { text } = await server.raw(undefined, '/metrics');
  return Number(/^makegood_live_subscriptions (\d+)$/m.exec(text)?.[1]);
}

async function clientOf(who: Who | string | undefined, server = maker): Promise<Client> {
  const token = typeof who === 'object' ? await server.token(who) : who;
  const client = createClient({
    url: address(server),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    connectionParams: token === undefined ? {} : { Authorization: `Bearer ${token}` },
  });
  clients.push(client);
  return client;
}

const CHANGED =
  'subscription($id: ID, $partnerId: ID) { claimChanged(id: $id, partnerId: $partnerId) { id status partner { id } creditNote { number } } }';

/** Subscribes, and returns when the server has taken it. */
async function listen(client: Client, variables: object = {}, query = CHANGED, server = maker): Promise<Feed> {
  const changes: Change[] = [];
  const errors: Feed['errors'] = [];
  const { promise: ended, resolve } = Promise.withResolvers<unknown>();
  const before = await served(server);
  const leave = client.subscribe<{ claimChanged: Change }>(
    { query, variables: variables as Record<string, unknown> },
    {
      next: ({ data, errors: failed }) => {
        if (failed) errors.push(...(failed as unknown as Feed['errors']));
        if (data?.claimChanged) changes.push(data.claimChanged);
      },
      error: (error) => {
        if (Array.isArray(error)) errors.push(...(error as Feed['errors']));
        resolve(error);
      },
      complete: () => resolve('complete'),
    },
  );
  let over = false;
  void ended.then(() => {
    over = true;
  });
  await eventually(async () => over || (await served(server)) > before);
  return { changes, errors, ended, leave };
}

const statuses = ({ changes }: Feed) => changes.map(({ status }) => status);

describe('Live changes of claims', () => {
  it('a partner hears of its own claims and of no others; staff hear of all', async () => {
    const seoul = await listen(await clientOf(SEOUL));
    const berlin = await listen(await clientOf(BERLIN));
    const rita = await listen(await clientOf(RITA));
    const { id } = await maker.approvedClaim(SEOUL, 'KR-0001');
    await eventually(() => [seoul, rita].every(({ changes }) => changes.at(-1)?.creditNote));
    for (const { changes } of [seoul, rita]) {
      expect(new Set(changes.map((change) => change.id))).toEqual(new Set([id]));
      expect(changes.at(-1)).toEqual({
        id,
        status: 'APPROVED',
        partner: { id: 'P-SEOUL' },
        creditNote: { number: expect.stringMatching(/^MG-/) },
      });
    }
    expect(berlin.changes).toEqual([]);
  });

  it("filters by claim and partner; somebody else's claim stays silent", async () => {
    const one = (await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0002'))).claim.id;
    const two = (await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0003'))).claim.id;
    const byId = await listen(await clientOf(SEOUL), { id: one });
    const foreign = await listen(await clientOf(BERLIN), { id: one });
    const foreignPartner = await listen(await clientOf(BERLIN), { partnerId: 'P-SEOUL' });
    const byPartner = await listen(await clientOf(RITA), { partnerId: 'P-OSAKA' });
    const all = await listen(await clientOf(RITA));
    await maker.do(SEOUL, 'withdrawClaim', { claimId: two });
    await maker.do(SEOUL, 'withdrawClaim', { claimId: one });
    const osaka = (await maker.do(OSAKA, 'submitClaim', await maker.submission(OSAKA, 'JP-0001'))).claim.id;
    await eventually(
      () => all.changes.some(({ id }) => id === osaka) && byPartner.changes.length > 0 && byId.changes.length > 0,
    );
    expect(new Set(byId.changes.map(({ id }) => id))).toEqual(new Set([one]));
    expect(statuses(byId).at(-1)).toBe('WITHDRAWN');
    expect(new Set(byPartner.changes.map(({ id }) => id))).toEqual(new Set([osaka]));
    expect([foreign.changes, foreignPartner.changes]).toEqual([[], []]);
  });

  it('what another process writes on the same data is heard here', async () => {
    const other = await Maker.start(maker.folder, { worker: false });
    try {
      const feed = await listen(await clientOf(SEOUL));
      const { claim } = await other.do(SEOUL, 'submitClaim', await other.submission(SEOUL, 'KR-0004'));
      await eventually(() => feed.changes.length > 0);
      expect(feed.changes[0]).toMatchObject({ id: claim.id, status: 'SUBMITTED' });
    } finally {
      await other.stop();
    }
  });

  it('who is told of a change can read it, however late the read models are', async () => {
    const idle = await Maker.start(maker.folder, { worker: false });
    await maker.stop();
    try {
      const feed = await listen(await clientOf(SEOUL, idle), {}, CHANGED, idle);
      const { claim } = await idle.do(SEOUL, 'submitClaim', await idle.submission(SEOUL, 'KR-0005'));
      expect(feed.changes).toEqual([]);
      maker = await Maker.start(maker.folder);
      await eventually(() => feed.changes.length > 0);
      expect(feed.changes[0]).toMatchObject({ id: claim.id, status: 'SUBMITTED' });
    } finally {
      await idle.stop();
    }
  });

  it('who leaves is forgotten at once, also while nothing happens', async () => {
    const before = await served();
    const client = await clientOf(SEOUL);
    const feeds = [await listen(client), await listen(client), await listen(client)];
    expect(await served()).toBe(before + 3);
    for (const { leave } of feeds) leave();
    await eventually(async () => (await served()) === before);

    const gone = await clientOf(SEOUL);
    await listen(gone);
    gone.terminate();
    await eventually(async () => (await served()) === before);
  });
});

describe('Who may listen, and how much', () => {
  it.each([
    ['no token', undefined],
    ['a token that is none', 'let-me-in'],
  ])('with %s the connection is refused', async (_, token) => {
    const feed = await listen(await clientOf(token));
    expect(await feed.ended).toMatchObject({ code: 4403, reason: 'Forbidden' });
    expect(feed.changes).toEqual([]);
  });

  it('over HTTP a subscription is told where it is served', async () => {
    const { status, body } = await maker.graphql(RITA, CHANGED);
    expect([status, body.errors]).toMatchObject([
      400,
      [{ message: expect.stringContaining('over WebSocket'), extensions: { code: 'BAD_USER_INPUT' } }],
    ]);
  });

  it('without the opening message nothing is served', async () => {
    const socket = new WebSocket(address(maker), 'graphql-transport-ws');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: CHANGED } }));
    expect(await closed).toBe(4401);
  });

  it.each([
    ['a query', '{ claims { totalCount } }'],
    ['introspection', '{ __schema { types { name } } }'],
    ['a mutation', 'mutation { withdrawClaim(input: { claimId: "x" }) { __typename } }'],
    ['what is no GraphQL', 'subscription {'],
    ['an unknown field', 'subscription { claimChanged { password } }'],
    ['several subscriptions in one', 'subscription { a: claimChanged { id } b: claimChanged { id } }'],
    ['a document too deep', `subscription { claimChanged { ${'unit { claims { '.repeat(10)}id${' } }'.repeat(10)} } }`],
    ['a document too long', `subscription { claimChanged { ${'id '.repeat(4000)} } }`],
    ['variables of a wrong type', 'subscription($id: ID) { claimChanged(id: $id) { id } }'],
  ])('%s is answered with an error, with the code that it has over HTTP', async (what, query) => {
    const variables = what.startsWith('variables') ? { id: { $ne: 1 } } : {};
    const feed = await listen(await clientOf(RITA), variables, query);
    await feed.ended;
    expect(feed.changes).toEqual([]);
    expect(feed.errors.length).toBeGreaterThan(0);
    const isServedOverHttp = ['a query', 'introspection', 'a mutation'].includes(what);
    const code = isServedOverHttp ? 'BAD_USER_INPUT' : await maker.errorOf(RITA, query, variables);
    for (const { extensions } of feed.errors) expect(extensions.code).toBe(code);
    expect(JSON.stringify(feed.errors)).not.toMatch(/node_modules|\n\s+at /);
  });

  it('a connection has 20 subscriptions at most; the others go on', async () => {
    const before = await served();
    const client = await clientOf(SEOUL);
    const first = await listen(client);
    for (let n = 1; n < 20; n++) await listen(client);
    const tooMany = await listen(client);
    await tooMany.ended;
    expect(tooMany.errors).toMatchObject([{ extensions: { code: 'TOO_MANY' } }]);
    expect(await served()).toBe(before + 20);
    await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0006'));
    await eventually(() => first.changes.length > 0);
  });

  it('a caller has 60 subscriptions at most, over all its connections; others go on', async () => {
    const mina = { ...SEOUL, id: 'mina' };
    await eventually(async () => (await served()) === 0);
    for (let connection = 0; connection < 3; connection++) {
      const client = await clientOf(mina);
      for (let n = 0; n < 20; n++) await listen(client);
    }
    const tooMany = await listen(await clientOf(mina));
    await tooMany.ended;
    expect(tooMany.errors).toMatchObject([{ extensions: { code: 'TOO_MANY' } }]);
    expect(await served()).toBe(60);
    const colleague = await listen(await clientOf({ ...SEOUL, id: 'ji-woo' }));
    await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0007'));
    await eventually(() => colleague.changes.length > 0);
  });

  it('a caller has 20 connections at most', async () => {
    const opened: WebSocket[] = [];
    const token = await maker.token({ ...SEOUL, id: 'many' });
    const connect = () =>
      new Promise<number | 'open'>((resolve) => {
        const socket = new WebSocket(address(maker), 'graphql-transport-ws');
        opened.push(socket);
        socket.on('open', () =>
          socket.send(JSON.stringify({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } })),
        );
        socket.on('message', () => resolve('open'));
        socket.on('close', resolve);
      });
    for (let n = 0; n < 20; n++) expect(await connect()).toBe('open');
    expect(await connect()).toBe(4429);
    opened[0]?.close();
    await eventually(async () => (await connect()) === 'open');
    for (const socket of opened) socket.terminate();
  });

  it('a change of more than 256 KiB is not sent; the error says what to do', async () => {
    const description = '\u{1f4a1}'.repeat(4000);
    const aliases = Array.from({ length: 20 }, (_, n) => `a${n}: defect { description }`).join(' ');
    const feed = await listen(await clientOf(SEOUL), {}, `subscription { claimChanged { ${aliases} } }`);
    const defect = { code: 'NO-LIGHT', description };
    await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0008', { defect }));
    await eventually(() => feed.errors.length > 0);
    expect(feed.errors[0]).toMatchObject({
      message: 'A change of this claim has over 256 KiB. Select fewer fields.',
      extensions: { code: 'TOO_MANY' },
    });
    expect(feed.changes).toEqual([]);
  });

  it('a connection of which nothing is read is closed, and its subscriptions with it', async () => {
    const server = await Maker.start(maker.folder, {
      worker: false,
      transferLimits: { stallMs: 100, totalMs: 60_000 },
      // Nobody is closed for an answer to a ping that is missing.
      liveLimits: { greetingMs: 3_000, pingMs: 600_000, idleMs: 60_000 },
    });
    const before = await served(server);
    const token = await server.token(RITA);
    const socket = new WebSocket(address(server), 'graphql-transport-ws');
    socket.on('error', () => {});
    const send = (message: object) => socket.send(JSON.stringify(message));
    await new Promise((resolve) => socket.on('open', resolve));
    send({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } });
    await new Promise((resolve) => socket.on('message', resolve));
    const aliases = Array.from({ length: 12 }, (_, n) => `a${n}: defect { description }`).join(' ');
    for (let n = 0; n < 20; n++)
      send({ id: String(n), type: 'subscribe', payload: { query: `subscription { claimChanged { ${aliases} } }` } });
    await eventually(async () => (await served(server)) === before + 20);
    socket.pause();
    const defect = { code: 'NO-LIGHT', description: '\u{1f4a1}'.repeat(4000) };
    const { claim } = await maker.do(OSAKA, 'submitClaim', await maker.submission(OSAKA, 'JP-0002', { defect }));
    for (let n = 0; n < 6 && (await served(server)) > before; n++) {
      const evidence = [await maker.picture(OSAKA, `not read ${n}`)];
      await maker.do(OSAKA, 'attachEvidence', { claimId: claim.id, evidence });
    }
    await eventually(async () => (await served(server)) === before);
    socket.terminate();
    await server.stop();
  });

  it('a message larger than any subscription closes the connection', async () => {
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => {});
    const socket = new WebSocket(address(maker), 'graphql-transport-ws');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send('x'.repeat(100_000));
    expect(await closed).toBe(1009);
    quiet.mockRestore();
  });

  it('a server that stops says so, and clients know to come back', async () => {
    const server = await Maker.start(maker.folder, { worker: false });
    const feed = await listen(await clientOf(SEOUL, server), {}, CHANGED, server);
    await server.stop();
    expect(await feed.ended).toMatchObject({ code: 1001, reason: 'Going away' });
  });
});
