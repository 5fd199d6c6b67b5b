import { jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { sha256 } from '#kernel';
import { catalogue } from '#engine';
import { words } from '#words';
import { openLogOf, timeLimit } from '../support/event-store-server.ts';
import { Built } from '../support/built.ts';
import { ADAM, ARTHUR, eventually, Maker, type MakerClient, RITA, SEOUL, type Who } from '../support/maker.ts';

jest.setTimeout(timeLimit(240_000));

interface Parts {
  readonly kind: string;
  readonly map?: readonly string[];
  readonly encoding?: string;
  readonly dryRun?: string;
  readonly [name: string]: unknown;
}

async function send(maker: MakerClient, who: Who, name: string, content: string | Uint8Array, parts: Parts) {
  const form = new FormData();
  for (const [part, value] of Object.entries(parts)) for (const one of [value].flat()) form.append(part, String(one));
  form.append('file', new Blob([content]), name);
  return maker.raw(who, '/imports', { method: 'POST', body: form });
}

/** A machine that is busy with other things is no fault. */
const LONG_MS = 80_000;

/** The import, when it has ended. */
async function ended(maker: MakerClient, who: Who, id: string) {
  const now = async () => (await maker.raw(who, `/imports/${id}`)).body;
  await eventually(async () => (await now()).endedAt !== undefined, LONG_MS);
  return now();
}

const HEADER = 'partnerId,invoiceNumber,invoiceDate,shippedOn,sku,batchId,netPrice,currency,serial';
const row = (invoice: string, serial: string, price = '500') =>
  `P-SEOUL,${invoice},2026-01-10,2026-01-12,LAMP,B-2512,${price},KRW,${serial}`;
const table = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\n')}\n`;

const LOST = table(row('Q-2', 'Q-2'));

describe('Imports over HTTP', () => {
  let maker: Maker;
  beforeAll(async () => {
    maker = await Maker.start();
    await maker.recordRegistry();
  });
  afterAll(() => maker.end());

  const unit = async (serial: string) =>
    (await maker.ask(ADAM, `{ unit(serial: "${serial}") { serial } }`)).unit as object | null;

  it('R11 a table is imported row by row, refused rows are downloaded, mended and sent again', async () => {
    const content = table(row('I-1', 'H-1'), row('I-2', 'H-2', 'x'), row('I-2', 'H-3'), row('I-3', 'H-4'));
    const { status, body } = await send(maker, ADAM, 'units.csv', content, { kind: 'shipments' });
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { kind: 'shipments', fileName: 'units.csv', dryRun: false, requestedBy: { id: 'adam', role: 'ADMIN' } },
    });
    expect(await ended(maker, ADAM, body.id)).toMatchObject({
      status: 'DONE',
      percent: 100,
      rows: 4,
      refusedRows: 2,
      accepted: 2,
      unchanged: 0,
      refused: 2,
    });
    // The first of them are told with it.
    const told = await maker.ask(ADAM, '{ imports { firstRefused { row reason refusal { code } } } }');
    expect(told.imports[0].firstRefused).toEqual([
      { row: 3, reason: words.en.codes.INVALID_LINE, refusal: { code: 'INVALID_LINE' } },
      { row: 4, reason: words.en.codes.INVOICE_INCOMPLETE, refusal: { code: 'INVOICE_INCOMPLETE' } },
    ]);
    const refused = await maker.raw(ADAM, `/imports/${body.id}/refused`);
    expect(refused.text.replace(/^\ufeff/, '').split('\r\n')).toEqual([
      `refusedRow,refusedCode,refusedReason,${HEADER}`,
      expect.stringMatching(/^3,INVALID_LINE,.*,I-2,.*,H-2$/),
      expect.stringMatching(/^4,INVOICE_INCOMPLETE,.*,I-2,.*,H-3$/),
      '',
    ]);
    const mended = await send(maker, ADAM, 'refused.csv', refused.text.replace(',x,', ',500,'), { kind: 'shipments' });
    expect(await ended(maker, ADAM, mended.body.id)).toMatchObject({ accepted: 1, refused: 0 });
    expect(await unit('H-3')).toEqual({ serial: 'H-3' });

    const again = await send(maker, ADAM, 'units.csv', content, { kind: 'shipments' });
    expect(await ended(maker, ADAM, again.body.id)).toMatchObject({ accepted: 0, unchanged: 2, refused: 2 });
  });

  it('a dry run asks every rule and writes nothing', async () => {
    const content = table(row('I-7', 'H-7'), row('I-8', 'H-7', '501'));
    const { body } = await send(maker, ADAM, 'units.csv', content, { kind: 'shipments', dryRun: 'true' });
    expect(await ended(maker, ADAM, body.id)).toMatchObject({ status: 'DONE', dryRun: true, accepted: 1, refused: 1 });
    expect((await maker.raw(ADAM, `/imports/${body.id}/refused`)).text).toContain('UNIT_ALREADY_SHIPPED');
    expect(await unit('H-7')).toBeNull();
  });

  it('each row is sent in the name of the caller: a partner imports its own sales, and no shipments', async () => {
    const sales = 'Serial,Day\nKR-0001,01.02.2026\nDE-0001,01.02.2026\n';
    const map = ['Serial=serial', 'Day=soldOn:dd.mm.yyyy'];
    const { body } = await send(maker, SEOUL, 'sales.csv', sales, { kind: 'sales', map });
    expect(await ended(maker, SEOUL, body.id)).toMatchObject({ accepted: 1, refused: 1 });
    expect((await maker.raw(SEOUL, `/imports/${body.id}/refused`)).text).toContain('DE-0001');
    // In the words of the reader.
    const { imports } = await maker.ask(SEOUL, '{ imports { firstRefused { reason } } }');
    expect(Object.values<string>(words.ko.codes)).toContain(imports[0].firstRefused[0].reason);
    expect(await send(maker, SEOUL, 'units.csv', table(row('I-9', 'H-9')), { kind: 'shipments' })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    });
    // Administrators and auditors see all imports, others their own.
    const listed = async (who: Who) => (await maker.ask(who, '{ imports { id } }')).imports as { id: string }[];
    expect(await listed(SEOUL)).toEqual([{ id: body.id }]);
    expect(await listed(ARTHUR)).toEqual(expect.arrayContaining([{ id: body.id }]));
    expect(await listed(RITA)).toEqual([]);
    for (const path of ['', '/refused'])
      expect(await maker.raw(RITA, `/imports/${body.id}${path}`)).toMatchObject({ status: 404 });
  });

  it.each<[string, string, string | Uint8Array, Parts, number, string]>([
    ['without its kind', 'a.csv', table(), { kind: 'units' }, 400, 'INVALID_INPUT'],
    ['with a column that is not known', 'a.csv', 'serial,day\n', { kind: 'sales' }, 400, 'INVALID_FILE'],
    [
      'of which the encoding is not known',
      'a.csv',
      Uint8Array.of(0xc7, 0xd1, 0x0a),
      { kind: 'sales' },
      400,
      'INVALID_FILE',
    ],
    ['that is NDJSON', 'a.ndjson', '{}\n', { kind: 'sales' }, 400, 'INVALID_FILE'],
    ['with a part that is not known', 'a.csv', table(), { kind: 'shipments', as: 'x' }, 400, 'UNKNOWN_PART'],
  ])('R11 a table %s is refused at once', async (_, name, content, parts, status, code) => {
    expect(await send(maker, ADAM, name, content, parts)).toMatchObject({ status, body: { code } });
  });

  it('a form without a file, and no form at all, are refused', async () => {
    const form = new FormData();
    form.append('kind', 'sales');
    const post = (body: FormData | string) => maker.raw(ADAM, '/imports', { method: 'POST', body });
    expect(await post(form)).toMatchObject({ status: 400, body: { code: 'FILE_MISSING' } });
    expect(await post('serial\n')).toMatchObject({ status: 400, body: { code: 'MALFORMED_FORM' } });
  });

  it('the progress is pushed until the import ends, and a cancelled one sends no further row', async () => {
    await maker.record('recordBatch', { id: 'B-LARGE', sku: 'LAMP', producedOn: '2025-12-01', quantity: 20_000 });
    const rows = Array.from({ length: 20_000 }, (_, n) => row(`C-${n}`, `C-${n}`).replace('B-2512', 'B-LARGE'));
    const { body } = await send(maker, ADAM, 'units.csv', table(...rows), { kind: 'shipments' });
    // Behind it: one that is cancelled before its turn, and one whose file is lost.
    const behind = await send(maker, ADAM, 'behind.csv', table(row('Q-1', 'Q-1')), { kind: 'shipments' });
    await maker.raw(ADAM, `/imports/${behind.body.id}/cancel`, { method: 'POST' });
    const lost = await send(maker, ADAM, 'lost.csv', LOST, { kind: 'shipments' });
    const digest = sha256(`import/${lost.body.id}`);
    await rm(join(maker.folder, 'imports', digest.slice(0, 2), digest.slice(2, 4), digest));
    const token = await maker.token(ADAM);
    const client: Client = createClient({
      url: `${maker.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { Authorization: `Bearer ${token}` },
    });
    const query = `subscription { importProgress(id: "${body.id}") { status rows } }`;
    const seen: { status: string; rows: number }[] = [];
    for await (const { data } of client.iterate<{ importProgress: (typeof seen)[0] }>({ query })) {
      if (data) seen.push(data.importProgress);
      if (data && data.importProgress.rows > 0) await maker.raw(ADAM, `/imports/${body.id}/cancel`, { method: 'POST' });
    }
    await client.dispose();
    const last = await ended(maker, ADAM, body.id);
    expect(seen.at(-1)).toEqual({ status: 'CANCELLED', rows: last.rows });
    expect(last).toMatchObject({ accepted: last.rows, refused: 0 });
    expect(last.rows).toBeLessThan(20_000);
    expect(await unit(`C-${last.rows - 1}`)).toEqual({ serial: `C-${last.rows - 1}` });
    expect(await unit(`C-${last.rows}`)).toBeNull();
    expect(await ended(maker, ADAM, behind.body.id)).toMatchObject({ status: 'CANCELLED', rows: 0 });
    expect(await ended(maker, ADAM, lost.body.id)).toMatchObject({ status: 'FAILED', rows: 0 });
    expect(await unit('Q-1')).toBeNull();
  });

  it('templates are downloaded, and those of spreadsheets are imported as they are', async () => {
    const token = await maker.token(ADAM);
    const response = await fetch(`${maker.url}/imports/template/products.xlsx`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const content = new Uint8Array(await response.arrayBuffer());
    const { body } = await send(maker, ADAM, 'products.xlsx', content, { kind: 'products' });
    expect(await ended(maker, ADAM, body.id)).toMatchObject({ accepted: 1, refused: 0 });
    expect((await maker.raw(ADAM, '/imports/template/sales.csv')).text).toMatch(/^\ufeff?serial,soldOn,/);
    expect(await maker.raw(ADAM, '/imports/template/units.csv')).toMatchObject({ status: 404 });
    expect(await maker.raw(undefined, '/imports/template/sales.csv')).toMatchObject({ status: 401 });
  });
});

describe('An import over HTTP of a process that is killed', () => {
  let built: Built;
  let data: string;
  beforeAll(async () => {
    built = await Built.make();
    data = await mkdtemp(join(tmpdir(), 'makegood-imports-'));
  });
  afterAll(async () => {
    built.end();
    await rm(data, { recursive: true, force: true });
  });

  it('N1 C12 goes on by itself, with nothing twice and its refused rows whole', async () => {
    const rows = Array.from({ length: 1_600 }, (_, n) => row(`I-${n}`, `K-${n}`, n % 500 === 7 ? 'x' : '500'));
    let maker = await built.start(data);
    await maker.do(ADAM, 'listProduct', { sku: 'LAMP', name: 'Lamp' });
    await maker.do(ADAM, 'recordBatch', { id: 'B-2512', sku: 'LAMP', producedOn: '2025-12-01', quantity: 10_000 });
    const partner = { id: 'P-SEOUL', name: 'Seoul', locale: 'ko-KR', currency: 'KRW', accountManager: 'adam' };
    await maker.do(ADAM, 'enrollPartner', partner);
    const { body } = await send(maker, ADAM, 'units.csv', table(...rows), { kind: 'shipments' });
    for (const least of [500, 1_000]) {
      await eventually(async () => (await maker.raw(ADAM, `/imports/${body.id}`)).body.rows >= least, LONG_MS);
      await maker.kill();
      maker = await built.start(data);
    }
    expect(await ended(maker, ADAM, body.id)).toMatchObject({
      status: 'DONE',
      rows: 1_600,
      refusedRows: 4,
      refused: 4,
    });
    const { text } = await maker.raw(ADAM, `/imports/${body.id}/refused`);
    const refused = text.trim().split('\r\n').slice(1);
    expect(refused.map((line) => line.split(',')[0])).toEqual(Array.from({ length: 4 }, (_, n) => `${n * 500 + 9}`));
    await maker.stop();

    const store = await openLogOf(data, catalogue.categories);
    const shipped: string[] = [];
    for await (const { type, stream } of store.readAll()) if (type === 'UnitShipped') shipped.push(stream);
    await store.close();
    expect(shipped).toHaveLength(1_596);
    expect(new Set(shipped).size).toBe(1_596);
  });
});
