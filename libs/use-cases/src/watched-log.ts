import {
  type Alarm,
  type Baseline,
  type BatchEvent,
  BatchWatch,
  countOncePerSerial,
  type CountedClaim,
  type Detectors,
  emptyWatch,
  type Expectation,
  type Reading,
  type SerialChange,
  todaysDetectors,
  type WatchFact,
  type WatchPolicy,
  watchPolicy,
  type WatchState,
} from '#batches';
import { type ClaimEvent, claimStreams } from '#claims';
import { addDays, type Day, dayOf, type Serial } from '#kernel';
import type { Recorded } from '#platform';
import {
  defectGroupOf,
  type PolicyEvent,
  policyOn,
  type ProductEvent,
  type ProductFact,
  type PublishedPolicy,
  type UnitEvent,
} from '#warranty';

type Watched = BatchEvent | ProductEvent | PolicyEvent | UnitEvent | ClaimEvent;
type Of<T extends Watched['type']> = Recorded<Extract<Watched, { type: T }>>;

/** What the batch sentinel reads of the log; other events tell it nothing. */
export const WATCHED_EVENTS = [
  'ProductListed',
  'ProductChanged',
  'PolicyPublished',
  'BatchProduced',
  'BatchSuspected',
  'BatchConfirmedDefective',
  'BatchCleared',
  'UnitShipped',
  'ShipmentCorrected',
  'UnitReturned',
  'Submitted',
  'ClaimedUnitCorrected',
  'EvidenceReviewed',
  'Approved',
  'Rejected',
  'Withdrawn',
  'Reopened',
] as const satisfies readonly Watched['type'][];
export type WatchedEvent = Extract<Watched, { type: (typeof WATCHED_EVENTS)[number] }>;

/** Of a unit; the same object for all that were shipped from the batch that day. */
interface Shipped {
  readonly batchId: string;
  readonly sku: string;
  readonly shippedOn: Day;
}

interface WatchedClaim {
  serial: Serial;
  sku: string;
  batchId: string;
  code: string;
}

interface WatchedProduct {
  defectGroups: ProductFact<'ProductListed'>['defectGroups'];
  family: string | undefined;
  /** Codes that were claimed and are in none of them: each is its own group. */
  readonly ungrouped: Set<string>;
  readonly batches: Set<string>;
  /** That name it, or have named it. */
  readonly policyIds: Set<string>;
}

/** What is known of the log: plain data, so that it can be stored and read again. */
export interface WatchedState {
  readonly watch: WatchState;
  readonly products: Map<string, WatchedProduct>;
  /** Product of each batch, and the day of its first shipment. */
  readonly batches: Map<string, { readonly sku: string; readonly begun?: Day }>;
  /** Versions by id. */
  readonly policies: Map<string, PublishedPolicy[]>;
  readonly shipped: Map<Serial, Shipped>;
  readonly shipments: Map<string, Shipped>;
  readonly claims: Map<string, WatchedClaim>;
  readonly counted: Map<Serial, CountedClaim>;
  /** The latest day that the log has told of. */
  today: Day;
  forgetsAfter: Day;
}

const nothingWatched = (): WatchedState => ({
  watch: emptyWatch(),
  products: new Map(),
  batches: new Map(),
  policies: new Map(),
  shipped: new Map(),
  shipments: new Map(),
  claims: new Map(),
  counted: new Map(),
  today: '' as Day,
  forgetsAfter: '' as Day,
});

/** Units and claims of batches that are no longer watched are forgotten so often, in days of the log. */
const FORGETS_EVERY_DAYS = 30;

/**
 * The batch sentinel over the events of the log, in their order: shipments, claims from their submission on, those that drop out again
 * (B2), corrections (R5) and verdicts. The same events give the same alarms, by the given policy and versions of the detectors.
 */
export class WatchedLog {
  readonly #watch: BatchWatch;
  readonly #policy: WatchPolicy;
  readonly state: WatchedState;

  /** `state`: of another one, by the same policy. */
  constructor({
    policy = watchPolicy(),
    detectors = todaysDetectors,
    state = nothingWatched(),
  }: { readonly policy?: WatchPolicy; readonly detectors?: Detectors; readonly state?: WatchedState } = {}) {
    this.#policy = policy;
    this.state = state;
    this.#watch = new BatchWatch(policy, detectors, state.watch);
  }

