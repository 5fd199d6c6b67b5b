export { CompiledCalendar } from './business-time.ts';
export * from './calendar-import.ts';
export { CalendarRepository } from './calendar.repository.ts';
export * from './calendar.commands.ts';
export { type CalendarState, calendarDecider } from './calendar.decider.ts';
export * from './calendar.events.ts';
export * from './clock-sweep.ts';
export * from './due-clocks.projection.ts';
export * from './explanation.ts';
export * from './holiday-source.ts';
export * from './holidays.ts';

export * from './sla.aggregates.ts';
export * from './sla.commands.ts';
export { clockDecider } from './sla.decider.ts';
export * from './sla.events.ts';
export { type BusinessTime, type Cause, nextMoment, type Segment, type Window } from './sla.policies.ts';
export {
  claimIdOfSla,
  inTime,
  resolutionOf,
  closedAt,
  type SlaClock,
  type SlaState,
  slaStatus,
  slaStream,
  unmet,
} from './sla.state.ts';
export { isoDuration, targetMs } from './target.policies.ts';
