import { type Day, dayNumber } from '#kernel';
import {
  addClaims,
  addSums,
  type BaselineSums,
  experienceOf,
  type Experience,
  leveled,
  marginOfDoubt,
  meanRates,
  noSums,
  posterior,
  sumOf,
  together,
  withhold,
  without,
} from './baseline.ts';
import type { Reading } from './detector.ts';
import { type Detectors, todaysDetectors } from './detectors.ts';
import { type Baseline, type Basis, daysOfMonth, type Expectation, monthsOfBaseline } from './expectation.ts';
import {
  addUnits,
  cumulated,
  DAYS_PER_MONTH,
  expectedClaims,
  firstDayOfMonth,
  monthInService,
  unitDays,
} from './exposure.ts';
import { forked, knownGroup, LONG_AGO, passWeeks, sumsOf, takeIn, takenIn } from './passing-weeks.ts';
import { inSameParts, type WatchPolicy } from './watch.policies.ts';
import {
  type Alarm,
  type ClaimFact,
  type Counted,
  emptyWatch,
  type WatchedBatch,
  type WatchedGroup,
  type WatchedProduct,
  type WatchFact,
  type WatchState,
  type WatchTerms,
} from './watched-state.ts';
import { dayFrom, lastDayBefore, weekOf, weeksOf } from './weeks.ts';

interface Compared {
  readonly today: number;
  readonly claims: readonly Counted[];
  /** Unit-days by month in service. */
  readonly exposure: readonly number[];
  readonly basis: Basis;
  /** Per unit-day. */
  readonly rates: readonly number[];
  readonly margin: number;
}

type Initial = Pick<WatchTerms, 'initialMonthlyRate'>;
const NONE: Experience = { unitDays: [], claims: [] };
const numberOf = (claims: readonly Counted[]): number => claims.reduce((sum, { count }) => sum + count, 0);
const expectedOf = ({ exposure, rates }: Compared): number =>
  sumOf(exposure.map((days, month) => days * (rates[month] as number)));
const ratesOf = ({ experience, prior, priorClaims }: Basis) => posterior(experience, prior, priorClaims);

/**
 * The batch sentinel: counts each (batch, defect group) from the facts in the order of the log (B2), and gives the alarms that a fact
 * raises. It holds counts, not claims; a fact costs what its own product has in the watch, however many others there are.
 */
export class BatchWatch {
  /** Through a week that no fact has reached; until the next fact. */
  #ahead: BatchWatch | undefined;

  /** `state`: of a watch by the same policy. */
  constructor(
    private readonly policy: WatchPolicy,
    private readonly detectors: Detectors = todaysDetectors,
    readonly state: WatchState = emptyWatch(),
  ) {}

  apply(fact: WatchFact): Alarm | undefined {
    this.#ahead = undefined;
    switch (fact.kind) {
      case 'product':
        return this.#list(fact);
      case 'batch':
        return this.#open(fact);
      case 'terms':
        return this.#agree(fact);
      case 'shipment':
        return this.#on(fact, (batch, day) => this.#ship(batch, day, fact.units));
      case 'claim':
        return this.#on(fact, (batch, day) => this.#count(batch, day, fact));
      case 'verdict':
        return this.#on(fact, (batch, day) => this.#judge(batch, this.#group(batch, fact.group), day, fact));
    }
  }

  /** Until all its units are out of service. */
  watches(batchId: string): boolean {
    return this.state.batches.has(batchId);
  }

