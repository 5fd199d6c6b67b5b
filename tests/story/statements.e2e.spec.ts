import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, instantOf } from '#kernel';
import { type DocumentStores, openMongoStores, openSqliteStores } from '#platform';
import { BERLIN, FIONA, Maker, SEOUL } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

function statements(open: (folder: string) => Promise<DocumentStores>) {
  let now = Date.UTC(2026, 2, 9, 2);
  const clock: Clock = { now: () => instantOf(now++) };
  let maker: Maker;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'makegood-statements-'));
    maker = await Maker.start(folder, { clock, documents: await open(folder) });
    await maker.recordRegistry();
    for (const [who, serial] of [
      [SEOUL, 'KR-0001'],
      [SEOUL, 'KR-0002'],
      [BERLIN, 'DE-0001'],
    ] as const) {
      await maker.approvedClaim(who, serial, { preferredRemedy: 'CREDIT' });
      await maker.settled();
    }
    now = Date.UTC(2026, 3, 20, 2);
    const settlement = { number: 'MG-2026-000002', settledOn: '2026-04-20', reference: 'SAP 1' };
    await maker.do(FIONA, 'settleCreditNote', settlement);
    await maker.settled();
  }, 120_000);
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

  it('F5 the ageing of a future day is refused', async () => {
    const { errors } = await maker.post(FIONA, '{ creditAgeing(asOf: "2026-05-01") { count } }');
    expect(errors).toMatchObject([
      {
        message: 'asOf: 2026-05-01 is in the future. Ask for today or an earlier day.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of any shape
type Answer = any;

describe('what is open', () => {
  describe('embedded', () => statements(async (folder) => openSqliteStores(folder)));

  whenMongod('on MongoDB', () => {
    let servers: MongoServers;
    statements(async () => {
      servers = await MongoServers.start();
      return openMongoStores(servers.url);
    });
    afterAll(() => servers.stop(), 60_000);
  });
});
