import { jest } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { createServer, IncomingMessage, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer, json } from 'node:stream/consumers';
import { type Actor, type Clock, type Instant, sha256 } from '#kernel';
import { type Blobs, openFolderBlobs } from '#platform';
import { type UploadAnswer, uploadEvidence } from './evidence-upload.ts';
import { EVIDENCE_LIMITS, type EvidenceLimits, receiveEvidence, type UploadRefused } from './receive-evidence.ts';
import { StoredEvidence } from './stored-evidence.ts';
import { UPLOAD_LIMITS, type UploadLimits, Uploads } from './uploads.ts';
import { heic, inChunksOf, jpeg, largeMp4, pdf, png, webm } from './sample-files.fixture.ts';

const MiB = 1024 * 1024;
const SEOUL: Actor = { id: 'mina', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const clock: Clock = { now: () => '2026-03-09T22:00:00.000Z' as Instant };

let folder: string;
let server: Server;
let port: number;
let blobs: Blobs;
let limits: EvidenceLimits;
let uploads: Uploads;
let sender: Actor;
/** The server's decision per request, even when the sender is gone. */
let answers: Promise<UploadAnswer>[];
let arrived: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'makegood-upload-'));
  blobs = await openFolderBlobs(folder);
  limits = EVIDENCE_LIMITS;
  uploads = new Uploads(blobs, clock);
  sender = SEOUL;
  answers = [];
  arrived = () => {};
  server = createServer((request, response) => {
    const answer = uploadEvidence(request, sender, { blobs, uploads, evidence: new StoredEvidence(blobs) }, limits);
    answers.push(answer);
    arrived();
    void answer.then(({ status, body, retryAfterSeconds }) => {
      if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

async function filesLeft(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(holders|received)/.test(entry.parentPath))
    .map(({ name }) => name);
}

async function post(body: Buffer | FormData, headers: Record<string, string> = {}) {
  const content = body instanceof FormData ? body : new Uint8Array(body);
  const response = await fetch(`http://127.0.0.1:${port}/evidence`, { method: 'POST', body: content, headers });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, body: await response.json(), ...(retryAfter !== null && { retryAfter }) };
}

/** Sends a body while it is generated, until the server answers. Without `bytes` it is chunked, without a stated length. */
async function stream(source: AsyncIterable<Buffer>, headers: Record<string, string>, bytes?: number) {
  const length = bytes === undefined ? {} : { 'content-length': String(bytes) };
  const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers: { ...headers, ...length } });
  const body = Readable.from(source);
  request.on('error', () => body.destroy());
  body.pipe(request);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  body.unpipe(request);
  body.destroy();
  const answer = { status: response.statusCode, body: await json(response) };
  request.destroy();
  return answer;
}

