import { addDays, addMonths, among, type Day, dayInWords, endOfTerm, sameCode, UNSPECIFIED_DEFECT } from '#kernel';
import { type BoundUnit, governingPolicy } from './policy.policies.ts';
import type { PublishedPolicy, UnitFact } from './warranty.events.ts';

export interface WarrantedUnit extends BoundUnit {
  readonly soldOn?: Day | undefined;
  readonly extensions: readonly Pick<UnitFact<'CoverageExtended'>, 'months' | 'boughtOn'>[];
  readonly remedied: boolean;
  readonly replacementOf?: { readonly originalExpiresOn?: Day | undefined; readonly minimumDays: number } | undefined;
}

export interface CoverageQuestion {
  /** C3: the day of failure, or of submission when that is unknown; never today. */
  readonly on: Day;
  /** Absent: only the term is checked. */
  readonly defectCode?: string | undefined;
  /** Defect codes of the product; empty or absent: any code is accepted. */
  readonly productDefects?: readonly string[] | undefined;
  /** In the partner's zone (R9). Absent: not submitted yet, so the claim window is not checked. */
  readonly submittedOn?: Day | undefined;
}

export type CoverageCheck =
  | 'NO_POLICY'
  | 'NO_SALE_DATE'
  | 'NOT_YET_STARTED'
  | 'EXPIRED'
  | 'EXCLUDED_DEFECT'
  | 'DEFECT_NOT_COVERED'
  | 'UNKNOWN_DEFECT_CODE'
  | 'CLAIM_WINDOW_MISSED'
  | 'ALREADY_REMEDIED';

export interface FailedCheck {
  readonly code: CoverageCheck;
  readonly message: string;
}

/** What coverage asks, in the order in which a person would. */
export const COVERAGE_CHECKS = ['POLICY', 'TERM', 'DEFECT', 'CLAIM_WINDOW', 'EARLIER_REMEDY'] as const;
export type CoverageCheckName = (typeof COVERAGE_CHECKS)[number];

const ASKED_BY: Readonly<Record<CoverageCheck, CoverageCheckName>> = {
  NO_POLICY: 'POLICY',
  NO_SALE_DATE: 'TERM',
  NOT_YET_STARTED: 'TERM',
  EXPIRED: 'TERM',
  EXCLUDED_DEFECT: 'DEFECT',
  DEFECT_NOT_COVERED: 'DEFECT',
  UNKNOWN_DEFECT_CODE: 'DEFECT',
  CLAIM_WINDOW_MISSED: 'CLAIM_WINDOW',
  ALREADY_REMEDIED: 'EARLIER_REMEDY',
};

/** `NOT_ASKED`: the policy asks nothing of the kind, or there is none. */
export type CheckOutcome = 'PASSED' | 'FAILED' | 'NOT_ASKED';

/** C3: every check of a coverage with its outcome. `policy`: the version that it was tested with. */
export const checksOf = <F extends { readonly code: string }>(
  failedChecks: readonly F[],
  policy: Pick<PublishedPolicy, 'claimWindowDays'> | undefined,
): readonly { readonly name: CoverageCheckName; readonly outcome: CheckOutcome; readonly failures: readonly F[] }[] =>
  COVERAGE_CHECKS.map((name) => {
    const failures = failedChecks.filter(({ code }) => ASKED_BY[code as CoverageCheck] === name);
    const isAsked =
      (name !== 'TERM' || policy !== undefined) && (name !== 'CLAIM_WINDOW' || policy?.claimWindowDays !== undefined);
    return { name, failures, outcome: failures.length > 0 ? 'FAILED' : isAsked ? 'PASSED' : 'NOT_ASKED' };
  });

export interface Coverage {
  readonly covered: boolean;
  readonly policyId?: string;
  readonly policyVersion?: number;
  readonly expiresOn?: Day;
  readonly testedOn: Day;
  readonly failedChecks: readonly FailedCheck[];
}

/** C3, C4: with every failed check. `policies`: every version that ever named the product, in any order. */
export function coverageOf(
  unit: WarrantedUnit,
  policies: readonly PublishedPolicy[],
  { on, defectCode, productDefects = [], submittedOn }: CoverageQuestion,
): Coverage {
  const failedChecks: FailedCheck[] = [];
  const fail = (code: CoverageCheck, message: string) => void failedChecks.push({ code, message });

  const policy = governingPolicy(unit, policies);
  const term = policy && termOf(unit, policy, on);
  if (!policy)
    fail(
      'NO_POLICY',
      `No warranty policy was in force for ${unit.sku} on ${dayInWords(unit.shippedOn)}, when it was shipped.`,
    );
  else if (!term) fail('NO_SALE_DATE', 'The term starts on the day of sale, which is not known.');

  const termCheck = term && termFault(term, on);
  if (termCheck) failedChecks.push(termCheck);

  const defect = defectCode === undefined ? undefined : defectFault(defectCode, unit.sku, policy, productDefects);
  if (defect) failedChecks.push(defect);

  // Counted back from the submission: the day of failure is external and may be at the limit of the calendar.
  const window = policy?.claimWindowDays;
  if (window !== undefined && submittedOn !== undefined && on < addDays(submittedOn, -window))
    fail(
      'CLAIM_WINDOW_MISSED',
      `The claim was due by ${dayInWords(addDays(on, window))}, ${window} ${window === 1 ? 'day' : 'days'} after the failure.`,
    );

  if (unit.remedied) fail('ALREADY_REMEDIED', 'An earlier claim for this unit was already credited or replaced.');

  const expiresOn = term?.at(-1)?.endsOn;
  return {
    covered: failedChecks.length === 0,
    ...(policy && { policyId: policy.policyId, policyVersion: policy.version }),
    ...(expiresOn && { expiresOn }),
    testedOn: on,
    failedChecks,
  };
}

