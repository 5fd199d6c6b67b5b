import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import {
  agrees,
  type Backoff,
  type ClockReading,
  type Logger,
  type MachineClocks,
  machineClocks,
  type ProcessState,
  SteadyClock,
  waitFor,
  logFailure,
} from '#platform';

type Jobs = Pick<ProcessState, 'job' | 'setJob'>;

const KIND = 'clock';
const KEEP_MS = 10_000;
const keptSchema = z.object({ wall: z.number(), uptime: z.number(), boot: z.string() });

/** Changes when the machine starts; undefined where the system has none: then a jump before the start of a process is not noticed. */
function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The last reading of this machine, since it was started, while its clock was believed. @throws DocumentStoreError */
export async function keptReading(state: Jobs, boot = bootId()): Promise<ClockReading | undefined> {
  const kept = keptSchema.safeParse(await state.job(KIND, hostname()));
  return boot !== undefined && kept.data?.boot === boot ? kept.data : undefined;
}

/** For the other processes of this machine, and the next. @throws DocumentStoreError */
export async function keepReading(state: Jobs, { wall, uptime }: ClockReading, boot = bootId()): Promise<void> {
  if (boot !== undefined) await state.setJob(KIND, hostname(), { wall, uptime, boot });
}

/** The clock of a process that writes. */
export async function openClock(
  state: Jobs,
  logger: Logger,
  machine: MachineClocks = machineClocks,
): Promise<SteadyClock> {
  const jumped = (jump: object) =>
    logger.error(
      { ...jump },
      'the clock of this machine jumped, and its uptime does not agree: time goes on from before. Set the clock right, or run "makegood clock --confirm"',
    );
  const reading = await keptReading(state).catch((error: unknown) => {
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
