import { inLanes } from './lanes.ts';
import { nextTurn, seeded } from './tally.fixture.ts';

const never = new AbortController().signal;

interface Item {
  readonly at: number;
  readonly lane: string | undefined;
}

/** When each item began and ended, on one count. */
async function worked(items: readonly Item[], width: number, random: () => number) {
  const spans: { item: Item; begun: number; ended: number }[] = [];
  let count = 0;
  let now = 0;
  let most = 0;
  await inLanes(
    items,
    ({ lane }) => lane,
    width,
    async (item) => {
      const begun = count++;
      most = Math.max(most, ++now);
      for (let turns = Math.floor(random() * 4); turns > 0; turns--) await nextTurn(0, never);
      now--;
      spans.push({ item, begun, ended: count++ });
    },
  );
  return { spans, most };
}

describe('lanes', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'keep the order within a lane and around what has none, never beyond their width (seed %d)',
    async (seed) => {
      const random = seeded(seed);
      const items = Array.from(
        { length: 60 },
        (_, at): Item => ({
          at,
          lane: random() < 0.05 ? undefined : `lane ${Math.floor(random() * 8)}`,
        }),
      );
      const width = 1 + Math.floor(random() * 5);
      const { spans, most } = await worked(items, width, random);
      expect(spans).toHaveLength(items.length);
      expect(most).toBeLessThanOrEqual(width);
      for (const one of spans)
        for (const other of spans) {
          const ordered = one.item.lane === other.item.lane || !one.item.lane || !other.item.lane;
          if (ordered && one.item.at < other.item.at) expect(one.ended).toBeLessThan(other.begun);
        }
    },
  );

  it('fill their width while so many lanes have something left', async () => {
    const items = Array.from({ length: 40 }, (_, at) => ({ at, lane: `lane ${Math.floor(at / 10)}` }));
    const { most } = await worked(items, 4, () => 0.5);
    expect(most).toBe(4);
  });

  it('end with the first error', async () => {
    const fails = () => Promise.reject(new Error('a bug'));
    await expect(inLanes([1, 2], String, 2, fails)).rejects.toThrow('a bug');
  });
});
