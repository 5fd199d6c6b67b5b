/** Items of one lane one after the other; items without a lane after all before them, and before all after them. */
export type LaneOf<T> = (item: T) => string | undefined;

/** Works on items of different lanes at the same time, at most `width` of them, and on those of one lane in their order. */
export async function inLanes<T>(
  items: readonly T[],
  laneOf: LaneOf<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let lanes = new Map<string, T[]>();
  for (const item of items) {
    const lane = laneOf(item);
    const before = lane === undefined ? undefined : lanes.get(lane);
    if (before) before.push(item);
    else if (lane !== undefined) lanes.set(lane, [item]);
    else {
      await workOff(lanes, width, work);
      lanes = new Map();
      await work(item);
    }
  }
  await workOff(lanes, width, work);
}

async function workOff<T>(
  lanes: ReadonlyMap<string, readonly T[]>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  // The lanes in turn, so that what is early in the log is early here.
  const waiting = [...lanes.values()].map((items) => items.values());
  const worker = async () => {
    for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
      const { value, done } = lane.next();
      if (done) continue;
      await work(value);
      waiting.push(lane);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, lanes.size) }, worker));
}
