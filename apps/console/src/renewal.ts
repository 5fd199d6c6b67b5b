import type { Query, QueryClient } from '@tanstack/react-query';

/** Several changes of one command come at once. */
const SETTLE_MS = 250;

/**
 * Asks again for what is shown when something has changed. What is being asked for already is answered first, and is then asked for once
 * more: each change would otherwise begin it anew, and a page under many changes would stay as it was.
 */
export class Renewal {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isChanged = false;

  /** `predicate`: which queries. */
  constructor(
    private readonly queries: QueryClient,
    private readonly predicate: (query: Query) => boolean,
  ) {}

  /** Something has changed. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#renew();
    }, SETTLE_MS);
  }

  /** At once, instead of what waits for its next attempt: the server can be reached again. */
  now(): void {
    void this.queries.invalidateQueries({ predicate: this.predicate });
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  async #renew(): Promise<void> {
    if (this.#isRunning) {
      this.#isChanged = true;
      return;
    }
    this.#isRunning = true;
    const { predicate } = this;
    const beside = { cancelRefetch: false };
    await this.queries.refetchQueries({ predicate, fetchStatus: 'fetching' }, beside);
    await this.queries.invalidateQueries({ predicate }, beside);
    this.#isRunning = false;
    if (!this.#isChanged) return;
    this.#isChanged = false;
    this.soon();
  }
}
