import type DataLoader from 'dataloader';
import { type Actor, canonicalJson } from '#kernel';
import type { RecordedEvent } from '#platform';
import type { DryRun } from '#requests';

/** What a caller has read for one answer: each document and stream once. */
export class Reads {
  readonly loaders = new Map<string, DataLoader<string, unknown>>();
  readonly streams = new Map<string, Promise<readonly RecordedEvent[]>>();
  /** What was long to find. */
  readonly once = new Map<string, Promise<unknown>>();
  dryRun: DryRun | undefined;
}

/** However many subscriptions of a caller are told of a change, what their answers need is read once for all of them. */
export class ReadsOfChanges {
  /** By what they were told: gone once the last of them has answered. */
  readonly #ofChange = new WeakMap<object, Map<string, Reads>>();

  of(change: object, caller: Actor): Reads {
    const byCaller = this.#ofChange.get(change) ?? new Map<string, Reads>();
    this.#ofChange.set(change, byCaller);
    const key = canonicalJson({ ...caller });
    const reads = byCaller.get(key) ?? new Reads();
    byCaller.set(key, reads);
    return reads;
  }
}
