import {
  type Alarm,
  type BatchEvent,
  BatchWatch,
  countOncePerSerial,
  type CountedClaim,
  type Detectors,
  type Reading,
  type SerialChange,
  todaysDetectors,
  type WatchFact,
  type WatchPolicy,
  watchPolicy,
} from '#batches';
import { type ClaimEvent, claimStreams } from '#claims';
import { addDays, type Day, dayOf, type Serial } from '#kernel';
import type { Recorded } from '#platform';
import { defectGroupOf, type ProductEvent, type ProductFact, type UnitEvent } from '#warranty';

type Watched = BatchEvent | ProductEvent | UnitEvent | ClaimEvent;
type Of<T extends Watched['type']> = Recorded<Extract<Watched, { type: T }>>;

/** What the batch sentinel reads of the log; other events tell it nothing. */
export const WATCHED_EVENTS = [
  'ProductListed',
  'ProductChanged',
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
  /** Codes that were claimed and are in none of them: each is its own group. */
  readonly ungrouped: Set<string>;
}

/** Units and claims of batches that are no longer watched are forgotten so often, in days of the log. */
const FORGETS_EVERY_DAYS = 30;

/**
 * The batch sentinel over the events of the log, in their order: shipments, claims from their submission on, those that drop out again
 * (B2), corrections (R5) and verdicts. The same events give the same alarms, by the given policy and versions of the detectors.
 */
export class WatchedLog {
  readonly #watch: BatchWatch;
  readonly #products = new Map<string, WatchedProduct>();
  /** Product of each batch. */
  readonly #batches = new Map<string, string>();
  readonly #shipped = new Map<Serial, Shipped>();
  readonly #shipments = new Map<string, Shipped>();
  readonly #claims = new Map<string, WatchedClaim>();
  readonly #counted = new Map<Serial, CountedClaim>();
  #today = '' as Day;
  #forgetsAfter = '' as Day;

  constructor({
    policy = watchPolicy(),
    detectors = todaysDetectors,
  }: { readonly policy?: WatchPolicy; readonly detectors?: Detectors } = {}) {
    this.#watch = new BatchWatch(policy, detectors);
  }

  /** The latest day that the log has told of: of submissions, decisions and shipments. Days of events are those in UTC. */
  get today(): Day {
    return this.#today;
  }

