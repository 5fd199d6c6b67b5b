import {
  type Actor,
  type Command,
  type CommandMetadata,
  DAY_MS,
  dayOf,
  epochMilliseconds,
  HOUR_MS,
  type Instant,
  instantOf,
  uuidv5,
} from '#kernel';
import { DEFAULT_CALENDAR_ID } from '#use-cases';
import { type CompiledCalendar, PublishCalendar, StartSla } from '#sla';
import type { Makegood } from '#engine';
import { openEngine } from './history.ts';
import { lifeOfClaim } from './life-of-claims.ts';

// Logs with many running clocks, written by commands as in production.

/** Claims at a time. */
const ROUND = 500;
const SYSTEM: Actor = { id: 'bench', role: 'SYSTEM' };

const issued = (step: string, at: Instant): CommandMetadata => {
  const id = uuidv5(`bench/promise/${step}`);
  return { id, actor: SYSTEM, at, correlationId: id };
};

export const later = (at: Instant, milliseconds: number): Instant => instantOf(epochMilliseconds(at) + milliseconds);

export async function calendarOf({ aggregates, publishDefaultCalendar }: Makegood): Promise<CompiledCalendar> {
  await publishDefaultCalendar();
  return (await aggregates.calendars.newest(DEFAULT_CALENDAR_ID)) as CompiledCalendar;
}

/** The targets, in business hours. */
export interface Promised {
  readonly resolutionTarget: string;
  readonly firstReviewTarget: string;
}

export const startOf = (claimId: string, calendar: CompiledCalendar, at: Instant, promised: Promised): StartSla =>
  new StartSla({ claimId, partnerId: 'P-SEOUL', sku: 'LAMP', calendar, ...promised }, issued(`start/${claimId}`, at));

/** Received nine days ago, so that the first review is late; or so that nothing is due before tomorrow. */
const STAGES = {
  LATE: { age: 9 * DAY_MS, promised: { resolutionTarget: 'PT480H', firstReviewTarget: 'PT48H' } },
  OPEN: { age: HOUR_MS, promised: { resolutionTarget: 'PT48H', firstReviewTarget: 'PT47H' } },
} as const;

/** Claims with clocks, already seen by read models and processes. */
export async function writeClocks(folder: string, clocks: number, stage: keyof typeof STAGES): Promise<void> {
  const makegood = await openEngine(folder);
  const { appendLoop, store, processState, projector } = makegood;
  const calendar = await calendarOf(makegood);
  const { age, promised } = STAGES[stage];
  const received = later(makegood.clock.now(), -age);
  const stored = async (command: Command) => {
    const outcome = await appendLoop.execute(command);
    if (outcome.kind !== 'accepted') throw new Error(`${command.type} was ${outcome.kind}`);
  };
  for (let from = 0; from < clocks; from += ROUND)
    await Promise.all(
      lives(from, Math.min(from + ROUND, clocks)).map(async (submission) => {
        await stored(submission);
        await stored(startOf(submission.data.claimId, calendar, received, promised));
      }),
    );
  await projector.prepare();
  await projector.catchUp();
  // The processes would find nothing to do, and are not what is measured.
  const reactor = makegood.createReactor();
  await reactor.prepare();
  for await (const newest of store.readAll({ backwards: true, limit: 1 }))
    for (const { name } of reactor.status) await processState.advance(name, newest);
  await makegood.close();
}

const lives = (from: number, to: number) =>
  Array.from(
    { length: to - from },
    (_, at) => lifeOfClaim(from + at)[0] as Extract<ReturnType<typeof lifeOfClaim>[number], { type: 'SubmitClaim' }>,
  );

/** The calendar's next version: the first business day from tomorrow on is a holiday. */
export function holiday(calendar: CompiledCalendar, now: Instant): PublishCalendar {
  const tomorrow = calendar.addBusiness(epochMilliseconds(later(now, DAY_MS)), 0) as number;
  const { version: _, ...terms } = calendar.published;
  const exceptions = [
    ...terms.exceptions,
    {
      date: dayOf(instantOf(tomorrow)),
      kind: 'CLOSED' as const,
      windows: [],
      source: 'MANUAL' as const,
      name: 'Holiday',
    },
  ];
  return new PublishCalendar({ ...terms, exceptions }, issued('holiday', now));
}
