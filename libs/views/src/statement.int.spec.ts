import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  creditNoteNumber,
  IssueCreditNote,
  IssueReversal,
  OweReplacement,
  reversalNumber,
  RequestReversal,
  ReserveReplacements,
  SettleCreditNote,
  ShipReplacements,
} from '#finance';
import { noteFacts } from '#finance/facts';
import { type Actor, addDays, type Clock, type Day, type Instant, type Serial } from '#kernel';
import fc from 'fast-check';
import { EnrollPartner } from '#warranty';
import { hanbit } from '#warranty/facts';
import { Engine, openTestStores } from '../../../tests/support/engine.ts';
import { CallerModels } from './caller-models.ts';
import { creditAgeing } from './credit-ageing.ts';
import { statement } from './statement.ts';

const day = (text: string) => text as Day;
const clock: Clock = { now: () => '2027-06-01T00:00:00.000Z' as Instant };
const fiona: Actor = { id: 'fiona', role: 'FINANCE' };
const system: Actor = { id: 'books', role: 'SYSTEM' };
const PARTNERS = ['P-SEOUL', 'P-BERLIN', 'P-OSAKA'];
const FIRST = day('2026-01-01');

interface Note {
  readonly partnerId: string;
  readonly currency: string;
  readonly minor: number;
  readonly issuedOn: Day;
  readonly settledOn: Day | undefined;
  readonly reversedOn: Day | undefined;
}
const later = fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined });
/** Those of a day after those of the days before; reversals in the order of their notes. */
const notes: readonly Note[] = fc
  .sample(
    fc.record({
      partnerId: fc.constantFrom(...PARTNERS),
      currency: fc.constantFrom('EUR', 'JPY'),
      minor: fc.integer({ min: 1, max: 99_999 }),
      settledAfter: later,
      reversed: fc.boolean(),
    }),
    { numRuns: 120, seed: 20_260_401 },
  )
  .map(({ settledAfter, reversed, ...note }, index) => {
    const issuedOn = addDays(FIRST, Math.floor(index * 1.5));
    return {
      ...note,
      issuedOn,
      settledOn: settledAfter === undefined ? undefined : addDays(issuedOn, settledAfter),
      reversedOn: reversed ? addDays(issuedOn, 45) : undefined,
    };
  });

