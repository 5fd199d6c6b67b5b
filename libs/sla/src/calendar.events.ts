import { contract, type EventsOf, zDay, zId, zText } from '#kernel';
import { z } from 'zod';

export const CALENDAR_MODES = ['BUSINESS_DAY_24H', 'OFFICE_HOURS'] as const;
export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
export const EXCEPTION_KINDS = ['CLOSED', 'OPEN', 'CHANGED'] as const;
const EXCEPTION_SOURCES = ['IMPORTED', 'MANUAL'] as const;

const zOpen = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of day from 00:00 to 23:59' });
const zClose = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
  error: 'must be a time of day from 00:00 to 24:00',
});

/** Business time `[open, close)` in local time; it ends on the next day when `close` is not after `open`. */
const zWindow = z.object({ open: zOpen, close: zClose });

const zException = z.object({
  date: zDay,
  kind: z.enum(EXCEPTION_KINDS),
  windows: z.array(zWindow).max(24).default([]),
  /** MANUAL overrides IMPORTED (S3); both are kept. */
  source: z.enum(EXCEPTION_SOURCES).default('MANUAL'),
  name: zText(80).optional(),
});

export const calendarEvents = {
  CalendarPublished: contract({
    seenBy: 'staff',
    schema: z.object({
      calendarId: zId,
      version: z.int().min(1),
      timeZone: zText(64),
      mode: z.enum(CALENDAR_MODES),
      weekly: z
        .array(
          zWindow.extend({ days: z.array(z.enum(WEEKDAYS)).min(1, { error: 'must name at least one day' }).max(7) }),
        )
        .max(100),
      exceptions: z.array(zException).max(500, { error: 'must be at most 500' }).default([]),
      publishedUntil: zDay.optional(),
    }),
  }),
};

export type CalendarEvent = EventsOf<typeof calendarEvents>;
export type PublishedCalendar = CalendarEvent['data'];
export type CalendarException = PublishedCalendar['exceptions'][number];
export type CalendarMode = (typeof CALENDAR_MODES)[number];
export type Weekday = (typeof WEEKDAYS)[number];
export type CalendarWindow = z.infer<typeof zWindow>;
