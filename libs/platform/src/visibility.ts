import { setTimeout as wait } from 'node:timers/promises';
import type { Position } from './event-store.port.ts';
import { ReadModelError, type ReadModels } from './read-model.port.ts';

/** Read your own writes: waits until the read models have folded in what a mutation has written (design, mechanism 7). */
export class Visibility {
  /** Told by a projector in this process after each batch; other processes' progress is polled. */
  #wake = Promise.withResolvers<void>();

  constructor(
    private readonly models: ReadModels,
    private readonly pollEvery = 10,
  ) {}

  /** To be called after every written batch by a projector in this process. */
  readonly moved = (): void => {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  };

  /**
   * True when all the named models have passed `position`; false when they have not within `patience` milliseconds.
   * @throws ReadModelError when the read models are out of reach
   */
  async reached(names: readonly string[], position: Position, patience: number): Promise<boolean> {
    const deadline = performance.now() + patience;
    for (;;) {
      const woken = this.#wake.promise;
      if (await this.#passed(names, position)) return true;
      if (performance.now() >= deadline) return false;
      const timer = new AbortController();
      await Promise.race([woken, wait(this.pollEvery, undefined, { signal: timer.signal }).catch(() => undefined)]);
      timer.abort();
    }
  }

  async #passed(names: readonly string[], position: Position): Promise<boolean> {
    try {
      for (const name of names) {
        const build = await this.models.active(name);
        if (!build || (await this.models.checkpoint(build)) < position) return false;
      }
      return true;
    } catch (error) {
      // Switched away from and dropped between the two questions: the next look meets its successor.
      if (error instanceof ReadModelError && error.fault === 'no-build') return false;
      throw error;
    }
  }
}