describe('F5 open credits', () => {
  let folder: string;
  let engine: Engine;
  const ageing = (asOf: Day, caller = fiona) => creditAgeing(new CallerModels(caller, engine.makegood.models), asOf);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'makegood-ageing-'));
    engine = new Engine(await openTestStores(folder), { clock });
    await engine.prepare();
    engine.follow({ reactions: false });
    for (const partnerId of PARTNERS)
      await engine.send(system, (meta) => new EnrollPartner({ ...hanbit, partnerId }, meta));
    let reversals = 0;
    for (const [index, note] of notes.entries()) {
      const { partnerId, currency, minor, issuedOn, settledOn, reversedOn } = note;
      const number = creditNoteNumber('MG-2026', index + 1);
      const amount = { minor, currency };
      const facts = noteFacts(`C-${index}`, {
        partnerId,
        amount,
        tax: { category: 'S', rate: '0.00', amount: { minor: 0, currency } },
      });
      const after = index === 0 ? undefined : creditNoteNumber('MG-2026', index);
      await engine.send(
        system,
        (meta) => new IssueCreditNote({ series: 'MG-2026', after, datedOn: issuedOn, note: facts }, meta),
      );
      if (settledOn !== undefined)
        await engine.send(
          system,
          (meta) => new SettleCreditNote({ number, issuedOn, settledOn, reference: `SAP ${index}` }, meta),
        );
      if (reversedOn === undefined) continue;
      if (settledOn === undefined)
        await engine.send(system, (meta) => new RequestReversal({ number, reason: 'Wrong price.' }, meta));
      const reversal = {
        ...facts,
        payable: amount,
        creditNoteNumber: number,
        creditNoteIssuedOn: issuedOn,
        reason: 'Wrong price.',
      };
      const last = reversals === 0 ? undefined : reversalNumber('MG-2026', reversals);
      reversals++;
      await engine.send(
        system,
        (meta) => new IssueReversal({ series: 'MG-2026', after: last, datedOn: reversedOn, reversal }, meta),
      );
    }
    await engine.seen();
  });
  afterAll(async () => {
    await engine.stopFollowing();
    await engine.makegood.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['2025-12-31', '2026-01-01', '2026-02-15', '2026-03-31', '2026-05-20', '2026-07-01', '2027-01-01'])(
    'F5 on %s equals a count note by note: what was settled or reversed later was open',
    async (text) => {
      const asOf = day(text);
      const open = notes.filter(
        ({ issuedOn, settledOn = '9', reversedOn = '9' }) => issuedOn <= asOf && settledOn > asOf && reversedOn > asOf,
      );
      if (text > '2026-01-01') expect(open.length).toBeGreaterThan(5);
      const rows = [...new Set(open.map(({ partnerId, currency }) => `${partnerId}/${currency}`))].sort().map((key) => {
        const own = open.filter(({ partnerId, currency }) => `${partnerId}/${currency}` === key);
        const sum = (from: number, to: number) => ({
          currency: own[0]?.currency,
          minor: own
            .filter(({ issuedOn }) => issuedOn <= addDays(asOf, -from) && issuedOn >= addDays(asOf, -to))
            .reduce((all, { minor }) => all + minor, 0),
        });
        return {
          partnerId: own[0]?.partnerId,
          currency: own[0]?.currency,
          count: own.length,
          parts: [sum(0, 30), sum(31, 60), sum(61, 90), sum(91, 9_999)],
          total: sum(0, 9_999),
        };
      });
      expect(await ageing(asOf)).toEqual(rows);
    },
  );

  test.each(['2025-12', '2026-01', '2026-02', '2026-03', '2026-05', '2026-07', '2026-12'])(
    'F4 F5 the balances of %s equal a count document by document; what is open adds up to the closing balance',
    async (month) => {
      for (const partnerId of PARTNERS) {
        const models = new CallerModels(fiona, engine.makegood.models);
        const scope = { partnerId, month, placeOf: async () => 'UTC', now: clock.now() };
        const { balances, openItems } = await statement(models, scope);
        const movements = notes
          .filter((note) => note.partnerId === partnerId)
          .flatMap(({ currency, minor, issuedOn, settledOn, reversedOn }) => [
            { currency, kind: 'credited', minor, month: issuedOn.slice(0, 7) },
            { currency, kind: 'settled', minor: -minor, month: settledOn?.slice(0, 7) ?? '9' },
            { currency, kind: 'reversed', minor: -minor, month: reversedOn?.slice(0, 7) ?? '9' },
          ]);
        for (const currency of ['EUR', 'JPY']) {
          const sum = (those: (movement: (typeof movements)[number]) => boolean) =>
            movements
              .filter((one) => one.currency === currency && those(one))
              .reduce((all, { minor }) => all + minor, 0);
          const inMonth = (kind: string) => Math.abs(sum((one) => one.kind === kind && one.month === month));
          const expected = {
            opening: sum((one) => one.month < month),
            credited: inMonth('credited'),
            reversed: inMonth('reversed'),
            settled: inMonth('settled'),
            closing: sum((one) => one.month <= month),
          };
          const { currency: _, ...found } = balances.find((balance) => balance.currency === currency) ?? {};
          const minors = Object.fromEntries(Object.entries(found).map(([name, { minor }]) => [name, minor]));
          expect([partnerId, currency, minors]).toEqual([
            partnerId,
            currency,
            Object.values(expected).every((minor) => minor === 0) ? expect.anything() : expected,
          ]);
          const open = openItems.filter(({ amount }) => amount.currency === currency);
          expect(open.reduce((all, { amount }) => all + amount.minor, 0)).toBe(expected.closing);
        }
      }
    },
  );

  test('R9 F6 a unit that left the day before its debt began at the partner counts with the debt', async () => {
    // 09:00 on 1 June in Seoul; in Honolulu it is the day before.
    const [partnerId, claimId, sku] = ['P-SEOUL', 'C-LAST', 'LUMI-LAMP'];
    const units = [{ claimId, newSerial: 'LL1-2603-00001' as Serial, sku }];
    const shippedOn = day('2027-05-31');
    const debt = { claimId, partnerId, remedyNumber: 1, serial: 'LL1-2509-00043', sku, owedDays: 60 };
    await engine.send(system, (meta) => new OweReplacement(debt, meta));
    await engine.send(system, (meta) => new ReserveReplacements({ partnerId, units, shippedOn }, meta));
    await engine.send(system, (meta) => new ShipReplacements({ partnerId, units, shippedOn }, meta));
    await engine.seen();
    const of = async (month: string) => {
      const scope = { partnerId, month, placeOf: async () => 'Asia/Seoul', now: clock.now() };
      return (await statement(new CallerModels(fiona, engine.makegood.models), scope)).replacements;
    };
    expect(await of('2027-05')).toEqual({ opening: 0, owed: 0, shipped: 0, converted: 0, closing: 0, entries: [] });
    expect(await of('2027-06')).toMatchObject({
      ...{ opening: 0, owed: 1, shipped: 1, converted: 0, closing: 0 },
      entries: [
        { day: '2027-06-01', kind: 'OWED' },
        { day: '2027-06-01', kind: 'SHIPPED' },
      ],
    });
  });

  test('F5 a partner has only its own', async () => {
    const own = await ageing(day('2026-05-20'), { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' });
    expect(new Set(own.map(({ partnerId }) => partnerId))).toEqual(new Set(['P-SEOUL']));
  });
});
