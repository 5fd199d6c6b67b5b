import type { Day } from '#kernel';
import { type BaselineSums } from './baseline.ts';
import type { Reading } from './detector.ts';
import type { Cohorts } from './exposure.ts';
import type { ContractTrigger, WatchPolicy } from './watch.policies.ts';

export type WatchFact =
  | { readonly kind: 'product'; readonly sku: string; readonly family?: string; readonly groups: number }
  | { readonly kind: 'batch'; readonly batchId: string; readonly sku: string; readonly quantity: number }
  /** What was agreed for a batch: triggers beside those of the watch, and what replaces a term of the watch. */
  | {
      readonly kind: 'terms';
      readonly batchId: string;
      readonly triggers: readonly ContractTrigger[];
      /** In all. */
      readonly falseAlarmShare?: number | undefined;
      readonly initialMonthlyRate?: number | undefined;
    }
  /** `units` below 0: taken back, or of another batch after all (R5). */
  | { readonly kind: 'shipment'; readonly batchId: string; readonly day: Day; readonly units: number }
  | ClaimFact
  | {
      readonly kind: 'verdict';
      readonly batchId: string;
      readonly group: string;
      readonly day: Day;
      readonly verdict: 'SUSPECTED' | 'CONFIRMED_DEFECTIVE' | 'CLEARED';
    };

/** B2. `count` −1: it counts no longer. */
export interface ClaimFact {
  readonly kind: 'claim';
  readonly batchId: string;
  readonly group: string;
  readonly shippedOn: Day;
  readonly day: Day;
  readonly count: 1 | -1;
}

export interface Alarm {
  readonly batchId: string;
  readonly group: string;
  readonly day: Day;
  readonly reading: Reading;
}

export interface Counted {
  readonly day: number;
  /** In service. */
  readonly month: number;
  count: number;
}

export interface WatchedGroup {
  suspect: boolean;
  /** Only what came after this day counts: that of the last clearing. */
  since: number;
  /** Oldest first. */
  readonly claims: Counted[];
}

/** By which a batch is watched. */
export type WatchTerms = Pick<WatchPolicy, 'triggers' | 'falseAlarmShare' | 'initialMonthlyRate'>;

export interface WatchedBatch {
  readonly product: WatchedProduct;
  readonly quantity: number;
  readonly cohorts: Cohorts;
  shipped: number;
  /** The latest day of its own facts. */
  today: number;
  /** Its last day that is taken in, after the first week; from maturity on, in the sums of the product and its family, before in those of the young. */
  takenThrough: number | undefined;
  isMature: boolean;
  /** Claims of the week that is not over. */
  pending: { readonly group: string; readonly claim: Counted }[];
  readonly groups: Map<string, WatchedGroup>;
  /** Absent: those of the watch. */
  terms: WatchTerms | undefined;
}

export interface WatchedProduct {
  groups: number;
  familyName: string;
  family: BaselineSums;
  /** Of mature batches. */
  readonly own: BaselineSums;
  /** Of those that are not mature yet. */
  readonly young: BaselineSums;
  /** Of the sums, but for those of every week. */
  changes: number;
  /** The week of its first fact. */
  begun: number | undefined;
  readonly batches: Map<string, WatchedBatch>;
}

/** What the watch knows: plain data, so that it can be stored and read again. */
export interface WatchState {
  /** That goes on: of all products, so that no baseline depends on whose fact came first in a week. */
  week: number;
  readonly products: Map<string, WatchedProduct>;
  readonly families: Map<string, BaselineSums>;
  readonly batches: Map<string, WatchedBatch>;
  readonly outOfService: Map<string, Pick<WatchedBatch, 'product' | 'shipped' | 'terms'>>;
}

export const emptyWatch = (): WatchState => ({
  week: 0,
  products: new Map(),
  families: new Map(),
  batches: new Map(),
  outOfService: new Map(),
});
