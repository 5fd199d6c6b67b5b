import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { serveWhileStarting } from '#server';
import { ADAM, Maker, RITA, SEOUL } from '../support/maker.ts';

// What every answer has in common, whatever is asked and over whichever transport.

let maker: Maker;
let production: Maker;
let provider: Server;
let tokenFor: (expires: string) => Promise<string>;
const clients: Client[] = [];

beforeAll(async () => {
  maker = await Maker.start();
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }] };
  provider = createServer((_, response) => response.end(JSON.stringify(jwks)));
  await new Promise<void>((listening) => provider.listen(0, '127.0.0.1', listening));
  const { port } = provider.address() as AddressInfo;
  const [AUTH_ISSUER, AUTH_AUDIENCE] = ['https://login.example', 'makegood'];
  tokenFor = (expires) =>
    new SignJWT({ role: 'REVIEWER' })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'at+jwt' })
      .setSubject('anna')
      .setIssuer(AUTH_ISSUER)
      .setAudience(AUTH_AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(privateKey);
  production = await Maker.start(maker.folder, {
    worker: false,
    environment: { AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks` },
  });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
});
afterAll(async () => {
  await production.stop();
  provider.close();
  provider.closeAllConnections();
  await maker.end();
});

interface Ended {
  readonly errors: { readonly message: string }[];
  readonly closed: Promise<unknown>;
}

/** Subscribes; `closed`: how it ended. */
function subscribe(server: Maker, token: string, query: string, variables: Record<string, unknown> = {}): Ended {
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { Authorization: `Bearer ${token}` },
  });
  clients.push(client);
  const errors: { readonly message: string }[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<unknown>();
  client.subscribe(
    { query, variables },
    {
      next: ({ errors: told = [] }) => void errors.push(...told),
      complete: () => resolve('complete'),
      error: (fault) => {
        if (Array.isArray(fault)) errors.push(...fault);
        resolve(fault);
      },
    },
  );
  return { errors, closed };
}

describe('The headers of every answer', () => {
  const common = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': expect.stringContaining('max-age='),
  };
  const locked = {
    ...common,
    'x-frame-options': 'DENY',
    'content-security-policy': expect.stringMatching(/^default-src 'none'/),
  };

  it.each<[string, () => Promise<{ headers: Headers }>]>([
    ['a query', () => maker.graphql(RITA, '{ viewer { id } }')],
    ['a query without a token', () => maker.graphql(undefined, '{ viewer { id } }')],
    [
      'what is no JSON',
      () => maker.raw(RITA, '/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }),
    ],
    ['a path that does not exist', () => maker.raw(RITA, '/nothing')],
    ['a file that is not there', () => maker.raw(RITA, `/evidence/${'a'.repeat(64)}`)],
    ['an upload that is refused', () => maker.raw(RITA, '/evidence', { method: 'POST', body: 'no picture' })],
    ['a report', () => maker.raw(RITA, '/exports/sla.csv?from=2026-03-01&to=2026-03-31')],
    ['health', () => maker.raw(undefined, '/health/live')],
    ['metrics', () => maker.raw(undefined, '/metrics')],
  ])('%s', async (_, ask) => {
    const { headers } = await ask();
    expect(Object.fromEntries(headers)).toMatchObject(locked);
    expect(headers.has('x-powered-by')).toBe(false);
  });

  it('the page to try queries, which brings its own policy and is not there in production', async () => {
    const page = { headers: { accept: 'text/html' } };
    const here = await maker.raw(undefined, '/graphql', page);
    const script = here.text.slice(here.text.indexOf('<script>') + 8, here.text.lastIndexOf('</script>'));
    const digest = createHash('sha256').update(script).digest('base64');
    expect([here.status, Object.fromEntries(here.headers)]).toMatchObject([
      200,
      {
        ...common,
        'content-security-policy': expect.stringContaining(
          `default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; img-src 'self' data:;`,
        ),
      },
    ]);
    expect(script).toContain('GraphiQL');
    // Those who ask for data get it, or what is wrong.
    expect((await maker.raw(undefined, '/graphql')).text).not.toContain('<!doctype html>');
    const there = await production.raw(undefined, '/graphql', page);
    expect(there.text).not.toContain('<!doctype html>');
    expect(Object.fromEntries(there.headers)).toMatchObject(locked);
  });

  it('while the databases are not there yet', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => free.once('listening', listening));
    const { port } = free.address() as AddressInfo;
    await new Promise((closed) => free.close(closed));
    const { headers } = await serveWhileStarting({ HOST: '127.0.0.1', PORT: port }, () =>
      fetch(`http://127.0.0.1:${port}/graphql`),
    );
    expect(Object.fromEntries(headers)).toMatchObject(locked);
  });
});

