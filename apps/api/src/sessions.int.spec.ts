import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IssuedToken } from '#access';
import { replaceKey } from '#engine';
import { MINUTE_MS } from '#kernel';
import { Sessions } from './sessions.ts';
import type { Tokens } from './sign-in.ts';

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

  const authorizationOf = async (asking: IncomingMessage) => {
    await sessions.apply(asking);
    return asking.headers.authorization;
  };
  const begun = async () =>
    (await sessions.begin('anna', { access: 'the-token', accessEndsAtMs: Infinity }))[0] as string;
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
    const cookie = await begun();
    expect(cookie).toMatch(/^__Host-makegood=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    expect(Buffer.from(cookie.split('.')[3] ?? '', 'base64url').toString()).not.toContain('the-token');
    expect((await applied(cookie)).token).toBe('Bearer the-token');
    const parts = cookie.split('.');
    const changed = [...parts.slice(0, 3), `${parts[3]?.startsWith('A') ? 'B' : 'A'}${parts[3]?.slice(1)}`, parts[4]];
    expect((await applied(changed.join('.'))).token).toBeUndefined();
    expect((await applied('__Host-makegood=no-session')).token).toBeUndefined();
  });

  it('is none to sign in by, and what one signs in by is no session', async () => {
    const [session, pending] = [await begun(), await sessions.pending({ state: 's', verifier: 'v', to: '/' })];
    const sealed = (cookie: string) => /=([^;]+)/.exec(cookie)?.[1] ?? '';
    expect(await sessions.pendingOf(sent(pending))).toMatchObject({ state: 's', verifier: 'v', to: '/' });
    expect(await sessions.pendingOf(sent(`__Host-makegood-sign-in=${sealed(session)}`))).toBeUndefined();
    expect((await applied(`__Host-makegood=${sealed(pending)}`)).token).toBeUndefined();
  });

  it('gives way to a token that is sent as such', async () => {
    const asked = request({ cookie: await begun(), authorization: 'Bearer another' });
    await new Promise((next) => sessions.applied(asked, {} as never, next));
    expect(asked.headers.authorization).toBe('Bearer another');
  });

  it('is none for a page that was made for another person: somebody else has signed in since, in another window', async () => {
    const cookie = await begun();
    const asked = (person: string) => request({ cookie, 'x-makegood-person': person });
    expect(await authorizationOf(asked('anna'))).toBe('Bearer the-token');
    expect(await authorizationOf(asked('rita'))).toBeUndefined();
    const [other] = await sessions.begin('idp|Zoë', { access: 'another-token', accessEndsAtMs: Infinity });
    const ofOther = request({ cookie: other, 'x-makegood-person': encodeURIComponent('idp|Zoë') });
    expect(await authorizationOf(ofOther)).toBe('Bearer another-token');
  });

  it('ends when it was not used for an hour; use renews it', async () => {
    const cookie = await begun();
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
    let cookie = await begun();
    for (let minutes = 30; minutes < 12 * 60; minutes += 30) {
      now += 30 * MINUTE_MS;
      cookie = (await applied(cookie)).renewed ?? '';
    }
    now += 29 * MINUTE_MS;
    expect((await applied(cookie)).token).toBe('Bearer the-token');
    now += 2 * MINUTE_MS;
    expect((await applied(cookie)).token).toBeUndefined();
  });

  describe('with a refresh token', () => {
    const AT_PROVIDER = { refresh: 'to-refresh', identity: 'who-it-is' };
    let asked: (readonly string[])[];
    let answer: () => Promise<Tokens | undefined>;
    beforeEach(() => {
      asked = [];
      answer = async () => ({ access: 'next', accessEndsAtMs: now + 10 * MINUTE_MS, refresh: 'rotated' });
      const after = async (...given: readonly string[]) => {
        asked.push(given);
        return answer();
      };
      const end = async (refresh: string) => void asked.push([refresh]);
      sessions = new Sessions(
        { MAKEGOOD_DATA: folder, PUBLIC_URL },
        () => now,
        { covers: () => false },
        { after, end },
      );
    });
    const begunFor = (minutes: number, more: object = AT_PROVIDER) =>
      sessions.begin('anna', { access: 'the-token', accessEndsAtMs: now + minutes * MINUTE_MS, ...more });
    const used = async (cookies: readonly string[]) => {
      const asking = request({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
      const renewed: string[] = [];
      const response = { appendHeader: (_: string, value: string) => void renewed.push(value) };
      const error = await new Promise((next) => sessions.applied(asking, response as never, next));
      return { token: asking.headers.authorization, renewed, error };
    };

    it('goes on with a new token shortly before the end of the old one, and after it', async () => {
      const cookies = await begunFor(20);
      expect(cookies.map((cookie) => /^[^=]+/.exec(cookie)?.[0])).toEqual([
        '__Host-makegood',
        '__Host-makegood-provider',
      ]);
      expect(cookies.every((cookie) => /; Path=\/; Secure; HttpOnly; SameSite=Strict$/.test(cookie))).toBe(true);
      now += 18 * MINUTE_MS;
      expect((await used(cookies)).token).toBe('Bearer the-token');
      expect(asked).toEqual([]);
      now += 2 * MINUTE_MS;
      const { token, renewed } = await used(cookies);
      expect([token, renewed.length]).toEqual(['Bearer next', 2]);
      now += 30 * MINUTE_MS;
      expect((await used(renewed)).token).toBe('Bearer next');
      expect(asked).toEqual([
        ['the-token', 'to-refresh'],
        ['next', 'rotated'],
      ]);
    });

    it('ends where the provider gives no more, though not before its token', async () => {
      const cookies = await begunFor(1);
      answer = async () => undefined;
      expect(await used(cookies)).toEqual({ token: 'Bearer the-token', renewed: [], error: undefined });
    });

    it('is put off while the provider does not answer, once its token has ended', async () => {
      const cookies = await begunFor(1);
      answer = () => Promise.reject(new Error('no answer'));
      expect(await used(cookies)).toEqual({ token: 'Bearer the-token', renewed: [], error: undefined });
      now += 2 * MINUTE_MS;
      expect(await used(cookies)).toEqual({ token: undefined, renewed: [], error: new Error('no answer') });
    });

    it('is not mixed with another one of the same browser', async () => {
      const [session = ''] = await begunFor(1);
      const [, ofAnother = ''] = await begunFor(1);
      expect((await used([session, ofAnother])).token).toBe('Bearer the-token');
      expect(asked).toEqual([]);
    });

    it('keeps what fits into a cookie: rather the refresh token than who it is', async () => {
      const cookies = await begunFor(1, { refresh: 'r'.repeat(1_500), identity: 'i'.repeat(2_500) });
      expect(cookies.every((cookie) => cookie.length < 4_096 + 80)).toBe(true);
      expect((await used(cookies)).token).toBe('Bearer next');
      expect((await sessions.end(request({ cookie: cookies.join('; ') }))).isKnownThere).toBe(false);
      await expect(begunFor(1, { access: 'a'.repeat(4_096) })).rejects.toThrow('the access token is too large');
    });

    it('is ended here, and keeps who it is for the provider alone', async () => {
      const cookies = await begunFor(20);
      const ended = await sessions.end(request({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') }));
      expect([ended.isKnownThere, asked]).toEqual([true, [['to-refresh']]]);
      expect(ended.cookies[0]).toBe('__Host-makegood=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0');
      const left = request({ cookie: ended.cookies[1]?.split(';')[0] });
      expect(await sessions.endingIdentityOf(left)).toBe('who-it-is');
      expect(await authorizationOf(left)).toBeUndefined();
      // Of a session that was not ended nobody is signed out.
      expect(await sessions.endingIdentityOf(request({ cookie: cookies[1]?.split(';')[0] }))).toBeUndefined();
    });
  });

  it('ends for all when the key is replaced', async () => {
    const cookie = await begun();
    await replaceKey(folder, 'session');
    expect((await applied(cookie)).token).toBeUndefined();
  });

  it('A4 ends when the tokens of its person are revoked that were issued when it began', async () => {
    const cookie = await begun();
    const revoked: IssuedToken[] = [];
    const covers = (token: IssuedToken) => revoked.push(token) > 0;
    sessions = new Sessions({ MAKEGOOD_DATA: folder, PUBLIC_URL }, () => now, { covers });
    expect((await applied(cookie)).token).toBeUndefined();
    expect(revoked).toEqual([{ subject: 'anna', issuedAt: '2026-03-09T02:00:00.000Z' }]);
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
    const cookie = await begun();
    const asked = request({ cookie, ...headers }, method);
    expect(await authorizationOf(asked)).toBe(counts ? 'Bearer the-token' : undefined);
  });
});
