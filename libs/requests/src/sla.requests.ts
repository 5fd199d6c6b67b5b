import { PublishCalendar } from '#sla';
import { CALENDAR_EXCEPTION_KIND, CALENDAR_MODE, EXCEPTION_SOURCE, WEEKDAY } from './enumerations.ts';
import { day, id, input, listOf, oneOf, optional, part, text, whole } from './fields.ts';
import { command, recordAnswer, request } from './request.ts';

// Times of day are validated by the decider, which names the place (S3).
const times = {
  open: text(10, 'Local time of opening, such as 09:00.'),
  close: text(10, 'Local time of closing, up to 24:00; not later than the opening means the next day.'),
};
const WINDOW = input('WindowInput', 'A period of business time in local time.', times);
const WEEKLY_WINDOW = input('WeeklyWindowInput', 'Business time on days of the week.', {
  ...times,
  days: listOf(oneOf(WEEKDAY, 'A day on which it opens.'), { most: 7 }),
});
const EXCEPTION = input('CalendarExceptionInput', 'An exception to the weekly hours on one day (S3).', {
  date: day('The local day.'),
  kind: oneOf(CALENDAR_EXCEPTION_KIND, 'How the day differs from its weekday.'),
  windows: optional(listOf(part(WINDOW, 'One of its windows; none on a closed day.'), { most: 24 })),
  source: optional(oneOf(EXCEPTION_SOURCE, 'Where it comes from; default: MANUAL.')),
  name: optional(text(80, 'Name of the holiday, or another reason.')),
});

export const publishCalendar = request({
  name: 'publishCalendar',
  description:
    'Publishes a new version of a calendar; versions are never edited. Open deadlines are recalculated (S7).',
  input: input('CalendarInput', 'The business time of a place.', {
    id: id('Id of the calendar.'),
    version: optional(
      whole(1, 1_000_000, 'The number that it is to have: refused when another version was published meanwhile.'),
    ),
    timeZone: text(64, 'IANA name of its time zone, such as Asia/Seoul.'),
    mode: oneOf(CALENDAR_MODE, 'What counts as business time (S2).'),
    weekly: listOf(part(WEEKLY_WINDOW, 'Business time of the usual week.'), { most: 100 }),
    exceptions: optional(listOf(part(EXCEPTION, 'One dated exception.'), { most: 500 })),
    publishedUntil: optional(day('Last day for which the holidays are known; a later deadline is marked.')),
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...calendar }) => ({ ...calendar, calendarId: id }),
  answer: recordAnswer('calendarId'),
  handling: command(PublishCalendar),
});
