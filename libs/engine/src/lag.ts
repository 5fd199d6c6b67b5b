import { epochMilliseconds, type Clock } from '#kernel';
import type { BuildName, EventStore, Position, ReadModels } from '#platform';

/** How far one read model has followed the log. */
export interface Lag {
  readonly name: string;
  readonly version: number;
  readonly position: Position;
  /** Events not yet folded in; counted up to 10,000. */
  readonly lagEvents: number;
  /** Age of the oldest of them. */
  readonly lagSeconds: number;
  /** `live`, `behind`, or with what stands in the way. */
  readonly state: string;
}

const COUNTED = 10_000;

/** The active builds against the head of the log. */
export async function lagOf(store: EventStore, models: ReadModels, clock: Clock): Promise<Lag[]> {
  const active = (await models.builds()).filter((build) => build.active);
  const quarantined = await models.quarantined();
  const unread = new Map<Position, Promise<{ lagEvents: number; lagSeconds: number }>>();
  const behind = (position: Position) => {
    const known = unread.get(position) ?? distance(store, position, clock);
    unread.set(position, known);
    return known;
  };
  return Promise.all(
    active.map(async ({ build, checkpoint }) => {
      const { lagEvents, lagSeconds } = await behind(checkpoint);
      const waiting = quarantined.filter((one) => one.build === build).length;
      const state = waiting > 0 ? `${waiting} streams quarantined` : lagEvents > 0 ? 'behind' : 'live';
      return { ...namedIn(build), position: checkpoint, lagEvents, lagSeconds, state };
    }),
  );
}

async function distance(store: EventStore, position: Position, clock: Clock) {
  let lagEvents = 0;
  let lagSeconds = 0;
  for await (const { metadata } of store.readAll({ after: position, limit: COUNTED })) {
    if (lagEvents++ === 0 && metadata.recordedAt)
      lagSeconds = Math.max(0, (epochMilliseconds(clock.now()) - epochMilliseconds(metadata.recordedAt)) / 1000);
  }
  return { lagEvents, lagSeconds };
}

/** `claims.3-1` → its model and version. */
function namedIn(build: BuildName): { name: string; version: number } {
  const [, name = build, version = '0'] = /^(.+)\.(\d+)(?:-.+)?$/.exec(build) ?? [];
  return { name, version: Number(version) };
}
