import type { Json } from '#kernel';
import {
  type Backoff,
  BEGINNING,
  type DamageList,
  type EventStore,
  type Logger,
  type ProcessState,
  retryUntilStopped,
} from '#platform';

export interface DamageSources {
  readonly store: Pick<EventStore, 'damage'>;
  readonly processState: Pick<ProcessState, 'job' | 'setJob'>;
}

const KIND = 'damaged-streams';
const ID = 'list';

const keptList = async ({ processState }: DamageSources): Promise<DamageList | undefined> =>
  (await processState.job(KIND, ID)) as DamageList | undefined;

/** Found in this process, or by one that has watched the log. */
export async function damagedStreams(sources: DamageSources): Promise<DamageList['streams']> {
  const { damage } = sources.store;
  if (!damage) return [];
  const { upTo, streams } = damage.list;
  const kept = upTo === BEGINNING ? ((await keptList(sources))?.streams ?? []) : [];
  const all = new Map([...kept, ...streams].map((each) => [each.stream, each]));
  return [...all.values()].sort((one, other) => (one.stream < other.stream ? -1 : 1));
}

/** For programs that do not watch, and so that the next start need not look through the whole log. */
export const keepDamagedStreams = ({ store: { damage }, processState }: DamageSources): Promise<void> =>
  damage ? processState.setJob(KIND, ID, damage.list as unknown as Json) : Promise.resolve();

/** Names each stream that is deleted or truncated at the server, until the signal aborts. */
export async function watchDamagedStreams(
  sources: DamageSources,
  { logger, backoff, signal }: { readonly logger: Logger; readonly backoff: Backoff; readonly signal: AbortSignal },
): Promise<void> {
  const { damage } = sources.store;
  if (!damage) return;
  let known: DamageList | undefined;
  const read = async () => {
    known = await keptList(sources);
  };
  const failed = (error: unknown) => logger.debug({ error: String(error) }, 'the list of damaged streams is not kept');
  if (!(await retryUntilStopped(read, signal, failed, backoff))) return;
  let keeping = Promise.resolve();
  const keep = () => {
    keeping = keeping.then(() => keepDamagedStreams(sources)).catch(failed);
  };
  const leave = damage.onChange((stream) => {
    const found = damage.list.streams.find((each) => each.stream === stream);
    if (found) logger.error({ stream }, found.damage);
    else logger.info({ stream }, 'a damaged stream is whole again');
    keep();
  });
  await damage.watch(known, signal);
  leave();
  keep();
  await keeping;
}
