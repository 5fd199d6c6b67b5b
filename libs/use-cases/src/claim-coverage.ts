import { type ClaimCoverage, type ClaimState, defectCodeOf, type SubmitClaim } from '#claims';
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

type CoverageReads = Pick<AggregateReader, 'unit' | 'partner' | 'product' | 'policiesFor' | 'calendars'>;

/** As it is now; undefined where there is nothing to test. */
export async function newestCoverage(claim: ClaimState, aggregates: CoverageReads): Promise<ClaimCoverage | undefined> {
  const { submission, submittedAt, unit: claimed } = claim;
  const unit = claimed && (await aggregates.unit(claimed.serial));
  if (!submission || !submittedAt || !unit) return undefined;
  return claimCoverage(unit, { ...submission, defect: { code: defectCodeOf(claim) } }, submittedAt, aggregates);
}

/** The policy version of the last coverage test; undefined if the unit has none. */
export async function claimTerms(
  { coverage }: Pick<ClaimState, 'coverage'>,
  aggregates: Pick<AggregateReader, 'policy'>,
): Promise<PublishedPolicy | undefined> {
  const { policyId, policyVersion } = coverage ?? {};
  return policyId !== undefined && policyVersion !== undefined ? aggregates.policy(policyId, policyVersion) : undefined;
}
