import { type lookup } from 'node:dns';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { jest } from '@jest/globals';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { webhookCaller, type WebhookCallerOptions } from './webhook-caller.ts';

const AT = new Date('2026-03-09T12:00:00Z');
const secretOf = (letter: string) => `whsec_${Buffer.alloc(32, letter).toString('base64')}`;
const [OLD, NEW, OTHER] = [secretOf('a'), secretOf('b'), secretOf('c')];
const BODY = '{"type":"claim.approved"}';

const leadingTo = (turn: () => readonly string[] | undefined) =>
  ((_: string, __: object, callback: (...of: unknown[]) => void) =>
    callback(
      null,
      (turn() ?? []).map((address) => ({ address, family: 4 })),
    )) as unknown as typeof lookup;

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const received: Received[] = [];
/** How far an answer without an end was read. */
let written = 0;

const ANSWERS: Readonly<Record<string, (answer: ServerResponse, request: IncomingMessage) => unknown>> = {
  '/taken': (answer) => answer.writeHead(204).end(),
  '/created': (answer) => answer.writeHead(201).end('{"ok":true}'),
  '/garbage': (answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end('\u0000\u0001 not JSON {{'),
  '/moved': (answer) => answer.writeHead(302, { location: '/taken' }).end(),
  '/moved-for-good': (answer) => answer.writeHead(308, { location: '/taken' }).end(),
  '/broken': (answer) => answer.writeHead(500).end('out of order'),
  '/gone': (answer) => answer.writeHead(410).end(),
  '/never': () => undefined,
  '/drip': (answer) => {
    answer.write('…');
    const drip = setInterval(() => answer.write('…'), 5);
    answer.on('close', () => clearInterval(drip));
  },
  '/huge': (answer) => {
    const piece = Buffer.alloc(16 * 1024);
    const more = () => {
      while (!answer.destroyed && answer.write(piece)) written += piece.length;
    };
    answer.on('drain', more);
    more();
  },
};

const server = createServer((request, answer) => {
  const path = request.url ?? '';
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    received.push({ path, headers: request.headers, body: Buffer.concat(pieces).toString() });
    ANSWERS[path]?.(answer, request);
  });
});
const noHttp = createTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
let [port, noHttpPort] = [0, 0];

beforeAll(async () => {
  for (const each of [server, noHttp]) await once(each.listen(0, '127.0.0.1'), 'listening');
  [port, noHttpPort] = [server, noHttp].map((each) => (each.address() as AddressInfo).port) as [number, number];
});
beforeEach(() => void received.splice(0));
afterAll(() => {
  server.closeAllConnections();
  server.close();
  noHttp.close();
});

const local = (more: WebhookCallerOptions = {}) => webhookCaller({ http: true, allows: () => true, ...more });
const call = (url: string, caller = local(), secrets = [NEW]) =>
  caller.call({ url, id: 'delivery-1', at: AT, body: BODY, secrets });
const here = (path: string) => `http://127.0.0.1:${port}${path}`;

describe('A webhook is called', () => {
  it('with a signature that the reference library of the convention verifies, and no other secret fits', async () => {
    await call(here('/taken'));
    const [{ headers, body }] = received as [Received];
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'webhook-id': 'delivery-1' });
    const now = jest.spyOn(Date, 'now').mockReturnValue(AT.getTime());
    try {
      const verify = (secret: string, text = body) => new Webhook(secret).verify(text, headers as never);
      expect(verify(NEW)).toEqual({ type: 'claim.approved' });
      expect(() => verify(OTHER)).toThrow(WebhookVerificationError);
      expect(() => verify(NEW, `${body} `)).toThrow(WebhookVerificationError);
    } finally {
      now.mockRestore();
    }
  });

  it('with a signature by each secret while one takes the place of the other', async () => {
    await call(here('/taken'), local(), [NEW, OLD]);
    const [{ headers, body }] = received as [Received];
    const now = jest.spyOn(Date, 'now').mockReturnValue(AT.getTime());
    try {
      for (const secret of [OLD, NEW])
        expect(new Webhook(secret).verify(body, headers as never)).toEqual({ type: 'claim.approved' });
    } finally {
      now.mockRestore();
    }
  });
});

