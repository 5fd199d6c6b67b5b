import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, HOUR_MS, money } from '#kernel';
import { type RequestName, requests } from '#requests';
import { run } from '../../apps/cli/src/program.ts';
import { BERLIN, FIONA, Maker, OSAKA, SEOUL, SpecClock, type Who } from '../support/maker.ts';

// Acceptance of the books: a month of 500 mixed claims, as everything that finance reads of it sees it.

const CLAIMS = 500;
const REASON = 'Invoiced to the wrong address.';
const PARTNERS = [
  { who: SEOUL, id: 'P-SEOUL', currency: 'KRW', price: '129000' },
  { who: BERLIN, id: 'P-BERLIN', currency: 'EUR', price: '89.97' },
  { who: OSAKA, id: 'P-OSAKA', currency: 'JPY', price: '12345' },
] as const;

type Path =
  | 'CREDITED'
  | 'OWED'
  | 'SHIPPED'
  | 'CONVERTED'
  | 'REVERSED_THEN_REPLACED'
  | 'REVERSED_THEN_CREDITED'
  | 'REJECTED'
  | 'WITHDRAWN'
  | 'CHOSEN_IN_APRIL'
  | 'OPEN';
const PATHS: readonly Path[] = [
  'CREDITED',
  'CREDITED',
  'OWED',
  'SHIPPED',
  'CONVERTED',
  'REVERSED_THEN_REPLACED',
  'REVERSED_THEN_CREDITED',
  'REJECTED',
  'WITHDRAWN',
  'CHOSEN_IN_APRIL',
  'OPEN',
];
const PREFERRED: Partial<Record<Path, string>> = {
  CREDITED: 'CREDIT',
  OWED: 'REPLACEMENT',
  SHIPPED: 'REPLACEMENT',
  CONVERTED: 'REPLACEMENT',
  REVERSED_THEN_REPLACED: 'CREDIT',
  REVERSED_THEN_CREDITED: 'CREDIT',
};

const claims = Array.from({ length: CLAIMS }, (_, n) => {
  const path = PATHS[n % PATHS.length] as Path;
  // Only the partner that is asked leaves it open.
  const partner = path === 'CHOSEN_IN_APRIL' || path === 'OPEN' ? PARTNERS[2] : PARTNERS[n % PARTNERS.length];
  const { id } = partner as (typeof PARTNERS)[number];
  return { path, partner: partner as (typeof PARTNERS)[number], serial: `M-${n}`, claimId: `${id}.M${n}` };
});
const withPath = (...paths: readonly Path[]) => claims.filter(({ path }) => paths.includes(path));

const clock = new SpecClock(Date.UTC(2026, 2, 30, 2));
let maker: Maker;

/** As over HTTP, without its way there. */
async function send(request: RequestName, { role, id, partnerId }: Who, input: object): Promise<void> {
  const actor: Actor = { id: id as string, role, ...(partnerId !== undefined && { onBehalfOf: partnerId }) };
  const prepared = requests[request].prepare(JSON.parse(JSON.stringify(input)), { actor, channel: 'API', clock });
  if (prepared.kind !== 'request') throw new Error(`${request}: ${JSON.stringify(prepared)}`);
  const outcome = await maker.makegood.dispatcher.perform(prepared.request);
  if (outcome.kind !== 'accepted') throw new Error(`${request}: ${JSON.stringify(outcome)}`);
}

const reviewer: Who = { role: 'REVIEWER', id: 'rita' };

async function noteOf(claimId: string): Promise<string> {
  const { execution } = await maker.makegood.aggregates.claim(claimId);
  if (execution?.remedy !== 'CREDIT') throw new Error(`${claimId} is not credited`);
  return execution.creditNoteNumber;
}

