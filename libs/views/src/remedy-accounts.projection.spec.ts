import { claims } from '#claims';
import {
  approved,
  bound,
  claimId,
  confirmed,
  converted,
  credited,
  held,
  queued,
  remedyReversed,
  submitted,
  unconfirmed,
  unitCorrected,
  withdrawn,
} from '#claims/facts';
import { creditNoteSeries, replacementLedgers, reversalSeries } from '#finance';
import { converted as convertedInLedger, issued, owed, replacementShipped, reversalIssued } from '#finance/facts';
import { at, type Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type RemedyAccountDocument, remedyAccountsProjection } from './remedy-accounts.projection.ts';

const { given } = projectionScenarios<RemedyAccountDocument>(remedyAccountsProjection);
const claim = streamOf(claims, claimId);
const series = streamOf(creditNoteSeries, 'CN-2026');
const reversals = streamOf(reversalSeries, 'CN-2026');
const ledger = streamOf(replacementLedgers, 'P-SEOUL');

const NINE = '2026-03-09T09:00:00.000Z' as Instant;
const TEN = '2026-03-09T10:00:00.000Z' as Instant;
const eur = { minor: 12_990, currency: 'EUR' };
const credit = { kind: 'CREDIT', remedyNumber: 1, subject: 'CN-2026-000001', amount: eur } as const;
const note = issued(1, claimId, '2026-03-09', { number: 'CN-2026-000001' });
const start = claim(at(NINE, submitted()), at(NINE, approved()));

/** As it stands after nine o'clock. */
const account = (more: Partial<RemedyAccountDocument>): RemedyAccountDocument => ({
  id: claimId,
  serial: 'LB2-000481',
  approvedAt: NINE,
  countedAt: NINE,
  doubtfulAt: undefined,
  remedyNumber: 1,
  held: false,
  claimed: [],
  booked: [],
  writtenAt: NINE,
  ...more,
});

describe('the account of a claim', () => {
  it('F7 begins with its approval, which counts it', () => given(start).then(account({})));

  it('C13 goodwill above the limit is approved once it is confirmed', async () => {
    await given(claim(at(NINE, submitted()), at(NINE, unconfirmed))).then(
      account({ approvedAt: undefined, countedAt: undefined }),
    );
    await given(claim(at(NINE, submitted()), at(NINE, unconfirmed), at(TEN, confirmed))).then(
      account({ approvedAt: TEN, countedAt: TEN, writtenAt: TEN }),
    );
  });

  it('F7 has the credit as the claim and as the series say it', () =>
    given(start, claim(at(NINE, bound('CREDIT'))), series(at(NINE, note)), claim(at(NINE, credited))).then(
      account({ bound: 'CREDIT', claimed: [credit], booked: [credit], bookedAt: NINE }),
    ));

  it('F7 is doubtful from the event on that the other side lacks', async () => {
    const bookedAt = TEN;
    await given(start, claim(at(NINE, bound('CREDIT'))), series(at(TEN, note))).then(
      account({ bound: 'CREDIT', booked: [credit], bookedAt, doubtfulAt: TEN, writtenAt: TEN }),
    );
    await given(series(at(TEN, note))).then({
      id: claimId,
      remedyNumber: 1,
      held: false,
      claimed: [],
      booked: [credit],
      bookedAt,
      countedAt: TEN,
      doubtfulAt: TEN,
      writtenAt: TEN,
    });
  });

  it('F8 a credit that is held is not missing', () =>
    given(start, claim(at(NINE, bound('CREDIT')), at(NINE, held('ADDRESS_MISSING')))).then(
      account({ bound: 'CREDIT', held: true }),
    ));

  it('F4 has the reversal, and goes on with the next remedy', () =>
    given(
      start,
      claim(at(NINE, bound('CREDIT'))),
      series(at(NINE, note)),
      claim(at(NINE, credited)),
      reversals(at(NINE, reversedNote())),
      claim(at(NINE, remedyReversed())),
    ).then(
      account({
        remedyNumber: 2,
        bound: undefined,
        claimed: [credit, { ...credit, kind: 'REVERSAL' }],
        booked: [credit, { ...credit, kind: 'REVERSAL' }],
        bookedAt: NINE,
      }),
    ));

  it('F6 has the replacement, its shipment and its conversion', async () => {
    const replacement = { kind: 'REPLACEMENT', remedyNumber: 1 } as const;
    const replaced = [
      start,
      claim(at(NINE, bound('REPLACEMENT'))),
      ledger(at(NINE, owed(claimId))),
      claim(at(NINE, queued)),
    ];
    await given(...replaced, ledger(at(NINE, replacementShipped(claimId, 'LB2-000900')))).then(
      account({
        bound: 'REPLACEMENT',
        claimed: [replacement],
        booked: [replacement, { kind: 'SHIPMENT', remedyNumber: 1, subject: 'LB2-000900' }],
        bookedAt: NINE,
      }),
    );
    const conversion = { kind: 'CONVERSION', remedyNumber: 1 } as const;
    await given(...replaced, ledger(at(NINE, convertedInLedger(claimId))), claim(at(NINE, converted))).then(
      account({
        remedyNumber: 2,
        bound: undefined,
        claimed: [replacement, conversion],
        booked: [replacement, conversion],
        bookedAt: NINE,
      }),
    );
  });

  it('C10 a withdrawn claim is owed nothing', () =>
    given(start, claim(at(NINE, withdrawn))).then(account({ approvedAt: undefined, countedAt: undefined })));

  it('R5 follows its unit', () => given(start, claim(at(NINE, unitCorrected))).then(account({ serial: 'LB2-000418' })));
});

function reversedNote() {
  const reversal = reversalIssued(1, 1);
  return { ...reversal, data: { ...reversal.data, claimId, creditNoteNumber: 'CN-2026-000001' } };
}
