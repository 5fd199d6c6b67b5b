/** What mature batches have shown of one defect group, by month in service. */
export interface Experience {
  readonly unitDays: readonly number[];
  readonly claims: readonly number[];
}

/** Claims per unit-day by month in service, and the weight, in claims, of what is known of all of them together: their level. */
export interface Prior {
  readonly rates: readonly number[];
  readonly levelClaims: number;
}

/** Claims per unit-day by month in service, as Gamma distributions of these shapes: prior and seen claims, over `unitDays`. */
export interface Rates {
  readonly priorClaims: number;
  /** Of the prior. */
  readonly levelClaims: number;
  readonly seenClaims: readonly number[];
  readonly unitDays: readonly number[];
}

export const meanRates = ({ priorClaims, seenClaims, unitDays }: Rates): number[] =>
  unitDays.map((days, month) => (priorClaims + (seenClaims[month] as number)) / days);

/**
 * What all months together say of the level of the rates: that of a Gamma distribution with the mean of the prior and its weight. So a
 * month that was not seen yet is expected as high or low, beside its prior, as the others were.
 */
export function leveled({ rates, levelClaims }: Prior, { unitDays, claims }: Experience): Prior {
  const [expected, seen] = [sumOf(rates.map((rate, month) => rate * (unitDays[month] ?? 0))), sumOf(claims)];
  const level = (levelClaims + seen) / (levelClaims + expected);
  return { rates: rates.map((rate) => rate * level), levelClaims: levelClaims + seen };
}

/**
 * The Gamma posterior of a prior, which weighs in each month as much as `priorClaims` that were seen: thin data hardly move it, rich
 * data leave nothing of it.
 */
export const posterior = ({ unitDays, claims }: Experience, prior: Prior, priorClaims: number): Rates => ({
  priorClaims,
  levelClaims: prior.levelClaims,
  seenClaims: prior.rates.map((_, month) => claims[month] ?? 0),
  unitDays: prior.rates.map((rate, month) => priorClaims / rate + (unitDays[month] ?? 0)),
});

/**
 * By what factor the expected claims of an exposure may exceed their mean, except with the given probability: the Chernoff bound
 * P(X ≥ x·mean) ≤ exp(−A·(x − 1 − ln x)) of a Gamma distribution of shape A with the mean and variance of the sum. What the prior
 * is wrong by, in its level or in a month, it is wrong by in all months; what was seen varies by month.
 */
export function marginOfDoubt(
  { priorClaims, levelClaims, seenClaims, unitDays }: Rates,
  exposure: readonly number[],
  probability: number,
): number {
  let [mean, priorDeviation, seenVariance] = [0, 0, 0];
  const deviation = priorClaims * Math.sqrt(1 / priorClaims + 1 / levelClaims);
  exposure.forEach((days, month) => {
    const share = days / (unitDays[month] as number);
    const seen = seenClaims[month] as number;
    mean += share * (priorClaims + seen);
    priorDeviation += share * deviation;
    seenVariance += share * share * seen;
  });
  if (mean <= 0) return 1;
  const wanted = (Math.log(1 / probability) * (priorDeviation ** 2 + seenVariance)) / mean ** 2;
  // x − 1 − ln x = wanted for the root above 1; from the right of it Newton's method only falls.
  let x = 1 + wanted + Math.sqrt(2 * wanted);
  for (let step = 0; step < 100; step++) {
    const next = x - (x * (x - 1 - Math.log(x) - wanted)) / (x - 1);
    if (!(next < x && next > 1)) break;
    x = next;
  }
  return x;
}

export const together = (one: Experience, other: Experience): Experience => ({
  unitDays: one.unitDays.map((days, month) => days + (other.unitDays[month] ?? 0)),
  claims: one.unitDays.map((_, month) => (one.claims[month] ?? 0) + (other.claims[month] ?? 0)),
});

export const without = (all: Experience, part: Experience): Experience => ({
  unitDays: all.unitDays.map((days, month) => days - (part.unitDays[month] ?? 0)),
  claims: all.unitDays.map((_, month) => (all.claims[month] ?? 0) - (part.claims[month] ?? 0)),
});

interface GroupSums {
  /** Unit-days of batches in which this group is suspected or confirmed. */
  readonly withheld: number[];
  readonly claims: number[];
}

/** Sums over the mature batches of a product or of a family. Whole numbers: what is taken out again leaves no trace. */
export interface BaselineSums {
  readonly unitDays: number[];
  readonly groups: Map<string, GroupSums>;
}

export const noSums = (months: number): BaselineSums => ({ unitDays: zeros(months), groups: new Map() });

export const copyOf = ({ unitDays, groups }: BaselineSums): BaselineSums => ({
  unitDays: [...unitDays],
  groups: new Map(
    [...groups].map(([name, { withheld, claims }]) => [name, { withheld: [...withheld], claims: [...claims] }]),
  ),
});

/** `sign`: −1 takes them out again. */
export const addUnitDays = (sums: BaselineSums, days: readonly number[], sign: 1 | -1 = 1): void =>
  add(sums.unitDays, days, sign);

/** `sign`: −1 takes them back in. */
export const withhold = (sums: BaselineSums, group: string, days: readonly number[], sign: 1 | -1): void =>
  add(groupIn(sums, group).withheld, days, sign);

export const addClaims = (sums: BaselineSums, group: string, counts: readonly number[], sign: 1 | -1): void =>
  add(groupIn(sums, group).claims, counts, sign);

/** `sign`: −1 takes all that the others have in out again. */
export function addSums(sums: BaselineSums, { unitDays, groups }: BaselineSums, sign: 1 | -1): void {
  add(sums.unitDays, unitDays, sign);
  for (const [group, { withheld, claims }] of groups) {
    add(groupIn(sums, group).withheld, withheld, sign);
    add(groupIn(sums, group).claims, claims, sign);
  }
}

export function experienceOf({ unitDays, groups }: BaselineSums, group: string): Experience {
  const sums = groups.get(group);
  if (!sums) return { unitDays, claims: [] };
  return { unitDays: unitDays.map((days, month) => days - (sums.withheld[month] as number)), claims: sums.claims };
}

function groupIn({ unitDays, groups }: BaselineSums, name: string): GroupSums {
  let group = groups.get(name);
  if (!group) groups.set(name, (group = { withheld: zeros(unitDays.length), claims: zeros(unitDays.length) }));
  return group;
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const zeros = (months: number): number[] => new Array<number>(months).fill(0);

function add(to: number[], more: readonly number[], sign: 1 | -1): void {
  more.forEach((value, at) => {
    if (value !== 0) to[at] = (to[at] as number) + sign * value;
  });
}
