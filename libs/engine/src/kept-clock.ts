import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { DAY_MS, epochMilliseconds } from '#kernel';
import {
  agrees,
  type Backoff,
  type ClockReading,
  type EventStore,
  type Logger,
  type MachineClocks,
  machineClocks,
  type ProcessState,
  SteadyClock,
  waitFor,
  logFailure,
} from '#platform';

type Jobs = Pick<ProcessState, 'job' | 'setJob'>;

export interface ClockSources {
  readonly processState: Jobs;
  readonly store: Pick<EventStore, 'readAll'>;
}

const KIND = 'clock';
const KEEP_MS = 10_000;
/** Nobody leaves an installation stopped for longer, and then believes its clock without a look. */
const LONGEST_STOP_MS = 31 * DAY_MS;
const keptSchema = z.object({ wall: z.number(), uptime: z.number(), boot: z.string() });

/** Changes when the machine starts; undefined where the system has none: then a jump before the start of a process is not noticed. */
function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

const kept = async (state: Jobs) => keptSchema.safeParse(await state.job(KIND, hostname())).data;

/** The last reading of this machine, since it was started, while its clock was believed. @throws DocumentStoreError */
export async function keptReading(state: Jobs, boot = bootId()): Promise<ClockReading | undefined> {
  const reading = await kept(state);
  return boot !== undefined && reading?.boot === boot ? reading : undefined;
}

/** For the other processes of this machine, and the next. @throws DocumentStoreError */
export async function keepReading(state: Jobs, { wall, uptime }: ClockReading, boot = bootId()): Promise<void> {
  if (boot !== undefined) await state.setJob(KIND, hostname(), { wall, uptime, boot });
}

/** The newest time recorded in the log has passed, whatever the clock of this machine shows, and the last one that it kept before it was
 * started. @throws DocumentStoreError, EventStoreError */
async function passedReading({ processState, store }: ClockSources, uptime: number): Promise<ClockReading | undefined> {
  const passed = [(await kept(processState))?.wall];
  for await (const { metadata } of store.readAll({ backwards: true, limit: 1 }))
    if (metadata.recordedAt) passed.push(epochMilliseconds(metadata.recordedAt));
  const wall = Math.max(...passed.filter((time) => time !== undefined));
  return Number.isFinite(wall) ? { wall, uptime, slackMs: LONGEST_STOP_MS } : undefined;
}

/** What a clock of this machine must agree with: the reading that was kept, or what has passed. @throws DocumentStoreError, EventStoreError */
export const knownReading = async (
  sources: ClockSources,
  { uptime }: MachineClocks = machineClocks,
): Promise<ClockReading | undefined> => (await keptReading(sources.processState)) ?? passedReading(sources, uptime());

/** The clock of a process that writes. */
export async function openClock(
  sources: ClockSources,
  logger: Logger,
  machine: MachineClocks = machineClocks,
): Promise<SteadyClock> {
  const jumped = (jump: object) =>
    logger.error(
      { ...jump },
      'the clock of this machine jumped: its uptime, or the times in the log, do not agree. Time goes on from before. Set the clock right, or run "makegood clock --confirm"',
    );
  const reading = await knownReading(sources, machine).catch((error: unknown) => {
    logFailure(logger, error, {}, 'what the clock showed before cannot be read: it is believed');
    return undefined;
  });
  return new SteadyClock(machine, jumped, reading);
}

/** Keeps what the clock shows, and takes over what an operator has confirmed, until the signal. */
export async function followClock(
  clock: SteadyClock,
  state: Jobs,
  logger: Logger,
  signal: AbortSignal,
  { machine = machineClocks, backoff = waitFor }: { machine?: MachineClocks; backoff?: Backoff } = {},
): Promise<void> {
  while (!signal.aborted) {
    try {
      const kept = clock.jump && (await keptReading(state));
      if (!clock.jump) await keepReading(state, clock.reading());
      else if (kept && agrees(kept, machine)) {
        clock.confirm(kept);
        logger.warn({ now: clock.now() }, 'the clock of this machine was confirmed');
      }
    } catch (error) {
      logger.debug({ error: String(error) }, 'the reading of the clock cannot be kept');
    }
    await backoff(KEEP_MS, signal);
  }
}
