import { type ClaimEvent, claimStreams, CorrectClaimedUnit, TestCoverage } from '#claims';
import { parseSerial, sameJson } from '#kernel';
import { defineProcess, type React, type Recorded } from '#platform';
import { newestCoverage } from '#use-cases';
import { type UnitEvent, unitStreams } from '#warranty';
import type { Reads } from './process-ports.ts';

/**
 * C4, R5, before the decision. Submissions and reopenings are included: a fact may have been recorded while the claim was being
 * submitted, or while it was rejected.
 */
export function whenUnitFactsChangeThenUpdateItsClaim({
  aggregates,
}: Reads<'claim' | 'unit' | 'partner' | 'product' | 'policiesFor' | 'calendars'>) {
  const follow = async (claimId: string, because: string, react: React<CorrectClaimedUnit | TestCoverage>) => {
    const claim = await aggregates.claim(claimId);
    const { unit: claimed } = claim;
    const unit = claimed && (await aggregates.unit(claimed.serial));
    const coverage = await newestCoverage(claim, aggregates);
    if (!unit || !coverage) return;
    const { serial, batchId } = unit.shipment;
    if (unit.sku !== claimed.sku || batchId !== claimed.batchId)
      await react(CorrectClaimedUnit, { claimId, serial, sku: unit.sku, batchId });
    if (!sameJson(coverage, claim.coverage)) await react(TestCoverage, { claimId, coverage, because });
  };
  const followOpenClaim = async (
    { stream, type }: Recorded<UnitEvent>,
    react: React<CorrectClaimedUnit | TestCoverage>,
  ) => {
    const serial = parseSerial(unitStreams.idOf(stream) as string);
    const openClaim = serial && (await aggregates.unit(serial))?.openClaim;
    if (openClaim !== undefined) await follow(openClaim, type, react);
  };
  const followClaim = ({ stream, type }: Recorded<ClaimEvent>, react: React<CorrectClaimedUnit | TestCoverage>) =>
    follow(claimStreams.idOf(stream) as string, type, react);
  return defineProcess<UnitEvent | ClaimEvent, CorrectClaimedUnit | TestCoverage>({
    name: 'when-unit-facts-change-then-update-its-claim',
    commands: { CorrectClaimedUnit, TestCoverage },
    poison: 'quarantine',
    // A claim and its unit together: otherwise coverage tested with older facts could be recorded last. A reopening names no unit.
    order: (event) => {
      if (event.type === 'Reopened') return undefined;
      return event.type === 'Submitted' ? unitStreams.of(event.data.serial) : event.stream;
    },
    when: {
      UnitSold: followOpenClaim,
      SaleCorrected: followOpenClaim,
      ShipmentCorrected: followOpenClaim,
      CoverageExtended: followOpenClaim,
      Submitted: followClaim,
      Reopened: followClaim,
    },
  });
}
