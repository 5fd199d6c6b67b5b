import { jest } from '@jest/globals';
import { once } from 'node:events';
import { readdir, readlink } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { sha256 } from '#kernel';
import { jpeg } from '#evidence/files';
import { eventually, Maker, SEOUL, type Who } from '../support/maker.ts';

/** Long enough for a busy machine to look at each connection, short enough to wait for. */
const STALL_MS = 1_000;
/** Of a client that reads slowly: all of them together are longer than that. */
const PAUSE_MS = 30;

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start(undefined, { transferLimits: { stallMs: STALL_MS, totalMs: 60_000 } });
});
afterAll(() => maker.end());
afterEach(() => jest.restoreAllMocks());

/** Evidence that this process has open. */
async function openFiles(): Promise<string[]> {
  const handles = await readdir('/proc/self/fd');
  const paths = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')));
  return paths.filter((path) => path.startsWith(`${maker.folder}/evidence`));
}

/** Every file that is opened from now on. */
function watchedFiles(): Readable[] {
  const opened: Readable[] = [];
  const { blobs } = maker.makegood;
  const open = blobs.open.bind(blobs);
  jest.spyOn(blobs, 'open').mockImplementation(async (...args) => {
    const file = await open(...args);
    // Held here, so that the garbage collector closes none.
    if (file) opened.push(file.stream);
    return file;
  });
  return opened;
}

async function get(path: string, who: Who, more = ''): Promise<Socket> {
  const { hostname, port } = new URL(maker.api.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: makegood\r\nAuthorization: Bearer ${await maker.token(who)}\r\n${more}\r\n`,
  );
  return socket;
}

const onLinux = process.platform === 'linux' ? it.each : it.skip.each;

describe('Downloads', () => {
  const content = Buffer.concat([jpeg('large'), Buffer.alloc(18_000_000)]);
  const path = `/evidence/${sha256(content)}`;
  beforeAll(async () => {
    const { body } = await maker.upload(SEOUL, content);
    const evidence = [{ kind: body.kind, sha256: body.sha256, mediaType: body.mediaType, bytes: body.bytes }];
    await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001', { evidence }));
    await maker.settled();
  });

  onLinux([
    ['the whole file', ''],
    ['a part', 'Range: bytes=5-11000000\r\n'],
  ])('E1 of %s that are aborted at once leave no file open', async (_, range) => {
    const files = watchedFiles();
    for (let round = 0; round < 5; round++) {
      const sockets = await Promise.all(Array.from({ length: 10 }, () => get(path, SEOUL, range)));
      if (round % 2) await new Promise((resolve) => sockets[0]?.once('data', resolve));
      for (const socket of sockets) socket.destroy();
    }
    // Behind the others.
    (await get(path, SEOUL)).resume();
    await eventually(() => files.length > 0 && files.every(({ closed }) => closed));
    await eventually(async () => (await openFiles()).length === 0);
  });

  it('E1 a client that does not read is cut off, and the file is closed', async () => {
    const files = watchedFiles();
    const socket = await get(path, SEOUL);
    // Its beginning, which tells its type, and then all of it.
    await eventually(() => files.length === 2 && files.every(({ closed }) => closed));
    let received = 0;
    socket.on('data', (chunk) => (received += chunk.length));
    await once(socket, 'close');
    expect(received).toBeLessThan(content.length);
  });

  it('E1 a client that reads slowly gets it all', async () => {
    const socket = await get(path, SEOUL, 'Range: bytes=0-2999999\r\nConnection: close\r\n');
    let received = 0;
    const pause = () => {
      socket.pause();
      setTimeout(() => socket.resume(), PAUSE_MS);
    };
    socket.on('data', (chunk) => {
      received += chunk.length;
      pause();
    });
    await once(socket, 'end');
    expect(received).toBeGreaterThan(3_000_000);
  });

  it('E4 a file comes as an attachment of the type of its content, which no page of another site shows', async () => {
    const response = await fetch(`${maker.api.url}${path}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${await maker.token(SEOUL)}` },
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': expect.stringMatching(/^attachment; filename\*=UTF-8''/),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
    });
  });
});

describe('Requests', () => {
  /** Sends a head, and then as much of a body as is taken until the connection is closed. */
  async function sendEndlessly(head: string, most = 200_000_000) {
    const { hostname, port } = new URL(maker.api.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    let answer = '';
    socket.on('data', (chunk) => (answer += String(chunk)));
    socket.write(`${head}\r\nHost: makegood\r\nContent-Length: ${most}\r\n\r\n`);
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (!socket.destroyed && socket.bytesWritten < most)
        if (!socket.write(chunk)) return void socket.once('drain', more);
    };
    const closed = new Promise((resolve) => socket.once('close', resolve));
    more();
    await closed;
    return { answer, sent: socket.bytesWritten };
  }

  it.each([
    ['without a token', 'POST /evidence HTTP/1.1', 'HTTP/1.1 401'],
    ['without a token, of an import', 'POST /imports HTTP/1.1', 'HTTP/1.1 401'],
    ['to a path that does not exist', 'POST /pictures HTTP/1.1', 'HTTP/1.1 413'],
    ['of GraphQL that is too large', 'POST /graphql HTTP/1.1\r\nContent-Type: application/json', 'HTTP/1.1 413'],
  ])('E1 the body of one that is refused (%s) is not read, and its sender has the answer', async (_, head, status) => {
    const { answer, sent } = await sendEndlessly(head);
    expect(answer).toContain(status);
    expect(answer).toMatch(/^Connection: close/im);
    // What the buffers of the sockets hold.
    expect(sent).toBeLessThan(20_000_000);
  });

  it('E1 of which the body does not come is answered with 408', async () => {
    const { hostname, port } = new URL(maker.api.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: makegood\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
    await once(socket, 'close');
  });
});
