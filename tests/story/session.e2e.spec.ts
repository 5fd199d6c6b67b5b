import { readFile } from 'node:fs/promises';
import { request as send } from 'node:http';
import { WebSocket } from 'ws';
import { jpeg } from '#evidence/files';
import { Maker, SEOUL } from '../support/maker.ts';

const VIEWER = JSON.stringify({ query: '{ viewer { id role partner { id } } }' });
const OWN = { 'sec-fetch-site': 'same-origin' };

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start();
});
afterAll(() => maker.end());

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** As a browser sends it; `fetch` would not let the headers through. */
const ask = (method: string, path: string, headers: Record<string, string> = OWN, body?: string | Buffer) =>
  new Promise<Answer>((answered, failed) => {
    const sent = send(`${maker.url}${path}`, { method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () =>
        answered({
          status: response.statusCode as number,
          headers: response.headers,
          text: Buffer.concat(pieces).toString(),
        }),
      );
    });
    sent.on('error', failed).end(body);
  });

const signIn = (person: object, headers: Record<string, string> = OWN) =>
  ask('POST', '/session/local', { ...headers, 'content-type': 'application/json' }, JSON.stringify(person));
const cookieOf = ({ headers }: Answer) => (headers['set-cookie']?.[0] ?? '').split(';')[0] as string;
const cookieFor = async (role: string, id: string) => cookieOf(await signIn({ role, id }));
const viewer = (cookie: string, headers: Record<string, string> = OWN) =>
  ask('POST', '/graphql', { ...headers, cookie, 'content-type': 'application/json' }, VIEWER);