  /**
   * What each detector reads, the sequential test first, by the baseline as it stands; undefined for a batch that is not watched.
   * `on`: a later day than that of its last fact.
   */
  readings(batchId: string, group: string, on?: Day): readonly Reading[] | undefined {
    const watch = this.#through(on);
    if (watch !== this) return watch.readings(batchId, group, on);
    const batch = this.state.batches.get(batchId);
    return batch && [...this.#readings(batch, group, knownGroup(batch, group), on)];
  }

  /** By the baseline alone, without the margin of doubt, and since the first shipment. Undefined for a batch that was never recorded. */
  expectedClaims(batchId: string, name: string, on: Day): number | undefined {
    const watch = this.#through(on);
    if (watch !== this) return watch.expectedClaims(batchId, name, on);
    const batch = this.state.batches.get(batchId);
    if (batch) return expectedOf(this.#compared(batch, name, knownGroup(batch, name), LONG_AGO, on));
    const left = this.state.outOfService.get(batchId);
    if (!left) return undefined;
    const rates = meanRates(ratesOf(this.#basis(left.product, name, this.#terms(left))));
    return left.shipped * cumulated(rates)(firstDayOfMonth(this.policy.serviceMonths));
  }

  /** What the sequential test compares on that day, and where it comes from; undefined for a batch that is not watched. */
  expectation(batchId: string, name: string, on: Day): Expectation | undefined {
    const watch = this.#through(on);
    if (watch !== this) return watch.expectation(batchId, name, on);
    const batch = this.state.batches.get(batchId);
    if (!batch) return undefined;
    const group = knownGroup(batch, name);
    const compared = this.#compared(batch, name, group, group.since, on);
    const { claims, exposure, margin, basis } = compared;
    const { months, ...baseline } = this.#baselineOf(batch.product, basis);
    return {
      ...baseline,
      ...(group.since !== LONG_AGO && { since: dayFrom(group.since + 1) }),
      claims: numberOf(claims),
      expected: expectedOf(compared),
      margin,
      months: months.flatMap((month, at) => {
        const exposed = (exposure[at] as number) / daysOfMonth(at);
        return exposed === 0 ? [] : { ...month, exposed };
      }),
    };
  }

  /** Of a product, for a batch that is not there yet. `initialMonthlyRate`: of its policy. Undefined for a product that is not known. */
  baseline(sku: string, name: string, on: Day, terms: Initial = this.policy): Baseline | undefined {
    const watch = this.#through(on);
    if (watch !== this) return watch.baseline(sku, name, on, terms);
    const product = this.state.products.get(sku);
    return product && this.#baselineOf(product, this.#basis(product, name, terms));
  }

  #baselineOf(product: WatchedProduct, basis: Basis): Baseline {
    const { week } = this.state;
    return {
      version: this.#version(product),
      ...(week > 0 && { through: dayFrom(lastDayBefore(week)) }),
      priorClaims: basis.priorClaims,
      isThin: basis.isThin,
      months: monthsOfBaseline(basis),
    };
  }

  #version({ changes, begun }: WatchedProduct): number {
    return changes + (begun === undefined ? 0 : Math.max(0, this.state.week - begun + 1));
  }

  /** What is asked of a later week is read as it would be then, and this watch goes on as if nobody had asked. */
  #through(on: Day | undefined): BatchWatch {
    if (on === undefined || weekOf(dayNumber(on)) <= this.state.week) return this;
    const day = dayNumber(on);
    if (!this.#ahead || this.#ahead.state.week > weekOf(day))
      this.#ahead = new BatchWatch(this.policy, this.detectors, forked(this.state));
    passWeeks(this.#ahead.state, day, this.policy);
    return this.#ahead;
  }

  #on<F extends { readonly batchId: string; readonly day: Day }>(
    fact: F,
    handle: (batch: WatchedBatch, day: number) => Alarm | undefined,
  ): Alarm | undefined {
    const day = dayNumber(fact.day);
    passWeeks(this.state, day, this.policy);
    const batch = this.state.batches.get(fact.batchId);
    if (!batch) return undefined;
    batch.today = Math.max(batch.today, day);
    batch.product.begun ??= weekOf(day);
    return handle(batch, day);
  }

  #product(sku: string): WatchedProduct {
    let product = this.state.products.get(sku);
    if (!product) {
      product = {
        groups: 1,
        familyName: '',
        family: this.#family(''),
        own: noSums(this.policy.serviceMonths),
        young: noSums(this.policy.serviceMonths),
        changes: 0,
        begun: undefined,
        batches: new Map(),
      };
      this.state.products.set(sku, product);
    }
    return product;
  }

  #family(name: string): BaselineSums {
    let family = this.state.families.get(name);
    if (!family) this.state.families.set(name, (family = noSums(this.policy.serviceMonths)));
    return family;
  }