describe('In production nothing of the schema is suggested', () => {
  const SUGGESTED = /did you mean|claimChanged|viewer|SUBMITTED|serial/i;

  it.each([
    ['a field', '{ viewe { id } }', {}],
    ['an argument', '{ claims(afte: "x") { totalCount } }', {}],
    ['a type', 'query($f: ClaimFilte) { claims(filter: $f) { totalCount } }', {}],
    ['an enum value in the document', '{ claims(filter: { status: [SUBMITTE] }) { totalCount } }', {}],
    [
      'an enum value in variables',
      'query($f: ClaimFilter) { claims(filter: $f) { totalCount } }',
      { f: { status: ['SUBMITTE'] } },
    ],
    ['a member of an input', 'query($f: ClaimFilter) { claims(filter: $f) { totalCount } }', { f: { seria: 'x' } }],
  ])('over HTTP, for %s', async (_, query, variables) => {
    const { text, body } = await production.graphql(await tokenFor('1h'), query, variables);
    expect(body.errors.length).toBeGreaterThan(0);
    expect(text).not.toMatch(SUGGESTED);
    // Locally it helps.
    expect((await maker.graphql(RITA, query, variables)).text).toMatch(/Did you mean/);
  });

  it.each([
    ['a field', 'subscription { claimChange { id } }'],
    ['an argument', 'subscription { claimChanged(partnerI: "x") { __typename } }'],
  ])('over WebSocket, for %s', async (_, query) => {
    const there = subscribe(production, await tokenFor('1h'), query);
    await there.closed;
    expect(there.errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(there.errors)).not.toMatch(/did you mean/i);
    const here = subscribe(maker, await maker.token(RITA), query);
    await here.closed;
    expect(JSON.stringify(here.errors)).toMatch(/Did you mean/);
  });
});

describe('JSON that is nested deeper than any honest request', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const body = (levels: number, member: string) =>
    `{"query":"query($id: ID!) { claim(id: $id) { id } }","variables":{"id":"x"},"${member}":{"id":${deep(levels)}}}`;

  it.each([
    ['in variables', body(200_000, 'variables')],
    ['in what is not looked at', body(200_000, 'extensions')],
    ['just too deep', body(63, 'extensions')],
    ['as the whole', deep(400_000)],
  ])('is refused, %s', async (_, text) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await maker.raw(ADAM, '/graphql', { method: 'POST', headers, body: text });
    const message = 'The JSON of a request has at most 64 levels of lists and objects in each other.';
    expect([answer.status, answer.body]).toEqual([
      400,
      { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });

  it('is refused over WebSocket', async () => {
    const variables = { id: JSON.parse(deep(1_000)) };
    const { closed, errors } = subscribe(
      maker,
      await maker.token(SEOUL),
      'subscription($id: ID) { claimChanged(id: $id) { id } }',
      variables,
    );
    await closed;
    expect(errors).toMatchObject([{ message: expect.stringContaining('at most 64 levels') }]);
  });
});

describe('A document', () => {
  const ofClaim = (levels: number): string => (levels === 1 ? 'id' : `unit { ${ofUnit(levels - 1)} }`);
  const ofUnit = (levels: number): string => (levels === 1 ? 'serial' : `claims { ${ofClaim(levels - 1)} }`);
  const aliases = (count: number) => Array.from({ length: count }, (_, n) => `a${n}: id`).join(' ');
  const tokens = (count: number) => `actions(names: [${'"" '.repeat(count - 20)}]) { name }`;

  it.each([
    ['12 levels', ofClaim(11), ofClaim(12), /depth limit of 12/],
    ['30 aliases', aliases(30), aliases(31), /Aliases limit of 30/],
    ['2,000 tokens', tokens(2_000), tokens(2_005), /2000 tokens/],
  ])('may have %s, over HTTP and over WebSocket', async (_, fits, over, message) => {
    const refused = [{ message: expect.stringMatching(message) }];
    const asked = async (selected: string) => (await maker.graphql(SEOUL, `{ claim(id: "C-1") { ${selected} } }`)).body;
    expect([await asked(fits), await asked(over)]).toMatchObject([{ data: { claim: null } }, { errors: refused }]);
    const token = await maker.token(SEOUL);
    const { closed, errors } = subscribe(maker, token, `subscription { claimChanged { ${over} } }`);
    await closed;
    expect(errors).toMatchObject(refused);
  });
});

describe('A connection for live changes', () => {
  it('ends with its token', async () => {
    const { closed } = subscribe(production, await tokenFor('2s'), 'subscription { claimChanged { id } }');
    expect(await closed).toMatchObject({ code: 4401, reason: 'Unauthorized' });
  });
});
