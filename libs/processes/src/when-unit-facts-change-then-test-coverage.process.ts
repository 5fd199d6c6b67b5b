import { type ClaimEvent, claimStreams, TestCoverage } from '#claims';
import { parseSerial } from '#kernel';
import { defineProcess, type React, type Recorded } from '#platform';
import { type AggregateReader, claimCoverage } from '#use-cases';
import { type UnitEvent, unitStreams } from '#warranty';

/** C4, before the decision. Submissions are tested as well: a fact may have been recorded while the claim was being submitted. */
export function whenUnitFactsChangeThenTestCoverage(
  aggregates: Pick<AggregateReader, 'claim' | 'unit' | 'partner' | 'product' | 'policiesFor' | 'calendars'>,
) {
  const test = async (claimId: string, because: string, react: React<TestCoverage>) => {
    const { submission, submittedAt } = await aggregates.claim(claimId);
    const unit = submission && (await aggregates.unit(submission.serial));
    if (!unit || !submittedAt) return;
    const coverage = await claimCoverage(unit, submission, submittedAt, aggregates);
    await react(TestCoverage, { claimId, coverage, because });
  };
  const testOpenClaim = async ({ stream, type }: Recorded<UnitEvent>, react: React<TestCoverage>) => {
    const serial = parseSerial(unitStreams.idOf(stream) as string);
    const openClaim = serial && (await aggregates.unit(serial))?.openClaim;
    if (openClaim !== undefined) await test(openClaim, type, react);
  };
  return defineProcess<UnitEvent | ClaimEvent, TestCoverage>({
    name: 'when-unit-facts-change-then-test-coverage',
    commands: { TestCoverage },
    poison: 'quarantine',
    when: {
      UnitSold: testOpenClaim,
      SaleCorrected: testOpenClaim,
      ShipmentCorrected: testOpenClaim,
      CoverageExtended: testOpenClaim,
      Submitted: ({ stream, type }, react) => test(claimStreams.idOf(stream) as string, type, react),
    },
  });
}
