import { Command } from '#kernel';
import type { CalendarException, PublishedCalendar } from './calendar.events.ts';

type Defaulted<D, F extends keyof D> = Omit<D, F> & Partial<Pick<D, F>>;

export type PublishCalendarData = Omit<PublishedCalendar, 'version' | 'exceptions'> & {
  readonly exceptions?: readonly Defaulted<CalendarException, 'windows' | 'source'>[] | undefined;
  readonly unlessPublished?: true;
  /** Refused when it is not the next one. */
  readonly version?: number | undefined;
};

export class PublishCalendar extends Command<PublishCalendarData> {
  readonly type = 'PublishCalendar' as const;
}

export type CalendarCommand = PublishCalendar;