  /** The alarms that the event raises. */
  apply(event: Recorded<WatchedEvent>): readonly Alarm[] {
    const day = dayOfEvent(event);
    if (day > this.#today) this.#today = day;
    if (this.#today > this.#forgetsAfter) this.#forget();
    switch (event.type) {
      case 'ProductListed':
      case 'ProductChanged':
        return this.#list(event);
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
        this.#claims.set(event.data.claimId, { ...claimed(event), code: event.data.defect.code });
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
    const product = this.#products.get(this.#batches.get(batchId) ?? '');
    return product ? [...product.defectGroups.map(({ group }) => group), ...product.ungrouped] : [];
  }

  /** Of all defect groups together, by the baseline: since the first shipment. Undefined for a batch that was never recorded. */
  expectedClaims(batchId: string, on: Day): number | undefined {
    if (!this.#batches.has(batchId)) return undefined;
    return this.defectGroups(batchId).reduce(
      (sum, group) => sum + (this.#watch.expectedClaims(batchId, group, on) ?? 0),
      0,
    );
  }

  #list({ data: { sku, defectGroups } }: Of<'ProductListed' | 'ProductChanged'>): readonly Alarm[] {
    const product = this.#product(sku);
    const alarms: Alarm[] = [];
    if (!defectGroups) return alarms;
    product.defectGroups = defectGroups;
    const ungrouped = [...product.ungrouped];
    product.ungrouped.clear();
    for (const code of ungrouped) this.#groupOf(sku, code);
    this.#watchGroups(sku);
    // R5: the claims that are counted are of the groups that their codes have now.
    for (const [serial, { claimId, group }] of this.#counted) {
      const claim = this.#claims.get(claimId);
      if (claim?.sku !== sku) continue;
      const to = this.#groupOf(sku, claim.code);
      if (to !== group) alarms.push(...this.#change(serial, { kind: 'corrected', to: { group: to } }));
    }
    return alarms;
  }

  #product(sku: string): WatchedProduct {
    let product = this.#products.get(sku);
    if (!product) this.#products.set(sku, (product = { defectGroups: [], ungrouped: new Set() }));
    return product;
  }

  #watchGroups(sku: string): void {
    const { defectGroups, ungrouped } = this.#product(sku);
    this.#watch.apply({ kind: 'product', sku, groups: Math.max(1, defectGroups.length + ungrouped.size) });
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
    this.#batches.set(batchId, sku);
    return this.#tell({ kind: 'batch', batchId, sku, quantity });
  }

  #judge(
    event: Of<'BatchSuspected' | 'BatchConfirmedDefective' | 'BatchCleared'>,
    verdict: 'SUSPECTED' | 'CONFIRMED_DEFECTIVE' | 'CLEARED',
  ): readonly Alarm[] {
    const { batchId, defectGroup: group } = event.data;
    return this.#tell({ kind: 'verdict', batchId, group, day: dayOfEvent(event), verdict });
  }

  /** Undefined: with nobody, and in service nowhere. */
  #ship(serial: Serial, to: Shipped | undefined): readonly Alarm[] {
    const from = this.#shipped.get(serial);
    if (from) this.#watch.apply({ kind: 'shipment', batchId: from.batchId, day: from.shippedOn, units: -1 });
    if (!to) {
      this.#shipped.delete(serial);
      return [];
    }
    const { batchId, sku, shippedOn } = to;
    this.#watch.apply({ kind: 'shipment', batchId, day: shippedOn, units: 1 });
    const key = `${shippedOn} ${batchId}`;
    const known = this.#shipments.get(key) ?? { batchId, sku, shippedOn };
    this.#shipments.set(key, known);
    this.#shipped.set(serial, known);
    return [];
  }

  /** R5. Under another serial the unit is shipped by an event of its own. */
  #correct({ data: { serial, newSerial, batchId, sku } }: Of<'ShipmentCorrected'>): readonly Alarm[] {
    const from = this.#shipped.get(serial);
    if (!from) return [];
    const to = { batchId: batchId ?? from.batchId, sku: sku ?? from.sku, shippedOn: from.shippedOn };
    if (newSerial !== undefined && newSerial !== serial) return this.#ship(serial, undefined);
    return to.batchId === from.batchId ? [] : this.#ship(serial, to);
  }

  #accept(claimId: string, day: Day): readonly Alarm[] {
    const claim = this.#claims.get(claimId);
    const shipped = claim && this.#shipped.get(claim.serial);
    if (!shipped) return [];
    const { sku, batchId, code, serial } = claim;
    const { shippedOn } = shipped;
    const counted = { claimId, batchId, group: this.#groupOf(sku, code), shippedOn, day };
    return this.#change(serial, { kind: 'accepted', claim: counted });
  }

