import { setImmediate } from 'node:timers/promises';

let last = Promise.resolve();

/**
 * A turn of the event loop for one piece of a long work, however many such works go on: an embedded store makes nobody wait, so that
 * others would have their turn only after the last piece.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => setImmediate());
  return last;
}