  #list({ sku, family, groups }: Extract<WatchFact, { kind: 'product' }>): undefined {
    const product = this.#product(sku);
    // Never fewer: what was given to a group of alpha is spent.
    product.groups = Math.max(product.groups, groups);
    if (family === undefined || family === product.familyName) return;
    addSums(product.family, product.own, -1);
    product.familyName = family;
    product.family = this.#family(family);
    addSums(product.family, product.own, 1);
    product.changes++;
  }

  #open({ batchId, sku, quantity }: Extract<WatchFact, { kind: 'batch' }>): undefined {
    if (this.state.batches.has(batchId)) return;
    const product = this.#product(sku);
    const batch: WatchedBatch = {
      product,
      quantity,
      cohorts: [],
      shipped: 0,
      today: LONG_AGO,
      takenThrough: undefined,
      isMature: false,
      pending: [],
      groups: new Map(),
      terms: undefined,
    };
    this.state.batches.set(batchId, batch);
    product.batches.set(batchId, batch);
  }

  #agree({ batchId, triggers, falseAlarmShare, initialMonthlyRate }: Extract<WatchFact, { kind: 'terms' }>): undefined {
    const batch = this.state.batches.get(batchId);
    if (!batch) return;
    const { policy } = this;
    batch.terms = {
      triggers: [...policy.triggers, ...triggers],
      falseAlarmShare:
        falseAlarmShare === undefined ? policy.falseAlarmShare : inSameParts(falseAlarmShare, policy.falseAlarmShare),
      initialMonthlyRate: initialMonthlyRate ?? policy.initialMonthlyRate,
    };
  }

  #terms({ terms = this.policy }: Pick<WatchedBatch, 'terms'>): WatchTerms {
    return terms;
  }

  #group(batch: WatchedBatch, name: string): WatchedGroup {
    const group = knownGroup(batch, name);
    batch.groups.set(name, group);
    return group;
  }

  #ship(batch: WatchedBatch, day: number, units: number): undefined {
    addUnits(batch.cohorts, day, units);
    batch.shipped += units;
    const days = unitDays([[day, units]], LONG_AGO, batch.takenThrough ?? LONG_AGO, this.policy.serviceMonths);
    if (sumOf(days) === 0) return undefined;
    batch.product.changes++;
    takeIn(batch, days);
    return undefined;
  }

  #count(batch: WatchedBatch, day: number, { batchId, group: name, shippedOn, ...fact }: ClaimFact): Alarm | undefined {
    const month = monthInService(Math.max(0, day - dayNumber(shippedOn)));
    if (month >= this.policy.serviceMonths) return undefined;
    const group = this.#group(batch, name);
    const claim = { day, month, count: fact.count };
    addClaim(group.claims, claim);
    batch.pending.push({ group: name, claim: { ...claim } });
    if (fact.count < 0 || group.suspect || batch.shipped <= 0) return undefined;
    for (const reading of this.#readings(batch, name, group))
      if (reading.alarm) {
        this.#judge(batch, group, day, { group: name, verdict: 'SUSPECTED' });
        return { batchId, group: name, day: fact.day, reading };
      }
    return undefined;
  }

  /** A suspect group does not raise the baseline that it is compared with. A clearing starts the group anew. */
  #judge(
    batch: WatchedBatch,
    group: WatchedGroup,
    day: number,
    { group: name, verdict }: Pick<Extract<WatchFact, { kind: 'verdict' }>, 'group' | 'verdict'>,
  ): undefined {
    const suspect = verdict !== 'CLEARED';
    if (!suspect) group.since = day;
    if (suspect === group.suspect) return;
    group.suspect = suspect;
    const { unitDays: days, claims } = takenIn(batch, name, this.policy.serviceMonths);
    if (sumOf(days) === 0 && claims.every((count) => count === 0)) return;
    batch.product.changes++;
    for (const sums of sumsOf(batch)) {
      withhold(sums, name, days, suspect ? 1 : -1);
      addClaims(sums, name, claims, suspect ? -1 : 1);
    }
  }

  *#readings(batch: WatchedBatch, name: string, group: WatchedGroup, on?: Day): Generator<Reading> {
    const { minimumClaims, serviceMonths, drift } = this.policy;
    const { product, cohorts } = batch;
    const { falseAlarmShare, triggers } = this.#terms(batch);
    const { sequential, trigger: contract, drift: slow } = this.detectors;
    const { today, claims, exposure, basis, rates, margin } = this.#compared(batch, name, group, group.since, on);
    const upToDay = cumulated(rates.map((rate) => rate * margin));
    const learned = {
      rates,
      margin,
      baselineVersion: this.#version(product),
      ...(basis.isThin && { thinBaseline: true as const }),
    };
    yield sequential.read({
      claims: numberOf(claims),
      unitDays: exposure,
      ...learned,
      horizon: roundedUp(Math.min(LONGEST_HORIZON, batch.quantity * upToDay(firstDayOfMonth(serviceMonths)))),
      alpha: falseAlarmShare.sequential / product.groups,
      minimumClaims,
    });
    const days = claims.map(({ day, count }) => [day, count] as const);
    for (const trigger of triggers)
      yield contract.read({
        trigger,
        units: trigger.of === 'SHIPPED' ? batch.shipped : batch.quantity,
        claims: days,
      });
    const begun = cohorts[0]?.[0] ?? today;
    if (today - begun < drift.weeks * 7)
      yield slow.read({
        weeks: weeksOf(days, group.since, today, (from, to) => expectedClaims(cohorts, from, to, upToDay)),
        ...learned,
        ratio: drift.ratio,
        alpha: falseAlarmShare.drift / product.groups,
        watchedWeeks: drift.weeks,
      });
  }

  /** Claims and what is expected, `from` the day after this one on; rates of the other batches of the product. */
  #compared(batch: WatchedBatch, name: string, group: WatchedGroup, from: number, on?: Day): Compared {
    const { product, cohorts } = batch;
    const terms = this.#terms(batch);
    const today = on === undefined ? batch.today : Math.max(batch.today, dayNumber(on));
    const basis = this.#basis(product, name, terms, batch);
    const baseline = ratesOf(basis);
    const exposure = unitDays(cohorts, from, today, this.policy.serviceMonths);
    return {
      today,
      claims: from === LONG_AGO ? group.claims : group.claims.filter(({ day }) => day > from),
      exposure,
      basis,
      rates: meanRates(baseline),
      margin: marginOfDoubt(baseline, exposure, terms.falseAlarmShare.baseline / product.groups),
    };
  }

  /**
   * What the product has not shown comes from the other products of the family, then from the policy. While mature batches have not
   * shown enough, the young ones count as well: what rises in all of them is the rate of the product, and not a bad batch. `but`: that
   * is compared with the others.
   */
  #basis(
    { own, young, family }: WatchedProduct,
    name: string,
    { initialMonthlyRate }: Initial,
    but?: WatchedBatch,
  ): Basis {
    const { priorClaims, initialClaims, enoughClaims, serviceMonths } = this.policy;
    const all = experienceOf(own, name);
    const others = without(experienceOf(family, name), all);
    const its = but && !knownGroup(but, name).suspect ? takenIn(but, name, serviceMonths) : undefined;
    const mature = its && but?.isMature ? without(all, its) : all;
    const isThin = sumOf(mature.claims) < enoughClaims;
    const notMature = isThin ? experienceOf(young, name) : NONE;
    const experience = together(mature, its && isThin && !but?.isMature ? without(notMature, its) : notMature);
    const initial = new Array<number>(serviceMonths).fill(initialMonthlyRate / DAYS_PER_MONTH);
    const ofFamily = leveled({ rates: initial, levelClaims: initialClaims }, others);
    const level = {
      rates: meanRates(posterior(others, ofFamily, priorClaims)),
      // The family is not quite what the product is.
      levelClaims: 1 / (1 / ofFamily.levelClaims + 1 / priorClaims),
    };
    return { experience, prior: leveled(level, experience), priorClaims, isThin };
  }
}

function addClaim(claims: Counted[], claim: Counted): void {
  let at = claims.length;
  while (at > 0 && (claims[at - 1] as Counted).day > claim.day) at--;
  for (let same = at - 1; claims[same]?.day === claim.day; same--) {
    const found = claims[same] as Counted;
    if (found.month !== claim.month) continue;
    found.count += claim.count;
    if (found.count === 0) claims.splice(same, 1);
    return;
  }
  claims.splice(at, 0, claim);
}

/**
 * Expected claims. By then a fifth more than expected would have rung, and the exact critical value, whose cost grows with the square of
 * the horizon, still takes less than a tenth of a second; those of all horizons up to there take one.
 */
const LONGEST_HORIZON = 500;

/** To two digits, upwards: a longer horizon asks for more, and few critical values are ever needed. */
function roundedUp(expected: number): number {
  const unit = 10 ** (Math.floor(Math.log10(expected)) - 1);
  return Number((Math.ceil(expected / unit - 1e-9) * unit).toPrecision(2));
}
