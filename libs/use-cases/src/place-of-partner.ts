import { DEFAULT_CALENDAR_ID } from './default-calendar.ts';
import type { AggregateReader } from './ports.ts';

/** R9: its own time zone, else that of its calendar. */
export async function placeOf(
  known: { readonly timeZone?: string | undefined; readonly calendarId?: string | undefined } | undefined,
  { calendars }: Pick<AggregateReader, 'calendars'>,
): Promise<string> {
  if (known?.timeZone !== undefined) return known.timeZone;
  return (await calendars.newest(known?.calendarId ?? DEFAULT_CALENDAR_ID))?.published.timeZone ?? 'UTC';
}

export const placeOfPartner = async (
  partnerId: string | undefined,
  aggregates: Pick<AggregateReader, 'partner' | 'calendars'>,
): Promise<string> =>
  placeOf(partnerId === undefined ? undefined : (await aggregates.partner(partnerId))?.current, aggregates);
