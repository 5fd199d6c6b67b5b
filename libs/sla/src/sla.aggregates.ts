import type { Aggregate } from '#platform';
import { type CalendarCommand, calendarStream } from './calendar.commands.ts';
import { type CalendarState, calendarDecider } from './calendar.decider.ts';
import { type CalendarEvent, calendarEvents } from './calendar.events.ts';
import type { SlaCommand } from './sla.commands.ts';
import { clockDecider } from './sla.decider.ts';
import { type SlaEvent, slaEvents } from './sla.events.ts';
import { type SlaState, slaStream } from './sla.state.ts';

export const calendars: Aggregate<CalendarCommand, CalendarEvent, CalendarState> = {
  name: 'calendar',
  contracts: calendarEvents,
  decider: calendarDecider,
  streamOf: ({ data }) => calendarStream(data.calendarId),
};

export const slaClocks: Aggregate<SlaCommand, SlaEvent, SlaState> = {
  name: 'sla',
  contracts: slaEvents,
  decider: clockDecider,
  streamOf: ({ data }) => slaStream(data.claimId),
  versionsUsed: ({ data }) =>
    'calendarVersion' in data ? { calendarVersions: { [data.calendarId]: data.calendarVersion } } : {},
};
