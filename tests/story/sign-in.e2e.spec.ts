import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { WebSocket } from 'ws';
import { RevokeSubject } from '#access';
import { instantOf } from '#kernel';
import { silentLogger } from '#platform';
import { eventually, Maker } from '../support/maker.ts';

const AUDIENCE = 'https://makegood.example/api';
const CLIENT = { AUTH_CLIENT_ID: 'makegood', AUTH_CLIENT_SECRET: 'a-secret-of-the-client-and-the-provider' };
const NOT_SIGNED_IN = 'The identity provider did not sign you in, or too long ago. Start again at /session/sign-in.';
const OWN = { 'sec-fetch-site': 'same-origin' };

let server: Server;
let maker: Maker;
/** Of the token that is issued next. */
let role = 'REVIEWER';
let isDown = false;
let lifeSeconds = 600;
/** How often the provider was asked for tokens. */
let tokensAsked = 0;

beforeAll(async () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = {
    AUTH_JWKS_URL: `${issuer}/jwks`,
    AUTH_ISSUER: issuer,
    AUTH_AUDIENCE: AUDIENCE,
    PUBLIC_URL: 'https://makegood.example',
    ...CLIENT,
  };
  // It says that it is for trying things out.
  for (const method of ['warn', 'info'] as const) jest.spyOn(console, method).mockReturnValue(undefined);
  const provider = await providerAt(issuer);
  const callback = provider.callback();
  answer = (request, response) => {
    if (request.url === '/token') tokensAsked++;
    if (isDown) response.writeHead(500).end();
    // The person is known, and agrees.
    else if (request.url?.startsWith('/interaction/')) void agreed(provider, request, response);
    else void callback(request, response);
  };
  maker = await Maker.start(await mkdtemp(join(tmpdir(), 'makegood-')), {
    worker: false,
    environment,
    logger: silentLogger,
  });
});
afterAll(async () => {
  await maker.end();
  server.close();
  server.closeAllConnections();
});

async function providerAt(issuer: string): Promise<Provider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.AUTH_CLIENT_ID,
        client_secret: CLIENT.AUTH_CLIENT_SECRET,
        redirect_uris: ['https://makegood.example/session/callback'],
        post_logout_redirect_uris: ['https://makegood.example/console/'],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'one' }] },
    cookies: { keys: ['any'] },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: () => ({ role }),
    pkce: { required: () => true },
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => true,
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: AUDIENCE,
          accessTokenFormat: 'jwt',
          accessTokenTTL: lifeSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  });
}

async function agreed(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const grant = new provider.Grant({ accountId: 'anna', clientId: CLIENT.AUTH_CLIENT_ID });
  grant.addOIDCScope('openid');
  grant.addResourceScope(AUDIENCE, '');
  const result = { login: { accountId: 'anna' }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result);
}

/** A browser: it keeps the cookies of one host. */
class Browser {
  readonly cookies = new Map<string, string>();

  get(url: string, headers: object = {}): Promise<Response> {
    return this.#send(url, 'GET', headers);
  }

  delete(url: string, headers: object): Promise<Response> {
    return this.#send(url, 'DELETE', headers);
  }