describe('Signing in with a browser of this machine', () => {
  it('shows whom one can be: each partner by its name, and one of each role', async () => {
    const { people } = JSON.parse((await ask('GET', '/session/local')).text);
    expect(people).toContainEqual({ role: 'PARTNER', id: 'P-SEOUL', partnerId: 'P-SEOUL', name: 'Seoul Beauty' });
    expect(people).toContainEqual({ role: 'REVIEWER', id: 'rita' });
  });

  it('gives a cookie by which every address knows the caller: GraphQL, uploads and files', async () => {
    const cookie = await cookieFor('PARTNER', 'P-SEOUL');
    expect(JSON.parse((await viewer(cookie)).text).data.viewer).toEqual({
      id: 'P-SEOUL',
      role: 'PARTNER',
      partner: { id: 'P-SEOUL' },
    });
    const bytes = jpeg('by session');
    const uploaded = await ask('POST', '/evidence', { ...OWN, cookie, 'content-type': 'image/jpeg' }, bytes);
    expect(uploaded.status).toBe(201);
    const { sha256, ...more } = JSON.parse(uploaded.text);
    const evidence = [{ kind: 'PHOTO', mediaType: more.mediaType, bytes: more.bytes, sha256 }];
    await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001', { evidence }));
    await maker.settled();
    expect((await ask('GET', `/evidence/${sha256}`, { ...OWN, cookie })).status).toBe(200);
  });

  it('C1 what is submitted by a session came from the web page, and what is sent with a token from the API', async () => {
    const cookie = await cookieFor('PARTNER', 'P-SEOUL');
    const query =
      'mutation($input: SubmitClaimInput!) { submitClaim(input: $input) { ... on ClaimAccepted { claim { channel } } } }';
    const channelOf = async (serial: string, headers: Record<string, string>) => {
      const variables = { input: await maker.submission(SEOUL, serial) };
      const body = JSON.stringify({ query, variables });
      const { text } = await ask('POST', '/graphql', { ...OWN, ...headers, 'content-type': 'application/json' }, body);
      return JSON.parse(text).data.submitClaim.claim.channel;
    };
    expect(await channelOf('KR-0011', { cookie })).toBe('CONSOLE');
    expect(await channelOf('KR-0012', { authorization: `Bearer ${await maker.token(SEOUL)}` })).toBe('API');
  });

  it('has the names of defects in the language of the page; without a page they are in that of the person', async () => {
    const labels = [
      { code: 'DRY', label: 'Ink is dry' },
      { code: 'DRY', label: '잉크가 말랐음', language: 'ko' },
    ];
    await maker.record('listProduct', {
      sku: 'PEN',
      name: 'Pen',
      defectGroups: [{ group: 'INK', codes: ['DRY'], labels }],
    });
    await maker.settled();
    const body = JSON.stringify({ query: '{ products(text: "PEN") { nodes { defects { label } } } }' });
    const labelFor = async (headers: Record<string, string>) => {
      const { text } = await ask('POST', '/graphql', { ...OWN, ...headers, 'content-type': 'application/json' }, body);
      return JSON.parse(text).data.products.nodes[0].defects[0].label;
    };
    const cookie = await cookieFor('REVIEWER', 'rita');
    expect(await labelFor({ cookie, 'accept-language': 'ko' })).toBe('잉크가 말랐음');
    expect(await labelFor({ cookie, 'accept-language': 'ja,ko;q=0.9' })).toBe('Ink is dry');
    expect(await labelFor({ cookie: await cookieFor('PARTNER', 'P-SEOUL'), 'accept-language': 'de' })).toBe(
      'Ink is dry',
    );
    const authorization = `Bearer ${await maker.token(SEOUL)}`;
    expect(await labelFor({ authorization, 'accept-language': 'de' })).toBe('잉크가 말랐음');
  });

  it('a file is asked for each time, and sent once: the next person at the browser does not see it', async () => {
    const picture = await maker.picture(SEOUL, 'kept by the browser');
    const evidence = [picture];
    await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0002', { evidence }));
    await maker.settled();
    const { sha256 } = picture as { sha256: string };
    const get = (cookie: string) =>
      ask('GET', `/evidence/${sha256}`, { ...OWN, cookie, 'if-none-match': `"${sha256}"` });
    const kept = await get(await cookieFor('REVIEWER', 'rita'));
    expect([kept.status, kept.text, kept.headers['cache-control']]).toEqual([304, '', 'private, no-cache']);
    expect((await get(await cookieFor('PARTNER', 'P-OSAKA'))).status).toBe(404);
    expect((await get('')).status).toBe(401);
  });

  it('a video is played from any place, as players ask for it', async () => {
    const { sha256, bytes } = (await maker.picture(SEOUL, 'played')) as { sha256: string; bytes: number };
    const evidence = [{ kind: 'PHOTO', sha256, bytes, mediaType: 'image/jpeg' }];
    await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0003', { evidence }));
    await maker.settled();
    const cookie = await cookieFor('REVIEWER', 'rita');
    const part = async (range: string) => {
      const { status, headers } = await ask('GET', `/evidence/${sha256}`, { ...OWN, cookie, range });
      return [status, headers['content-range'], headers['content-length']];
    };
    expect(await part('bytes=0-')).toEqual([206, `bytes 0-${bytes - 1}/${bytes}`, String(bytes)]);
    expect(await part('bytes=2-5')).toEqual([206, `bytes 2-5/${bytes}`, '4']);
    expect(await part(`bytes=${bytes}-`)).toEqual([416, `bytes */${bytes}`, '0']);
  });

  it('lists are saved and files are sent with it, from pages of this server alone', async () => {
    const cookie = await cookieFor('ADMIN', 'adam');
    const elsewhere = { cookie, 'sec-fetch-site': 'cross-site' };
    const list = '/exports/sla.csv?from=2026-03-01&to=2026-03-31';
    const saved = await ask('GET', list, { ...OWN, cookie });
    expect([saved.status, saved.headers['content-disposition'], saved.text.split(',', 2)]).toEqual([
      200,
      'attachment; filename="sla-2026-03-01-2026-03-31.csv"',
      ['month', 'partner'],
    ]);
    const template = await ask('GET', '/imports/template/sales.csv', { ...OWN, cookie });
    expect(template.status).toBe(200);
    const form = (headers: Record<string, string>) =>
      ask(
        'POST',
        '/imports',
        { ...headers, 'content-type': 'multipart/form-data; boundary=x' },
        `--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nsales\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="sales.csv"\r\n\r\n${template.text}\r\n--x--\r\n`,
      );
    expect((await form({ ...OWN, cookie })).status).toBe(202);
    const picture = { ...elsewhere, 'content-type': 'image/jpeg' };
    for (const refused of [
      await ask('GET', list, elsewhere),
      await form(elsewhere),
      await ask('POST', '/evidence', picture, jpeg('from elsewhere')),
    ])
      expect([refused.status, JSON.parse(refused.text).code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it.each<[string, Record<string, string>, number]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another host of the same site', { 'sec-fetch-site': 'same-site' }, 403],
    ['no browser', {}, 403],
    ['a name of another site that leads to this machine', { ...OWN, host: 'rebound.example:4000' }, 404],
    ['a proxy of this machine', { ...OWN, 'x-forwarded-for': '203.0.113.7' }, 404],
  ])('is not for %s', async (_, headers, status) => {
    const answer = await signIn({ role: 'ADMIN', id: 'adam' }, headers);
    expect([answer.status, answer.headers['set-cookie']]).toEqual([status, undefined]);
    expect((await ask('GET', '/session/local', headers)).status).toBe(status);
  });

  it.each([[{ role: 'ADMIN', id: 'mallory' }], [{ role: 'REVIEWER', id: 'P-SEOUL' }], [{ id: 'rita' }], [[]], [{}]])(
    'is as one of those people alone: %j is refused',
    async (person) => {
      const answer = await signIn(person);
      expect([answer.status, answer.headers['set-cookie']]).toEqual([400, undefined]);
    },
  );
});

describe('The cookie', () => {
  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://mallory.example' },
  ])('does not count when another site sends it: %j', async (headers) => {
    const cookie = await cookieFor('REVIEWER', 'rita');
    expect((await viewer(cookie, headers)).status).toBe(401);
    expect((await viewer(cookie)).status).toBe(200);
  });

  it('opens live connections from pages of this server, and from no other', async () => {
    const cookie = await cookieFor('REVIEWER', 'rita');
    const answerTo = (origin: string) =>
      new Promise((answered) => {
        const socket = new WebSocket(`${maker.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
          headers: { origin, cookie },
        });
        socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
        socket.on('message', (text) => {
          answered(JSON.parse(String(text)).type);
          socket.close();
        });
        socket.on('close', answered);
      });
    expect(await answerTo(maker.url)).toBe('connection_ack');
    expect(await answerTo('https://mallory.example')).toBe(4403);
  });

  it('is taken back by signing out, with what the browser kept; another site cannot do that', async () => {
    const cookie = await cookieFor('REVIEWER', 'rita');
    expect((await ask('DELETE', '/session', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const answer = await ask('DELETE', '/session', { ...OWN, cookie });
    expect([answer.status, answer.headers['clear-site-data'], answer.headers.location]).toEqual([
      204,
      '"cache"',
      '/console/',
    ]);
    expect(answer.headers['set-cookie']).toEqual([
      '__Host-makegood=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0',
      '__Host-makegood-provider=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0',
    ]);
  });

  it('is sealed by a key of its own, which opens nothing else', async () => {
    await cookieFor('REVIEWER', 'rita');
    const [session, token] = await Promise.all(
      ['session', 'token'].map((name) => readFile(`${maker.folder}/${name}.key`, 'utf8')),
    );
    expect(session).not.toBe(token);
  });
});

it('with an identity provider nobody signs in without it', async () => {
  const environment = {
    AUTH_JWKS_URL: 'http://127.0.0.1:9/jwks',
    AUTH_ISSUER: 'https://login.example',
    AUTH_AUDIENCE: 'makegood',
  };
  const production = await Maker.start(maker.folder, { worker: false, environment });
  const headers = { ...OWN, 'content-type': 'application/json' };
  const body = JSON.stringify({ role: 'ADMIN', id: 'adam' });
  const local = await production.raw(undefined, '/session/local', { method: 'POST', headers, body });
  expect([local.status, local.headers.get('set-cookie')]).toEqual([404, null]);
  await production.stop();
});