beforeAll(async () => {
  maker = await Maker.start(await mkdtemp(join(tmpdir(), 'makegood-month-')), { clock });
  await maker.recordRegistry();
  const batchId = 'B-MONTH';
  const ofNewUnits = 'B-SPARE';
  for (const id of [batchId, ofNewUnits])
    await maker.record('recordBatch', { id, sku: 'LAMP', producedOn: '2025-12-01', quantity: 1_000 });
  for (const { id, currency, price } of PARTNERS) {
    const serials = claims.filter(({ partner }) => partner.id === id).map(({ serial }) => serial);
    const netPrice = { amount: price, currency };
    await maker.ship(id, `INV-MONTH-${id}`, serials, {
      lines: [{ sku: 'LAMP', batchId, netPrice, taxRate: '19', serials }],
    });
  }
  const evidence = new Map<string, object[]>();
  for (const { id, who } of PARTNERS) evidence.set(id, [await maker.picture(who, id)]);

  for (const { claimId, serial, partner, path } of claims) {
    await send('submitClaim', partner.who, {
      claimId,
      serial,
      defect: { code: 'NO-LIGHT', description: 'Two segments stay dark.' },
      failedOn: '2026-03-01',
      preferredRemedy: PREFERRED[path],
      evidence: evidence.get(partner.id),
    });
    if (path === 'WITHDRAWN') {
      await send('withdrawClaim', partner.who, { claimId });
      continue;
    }
    const verdict = path === 'REJECTED' ? 'NOT_CONFIRMED' : 'CONFIRMED';
    await send('reviewEvidence', reviewer, { claimId, verdict, findings: 'Seen.' });
    if (path === 'REJECTED') {
      const [item] = (await maker.makegood.aggregates.claim(claimId)).evidence;
      const evidenceId = item?.evidenceId;
      await send('rejectClaim', reviewer, { claimId, code: 'NO', explanation: 'It glows.', clause: '1', evidenceId });
    } else await send('approveClaim', reviewer, { claimId });
  }
  await maker.settled();

  for (const [n, { claimId }] of withPath('CREDITED').entries())
    if (n % 3 === 0)
      await send('settleCreditNote', FIONA, {
        number: await noteOf(claimId),
        settledOn: '2026-03-30',
        reference: `SAP ${n}`,
      });
  for (const { claimId, serial } of withPath('SHIPPED'))
    await send('shipReplacement', FIONA, {
      claimId,
      newSerial: `N-${serial}`,
      shippedOn: '2026-03-30',
      // So many claims show that the first is bad, so it is held (B9).
      batchId: ofNewUnits,
    });
  for (const { claimId, partner } of withPath('CONVERTED')) await send('convertReplacement', partner.who, { claimId });
  for (const { claimId } of withPath('REVERSED_THEN_REPLACED', 'REVERSED_THEN_CREDITED'))
    await send('reverseCreditNote', FIONA, { number: await noteOf(claimId), reason: REASON });
  await maker.settled();

  for (const { claimId, partner } of withPath('REVERSED_THEN_REPLACED'))
    await send('chooseRemedy', partner.who, { claimId, remedy: 'REPLACEMENT' });
  for (const { claimId, partner } of withPath('REVERSED_THEN_CREDITED'))
    await send('chooseRemedy', partner.who, { claimId, remedy: 'CREDIT' });
  await maker.settled();

  clock.at = Date.UTC(2026, 3, 2, 2);
  for (const { claimId, partner } of withPath('CHOSEN_IN_APRIL'))
    await send('chooseRemedy', partner.who, { claimId, remedy: 'CREDIT' });
  await maker.settled();
  clock.at += HOUR_MS;
}, 300_000);
afterAll(() => maker.end());

interface Sums {
  notes: number;
  reversals: number;
  /** Minor units, reversals subtracted. */
  net: number;
  payable: number;
  /** Of the reversals, positive. */
  reversedNet: number;
}

/** By month of issue and currency: `2026-03 EUR`. */
class Ledger {
  readonly #sums = new Map<string, Sums>();

  add(issuedOn: string, currency: string, isReversal: boolean, net: number, payable: number): void {
    const key = `${issuedOn.slice(0, 7)} ${currency}`;
    const sums = this.#sums.get(key) ?? { notes: 0, reversals: 0, net: 0, payable: 0, reversedNet: 0 };
    if (isReversal) {
      sums.reversals++;
      sums.reversedNet -= net;
    } else sums.notes++;
    sums.net += net;
    sums.payable += payable;
    this.#sums.set(key, sums);
  }

