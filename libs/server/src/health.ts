import type { EngineStatus, ReaderStatus, Settings } from '#engine';

export type Limits = Pick<Settings, 'MAKEGOOD_READ_MODEL_LAG_SECONDS' | 'MAKEGOOD_PROCESS_LAG_SECONDS'>;

export interface Health {
  /** Ready and degraded (an operator must act, but the rest works): requests may be sent here. */
  readonly status: 'ready' | 'degraded' | 'behind' | 'halted' | 'unavailable';
  readonly message?: string;
  readonly parts?: readonly object[];
  /** How many were deleted or truncated at the server; "makegood status" names them. */
  readonly damagedStreams?: number;
}

/** `dueLists`: the read models from which deadlines are found. A promise hangs on them and on every process. */
export function healthOf(
  { readModels, processes, damagedStreams, evidenceProblem }: EngineStatus,
  limits: Limits,
  dueLists: readonly string[],
): Health & { readonly parts: readonly object[] } {
  const promised = [...processes, ...readModels.filter(({ name }) => dueLists.includes(name))];
  const readers = [...readModels, ...processes];
  const is =
    (...kinds: readonly ReaderStatus['state']['kind'][]) =>
    ({ state }: ReaderStatus) =>
      kinds.includes(state.kind);
  // A halted read model is not behind: waiting does not help.
  const isBehind = (seconds: number) => (one: ReaderStatus) =>
    is('unbuilt')(one) || (!is('halted')(one) && one.lagSeconds > seconds);
  const status = promised.some(is('halted'))
    ? 'halted'
    : readModels.some(isBehind(limits.MAKEGOOD_READ_MODEL_LAG_SECONDS)) ||
        processes.some(isBehind(limits.MAKEGOOD_PROCESS_LAG_SECONDS))
      ? 'behind'
      : evidenceProblem !== undefined || damagedStreams.length > 0 || readers.some(is('halted', 'quarantining'))
        ? 'degraded'
        : 'ready';
  const damaged = damagedStreams.length;
  return {
    status,
    ...(evidenceProblem !== undefined && { message: evidenceProblem }),
    parts: readers.map(partOf),
    ...(damaged > 0 && { damagedStreams: damaged }),
  };
}

export const isInService = ({ status }: Health): boolean => status === 'ready' || status === 'degraded';

/** Without the reason, which may name a claim: this route needs no token. */
const partOf = ({ name, lagEvents, lagSeconds, state }: ReaderStatus) => ({
  name,
  lagEvents,
  lagSeconds,
  state: state.kind,
});