function termFault(term: readonly Stretch[], on: Day): FailedCheck | undefined {
  if (term.some(({ startsOn, endsOn }) => startsOn <= on && on <= endsOn)) return undefined;
  const [first, last] = [term[0], term.at(-1)] as [Stretch, Stretch];
  if (on < first.startsOn)
    return {
      code: 'NOT_YET_STARTED',
      message: `The warranty starts on ${dayInWords(first.startsOn)}, after ${dayInWords(on)}.`,
    };
  if (on > last.endsOn)
    return { code: 'EXPIRED', message: `The warranty ended on ${dayInWords(last.endsOn)}, before ${dayInWords(on)}.` };
  const next = term.find(({ startsOn }) => on < startsOn);
  return {
    code: 'EXPIRED',
    message: `The warranty had ended before ${dayInWords(on)}; the extension bought on ${dayInWords(next?.startsOn ?? on)} covers from that day on.`,
  };
}

/** Whether a policy leaves a defect out, by name or by naming all that it covers. */
export const excludesDefect = ({ excludedDefects, coveredDefects }: PublishedPolicy, code: string): boolean =>
  among(excludedDefects)(code) || (coveredDefects !== undefined && !among(coveredDefects)(code));

function defectFault(
  code: string,
  sku: string,
  policy: PublishedPolicy | undefined,
  productDefects: readonly string[],
): FailedCheck | undefined {
  if (sameCode(code, UNSPECIFIED_DEFECT))
    return {
      code: 'UNKNOWN_DEFECT_CODE',
      message: `No defect code of ${sku} was named. A person must find out which one is meant.`,
    };
  if (policy && among(policy.excludedDefects)(code))
    return { code: 'EXCLUDED_DEFECT', message: `The policy excludes defect ${code}.` };
  if (policy?.coveredDefects && !among(policy.coveredDefects)(code))
    return { code: 'DEFECT_NOT_COVERED', message: `The policy does not cover defect ${code}.` };
  if (productDefects.length > 0 && !among(productDefects)(code))
    return {
      code: 'UNKNOWN_DEFECT_CODE',
      message: `${sku} has no defect ${code}. A person must find out which one is meant.`,
    };
  return undefined;
}

interface Stretch {
  readonly startsOn: Day;
  readonly endsOn: Day;
}

/** Undefined when not known on that day. C11: the term of a replacement starts with its shipment. */
function startOf(unit: WarrantedUnit, { startAnchor, latestStartMonths }: PublishedPolicy, on: Day): Day | undefined {
  if (unit.replacementOf) return unit.shippedOn;
  switch (startAnchor) {
    case 'SHIPPED':
      return unit.shippedOn;
    case 'SOLD_ELSE_SHIPPED':
      return unit.soldOn ?? unit.shippedOn;
    case 'SOLD': {
      if (unit.soldOn || latestStartMonths === undefined) return unit.soldOn;
      // R7. Before that day the sale date is missing data (C4).
      const latest = addMonths(unit.shippedOn, latestStartMonths);
      return latest <= on ? latest : undefined;
    }
  }
}

/** Undefined when the start is unknown. R8: an extension bought before the end of a period lengthens it; a later one starts a new period. */
function termOf(unit: WarrantedUnit, policy: PublishedPolicy, on: Day): readonly Stretch[] | undefined {
  const startsOn = startOf(unit, policy, on);
  if (startsOn === undefined) return undefined;
  const first = unit.replacementOf ? inherited(startsOn, unit.replacementOf) : lasting(startsOn, policy.months);
  const stretches = [first];
  for (const { months, boughtOn } of unit.extensions.toSorted((a, b) => (a.boughtOn < b.boughtOn ? -1 : 1))) {
    const current = stretches.at(-1) as Lengthening;
    if (boughtOn <= current.endsOn) stretches[stretches.length - 1] = current.longer(months);
    else stretches.push(lasting(boughtOn, months));
  }
  return stretches;
}

interface Lengthening extends Stretch {
  longer(months: number): Lengthening;
}

/** R7: months are summed first, so that short months in between lose no day. */
const lasting = (startsOn: Day, months: number): Lengthening => ({
  startsOn,
  endsOn: endOfTerm(startsOn, months),
  longer: (more) => lasting(startsOn, months + more),
});

/** C11: the rest of the original term, or the minimum if that is longer or the term is unknown. */
function inherited(
  startsOn: Day,
  { originalExpiresOn, minimumDays }: NonNullable<WarrantedUnit['replacementOf']>,
): Lengthening {
  const minimum = addDays(startsOn, minimumDays - 1);
  const endsOn = originalExpiresOn && originalExpiresOn > minimum ? originalExpiresOn : minimum;
  const extended = (months: number): Lengthening => ({
    startsOn,
    endsOn: months === 0 ? endsOn : endOfTerm(addDays(endsOn, 1), months),
    longer: (more) => extended(months + more),
  });
  return extended(0);
}
