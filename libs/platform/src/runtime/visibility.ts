import type { Position } from '../event-store/event-store.port.ts';
import { type Backoff, waitFor } from '../support/backoff.ts';
import type { ReadModels } from '../read-models/read-model.port.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';

/** How far a read model has come, once that is a position at least. @throws DocumentStoreError when that takes long */
export type Listed = (model: { readonly name: string }, position: Position) => Promise<Position>;

/** Read your own writes: waits until read models have applied what a mutation has written. */
export class Visibility {
  #wake = Promise.withResolvers<void>();
  readonly #pending = new Map<string, Promise<Position | undefined>>();

  constructor(
    private readonly models: ReadModels,
    private readonly pollMs = 10,
    private readonly backoff: Backoff = waitFor,
  ) {}

  /** To be called after every batch written by a projector in this process. */
  readonly notify = (): void => {
    this.#pending.clear();
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  };

  /** @returns false when a model has not passed `position` within `timeoutMs` @throws DocumentStoreError */
  async waitFor(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean> {
    return (await this.reached(names, position, timeoutMs)) !== undefined;
  }

  /** How far all of them have come once they have passed `position`; undefined when that takes longer. @throws DocumentStoreError */
  async reached(names: readonly string[], position: Position, timeoutMs: number): Promise<Position | undefined> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const woken = this.#wake.promise;
      const checkpoints = await Promise.all(names.map((name) => this.#pending.get(name) ?? this.#read(name)));
      const passed = checkpoints.filter((checkpoint) => checkpoint !== undefined && checkpoint >= position);
      if (passed.length === names.length) return passed.sort()[0] ?? position;
      if (performance.now() >= deadline) return undefined;
      const timer = new AbortController();
      await Promise.race([woken, this.backoff(this.pollMs, timer.signal)]);
      timer.abort();
    }
  }

  #read(name: string): Promise<Position | undefined> {
    const reading = this.#checkpoint(name).finally(() => {
      if (this.#pending.get(name) === reading) this.#pending.delete(name);
    });
    this.#pending.set(name, reading);
    return reading;
  }

  async #checkpoint(name: string): Promise<Position | undefined> {
    try {
      const build = await this.models.active(name);
      return build === undefined ? undefined : (await this.models.checkpoint(build)).position;
    } catch (error) {
      // Replaced and dropped between the two calls: the next read finds its successor.
      if (error instanceof DocumentStoreError && error.fault === 'no-build') return undefined;
      throw error;
    }
  }
}