  get sums(): Readonly<Record<string, Sums>> {
    return Object.fromEntries([...this.#sums].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

const minor = (amount: string, currency: string) => money(amount, currency).minor;
const SPRING = 'from=2026-03-01&to=2026-04-30';

async function inTheCsv(): Promise<Ledger> {
  const ledger = new Ledger();
  const { text: sheet } = await maker.raw(FIONA, `/exports/credit-notes.csv?${SPRING}`);
  const [header = '', ...rows] = sheet.trimEnd().split('\r\n');
  const column = (name: string) => header.split(',').indexOf(name);
  for (const row of rows) {
    const cells = row.split(',');
    const cell = (name: string) => cells[column(name)] ?? '';
    const currency = cell('currency');
    const [net, payable] = [minor(cell('net'), currency), minor(cell('payable'), currency)];
    ledger.add(cell('issued_on'), currency, cell('document') === 'REVERSAL', net, payable);
  }
  return ledger;
}

async function inTheFeed(): Promise<Ledger> {
  const ledger = new Ledger();
  const { text: lines } = await maker.raw(FIONA, '/feeds/credit-notes');
  for (const line of lines.trimEnd().split('\n')) {
    const { type, data } = JSON.parse(line);
    if (type === 'CreditNoteSettled') continue;
    const sign = type === 'ReversalIssued' ? -1 : 1;
    const { amount, payable, issuedOn } = data;
    ledger.add(issuedOn, amount.currency, sign === -1, sign * amount.minor, sign * payable.minor);
  }
  return ledger;
}

interface Total {
  readonly month: string;
  readonly currency: string;
  readonly count: number;
  readonly reversed: number;
  readonly amount: { readonly minorUnits: string };
  readonly payable: { readonly minorUnits: string };
}

const MONEY = '{ minorUnits }';
const figure = '{ count amount { minorUnits } }';

it('F7 CSV, feed and totals of the month agree, document by document', async () => {
  const { sums } = await inTheCsv();
  expect(Object.keys(sums)).toEqual(['2026-03 EUR', '2026-03 JPY', '2026-03 KRW', '2026-04 JPY']);
  expect((await inTheFeed()).sums).toEqual(sums);
  const { creditTotals } = await maker.ask(
    FIONA,
    `{ creditTotals(from: "2026-03-01", to: "2026-04-30") { month currency count reversed amount ${MONEY} payable ${MONEY} } }`,
  );
  const totals = creditTotals.map(({ month, currency, count, reversed, amount, payable }: Total) => [
    `${month} ${currency}`,
    { notes: count, reversals: reversed, net: Number(amount.minorUnits), payable: Number(payable.minorUnits) },
  ]);
  expect(Object.fromEntries(totals)).toEqual(
    Object.fromEntries(Object.entries(sums).map(([key, { reversedNet: _, ...others }]) => [key, others])),
  );
});

it('F7 the claims approved in the month are credited, replaced or open, to the last unit of money of what was issued', async () => {
  const { sums } = await inTheCsv();
  const { reconciliation } = await maker.ask(
    FIONA,
    `{ reconciliation(from: "2026-03-01", to: "2026-03-31") { differenceCount underWay differences { claimId expected found }
       currencies { currency approved ${figure} credited ${figure} replaced ${figure} open ${figure} stillOwed { count } reversed ${figure} converted { count } } } }`,
  );
  expect(reconciliation).toMatchObject({ differenceCount: 0, underWay: 0, differences: [] });
  for (const {
    currency,
    approved,
    credited,
    replaced,
    open,
    stillOwed,
    reversed,
    converted,
  } of reconciliation.currencies) {
    const months = Object.entries(sums).flatMap(([key, month]) => (key.endsWith(currency) ? month : []));
    const total = (of: keyof Sums) => months.reduce((sum, month) => sum + month[of], 0);
    const of = (count: number, net: number) => ({ count, amount: { minorUnits: String(net) } });
    expect(credited).toEqual(of(total('notes') - total('reversals'), total('net')));
    expect(reversed).toEqual(of(total('reversals'), total('reversedNet')));
    const ofCurrency = (...paths: readonly Path[]) =>
      withPath(...paths).filter(({ partner }) => partner.currency === currency).length;
    expect({ approved: approved.count, open: open.count, replaced: replaced.count }).toEqual({
      approved: ofCurrency(...PATHS) - ofCurrency('REJECTED', 'WITHDRAWN'),
      open: ofCurrency('OPEN'),
      replaced: ofCurrency('OWED', 'SHIPPED', 'REVERSED_THEN_REPLACED'),
    });
    expect({ stillOwed: stillOwed.count, converted: converted.count }).toEqual({
      stillOwed: ofCurrency('OWED', 'REVERSED_THEN_REPLACED'),
      converted: ofCurrency('CONVERTED'),
    });
    const sum = [credited, replaced, open].reduce((all, { amount }) => all + Number(amount.minorUnits), 0);
    expect(Number(approved.amount.minorUnits)).toBe(sum);
  }
  expect(reconciliation.currencies).toHaveLength(3);
});

it("F7 the partners' statements have the same documents, and the units that the reconciliation says are still owed", async () => {
  const { sums } = await inTheCsv();
  const { reconciliation } = await maker.ask(
    FIONA,
    `{ reconciliation(from: "2026-03-01", to: "2026-03-31") { currencies { currency stillOwed { count } } } }`,
  );
  for (const { id, currency } of PARTNERS) {
    for (const month of ['2026-03', '2026-04']) {
      const { statement } = await maker.ask(
        FIONA,
        `{ statement(partnerId: "${id}", month: "${month}") { balances { currency credited ${MONEY} reversed ${MONEY} } entries { kind } replacements { closing } } }`,
      );
      const { notes = 0, reversals = 0, payable = 0 } = sums[`${month} ${currency}`] ?? {};
      const kinds = statement.entries.map(({ kind }: { kind: string }) => kind);
      expect(kinds.filter((kind: string) => kind === 'CREDIT_NOTE')).toHaveLength(notes);
      expect(kinds.filter((kind: string) => kind === 'REVERSAL')).toHaveLength(reversals);
      const [balance] = statement.balances;
      expect(statement.balances).toHaveLength(1);
      expect(balance.currency).toBe(currency);
      // Both without a sign.
      expect(Number(balance.credited.minorUnits) - Number(balance.reversed.minorUnits)).toBe(payable);
      const { count } = reconciliation.currencies.find(
        (one: { currency: string }) => one.currency === currency,
      ).stillOwed;
      expect(statement.replacements.closing).toBe(count);
    }
  }
});

it('F7 makegood reconcile finds no difference', async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const environment = { MAKEGOOD_DATA: maker.folder };
  const out = text(stdout);
  const words = ['reconcile', '--from', '2026-03-01', '--to', '2026-03-31'];
  const status = await run(words, { stdin: Readable.from([]), stdout, stderr, environment, clock });
  stdout.end();
  expect(await out).toMatch(/\nno differences\n$/);
  expect(status).toBe(0);
});