  async #send(url: string, method: string, headers: object): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { method, redirect: 'manual', headers: { ...headers, cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** @returns the path with which the provider sends the browser back */
async function throughProvider(begun: Response): Promise<string> {
  const browser = new Browser();
  let at = begun.headers.get('location') ?? '';
  while (!at.startsWith('https://makegood.example')) {
    const { headers, status } = await browser.get(at);
    const next = headers.get('location');
    if (next === null) throw new Error(`the provider stopped with ${status} at ${at}`);
    at = new URL(next, at).href;
  }
  return at.slice('https://makegood.example'.length);
}

const begin = (browser: Browser, to = '/console/work?part=RUNNING&first=5') =>
  browser.get(`${maker.url}/session/sign-in?to=${encodeURIComponent(to)}`);

const viewer = (browser: Browser) =>
  browser.get(`${maker.url}/graphql?query=${encodeURIComponent('{ viewer { id role } }')}`, {
    ...OWN,
    'apollo-require-preflight': 'yes',
  });
const signedIn = async () => {
  const browser = new Browser();
  await browser.get(`${maker.url}${await throughProvider(await begin(browser))}`);
  return browser;
};

describe('Signing in at the identity provider', () => {
  beforeEach(() => {
    role = 'REVIEWER';
    lifeSeconds = 600;
  });

  // The first one: what the provider says of itself is kept.
  it('is put off while the provider does not answer', async () => {
    isDown = true;
    const { status, headers } = await begin(new Browser());
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    isDown = false;
    expect((await begin(new Browser())).status).toBe(303);
  });

  it('gives a session with its token, and leads to where one wanted to go', async () => {
    const browser = new Browser();
    const begun = await begin(browser);
    expect(begun.status).toBe(303);
    const asked = new URL(begun.headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      code_challenge_method: 'S256',
      scope: 'openid',
      resource: AUDIENCE,
    });
    const back = await browser.get(`${maker.url}${await throughProvider(begun)}`);
    expect(back.headers.getSetCookie()).toEqual([
      '__Host-makegood-sign-in=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
      expect.stringMatching(/^__Host-makegood=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict$/),
      expect.stringMatching(/^__Host-makegood-provider=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict$/),
    ]);
    expect(await back.text()).toContain('content="0;url=/console/work?part=RUNNING&amp;first=5"');
    expect(await (await viewer(browser)).json()).toEqual({ data: { viewer: { id: 'anna', role: 'REVIEWER' } } });
  });

  it.each([
    ['https://mallory.example/', '/'],
    ['//mallory.example', '/'],
    ['/\\mallory.example', '/'],
    ['/.//mallory.example', '/mallory.example'],
    ['https://makegood.example//mallory.example', '/mallory.example'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
  ])('leads to no other site: %j is %s', async (to, path) => {
    const browser = new Browser();
    const back = await browser.get(`${maker.url}${await throughProvider(await begin(browser, to))}`);
    expect(await back.text()).toContain(`content="0;url=${path}"`);
  });

  it('is for the browser that began it: an answer sent to another is refused', async () => {
    const answer = await throughProvider(await begin(new Browser()));
    const other = new Browser();
    const refused = async (browser: Browser, path: string) => {
      const response = await browser.get(`${maker.url}${path}`);
      expect([response.status, ((await response.json()) as { message: string }).message]).toEqual([400, NOT_SIGNED_IN]);
      expect(browser.cookies.has('__Host-makegood')).toBe(false);
    };
    await refused(other, answer);
    await begin(other);
    await refused(other, answer);
    await refused(other, '/session/callback?error=access_denied');
  });

  it('gives no session for a token that this server would not take', async () => {
    role = 'SYSTEM';
    const browser = new Browser();
    const back = await browser.get(`${maker.url}${await throughProvider(await begin(browser))}`);
    expect([back.status, browser.cookies.has('__Host-makegood')]).toEqual([403, false]);
    expect(await back.text()).toContain('AUTH_AUDIENCE');
  });
});

describe('A session of the identity provider', () => {
  beforeEach(() => {
    role = 'REVIEWER';
    // Replaced when it is used next.
    lifeSeconds = 30;
  });

  it('goes on with a new token while it is used; the provider is asked once, however many ask', async () => {
    const browser = await signedIn();
    const before = new Map(browser.cookies);
    tokensAsked = 0;
    lifeSeconds = 600;
    role = 'QUALITY';
    const answers = await Promise.all(Array.from({ length: 5 }, () => viewer(browser)));
    for (const answer of answers) expect(await answer.json()).toEqual({ data: { viewer: { id: 'anna', role } } });
    expect(tokensAsked).toBe(1);
    for (const name of ['__Host-makegood', '__Host-makegood-provider'])
      expect(browser.cookies.get(name)).not.toBe(before.get(name));
    expect((await viewer(browser)).headers.getSetCookie()).toEqual([]);
    expect(tokensAsked).toBe(1);
  });

  it('goes on over a handshake too, whose answer brings the cookies', async () => {
    const browser = await signedIn();
    lifeSeconds = 600;
    tokensAsked = 0;
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const socket = new WebSocket(`${maker.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { origin: 'https://makegood.example', cookie },
    });
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    const [[{ headers }], [text]] = (await Promise.all([once(socket, 'upgrade'), once(socket, 'message')])) as [
      [IncomingMessage],
      [Buffer],
    ];
    expect(JSON.parse(String(text))).toEqual({ type: 'connection_ack' });
    expect(headers['set-cookie']?.map((set) => set.split('=')[0])).toEqual([
      '__Host-makegood',
      '__Host-makegood-provider',
    ]);
    expect(tokensAsked).toBe(1);
    socket.terminate();
  });

  it('goes on with its token while the provider does not answer', async () => {
    const browser = await signedIn();
    isDown = true;
    expect((await viewer(browser)).status).toBe(200);
    isDown = false;
  });

  it('ends at the provider as well: the browser is led over it, and a copy of its cookies gets no new token', async () => {
    const browser = await signedIn();
    const copy = new Browser();
    for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
    const provider = browser.cookies.get('__Host-makegood-provider');
    const ended = await browser.delete(`${maker.url}/session`, OWN);
    expect([ended.status, ended.headers.get('location')]).toEqual([204, '/session/ended']);
    expect(browser.cookies.has('__Host-makegood')).toBe(false);
    expect(browser.cookies.get('__Host-makegood-provider')).not.toBe(provider);
    expect((await viewer(browser)).status).toBe(401);
    const next = await browser.get(`${maker.url}/session/ended`);
    const address = new URL(next.headers.get('location') ?? '');
    expect([next.status, address.pathname, browser.cookies.size]).toEqual([303, '/session/end', 0]);
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: 'makegood',
      id_token_hint: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      post_logout_redirect_uri: 'https://makegood.example/console/',
    });
    expect((await fetch(address, { redirect: 'manual' })).status).toBe(200);
    // A copy gets no new token, and ends with the one it has.
    expect((await viewer(copy)).headers.getSetCookie()).toEqual([]);
    const again = await browser.get(`${maker.url}/session/ended`);
    expect([again.status, again.headers.get('location')]).toEqual([303, '/console/']);
  });

  // The last one: who signs in within the same second is shut out as well.
  it('A4 gets no new token once the old one was revoked here', async () => {
    const browser = await signedIn();
    const { dispatcher } = maker.makegood;
    const actor = { id: 'operator', role: 'SYSTEM' } as const;
    const meta = { id: 'revoke-anna', actor, at: maker.makegood.clock.now(), correlationId: 'revoke-anna' };
    await dispatcher.execute(new RevokeSubject({ subject: 'anna', issuedUntil: instantOf(Date.now()) }, meta));
    await eventually(async () => (await viewer(browser)).status === 401, 10_000);
    tokensAsked = 0;
    const { status, headers } = await viewer(browser);
    expect([status, headers.getSetCookie(), tokensAsked]).toEqual([401, [], 0]);
  });
});