/** Writes to a bare socket, hangs up once the server has begun with the request, and returns the server's decision. */
async function hangUpAfter(head: string, ...sent: Buffer[]): Promise<UploadAnswer> {
  const begun = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST /evidence HTTP/1.1\r\nHost: makegood\r\n${head}\r\n\r\n`);
  for (const chunk of sent) socket.write(chunk);
  await begun;
  socket.destroy();
  return answers[0] as Promise<UploadAnswer>;
}

interface Part {
  readonly name: string;
  readonly filename?: string;
  readonly type?: string;
  readonly content: Buffer | string;
}

const BOUNDARY = 'makegood-boundary';

const formOf = (...parts: Part[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ name, filename, type, content }) => [
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename ? `; filename="${filename}"` : ''}\r\n` +
          `${type ? `Content-Type: ${type}\r\n` : ''}\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);

const postForm = (...parts: Part[]) => post(formOf(...parts), { 'content-type': FORM });

const FORM = `multipart/form-data; boundary=${BOUNDARY}`;

const pictureOf = (content: Buffer) => ({
  sha256: sha256(content),
  mediaType: 'image/jpeg',
  bytes: content.length,
  kind: 'PHOTO',
});

const INCOMPLETE = {
  status: 400,
  body: {
    code: 'INCOMPLETE_UPLOAD',
    message: 'The upload was interrupted before the whole file arrived. Nothing was stored; upload it again.',
    rule: 'E1',
  },
};

describe('as raw bytes', () => {
  test('E1 a picture is stored with 201, and the same picture again is answered with 200 and the same body', async () => {
    const content = jpeg();
    const headers = { 'content-type': 'image/jpeg', 'x-file-name': 'front.jpg' };
    expect(await post(content, headers)).toEqual({ status: 201, body: pictureOf(content) });
    expect(await post(content, headers)).toEqual({ status: 200, body: pictureOf(content) });
    expect(await filesLeft()).toEqual([sha256(content)]);
  });

  test('E1 a chunked body without a stated length is accepted', async () => {
    const content = jpeg('x'.repeat(50_000));
    const source = Readable.from(inChunksOf(777, content));
    expect(await stream(source, { 'content-type': 'image/jpeg' })).toEqual({ status: 201, body: pictureOf(content) });
  });

  test('E1 the file name in a refusal is decoded, without path and deceptive characters', async () => {
    const name = encodeURIComponent('C:\\fotos\\..\\사진\u202E"gpj.txt');
    const { body } = await post(Buffer.from('no picture'), { 'content-type': 'image/jpeg', 'x-file-name': name });
    expect(body).toMatchObject({
      code: 'UNSUPPORTED_MEDIA',
      message: expect.stringMatching(/^"사진gpj\.txt" is not accepted as evidence/),
    });
  });

  test.each([
    ['a PNG sent as JPEG', png(), 'image/jpeg', 'image/png'],
    ['a HEIC picture named .jpg', heic(), 'image/jpeg', 'image/heic'],
    ['a picture sent as a web form', jpeg(), 'application/x-www-form-urlencoded', 'image/jpeg'],
    ['a video recorded by a browser', webm(), 'video/webm;codecs=vp9,opus', 'video/webm'],
  ])('E1 %s is what its content says', async (_, content, sentAs, mediaType) => {
    expect(await post(content, { 'content-type': sentAs })).toMatchObject({ status: 201, body: { mediaType } });
  });

  test('E4 a file that another holder uploaded before is answered as new', async () => {
    await receiveEvidence(Readable.from([jpeg()]), { holder: 'partner-P-BUSAN' }, blobs);
    const { status, body } = await post(jpeg(), { 'content-type': 'image/jpeg' });
    expect(status).toBe(201);
    const { sha256 } = body as { sha256: string };
    expect(await blobs.noteOf(sha256, 'partner-P-SEOUL')).toBe('');
    expect(await blobs.noteOf(sha256, 'partner-P-BERLIN')).toBeUndefined();
  });

  test.each([
    ['empty', 400, 'EMPTY_FILE', Buffer.alloc(0), 'image/jpeg'],
    ['a text named .jpg', 415, 'UNSUPPORTED_MEDIA', Buffer.from('no picture'), 'image/jpeg'],
    ['without its end', 422, 'DAMAGED_FILE', jpeg().subarray(0, -2), 'image/jpeg'],
  ])('E1 a file that is %s is refused with %i %s and nothing is kept', async (_, status, code, content, type) => {
    expect(await post(content, { 'content-type': type })).toEqual({
      status,
      body: { code, message: expect.any(String), rule: 'E1' },
    });
    expect(await filesLeft()).toEqual([]);
  });

  test('E1 200 MB are refused with 413 before they are sent, and the sender receives the reason', async () => {
    const film = largeMp4(200_000_000);
    expect(await stream(film.source(), { 'content-type': 'video/mp4' }, 200_000_000)).toEqual({
      status: 413,
      body: {
        code: 'FILE_TOO_LARGE',
        message: expect.stringContaining('a video may have at most 100 MiB'),
        rule: 'E1',
      },
    });
    expect(film.pulled()).toBeLessThan(40 * MiB);
    expect(await filesLeft()).toEqual([]);
  });

  test('E1 200 MB without a stated length are refused with 413 at the limit, and the sender receives the reason', async () => {
    limits = { ...EVIDENCE_LIMITS, video: 30 * MiB };
    const film = largeMp4(200_000_000);
    expect(await stream(film.source(), { 'content-type': 'video/mp4' })).toEqual({
      status: 413,
      body: {
        code: 'FILE_TOO_LARGE',
        message: 'The file is too large: a video may have at most 30 MiB. Send a smaller or shorter one.',
        rule: 'E1',
      },
    });
    expect(film.pulled()).toBeLessThan(70 * MiB);
    expect(await filesLeft()).toEqual([]);
  });

  test('E1 an upload whose sender hangs up is incomplete and leaves nothing behind', async () => {
    const content = jpeg('x'.repeat(50_000));
    const head = `Content-Type: image/jpeg\r\nContent-Length: ${content.length}`;
    expect(await hangUpAfter(head, content.subarray(0, 40_000))).toEqual(INCOMPLETE);
    expect(await filesLeft()).toEqual([]);
  });

  test('E1 a body whose sender leaves is refused to whatever reads it, as no fault of ours', async () => {
    const request = new IncomingMessage(new Socket());
    const { body, end } = await uploads.begin(request, SEOUL);
    const read = body.next();
    request.destroy(new Error('aborted'));
    await expect(read).rejects.toMatchObject({ refused: { refusal: { code: 'INCOMPLETE_UPLOAD' } } });
    end();
  });

  test('E1 50 uploads that are cut at once leave nothing behind, and take nothing of the quota', async () => {
    const content = jpeg('x'.repeat(50_000));
    uploads = new Uploads(blobs, clock, { ...UPLOAD_LIMITS, atOnce: 50, bytesPerDay: content.length });
    const cut = Array.from({ length: 50 }, () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.write('POST /evidence HTTP/1.1\r\nHost: makegood\r\nContent-Type: image/jpeg\r\n');
      socket.write('Transfer-Encoding: chunked\r\n\r\n1F4\r\n');
      socket.write(content.subarray(0, 500));
      return socket;
    });
    while (answers.length < cut.length) await new Promise((resume) => setImmediate(resume));
    for (const socket of cut) socket.destroy();
    for (const answer of await Promise.all(answers)) expect(answer).toEqual(INCOMPLETE);
    expect(await filesLeft()).toEqual([]);
    expect(await post(content, { 'content-type': 'image/jpeg' })).toMatchObject({ status: 201 });
  });

  test('E1 a chunked upload without its last chunk is incomplete, even if the picture was complete', async () => {
    const content = jpeg();
    const chunk = Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), content, Buffer.from('\r\n')]);
    expect(await hangUpAfter('Content-Type: image/jpeg\r\nTransfer-Encoding: chunked', chunk)).toEqual(INCOMPLETE);
    expect(await filesLeft()).toEqual([]);
  });

  test('E1 a Content-Length larger than the file is an incomplete upload', async () => {
    const content = jpeg();
    const head = `Content-Type: image/jpeg\r\nContent-Length: ${content.length + 10}`;
    expect(await hangUpAfter(head, content)).toEqual(INCOMPLETE);
    expect(await filesLeft()).toEqual([]);
  });

  test('E1 a Content-Length smaller than the file cuts off its end', async () => {
    const content = jpeg();
    const head = `Content-Type: image/jpeg\r\nConnection: close\r\nContent-Length: ${content.length - 10}`;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST /evidence HTTP/1.1\r\nHost: makegood\r\n${head}\r\n\r\n`);
    socket.write(content.subarray(0, -10));
    socket.resume();
    const closed = once(socket, 'close');
    while (answers.length === 0) await new Promise((resume) => setImmediate(resume));
    await answers[0];
    socket.write(content.subarray(-10));
    await closed;
    expect(await answers[0]).toMatchObject({ status: 422, body: { code: 'DAMAGED_FILE' } });
    expect(await filesLeft()).toEqual([]);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('a full disk is answered with 507 and nothing is left behind', async () => {
    blobs = await openFolderBlobs(folder, { createFile: () => open('/dev/full', 'w') });
    expect(await post(jpeg(), { 'content-type': 'image/jpeg' })).toEqual({
      status: 507,
      body: {
        code: 'STORAGE_FULL',
        message: 'There is too little space left for files. Nothing was stored; upload it again in 10 minutes.',
      },
      retryAfter: '600',
    });
    expect(await filesLeft()).toEqual([]);
  });
});

