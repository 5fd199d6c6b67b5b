import { setImmediate } from 'node:timers/promises';

let last = Promise.resolve();

/**
 * A turn of the event loop for one piece of a long work, however many such works go on: an embedded store makes nobody wait, so that
 * others would have their turn only after the last piece. One turn, whatever the time: the simulator tells the same story again.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => setImmediate());
  return last;
}

/** Of one turn, for work that nobody waits for. */
const SLICE_MS = 1;
/** In which others go first at most: what has begun may also have waited for something. */
const MOST_REST_MS = 10;
/** In a shorter turn was nothing else. */
const EMPTY_TURN_MS = 0.2;

const nodeLoop = { now: () => performance.now(), nextTurn: () => setImmediate() };

/** Work that nobody waits for at the moment: each time that it has gone on for a while, what else there is to do goes first, for as long. */
export class Slices {
  #began: number;

  constructor(private readonly loop = nodeLoop) {
    this.#began = loop.now();
  }

  get isOver(): boolean {
    return this.loop.now() - this.#began >= SLICE_MS;
  }

  async rest(): Promise<void> {
    const { now, nextTurn } = this.loop;
    let at = now();
    const until = at + Math.min(MOST_REST_MS, at - this.#began);
    let isEmpty: boolean;
    do {
      await nextTurn();
      const before = at;
      at = now();
      isEmpty = at - before < EMPTY_TURN_MS;
    } while (at < until && !isEmpty);
    this.#began = at;
  }
}
