import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { type Clock, DAY_MS, instantOf } from '#kernel';
import { jpeg } from '#evidence/files';
import { ImportJobs } from '#import';
import { ADAM, eventually, Maker, SEOUL } from '../support/maker.ts';

let at = Date.UTC(2026, 2, 9, 2);
const clock: Clock = { now: () => instantOf(at++) };

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
});
afterAll(() => maker.end());

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(maker.folder, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.(holders|received)/.test(entry.parentPath))
    .map(({ name }) => name);
}

function send(content: string | Uint8Array, more: Readonly<Record<string, string | readonly string[]>> = {}) {
  const form = new FormData();
  for (const [name, values] of Object.entries({ kind: 'sales', ...more }))
    for (const value of [values].flat()) form.append(name, value);
  form.append('file', new Blob([content]), 'sales.csv');
  return maker.raw(ADAM, '/imports', { method: 'POST', body: form });
}

async function ended(id: string): Promise<void> {
  await eventually(async () => (await maker.raw(ADAM, `/imports/${id}`)).body.endedAt !== undefined);
}

const SALES = 'serial,soldOn\nKR-0001,2026-02-01\nNOT-OURS,2026-02-01\n';

describe('The files of imports', () => {
  it('R11 are removed when the import has ended; its refused rows stay for 30 days, and that it was imported stays', async () => {
    const { body } = await send(SALES);
    await ended(body.id);
    await eventually(async () => (await filesIn('imports')).length === 1);
    at += 30 * DAY_MS - 60_000;
    const jobs = new ImportJobs(maker.makegood);
    await jobs.removeEnded();
    expect((await maker.raw(ADAM, `/imports/${body.id}/refused`)).text).toContain('NOT-OURS');
    at += 2 * 60_000;
    await jobs.removeEnded();
    expect(await filesIn('imports')).toEqual([]);
    expect(await maker.raw(ADAM, `/imports/${body.id}/refused`)).toMatchObject({
      status: 404,
      body: { message: 'No row was refused, the import has not ended, or its rows are not kept any more.' },
    });
    const fact = { fileName: 'sales.csv', requestedBy: { id: 'adam' }, accepted: 1, refused: 1 };
    expect((await maker.raw(ADAM, `/imports/${body.id}`)).body).toMatchObject(fact);
  });

  it('R11 sent twice at the same time, are both read to their end', async () => {
    const answers = await Promise.all([send(SALES), send(SALES), send(SALES)]);
    for (const { body } of answers) {
      await ended(body.id);
      expect((await maker.raw(ADAM, `/imports/${body.id}`)).body).toMatchObject({ status: 'DONE', rows: 2 });
    }
    await eventually(async () => (await filesIn('imports')).length === answers.length);
  });

  it.each([
    ['that cannot be read', jpeg('same bytes'), 'INVALID_FILE', {}],
    ['of an unknown kind', SALES, 'INVALID_INPUT', { kind: 'units' }],
    ['with an unknown part', SALES, 'UNKNOWN_PART', { colour: 'red' }],
    ['with a part that is too long', SALES, 'INVALID_INPUT', { map: `${'x'.repeat(1_020)}=soldOn` }],
    ['with parts that are too long together', SALES, 'INVALID_INPUT', { map: Array(20).fill(`${'x'.repeat(900)}=`) }],
  ])('R11 one %s leaves nothing behind', async (_, content, code, parts) => {
    const before = await filesIn('imports');
    expect(await send(content, parts)).toMatchObject({ status: 400, body: { code } });
    expect(await filesIn('imports')).toEqual(before);
  });

  it('R11 one with a part that is too long is refused before the rest of its file has come', async () => {
    const part = (name: string, more: string, value: string) =>
      `--x\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const headers = {
      authorization: `Bearer ${await maker.token(ADAM)}`,
      'content-type': 'multipart/form-data; boundary=x',
    };
    const sending = request(`${maker.url}/imports`, { method: 'POST', headers });
    sending.on('error', () => undefined);
    sending.write(part('map', '', 'x'.repeat(2_000)) + part('file', '; filename="sales.csv"', SALES));
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(400);
    sending.destroy();
  });

  it('E1 R11 are kept apart from evidence, even of the same content', async () => {
    const evidence = await maker.picture(SEOUL, 'same bytes');
    await send(jpeg('same bytes'));
    const { __typename } = await maker.do(
      SEOUL,
      'submitClaim',
      await maker.submission(SEOUL, 'KR-0002', { evidence: [evidence] }),
    );
    expect(__typename).toBe('ClaimAccepted');
  });
});
