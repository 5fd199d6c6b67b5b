/**
 * The entries that were set last: at least `limit` of them, at most twice as many. In two generations, because a `Map` from which the
 * oldest entry is taken each time searches longer and longer for it.
 */
export class Recent<T> {
  #young = new Map<string, T>();
  #old: Map<string, T> | undefined;

  constructor(private readonly limit: number) {}

  get size(): number {
    return this.#young.size + (this.#old?.size ?? 0);
  }

  has(key: string): boolean {
    return this.#young.has(key) || this.#old?.has(key) === true;
  }

  get(key: string): T | undefined {
    return this.#young.get(key) ?? this.#old?.get(key);
  }

  set(key: string, value: T): void {
    this.#old?.delete(key);
    this.#young.set(key, value);
    if (this.#young.size < this.limit) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old?.delete(key);
  }
}
