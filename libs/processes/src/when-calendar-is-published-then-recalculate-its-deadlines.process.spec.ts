import { Projector, silentLogger } from '#platform';
import { command, type RecordedFacts, reactionScenarios, streamOf } from '#platform/specs';
import {
  type CalendarEvent,
  calendars,
  type CompiledCalendar,
  dueClocks,
  RecalculateDeadlines,
  slaClocks,
  type SlaEvent,
} from '#sla';
import {
  breached,
  calendar,
  calendarWith,
  met,
  otherCalendar,
  paused,
  started,
  thirdCalendarWith,
  warned,
} from '#sla/facts';
import { recordedAggregates } from '#use-cases/specs';
import { whenCalendarIsPublishedThenRecalculateItsDeadlines } from './when-calendar-is-published-then-recalculate-its-deadlines.process.ts';

/** The due list is empty until the process waits for it. */
const processOver = ({ store, models, catalogue, ...recorded }: RecordedFacts) => {
  const projector = new Projector([dueClocks], { store, models, catalogue, logger: silentLogger });
  return whenCalendarIsPublishedThenRecalculateItsDeadlines({
    aggregates: recordedAggregates({ store, models, catalogue, ...recorded }),
    models,
    logger: silentLogger,
    async caughtUp() {
      await projector.prepare();
      await projector.catchUp();
    },
  });
};
const { given, nothing } = reactionScenarios(processOver);

const published = ({ published }: CompiledCalendar): CalendarEvent => ({ type: 'CalendarPublished', data: published });
const weekdays = streamOf(calendars, 'WEEKDAYS');
const other = streamOf(calendars, 'OTHER');
const startedFor = (claimId: string): SlaEvent => ({ ...started, data: { ...started.data, claimId } as never });
const clock = (claimId: string, ...since: readonly SlaEvent[]) =>
  streamOf(slaClocks, claimId)(startedFor(claimId), ...since);
const recalculate = (claimId: string, by: CompiledCalendar) => command(RecalculateDeadlines, { claimId, calendar: by });

const second = calendarWith('03-10');
const inTime = met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 });
const late = [
  warned(50, '03-10 10:00', '03-10 10:00'),
  breached('RESOLUTION', '03-11 10:00', '03-11 10:01'),
  met('RESOLUTION', '03-11 12:00', '03-11 10:00', { business: 50, wall: 50, late: ['03-11 10:00', 2] }),
];

describe('when a calendar is published, its deadlines are recalculated', () => {
  it('S7 of every open clock that uses it, including paused ones, and of no other', () =>
    given(
      weekdays(published(calendar)),
      other(published(otherCalendar)),
      clock('C-1'),
      clock('C-2', paused('EVIDENCE_REQUESTED', '03-09 14:00', { RESOLUTION: 44 })),
      streamOf(
        slaClocks,
        'C-3',
      )({
        ...started,
        data: { ...started.data, claimId: 'C-3', calendarId: 'OTHER' } as never,
      }),
    )
      .when(weekdays(published(second)))
      .thenCommands(recalculate('C-1', second), recalculate('C-2', second)));

  it('S12 of an ended promise with a breach, which may be voided; not of one that was kept', () =>
    given(weekdays(published(calendar)), clock('C-1', inTime), clock('C-2', ...late))
      .when(weekdays(published(second)))
      .thenCommands(recalculate('C-2', second)));

  it('S7 however many there are, each once', () => {
    const claimIds = Array.from({ length: 70 }, (_, n) => `C-${String(n).padStart(2, '0')}`);
    const [first, ...others] = claimIds.map((claimId) => recalculate(claimId, second));
    return given(weekdays(published(calendar)), ...claimIds.map((claimId) => clock(claimId)))
      .when(weekdays(published(second)))
      .thenCommands(first as NonNullable<typeof first>, ...others);
  });

  it('S7 one calendar after the other', () => {
    const ofOther = { ...started, data: { ...started.data, claimId: 'C-2', calendarId: 'OTHER' } as never };
    return given(
      weekdays(published(calendar)),
      other(published(otherCalendar)),
      clock('C-1'),
      streamOf(slaClocks, 'C-2')(ofOther),
    )
      .whenAll(weekdays(published(second)), other(published(otherCalendar), published(second)))
      .thenInTurn();
  });

  it('S7 not for the first version, which no clock uses yet', () =>
    nothing.when(weekdays(published(calendar))).thenNone());

  it('S7 not for a version already replaced by another, which has its own event', () =>
    given(weekdays(published(calendar)), clock('C-1'))
      .when(weekdays(published(second)), weekdays(published(thirdCalendarWith('03-11'))))
      .thenNone());
});
