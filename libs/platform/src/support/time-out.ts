/** Of each time-out. Together with the turn of the event loop that is read in between, what a stop of the process can take of it. */
export const PARTS = 10;

/**
 * A time-out that counts only while answers can be read. A process that was stopped, or had no processor, finds what was answered meanwhile
 * and the end of its time in the same moment, and timers come first.
 */
export class TimeOut {
  #timer: NodeJS.Timeout | undefined;
  #last: NodeJS.Immediate | undefined;
  #parts = 0;

  constructor(
    private readonly milliseconds: number,
    private readonly passed: () => void,
  ) {
    this.#next();
  }

  /** Its time begins again: what waits is being answered. */
  refresh(): void {
    // The part that runs has begun before.
    this.#parts = -1;
  }

  end(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#last);
  }

  #next(): void {
    this.#timer = setTimeout(() => {
      if (++this.#parts < PARTS) this.#next();
      else this.#last = setImmediate(this.passed);
    }, this.milliseconds / PARTS);
  }
}
