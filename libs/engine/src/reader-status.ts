import { epochMilliseconds, type Clock } from '#kernel';
import {
  BEGINNING,
  type Blobs,
  START,
  type BuildName,
  type DamageList,
  type EventStore,
  type Position,
  type Process,
  type ProcessState,
  type Projection,
  type RecordedEvent,
  type ReaderState,
  readerState,
  type ReadModels,
} from '#platform';
import { counted } from './counted.ts';
import { damagedStreams } from './damaged-streams.ts';

export interface ReaderStatus {
  readonly name: string;
  readonly position: Position;
  /** Events not seen yet, counted up to 1,000. */
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
  /** Deleted or truncated at the event store's server. */
  readonly damagedStreams: DamageList['streams'];
  /** Why no evidence can be stored or read. */
  readonly evidenceProblem?: string | undefined;
}

export interface StatusSources {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly processState: ProcessState;
  readonly blobs: Pick<Blobs, 'problem'>;
  readonly clock: Clock;
}

const MAX_COUNTED_EVENTS = 1_000;

export async function engineStatus(
  { store, models, processState, blobs, clock }: StatusSources,
  projections: readonly Pick<Projection, 'model'>[],
  processes: readonly Pick<Process, 'name'>[],
): Promise<EngineStatus> {
  const [builds, quarantined, checkpoints, failures, damaged, evidenceProblem] = await Promise.all([
    models.builds(),
    models.quarantined(),
    processState.checkpoints(),
    processState.failedReactions(),
    damagedStreams({ store, processState }),
    blobs.problem().catch((error: Error) => error.message),
  ]);
  const active = new Map(builds.filter((one) => one.active).map((one) => [modelOf(one.build).name, one]));
  const lags = await lagsAt(
    [
      ...projections.map(({ model: { name } }) => active.get(name)?.checkpoint.position ?? BEGINNING),
      ...processes.map(({ name }) => (checkpoints.get(name) ?? START).position),
    ],
    store,
    clock,
  );
  const withLag = (position: Position, state: ReaderState) => {
    const lag = lags.get(position) ?? NO_LAG;
    return { position, ...lag, state: state.kind === 'live' && lag.lagEvents > 0 ? BEHIND : state };
  };
  return {
    damagedStreams: damaged,
    evidenceProblem,
    readModels: projections.map(({ model: { name, version } }) => {
      const record = active.get(name);
      if (!record) return { name, version, build: undefined, ...withLag(BEGINNING, { kind: 'unbuilt' }) };
      const { build, checkpoint, halted } = record;
      const streams = quarantined.filter((one) => one.build === build).length;
      const state = readerState({ halted: halted?.reason, quarantined: streams });
      return { name, version: modelOf(build).version, build, ...withLag(checkpoint.position, state) };
    }),
    processes: processes.map(({ name }) => {
      const checkpoint = checkpoints.get(name) ?? START;
      const own = failures.filter(({ process }) => process === name);
      const halted = own.find(({ effect, position }) => effect === 'halted' && position > checkpoint.position);
      const streams = own.filter(({ effect }) => effect === 'quarantined').length;
      const state = readerState({ halted: halted?.reason, quarantined: streams });
      const undone = own.filter(({ effect }) => effect === 'skipped').length;
      return { name, undone, ...withLag(checkpoint.position, state) };
    }),
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

type Lag = Pick<ReaderStatus, 'lagEvents' | 'lagSeconds'>;

const NO_LAG: Lag = { lagEvents: 0, lagSeconds: 0 };

/** Reads from the one that is furthest behind, once for all; nothing when all are at the head. */
async function lagsAt(
  positions: readonly Position[],
  store: EventStore,
  clock: Clock,
): Promise<ReadonlyMap<Position, Lag>> {
  const head = await store.head();
  const behind = [...new Set(positions)].filter((position) => position < head).sort();
  const [oldest] = behind;
  if (oldest === undefined) return new Map();
  const limit = MAX_COUNTED_EVENTS;
  const unseen = await Array.fromAsync(store.readAll({ after: oldest, limit }));
  const isAll = unseen.length < limit;
  const newest = isAll ? unseen : (await Array.fromAsync(store.readAll({ backwards: true, limit }))).reverse();
  const secondsSince = ({ metadata: { recordedAt } }: RecordedEvent) =>
    recordedAt ? Math.max(0, (epochMilliseconds(clock.now()) - epochMilliseconds(recordedAt)) / 1000) : 0;
  const nextAfter = async (position: Position) =>
    position === oldest ? unseen[0] : (await Array.fromAsync(store.readAll({ after: position, limit: 1 })))[0];
  const lagAt = async (position: Position): Promise<Lag> => {
    const after = newest.filter((event) => event.position > position);
    const first = after.length < limit ? after[0] : await nextAfter(position);
    return { lagEvents: after.length, lagSeconds: first ? secondsSince(first) : 0 };
  };
  return new Map(await Promise.all(behind.map(async (position) => [position, await lagAt(position)] as const)));
}

function modelOf(build: BuildName): { name: string; version: number } {
  const [, name = build, version = '0'] = /^(.+)\.(\d+)(?:-.+)?$/.exec(build) ?? [];
  return { name, version: Number(version) };
}
