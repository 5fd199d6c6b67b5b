/** What is asked for within one turn is done at once. */
export class Together<T> {
  #asked: { readonly items: T[]; readonly done: Promise<void> } | undefined;

  constructor(private readonly doAll: (items: readonly T[]) => Promise<void>) {}

  /** Resolves, or rejects, with all of them. */
  do(item: T): Promise<void> {
    this.#asked ??= this.#begun();
    this.#asked.items.push(item);
    return this.#asked.done;
  }

  #begun() {
    const items: T[] = [];
    const doThem = () => {
      this.#asked = undefined;
      return this.doAll(items);
    };
    return { items, done: Promise.resolve().then(doThem) };
  }
}