  /** R5: the claim counts where its unit is, from the day it came. */
  #follow(event: Of<'ClaimedUnitCorrected'>): readonly Alarm[] {
    const { claimId } = event.data;
    const claim = this.#claims.get(claimId);
    if (!claim) return [];
    const counted = this.#counted.get(claim.serial);
    Object.assign(claim, claimed(event));
    if (counted?.claimId !== claimId) return [];
    this.#change(event.data.from.serial, { kind: 'droppedOut', claimId });
    return this.#accept(claimId, counted.day);
  }

  #review(event: Of<'EvidenceReviewed'>): readonly Alarm[] {
    const { defectCode } = event.data;
    const claimId = claimOf(event);
    const claim = this.#claims.get(claimId);
    if (!claim || defectCode === undefined) return [];
    claim.code = defectCode;
    if (this.#counted.get(claim.serial)?.claimId !== claimId) return [];
    const group = this.#groupOf(claim.sku, defectCode);
    return this.#change(claim.serial, { kind: 'corrected', to: { group } });
  }

  #dropOut(event: Of<'Approved' | 'Rejected' | 'Withdrawn'>): readonly Alarm[] {
    const claimId = claimOf(event);
    const claim = this.#claims.get(claimId);
    return claim ? this.#change(claim.serial, { kind: 'droppedOut', claimId }) : [];
  }

  #change(serial: Serial, change: SerialChange): readonly Alarm[] {
    const { claim, facts } = countOncePerSerial(this.#counted.get(serial), change);
    if (claim) this.#counted.set(serial, claim);
    else this.#counted.delete(serial);
    return facts.flatMap((fact) => this.#tell(fact));
  }

  #tell(fact: WatchFact): readonly Alarm[] {
    const alarm = this.#watch.apply(fact);
    return alarm ? [alarm] : [];
  }

  #forget(): void {
    this.#forgetsAfter = addDays(this.#today, FORGETS_EVERY_DAYS);
    for (const [serial, { batchId }] of this.#shipped) if (!this.#watch.watches(batchId)) this.#shipped.delete(serial);
    for (const [key, { batchId }] of this.#shipments) if (!this.#watch.watches(batchId)) this.#shipments.delete(key);
    for (const [serial, { batchId }] of this.#counted) if (!this.#watch.watches(batchId)) this.#counted.delete(serial);
    for (const [claimId, { batchId }] of this.#claims) if (!this.#watch.watches(batchId)) this.#claims.delete(claimId);
  }
}

/** At the end of a week, on Sunday. */
export interface BatchWeek {
  readonly through: Day;
  /** Each with what the detectors read, the sequential test first. */
  readonly groups: readonly { readonly defectGroup: string; readonly readings: readonly Reading[] }[];
}

export interface WatchedBatch {
  readonly batchId: string;
  /** Weeks that end later are left out. */
  readonly until: Day;
  /** New, by the policy and the detectors that are asked about. */
  readonly watched?: WatchedLog;
}

/**
 * One batch week by week from its first shipment until it is no longer watched, and its alarms at their place between the weeks.
 * `events`: the log from its beginning.
 */
export async function* weeksOfBatch(
  events: AsyncIterable<Recorded<WatchedEvent>> | Iterable<Recorded<WatchedEvent>>,
  { batchId, until, watched = new WatchedLog() }: WatchedBatch,
): AsyncGenerator<
  | { readonly kind: 'week'; readonly week: BatchWeek }
  | { readonly kind: 'alarm'; readonly alarm: Alarm; readonly cause: Recorded<WatchedEvent> }
> {
  let sunday: Day | undefined;
  const weeksBefore = function* (day: Day) {
    for (; sunday !== undefined && sunday < day && sunday <= until; sunday = addDays(sunday, 7)) {
      const through = sunday;
      const groups = watched.defectGroups(batchId).flatMap((defectGroup) => {
        const readings = watched.readings(batchId, defectGroup, through);
        return readings ? [{ defectGroup, readings }] : [];
      });
      if (groups.length > 0) yield { kind: 'week', week: { through, groups } } as const;
    }
  };
  for await (const event of events) {
    yield* weeksBefore(dayOfEvent(event));
    if (event.type === 'UnitShipped' && event.data.batchId === batchId) sunday ??= sundayOf(event.data.shippedOn);
    for (const alarm of watched.apply(event))
      if (alarm.batchId === batchId) yield { kind: 'alarm', alarm, cause: event };
  }
  yield* weeksBefore(addDays(until, 1));
}

/** The week begins on Monday. */
const sundayOf = (day: Day): Day => addDays(day, (7 - new Date(`${day}T00:00:00Z`).getUTCDay()) % 7);

const dayOfEvent = (event: Recorded<WatchedEvent>): Day =>
  event.type === 'UnitShipped' ? event.data.shippedOn : dayOf(event.metadata.occurredAt);

const claimOf = ({ stream }: Recorded<WatchedEvent>): string => claimStreams.idOf(stream) as string;

const claimed = ({ data: { serial, sku, batchId } }: Of<'Submitted' | 'ClaimedUnitCorrected'>) => ({
  serial,
  sku,
  batchId,
});
