import { type Instant, uuidv5 } from '#kernel';
import { type CompiledCalendar, PublishCalendar } from '#sla';
import type { AggregateReader, CommandExecutor } from './ports.ts';

export const DEFAULT_CALENDAR_ID = 'default';

/** Publishes one if there is none: Monday to Friday, 24 hours, in UTC. */
export async function defaultCalendar(
  { calendars }: Pick<AggregateReader, 'calendars'>,
  commands: CommandExecutor,
  at: Instant,
): Promise<CompiledCalendar> {
  const published = await calendars.newest(DEFAULT_CALENDAR_ID);
  if (published) return published;
  const by = {
    id: uuidv5('default-calendar'),
    actor: { id: 'default-calendar', role: 'SYSTEM' as const },
    at,
    correlationId: 'default-calendar',
  };
  const house: PublishCalendar['data'] = {
    calendarId: DEFAULT_CALENDAR_ID,
    timeZone: 'UTC',
    mode: 'BUSINESS_DAY_24H',
    weekly: [{ days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], open: '00:00', close: '24:00' }],
    // Another process may publish it at the same time.
    unlessPublished: true,
  };
  await commands.execute(new PublishCalendar(house, by));
  return (await calendars.newest(DEFAULT_CALENDAR_ID)) as CompiledCalendar;
}
