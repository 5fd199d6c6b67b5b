import type { Day } from '#kernel';
import {
  addClaims,
  addSums,
  addUnitDays,
  type BaselineSums,
  experienceOf,
  type Experience,
  marginOfDoubt,
  meanRates,
  noSums,
  posterior,
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
import { dayFrom, dayNumber, lastDayBefore, weekOf, weeksOf } from './weeks.ts';

const NOT_CLEARED = 0;

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

/** What is only looked at is not written. */
const knownGroup = ({ groups }: WatchedBatch, name: string): WatchedGroup =>
  groups.get(name) ?? { suspect: false, since: NOT_CLEARED, claims: [] };
const numberOf = (claims: readonly Counted[]): number => claims.reduce((sum, { count }) => sum + count, 0);
const expectedOf = ({ exposure, rates }: Compared): number =>
  exposure.reduce((sum, days, month) => sum + days * (rates[month] as number), 0);
const ratesOf = ({ experience, prior, priorClaims }: Basis) => posterior(experience, prior, priorClaims);
const baselineOf = ({ version, week }: WatchedProduct, basis: Basis): Baseline => ({
  version,
  ...(week > 0 && { through: dayFrom(lastDayBefore(week)) }),
  priorClaims: basis.priorClaims,
  months: monthsOfBaseline(basis),
});

/**
 * The batch sentinel: counts each (batch, defect group) from the facts in the order of the log (B2), and gives the alarms that a fact
 * raises. It holds counts, not claims; a fact costs what its own product has in the watch, however many others there are.
 */
export class BatchWatch {
  /** `state`: of a watch by the same policy. */
  constructor(
    private readonly policy: WatchPolicy,
    private readonly detectors: Detectors = todaysDetectors,
    readonly state: WatchState = emptyWatch(),
  ) {}

  apply(fact: WatchFact): Alarm | undefined {
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
   * `on`: a later day than that of the last fact.
   */
  readings(batchId: string, group: string, on?: Day): readonly Reading[] | undefined {
    const batch = this.state.batches.get(batchId);
    return batch && [...this.#readings(batch, group, knownGroup(batch, group), on)];
  }

  /** By the baseline alone, without the margin of doubt, and since the first shipment. Undefined for a batch that was never recorded. */
  expectedClaims(batchId: string, name: string, on: Day): number | undefined {
    const batch = this.state.batches.get(batchId);
    if (batch) return expectedOf(this.#compared(batch, name, knownGroup(batch, name), NOT_CLEARED, on));
    const left = this.state.outOfService.get(batchId);
    if (!left) return undefined;
    const { product, units, initialMonthlyRate } = left;
    const rates = meanRates(ratesOf(this.#basis(product, name, initialMonthlyRate)));
    return units * cumulated(rates)(firstDayOfMonth(this.policy.serviceMonths));
  }

  /** What the sequential test compares on that day, and where it comes from; undefined for a batch that is not watched. */
  expectation(batchId: string, name: string, on: Day): Expectation | undefined {
    const batch = this.state.batches.get(batchId);
    if (!batch) return undefined;
    const group = knownGroup(batch, name);
    const compared = this.#compared(batch, name, group, group.since, on);
    const { claims, exposure, margin, basis } = compared;
    const { months, ...baseline } = baselineOf(batch.product, basis);
    return {
      ...baseline,
      ...(group.since !== NOT_CLEARED && { since: dayFrom(group.since + 1) }),
      claims: numberOf(claims),
      expected: expectedOf(compared),
      margin,
      months: months.flatMap((month, at) => {
        const exposed = (exposure[at] as number) / daysOfMonth(at);
        return exposed === 0 ? [] : { ...month, exposed };
      }),
    };
  }

  /** Of all mature batches of a product. `initialMonthlyRate`: of its policy. Undefined for a product that is not known. */
  baseline(
    sku: string,
    name: string,
    { initialMonthlyRate }: Pick<WatchPolicy, 'initialMonthlyRate'> = this.policy,
  ): Baseline | undefined {
    const product = this.state.products.get(sku);
    return product && baselineOf(product, this.#basis(product, name, initialMonthlyRate));
  }

  #on<F extends { readonly batchId: string; readonly day: Day }>(
    fact: F,
    handle: (batch: WatchedBatch, day: number) => Alarm | undefined,
  ): Alarm | undefined {
    const batch = this.state.batches.get(fact.batchId);
    if (!batch) return undefined;
    const day = dayNumber(fact.day);
    this.#advance(batch.product, day);
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
        version: 0,
        today: 0,
        week: 0,
        batches: new Map(),
        pending: [],
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
    product.version++;
  }

  #open({ batchId, sku, quantity }: Extract<WatchFact, { kind: 'batch' }>): undefined {
    if (this.state.batches.has(batchId)) return;
    const product = this.#product(sku);
    const batch: WatchedBatch = {
      product,
      quantity,
      cohorts: [],
      shipped: 0,
      matureThrough: undefined,
      groups: new Map(),
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

  #terms({ terms = this.policy }: WatchedBatch): WatchTerms {
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
    if (batch.matureThrough !== undefined) {
      batch.product.version++;
      this.#addUnitDays(batch, unitDays([[day, units]], NOT_CLEARED, batch.matureThrough, this.policy.serviceMonths));
    }
    return undefined;
  }

  #count(batch: WatchedBatch, day: number, { batchId, group: name, shippedOn, ...fact }: ClaimFact): Alarm | undefined {
    const month = monthInService(Math.max(0, day - dayNumber(shippedOn)));
    if (month >= this.policy.serviceMonths) return undefined;
    const group = this.#group(batch, name);
    const claim = { day, month, count: fact.count };
    addClaim(group.claims, claim);
    if (batch.matureThrough !== undefined) batch.product.pending.push({ batch, group: name, claim: { ...claim } });
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
    this.#settle(batch.product);
    group.suspect = suspect;
    batch.product.version++;
    if (batch.matureThrough === undefined) return;
    const days = unitDays(batch.cohorts, NOT_CLEARED, batch.matureThrough, this.policy.serviceMonths);
    for (const sums of [batch.product.own, batch.product.family]) {
      withhold(sums, name, days, suspect ? 1 : -1);
      for (const { month, count } of group.claims) addClaims(sums, name, month, suspect ? -count : count);
    }
  }

  *#readings(batch: WatchedBatch, name: string, group: WatchedGroup, on?: Day): Generator<Reading> {
    const { minimumClaims, serviceMonths, drift } = this.policy;
    const { product, cohorts } = batch;
    const { falseAlarmShare, triggers } = this.#terms(batch);
    const { sequential, trigger: contract, drift: slow } = this.detectors;
    const { today, claims, exposure, rates, margin } = this.#compared(batch, name, group, group.since, on);
    const upToDay = cumulated(rates.map((rate) => rate * margin));
    const baselineVersion = product.version;
    yield sequential.read({
      claims: numberOf(claims),
      unitDays: exposure,
      rates,
      margin,
      baselineVersion,
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
        rates,
        margin,
        baselineVersion,
        ratio: drift.ratio,
        alpha: falseAlarmShare.drift / product.groups,
        watchedWeeks: drift.weeks,
      });
  }

  /** Claims and what is expected, `from` the day after this one on; rates of the other batches of the product. */
  #compared(batch: WatchedBatch, name: string, group: WatchedGroup, from: number, on?: Day): Compared {
    const { product, cohorts } = batch;
    const { falseAlarmShare, initialMonthlyRate } = this.#terms(batch);
    const today = on === undefined ? product.today : Math.max(product.today, dayNumber(on));
    const all = this.#basis(product, name, initialMonthlyRate);
    const isCounted = batch.matureThrough !== undefined && !group.suspect;
    const basis = isCounted ? { ...all, experience: without(all.experience, this.#experience(batch, group)) } : all;
    const baseline = ratesOf(basis);
    const exposure = unitDays(cohorts, from, today, this.policy.serviceMonths);
    return {
      today,
      claims: from === NOT_CLEARED ? group.claims : group.claims.filter(({ day }) => day > from),
      exposure,
      basis,
      rates: meanRates(baseline),
      margin: marginOfDoubt(baseline, exposure, falseAlarmShare.baseline / product.groups),
    };
  }

  /** What the product has not shown comes from the other products of the family, then from the policy. */
  #basis({ own, family }: WatchedProduct, name: string, initialMonthlyRate: number): Basis {
    const { priorClaims, serviceMonths } = this.policy;
    const initial = new Array<number>(serviceMonths).fill(initialMonthlyRate / DAYS_PER_MONTH);
    const experience = experienceOf(own, name);
    const others = without(experienceOf(family, name), experience);
    return { experience, prior: meanRates(posterior(others, initial, priorClaims)), priorClaims };
  }

  /** What the batch itself has in the baseline. */
  #experience({ cohorts, matureThrough = NOT_CLEARED, product }: WatchedBatch, group: WatchedGroup): Experience {
    const claims = new Array<number>(this.policy.serviceMonths).fill(0);
    for (const { month, count } of group.claims) claims[month] = (claims[month] as number) + count;
    for (const { batch, group: name, claim } of product.pending)
      if (batch.groups.get(name) === group) claims[claim.month] = (claims[claim.month] as number) - claim.count;
    return { unitDays: unitDays(cohorts, NOT_CLEARED, matureThrough, this.policy.serviceMonths), claims };
  }

  /** Weekly: the baseline takes in the weeks that are over, and the batches that have become mature. */
  #advance(product: WatchedProduct, day: number): void {
    if (day <= product.today) return;
    product.today = day;
    const week = weekOf(day);
    if (week <= product.week) return;
    product.week = week;
    const through = lastDayBefore(week);
    product.version++;
    this.#settle(product);
    for (const [batchId, batch] of product.batches) this.#mature(batchId, batch, through);
  }

  #mature(batchId: string, batch: WatchedBatch, through: number): void {
    const { serviceMonths, matureAfterDays } = this.policy;
    const [first, last] = [batch.cohorts[0]?.[0], batch.cohorts.at(-1)?.[0]];
    if (first === undefined || last === undefined || through - first < matureAfterDays) return;
    const before = batch.matureThrough;
    batch.matureThrough = through;
    this.#addUnitDays(batch, unitDays(batch.cohorts, before ?? NOT_CLEARED, through, serviceMonths));
    if (before === undefined)
      for (const [name, group] of batch.groups) {
        if (group.suspect) continue;
        for (const { month, count } of group.claims) this.#addClaims(batch.product, name, month, count);
      }
    if (through - last > firstDayOfMonth(serviceMonths)) {
      // All its units are out of the watch: only its part in the baseline stays.
      batch.product.batches.delete(batchId);
      this.state.batches.delete(batchId);
      const { initialMonthlyRate } = this.#terms(batch);
      this.state.outOfService.set(batchId, { product: batch.product, units: batch.shipped, initialMonthlyRate });
    }
  }

  #settle(product: WatchedProduct): void {
    for (const { batch, group, claim } of product.pending)
      if (!this.#group(batch, group).suspect) this.#addClaims(product, group, claim.month, claim.count);
    product.pending = [];
  }

  #addClaims(product: WatchedProduct, name: string, month: number, count: number): void {
    for (const sums of [product.own, product.family]) addClaims(sums, name, month, count);
  }

  #addUnitDays(batch: WatchedBatch, days: readonly number[]): void {
    for (const sums of [batch.product.own, batch.product.family]) {
      addUnitDays(sums, days);
      for (const [name, group] of batch.groups) if (group.suspect) withhold(sums, name, days, 1);
    }
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
