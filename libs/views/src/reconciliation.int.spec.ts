import { claims } from '#claims';
import {
  approved,
  bound,
  claimId,
  converted,
  credited,
  held,
  queued,
  rejected,
  remedyReversed,
  submitted,
  withdrawn,
} from '#claims/facts';
import { creditNoteSeries, replacementLedgers, reversalSeries } from '#finance';
import { converted as convertedInLedger, issued, owed, replacementShipped, reversalIssued } from '#finance/facts';
import { type Actor, at, type Day, type Instant, type Money } from '#kernel';
import { Projector, silentLogger, waitFor } from '#platform';
import { inStoredFile, streamOf } from '#platform/specs';
import { units } from '#warranty';
import { shipmentCorrected, shipped } from '#warranty/facts';
import { CallerModels } from './caller-models.ts';
import { RECONCILED_FIGURES, type Reconciliation, reconciliation, reconciliationOfLog } from './reconciliation.ts';
import { itemsInWords } from './remedy-account.ts';
import { remedyAccountsProjection } from './remedy-accounts.projection.ts';
import { unitsProjection } from './units.projection.ts';

const MARCH = { from: '2026-03-01' as Day, to: '2026-03-31' as Day, timeZone: 'UTC' };
const LATER = '2026-06-01T00:00:00.000Z' as Instant;
const auditor: Actor = { id: 'arthur', role: 'AUDITOR' };
const NOTE = 'CN-2026-000001';

const serial = 'LB2-000481' as never;
const eur = (minor: number): Money => ({ minor, currency: 'EUR' });
const claim = streamOf(claims, claimId);
const unit = streamOf(units, serial);
const series = streamOf(creditNoteSeries, 'CN-2026');
const reversals = streamOf(reversalSeries, 'CN-2026');
const ledger = streamOf(replacementLedgers, 'P-SEOUL');
const otherLedger = streamOf(replacementLedgers, 'P-BERLIN');

type Facts = ReturnType<typeof claim>;

const sold = unit(shipped({ serial, netPrice: eur(12_990) }));
const start: Facts = [...sold, ...claim(submitted(), approved())];
const note = (n = 1, more: object = {}) =>
  series(issued(n, claimId, '2026-03-09', { number: `CN-2026-00000${n}`, ...more }));
const reversal = (more: object = {}) => {
  const { type, data } = reversalIssued(1, 1);
  return reversals({ type, data: { ...data, claimId, creditNoteNumber: NOTE, ...more } });
};
const begun: Facts = [...start, ...claim(bound('CREDIT'))];
const creditedOnce: Facts = [...begun, ...note(), ...claim(credited)];
const replacing: Facts = [...start, ...claim(bound('REPLACEMENT'))];
const replaced: Facts = [...replacing, ...ledger(owed(claimId)), ...claim(queued)];

/** From the log and from the read models, which must say the same. */
async function reconciled(facts: Facts, period = MARCH, now = LATER): Promise<Reconciliation> {
  return inStoredFile(facts, async ({ store, models, catalogue }) => {
    const projections = [remedyAccountsProjection, unitsProjection];
    const projector = new Projector(projections, { store, models, catalogue, logger: silentLogger, backoff: waitFor });
    await projector.prepare();
    await projector.catchUp();
    const fromLog = await reconciliationOfLog(store.readAll(), catalogue, period, now);
    expect(await reconciliation(new CallerModels(auditor, models), period, now)).toEqual(fromLog);
    return fromLog;
  });
}

/** Figures that are not zero: `{ EUR: { approved: [1, 12990] } }` */
async function sumsOf(facts: Facts, period = MARCH) {
  const { currencies, ...rest } = await reconciled(facts, period);
  const sums = currencies.map(({ currency, ...figures }) => [
    currency,
    Object.fromEntries(
      RECONCILED_FIGURES.flatMap((figure) => {
        const { count, net } = figures[figure];
        return count === 0 ? [] : [[figure, [count, net.minor]]];
      }),
    ),
  ]);
  return { ...Object.fromEntries(sums), ...rest };
}

const complete = { differences: [], underWay: 0 };

