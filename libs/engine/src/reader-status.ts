import { epochMilliseconds, type Clock } from '#kernel';
import {
  BEGINNING,
  START,
  type BuildName,
  type EventStore,
  type Position,
  type Process,
  type ProcessState,
  type Projection,
  type ReaderState,
  readerState,
  type ReadModels,
} from '#platform';
import { counted } from './counted.ts';

export interface ReaderStatus {
  readonly name: string;
  readonly position: Position;
  /** Events not seen yet, counted up to 10,000. */
  readonly lagEvents: number;
  readonly lagSeconds: number;
  readonly state: ReaderState;
  /** Reactions of a process that were refused. */
  readonly undone?: number;
}

export interface ReadModelStatus extends ReaderStatus {
  readonly version: number;
  readonly build: BuildName | undefined;
}

export interface EngineStatus {
  readonly readModels: readonly ReadModelStatus[];
  readonly processes: readonly ReaderStatus[];
}

export interface StatusSources {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly processState: ProcessState;
  readonly clock: Clock;
}

const MAX_COUNTED_EVENTS = 10_000;

export async function engineStatus(
  { store, models, processState, clock }: StatusSources,
  projections: readonly Pick<Projection, 'model'>[],
  processes: readonly Pick<Process, 'name'>[],
): Promise<EngineStatus> {
  const [builds, quarantined, checkpoints, failures] = await Promise.all([
    models.builds(),
    models.quarantined(),
    processState.checkpoints(),
    processState.failedReactions(),
  ]);
  const unread = new Map<Position, Promise<Pick<ReaderStatus, 'lagEvents' | 'lagSeconds'>>>();
  const lagBehind = (position: Position) => {
    const known = unread.get(position) ?? lag(store, position, clock);
    unread.set(position, known);
    return known;
  };
  const withLag = async (position: Position, state: ReaderState) => {
    const behind = await lagBehind(position);
    return { position, ...behind, state: state.kind === 'live' && behind.lagEvents > 0 ? BEHIND : state };
  };
  return {
    readModels: await Promise.all(
      projections.map(async ({ model: { name, version } }) => {
        const record = builds.find((one) => one.active && modelOf(one.build).name === name);
        if (!record) return { name, version, build: undefined, ...(await withLag(BEGINNING, { kind: 'unbuilt' })) };
        const { build, checkpoint, halted } = record;
        const streams = quarantined.filter((one) => one.build === build).length;
        const state = readerState({ halted: halted?.reason, quarantined: streams });
        return { name, version: modelOf(build).version, build, ...(await withLag(checkpoint.position, state)) };
      }),
    ),
    processes: await Promise.all(
      processes.map(async ({ name }) => {
        const checkpoint = checkpoints.get(name) ?? START;
        const own = failures.filter(({ process }) => process === name);
        const halted = own.find(({ effect, position }) => effect === 'halted' && position > checkpoint.position);
        const streams = own.filter(({ effect }) => effect === 'quarantined').length;
        const state = readerState({ halted: halted?.reason, quarantined: streams });
        const undone = own.filter(({ effect }) => effect === 'skipped').length;
        return { name, undone, ...(await withLag(checkpoint.position, state)) };
      }),
    ),
  };
}

export function stateInWords(state: ReaderState): string {
  switch (state.kind) {
    case 'live':
    case 'behind':
      return state.kind;
    case 'quarantining':
      return `${counted(state.streams, 'stream')} quarantined`;
    case 'halted':
      return `halted: ${state.reason}`;
    case 'unbuilt':
      return 'not built yet';
  }
}

const BEHIND: ReaderState = { kind: 'behind' };

async function lag(store: EventStore, position: Position, clock: Clock) {
  let lagEvents = 0;
  let lagSeconds = 0;
  for await (const { metadata } of store.readAll({ after: position, limit: MAX_COUNTED_EVENTS })) {
    if (lagEvents++ === 0 && metadata.recordedAt)
      lagSeconds = Math.max(0, (epochMilliseconds(clock.now()) - epochMilliseconds(metadata.recordedAt)) / 1000);
  }
  return { lagEvents, lagSeconds };
}

function modelOf(build: BuildName): { name: string; version: number } {
  const [, name = build, version = '0'] = /^(.+)\.(\d+)(?:-.+)?$/.exec(build) ?? [];
  return { name, version: Number(version) };
}
