import { jest } from '@jest/globals';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Actor } from '#kernel';
import { extractText, getDocumentProxy } from 'unpdf';
import { type DocumentStores, openMongoStores, openSqliteStores } from '#platform';
import { Budgets } from '../../apps/api/src/budget.ts';
import { BERLIN, FIONA, Maker, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';
import { run } from '../../apps/cli/src/program.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

function statements(open: (folder: string) => Promise<DocumentStores>, environmentOf: () => object = () => ({})) {
  const clock = new SpecClock();
  const budgets = new Budgets();
  let maker: Maker;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'makegood-statements-'));
    maker = await Maker.start(folder, { clock, documents: await open(folder), budgets });
    await maker.recordRegistry();
    for (const [who, serial] of [
      [SEOUL, 'KR-0001'],
      [SEOUL, 'KR-0002'],
      [BERLIN, 'DE-0001'],
    ] as const) {
      await maker.approvedClaim(who, serial, { preferredRemedy: 'CREDIT' });
      await maker.settled();
    }
    await maker.approvedClaim(SEOUL, 'KR-0003', { preferredRemedy: 'REPLACEMENT' });
    await maker.settled();
    clock.at = Date.UTC(2026, 3, 20, 2);
    const settlement = { number: 'MG-2026-000002', settledOn: '2026-04-20', reference: '=SAP ௧' };
    await maker.do(FIONA, 'settleCreditNote', settlement);
    // The four claims show that B-2512 is bad, so it is held (B9).
    await maker.record('recordBatch', { id: 'B-2601', sku: 'LAMP', producedOn: '2026-01-05', quantity: 10 });
    await maker.ship('P-SEOUL', 'INV-KR-9', ['KR-0101'], {
      shippedOn: '2026-04-20',
      invoiceDate: '2026-04-20',
      lines: [{ sku: 'LAMP', batchId: 'B-2601', netPrice: { amount: '0', currency: 'KRW' }, serials: ['KR-0101'] }],
    });
    clock.at = Date.UTC(2026, 3, 21, 2);
    await maker.do(FIONA, 'reverseCreditNote', { number: 'MG-2026-000001', reason: 'The price was wrong.' });
    await maker.settled();
    clock.at = Date.UTC(2026, 3, 22, 2);
  });
  afterAll(() => maker.end());

  const ageing = async (asOf: string) =>
    (
      await maker.ask(
        FIONA,
        `{ creditAgeing(asOf: "${asOf}") { partner { id } currency count days0To30 { amount } days31To60 { amount } days61To90 { amount }
           over90Days { amount } total { amount currency } } }`,
      )
    ).creditAgeing.map(({ partner, currency, count, total, ...parts }: Answer) => [
      partner.id,
      currency,
      count,
      ...Object.values(parts as Record<string, { amount: string }>).map(({ amount }) => amount),
      total.amount,
    ]);

  it('F5 open credits are listed by partner, currency and age', async () => {
    expect(await ageing('2026-04-20')).toEqual([
      ['P-BERLIN', 'EUR', 1, '0.00', '98.89', '0.00', '0.00', '98.89'],
      ['P-SEOUL', 'KRW', 1, '0', '141900', '0', '0', '141900'],
    ]);
  });

  it('F5 what was settled later was open on the day before, and before its issue there was none', async () => {
    expect((await ageing('2026-04-19'))[1]).toEqual(['P-SEOUL', 'KRW', 2, '0', '283800', '0', '0', '283800']);
    expect((await ageing('2026-03-09'))[1]).toEqual(['P-SEOUL', 'KRW', 2, '283800', '0', '0', '0', '283800']);
    expect(await ageing('2026-03-08')).toEqual([]);
  });

  const STATEMENT = `from to partner { id } balances { currency opening { amount } credited { amount } reversed { amount } settled { amount } closing { amount } }
    entries { day kind number reference serial amount { amount } } openItems { day number serial amount { amount } }
    replacements { opening owed shipped converted closing entries { day kind serial sku newSerial } } pdfUrl csvUrl`;
  const statement = async (who: Who, partnerId: string, month: string) =>
    (await maker.ask(who, `{ statement(partnerId: "${partnerId}", month: "${month}") { ${STATEMENT} } }`)).statement;
  const amounts = ({ currency, ...all }: Answer) => [
    currency,
    ...Object.values(all as Record<string, { amount: string }>).map(({ amount }) => amount),
  ];

  it('F5 F6 a statement says what was brought forward, what happened, and what is open, of money and of units', async () => {
    const march = await statement(FIONA, 'P-SEOUL', '2026-03');
    expect(march).toMatchObject({ from: '2026-03-01', to: '2026-03-31', partner: { id: 'P-SEOUL' } });
    expect(march.balances.map(amounts)).toEqual([['KRW', '0', '283800', '0', '0', '283800']]);
    expect(march.replacements).toMatchObject({ opening: 0, owed: 1, shipped: 0, converted: 0, closing: 1 });
    const april = await statement(FIONA, 'P-SEOUL', '2026-04');
    expect(april.to).toBe('2026-04-22');
    expect(april.balances.map(amounts)).toEqual([['KRW', '283800', '0', '141900', '141900', '0']]);
    expect(april.entries).toEqual([
      {
        day: '2026-04-20',
        kind: 'SETTLEMENT',
        number: 'MG-2026-000002',
        reference: '=SAP ௧',
        serial: 'KR-0002',
        amount: { amount: '-141900' },
      },
      {
        day: '2026-04-21',
        kind: 'REVERSAL',
        number: 'MG-2026-R000001',
        reference: 'MG-2026-000001',
        serial: 'KR-0001',
        amount: { amount: '-141900' },
      },
    ]);
    expect(april.openItems).toEqual([]);
    expect(april.replacements).toEqual({
      opening: 1,
      owed: 0,
      shipped: 1,
      converted: 0,
      closing: 0,
      entries: [{ day: '2026-04-20', kind: 'SHIPPED', serial: 'KR-0003', sku: 'LAMP', newSerial: 'KR-0101' }],
    });
  });

  it('F5 the statements of all partners add up to the totals of the month', async () => {
    const { creditTotals } = await maker.ask(
      FIONA,
      '{ creditTotals(from: "2026-03-01", to: "2026-04-30") { month currency payable { minorUnits } } }',
    );
    for (const { month, currency, payable } of creditTotals) {
      let sum = 0;
      for (const partnerId of ['P-SEOUL', 'P-BERLIN', 'P-OSAKA']) {
        const { entries } = (
          await maker.ask(
            FIONA,
            `{ statement(partnerId: "${partnerId}", month: "${month}") { entries { kind amount { minorUnits currency } } } }`,
          )
        ).statement;
        for (const { kind, amount } of entries)
          if (kind !== 'SETTLEMENT' && amount.currency === currency) sum += Number(amount.minorUnits);
      }
      expect([month, currency, String(sum)]).toEqual([month, currency, payable.minorUnits]);
    }
    expect(creditTotals).toHaveLength(3);
  });

  it('F5 the CSV has the same lines, and a spreadsheet runs none of them', async () => {
    const { text, headers } = await maker.raw(SEOUL, '/statements/P-SEOUL/2026-04.csv');
    expect(headers.get('content-disposition')).toBe('attachment; filename="statement-2026-04.csv"');
    const [header, ...lines] = text.trimEnd().split('\r\n');
    expect(header).toBe(
      'partner,month,day,entry,number,reference,claim,claim_number,serial,product,new_serial,currency,amount,units',
    );
    expect(lines).toEqual([
      'P-SEOUL,2026-04,2026-04-01,OPENING,,,,,,,,KRW,283800,',
      'P-SEOUL,2026-04,2026-04-01,OPENING,,,,,,,,,,1',
      expect.stringMatching(/^P-SEOUL,2026-04,2026-04-20,SETTLEMENT,MG-2026-000002,'=SAP ௧,.*,KR-0002,,,KRW,-141900,$/),
      expect.stringMatching(/^P-SEOUL,2026-04,2026-04-21,REVERSAL,MG-2026-R000001,MG-2026-000001,.*,KRW,-141900,$/),
      expect.stringMatching(/^P-SEOUL,2026-04,2026-04-20,SHIPPED,,,.*,KR-0003,LAMP,KR-0101,,,-1$/),
      'P-SEOUL,2026-04,2026-04-22,CLOSING,,,,,,,,KRW,0,',
      'P-SEOUL,2026-04,2026-04-22,CLOSING,,,,,,,,,,0',
    ]);
  });

  it('F5 the PDF is in the language of the partner and has the same figures', async () => {
    const authorization = `Bearer ${await maker.token(SEOUL)}`;
    const response = await fetch(`${maker.url}/statements/P-SEOUL/2026-04.pdf`, { headers: { authorization } });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    const pdf = await getDocumentProxy(new Uint8Array(await response.arrayBuffer()));
    const { text } = await extractText(pdf, { mergePages: true });
    for (const said of ['거래 명세서', 'Seoul Beauty', '283,800', '-141,900', 'MG-2026-R000001', 'KR-0101', 'U+0BE7'])
      expect(text).toContain(said);
  });

  it.each([
    ['P-SEOUL', '2026-13', 'month: "2026-13" is not a month such as 2026-03.'],
    ['P-SEOUL', '2026-05', 'month: May 2026 has not begun. Ask for April 2026 or an earlier month.'],
    ['P-NOWHERE', '2026-04', 'partnerId: there is no partner "P-NOWHERE". Check the id.'],
  ])('F5 the statement of %s for %s is refused: %s', async (partnerId, month, message) => {
    const { errors } = await maker.post(FIONA, `{ statement(partnerId: "${partnerId}", month: "${month}") { month } }`);
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(await maker.raw(FIONA, `/statements/${partnerId}/${month}.pdf`)).toMatchObject({
      status: 400,
      body: { message },
    });
  });

  it('F5 a partner reads its own statement, and another reads as missing', async () => {
    expect((await statement(SEOUL, 'P-SEOUL', '2026-04')).balances).toHaveLength(1);
    expect((await maker.raw(SEOUL, '/statements/P-BERLIN/2026-04.csv')).body).toMatchObject({
      message: 'partnerId: there is no partner "P-BERLIN". Check the id.',
    });
    expect((await maker.raw(RITA, '/statements/P-SEOUL/2026-04.csv')).status).toBe(403);
  });

  it('F5 makegood statement writes the same CSV', async () => {
    const out = await mkdtemp(join(tmpdir(), 'makegood-out-'));
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const environment = { MAKEGOOD_DATA: maker.folder, ...environmentOf() };
    const words = ['statement', 'P-SEOUL', '--month', '2026-03', '--out', out];
    expect(await run(words, { stdin: Readable.from([]), stdout, stderr, environment, clock })).toBe(0);
    const csv = await readFile(join(out, 'statement-P-SEOUL-2026-03.csv'), 'utf8');
    expect(csv).toBe((await maker.raw(FIONA, '/statements/P-SEOUL/2026-03.csv')).text);
  });

  it.each<[string, Who, Actor, long: string, short: string, lines: number]>([
    [
      'an ageing costs finance a line for each row',
      FIONA,
      { id: 'fiona', role: 'FINANCE' },
      '{ creditAgeing(asOf: "2026-04-20") { count } }',
      '{ creditAgeing(asOf: "2026-03-08") { count } }',
      2,
    ],
    [
      'a statement costs its partner a line for each entry, open item and movement of units',
      SEOUL,
      { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' },
      '{ statement(partnerId: "P-SEOUL", month: "2026-03") { month } }',
      '{ statement(partnerId: "P-SEOUL", month: "2026-02") { month } }',
      2 + 2 + 1,
    ],
  ])('F5 %s, of the budget that all its requests have', async (_, who, actor, long, short, lines) => {
    const paid = jest.spyOn(budgets.of(actor), 'spend');
    const priceOf = async (query: string) => {
      paid.mockClear();
      await maker.ask(who, query);
      return paid.mock.calls.reduce((sum, [some]) => sum + some, 0);
    };
    expect((await priceOf(long)) - (await priceOf(short))).toBe(lines);
    paid.mockRestore();
  });

  it('F5 the ageing of a future day is refused', async () => {
    const { errors } = await maker.post(FIONA, '{ creditAgeing(asOf: "2026-05-01") { count } }');
    expect(errors).toMatchObject([
      {
        message: 'asOf: May 1, 2026 is in the future. Ask for today or an earlier day.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers of any shape
type Answer = any;

describe('what is open', () => {
  describe('embedded', () => statements(async (folder) => openSqliteStores(folder)));

  whenMongod('on MongoDB', () => {
    let servers: MongoServers;
    statements(
      async () => {
        servers = await MongoServers.start();
        return openMongoStores(servers.url);
      },
      () => ({ MONGODB_URL: servers.url }),
    );
    afterAll(() => servers.stop());
  });
});
