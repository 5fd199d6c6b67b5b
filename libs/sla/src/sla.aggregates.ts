import { calendarStreams, slaStreams } from './sla.streams.ts';
import type { Aggregate } from '#platform';
import { type CalendarCommand } from './calendar.commands.ts';
import { type CalendarState, calendarDecider } from './calendar.decider.ts';
import { type CalendarEvent, calendarEvents } from './calendar.events.ts';
import type { SlaCommand } from './sla.commands.ts';
import { clockDecider } from './sla.decider.ts';
import { type SlaEvent, slaEvents } from './sla.events.ts';
import { type SlaState } from './sla.state.ts';

export const calendars: Aggregate<CalendarCommand, CalendarEvent, CalendarState> = {
  contracts: calendarEvents,
  decider: calendarDecider,
  streams: calendarStreams,
  idOf: ({ data }) => data.calendarId,
};

export const slaClocks: Aggregate<SlaCommand, SlaEvent, SlaState> = {
  contracts: slaEvents,
  decider: clockDecider,
  streams: slaStreams,
  idOf: ({ data }) => data.claimId,
  versionsUsed: ({ data }) =>
    'calendarVersion' in data ? { calendarVersions: { [data.calendarId]: data.calendarVersion } } : {},
};
