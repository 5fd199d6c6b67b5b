import { PublishCalendar } from '#sla';
import { CALENDAR_EXCEPTION_KIND, CALENDAR_MODE, EXCEPTION_SOURCE, WEEKDAY } from './enumerations.ts';
import { day, id, input, listOf, oneOf, optional, part, text } from './fields.ts';
import { command, recordAnswer, request } from './request.ts';

// Which texts are a time of day, the calendar's decider says, and where one is not (S3).
const times = {
  open: text(10, 'Local time: "09:00".'),
  close: text(10, 'Local time, up to "24:00".'),
};
const WINDOW = input('WindowInput', 'Business time of a day.', times);
const WEEKLY_WINDOW = input('WeeklyWindowInput', 'Business time of some days of the week.', {
  ...times,
  days: listOf(oneOf(WEEKDAY, 'On these days.'), { most: 7 }),
});
const EXCEPTION = input('CalendarExceptionInput', 'A day that is not as the week says.', {
  date: day('The day.'),
  kind: oneOf(CALENDAR_EXCEPTION_KIND, 'What is other on it.'),
  windows: optional(listOf(part(WINDOW, 'Its business time, where it has some.'), { most: 24 })),
  source: optional(oneOf(EXCEPTION_SOURCE, 'MANUAL unless told.')),
  name: optional(text(80, 'Name of the holiday.')),
});

export const publishCalendar = request({
  name: 'publishCalendar',
  description: 'A new version of a calendar; versions are never edited.',
  input: input('CalendarInput', 'The business time of a place.', {
    id: id('Id of the calendar.'),
    timeZone: text(64, 'IANA name: Asia/Seoul.'),
    mode: oneOf(CALENDAR_MODE, 'How business time counts.'),
    weekly: listOf(part(WEEKLY_WINDOW, 'The week as it usually is.'), { most: 100 }),
    exceptions: optional(listOf(part(EXCEPTION, 'Days that are not.'), { most: 500 })),
    publishedUntil: optional(day('Last day for which the holidays are known.')),
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...calendar }) => ({ ...calendar, calendarId: id }),
  answer: recordAnswer('calendarId'),
  handling: command(PublishCalendar),
});