describe('What a receiver answers', () => {
  it.each([
    ['204', '/taken', { kind: 'TAKEN', status: 204 }],
    ['201 with a body', '/created', { kind: 'TAKEN', status: 201 }],
    ['200 with garbage: the status counts', '/garbage', { kind: 'TAKEN', status: 200 }],
    ['302: no redirect is followed', '/moved', { kind: 'FAILED', status: 302, reason: 'HTTP 302' }],
    ['308: no redirect is followed', '/moved-for-good', { kind: 'FAILED', status: 308, reason: 'HTTP 308' }],
    ['500', '/broken', { kind: 'FAILED', status: 500, reason: 'HTTP 500' }],
    ['410', '/gone', { kind: 'FAILED', status: 410, reason: 'HTTP 410' }],
  ])('%s', async (_, path, outcome) => {
    expect(await call(here(path))).toEqual(outcome);
    expect(received.map((each) => each.path)).toEqual([path]);
  });

  it('never: the attempt ends at its time', async () =>
    expect(await call(here('/never'), local({ timeoutMs: 50 }))).toEqual({ kind: 'FAILED', reason: 'TIMEOUT' }));

  it('in drips without an end: the attempt ends at its time, and the status counts', async () =>
    expect(await call(here('/drip'), local({ timeoutMs: 50 }))).toEqual({ kind: 'TAKEN', status: 200 }));

  it('without an end: 64 KiB are read', async () => {
    expect(await call(here('/huge'))).toEqual({ kind: 'TAKEN', status: 200 });
    // What lies in the buffers of both sockets comes on top.
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('something that is not HTTP', async () =>
    expect(await call(`http://127.0.0.1:${noHttpPort}/`)).toMatchObject({
      kind: 'FAILED',
      reason: expect.stringMatching(/^HPE_/),
    }));

  it('nothing, since nobody listens', async () =>
    expect(await call('http://127.0.0.1:1/')).toEqual({ kind: 'FAILED', reason: 'ECONNREFUSED' }));

  it('plain text where TLS is expected', async () =>
    expect(await call(`https://127.0.0.1:${port}/taken`)).toMatchObject({
      kind: 'FAILED',
      reason: expect.stringMatching(/^(?:EPROTO|ERR_SSL)/),
    }));
});

describe('An endpoint that is not on the Internet', () => {
  const strict = webhookCaller();

  it.each([
    'http://partner.example/hook',
    'ftp://partner.example/hook',
    'file:///etc/passwd',
    'https://user:secret@partner.example/hook',
    'https://127.0.0.1/hook',
    'https://2130706433/hook',
    'https://0x7f.1/hook',
    'https://0/hook',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/hook',
    'https://[::ffff:127.0.0.1]/hook',
    'https://[fd00:ec2::254]/hook',
    'partner.example',
    'https://localhost/hook',
    'https://metadata.google.internal/hook',
  ])('%s is refused before anything is sent', async (url) => {
    expect(strict.accepts(url)).toBe(false);
    expect(await call(url, strict)).toEqual({ kind: 'FAILED', reason: 'ADDRESS_REFUSED' });
  });

  it('is accepted by name, and refused when its name leads inside', async () => {
    const url = `https://partner.example:${port}/taken`;
    const caller = webhookCaller({ resolve: leadingTo(() => ['127.0.0.1']) });
    expect(caller.accepts(url)).toBe(true);
    expect(await call(url, caller)).toEqual({ kind: 'FAILED', reason: 'ADDRESS_REFUSED' });
    expect(received).toEqual([]);
  });

  /** A name that leads to other addresses each time it is asked for. */
  const leading = (...turns: readonly (readonly string[])[]) => {
    const left = [...turns];
    const resolve = leadingTo(() => left.shift());
    const caller = webhookCaller({ http: true, allows: (address) => address === '127.0.0.1', resolve });
    return { caller, left };
  };

  it('cannot be reached by a name that led elsewhere before (DNS rebinding): each call looks it up, and calls what it checked', async () => {
    const { caller, left } = leading(['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']);
    const url = `http://partner.example:${port}/taken`;
    expect(await call(url, caller)).toEqual({ kind: 'TAKEN', status: 204 });
    expect(await call(url, caller)).toEqual({ kind: 'FAILED', reason: 'ADDRESS_REFUSED' });
    expect(left).toHaveLength(1);
    expect(received).toHaveLength(1);
  });

  it('is left out where the name leads to one on the Internet as well', async () => {
    const { caller } = leading(['127.0.0.2', '127.0.0.1']);
    expect(await call(`http://partner.example:${port}/taken`, caller)).toEqual({ kind: 'TAKEN', status: 204 });
  });
});