  /** The alarms that the event raises. */
  apply(event: Recorded<WatchedEvent>): readonly Alarm[] {
    const day = dayOfEvent(event) ?? this.state.today;
    if (day > this.state.today) this.state.today = day;
    if (this.state.today > this.state.forgetsAfter) this.#forget();
    switch (event.type) {
      case 'ProductListed':
      case 'ProductChanged':
        return this.#list(event);
      case 'PolicyPublished':
        return this.#publish(event);
      case 'BatchProduced':
        return this.#produce(event);
      case 'BatchSuspected':
        return this.#judge(event, 'SUSPECTED');
      case 'BatchConfirmedDefective':
        return this.#judge(event, 'CONFIRMED_DEFECTIVE');
      case 'BatchCleared':
        return this.#judge(event, 'CLEARED');
      case 'UnitShipped':
        return this.#ship(event.data.serial, event.data);
      case 'ShipmentCorrected':
        return this.#correct(event);
      case 'UnitReturned':
        return this.#ship(event.data.serial, undefined);
      case 'Submitted':
        // B7: claimed for as one of a defective batch, whether it has failed or not.
        if (event.data.batch) return [];
        this.state.claims.set(event.data.claimId, { ...claimed(event), code: event.data.defect.code });
        return this.#accept(event.data.claimId, day);
      case 'ClaimedUnitCorrected':
        return this.#follow(event);
      case 'EvidenceReviewed':
        return this.#review(event);
      case 'Approved':
        return event.data.goodwill ? this.#dropOut(event) : [];
      case 'Rejected':
      case 'Withdrawn':
        return this.#dropOut(event);
      case 'Reopened':
        return this.#accept(claimOf(event), day);
    }
  }

  /** Undefined for a batch that is not watched; `on`: a day that the log has not reached, else as of the last event of the product. */
  readings(batchId: string, defectGroup: string, on?: Day): readonly Reading[] | undefined {
    return this.#watch.readings(batchId, defectGroup, on);
  }

  /** Those of the product, and codes that were claimed and are in none of them. */
  defectGroups(batchId: string): readonly string[] {
    return this.#groupsOf(this.state.batches.get(batchId)?.sku ?? '');
  }

