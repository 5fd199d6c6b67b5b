import { DEFAULT_CALENDAR_ID } from './default-calendar.ts';
import type { AggregateReader } from './ports.ts';

/** R9: the partner's own time zone, else that of its calendar. */
export async function placeOfPartner(
  partnerId: string | undefined,
  { partner, calendars }: Pick<AggregateReader, 'partner' | 'calendars'>,
): Promise<string> {
  const known = partnerId === undefined ? undefined : (await partner(partnerId))?.current;
  if (known?.timeZone !== undefined) return known.timeZone;
  return (await calendars.newest(known?.calendarId ?? DEFAULT_CALENDAR_ID))?.published.timeZone ?? 'UTC';
}
