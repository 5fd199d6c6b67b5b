import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceKey } from '#engine';
import { Sessions } from './sessions.ts';

const MINUTE_MS = 60_000;
const HOST = '127.0.0.1:4000';
const PUBLIC_URL = 'https://claims.example/makegood';

describe('The session of a browser', () => {
  let folder: string;
  let now: number;
  let sessions: Sessions;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'makegood-session-'));
  });
  beforeEach(() => {
    now = Date.UTC(2026, 2, 9, 2);
    sessions = new Sessions({ MAKEGOOD_DATA: folder, PUBLIC_URL }, () => now);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const request = (headers: IncomingHttpHeaders, method = 'GET') =>
    ({ headers: { host: HOST, 'sec-fetch-site': 'same-origin', ...headers }, method }) as IncomingMessage;
  const sent = (cookie: string) => request({ cookie: `theme=dark; ${cookie.split(';')[0]}` });
  /** @returns the token that was applied, and the cookie if it was sealed anew */
  const applied = async (cookie: string) => {
    const asked = sent(cookie);
    let renewed: string | undefined;
    const response = { appendHeader: (_: string, value: string) => (renewed = value) };
    await new Promise((next) => sessions.applied(asked, response as never, next));
    return { token: asked.headers.authorization, renewed };
  };

  it('gives its token to each request, and cannot be read or changed', async () => {
    const cookie = await sessions.begin('the-token');
    expect(cookie).toMatch(/^__Host-makegood=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    expect(Buffer.from(cookie.split('.')[3] ?? '', 'base64url').toString()).not.toContain('the-token');
    expect((await applied(cookie)).token).toBe('Bearer the-token');
    const parts = cookie.split('.');
    const changed = [...parts.slice(0, 3), `${parts[3]?.startsWith('A') ? 'B' : 'A'}${parts[3]?.slice(1)}`, parts[4]];
    expect((await applied(changed.join('.'))).token).toBeUndefined();
    expect((await applied('__Host-makegood=no-session')).token).toBeUndefined();
  });

  it('is none to sign in by, and what one signs in by is no session', async () => {
    const [session, pending] = [
      await sessions.begin('the-token'),
      await sessions.pending({ state: 's', verifier: 'v', to: '/' }),
    ];
    const sealed = (cookie: string) => /=([^;]+)/.exec(cookie)?.[1] ?? '';
    expect(await sessions.pendingOf(sent(pending))).toMatchObject({ state: 's', verifier: 'v', to: '/' });
    expect(await sessions.pendingOf(sent(`__Host-makegood-sign-in=${sealed(session)}`))).toBeUndefined();
    expect((await applied(`__Host-makegood=${sealed(pending)}`)).token).toBeUndefined();
  });

  it('gives way to a token that is sent as such', async () => {
    const asked = request({ cookie: await sessions.begin('the-token'), authorization: 'Bearer another' });
    await new Promise((next) => sessions.applied(asked, {} as never, next));
    expect(asked.headers.authorization).toBe('Bearer another');
  });

  it('ends when it was not used for an hour; use renews it', async () => {
    const cookie = await sessions.begin('the-token');
    now += 4 * MINUTE_MS;
    expect(await applied(cookie)).toEqual({ token: 'Bearer the-token', renewed: undefined });
    now += 55 * MINUTE_MS;
    const { token, renewed = '' } = await applied(cookie);
    expect(token).toBe('Bearer the-token');
    now += 2 * MINUTE_MS;
    expect((await applied(cookie)).token).toBeUndefined();
    now += 57 * MINUTE_MS;
    expect((await applied(renewed)).token).toBe('Bearer the-token');
  });

  it('ends 12 hours after it began, however much it is used', async () => {
    let cookie = await sessions.begin('the-token');
    for (let minutes = 30; minutes < 12 * 60; minutes += 30) {
      now += 30 * MINUTE_MS;
      cookie = (await applied(cookie)).renewed ?? '';
    }
    now += 29 * MINUTE_MS;
    expect((await applied(cookie)).token).toBe('Bearer the-token');
    now += 2 * MINUTE_MS;
    expect((await applied(cookie)).token).toBeUndefined();
  });

  it('ends for all when the key is replaced', async () => {
    const cookie = await sessions.begin('the-token');
    await replaceKey(folder, 'session');
    expect((await applied(cookie)).token).toBeUndefined();
  });

  const elsewhere = 'https://mallory.example';
  it.each<[string, IncomingHttpHeaders, string, boolean]>([
    ['a page of this server', { 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` }, 'POST', true],
    [
      'a page of this server behind a proxy',
      { 'sec-fetch-site': 'same-origin', origin: 'https://claims.example' },
      'POST',
      true,
    ],
    ['a picture in a page of this server', { 'sec-fetch-site': 'same-origin' }, 'GET', true],
    ['an address that was typed', { 'sec-fetch-site': 'none' }, 'GET', true],
    ['a form without a page', { 'sec-fetch-site': 'none' }, 'POST', false],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: elsewhere }, 'POST', false],
    ['a link of another site', { 'sec-fetch-site': 'cross-site' }, 'GET', false],
    ['another host of the same site', { 'sec-fetch-site': 'same-site' }, 'GET', false],
    ['another origin', { 'sec-fetch-site': 'same-origin', origin: elsewhere }, 'POST', false],
    ['a sandboxed frame', { 'sec-fetch-site': 'same-origin', origin: 'null' }, 'POST', false],
    ['a handshake from here', { 'sec-fetch-site': undefined, origin: `http://${HOST}` }, 'GET', true],
    ['a handshake from elsewhere', { 'sec-fetch-site': undefined, origin: elsewhere }, 'GET', false],
    ['a browser that says nothing', { 'sec-fetch-site': undefined }, 'GET', false],
  ])('counts from pages of this server alone: %s', async (_, headers, method, counts) => {
    const cookie = await sessions.begin('the-token');
    const asked = request({ cookie, ...headers }, method);
    expect(await sessions.authorizationOf(asked)).toBe(counts ? 'Bearer the-token' : undefined);
  });
});
