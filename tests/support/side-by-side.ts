export interface LaneTest {
  readonly title: string;
  /** `it` unless it may be skipped, as by `itWithPeer`. */
  readonly declare?: typeof it;
  readonly run: () => Promise<void>;
}

/**
 * Declares tests that mostly wait: lanes run side by side, the tests of a lane in their order, each with an outcome of its own. All in
 * one hook.
 */
export function sideBySide(lanes: readonly (readonly LaneTest[])[], timeoutMs: number): void {
  const outcomes = new Map<LaneTest, Promise<void>>();
  beforeAll(async () => {
    const runInOrder = async (lane: readonly LaneTest[]) => {
      for (const test of lane) {
        if ((test.declare ?? it) !== it) continue;
        const outcome = test.run();
        outcomes.set(test, outcome);
        await outcome.catch(() => undefined);
      }
    };
    await Promise.all(lanes.map(runInOrder));
  }, timeoutMs);
  for (const test of lanes.flat())
    (test.declare ?? it)(test.title, async () => {
      const outcome = outcomes.get(test);
      if (!outcome) throw new Error('the hook ended before this was run');
      await outcome;
    });
}
