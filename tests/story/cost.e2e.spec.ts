import { Budgets } from '../../apps/api/src/budget.ts';
import { jest } from '@jest/globals';
import { once, on } from 'node:events';
import { WebSocket } from 'ws';
import { BERLIN, Maker, RITA, SEOUL } from '../support/maker.ts';

const CLAIMS = 100;

let now = 0;
let maker: Maker;
let claimId: string;
beforeAll(async () => {
  maker = await Maker.start(undefined, {
    budgets: new Budgets(
      () => now,
      async () => undefined,
    ),
  });
  const serials = Array.from({ length: CLAIMS }, (_, n) => `CO-${n}`);
  await maker.ship('P-SEOUL', 'INV-CO', serials);
  for (const serial of serials) {
    now += 1_000;
    const evidence = [await maker.picture(SEOUL, serial)];
    const { claim } = await maker.do(SEOUL, 'submitClaim', {
      serial,
      defect: { code: 'NO-LIGHT', description: 'Dark.' },
      evidence,
    });
    claimId = claim.id;
  }
  await maker.settled();
});
afterAll(() => maker.end());

const replays = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `s${n}: stateAt(at: "2030-01-${String(n + 1).padStart(2, '0')}T00:00:00Z") { status }`,
  );

describe('The price of what is asked for', () => {
  it('replays of a claim at many moments read its streams once', async () => {
    const read = jest.spyOn(maker.makegood.store, 'readStream');
    const { claim } = await maker.ask(
      RITA,
      `query ($id: ID!) { claim(id: $id) { ${replays(20).join(' ')} history { type } } }`,
      {
        id: claimId,
      },
    );
    expect(claim.s19.status).toBe('SUBMITTED');
    const own = read.mock.calls.filter(([stream]) => stream === `claim-${claimId}`);
    read.mockRestore();
    expect(own).toHaveLength(1);
  });

  it('replays of a claim that was replayed before read what was added, and show each caller its own part', async () => {
    const query = `query ($id: ID!) { claim(id: $id) { history { type data } s: stateAt(at: "2030-01-01T00:00:00Z") { status history { type } } } }`;
    const seen = async (user: typeof RITA) => (await maker.ask(user, query, { id: claimId })).claim;
    now += 60_000;
    const partners = await seen(SEOUL);
    now += 60_000;
    const readStream = jest.spyOn(maker.makegood.store, 'readStream');
    const staffs = await seen(RITA);
    // Nothing is known of a desk without events.
    const withEvents = [`claim-${claimId}`, `sla-${claimId}`];
    const options = readStream.mock.calls.flatMap(([stream, asked]) => (withEvents.includes(stream) ? [asked] : []));
    readStream.mockRestore();
    expect(options.length).toBeGreaterThan(0);
    for (const asked of options) expect(asked).toEqual({ from: expect.any(Number) });
    now += 60_000;
    expect(await seen(SEOUL)).toEqual(partners);
    expect(await seen(BERLIN)).toBeNull();
    now += 60_000;
    expect(staffs.s.status).toBe('SUBMITTED');
    expect(JSON.stringify(staffs)).not.toEqual(JSON.stringify(partners));
  });

  it('a list of claims with replays of each costs its events: a few are answered, thousands are refused', async () => {
    const page = (first: number, states: number) =>
      `{ claims(first: ${first}) { nodes { ${replays(states).join(' ')} } } }`;
    const { claims } = await maker.ask(SEOUL, page(10, 5));
    expect(claims.nodes).toHaveLength(10);
    const refused = await maker.graphql(SEOUL, page(100, 28));
    expect(refused.body.errors[0].extensions.code).toBe('TOO_MANY');
  });

  it('commands are paid for, accepted ones too: nobody writes without end', async () => {
    now += 60_000;
    const choice = (n: number) =>
      `c${n}: chooseRemedy(input: { claimId: "${claimId}", remedy: CREDIT }) { __typename }`;
    const choices = `mutation { ${Array.from({ length: 20 }, (_, n) => choice(n)).join(' ')} }`;
    const statuses: number[] = [];
    for (let n = 0; n < 9; n++) statuses.push((await maker.graphql(SEOUL, choices)).status);
    expect(statuses.slice(0, 6)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(statuses.at(-1)).toBe(429);
  });

  it('commands with long lists are paid for by their items, and those of one caller are carried out one after the other', async () => {
    now += 60_000;
    const { dispatcher } = maker.makegood;
    const { perform } = dispatcher;
    const open = Promise.withResolvers<void>();
    let begun = 0;
    const held = jest.spyOn(dispatcher, 'perform').mockImplementation(async (request) => {
      if ((request.data as { fromPartners: readonly string[] }).fromPartners.length > 50) {
        begun++;
        await open.promise;
      }
      return perform(request);
    });
    const quinn = { role: 'QUALITY', id: 'quinn' } as const;
    const asked = (partners: number) => ({
      batchId: 'NONE',
      units: 1,
      fromPartners: Array.from({ length: partners }, (_, nth) => `P-${nth}`),
    });
    const code = async (partners: number) => (await maker.do(quinn, 'requestSamples', asked(partners))).code;
    const large = [51, 51, 51].map(code);
    for (const small of [50, 50, 50]) expect(await code(small)).toBe('BATCH_NOT_FOUND');
    expect(begun).toBe(1);
    open.resolve();
    expect(await Promise.all(large)).toEqual(Array(3).fill('BATCH_NOT_FOUND'));
    expect(begun).toBe(3);
    held.mockRestore();
    const query = `mutation($input: SamplesInput!) { ${Array.from({ length: 11 }, (_, nth) => `a${nth}: requestSamples(input: $input) { __typename }`).join(' ')} }`;
    const refused = await maker.graphql(quinn, query, { input: asked(1_000) });
    expect(refused.body.errors[0].extensions.code).toBe('TOO_MANY');
  });

  it('who has spent it is told so with status 429 and when to go on, and nobody else is', async () => {
    const query = `{ claims(first: 50) { nodes { ${replays(12).join(' ')} } } }`;
    now += 60_000;
    for (let n = 0; n < 5; n++) await maker.graphql(SEOUL, query);
    const refused = await maker.graphql(SEOUL, '{ viewer { id } }');
    expect(refused.status).toBe(429);
    // Nothing that it sends is read.
    expect((await maker.graphql(SEOUL, '{ viewer')).status).toBe(429);
    expect(await maker.ask(BERLIN, '{ viewer { id } }')).toEqual({ viewer: { id: BERLIN.id } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    now += 4_000;
    expect((await maker.graphql(SEOUL, '{ viewer { id } }')).status).toBe(200);
  });
});

it.each(['{ viewer { id } }', '{ viewer { nothing } }'])(
  'the answer to %s is not to be kept by anything in between',
  async (query) => {
    expect((await maker.graphql(SEOUL, query)).headers.get('cache-control')).toBe('no-store');
  },
);

describe('A document', () => {
  const parts = (count: number, fields: string) => Array.from({ length: count }, (_, n) => ({ n, fields }));
  const ofFragments = (count: number, fields: string) =>
    `{ viewer { ${parts(count, fields)
      .map(({ n }) => `...f${n}`)
      .join(' ')} } } ${parts(count, fields)
      .map(({ n }) => `fragment f${n} on Viewer { ${fields} }`)
      .join(' ')}`;
  const byGet = (query: string) =>
    maker.raw(RITA, `/graphql?${new URLSearchParams({ query }).toString()}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });

  describe.each([
    ['POST', (query: string) => maker.graphql(RITA, query)],
    ['GET', byGet],
  ])('by %s', (_, sent) => {
    it.each([
      ['the same field', `{ ${'viewer { id } '.repeat(50)} }`],
      ['the same field in a field', `{ viewer { ${'id '.repeat(500)} } }`],
      ['the same fields in the same fields', `{ ${'viewer { id role id role id role } '.repeat(20)} }`],
      ['inline fragments', `{ viewer { ${'... { id } '.repeat(65)} } }`],
      ['the same fields in its fragments', ofFragments(30, 'id role locale partner { id name }')],
      [
        'the same fields in fragments that nothing uses',
        `{ viewer { id } } fragment f on Viewer { ${'id '.repeat(65)} }`,
      ],
      ['fragments', ofFragments(51, 'id')],
      [
        'fragments in fragments',
        `{ viewer { ...f0 } } ${parts(40, '')
          .map(({ n }) => `fragment f${n} on Viewer { a: partner { ...f${n + 1} } b: partner { ...f${n + 1} } }`)
          .join(' ')}`,
      ],
    ])('with %s over and over is refused before it is validated', async (__, query) => {
      now += 60_000;
      const { status, body } = await sent(query);
      expect(status).toBe(400);
      expect(body.errors).toHaveLength(1);
      expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
      expect(body.errors[0].message).toMatch(/over and over|over 5000 fields|51 fragments/);
    });

    it('of the fragments of many parts of a page is answered', async () => {
      now += 60_000;
      const { status, body } = await sent(ofFragments(25, '__typename id'));
      expect([status, body.data]).toEqual([200, { viewer: { __typename: 'Viewer', id: RITA.id } }]);
    });
  });

  /** How many of a hundred are, before they are refused for now. */
  const admitted = async (document: (n: number) => string) => {
    now += 60_000;
    for (let n = 0; n < 100; n++) if ((await maker.graphql(SEOUL, document(n))).status === 429) return n;
    return 100;
  };

  it('that is new each time is paid for more than one that was sent before', async () => {
    now += 60_000;
    const document = (name: string) => `query ${name} { viewer { id } ${'#'.repeat(5_000)}\n }`;
    await maker.graphql(SEOUL, document('Same'));
    expect(await admitted(() => document('Same'))).toBe(29);
    expect(await admitted((n) => document(`New${n}`))).toBe(6);
  });

  it('that is refused is paid for more than one that is answered', async () => {
    expect(await admitted(() => '{ viewer { nothing } }')).toBeLessThan(30);
    expect(await admitted(() => '{ viewer { id } }')).toBe(100);
  });
});

describe('A long history', () => {
  const types = async (args: string) => {
    const { claim } = await maker.ask(
      RITA,
      `query ($id: ID!) { claim(id: $id) { history${args} { type position } } }`,
      {
        id: claimId,
      },
    );
    return claim.history as { type: string; position: string }[];
  };

  it('is read in pages', async () => {
    const all = await types('');
    const [first] = await types('(first: 1)');
    expect(first).toEqual(all[0]);
    expect(await types(`(first: 100, after: "${first?.position}")`)).toEqual(all.slice(1));
    expect(await types(`(after: "${all.at(-1)?.position}")`)).toEqual([]);
  });

  it.each([0, 1001])('first: %i is refused', async (first) => {
    const query = `query ($id: ID!) { claim(id: $id) { history(first: ${first}) { type } } }`;
    expect(await maker.errorOf(RITA, query, { id: claimId })).toBe('BAD_USER_INPUT');
  });
});

describe('What comes over a live connection', () => {
  it.each([
    [
      'subscriptions that are refused',
      (n: number) => ({ id: `${n}`, type: 'subscribe', payload: { query: '{ nothing }' } }),
    ],
    ['pings', () => ({ type: 'ping', payload: { filler: 'x'.repeat(2_000) } })],
  ])('is paid for as what comes over HTTP: %s', async (_, message) => {
    now += 60_000;
    expect((await maker.graphql(SEOUL, '{ viewer { id } }')).status).toBe(200);
    const socket = new WebSocket(`${maker.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const answers = on(socket, 'message');
    await once(socket, 'open');
    socket.send(
      JSON.stringify({ type: 'connection_init', payload: { Authorization: `Bearer ${await maker.token(SEOUL)}` } }),
    );
    await answers.next();
    for (let n = 0; n < 40; n++) socket.send(JSON.stringify(message(n)));
    for (let n = 0; n < 40; n++) await answers.next();
    socket.terminate();
    expect((await maker.graphql(SEOUL, '{ viewer { id } }')).status).toBe(429);
    expect((await maker.graphql(BERLIN, '{ viewer { id } }')).status).toBe(200);
  });
});
