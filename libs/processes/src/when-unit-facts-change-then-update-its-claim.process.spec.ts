import { type ClaimCoverage, claims, CorrectClaimedUnit, TestCoverage } from '#claims';
import { expired, rejected, reopened, reviewed, submitted } from '#claims/facts';
import type { Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { policies, units } from '#warranty';
import { claimClosed, claimOpened, day, extended, published, shipmentCorrected, shipped, sold } from '#warranty/facts';
import { whenUnitFactsChangeThenUpdateItsClaim } from './when-unit-facts-change-then-update-its-claim.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenUnitFactsChangeThenUpdateItsClaim({ aggregates: recordedAggregates(recorded) }),
);

const SERIAL = shipped().data.serial;
const CLAIM = 'C-2026-0001';
const claim = streamOf(claims, CLAIM);
const unit = streamOf(units, SERIAL);
const ofUnit = { serial: SERIAL, sku: 'GLOW-1', batchId: 'B-2601' };
const submission = claim(submitted({ ...ofUnit, failedOn: day('2026-03-01'), coverage: expired }));
/** Covered from the day of sale only. */
const terms = streamOf(policies, 'STANDARD')(published(1, { startAnchor: 'SOLD' }));
const claimed = [terms, unit(shipped(), claimOpened(CLAIM)), submission] as const;

const tested = (because: string, more: Pick<ClaimCoverage, 'covered' | 'failedChecks' | 'expiresOn'>) =>
  command(TestCoverage, {
    claimId: CLAIM,
    because,
    coverage: { policyId: 'STANDARD', policyVersion: 1, testedOn: day('2026-03-01'), ...more },
  });
const untilJanuary = { covered: true, expiresOn: day('2027-01-31'), failedChecks: [] };
const noSaleDate = {
  code: 'NO_SALE_DATE',
  message: 'The term starts on the day of sale, which is not known.',
} as const;

describe('when facts of a unit change, the coverage of its open claim is tested again', () => {
  it('C4 after a sale becomes known', () =>
    given(...claimed)
      .when(unit(sold('2026-02-01')))
      .thenCommands(tested('UnitSold', untilJanuary)));

  it('C4 after an extension', () =>
    given(...claimed)
      .when(unit(extended(12)))
      .thenCommands(tested('CoverageExtended', { covered: false, failedChecks: [noSaleDate] })));

  it('C4 after a submission, for facts recorded in the meantime', () =>
    given(terms, unit(shipped(), claimOpened(CLAIM), sold('2026-02-01')))
      .when(submission)
      .thenCommands(tested('Submitted', untilJanuary)));

  it('C4 C10 a fact that was recorded while the claim was rejected, with its reopening', () =>
    given(
      ...claimed,
      claim(reviewed('NOT_CONFIRMED'), rejected()),
      unit(claimClosed(CLAIM, 'REJECTED'), sold('2026-02-01'), claimOpened(CLAIM, 'P-SEOUL', 2)),
    )
      .when(claim(reopened))
      .thenCommands(tested('Reopened', untilJanuary)));

  it('R5 a product and batch that were corrected while the claim was being submitted', () =>
    given(terms, unit(shipped(), claimOpened(CLAIM), shipmentCorrected({ batchId: 'B-2602' }), sold('2026-02-01')))
      .when(submission)
      .thenCommands(
        command(CorrectClaimedUnit, { claimId: CLAIM, ...ofUnit, batchId: 'B-2602' }),
        tested('Submitted', untilJanuary),
      ));

  it('C4 one fact after the other for a claim and its unit, since older coverage could be recorded last', async () => {
    const history = [terms, unit(shipped(), claimOpened(CLAIM))];
    await given(...history)
      .whenAll(submission, unit(sold('2026-02-01')))
      .thenInTurn();
    await given(...history, submission, claim(reviewed('NOT_CONFIRMED'), rejected()))
      .whenAll(claim(reopened), unit(sold('2026-02-01')))
      .thenInTurn();
  });

  it('C4 for different claims at the same time', async () => {
    const other = 'LB2-000999' as Serial;
    const theirs = streamOf(units, other);
    await given(...claimed, theirs(shipped({ serial: other }), claimOpened('C-2')))
      .whenAll(
        unit(sold('2026-02-01')),
        streamOf(claims, 'C-2')(submitted({ ...ofUnit, claimId: 'C-2', serial: other, coverage: expired })),
      )
      .thenAtTheSameTime();
  });

  it('C4 but not without an open claim, or before its submission', async () => {
    await given(terms, unit(shipped()))
      .when(unit(sold('2026-02-01')))
      .thenNone();
    await given(terms, unit(shipped(), claimOpened(CLAIM)))
      .when(unit(sold('2026-02-01')))
      .thenNone();
    await given(...claimed, claim(reviewed('NOT_CONFIRMED'), rejected()), unit(claimClosed(CLAIM, 'REJECTED')))
      .when(unit(sold('2026-02-01')))
      .thenNone();
  });
});
