import type { Position } from '../event-store/event-store.port.ts';
import { type Backoff, waitFor } from '../support/backoff.ts';
import type { ReadModels } from '../read-models/read-model.port.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';

/** Read your own writes: waits until read models have folded in what a mutation has written. */
export class Visibility {
  /** Resolved by a projector in this process after each batch; the progress of other processes is polled. */
  #wake = Promise.withResolvers<void>();
  /** Reads of checkpoints under way, by model: one at a time, however many callers wait. */
  readonly #looks = new Map<string, Promise<Position | undefined>>();

  constructor(
    private readonly models: ReadModels,
    private readonly pollEvery = 10,
    private readonly backoff: Backoff = waitFor,
  ) {}

  /** To be called after every written batch by a projector in this process. */
  readonly moved = (): void => {
    // Reads under way may be out of date.
    this.#looks.clear();
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  };

  /** Whether all the named models have passed `position` within `timeoutMs`. @throws DocumentStoreError */
  async waitFor(names: readonly string[], position: Position, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const woken = this.#wake.promise;
      if (await this.#passed(names, position)) return true;
      if (performance.now() >= deadline) return false;
      const timer = new AbortController();
      await Promise.race([woken, this.backoff(this.pollEvery, timer.signal)]);
      timer.abort();
    }
  }

  async #passed(names: readonly string[], position: Position): Promise<boolean> {
    const reached = await Promise.all(names.map((name) => this.#looks.get(name) ?? this.#look(name)));
    return reached.every((checkpoint) => checkpoint !== undefined && checkpoint >= position);
  }

  #look(name: string): Promise<Position | undefined> {
    const look = this.#checkpoint(name).finally(() => {
      if (this.#looks.get(name) === look) this.#looks.delete(name);
    });
    this.#looks.set(name, look);
    return look;
  }

  async #checkpoint(name: string): Promise<Position | undefined> {
    try {
      const build = await this.models.active(name);
      return build === undefined ? undefined : await this.models.checkpoint(build);
    } catch (error) {
      // Replaced and dropped between the two calls: the next read finds its successor.
      if (error instanceof DocumentStoreError && error.fault === 'no-build') return undefined;
      throw error;
    }
  }
}
