import { setImmediate as settled } from 'node:timers/promises';
import { type EventLoop, FairQueue, type Place } from './fair-queue.ts';

let time: number;
let due: (() => void)[];
let loop: EventLoop;
let queue: FairQueue;
let done: string[];
beforeEach(() => {
  [time, due, done] = [0, [], []];
  loop = {
    now: () => time,
    inNextTurn: (work) => void due.push(work),
    afterwards: (work) => void Promise.resolve().then(() => process.nextTick(work)),
  };
  queue = new FairQueue(loop);
});

/** One turn of the event loop. @returns the milliseconds for which it was held */
async function turn(): Promise<number> {
  const began = time;
  for (const work of due.splice(0)) work();
  await settled();
  return time - began;
}

/** Pieces of work that take so many milliseconds each, all asked for at once. */
const asks = (name: string, pieces: number, ms: number, place: Place = queue.join()): Place => {
  for (let n = 0; n < pieces; n++)
    void place.turn().then(() => {
      time += ms;
      done.push(`${name}${n}`);
    });
  return place;
};

/** One piece after the other, as of a request. @returns the milliseconds from its arrival to its end */
async function request(pieces: number, ms: number, place: Place): Promise<number> {
  const arrived = time;
  for (let n = 0; n < pieces; n++) {
    await place.turn();
    time += ms;
  }
  return time - arrived;
}

describe('The event loop is divided between callers', () => {
  it('a caller with much to do holds it for a slice, and then what has arrived is read', async () => {
    asks('greedy', 100, 0.5);
    for (let n = 1; n <= 50; n++) expect(await turn()).toBe(1);
    expect(done).toHaveLength(100);
    expect(await turn()).toBe(0);
  });

  it('a request of another is answered in its own time, however much a caller has to do', async () => {
    asks('greedy', 10_000, 2);
    const other = queue.join();
    for (let n = 0; n < 20; n++) {
      for (let meanwhile = 0; meanwhile < 10; meanwhile++) await turn();
      let took: number | undefined;
      void request(12, 0.5, other).then((ms) => (took = ms));
      while (took === undefined) await turn();
      expect(took).toBe(6);
    }
  });

  it('a caller that has asked for nothing for long has saved a page, and then takes turns', async () => {
    const [busy, idle] = [queue.join(), queue.join()];
    for (let n = 0; n < 50; n++) {
      asks('busy', 4, 0.5, busy);
      await turn();
    }
    while (due.length > 0) await turn();
    done = [];
    asks('busy', 100, 1, busy);
    asks('idle', 100, 1, idle);
    while (due.length > 0) await turn();
    const first = (pieces: number) => done.slice(0, pieces).filter((name) => name.startsWith('idle')).length;
    expect(first(21)).toBe(21);
    expect(first(61)).toBe(41);
  });

  it('callers with as much to do take turns, and the work of each keeps its order', async () => {
    asks('a', 3, 1);
    asks('b', 3, 1);
    asks('c', 3, 1);
    while (due.length > 0) await turn();
    expect(done).toEqual(['a0', 'b0', 'c0', 'a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  });

  it('what a caller has begun is finished before more of its work is begun', async () => {
    const place = queue.join();
    for (const page of ['a', 'b', 'c'])
      void place.turn('new').then(async () => {
        done.push(`${page} begins`);
        await Promise.all([1, 2].map((item) => place.turn().then(() => done.push(`${page}${item}`))));
      });
    while (due.length > 0) await turn();
    expect(done).toEqual(['a begins', 'a1', 'a2', 'b begins', 'b1', 'b2', 'c begins', 'c1', 'c2']);
  });

  it('what follows without waiting is counted too', async () => {
    const [deep, flat] = [queue.join(), queue.join()];
    void deep.turn().then(async () => {
      for (let n = 0; n < 10; n++) await Promise.resolve();
      time += 5;
      done.push('deep');
    });
    asks('deep', 1, 1, deep);
    asks('flat', 5, 1, flat);
    while (due.length > 0) await turn();
    expect(done).toEqual(['deep', 'flat0', 'flat1', 'flat2', 'flat3', 'flat4', 'deep0']);
  });
});
