import { addDays, addMonths, type Day } from '#kernel';
import type { PublishedPolicy } from './warranty.events.ts';

/** What coverage depends on in a unit. */
export interface WarrantedUnit {
  readonly sku: string;
  readonly shippedOn: Day;
  /** When the consumer bought it; absent: not known. */
  readonly soldOn?: Day | undefined;
  /** Sum of all extensions. */
  readonly extensionMonths: number;
  /** An earlier claim on it ended in a credit or a replacement. */
  readonly remedied: boolean;
  /** C11. */
  readonly replacementOf?: { readonly originalExpiresOn?: Day | undefined; readonly minimumDays: number } | undefined;
}

/** "Was it covered on that day, for that defect?" */
export interface CoverageQuestion {
  /** C3: the day of failure, or of submission where that is unknown; never today. */
  readonly on: Day;
  /** Absent: the question is about the term alone. */
  readonly defectCode?: string | undefined;
  /** Of the claim. Absent: nothing was submitted yet, so no claim window can have been missed. */
  readonly submittedOn?: Day | undefined;
}

export type CoverageCheck =
  | 'NO_POLICY'
  | 'NO_SALE_DATE'
  | 'NOT_YET_STARTED'
  | 'EXPIRED'
  | 'EXCLUDED_DEFECT'
  | 'DEFECT_NOT_COVERED'
  | 'CLAIM_WINDOW_MISSED'
  | 'ALREADY_REMEDIED';

export interface FailedCheck {
  readonly code: CoverageCheck;
  readonly message: string;
}

export interface Coverage {
  /** True exactly when no check failed. */
  readonly covered: boolean;
  readonly policyId?: string;
  readonly policyVersion?: number;
  /** The last day covered. Absent when the start is not known. */
  readonly expiresOn?: Day;
  readonly testedOn: Day;
  readonly failedChecks: readonly FailedCheck[];
}

/**
 * Whether a unit was covered, with every check that failed, not only the first (C3, C4).
 *
 * A term of m months from day d covers d and every day before `addMonths(d, m)`; `expiresOn` is the last of them. Extensions
 * lengthen the m. `policies`: all versions of all policies that name the product, in any order.
 */
export function coverageOf(
  unit: WarrantedUnit,
  policies: readonly PublishedPolicy[],
  { on, defectCode, submittedOn }: CoverageQuestion,
): Coverage {
  const failedChecks: FailedCheck[] = [];
  const fail = (code: CoverageCheck, message: string) => void failedChecks.push({ code, message });

  const policy = policyInForce(unit, policies, on);
  const term = policy && termOf(unit, policy);
  if (!policy) fail('NO_POLICY', `No warranty policy was in force for ${unit.sku} when the term would have started.`);
  else if (!term) fail('NO_SALE_DATE', 'The term starts on the day of sale, and that day is not known.');

  if (term && on < term.startsOn) fail('NOT_YET_STARTED', `The warranty starts on ${term.startsOn}, after ${on}.`);
  if (term && on > term.expiresOn) fail('EXPIRED', `The warranty ended on ${term.expiresOn}, before ${on}.`);

  if (policy && defectCode !== undefined) {
    const among = (codes: readonly string[]) => codes.some((code) => sameCode(code, defectCode));
    if (among(policy.excludedDefects)) fail('EXCLUDED_DEFECT', `The policy excludes defect ${defectCode}.`);
    else if (policy.coveredDefects && !among(policy.coveredDefects))
      fail('DEFECT_NOT_COVERED', `Defect ${defectCode} is not among those the policy covers.`);
  }

  // Counted back from the submission: the day asked about comes from outside and may lie where no calendar reaches.
  const window = policy?.claimWindowDays;
  if (window !== undefined && submittedOn !== undefined && on < addDays(submittedOn, -window))
    fail('CLAIM_WINDOW_MISSED', `The claim was due by ${addDays(on, window)}, ${window} days after the failure.`);

  if (unit.remedied) fail('ALREADY_REMEDIED', 'An earlier claim for this unit was already credited or replaced.');

  return {
    covered: failedChecks.length === 0,
    ...(policy && { policyId: policy.policyId, policyVersion: policy.version }),
    ...(term && { expiresOn: term.expiresOn }),
    testedOn: on,
    failedChecks,
  };
}

/**
 * The version that governs a unit: of those in force on the day its term starts, the one with the latest `effectiveFrom`, then
 * the highest version. Later versions do not touch units whose term has started. Where a policy counts from the sale and the
 * sale is not known, it is taken as late as can be, on the day asked about: else an older policy that counts from shipment
 * could cover what a newer one governs (C4).
 */
export function policyInForce(
  unit: WarrantedUnit,
  policies: readonly PublishedPolicy[],
  on: Day,
): PublishedPolicy | undefined {
  return policies
    .filter((policy) => policy.skus.includes(unit.sku) && policy.effectiveFrom <= (startOf(unit, policy) ?? on))
    .reduce<PublishedPolicy | undefined>(
      (best, policy) => (best && !supersedes(policy, best) ? best : policy),
      undefined,
    );
}

function supersedes(a: PublishedPolicy, b: PublishedPolicy): boolean {
  if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom > b.effectiveFrom;
  if (a.version !== b.version) return a.version > b.version;
  // Two policies alike in both: any choice will do that does not depend on the order they were read in.
  return a.policyId > b.policyId;
}

/** First day of the term; undefined when it is not known. A replacement runs on from its shipment (C11). */
function startOf(unit: WarrantedUnit, { startAnchor }: PublishedPolicy): Day | undefined {
  if (unit.replacementOf) return unit.shippedOn;
  switch (startAnchor) {
    case 'SHIPPED':
      return unit.shippedOn;
    case 'SOLD':
      return unit.soldOn;
    case 'SOLD_ELSE_SHIPPED':
      return unit.soldOn ?? unit.shippedOn;
  }
}

/** First and last day covered; undefined when the start is not known. */
function termOf(unit: WarrantedUnit, policy: PublishedPolicy): { startsOn: Day; expiresOn: Day } | undefined {
  const startsOn = startOf(unit, policy);
  if (startsOn === undefined) return undefined;
  if (!unit.replacementOf)
    return { startsOn, expiresOn: addDays(addMonths(startsOn, policy.months + unit.extensionMonths), -1) };
  // C11: the rest of the original term, or the minimum where that is longer. Without an original term only the minimum is sure.
  const { originalExpiresOn, minimumDays } = unit.replacementOf;
  const minimum = addDays(startsOn, minimumDays - 1);
  const inherited = originalExpiresOn && originalExpiresOn > minimum ? originalExpiresOn : minimum;
  return { startsOn, expiresOn: addDays(addMonths(addDays(inherited, 1), unit.extensionMonths), -1) };
}

/** Defect codes are the same whatever their case and the blanks around them: a spelling must not slip past an exclusion. */
export const sameCode = (a: string, b: string): boolean => a.trim().toUpperCase() === b.trim().toUpperCase();
