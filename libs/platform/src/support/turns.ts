/** Work of one key is done one after the other, in the order in which it came; that of different keys at the same time. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** `free` is told when nobody waits for the key any more. */
  constructor(private readonly free: (key: string) => void = () => undefined) {}

  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const turn = before ? before.then(work, work) : work();
    this.#last.set(key, turn);
    const leave = () => {
      if (this.#last.get(key) !== turn) return;
      this.#last.delete(key);
      this.free(key);
    };
    turn.then(leave, leave);
    return turn;
  }
}