describe('How long, and how much', () => {
  const STALL_MS = 100;
  const limited = (more: Partial<UploadLimits>) => {
    uploads = new Uploads(blobs, clock, { ...UPLOAD_LIMITS, ...more });
  };

  /** Sends the beginning of a body and then nothing. */
  async function stopAfter(content: Buffer, headers: Record<string, string> = { 'content-type': 'image/jpeg' }) {
    const request = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers });
    request.on('error', () => {});
    request.write(content);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const answer = { status: response.statusCode, body: await json(response) };
    request.destroy();
    return answer;
  }

  test.each([
    ['raw bytes', jpeg().subarray(0, 100), 'image/jpeg'],
    ['a form', formOf({ name: 'file', filename: 'a.jpg', content: jpeg('x'.repeat(9000)) }).subarray(0, 9000), FORM],
    ['a form without a byte of its file', formOf({ name: 'file', content: '' }).subarray(0, 20), FORM],
  ])('E1 an upload that stops (%s) is refused with the reason, and nothing is kept', async (_, sent, type) => {
    limited({ stallMs: STALL_MS });
    expect(await stopAfter(sent, { 'content-type': type })).toEqual({
      status: 408,
      body: {
        code: 'UPLOAD_STALLED',
        message:
          'The upload stopped: nothing arrived for 0.1 s. Nothing was stored; check the connection and upload it again.',
        rule: 'E1',
      },
    });
    expect(await filesLeft()).toEqual([]);
  });

  test('E1 an upload goes on as long as it moves, far beyond the time it may stand still, until its time in all is over', async () => {
    limited({ stallMs: 2 * STALL_MS, totalMs: 10 * STALL_MS });
    async function* slow(): AsyncGenerator<Buffer> {
      yield jpeg().subarray(0, 100);
      for (;;) {
        await new Promise((resume) => setTimeout(resume, STALL_MS / 2));
        yield Buffer.from('x');
      }
    }
    const begin = performance.now();
    expect(await stream(slow(), { 'content-type': 'image/jpeg' })).toMatchObject({
      status: 408,
      body: { code: 'UPLOAD_STALLED', message: expect.stringContaining('The upload took longer than') },
    });
    expect(performance.now() - begin).toBeGreaterThan(9 * STALL_MS);
  });

  test('E1 an upload may stand still for 30 s, and take 2 h in all', async () => {
    const seconds = (count: number) => jest.advanceTimersByTimeAsync(count * 1000);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      for (const [pauses, pause, refused] of [
        [2, 30, 'The upload stopped: nothing arrived for 30 s.'],
        [7200 / 25, 25, 'The upload took longer than 120 minutes.'],
      ] as const) {
        const request = Object.assign(new PassThrough(), { headers: {} }) as unknown as IncomingMessage & PassThrough;
        const { body, end } = await uploads.begin(request, SEOUL);
        const left = buffer(body).then(
          () => 'taken',
          (error: unknown) => (error as UploadRefused).refused.refusal.message,
        );
        let answer: string | undefined;
        void left.then((message) => (answer = message));
        // One less than what is refused, and a second before the last.
        for (let n = 1; n < pauses; n++) {
          await seconds(pause - 1);
          request.write('x');
          await seconds(1);
        }
        await seconds(pause - 2);
        expect(answer).toBeUndefined();
        await seconds(3);
        expect(answer).toContain(refused);
        end();
      }
    } finally {
      jest.useRealTimers();
    }
  });

  test('E1 a partner uploads so much a day and no more, and is told when to go on; staff and other partners are free', async () => {
    const picture = (n: number) => jpeg(`${n}`.padEnd(1000));
    limited({ bytesPerDay: 3 * picture(0).length });
    for (let n = 0; n < 3; n++) expect(await post(picture(n))).toMatchObject({ status: 201 });
    expect(await post(picture(3))).toEqual({
      status: 429,
      body: {
        code: 'UPLOAD_QUOTA_USED_UP',
        message: expect.stringMatching(
          /^Your company may send 0 MiB a day .* Nothing was stored; send it again after 2026-03-10T00:00Z\.$/,
        ),
        rule: 'E1',
      },
      retryAfter: '7200',
    });
    expect(await filesLeft()).toHaveLength(3);
    // Another process that counts in the same folder.
    limited({ bytesPerDay: 3 * picture(0).length });
    expect(await post(picture(4))).toMatchObject({ status: 429 });
    sender = { ...SEOUL, onBehalfOf: 'P-BERLIN' };
    expect(await post(picture(4))).toMatchObject({ status: 201 });
    sender = { id: 'rita', role: 'REVIEWER' };
    for (let n = 0; n < 5; n++) expect(await post(picture(n))).toMatchObject({ body: { kind: 'PHOTO' } });
  });

  test('E1 uploads at the same time share the quota of the day, whether they state their length or not', async () => {
    const film = () => largeMp4(1_000_000);
    limited({ bytesPerDay: 2_500_000 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        stream(film().source(), { 'content-type': 'video/mp4' }, n % 2 ? undefined : 1_000_000),
      ),
    );
    const kept = answers.filter(({ status }) => status !== 429);
    expect(kept.length).toBeLessThanOrEqual(2);
    expect(answers.length - kept.length).toBeGreaterThanOrEqual(6);
  });

  test('E1 a partner sends so many files at a time and no more', async () => {
    limited({ atOnce: 2, stallMs: 10 * STALL_MS });
    const running = [stopAfter(jpeg().subarray(0, 100)), stopAfter(jpeg().subarray(0, 100))];
    while (answers.length < 2) await new Promise((resume) => setImmediate(resume));
    expect(await post(jpeg())).toMatchObject({ status: 429, body: { code: 'TOO_MANY' }, retryAfter: '30' });
    await Promise.all(running);
    expect(await post(jpeg())).toMatchObject({ status: 201 });
  });
});

