import { type Instant, instantOf } from '#kernel';
import { BlobsError } from '../blobs/blobs.port.ts';
import { DueWork } from './due-work.ts';

const NOON = Date.UTC(2026, 2, 9, 12);

/** `due`: ids, in their order; `faults`: what each attempt at one of them throws. */
function timer(due: readonly string[], faults: Readonly<Record<string, Error>>, atATime = 2) {
  let now = NOON;
  const tried: string[] = [];
  const dueWork = new DueWork({ now: (): Instant => instantOf(now) });
  async function* pages() {
    for (let from = 0; from < due.length; from += atATime) yield due.slice(from, from + atATime).map((id) => ({ id }));
  }
  /** @returns what was tried, and what it was told of earlier failures */
  const pass = async (secondsLater = 0): Promise<readonly string[]> => {
    now += secondsLater * 1_000;
    tried.length = 0;
    const work = async ({ id }: { id: string }, failures: number) => {
      tried.push(`${id}${failures || ''}`);
      if (faults[id]) throw faults[id];
      return true;
    };
    await dueWork.pass({ pages: pages(), atATime, work }).catch((error: unknown) => tried.push(String(error)));
    return [...tried];
  };
  return pass;
}

describe('Work that is due', () => {
  it('is done in its order, so much at a time, and a failure of one is told when the others are done', async () => {
    const pass = timer(['a', 'b', 'c'], { a: new Error('a bug') });
    expect(await pass()).toEqual(['a', 'b', 'Error: a bug']);
  });

  it('goes on behind any number that always fail, which are tried less and less often', async () => {
    const bug = new Error('a bug');
    const pass = timer(['a', 'b', 'c', 'd'], { a: bug, b: bug });
    expect(await pass()).toEqual(['a', 'b', 'Error: a bug']);
    // It may have been a chance.
    expect(await pass()).toEqual(['a1', 'b1', 'Error: a bug']);
    expect(await pass()).toEqual(['c', 'd']);
    expect(await pass(3)).toEqual(['c', 'd']);
    expect(await pass(1)).toEqual(['a2', 'b2', 'Error: a bug']);
    expect(await pass(7)).toEqual(['c', 'd']);
    expect(await pass(60)).toEqual(['a3', 'b3', 'Error: a bug']);
  });

  it('is shared: who has much before the others takes no more turns than they', async () => {
    const tried: string[] = [];
    async function* pages() {
      yield ['a1', 'a2', 'a3', 'a4'].map((id) => ({ id }));
      yield ['a5', 'b1', 'b2', 'x1', 'c1'].map((id) => ({ id }));
    }
    const done = await new DueWork({ now: () => instantOf(NOON) }).pass({
      pages: pages(),
      atATime: 6,
      shared: { by: async ({ id: [who] }) => (who === 'x' ? undefined : who), width: 1, pagesFrom: pages },
      work: async ({ id }) => {
        tried.push(id);
        return true;
      },
    });
    expect([tried, done]).toEqual([['a1', 'b1', 'c1', 'a2', 'b2', 'a3'], 6]);
  });

  it('is found behind any number of one who shares it, within as many passes as looking through them takes', async () => {
    const all = [...Array.from({ length: 9_000 }, (_, n) => `a${n}`), 'b', ...Array.from({ length: 3_000 }, () => 'a')];
    const due = all.map((id, at) => ({ id, at }));
    async function* pages(from = 0) {
      for (let at = from; at < due.length; at += 500) yield due.slice(at, at + 500);
    }
    let lookedAt = 0;
    const dueWork = new DueWork({ now: () => instantOf(NOON) });
    const tried: string[] = [];
    const pass = () =>
      dueWork.pass({
        pages: pages(),
        atATime: 2,
        shared: {
          by: async ({ id: [who] }) => {
            lookedAt++;
            return who;
          },
          width: 1,
          pagesFrom: ({ at }) => pages(at),
        },
        work: async ({ id }) => {
          tried.push(id);
          return true;
        },
      });
    for (let n = 0; n < 3; n++) await pass();
    expect([tried, lookedAt]).toEqual([['a0', 'a1', 'a0', 'a1', 'a0', 'b'], 15_000]);
  });

  it('that is put off is tried less and less often, and is no failure', async () => {
    let now = NOON;
    const seen: number[] = [];
    const dueWork = new DueWork({ now: (): Instant => instantOf(now) });
    async function* pages() {
      yield [{ id: 'a' }];
    }
    const pass = () =>
      dueWork.pass({
        pages: pages(),
        atATime: 1,
        work: async (_, failures) => {
          seen.push(failures);
          return seen.length === 3 || 'later';
        },
      });
    expect([await pass(), await pass(), await pass()]).toEqual([0, 0, 0]);
    expect(seen).toEqual([0, 0]);
    now += 4_000;
    expect([await pass(), seen]).toEqual([1, [0, 0, 0]]);
  });

  it('waits for a store that is out of reach, and nothing is held against what was tried', async () => {
    const pass = timer(['a', 'b'], { a: new BlobsError('unavailable', 'away') });
    for (let time = 0; time < 3; time++) expect(await pass()).toEqual(['a', 'BlobsError: away']);
  });

  it('goes on behind what finds the disk full, which is no fault of its own', async () => {
    const pass = timer(['a', 'b', 'c'], { a: new BlobsError('full', 'no space') });
    expect(await pass()).toEqual(['a', 'b', 'BlobsError: no space']);
    expect(await pass()).toEqual(['a', 'b', 'BlobsError: no space']);
    expect(await pass()).toEqual(['b', 'c']);
    expect(await pass(60)).toEqual(['a', 'b', 'BlobsError: no space']);
  });
});
