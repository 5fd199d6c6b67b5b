import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { IssueCreditNote } from '#finance';
import { claimNumber, type CommandMetadata, uuidv5 } from '#kernel';
import { type DocumentStores, openMongoStores, openSqliteStores } from '#platform';
import { run } from '../../apps/cli/src/program.ts';
import { eventStoreOf } from '../support/event-store-server.ts';
import { ADAM, BERLIN, eventually, FIONA, Maker, OSAKA, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

const MARCH = 'from: "2026-03-01", to: "2026-03-31"';

function books(open: (folder: string) => Promise<DocumentStores>) {
  const clock = new SpecClock();
  let maker: Maker;

  const credited = async (who: Who, serial: string) => {
    const { id } = await maker.approvedClaim(who, serial, { preferredRemedy: 'CREDIT' });
    await maker.settled();
    return id;
  };
  const csv = async (who: Who, period: string) => maker.raw(who, `/exports/credit-notes.csv?${period}`);
  const feed = async (query = '') => {
    const { text: lines } = await maker.raw(FIONA, `/feeds/credit-notes${query}`);
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  };

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'makegood-books-'));
    maker = await Maker.start(folder, { clock, documents: await open(folder) });
    await maker.recordRegistry();
    await credited(SEOUL, 'KR-0001');
    await credited(BERLIN, 'DE-0001');
    clock.at = Date.UTC(2026, 3, 1, 2);
    await credited(SEOUL, 'KR-0002');
    await credited(OSAKA, 'JP-0001');
  });
  afterAll(() => maker.end());

  it('F5 totals and CSV of a month agree with its notes', async () => {
    const { text: sheet, headers } = await csv(FIONA, 'from=2026-03-01&to=2026-03-31');
    expect(headers.get('content-disposition')).toBe('attachment; filename="credit-notes-2026-03-01-2026-03-31.csv"');
    const [header, ...lines] = sheet.trimEnd().split('\r\n');
    expect(header).toMatch(
      /^number,document,reverses,issued_on,legal_entity,partner,partner_name,claim,claim_number,serial,/,
    );
    expect(lines).toEqual([
      expect.stringMatching(
        /^MG-2026-000001,CREDIT_NOTE,,2026-03-09,MG,P-SEOUL,Seoul Beauty,.*,KR-0001,LAMP,Lumira Lamp,INV-KR-1,2026-01-10,KRW,129000,S,10.00,12900,141900,NO-LIGHT$/,
      ),
      expect.stringMatching(/^MG-2026-000002,.*,EUR,89.90,S,10.00,8.99,98.89,NO-LIGHT$/),
    ]);
    const [claimId, number] = (lines[0] as string).split(',').slice(7, 9);
    expect(number).toBe(claimNumber(claimId as string));
    const { creditTotals } = await maker.ask(
      FIONA,
      `{ creditTotals(${MARCH}) { month currency count reversed amount { amount } tax { amount } payable { amount } } }`,
    );
    expect(creditTotals).toEqual([
      {
        month: '2026-03',
        currency: 'EUR',
        count: 1,
        reversed: 0,
        amount: { amount: '89.90' },
        tax: { amount: '8.99' },
        payable: { amount: '98.89' },
      },
      {
        month: '2026-03',
        currency: 'KRW',
        count: 1,
        reversed: 0,
        amount: { amount: '129000' },
        tax: { amount: '12900' },
        payable: { amount: '141900' },
      },
    ]);
  });

  it('F5 totals cover exactly the days asked for, and one legal entity where it is named', async () => {
    const counts = async (scope: string) =>
      (await maker.ask(FIONA, `{ creditTotals(${scope}) { month currency count } }`)).creditTotals;
    expect(await counts('from: "2026-03-09", to: "2026-04-01"')).toHaveLength(4);
    expect(await counts('from: "2026-03-10", to: "2026-03-31"')).toEqual([]);
    expect(await counts(`${MARCH}, legalEntityId: "OTHER"`)).toEqual([]);
  });

  it('F5 a period that ends before it begins is refused, with what to do', async () => {
    expect(await csv(FIONA, 'from=2026-03-02&to=2026-03-01')).toMatchObject({
      status: 400,
      body: {
        code: 'BAD_USER_INPUT',
        rule: 'F5',
        message: 'to: must not be before Mar 2, 2026. Exchange the two, or correct one.',
      },
    });
    expect(await maker.errorOf(FIONA, '{ creditTotals(from: "2026-03-02", to: "2026-03-01") { month } }')).toBe(
      'BAD_USER_INPUT',
    );
  });

  it('F5 a finance system goes on where it stopped, and has each entry once', async () => {
    const all = await feed();
    expect(all.map(({ type, data }) => [type, data.number])).toEqual([
      ['CreditNoteIssued', 'MG-2026-000001'],
      ['CreditNoteIssued', 'MG-2026-000002'],
      ['CreditNoteIssued', 'MG-2026-000003'],
      ['CreditNoteIssued', 'MG-2026-000004'],
    ]);
    expect(all[0]).toEqual({
      position: expect.stringMatching(/^[0-9a-f]{16}/),
      id: expect.any(String),
      type: 'CreditNoteIssued',
      recordedAt: expect.stringMatching(/^2026-03-09T/),
      data: expect.objectContaining({ serial: 'KR-0001', payable: { minor: 141900, currency: 'KRW' } }),
    });
    for (const [index, { position }] of all.entries())
      expect(await feed(`?after=${position}`)).toEqual(all.slice(index + 1));
  });

  /** The command line over the same folder. */
  const cli = (...words: string[]) => cliOn(maker.folder, ...words);
  const cliOn = async (folder: string, ...words: string[]) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const environment = { MAKEGOOD_DATA: folder, ...eventStoreOf(folder) };
    const out = text(stdout);
    const status = await run(words, { stdin: Readable.from([]), stdout, stderr, environment, clock });
    stdout.end();
    return { status, out: await out };
  };

  it('F5 makegood export --credit-notes writes the same lines', async () => {
    const exported = async (...words: string[]) => {
      const { status, out } = await cli('export', '--credit-notes', ...words);
      expect(status).toBe(0);
      return out;
    };
    const [first] = await feed();
    expect(await exported()).toBe((await maker.raw(FIONA, '/feeds/credit-notes')).text);
    expect(await exported('--after', first.position)).toBe(
      (await maker.raw(FIONA, `/feeds/credit-notes?after=${first.position}`)).text,
    );
  });

  it('F5 an answer without news waits for some', async () => {
    const last = (await feed()).at(-1);
    let answered = false;
    const waiting = feed(`?after=${last.position}&wait=60`).finally(() => (answered = true));
    const claimId = await credited(SEOUL, 'KR-0003');
    await eventually(() => answered);
    expect(await waiting).toMatchObject([{ type: 'CreditNoteIssued', data: { claimId } }]);
  });

  it.each([
    ['after=yesterday', 'after: must be the position of a line of this feed.'],
    ...['61', '-1', '0.5', '1e1', '0x10', 'NaN', '%20', ''].map((wait) => [
      `wait=${wait}`,
      'wait: must be a whole number of seconds up to 60.',
    ]),
  ])('a feed with %s is refused: %s', async (query, message) =>
    expect(await maker.raw(FIONA, `/feeds/credit-notes?${query}`)).toMatchObject({ status: 400, body: { message } }),
  );

  it('F1 a month is closed once all that was due is issued, and the answer says how many credits are held; reconcile names a closing that is not done', async () => {
    const closed = async () => (await maker.ask(FIONA, '{ legalEntities { id closedThrough } }')).legalEntities;
    expect(await closed()).toEqual([{ id: 'MG', closedThrough: null }]);
    const closing = async (month: string | null, who = FIONA) => {
      const query = `query($month: String) { legalEntities { closing(month: $month) {
        month from to isClosed heldCredits totals { month } refusal { code rule } } } }`;
      return (await maker.ask(who, query, { month })).legalEntities[0].closing;
    };
    const february = { month: '2026-02', to: '2026-02-28', heldCredits: 0, totals: [] };
    expect(await closing('2026-02')).toEqual({ ...february, from: null, isClosed: false, refusal: null });
    const march = { month: '2026-03', to: '2026-03-31', totals: [{ month: '2026-03' }, { month: '2026-03' }] };
    expect(await closing(null)).toMatchObject({ ...march, refusal: null });
    expect((await closing('2026-02', ADAM)).refusal).toEqual({ code: 'FORBIDDEN', rule: null });
    expect(await closing('2026-04')).toMatchObject({ refusal: { code: 'MONTH_NOT_OVER', rule: 'F1' } });
    expect(await maker.do(FIONA, 'closeMonth', { month: '2026-02' })).toMatchObject({
      __typename: 'RecordAccepted',
      id: '2026-02',
      heldCredits: 0,
    });
    expect(await closed()).toEqual([{ id: 'MG', closedThrough: '2026-02' }]);
    expect(await closing('2026-02')).toEqual({ ...february, from: '2026-02-01', isClosed: true, refusal: null });
    expect(await closing('2026-03')).toMatchObject({ from: '2026-03-01', to: '2026-03-31', isClosed: false });
    await expect(closing('2026-13')).rejects.toThrow(' is not a month such as 2026-03');
    expect(await maker.do(FIONA, 'closeMonth', { month: '2026-13' })).toMatchObject({
      __typename: 'Refused',
      message: 'month: must be a month such as 2026-03',
    });
    const idle = await Maker.start(undefined, { clock, worker: false });
    try {
      const closings = async () =>
        (await idle.ask(FIONA, `{ reconciliation(${MARCH}) { unfinishedClosings { legalEntityId month } } }`))
          .reconciliation.unfinishedClosings;
      expect(await closings()).toEqual([]);
      expect((await idle.do(FIONA, 'closeMonth', { month: '2026-02' })).code).toBe('DOCUMENTS_DUE');
      expect(await closings()).toEqual([{ legalEntityId: 'MG', month: '2026-02' }]);
      const { out } = await cliOn(idle.folder, 'reconcile', '--from', '2026-03-01', '--to', '2026-03-31');
      expect(out).toMatch(
        /\nlegal entity MG: the closing of 2026-02 has started and is not done; repeat it \(closeMonth\)\n$/,
      );
    } finally {
      await idle.end();
    }
  });

  const RECONCILED = `{ reconciliation(${MARCH}) {
    currencies { currency approved { count amount { amount } } credited { count amount { amount } } replaced { count } open { count } }
    differences { claimId claim { id } kind expected found } differenceCount underWay } }`;

  it('F7 the claims of a month and the books agree, in the API and on the command line', async () => {
    const one = (amount: string) => ({ count: 1, amount: { amount } });
    expect((await maker.ask(FIONA, RECONCILED)).reconciliation).toEqual({
      currencies: [
        ['EUR', '89.90'],
        ['KRW', '129000'],
      ].map(([currency, amount = '']) => ({
        currency,
        approved: one(amount),
        credited: one(amount),
        replaced: { count: 0 },
        open: { count: 0 },
      })),
      differences: [],
      differenceCount: 0,
      underWay: 0,
    });
    const { status, out } = await cli('reconcile', '--from', '2026-03-01', '--to', '2026-03-31');
    expect({ status, out }).toEqual({
      status: 0,
      out: expect.stringMatching(/^approved +1 +89\.90 EUR\ncredited +1 +89\.90 EUR\n/),
    });
    expect(out).toMatch(/\nno differences\n$/);
  });

  it('F7 a difference is named with its claim, and the command line fails', async () => {
    const notes = await feed();
    const { number, series, issuedOn: _, payable: __, ...note } = notes[0].data;
    const { claimId } = note;
    const last = notes.at(-1).data;
    const meta: CommandMetadata = {
      id: uuidv5('a second note'),
      actor: { id: 'spec', role: 'SYSTEM' },
      at: clock.now(),
      correlationId: 'spec',
    };
    const second = { series, after: last.number, datedOn: last.issuedOn, note };
    await maker.makegood.appendLoop.execute(new IssueCreditNote(second, meta));
    await maker.settled();
    clock.at += 5 * 60_000;
    const expected = `credit note ${number} of 129000 KRW`;
    const found = `${expected}, credit note MG-2026-000006 of 129000 KRW`;
    expect((await maker.ask(FIONA, RECONCILED)).reconciliation).toMatchObject({
      differences: [{ claimId, claim: { id: claimId }, kind: 'DOUBLED', expected, found }],
      differenceCount: 1,
      underWay: 0,
    });
    const { status, out } = await cli('reconcile', '--from', '2026-03-01', '--to', '2026-03-31');
    expect(status).toBe(1);
    expect(out).toMatch(new RegExp(`\nclaim ${claimId}: expected ${expected}; found ${found}\n1 difference\n$`));
  });

  it('the books are for FINANCE, AUDITOR and ADMIN', async () => {
    for (const path of ['/feeds/credit-notes', '/exports/credit-notes.csv?from=2026-03-01&to=2026-03-31'])
      for (const who of [SEOUL, RITA]) expect((await maker.raw(who, path)).status).toBe(403);
    for (const who of [SEOUL, RITA]) expect(await maker.errorOf(who, RECONCILED)).toBe('FORBIDDEN');
  });
}

describe('the books', () => {
  describe('embedded', () => books(async (folder) => openSqliteStores(folder)));

  whenMongod('on MongoDB', () => {
    let servers: MongoServers;
    books(async () => {
      servers = await MongoServers.start();
      return openMongoStores(servers.url);
    });
    afterAll(() => servers.stop());
  });
});
