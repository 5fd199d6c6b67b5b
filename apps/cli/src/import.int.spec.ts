import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { wallClock } from '#engine';
import { IMPORT_KINDS } from '#import';
import { jpeg, pdf } from '#evidence/files';
import { contactIdOf } from '#people';
import { Engine, openTestStores } from '../../../tests/support/engine.ts';
import { creditedClaim, line, registry, pictureOf, submission, Workbench } from './cli.fixture.ts';

interface Exported {
  readonly stream: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly metadata: { readonly actor: object; readonly occurredAt: string; readonly recordedAt: string };
}

const TERMS = {
  id: 'LONG',
  skus: ['LAMP'],
  effectiveFrom: '2026-07-01',
  kind: 'FULL',
  months: 12,
  startAnchor: 'SHIPPED',
};
const WORDY = Array.from({ length: 500 }, (_, n) => `${n}`.padEnd(60, '가'));

const exported = async (bench: Workbench): Promise<readonly Exported[]> => {
  const { out } = await bench.run('export');
  return out.split('\n').flatMap((text) => (text === '' ? [] : [JSON.parse(text) as Exported]));
};

describe('import', () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.remove());

  it('N1 A1 records history in the order of the file, with reactions in between, and changes nothing the second time', async () => {
    const file = bench.requests('history.ndjson', [
      ...registry,
      ...creditedClaim('C-1', 'L-1', '2026-03-02'),
      // C1: the first claim is executed and communicated by now; otherwise the answer would be CLAIM_ALREADY_OPEN.
      submission('C-2', 'L-1', '2026-03-03T01:00:00Z'),
    ]);
    const remedied =
      'line 12: ALREADY_REMEDIED: This unit was already credited or replaced. Claim for the unit that was sent in its place, if one was.\n';
    expect(await bench.run('import', file)).toEqual({
      status: 1,
      out: '11 requests accepted, 0 unchanged, 1 refused\n',
      err: remedied,
    });
    const events = await exported(bench);
    expect(events.filter(({ stream }) => stream === 'claim-C-1').map(({ type }) => type)).toEqual([
      'Submitted',
      'EvidenceReviewed',
      'Approved',
      'RemedyChosen',
      'ResolvedAsCredit',
      'DecisionCommunicated',
    ]);
    expect(events.find(({ type }) => type === 'CreditNoteIssued')).toMatchObject({
      data: {
        number: 'MG-2026-000001',
        claimId: 'C-1',
        amount: { minor: 10000, currency: 'EUR' },
        issuedOn: '2026-03-02',
      },
    });
    expect(events.find(({ type }) => type === 'Submitted')).toMatchObject({
      data: { channel: 'IMPORT', coverage: { covered: true, policyId: 'TERMS' } },
      metadata: {
        actor: { id: 'lee', role: 'PARTNER', onBehalfOf: 'P-SEOUL' },
        occurredAt: '2026-03-02T01:00:00.000Z',
        recordedAt: '2026-06-01T08:00:00.000Z',
      },
    });

    expect(await bench.runAt('2026-06-09T08:00:00.000Z' as never, 'import', file)).toEqual({
      status: 1,
      out: '0 requests accepted, 11 unchanged, 1 refused\n',
      err: remedied,
    });
    expect(await exported(bench)).toEqual(events);
    expect((await bench.run('status')).out).not.toContain('behind');
    expect(await bench.run('verify')).toMatchObject({ status: 0 });
  });

  it('R12 R2 refuses by its line what is dated before what it rests on, and an invoice of a day to come', async () => {
    const [submitted = {}, reviewed = {}, approved = {}] = creditedClaim('C-1', 'L-1', '2026-03-02');
    const dated = (row: object, at: string) => ({ ...row, at });
    const [shipment] = registry.filter(({ request }) => request === 'shipUnits');
    const file = bench.requests('early.ndjson', [
      ...registry,
      submitted,
      dated(reviewed, '2026-03-02T00:59:59Z'),
      reviewed,
      dated(approved, '2026-03-02T01:59:59Z'),
      { ...shipment, input: { ...shipment?.input, invoiceNumber: 'LATER', invoiceDate: '2099-01-01' } },
    ]);
    const first = registry.length + 1;
    const { status, err } = await bench.run('import', file);
    const told = err.trimEnd().split('\n');
    expect([status, ...told.map((line) => line.slice(0, line.indexOf(':', line.indexOf(':') + 1)))]).toEqual([
      1,
      `line ${first + 1}: DATED_TOO_EARLY`,
      `line ${first + 3}: DATED_TOO_EARLY`,
      `line ${first + 4}: INVOICED_IN_FUTURE`,
    ]);
    expect((await exported(bench)).filter(({ type }) => type === 'Approved' || type === 'CreditNoteIssued')).toEqual(
      [],
    );
  });

  it('C12 treats identical lines as one request, and records only what is new in a changed file', async () => {
    const sale = line('recordSale', { serial: 'L-1', soldOn: '2026-02-01' });
    await bench.run('import', bench.requests('first.ndjson', registry));
    const twice = [sale, { input: { soldOn: '2026-02-01', serial: 'L-1' }, request: 'recordSale' }];
    expect(await bench.run('import', bench.requests('twice.ndjson', twice))).toMatchObject({
      out: '1 request accepted, 1 unchanged, 0 refused\n',
    });
    const more = [sale, line('recordSale', { serial: 'L-2', soldOn: '2026-02-01' })];
    expect(await bench.run('import', bench.requests('twice.ndjson', more))).toMatchObject({
      out: '1 request accepted, 1 unchanged, 0 refused\n',
    });
  });

  it('lists every refused line with the reason, accepts the others and ends with status 1', async () => {
    const bad = [
      'no json',
      JSON.stringify({ request: 'sellUnit', input: {} }),
      JSON.stringify(line('recordSale', { serial: 'L-1' })),
      JSON.stringify(line('recordSale', { serial: 'L-1', soldOn: '2026-02-01', colour: 'red' })),
      JSON.stringify(line('recordSale', { serial: 'NONE', soldOn: '2026-02-01' })),
      JSON.stringify(line('recordSale', { serial: 'L-1', soldOn: '2026-02-01' }, { at: '2026-06-01T08:00:00.001Z' })),
      JSON.stringify(line('recordSale', { serial: 'L-1', soldOn: '2026-02-01' }, { at: 'yesterday' })),
      JSON.stringify(
        line('recordSale', { serial: 'L-1', soldOn: '2026-02-01' }, { as: { role: 'PARTNER', id: 'lee' } }),
      ),
      JSON.stringify(
        line('recordSale', { serial: 'L-1', soldOn: '2026-02-01' }, { as: { role: 'AUDITOR', id: 'ann' } }),
      ),
      JSON.stringify({ ...submission('C-1', 'L-1', '2026-02-01T00:00:00Z', 'abc') }),
      JSON.stringify(
        line('shipUnits', { ...registry[6]?.input, lines: [{ sku: 'LAMP', batchId: 'B1', serials: ['L-9'] }] }),
      ),
      JSON.stringify(line('publishPolicy', { ...TERMS, text: '가'.repeat(24_000) })),
      JSON.stringify(line('publishPolicy', { ...TERMS, excludedDefects: WORDY })),
      '',
      JSON.stringify(line('recordSale', { serial: 'L-1', soldOn: '2026-02-01' })),
      ...[70, 100_000].map((levels) => `{"request":${'['.repeat(levels)}${']'.repeat(levels)}}`),
    ];
    await bench.run('import', bench.requests('registry.ndjson', registry));
    const { status, out, err } = await bench.run('import', bench.file('bad.ndjson', bad.join('\n')));
    expect({ status, out }).toEqual({ status: 1, out: '1 request accepted, 0 unchanged, 15 refused\n' });
    const reasons = [
      /^line 1: INVALID_LINE: is not JSON/,
      /^line 2: INVALID_LINE: request: must be one of acknowledgeDecision, .*not "sellUnit"$/,
      /^line 3: INVALID_INPUT: soldOn must be a day that exists/,
      /^line 4: INVALID_INPUT: property colour should not exist$/,
      /^line 5: UNKNOWN_SERIAL: /,
      /^line 6: AT_IN_FUTURE: /,
      /^line 7: INVALID_LINE: at: must be an instant/,
      /^line 8: INVALID_LINE: as: needs "partner" with role PARTNER/,
      /^line 9: FORBIDDEN: The role AUDITOR/,
      /^line 10: INVALID_SHA256: /,
      /^line 11: INVALID_INPUT: lines\.0\.?.*netPrice/,
      /^line 12: INVALID_INPUT: text is too long: 24000 characters, 4000 over the limit of 20000$/,
      /^line 13: TOO_LONG: All of it together is too long: \d+ bytes, \d+ over the limit of 61440/,
      /^line 16: INVALID_LINE: has more than 64 levels of lists/,
      /^line 17: INVALID_LINE: has more than 64 levels of lists/,
    ];
    // Lines sent concurrently may be refused in any order.
    const reasonsGiven = err
      .trimEnd()
      .split('\n')
      .sort((a, b) => parseInt(a.slice(5)) - parseInt(b.slice(5)));
    expect(reasonsGiven).toEqual(reasons.map((reason) => expect.stringMatching(reason)));
  });

  it('reads CSV of every kind, units grouped by invoice', async () => {
    const files = {
      'products.csv': 'sku,name,defectGroups\nLAMP,"Lamp, large",light: DARK|FLICKER; power: NO-CHARGE\n',
      'batches.csv': '\uFEFFid,sku,producedOn,quantity,qc\nB1,LAMP,2025-12-01,100,"{""burnIn"":""passed""}"\n',
      'staff.csv': 'id,name,email,roles\nkim,김지우,kim@example.com,REVIEWER\n',
      'my partners 2026.csv':
        'id,name,locale,currency,accountManager,emails,standingInstruction,shipToLines,shipToCity,shipToCountry\r\n' +
        'P-SEOUL,서울 뷰티,ko-KR,KRW,kim,a@example.com|b@example.com,REPLACEMENT,1 Gil|Floor 2,Seoul,KR\r\n',
      'shipments.csv':
        'legalEntityId,partnerId,invoiceNumber,invoiceDate,orderNumber,shippedOn,allowance,sku,batchId,netPrice,currency,taxCategory,taxRate,lineTax,serial\n' +
        'MG,P-SEOUL,INV-1,2026-01-05,,2026-01-05,,LAMP,B1,129000,KRW,S,10.00,,L-1\n' +
        'MG,P-SEOUL,INV-1,2026-01-05,,2026-01-05,,LAMP,B1,129000,KRW,S,10.00,,L-2\n' +
        'MG,P-SEOUL,INV-1,2026-01-05,,2026-01-05,,LAMP,B1,119000,KRW,S,10.00,,L-3\n' +
        'MG,P-SEOUL,INV-2,2026-01-06,O-7,2026-01-06,9000,LAMP,B1,129000,KRW,S,10.00,11999,L-4\n',
      'sales.csv.gz': gzipSync('serial,soldOn,soldTo\nL-1,2026-02-01,\n l-2 ,2026-02-02,\n'),
    };
    const outcomes = [];
    for (const [name, content] of Object.entries(files)) {
      const { status, out, err } = await bench.run('import', bench.file(name, content));
      outcomes.push([status, out, err]);
    }
    const one = [0, '1 request accepted, 0 unchanged, 0 refused\n', ''];
    const two = [0, '2 requests accepted, 0 unchanged, 0 refused\n', ''];
    expect(outcomes).toEqual([one, one, one, one, two, two]);
    const facts = (await exported(bench)).map(({ type, data }) => ({ type, data }));
    expect(facts).toEqual(
      expect.arrayContaining([
        {
          type: 'ProductListed',
          data: {
            sku: 'LAMP',
            name: 'Lamp, large',
            defectGroups: [
              { group: 'light', codes: ['DARK', 'FLICKER'] },
              { group: 'power', codes: ['NO-CHARGE'] },
            ],
          },
        },
        { type: 'QcRecorded', data: { batchId: 'B1', results: { burnIn: 'passed' } } },
        {
          type: 'PartnerEnrolled',
          data: {
            partnerId: 'P-SEOUL',
            name: '서울 뷰티',
            locale: 'ko-KR',
            currency: 'KRW',
            accountManager: 'kim',
            contacts: ['a@example.com', 'b@example.com'].map((email) => contactIdOf('P-SEOUL', email)),
            standingInstruction: 'REPLACEMENT',
            creditsForUnitsSoldOn: 'NONE',
            shipTo: { lines: ['1 Gil', 'Floor 2'], city: 'Seoul', country: 'KR' },
          },
        },
        {
          type: 'UnitShipped',
          data: {
            serial: 'L-4',
            sku: 'LAMP',
            batchId: 'B1',
            partnerId: 'P-SEOUL',
            shippedOn: '2026-01-06',
            orderNumber: 'O-7',
            legalEntityId: 'MG',
            invoicedTo: 'P-SEOUL',
            invoiceNumber: 'INV-2',
            netPrice: { minor: 120000, currency: 'KRW' },
            allowance: { minor: 9000, currency: 'KRW' },
            taxCategory: 'S',
            taxRate: '10.00',
            taxAmount: { minor: 11999, currency: 'KRW' },
            line: { units: 1, nth: 1 },
          },
        },
        { type: 'UnitSold', data: { serial: 'L-2', soldOn: '2026-02-02', soldBy: 'P-SEOUL' } },
      ]),
    );
    expect(facts.filter(({ type }) => type === 'UnitShipped')).toHaveLength(4);
  });

  it('accepts the examples of docs/import.md as written there', async () => {
    const page = readFileSync('docs/import.md', 'utf8');
    const tables = [...page.matchAll(/^### (\w+) →.*?```csv\n(.*?)```/gms)];
    expect(tables.map(([, kind]) => kind)).toEqual(IMPORT_KINDS);
    const [, requests = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
    const [claims = '', ...registryFiles] = tables
      .map(([, kind, content = '']) => bench.file(`${kind}.csv`, content))
      .toReversed();
    const files = [...registryFiles.toReversed(), bench.file('a.ndjson', requests), claims];
    for (const file of files)
      expect(await bench.run('import', file, '--evidence', 'samples/evidence')).toEqual({
        status: 0,
        out: expect.stringMatching(/^[1-9]\d* requests? accepted, 0 unchanged, 0 refused\n$/),
        err: '',
      });
  });

  it('says in the language of the settings why a line was refused', async () => {
    const file = bench.requests('claims.ndjson', [...registry, submission('C-1', 'L-9', '2026-03-03T01:00:00Z')]);
    bench.environment['MAKEGOOD_LANGUAGE'] = 'ko';
    expect((await bench.run('import', file)).err).toBe(
      'line 8: UNKNOWN_SERIAL: 이 일련번호의 제품은 출고된 적이 없습니다. (No unit with this serial was ever shipped. Check the serial on the plate.)\n',
    );
  });

  it.each<[string, string, string | Uint8Array, string[], string]>([
    ['without a known ending', 'units.doc', '', [], 'the name must end in .ndjson, .csv'],
    [
      'CSV of an unknown kind',
      'units.csv',
      'serial\n',
      [],
      'its name does not tell what it contains; add --as staff|partners|products',
    ],
    [
      'NDJSON that is called CSV',
      'units.ndjson',
      '',
      ['--as', 'sales'],
      'only a table (.csv, .xlsx, .ods) is imported as sales',
    ],
    ['with a misspelt column', 'sales.csv', 'serial,sold_on\n', [], 'unknown column "sold_on"'],
    ['of which the delimiter is not clear', 'sales.csv', 'serial;soldOn,soldTo\n', [], 'name the delimiter'],
    ['without a column it needs', 'sales.csv', 'serial\nL-1\n', [], 'column "soldOn" is missing'],
    ['that is empty', 'sales.csv', '', [], 'is empty: the first line must name the columns'],
    ['with an open quote in its header', 'sales.csv', 'serial,"soldOn\n', [], 'line 1, column 8: the quote'],
    ['that is no gzip file', 'sales.csv.gz', 'serial,soldOn\n', [], 'is not a gzip file, or is damaged'],
    [
      'that was cut off',
      'a.ndjson.gz',
      gzipSync('{"request":').subarray(0, 20),
      [],
      'is not a gzip file, or is damaged',
    ],
    ['that is no UTF-8', 'a.ndjson', Uint8Array.of(0x7b, 0xff, 0x0a), [], 'is not UTF-8'],
    ['without line ends', 'a.ndjson', '['.repeat(5 * 1024 * 1024), [], 'line 1 is longer than 4 MiB'],
  ])('a file %s is reported as unreadable in one line, status 2', async (_, name, content, options, words) => {
    const { status, out, err } = await bench.run('import', bench.file(name, content), ...options);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(/^makegood: .*\n$/);
    expect(err).toContain(words);
  });

  it('a truncated file keeps the lines before the end, with their reactions', async () => {
    const good = [...registry, ...creditedClaim('C-1', 'L-1', '2026-03-02')].map((one) => `${JSON.stringify(one)}\n`);
    const content = Buffer.concat([Buffer.from(good.join('') + '\n'.repeat(100_000)), Buffer.of(0xff)]);
    const file = bench.file('broken.ndjson', content);
    expect(await bench.run('import', file)).toEqual({
      status: 2,
      out: '',
      err: `11 requests accepted, 0 unchanged, 0 refused, then:\nmakegood: ${file}: line 100012, column 1 (byte 1 of the line: FF) is not UTF-8, and no encoding was named. It may be windows-1252 ("ÿ"), windows-1251 ("я"). Name the right one as encoding, for example windows-1252\n`,
    });
    const reactions = (await exported(bench)).filter(({ stream }) => !stream.startsWith('sla-'));
    expect(reactions.slice(-2).map(({ type }) => type)).toEqual(['ResolvedAsCredit', 'DecisionCommunicated']);
    expect(await bench.run('verify')).toMatchObject({ status: 0 });
  });

  it('F2 beside a server that reacts to the same events, everything happens once', async () => {
    await bench.run('import', bench.requests('registry.ndjson', registry));
    const server = new Engine(await openTestStores(bench.data), { clock: wallClock });
    await server.prepare();
    server.follow();
    const claims = ['L-1', 'L-2', 'L-3', 'L-4', 'L-5'].flatMap((serial) =>
      creditedClaim(`C-${serial}`, serial, '2026-03-02'),
    );
    expect(await bench.run('import', bench.requests('claims.ndjson', claims))).toEqual({
      status: 0,
      out: '20 requests accepted, 0 unchanged, 0 refused\n',
      err: '',
    });
    await server.stopFollowing();
    await server.makegood.close();
    const types = (await exported(bench)).map(({ type }) => type);
    expect(types.filter((type) => type === 'CreditNoteIssued')).toHaveLength(5);
    expect(types.filter((type) => type === 'ClaimClosedOnUnit')).toHaveLength(5);
    expect(await bench.run('verify')).toMatchObject({ status: 0 });
  });

  it('a row with too few cells is refused by its number, and a price with too many decimals with an explanation', async () => {
    await bench.run('import', bench.requests('registry.ndjson', registry));
    const rows = [
      'partnerId,invoiceNumber,invoiceDate,shippedOn,sku,batchId,netPrice,currency,serial',
      'P-SEOUL,INV-3,2026-01-05,2026-01-05,LAMP,B1,10.00,EUR',
      'P-SEOUL,INV-3,2026-01-05,2026-01-05,LAMP,B1,10.001,EUR,L-6',
      'P-SEOUL,INV-4,2026-01-05,2026-01-05,LAMP,B1,10.00,EUR,L-7',
    ];
    expect(await bench.run('import', bench.file('shipments.csv', `${rows.join('\n')}\n`))).toEqual({
      status: 1,
      out: '1 request accepted, 0 unchanged, 2 refused\n',
      err:
        'line 2: INVALID_LINE: has 8 cells where the header has 9\n' +
        'line 3: INVALID_AMOUNT: lines.0.netPrice: "10.001" has more than the 2 decimals that EUR has\n',
    });
  });

  const PARTNER = 'id,name,locale,currency,accountManager';
  /** 한빛뷰티, as Korean Excel saves it. */
  const CP949 = Buffer.concat([
    Buffer.from(`${PARTNER}\r\nG-1,`),
    Buffer.from([0xc7, 0xd1, 0xba, 0xfb, 0xba, 0xe4, 0xc6, 0xbc]),
    Buffer.from(',ko-KR,KRW,import\r\n'),
  ]);

  it('R11 a file in CP949 is refused with the place, never stored as replacement characters, and read when it is named', async () => {
    const file = bench.file('partners.csv', CP949);
    expect(await bench.run('import', file)).toEqual({
      status: 2,
      out: '',
      err: expect.stringMatching(
        /^makegood: .*partners\.csv: line 2, column 5 \(byte 5 of the line: C7 D1\) is not UTF-8, and no encoding was named\. It may be cp949 \("한빛뷰티"\)/,
      ),
    });
    expect(await bench.run('import', file, '--encoding', 'cp949')).toMatchObject({
      status: 0,
      out: '1 request accepted, 0 unchanged, 0 refused\n',
    });
    const enrolled = (await exported(bench)).filter(({ type }) => type === 'PartnerEnrolled');
    expect(enrolled.map(({ data }) => data)).toMatchObject([{ name: '한빛뷰티' }]);
  });

  it('R11 C12 refused rows are written in the shape of their file, mended, and imported as they are', async () => {
    await bench.run('import', bench.requests('registry.ndjson', registry));
    const rows = [
      'Rechnung;partnerId;Datum;shippedOn;sku;batchId;Preis;currency;serial;Notiz;',
      'INV-7;P-SEOUL;05.01.2026;2026-01-06;LAMP;B1;1.234,50;EUR;L-11;;',
      'INV-7;P-SEOUL;05.01.2026;2026-01-06;LAMP;B1;x;EUR;L-12;;',
      ';;;;;;;;;;',
      'INV-8;P-SEOUL;05.01.2026;2026-01-06;LAMP;B1;10,00;EUR;L-13;"12" Monitor";',
      'INV-9;P-SEOUL;05.01.2026;2026-01-06;LAMP;B1;10,00;EUR;L-14;12" Monitor;',
    ];
    const options = ['Rechnung=invoiceNumber', 'Datum=invoiceDate:dd.mm.yyyy', 'Preis=netPrice:1.234,56', 'Notiz='];
    const map = options.flatMap((one) => ['--map', one]);
    const refused = join(bench.folder, 'refused shipments.csv');
    const file = bench.file('shipments.csv', rows.join('\r\n'));
    expect(await bench.run('import', file, ...map, '--refused', refused)).toEqual({
      status: 1,
      out: '1 request accepted, 0 unchanged, 3 refused\n',
      err: [
        'line 3: INVALID_LINE: Preis: "x" is not written as 1.234,56',
        'line 2: INVOICE_INCOMPLETE: Row 3 of invoice INV-7 is refused, and an invoice is shipped whole. Mend that row and send these 1 with it.',
        'line 5: INVALID_LINE: column 60: the quote that begins here ends before "Monitor";"; inside quotes, a quote is written twice',
        `3 refused rows in ${refused}`,
        '',
      ].join('\n'),
    });
    const written = readFileSync(refused, 'utf8');
    expect(written).toMatch(/^\ufeffrefusedRow;refusedCode;refusedReason;Rechnung;partnerId;Datum;/);
    const mended = bench.file(
      'shipments mended.csv',
      written.replace(';x;', ';1.234,50;').replace('"""12"" Monitor"""', 'Monitor'),
    );
    expect(await bench.run('import', mended, ...map)).toEqual({
      status: 0,
      out: '2 requests accepted, 0 unchanged, 0 refused\n',
      err: '',
    });
    const shipped = (await exported(bench))
      .filter(({ type }) => type === 'UnitShipped')
      .map(({ data }) => data['serial']);
    expect(shipped.filter((serial) => String(serial) > 'L-10')).toEqual(
      expect.arrayContaining(['L-11', 'L-12', 'L-13', 'L-14']),
    );
    expect(await bench.run('import', file, '--refused', refused)).toMatchObject({
      status: 2,
      err: expect.stringContaining('exists already: name a new file'),
    });
  });

  it('R11 a dry run asks every rule, row upon row, and writes nothing', async () => {
    const files = [
      bench.requests('registry.ndjson', [
        ...registry,
        line('recordSale', { serial: 'L-1', soldOn: '2026-02-01' }),
        line('recordSale', { serial: 'NONE', soldOn: '2026-02-01' }),
      ]),
      bench.file(
        'shipments.csv',
        'partnerId,invoiceNumber,invoiceDate,shippedOn,sku,batchId,netPrice,currency,serial\n' +
          // Three fit into the batch, of which two are new.
          'P-SEOUL,INV-5,2026-01-05,2026-01-05,LAMP,B2,1.00,EUR,N-1\n' +
          'P-SEOUL,INV-6,2026-01-05,2026-01-05,LAMP,B2,1.00,EUR,N-2\n' +
          'P-SEOUL,INV-7,2026-01-05,2026-01-05,LAMP,B2,1.00,EUR,N-3\n',
      ),
    ] as const;
    const dry = await bench.run('import', files[0], '--dry-run');
    expect(await exported(bench)).toEqual([]);
    const real = await bench.run('import', files[0]);
    expect(dry).toEqual({ ...real, out: `dry run, nothing is written:\n${real.out}` });
    expect(real).toMatchObject({ status: 1, out: '8 requests accepted, 0 unchanged, 1 refused\n' });

    const batch = line('recordBatch', { id: 'B2', sku: 'LAMP', producedOn: '2025-12-01', quantity: 2 });
    await bench.run('import', bench.requests('batch.ndjson', [batch]));
    const before = await exported(bench);
    const refused = join(bench.folder, 'refused.csv');
    expect(await bench.run('import', files[1], '--dry-run', '--refused', refused)).toMatchObject({
      status: 1,
      out: 'dry run, nothing is written:\n2 requests accepted, 0 unchanged, 1 refused\n',
      err: expect.stringMatching(/^line [234]: BATCH_EXHAUSTED: .*\n1 refused row in /),
    });
    expect(readFileSync(refused, 'utf8')).toContain('BATCH_EXHAUSTED');
    expect(await exported(bench)).toEqual(before);
  });

  it('templates of all kinds are written, and imported as they are', async () => {
    const out = await bench.run('template', 'sales');
    expect(out).toMatchObject({ status: 0, out: expect.stringMatching(/^serial +required +Serial of the unit\.\n/) });
    for (const kind of IMPORT_KINDS) {
      const path = join(bench.folder, `${kind}.xlsx`);
      expect(await bench.run('template', kind, path)).toEqual({ status: 0, out: '', err: '' });
      writeFileSync(join(bench.folder, 'dark-segment.jpg'), jpeg());
      expect(await bench.run('import', path, '--evidence', bench.folder)).toEqual({
        status: 0,
        out: '1 request accepted, 0 unchanged, 0 refused\n',
        err: '',
      });
    }
    expect(await bench.run('template', 'sales', join(bench.folder, 'sales.xlsx'))).toMatchObject({
      status: 2,
      err: expect.stringContaining('exists already'),
    });
    expect(await bench.run('template', 'units')).toMatchObject({
      status: 2,
      err: expect.stringContaining('not a kind'),
    });
  });

  it('refused lines of NDJSON carry their reasons, and are imported again with them', async () => {
    await bench.run('import', bench.requests('registry.ndjson', registry));
    const file = bench.requests('sales.ndjson', [
      line('recordSale', { serial: 'L-1', soldOn: '2026-02-01' }),
      line('recordSale', { serial: 'NONE', soldOn: '2026-02-01' }),
    ]);
    const refused = join(bench.folder, 'refused.ndjson');
    await bench.run('import', file, '--refused', refused);
    const written = readFileSync(refused, 'utf8');
    expect(JSON.parse(written)).toMatchObject({
      refused: { line: 2, code: 'UNKNOWN_SERIAL' },
      request: 'recordSale',
      input: { serial: 'NONE' },
    });
    expect(await bench.run('import', bench.file('mended.ndjson', written.replace('NONE', 'L-2')))).toMatchObject({
      out: '1 request accepted, 0 unchanged, 0 refused\n',
    });
  });

  it('C1 E1 claims of a table name files of a folder, or what was uploaded before', async () => {
    await bench.run('import', bench.requests('registry.ndjson', registry));
    await bench.upload(jpeg('L-2'));
    const folder = join(bench.folder, 'evidence');
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.jpg'), jpeg('another picture'));
    writeFileSync(join(folder, 'receipt.pdf'), pdf());
    writeFileSync(join(bench.folder, 'secret.jpg'), jpeg());
    const rows = [
      'claimId,partnerId,serial,defectCode,defectDescription,failedOn,evidence',
      'C-1,P-SEOUL,L-1,DARK,Stays dark,2026-03-01,a.jpg|receipt.pdf',
      `C-2,P-SEOUL,L-2,DARK,Stays dark,2026-03-01,${pictureOf('L-2')}`,
      'C-3,P-SEOUL,L-3,DARK,Stays dark,2026-03-01,../secret.jpg',
      `C-4,P-SEOUL,L-4,DARK,Stays dark,2026-03-01,${'0'.repeat(64)}`,
    ];
    const { status, err } = await bench.run('import', bench.file('claims.csv', rows.join('\n')), '--evidence', folder);
    expect({ status, err }).toEqual({
      status: 1,
      err:
        'line 4: EVIDENCE_NOT_FOUND: There is no file "../secret.jpg". The evidence folder has no such file.\n' +
        `line 5: EVIDENCE_NOT_FOUND: There is no file "${'0'.repeat(64)}". Upload it first.\n`,
    });
    const submitted = (await exported(bench))
      .filter(({ type }) => type === 'Submitted')
      .map(({ data }) => data)
      .sort((one, other) => String(one['claimId']).localeCompare(String(other['claimId'])));
    expect(submitted).toMatchObject([
      {
        claimId: 'C-1',
        evidence: [
          { kind: 'PHOTO', name: 'a.jpg' },
          { kind: 'PROOF_OF_PURCHASE', mediaType: 'application/pdf' },
        ],
      },
      { claimId: 'C-2', evidence: [{ kind: 'PHOTO', sha256: pictureOf('L-2') }] },
    ]);
  });

  it('C2 of a thousand claims at once all are accepted, except the second on a serial', async () => {
    const serials = Array.from({ length: 1_000 }, (_, index) => `M-${index}`);
    const one = pictureOf('one of all');
    const [shipment] = registry.slice(-1);
    const [invoiceLine] = (shipment?.input as { lines: object[] }).lines;
    const lines = [{ ...invoiceLine, batchId: 'B2', serials }];
    const file = bench.requests('many.ndjson', [
      ...registry,
      line('recordBatch', { id: 'B2', sku: 'LAMP', producedOn: '2025-12-01', quantity: 1_000 }),
      line('shipUnits', { ...shipment?.input, invoiceNumber: 'INV-2', lines }),
      ...serials.map((serial) => submission(`C-${serial}`, serial, '2026-03-02T01:00:00Z', one)),
      submission('C-again', 'm - 7', '2026-03-02T01:00:00Z'),
    ]);
    const { status, out, err } = await bench.run('import', file);
    expect({ status, out }).toEqual({ status: 1, out: '1,009 requests accepted, 0 unchanged, 1 refused\n' });
    expect(err).toMatch(/^line 1010: CLAIM_ALREADY_OPEN: /);
    expect((await bench.run('verify')).out).toContain('one open claim per serial: 1,000 claims, 1000 open');
  });
});
