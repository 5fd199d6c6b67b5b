import type { Clock } from '#kernel';
import {
  BEGINNING,
  type EventStore,
  isTransient,
  type Logger,
  type Outcome,
  pagesOf,
  type Position,
  type QuerySpec,
  type ReadModels,
} from '#platform';
import type { CompiledCalendar } from './business-time.ts';
import type { CalendarRepository } from './calendar.repository.ts';
import { type DueClock, dueClocksModel } from './due-clocks.projection.ts';

/** Of the timers that send a command to clocks. */
export interface ClockTimerOptions<Sent> {
  readonly store: Pick<EventStore, 'head'>;
  readonly models: ReadModels;
  readonly calendars: Pick<CalendarRepository, 'newest'>;
  readonly execute: (command: Sent) => Promise<Outcome>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Waits briefly for the clocks to have followed their claims up to a position. */
  readonly followed: (position: Position) => Promise<boolean>;
  readonly listed: (position: Position) => Promise<boolean>;
}

export interface NominatedClocks {
  readonly models: Pick<ReadModels, 'query'>;
  readonly logger: Logger;
  /** Which clocks, and how many at a time: few enough that queries are answered in between. */
  readonly page: Pick<QuerySpec<(typeof dueClocksModel)['fields']>, 'where' | 'orderBy' | 'limit'>;
  /** Asked once, before the first command: whether the clocks have followed their claims, else one could be found late by mistake. */
  readonly ready?: () => Promise<boolean>;
  /** Asked once for each calendar. */
  readonly calendarOf: (calendarId: string) => Promise<CompiledCalendar | undefined>;
  readonly send: (clock: DueClock, calendar: CompiledCalendar) => Promise<Outcome>;
  /** Waits until the due list has seen what was written; otherwise the next run would be given the same clocks. */
  readonly listed?: (position: Position) => Promise<boolean>;
  /** Clocks with a damaged or deleted stream: named once, and no other waits for them. */
  readonly unreadable: Set<string>;
}

/**
 * Sends a command to each clock that the due list nominates, a page at a time.
 * @returns the number of clocks that wrote something; undefined: not ready, nothing was sent
 * @throws EventStoreError, DocumentStoreError; what was sent before is written
 */
export async function sendToNominatedClocks(clocks: NominatedClocks): Promise<number | undefined> {
  const { models, logger, page, ready, send, listed, unreadable } = clocks;
  const calendars = new Map<string, Promise<CompiledCalendar | undefined>>();
  const calendarOf = (calendarId: string) => {
    const known = calendars.get(calendarId) ?? clocks.calendarOf(calendarId);
    calendars.set(calendarId, known);
    return known;
  };
  const sent = async (clock: DueClock): Promise<Position | undefined> => {
    try {
      const calendar = await calendarOf(clock.calendarId);
      const outcome = calendar && (await send(clock, calendar));
      return outcome?.kind === 'accepted' ? outcome.position : undefined;
    } catch (error) {
      if (isTransient(error)) throw error;
      if (!unreadable.has(clock.id))
        logger.error({ claim: clock.id, error: String(error) }, 'the clock of a claim cannot be read');
      unreadable.add(clock.id);
      return undefined;
    }
  };
  let changed = 0;
  let written: Position = BEGINNING;
  let waiting = ready;
  for await (const some of pagesOf(models, dueClocksModel, page)) {
    if (waiting && !(await waiting())) return undefined;
    waiting = undefined;
    for (const position of await Promise.all(some.map(sent))) {
      if (position === undefined) continue;
      changed++;
      if (position > written) written = position;
    }
  }
  if (changed > 0) await listed?.(written);
  return changed;
}

/** The clocks that a new version of a calendar may affect: open ones, and those with a breach (S12). */
export const affectedBy = (calendarId: string): NominatedClocks['page']['where'] => [
  { field: 'calendarId', eq: calendarId },
  { field: 'affectedByCalendar', eq: true },
];
