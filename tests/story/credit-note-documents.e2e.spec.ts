import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extractText, getDocumentProxy } from 'unpdf';
import { Workbench } from '../../apps/cli/src/cli.fixture.ts';
import { officialRulesFolder } from '../../tools/official-rules.ts';
import { OfficialRules } from '../official-rules/official-rules.fixture.ts';
import { eventStoreOf } from '../support/event-store-server.ts';
import { ADAM, ARTHUR, BERLIN, FIONA, Maker, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';

let maker: Maker;
let number: string;
beforeAll(async () => {
  maker = await Maker.start();
  await maker.record('changeLegalEntity', {
    id: 'MG',
    name: 'Makegood Korea & Co.',
    vatId: '120-81-47521',
    timeZone: 'UTC',
    address: { lines: ['Teheran-ro 1', '5F'], city: 'Seoul', postalCode: '06236', country: 'KR' },
    electronicAddress: '0088:8801234567893',
    contact: { name: 'Accounting', phone: '+82 2 1234 5678', email: 'accounting@makegood.example' },
  });
  await maker.record('changePartnerTerms', {
    id: 'P-SEOUL',
    billTo: { lines: ['테헤란로 152'], city: '서울특별시', country: 'KR' },
    electronicAddress: '0088:8801234567893',
  });
  const { id } = await maker.approvedClaim(SEOUL, 'KR-0001', { preferredRemedy: 'CREDIT' });
  const { creditNote } = await maker.claim(SEOUL, id, 'creditNote { number ublUrl pdfUrl }', await maker.settled());
  ({ number } = creditNote);
  expect(creditNote).toEqual({
    number,
    ublUrl: `/credit-notes/${number}.xml`,
    pdfUrl: `/credit-notes/${number}.pdf`,
  });
});
afterAll(() => maker.end());

const get = (who: Who | undefined, file: string, headers: Record<string, string> = {}) =>
  maker.raw(who, `/credit-notes/${file}`, { headers });

test('F5 the partner and finance download the note as UBL 2.1, with the amounts really invoiced', async () => {
  const { status, text, headers } = await get(SEOUL, `${number}.xml`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/xml; charset=utf-8');
  expect(headers.get('content-disposition')).toBe(`attachment; filename="${number}.xml"`);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(text).toContain('<cbc:RegistrationName>Makegood Korea &amp; Co.</cbc:RegistrationName>');
  expect(text).toContain('<cbc:ElectronicMail>accounting@makegood.example</cbc:ElectronicMail>');
  // 129,000 KRW net at 10 %: 12,900; together 141,900.
  expect(text).toContain('<cbc:TaxAmount currencyID="KRW">12900</cbc:TaxAmount>');
  expect(text).toContain('<cbc:PayableAmount currencyID="KRW">141900</cbc:PayableAmount>');
  for (const who of [FIONA, ARTHUR, ADAM]) expect((await get(who, `${number}.xml`)).text).toBe(text);
});

test('F5 the partner downloads the note as PDF in its language, with the hash of the event in the footer', async () => {
  const response = await fetch(`${maker.url}/credit-notes/${number}.pdf`, {
    headers: { authorization: `Bearer ${await maker.token(SEOUL)}` },
  });
  expect(response.headers.get('content-type')).toBe('application/pdf');
  const pdf = await getDocumentProxy(new Uint8Array(await response.arrayBuffer()));
  const { text } = await extractText(pdf, { mergePages: true });
  for await (const { type, metadata } of maker.makegood.store.readAll())
    if (type === 'CreditNoteIssued') expect(text).toContain(metadata.hash);
  expect(text).toContain('크레디트 노트');
  expect(text).toContain('141,900 KRW');
});

test('F5 a document that the client has is not sent again', async () => {
  for (const format of ['xml', 'pdf']) {
    const { headers } = await get(SEOUL, `${number}.${format}`);
    const etag = headers.get('etag') as string;
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    const again = await get(SEOUL, `${number}.${format}`, { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
  }
});

test("F5 another's note is answered as one that does not exist; reviewers have nothing to do with it", async () => {
  const absent = await get(OSAKA, 'MG-2026-999999.xml');
  expect(absent.status).toBe(404);
  for (const who of [OSAKA, BERLIN])
    for (const format of ['xml', 'pdf']) {
      const { status, text } = await get(who, `${number}.${format}`);
      expect([status, text]).toEqual([404, absent.text]);
    }
  expect((await get(RITA, `${number}.xml`)).status).toBe(403);
  expect((await get(undefined, `${number}.xml`)).status).toBe(401);
  for (const file of [number, `${number}.doc`, 'MG-2026-0.xml', 'MG-2026-R000001.xml', '..%2fmakegood.db.xml'])
    expect((await get(ADAM, file)).status).toBe(404);
});

test('F5 the command line writes the documents of a month, the same as the API', async () => {
  const bench = new Workbench();
  Object.assign(bench.environment, { MAKEGOOD_DATA: maker.folder, ...eventStoreOf(maker.folder) });
  const out = join(bench.folder, 'documents');
  const document = async (...line: string[]) => (await bench.run('document', '--out', out, ...line)).status;
  const files = async () => (await readdir(out)).sort();
  try {
    expect(await document('--month', '2026-02')).toBe(0);
    expect(await files()).toEqual([]);
    expect(await document('--month', '2026-03')).toBe(0);
    expect(await files()).toEqual([`${number}.pdf`, `${number}.xml`]);
    expect(await readFile(join(out, `${number}.xml`), 'utf8')).toBe((await get(SEOUL, `${number}.xml`)).text);
    await rm(out, { recursive: true });
    expect(await document(number, 'MG-2026-999999', '--format', 'xml')).toBe(2);
    expect(await files()).toEqual([`${number}.xml`]);
    for (const wrong of [[], ['--month', 'March'], ['--month', '2026-03', number], [number, '--format', 'doc']])
      expect(await document(...wrong)).toBe(2);
  } finally {
    bench.remove();
  }
});

// Last: the rules take the thread for seconds, in which the server closes the connections that others would use.
(existsSync(officialRulesFolder()) ? test : test.skip)(
  'F5 what the API serves is valid by the official rules (skipped until "npm run official-rules" has fetched them)',
  async () => {
    const { text } = await get(SEOUL, `${number}.xml`);
    expect(new OfficialRules(officialRulesFolder()).breachedBy(text)).toEqual([]);
  },
);
