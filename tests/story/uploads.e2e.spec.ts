import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { openFolderBlobs } from '#platform';
import { jpeg } from '#evidence/files';
import { ARTHUR, BERLIN, eventually, Maker, RITA, SEOUL } from '../support/maker.ts';

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start();
});
afterAll(() => maker.end());

/** Every file below the folder of the evidence: what is kept, and what is left of what was not. */
async function files(): Promise<string[]> {
  const entries = await readdir(join(maker.folder, 'evidence'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function refusedUpload(bytes: Buffer, type = 'image/jpeg', name = 'picture.jpg') {
  const before = await files();
  const { status, body } = await maker.upload(SEOUL, bytes, type, name);
  expect(await files()).toEqual(before);
  expect(body).toEqual({ code: expect.any(String), message: expect.stringMatching(/\.$/), rule: 'E1' });
  return { status, code: body.code };
}

describe('Files of claims (E1)', () => {
  it('E1 E4 a picture is kept once, typed by its content, and no partner learns that another has it', async () => {
    const bytes = jpeg('kept once');
    const answer = {
      sha256: createHash('sha256').update(bytes).digest('hex'),
      mediaType: 'image/jpeg',
      bytes: bytes.length,
      kind: 'PHOTO',
    };
    expect(await maker.upload(SEOUL, bytes)).toEqual({ status: 201, body: answer });
    expect(await maker.upload(SEOUL, bytes)).toEqual({ status: 200, body: answer });
    expect(await maker.upload(BERLIN, bytes)).toEqual({ status: 201, body: answer });
    expect((await files()).filter((name) => name.includes(answer.sha256))).toHaveLength(1);
  });

  it('E1 a text named .jpg is refused', async () => {
    expect(await refusedUpload(Buffer.from('I am a picture, believe me.'))).toEqual({
      status: 415,
      code: 'UNSUPPORTED_MEDIA',
    });
  });

  it('E1 a page sent as a picture is refused', async () => {
    expect(await refusedUpload(Buffer.from('<!doctype html><script>alert(1)</script>'), 'image/png', 'x.png')).toEqual({
      status: 415,
      code: 'UNSUPPORTED_MEDIA',
    });
  });

  it('E1 an empty file is refused', async () => {
    expect(await refusedUpload(Buffer.alloc(0))).toEqual({ status: 400, code: 'EMPTY_FILE' });
  });

  it('E1 a picture without its end is refused', async () => {
    expect(await refusedUpload(jpeg('x'.repeat(5000)).subarray(0, 3000))).toEqual({
      status: 422,
      code: 'DAMAGED_FILE',
    });
  });

  it('E1 an upload that breaks off leaves nothing behind', async () => {
    const before = await files();
    const whole = jpeg('x'.repeat(60_000));
    const headers = {
      authorization: `Bearer ${await maker.token(SEOUL)}`,
      'content-type': 'image/jpeg',
      'content-length': String(whole.length),
    };
    const upload = request(`${maker.api.url}/evidence`, { method: 'POST', headers });
    const broken = new Promise((resolve) => upload.on('error', resolve));
    upload.write(whole.subarray(0, 40_000));
    await eventually(async () => (await files()).length === before.length + 1);
    upload.destroy(new Error('the line is gone'));
    await broken;
    await eventually(async () => (await files()).length === before.length);
    expect(await files()).toEqual(before);
  });

  it('E1 200 MB are refused while they arrive, and nothing of them is kept', async () => {
    const before = await files();
    const headers = { authorization: `Bearer ${await maker.token(SEOUL)}`, 'content-type': 'image/jpeg' };
    const start = jpeg().subarray(0, -2);
    const chunk = Buffer.alloc(1024 * 1024, 0x11);
    let sent = 0;
    const upload = request(`${maker.api.url}/evidence`, { method: 'POST', headers });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      upload.on('response', resolve);
      upload.on('error', reject);
    });
    const more = () => {
      if (upload.destroyed || sent >= 200) upload.end();
      else upload.write(sent++ === 0 ? Buffer.concat([start, chunk]) : chunk, () => setImmediate(more));
    };
    more();
    const response = await answered;
    const sentByThen = sent;
    const body = Buffer.concat(await response.toArray()).toString();
    upload.destroy();
    expect(response.statusCode).toBe(413);
    expect(JSON.parse(body)).toMatchObject({ code: 'FILE_TOO_LARGE', rule: 'E1' });
    expect(sentByThen).toBeLessThan(60);
    expect(await files()).toEqual(before);
  });

  it('E1 200 MB that are announced are refused before they come', async () => {
    const headers = {
      authorization: `Bearer ${await maker.token(SEOUL)}`,
      'content-type': 'video/mp4',
      'content-length': String(200 * 1024 * 1024),
    };
    const status = await new Promise((resolve, reject) => {
      const upload = request(`${maker.api.url}/evidence`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        upload.destroy();
      });
      upload.on('error', reject);
      upload.write(Buffer.alloc(1024));
    });
    expect(status).toBe(413);
  });

  it('E1 without a token, or with one that may not file claims, nothing is taken', async () => {
    const before = await files();
    const upload = (who?: typeof ARTHUR) =>
      maker.raw(who, '/evidence', {
        method: 'POST',
        body: jpeg('nobody') as never,
        headers: { 'content-type': 'image/jpeg' },
      });
    expect(await upload()).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(await upload(ARTHUR)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await files()).toEqual(before);
  });
});

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('While the disk of the evidence is full', () => {
  onLinux('E1 uploads are refused with 507 and when to come again, and claims go on to their end', async () => {
    const input = await maker.submission(BERLIN, 'DE-0003', { preferredRemedy: 'CREDIT' });
    const { blobs } = maker.makegood;
    const roomy = { ...blobs };
    const full = { createFile: () => open('/dev/full', 'w') };
    Object.assign(blobs, await openFolderBlobs(join(maker.folder, 'evidence'), full));

    const refused = await maker.raw(BERLIN, '/evidence', {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: jpeg('no room') as never,
    });
    expect([refused.status, refused.body.code]).toEqual([507, 'STORAGE_FULL']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    const { claim } = await maker.do(BERLIN, 'submitClaim', input);
    const review = { claimId: claim.id, verdict: 'CONFIRMED', findings: 'Dark.' };
    await maker.do(RITA, 'reviewEvidence', review);
    expect(await maker.do(RITA, 'approveClaim', { claimId: claim.id })).toMatchObject({
      claim: { status: 'APPROVED' },
    });
    await maker.settled();
    expect(await maker.raw(undefined, '/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });

    Object.assign(blobs, roomy);
    expect(await maker.upload(BERLIN, jpeg('no room'))).toMatchObject({ status: 201 });
  });
});

describe('Reading files', () => {
  const note = 'a file on a claim';
  const hash = createHash('sha256').update(jpeg(note)).digest('hex');
  beforeAll(async () => {
    const evidence = [{ ...(await maker.picture(SEOUL, note)), name: 'Lampe "№ 1"\n.jpg' }];
    const { claim } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001', { evidence }));
    expect(claim.status).toBe('SUBMITTED');
    await maker.settled();
  });

  const read = async (who: Parameters<Maker['token']>[0] | undefined, headers: object = {}, name = hash) => {
    const token = who && (await maker.token(who));
    const response = await fetch(`${maker.api.url}/evidence/${name}`, {
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  it('the partner of the claim and staff read the file, byte for byte, and no browser runs it', async () => {
    for (const who of [SEOUL, RITA, ARTHUR]) {
      const { status, headers, bytes } = await read(who);
      expect(status).toBe(200);
      expect(bytes.equals(jpeg(note))).toBe(true);
      expect(headers.get('content-type')).toBe('image/jpeg');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain('sandbox');
      expect(headers.get('cache-control')).toContain('private');
    }
  });

  it('a part of it is read by range', async () => {
    const part = await read(SEOUL, { range: 'bytes=2-5' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 2-5/${jpeg(note).length}`);
    expect(part.bytes.equals(jpeg(note).subarray(2, 6))).toBe(true);
    expect((await read(SEOUL, { range: 'bytes=999999-' })).status).toBe(416);
  });

  it('E4 for another partner, and without a claim, the file is not there', async () => {
    const answers = [
      await read(BERLIN),
      await read(SEOUL, {}, 'f'.repeat(64)),
      await read(SEOUL, {}, '..%2f..%2ftoken.key'),
      await read(SEOUL, {}, hash.toUpperCase()),
    ];
    for (const { status, bytes } of answers)
      expect([status, JSON.parse(bytes.toString())]).toEqual([
        404,
        { code: 'NOT_FOUND', message: 'No claim that you may see has such a file.' },
      ]);
    expect((await read(undefined)).status).toBe(401);
  });

  it('E4 the same file on a claim of its own lets a partner read it, and tells of no other', async () => {
    const evidence = [await maker.picture(BERLIN, note)];
    await maker.do(BERLIN, 'submitClaim', await maker.submission(BERLIN, 'DE-0001', { evidence }));
    await maker.settled();
    const { status, headers } = await read(BERLIN);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).not.toContain('Lampe');
  });

  it("C1 E4 a partner cannot name another's file as its own evidence; its own copy is what it is, whatever the claim says", async () => {
    const stolen = 'of Seoul alone';
    const sha256 = createHash('sha256').update(jpeg(stolen)).digest('hex');
    await maker.picture(SEOUL, stolen);
    const asPage = { kind: 'PHOTO', sha256, mediaType: 'text/html', bytes: 1, name: 'page.html' };
    const submission = await maker.submission(BERLIN, 'DE-0002', { evidence: [asPage] });
    const unknown = { ...asPage, sha256: 'f'.repeat(64) };
    const refusals = [
      await maker.do(BERLIN, 'submitClaim', submission),
      await maker.do(BERLIN, 'submitClaim', { ...submission, evidence: [unknown] }),
    ];
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'EVIDENCE_NOT_FOUND', rule: 'C1' });
    // Nothing tells that the first exists.
    expect(refusals[0].message.replace(sha256, '…')).toBe(refusals[1].message.replace(unknown.sha256, '…'));

    await maker.picture(BERLIN, stolen);
    const { claim } = await maker.do(BERLIN, 'submitClaim', submission);
    await maker.settled();
    const { evidence } = await maker.claim(RITA, claim.id, 'evidence { mediaType bytes }');
    expect(evidence).toEqual([{ mediaType: 'image/jpeg', bytes: jpeg(stolen).length }]);
    const { headers } = await read(RITA, {}, sha256);
    expect(headers.get('content-type')).toBe('image/jpeg');
    expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''page.html.jpg");
  });
});
