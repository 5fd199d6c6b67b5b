import { Command } from '#kernel';
import type { CalendarException, PublishedCalendar } from './calendar.events.ts';

type Defaulted<D, F extends keyof D> = Omit<D, F> & Partial<Pick<D, F>>;

/** What the event will hold, with optional the fields that have a default. */
export type PublishCalendarData = Omit<PublishedCalendar, 'version' | 'exceptions'> & {
  readonly exceptions?: readonly Defaulted<CalendarException, 'windows' | 'source'>[] | undefined;
  /** A calendar to begin with: whatever somebody else has published stands. */
  readonly unlessPublished?: true;
};

export class PublishCalendar extends Command<PublishCalendarData> {
  readonly type = 'PublishCalendar' as const;
}

export type CalendarCommand = PublishCalendar;
