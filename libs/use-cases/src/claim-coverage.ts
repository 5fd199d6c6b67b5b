import type { ClaimCoverage, ClaimState, SubmitClaim } from '#claims';
import { dayIn, type Instant } from '#kernel';
import { coverageOf, defectCodesOf, type PublishedPolicy, type UnitState } from '#warranty';
import { placeOfPartner } from './place-of-partner.ts';
import type { AggregateReader } from './ports.ts';

/** C3: on the day of failure, or of submission when that is unknown. R9: days in the partner's zone. */
export async function claimCoverage(
  unit: NonNullable<UnitState>,
  {
    partnerId,
    failedOn,
    defect,
  }: Pick<SubmitClaim['data'], 'partnerId' | 'failedOn'> & {
    /** Absent: not known yet, and not tested. */
    readonly defect?: Pick<SubmitClaim['data']['defect'], 'code'> | undefined;
  },
  submittedAt: Instant,
  aggregates: Pick<AggregateReader, 'partner' | 'product' | 'policiesFor' | 'calendars'>,
): Promise<ClaimCoverage> {
  const submittedOn = dayIn(await placeOfPartner(partnerId, aggregates), submittedAt);
  const product = await aggregates.product(unit.sku);
  const { failedChecks, ...coverage } = coverageOf(unit, await aggregates.policiesFor(unit.sku), {
    on: failedOn ?? submittedOn,
    defectCode: defect?.code,
    productDefects: product && defectCodesOf(product.current),
    submittedOn,
  });
  return { ...coverage, failedChecks: [...failedChecks] };
}

/** The policy version of the last coverage test; undefined if the unit has none. */
export async function claimTerms(
  { coverage }: Pick<ClaimState, 'coverage'>,
  aggregates: Pick<AggregateReader, 'policy'>,
): Promise<PublishedPolicy | undefined> {
  const { policyId, policyVersion } = coverage ?? {};
  return policyId !== undefined && policyVersion !== undefined ? aggregates.policy(policyId, policyVersion) : undefined;
}
