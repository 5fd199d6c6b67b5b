import { type Actor, canonicalJson } from '#kernel';
import type { DryRun } from '#requests';

/** What a caller has read for one answer: each document and stream once. */
export class Reads {
  readonly #found = new Map<string, { readonly by: object; readonly found: Promise<unknown> }>();
  dryRun: DryRun | undefined;

  /** Who waits for what another finds looks for it itself if that fails: the other may have left. What was not found is looked for again. */
  once<T>(key: string, by: object, find: () => Promise<T>): Promise<T> {
    const known = this.#found.get(key) as { readonly by: object; readonly found: Promise<T> } | undefined;
    if (known) return known.by === by ? known.found : known.found.catch(() => this.once(key, by, find));
    const found = find();
    this.#found.set(key, { by, found });
    found.catch(() => this.#found.delete(key));
    return found;
  }
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