  #groupsOf(sku: string): readonly string[] {
    const product = this.state.products.get(sku);
    return product ? [...product.defectGroups.map(({ group }) => group), ...product.ungrouped] : [];
  }

  /** Of all defect groups together, by the baseline: since the first shipment. Undefined for a batch that was never recorded. */
  expectedClaims(batchId: string, on: Day): number | undefined {
    if (!this.state.batches.has(batchId)) return undefined;
    return this.defectGroups(batchId).reduce(
      (sum, group) => sum + (this.#watch.expectedClaims(batchId, group, on) ?? 0),
      0,
    );
  }

  /** Whether nothing is known of a later day. */
  isThrough(day: Day): boolean {
    return this.state.today <= day;
  }

  /** Of each defect group, what its detectors compare on that day. Empty for a batch that is not watched (any more). */
  expectations(batchId: string, on: Day): readonly (Expectation & { readonly defectGroup: string })[] {
    return this.defectGroups(batchId).flatMap((defectGroup) => {
      const expectation = this.#watch.expectation(batchId, defectGroup, on);
      return expectation ? { defectGroup, ...expectation } : [];
    });
  }

  /** Of each defect group of a product, as a batch that is first shipped on that day would be compared with it. */
  baselines(sku: string, on: Day): readonly (Baseline & { readonly defectGroup: string })[] {
    const { initialMonthlyRate = this.#policy.initialMonthlyRate } = this.#policyOn(sku, on) ?? {};
    return this.#groupsOf(sku).flatMap((defectGroup) => {
      const baseline = this.#watch.baseline(sku, defectGroup, on, { initialMonthlyRate });
      return baseline ? { defectGroup, ...baseline } : [];
    });
  }

  #list({ data: { sku, defectGroups, family } }: Of<'ProductListed' | 'ProductChanged'>): readonly Alarm[] {
    const product = this.#product(sku);
    const alarms: Alarm[] = [];
    if (family !== undefined) {
      product.family = family;
      this.#watchGroups(sku);
    }
    if (!defectGroups) return alarms;
    product.defectGroups = defectGroups;
    const ungrouped = [...product.ungrouped];
    product.ungrouped.clear();
    for (const code of ungrouped) this.#groupOf(sku, code);
    this.#watchGroups(sku);
    // R5: the claims that are counted are of the groups that their codes have now.
    for (const [serial, { claimId, group }] of this.state.counted) {
      const claim = this.state.claims.get(claimId);
      if (claim?.sku !== sku) continue;
      const to = this.#groupOf(sku, claim.code);
      if (to !== group) alarms.push(...this.#change(serial, { kind: 'corrected', to: { group: to } }));
    }
    return alarms;
  }

  #product(sku: string): WatchedProduct {
    let product = this.state.products.get(sku);
    if (!product) {
      product = { defectGroups: [], family: undefined, ungrouped: new Set(), batches: new Set(), policyIds: new Set() };
      this.state.products.set(sku, product);
    }
    return product;
  }

  #watchGroups(sku: string): void {
    const { defectGroups, ungrouped, family } = this.#product(sku);
    const groups = Math.max(1, defectGroups.length + ungrouped.size);
    this.#watch.apply({ kind: 'product', sku, groups, ...(family !== undefined && { family }) });
  }

  #groupOf(sku: string, code: string): string {
    const product = this.#product(sku);
    const group = defectGroupOf(product, code);
    if (!product.defectGroups.some((each) => each.group === group) && !product.ungrouped.has(group)) {
      product.ungrouped.add(group);
      this.#watchGroups(sku);
    }
    return group;
  }

  #produce({ data: { batchId, sku, quantity } }: Of<'BatchProduced'>): readonly Alarm[] {
    this.state.batches.set(batchId, { sku });
    this.#product(sku).batches.add(batchId);
    return this.#tell({ kind: 'batch', batchId, sku, quantity });
  }

  #judge(
    event: Of<'BatchSuspected' | 'BatchConfirmedDefective' | 'BatchCleared'>,
    verdict: 'SUSPECTED' | 'CONFIRMED_DEFECTIVE' | 'CLEARED',
  ): readonly Alarm[] {
    const { batchId, defectGroup: group } = event.data;
    return this.#tell({ kind: 'verdict', batchId, group, day: dayOf(event.metadata.occurredAt), verdict });
  }

  /** Undefined: with nobody, and in service nowhere. */
  #ship(serial: Serial, to: Shipped | undefined): readonly Alarm[] {
    const from = this.state.shipped.get(serial);
    if (from) this.#watch.apply({ kind: 'shipment', batchId: from.batchId, day: from.shippedOn, units: -1 });
    if (!to) {
      this.state.shipped.delete(serial);
      return [];
    }
    const { batchId, sku, shippedOn } = to;
    this.#begin(batchId, shippedOn);
    this.#watch.apply({ kind: 'shipment', batchId, day: shippedOn, units: 1 });
    const key = `${shippedOn} ${batchId}`;
    const known = this.state.shipments.get(key) ?? { batchId, sku, shippedOn };
    this.state.shipments.set(key, known);
    this.state.shipped.set(serial, known);
    return [];
  }

  #begin(batchId: string, shippedOn: Day): void {
    const batch = this.state.batches.get(batchId);
    if (!batch || (batch.begun !== undefined && batch.begun <= shippedOn)) return;
    this.state.batches.set(batchId, { ...batch, begun: shippedOn });
    this.#agree(batchId);
  }

  #publish({ data }: Of<'PolicyPublished'>): readonly Alarm[] {
    const { text: _, ...terms } = data;
    const { policyId, effectiveFrom, skus } = terms;
    const versions = [...(this.state.policies.get(policyId) ?? []), terms];
    this.state.policies.set(policyId, versions);
    for (const sku of skus) this.#product(sku).policyIds.add(policyId);
    // Those that it names no longer as well: another may govern them now.
    for (const sku of new Set(versions.flatMap((version) => version.skus)))
      for (const batchId of this.#product(sku).batches)
        if ((this.state.batches.get(batchId)?.begun ?? '') >= effectiveFrom) this.#agree(batchId);
    return [];
  }

  /** B4, R6: a batch is watched by the policy in force on the day on which its first units were shipped. */
  #agree(batchId: string): void {
    const { sku = '', begun } = this.state.batches.get(batchId) ?? {};
    if (begun === undefined) return;
    const governing = this.#policyOn(sku, begun);
    // A clause is named as in a contract: policy, version, number.
    const triggers = (governing?.epidemicTriggers ?? []).map((trigger, at) => ({
      ...trigger,
      name: `${governing?.policyId} ${governing?.version}.${at + 1}`,
      minimumClaims: this.#policy.minimumClaims,
    }));
    const { falseAlarmShare, initialMonthlyRate } = governing ?? {};
    this.#tell({ kind: 'terms', batchId, triggers, falseAlarmShare, initialMonthlyRate });
  }

  #policyOn(sku: string, day: Day): PublishedPolicy | undefined {
    const policyIds = [...(this.state.products.get(sku)?.policyIds ?? [])];
    return policyOn(
      sku,
      day,
      policyIds.flatMap((id) => this.state.policies.get(id) ?? []),
    );
  }

  /** R5. Under another serial the unit is shipped by an event of its own. */
  #correct({ data: { serial, newSerial, batchId, sku } }: Of<'ShipmentCorrected'>): readonly Alarm[] {
    const from = this.state.shipped.get(serial);
    if (!from) return [];
    const to = { batchId: batchId ?? from.batchId, sku: sku ?? from.sku, shippedOn: from.shippedOn };
    if (newSerial !== undefined && newSerial !== serial) return this.#ship(serial, undefined);
    return to.batchId === from.batchId ? [] : this.#ship(serial, to);
  }

  #accept(claimId: string, day: Day): readonly Alarm[] {
    const claim = this.state.claims.get(claimId);
    const shipped = claim && this.state.shipped.get(claim.serial);
    if (!shipped) return [];
    const { sku, batchId, code, serial } = claim;
    const { shippedOn } = shipped;
    const counted = { claimId, batchId, group: this.#groupOf(sku, code), shippedOn, day };
    return this.#change(serial, { kind: 'accepted', claim: counted });
  }

  /** R5: the claim counts where its unit is, from the day it came. */
  #follow(event: Of<'ClaimedUnitCorrected'>): readonly Alarm[] {
    const { claimId } = event.data;
    const claim = this.state.claims.get(claimId);
    if (!claim) return [];
    const counted = this.state.counted.get(claim.serial);
    Object.assign(claim, claimed(event));
    if (counted?.claimId !== claimId) return [];
    this.#change(event.data.from.serial, { kind: 'droppedOut', claimId });
    return this.#accept(claimId, counted.day);
  }

  #review(event: Of<'EvidenceReviewed'>): readonly Alarm[] {
    const { defectCode } = event.data;
    const claimId = claimOf(event);
    const claim = this.state.claims.get(claimId);
    if (!claim || defectCode === undefined) return [];
    claim.code = defectCode;
    if (this.state.counted.get(claim.serial)?.claimId !== claimId) return [];
    const group = this.#groupOf(claim.sku, defectCode);
    return this.#change(claim.serial, { kind: 'corrected', to: { group } });
  }

  #dropOut(event: Of<'Approved' | 'Rejected' | 'Withdrawn'>): readonly Alarm[] {
    const claimId = claimOf(event);
    const claim = this.state.claims.get(claimId);
    return claim ? this.#change(claim.serial, { kind: 'droppedOut', claimId }) : [];
  }

  #change(serial: Serial, change: SerialChange): readonly Alarm[] {
    const { claim, facts } = countOncePerSerial(this.state.counted.get(serial), change);
    if (claim) this.state.counted.set(serial, claim);
    else this.state.counted.delete(serial);
    return facts.flatMap((fact) => this.#tell(fact));
  }

  #tell(fact: WatchFact): readonly Alarm[] {
    const alarm = this.#watch.apply(fact);
    return alarm ? [alarm] : [];
  }

  #forget(): void {
    const { shipped, shipments, counted, claims, today } = this.state;
    this.state.forgetsAfter = addDays(today, FORGETS_EVERY_DAYS);
    for (const kept of [shipped, shipments, counted, claims] as Map<string, { readonly batchId: string }>[])
      for (const [key, { batchId }] of kept) if (!this.#watch.watches(batchId)) kept.delete(key);
  }
}

/** What products, batches and corrections are is recorded at any time, also long after what follows from it. */
const UNDATED: ReadonlySet<WatchedEvent['type']> = new Set<WatchedEvent['type']>([
  'ProductListed',
  'ProductChanged',
  'PolicyPublished',
  'BatchProduced',
  'ShipmentCorrected',
  'UnitReturned',
]);

/** Until which day the watch knows what happened, in UTC; undefined: the event does not say. */
export function dayOfEvent(event: Recorded<WatchedEvent>): Day | undefined {
  if (event.type === 'UnitShipped') return event.data.shippedOn;
  return UNDATED.has(event.type) ? undefined : dayOf(event.metadata.occurredAt);
}

const claimOf = ({ stream }: Recorded<WatchedEvent>): string => claimStreams.idOf(stream) as string;

const claimed = ({ data: { serial, sku, batchId } }: Of<'Submitted' | 'ClaimedUnitCorrected'>) => ({
  serial,
  sku,
  batchId,
});
