/** Of one turn of the event loop, for the work of all callers: what has arrived meanwhile is then read. */
const SLICE_MS = 1;

/** What a caller has saved that has asked for nothing meanwhile: it goes first for about as long as a page takes. */
const SAVED_MS = 20;

export interface EventLoop {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Once what has arrived was read. */
  inNextTurn(work: () => void): void;
  /** Once all that follows without waiting for something else is done. */
  afterwards(work: () => void): void;
}

const nodeLoop: EventLoop = {
  now: () => performance.now(),
  inNextTurn: setImmediate,
  // Node empties the queue of promises before it looks for such a tick.
  afterwards: (work) => void Promise.resolve().then(() => process.nextTick(work)),
};

/** Divides the event loop between callers: of those that wait, the one goes on that has held it for the shortest time (start-time fair
 * queuing: Goyal, Vin and Cheng, 1996), where one that was idle may go first for a little (borrowed virtual time: Duda and Cheriton, 1999). */
export class FairQueue {
  readonly #waiting = new Set<Place>();
  /** How long the one that goes on has held it; never back, also when one goes on that has saved. */
  #now = 0;
  #isRunning = false;

  constructor(private readonly loop: EventLoop = nodeLoop) {}

  /** A place of its own for each caller. */
  join(): Place {
    return new Place((place) => this.#enter(place));
  }

  #enter(place: Place): void {
    place.held = Math.max(place.held, this.#now - SAVED_MS);
    this.#waiting.add(place);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.loop.inNextTurn(() => this.#run(this.loop.now()));
  }

  #run(sliceBegan: number): void {
    const place = this.#next();
    if (!place) {
      this.#isRunning = false;
      return;
    }
    const began = this.loop.now();
    this.#now = Math.max(this.#now, place.held);
    this.#waiting.delete(place);
    if (place.goOn()) this.#waiting.add(place);
    this.loop.afterwards(() => {
      const now = this.loop.now();
      place.held += now - began;
      if (now - sliceBegan < SLICE_MS) this.#run(sliceBegan);
      else this.loop.inNextTurn(() => this.#run(this.loop.now()));
    });
  }

  /** Of several, the one that has waited longest. */
  #next(): Place | undefined {
    let next: Place | undefined;
    for (const place of this.#waiting) if (!next || place.held < next.held) next = place;
    return next;
  }
}

/** Of one caller, whose work goes on in the order in which it was asked for; what was begun is finished before more is begun, so that
 * little is kept in memory at the same time. */
export class Place {
  /** Milliseconds, in the time of the queue. */
  held = 0;
  readonly #begun: (() => void)[] = [];
  readonly #new: (() => void)[] = [];

  constructor(private readonly enter: (place: Place) => void) {}

  turn(work: 'begun' | 'new' = 'begun'): Promise<void> {
    return new Promise((resume) => {
      (work === 'new' ? this.#new : this.#begun).push(resume);
      if (this.#waiting === 1) this.enter(this);
    });
  }

  /** @returns whether there is more */
  goOn(): boolean {
    (this.#begun.shift() ?? this.#new.shift())?.();
    return this.#waiting > 0;
  }

  get #waiting(): number {
    return this.#begun.length + this.#new.length;
  }
}