describe('the reconciliation of claims and books', () => {
  it.each<[string, Facts, object]>([
    ['before its remedy is known', start, { approved: [1, 12_990], open: [1, 12_990] }],
    ['credited', creditedOnce, { approved: [1, 12_990], credited: [1, 12_990] }],
    [
      'whose credit is held',
      [...begun, ...claim(held('ADDRESS_MISSING'))],
      { approved: [1, 12_990], open: [1, 12_990], held: [1, 12_990] },
    ],
    ['that is owed a unit', replaced, { approved: [1, 12_990], replaced: [1, 12_990], stillOwed: [1, 12_990] }],
    [
      'that was shipped a unit',
      [...replaced, ...ledger(replacementShipped(claimId, 'LB2-000900'))],
      { approved: [1, 12_990], replaced: [1, 12_990] },
    ],
    [
      'whose note was reversed',
      [...creditedOnce, ...reversal(), ...claim(remedyReversed())],
      { approved: [1, 12_990], open: [1, 12_990], reversed: [1, 12_990] },
    ],
    [
      'whose replacement was converted',
      [
        ...replaced,
        ...ledger(convertedInLedger(claimId)),
        ...claim(converted, bound('CREDIT')),
        ...note(1, { remedyNumber: 2 }),
        ...claim(credited),
      ],
      { approved: [1, 12_990], credited: [1, 12_990], converted: [1, 12_990] },
    ],
  ])('F7 counts a claim %s', async (_, facts, figures) =>
    expect(await sumsOf(facts)).toEqual({ EUR: figures, ...complete }),
  );

  it('F7 C10 does not count claims that are undecided, rejected or withdrawn', async () => {
    for (const events of [[submitted()], [submitted(), rejected()], [submitted(), approved(), withdrawn]])
      expect(await sumsOf([...sold, ...claim(...events)])).toEqual(complete);
  });

  it('F7 counts a claim in the period of its approval, whatever became of it later', async () => {
    const day = '2026-03-31T23:30:00.000Z';
    const facts: Facts = [...sold, ...claim(submitted(), at(day, approved()), at(day, bound('CREDIT')))];
    const april = { from: '2026-04-01' as Day, to: '2026-04-30' as Day, timeZone: 'UTC' };
    const creditedInApril = [
      ...facts,
      ...series(at('2026-04-02T02:00:00.000Z', issued(1, claimId, '2026-04-02', { number: NOTE }))),
      ...claim(at('2026-04-02T02:00:00.000Z', credited)),
    ];
    expect(await sumsOf(creditedInApril)).toMatchObject({ EUR: { credited: [1, 12_990] } });
    expect(await sumsOf(creditedInApril, april)).toEqual(complete);
    expect(await sumsOf(creditedInApril, { ...april, timeZone: 'Asia/Seoul' })).toMatchObject({
      EUR: { approved: [1, 12_990] },
    });
  });

  it.each<[string, Facts, [kind: string, expected: string, found: string][]]>([
    ['a note that is lost', [...begun, ...claim(credited)], [['MISSING', `credit note ${NOTE} of 129.90 EUR`, 'none']]],
    [
      'a note that its claim does not know',
      [...begun, ...note()],
      [['UNEXPECTED', 'none', `credit note ${NOTE} of 129.90 EUR`]],
    ],
    ['a note without a claim', note(), [['UNEXPECTED', 'none', `credit note ${NOTE} of 129.90 EUR`]]],
    [
      'a note of a withdrawn claim',
      [...sold, ...claim(submitted(), approved(), withdrawn), ...note()],
      [['UNEXPECTED', 'none', `credit note ${NOTE} of 129.90 EUR`]],
    ],
    [
      'a note that was issued twice',
      [...creditedOnce, ...note(2)],
      [
        [
          'DOUBLED',
          `credit note ${NOTE} of 129.90 EUR`,
          `credit note ${NOTE} of 129.90 EUR, credit note CN-2026-000002 of 129.90 EUR`,
        ],
      ],
    ],
    [
      'a note under another number',
      [...begun, ...note(2), ...claim(credited)],
      [['DIFFERENT', `credit note ${NOTE} of 129.90 EUR`, 'credit note CN-2026-000002 of 129.90 EUR']],
    ],
    [
      'a note of another amount',
      [...begun, ...note(1, { amount: eur(12_980) }), ...claim(credited)],
      [
        ['DIFFERENT', `credit note ${NOTE} of 129.90 EUR`, `credit note ${NOTE} of 129.80 EUR`],
        ['DIFFERENT', 'net price of unit LB2-000481 of 129.90 EUR', `credit note ${NOTE} of 129.80 EUR`],
      ],
    ],
    [
      'a note in another currency',
      [...begun, ...note(1, { amount: { minor: 12_990, currency: 'USD' } }), ...claim(credited)],
      [
        ['DIFFERENT', `credit note ${NOTE} of 129.90 EUR`, `credit note ${NOTE} of 129.90 USD`],
        ['DIFFERENT', 'net price of unit LB2-000481 of 129.90 EUR', `credit note ${NOTE} of 129.90 USD`],
      ],
    ],
    [
      'a price that was corrected after the credit (R5)',
      [...creditedOnce, ...unit(shipmentCorrected({ serial, netPrice: eur(11_990) }))],
      [['DIFFERENT', 'net price of unit LB2-000481 of 119.90 EUR', `credit note ${NOTE} of 129.90 EUR`]],
    ],
    ['a unit without an invoice', claim(submitted(), approved()), [['MISSING', 'invoice of unit LB2-000481', 'none']]],
    [
      'a reversal that is lost',
      [...creditedOnce, ...claim(remedyReversed())],
      [['MISSING', `reversal of credit note ${NOTE} of 129.90 EUR`, 'none']],
    ],
    [
      'a reversal that its claim does not know',
      [...creditedOnce, ...reversal()],
      [['UNEXPECTED', 'none', `reversal of credit note ${NOTE} of 129.90 EUR`]],
    ],
    [
      'a reversal of another amount',
      [...creditedOnce, ...reversal({ amount: eur(12_980) }), ...claim(remedyReversed())],
      [['DIFFERENT', `reversal of credit note ${NOTE} of 129.90 EUR`, `reversal of credit note ${NOTE} of 129.80 EUR`]],
    ],
    ['a credit that was bound and never issued', begun, [['MISSING', 'credit note', 'none']]],
    ['a replacement that was bound and never owed', replacing, [['MISSING', 'replacement in the ledger', 'none']]],
    [
      'a replacement that is lost',
      [...replacing, ...claim(queued)],
      [['MISSING', 'replacement in the ledger', 'none']],
    ],
    [
      'a replacement that its claim does not know',
      [...replacing, ...ledger(owed(claimId))],
      [['UNEXPECTED', 'none', 'replacement in the ledger']],
    ],
    [
      'a unit owed twice',
      [...replaced, ...otherLedger(owed(claimId))],
      [['DOUBLED', 'replacement in the ledger', 'replacement in the ledger, replacement in the ledger']],
    ],
    [
      'a unit shipped twice',
      [...replaced, ...ledger(replacementShipped(claimId, 'LB2-000900'), replacementShipped(claimId, 'LB2-000901'))],
      [['DOUBLED', 'replacement unit', 'replacement unit LB2-000900, replacement unit LB2-000901']],
    ],
    [
      'a unit shipped to a claim that is owed none',
      [...creditedOnce, ...ledger(replacementShipped(claimId, 'LB2-000900'))],
      [['UNEXPECTED', 'none', 'replacement unit LB2-000900']],
    ],
    [
      'a credit beside a replacement',
      [...replaced, ...note()],
      [['UNEXPECTED', 'none', `credit note ${NOTE} of 129.90 EUR`]],
    ],
    [
      'a conversion that its claim does not know',
      [...replaced, ...ledger(convertedInLedger(claimId))],
      [['UNEXPECTED', 'none', 'replacement converted to a credit']],
    ],
    [
      'a conversion that is lost',
      [...replaced, ...claim(converted, bound('CREDIT')), ...note(1, { remedyNumber: 2 }), ...claim(credited)],
      [['MISSING', 'replacement converted to a credit', 'none']],
    ],
  ])('F7 names %s', async (_, facts, differences) =>
    expect(
      (await reconciled(facts)).differences.map(({ expected, found, ...of }) => ({
        ...of,
        expected: itemsInWords(expected),
        found: itemsInWords(found),
      })),
    ).toEqual(differences.map(([kind, expected, found]) => ({ claimId, kind, expected, found }))),
  );

  it('F7 a difference breaks the sum of the claims', async () => {
    expect(await sumsOf([...begun, ...claim(credited)])).toMatchObject({ EUR: { approved: [1, 12_990] } });
    expect(await sumsOf([...begun, ...note()])).toMatchObject({
      EUR: { approved: [1, 12_990], credited: [1, 12_990], open: [1, 12_990] },
    });
  });

  it('F7 names a difference also in the period in which it arose', async () => {
    const may = { from: '2026-05-01' as Day, to: '2026-05-31' as Day, timeZone: 'UTC' };
    const again = series(
      at('2026-05-04T02:00:00.000Z', issued(2, claimId, '2026-05-04', { number: 'CN-2026-000002' })),
    );
    for (const period of [MARCH, may])
      expect((await reconciled([...creditedOnce, ...again], period)).differences).toMatchObject([{ kind: 'DOUBLED' }]);
    expect((await reconciled([...creditedOnce, ...again], may)).currencies).toEqual([]);
  });

  it('F7 a claim that changed within the last five minutes is under way', async () => {
    const nine = '2026-03-09T09:00:00.000Z';
    const facts: Facts = [...start, ...claim(at(nine, bound('CREDIT')))];
    const asOf = (now: string) => reconciled(facts, MARCH, now as Instant);
    expect(await asOf('2026-03-09T09:04:59.000Z')).toMatchObject({ differences: [], underWay: 1 });
    expect(await asOf('2026-03-09T09:05:00.000Z')).toMatchObject({ differences: [{ kind: 'MISSING' }], underWay: 0 });
  });

  it('F7 a period that ends before it begins is refused', () =>
    expect(reconciled(start, { ...MARCH, to: '2026-02-28' as Day })).rejects.toMatchObject({
      message: 'to: must not be before Mar 1, 2026. Exchange the two, or correct one.',
      rule: 'F7',
    }));
});
