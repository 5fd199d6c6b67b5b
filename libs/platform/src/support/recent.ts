/**
 * The entries that were set last: at least `limit` of them, at most twice as many; with `weightOf`, of that weight. In two generations,
 * because a `Map` from which the oldest entry is taken each time searches longer and longer for it.
 */
export class Recent<T> {
  #young = new Map<string, T>();
  #old: Map<string, T> | undefined;
  #weight = 0;

  constructor(
    private readonly limit: number,
    private readonly weightOf: (value: T, key: string) => number = () => 1,
  ) {}

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
    this.delete(key);
    this.#young.set(key, value);
    this.#weight += this.weightOf(value, key);
    if (this.#weight < this.limit) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#weight = 0;
  }

  delete(key: string): void {
    const value = this.#young.get(key);
    if (value !== undefined) this.#weight -= this.weightOf(value, key);
    this.#young.delete(key);
    this.#old?.delete(key);
  }
}
