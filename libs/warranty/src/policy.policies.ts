import { among, type Day, dayInWords, type Instant, isPastDay, type Refusal, sameCode } from '#kernel';
import type { ProductFact, PublishedPolicy, UnitFact } from './warranty.events.ts';

export interface BoundUnit {
  readonly sku: string;
  readonly shippedOn: Day;
  readonly policy?: UnitFact<'UnitShipped'>['policy'];
}

function supersedes(a: PublishedPolicy, b: PublishedPolicy): boolean {
  if (a.effectiveFrom !== b.effectiveFrom) return a.effectiveFrom > b.effectiveFrom;
  if (a.version !== b.version) return a.version > b.version;
  // R6 rules this out; it only makes the result independent of the order.
  return a.policyId > b.policyId;
}

const newestOf = (versions: readonly PublishedPolicy[]): PublishedPolicy | undefined =>
  versions.reduce<PublishedPolicy | undefined>(
    (best, version) => (best && !supersedes(version, best) ? best : version),
    undefined,
  );

const inForce = (versions: readonly PublishedPolicy[], on: Day): PublishedPolicy | undefined =>
  newestOf(versions.filter(({ effectiveFrom }) => effectiveFrom <= on));

export function policyOn(sku: string, on: Day, versions: readonly PublishedPolicy[]): PublishedPolicy | undefined {
  const ids = new Set(versions.map(({ policyId }) => policyId));
  return newestOf(
    [...ids]
      .flatMap(
        (id) =>
          inForce(
            versions.filter(({ policyId }) => policyId === id),
            on,
          ) ?? [],
      )
      .filter(names(sku)),
  );
}

const names =
  (sku: string) =>
  ({ skus }: PublishedPolicy): boolean =>
    skus.includes(sku);

/** R6: the version bound at shipment; only a later retroactive version that is not worse replaces it. */
export function governingPolicy(
  { sku, shippedOn, policy }: BoundUnit,
  versions: readonly PublishedPolicy[],
): PublishedPolicy | undefined {
  const bound =
    policy && versions.find((known) => known.policyId === policy.policyId && known.version === policy.version);
  const later = versions.filter(
    (version) =>
      version.retroactiveReason !== undefined &&
      version.effectiveFrom <= shippedOn &&
      names(sku)(version) &&
      (!bound ||
        (version.policyId === bound.policyId &&
          version.version > bound.version &&
          worseTerm(bound, version) === undefined)),
  );
  return newestOf(bound ? [bound, ...later] : later);
}

const asList = (codes: readonly string[]): string => codes.join(', ');

function worseTerm(before: PublishedPolicy, now: PublishedPolicy): string | undefined {
  const wereExcluded = among(before.excludedDefects);
  const excluded = now.excludedDefects.filter((code) => !wereExcluded(code));
  const { coveredDefects: covered } = now;
  const areCovered = among(covered ?? []);
  const uncovered = covered && (before.coveredDefects?.filter((code) => !areCovered(code)) ?? ['all others']);
  const unlimited = Number.MAX_SAFE_INTEGER;
  if (now.months < before.months) return `months: ${now.months} instead of ${before.months}`;
  if (now.startAnchor !== before.startAnchor && `${before.startAnchor} ${now.startAnchor}` !== 'SOLD SOLD_ELSE_SHIPPED')
    return `startAnchor: ${now.startAnchor} instead of ${before.startAnchor}`;
  // Both SOLD: a latest start covers units without a known sale, and a later one covers them longer.
  if (now.startAnchor === 'SOLD' && (now.latestStartMonths ?? -1) < (before.latestStartMonths ?? -1))
    return 'latestStartMonths: earlier than before';
  if ((now.claimWindowDays ?? unlimited) < (before.claimWindowDays ?? unlimited))
    return `claimWindowDays: only ${now.claimWindowDays} days`;
  if (excluded.length > 0) return `excludedDefects: ${asList(excluded)}`;
  if (uncovered && uncovered.length > 0) return `coveredDefects: without ${asList(uncovered)}`;
  return undefined;
}

/** R6: not before the day of publication, except with a reason and without taking anything away. */
export function effectiveDayRefusal(
  next: PublishedPolicy,
  versions: readonly PublishedPolicy[],
  publishedAt: Instant,
): Refusal | undefined {
  if (!isPastDay(next.effectiveFrom, publishedAt)) return undefined;
  if (next.retroactiveReason === undefined)
    return {
      code: 'EFFECTIVE_BEFORE_PUBLICATION',
      message: `effectiveFrom: ${dayInWords(next.effectiveFrom)} is in the past. Choose today or a later day; a version that must apply earlier needs a reason.`,
      rule: 'R6',
    };
  const before = inForce(versions, next.effectiveFrom);
  const worse = before && worseTerm(before, next);
  return worse === undefined
    ? undefined
    : {
        code: 'RETROACTIVE_AND_WORSE',
        message: `A retroactive version cannot take away what version ${before?.version} has granted (${worse}). Publish it with effect from today or later.`,
        rule: 'R6',
      };
}

/** From `from` to the day before `until`; without `until`, open-ended. */
export type Period = ProductFact<'ProductGoverned'>['periods'][number];

export const overlap = (a: Period, b: Period): boolean =>
  (b.until === undefined || a.from < b.until) && (a.until === undefined || b.from < a.until);

export function governedPeriods(versions: readonly PublishedPolicy[], sku: string): readonly Period[] {
  const days = [...new Set(versions.map(({ effectiveFrom }) => effectiveFrom))].sort();
  const periods: { from: Day; until?: Day }[] = [];
  let open: { from: Day; until?: Day } | undefined;
  for (const day of days) {
    const governs = inForce(versions, day)?.skus.includes(sku) ?? false;
    if (governs && !open) periods.push((open = { from: day }));
    if (!governs && open) {
      open.until = day;
      open = undefined;
    }
  }
  return periods;
}

type EvidenceDemand = Pick<PublishedPolicy['evidenceDemanded'][number], 'kind' | 'atLeast'>;

/** E2: what a policy asks to see of a defect; without a code, of every defect. Of several demands for one kind the largest. */
export function evidenceDemandedFor(
  { evidenceDemanded }: Pick<PublishedPolicy, 'evidenceDemanded'>,
  defectCode: string | undefined,
): readonly EvidenceDemand[] {
  const atLeast = new Map<EvidenceDemand['kind'], number>();
  for (const demand of evidenceDemanded) {
    const { kind, defectCode: of } = demand;
    if (of !== undefined && (defectCode === undefined || !sameCode(of, defectCode))) continue;
    atLeast.set(kind, Math.max(demand.atLeast, atLeast.get(kind) ?? 0));
  }
  return [...atLeast].map(([kind, least]) => ({ kind, atLeast: least }));
}
