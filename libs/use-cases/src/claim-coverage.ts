import type { ClaimCoverage, SubmitClaim } from '#claims';
import { dayIn, type Instant } from '#kernel';
import { coverageOf, defectCodesOf, type UnitState } from '#warranty';
import { placeOfPartner } from './place-of-partner.ts';
import type { AggregateReader } from './ports.ts';

/** C3: on the day of failure, or of submission when that is unknown; never on today. R9: days of the partner's place. */
export async function claimCoverage(
  unit: NonNullable<UnitState>,
  { partnerId, failedOn, defect }: Pick<SubmitClaim['data'], 'partnerId' | 'failedOn' | 'defect'>,
  submittedAt: Instant,
  aggregates: Pick<AggregateReader, 'partner' | 'product' | 'policiesFor' | 'calendars'>,
): Promise<ClaimCoverage> {
  const submittedOn = dayIn(await placeOfPartner(partnerId, aggregates), submittedAt);
  const product = await aggregates.product(unit.sku);
  const { failedChecks, ...coverage } = coverageOf(unit, await aggregates.policiesFor(unit.sku), {
    on: failedOn ?? submittedOn,
    defectCode: defect.code,
    productDefects: product && defectCodesOf(product.current),
    submittedOn,
  });
  return { ...coverage, failedChecks: [...failedChecks] };
}