describe('as a form', () => {
  const file = { name: 'file', filename: 'front.jpg', type: 'image/jpeg' };

  test('E1 one part "file", as sent by a browser, is stored', async () => {
    const content = jpeg('x'.repeat(200_000));
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(content)], { type: 'image/jpeg' }), 'front.jpg');
    expect(await post(form)).toEqual({ status: 201, body: pictureOf(content) });
    expect(await post(form)).toEqual({ status: 200, body: pictureOf(content) });
    expect(await filesLeft()).toEqual([sha256(content)]);
  });

  test('E1 raw bytes and a form give the same file', async () => {
    expect(await post(pdf(), { 'content-type': 'application/pdf' })).toMatchObject({ status: 201 });
    expect(await postForm({ name: 'file', filename: 'invoice.pdf', type: 'application/pdf', content: pdf() })).toEqual({
      status: 200,
      body: { sha256: sha256(pdf()), mediaType: 'application/pdf', bytes: pdf().length, kind: 'PROOF_OF_PURCHASE' },
    });
  });

  test.each<[string, number, string, Part[]]>([
    ['without a part', 400, 'FILE_MISSING', []],
    ['whose part "file" is text', 400, 'FILE_MISSING', [{ name: 'file', content: 'front.jpg' }]],
    ['whose file has another name', 400, 'UNKNOWN_PART', [{ ...file, name: 'picture', content: jpeg() }]],
    [
      'with a text before the file',
      400,
      'UNKNOWN_PART',
      [
        { name: 'note', content: 'hi' },
        { ...file, content: jpeg() },
      ],
    ],
    [
      'with a text behind the file',
      400,
      'UNKNOWN_PART',
      [
        { ...file, content: jpeg() },
        { name: 'note', content: 'hi' },
      ],
    ],
    [
      'with two files',
      400,
      'ONE_FILE_ONLY',
      [
        { ...file, content: jpeg('1') },
        { ...file, content: jpeg('2') },
      ],
    ],
    ['with an empty file', 400, 'EMPTY_FILE', [{ ...file, content: '' }]],
    ['with a text named .jpg', 415, 'UNSUPPORTED_MEDIA', [{ ...file, content: 'no picture' }]],
    ['with a file without its end', 422, 'DAMAGED_FILE', [{ ...file, content: jpeg().subarray(0, -2) }]],
  ])('E1 a form %s is refused with %i %s and nothing is kept', async (_, status, code, parts) => {
    expect(await postForm(...parts)).toEqual({ status, body: { code, message: expect.any(String), rule: 'E1' } });
    expect(await filesLeft()).toEqual([]);
  });

  test.each([
    ['multipart/form-data', formOf({ ...file, content: jpeg() })],
    [FORM, Buffer.from(`--${BOUNDARY}\r\nno header\r\n\r\nx\r\n--${BOUNDARY}--\r\n`)],
    [FORM, Buffer.from('no form at all')],
  ])('E1 a form that cannot be read (%s) is refused', async (type, content) => {
    expect(await post(content, { 'content-type': type })).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED_FORM' },
    });
    expect(await filesLeft()).toEqual([]);
  });

  test('E1 a form without its closing boundary is incomplete', async () => {
    const form = formOf({ ...file, content: jpeg() });
    expect(await post(form.subarray(0, -BOUNDARY.length - 10), { 'content-type': FORM })).toEqual(INCOMPLETE);
    expect(await filesLeft()).toEqual([]);
  });

  test.each([0.05, 0.5, 0.99])(
    'E1 a form whose sender hangs up after %d of it leaves nothing behind',
    async (share) => {
      const form = formOf({ ...file, content: jpeg('x'.repeat(2000)) });
      const head = `Content-Type: ${FORM}\r\nContent-Length: ${form.length}`;
      expect(await hangUpAfter(head, form.subarray(0, Math.floor(form.length * share)))).toEqual(INCOMPLETE);
      expect(await filesLeft()).toEqual([]);
    },
  );

  test('E1 a file over the limit is refused while the form still arrives, and the sender receives the reason', async () => {
    limits = { ...EVIDENCE_LIMITS, video: 10 * MiB };
    const film = largeMp4(200_000_000);
    async function* form(): AsyncGenerator<Buffer> {
      const [head] = inChunksOf(1000, formOf({ ...file, type: 'video/mp4', content: '' }));
      yield (head as Buffer).subarray(0, (head as Buffer).indexOf('\r\n\r\n') + 4);
      yield* film.source();
    }
    expect(await stream(form(), { 'content-type': FORM })).toMatchObject({
      status: 413,
      body: { code: 'FILE_TOO_LARGE' },
    });
    expect(film.pulled()).toBeLessThan(50 * MiB);
    expect(await filesLeft()).toEqual([]);
  });
});
