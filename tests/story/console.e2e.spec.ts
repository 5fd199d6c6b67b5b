import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ConsoleFiles } from '../../apps/api/src/console.controller.ts';
import { Maker, RITA } from '../support/maker.ts';

const PAGE = '<!doctype html><script type="module" src="/console/assets/main-1a2b3c.js"></script>';
const SCRIPT = 'export const words = "the same again and again";\n'.repeat(100);
const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

let folder: string;
let maker: Maker;
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'makegood-console-')), 'console');
  maker = await Maker.start(undefined, { worker: false, consoleFiles: new ConsoleFiles(folder) });
});
afterAll(async () => {
  await maker.end();
  await rm(join(folder, '..'), { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly bytes: Buffer;
}

/** As it comes over the wire: `fetch` would decompress it. */
const ask = (path: string, { headers = {}, method = 'GET', body = '' } = {}) =>
  new Promise<Answer>((answered, failed) => {
    const { hostname, port } = new URL(maker.url);
    const sent = send({ hostname, port, path, method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => {
        const bytes = Buffer.concat(pieces);
        answered({ status: response.statusCode as number, headers: response.headers, bytes });
      });
    });
    sent.on('error', failed).end(body);
  });

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8' };

describe('The console', () => {
  // The first one: what was built afterwards is found.
  it('that was not built says so, and how to build it', async () => {
    const { status, headers, bytes } = await ask('/console/work', { headers: BROWSER });
    expect([status, headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
    expect(bytes.toString()).toContain('npm run build');
    await mkdir(join(folder, 'assets'), { recursive: true });
    await writeFile(join(folder, 'index.html'), PAGE);
    await writeFile(join(folder, 'icon.png'), PICTURE);
    await writeFile(join(folder, 'assets/main-1a2b3c.js'), SCRIPT);
    expect((await ask('/console/')).bytes.toString()).toBe(PAGE);
  });

  it.each(['/', '/console'])('%s leads to it', async (path) => {
    const { status, headers } = await ask(path);
    expect([status, new URL(headers.location as string, `${maker.url}${path}`).pathname]).toEqual([303, '/console/']);
  });

  it.each([
    '/console/',
    '/console/index.html',
    '/console/claims/4711',
    '/console/work?part=PAUSED',
    '/console/%2e%2e/package.json',
    '/console/..%2fassets/x',
    '/console/%00',
  ])('%s is its page, which is asked for each time', async (path) => {
    const { status, headers, bytes } = await ask(path);
    expect([status, bytes.toString()]).toEqual([200, PAGE]);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': POLICY,
      'permissions-policy': expect.stringContaining('camera=(self)'),
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
    const again = await ask(path, { headers: { 'if-none-match': headers.etag } });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
  });

  it('has files that are kept for ever, and are sent as small as the browser takes them', async () => {
    const get = async (encodings: string) => {
      const answer = await ask('/console/assets/main-1a2b3c.js', { headers: { 'accept-encoding': encodings } });
      expect(answer.headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
      });
      return answer;
    };
    const plain = await get('');
    expect([plain.headers['content-encoding'], plain.bytes.toString()]).toEqual([undefined, SCRIPT]);
    const small = await get('gzip, deflate, br, zstd');
    expect([small.headers['content-encoding'], brotliDecompressSync(small.bytes).toString()]).toEqual(['br', SCRIPT]);
    const older = await get('gzip');
    expect([older.headers['content-encoding'], gunzipSync(older.bytes).toString()]).toEqual(['gzip', SCRIPT]);
    const picture = await ask('/console/icon.png', { headers: { 'accept-encoding': 'br' } });
    expect([picture.headers['content-type'], picture.headers['content-encoding'], picture.bytes]).toEqual([
      'image/png',
      undefined,
      PICTURE,
    ]);
  });

  it('a file of an earlier build is missing, instead of being the page', async () => {
    const { status, bytes } = await ask('/console/assets/main-000000.js');
    expect([status, JSON.parse(bytes.toString()).code]).toEqual([404, 'NOT_FOUND']);
  });

  it('only reads: nothing is sent to it', async () => {
    expect((await ask('/console/work', { method: 'POST' })).status).toBe(404);
    expect((await ask('/console/', { method: 'HEAD' })).bytes.length).toBe(0);
  });
});

describe('JSON that is sent as a whole', () => {
  const large = `{ ${Array.from({ length: 30 }, (_, index) => `v${index}: viewer { id role locale timeZone }`).join(' ')} }`;
  const query = async (text: string, encodings: string) =>
    ask('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-encoding': encodings,
        authorization: `Bearer ${await maker.token(RITA)}`,
      },
      body: JSON.stringify({ query: text }),
    });

  it.each([
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip;q=1, br;q=0', 'gzip', gunzipSync],
  ])('is compressed for a client that takes %s', async (encodings, encoding, unpack) => {
    const plain = await query(large, 'identity');
    expect(plain.headers).toMatchObject({ vary: 'Accept-Encoding', 'content-length': String(plain.bytes.length) });
    expect(plain.headers['content-encoding']).toBeUndefined();
    const { headers, bytes } = await query(large, encodings);
    expect(headers).toMatchObject({
      'content-encoding': encoding,
      'content-length': String(bytes.length),
      vary: 'Accept-Encoding',
    });
    expect(unpack(bytes).equals(plain.bytes)).toBe(true);
    expect(bytes.length).toBeLessThan(plain.bytes.length / 3);
  });

  it('is left as it is when it is small', async () => {
    const { headers, bytes } = await query('{ viewer { id } }', 'br');
    expect([headers['content-encoding'], bytes.toString()]).toEqual([undefined, '{"data":{"viewer":{"id":"rita"}}}']);
  });
});

test('A server that serves no console answers its addresses as it does those that it does not have', async () => {
  const off = await Maker.start(undefined, { worker: false, environment: { MAKEGOOD_CONSOLE: 'off' } });
  try {
    for (const path of ['/', '/console/', '/nothing']) expect((await fetch(`${off.url}${path}`)).status).toBe(404);
    expect(await off.ask(RITA, '{ viewer { id } }')).toEqual({ viewer: { id: 'rita' } });
  } finally {
    await off.end();
  }
});

describe('An address that is refused', () => {
  it.each([
    [
      '/console/claims/%E0%A4%A',
      400,
      'BAD_USER_INPUT',
      'The address has a % that begins no character',
      '../../console/',
    ],
    ['/credit-notes/%E0%A4%A', 400, 'BAD_USER_INPUT', 'Die Anfrage ist nicht lesbar.', '../console/'],
    ['/nothing', 404, 'NOT_FOUND', 'Bitte die Adresse prüfen', 'console/'],
    ['/terms/NONE/1', 404, 'NOT_FOUND', 'There are no such terms.', '../../console/'],
    [`/evidence/${'0'.repeat(64)}`, 401, 'UNAUTHENTICATED', 'Bitte zuerst anmelden.', '../console/'],
    ['/credit-notes/NONE.pdf?x=<i>', 401, 'UNAUTHENTICATED', 'Bitte zuerst anmelden.', '../console/'],
  ])(
    '%s is a page for a browser, which says what to do, and JSON for a program',
    async (path, status, code, said, start) => {
      const page = await ask(path, { headers: { ...BROWSER, 'accept-language': 'de-CH,de;q=0.9,en;q=0.5' } });
      expect([page.status, page.headers['content-type'], page.headers['content-language']]).toEqual([
        status,
        'text/html; charset=utf-8',
        'de',
      ]);
      expect(page.headers['content-security-policy']).toContain("default-src 'none'; style-src 'sha256-");
      const html = page.bytes.toString();
      for (const part of [said, `<a href="${start}">Zur Startseite</a>`, `<code>${code}`]) expect(html).toContain(part);
      for (const accept of ['*/*', 'application/json']) {
        const { status: same, bytes } = await ask(path, { headers: { accept } });
        expect([same, JSON.parse(bytes.toString())]).toEqual([
          status,
          expect.objectContaining({ code, message: expect.any(String) }),
        ]);
      }
    },
  );

  it('does not repeat an address that leads nowhere', async () => {
    const { bytes } = await ask('/%3Cb%3Eno%3C/b%3E', { headers: BROWSER });
    expect(bytes.toString()).not.toMatch(/Cannot GET|<b>|no&lt;/);
  });
});
