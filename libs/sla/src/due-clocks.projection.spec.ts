import { fold } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type DueClock, dueClocks } from './due-clocks.projection.ts';
import { slaClocks } from './sla.aggregates.ts';
import { clockDecider } from './sla.decider.ts';
import type { SlaEvent } from './sla.events.ts';
import {
  breached,
  cancelled,
  claimId,
  followed,
  met,
  on,
  paused,
  resolution,
  resumed,
  started,
  voided,
  warned,
} from './sla.facts.fixture.ts';
import { isRunning, type SlaClock } from './sla.state.ts';

const { given } = projectionScenarios<DueClock>(dueClocks);
const clock = streamOf(slaClocks, claimId);

/** The entry of a clock with these events; `next` is absent when time alone brings nothing. */
const entry = (history: readonly SlaEvent[], next?: string, affectedByCalendar = true): DueClock => {
  const state = fold(clockDecider, history, on('03-09 10:00')) as SlaClock;
  return {
    id: claimId,
    clock: state,
    ...(next && { next: /\d{4}-/.test(next) ? (next as DueClock['next'] & string) : on(next) }),
    calendarId: 'WEEKDAYS',
    ...(isRunning(state) && { zoneRules: state.zoneRules }),
    affectedByCalendar,
    revision: history.length - 1,
  };
};
const lists = (history: readonly SlaEvent[], ...expected: [next?: string, affectedByCalendar?: boolean]) =>
  given(clock(...history)).then(entry(history, ...expected));

const reviewed = met('FIRST_REVIEW', '03-09 12:00', '03-10 10:00', { business: 2, wall: 2 });
const allWarned = [
  warned(50, '03-10 10:00', '03-10 10:00'),
  warned(75, '03-10 22:00', '03-10 22:00'),
  warned(90, '03-11 05:12', '03-11 05:12'),
];
const late = [started, reviewed, ...allWarned, breached('RESOLUTION', '03-11 10:00', '03-11 10:01')];
const answeredLate = met('RESOLUTION', '03-11 12:00', '03-11 10:00', {
  business: 50,
  wall: 50,
  late: ['03-11 10:00', 2],
});

describe('the due list of the clocks', () => {
  it('S8 lists the first warning', () => lists([started, reviewed], '03-10 10:00'));

  it('S8 lists the next warning after one was given', () =>
    lists([started, reviewed, ...allWarned.slice(0, 1)], '03-10 22:00'));

  it('S8 stays the same when the clock follows an event that changes no deadline', () =>
    given(clock(started, reviewed, followed('03-09 13:00', 'REMEDY_CHOSEN'))).then(
      entry([started, reviewed], '03-10 10:00'),
    ));

  it('S9 lists the first late millisecond after all warnings: nothing happens at the due instant itself', () =>
    lists([started, reviewed, ...allWarned], '2026-03-11T10:00:00.001Z'));

  it('S9 lists nothing for a breached target: it breaches once', () => lists(late));

  it('S6 lists nothing while the clock is paused', () =>
    lists([started, reviewed, paused('EVIDENCE_REQUESTED', '03-09 14:00', { RESOLUTION: 44 })]));

  it('S6 C6 lists the end of the time given for the move, the earliest of several', async () => {
    const asked = paused('EVIDENCE_REQUESTED', '03-09 14:00', { RESOLUTION: 44 }, { until: on('03-20 14:00') });
    await lists([started, reviewed, asked], '03-20 14:00');
    const choice = paused('REMEDY_ASKED', '03-09 15:00', { RESOLUTION: 44 }, { until: on('03-19 14:00') });
    await lists([started, reviewed, asked, choice], '03-19 14:00');
  });

  it('S6 S7 lists the new deadline when the clock runs again', () =>
    lists(
      [
        started,
        reviewed,
        paused('EVIDENCE_REQUESTED', '03-09 14:00', { RESOLUTION: 44 }),
        resumed('EVIDENCE_REQUESTED', '03-09 14:00', '03-09 20:00', 6, [
          resolution('03-11 16:00', [50, '03-10 16:00'], [75, '03-11 04:00'], [90, '03-11 11:12']),
        ]),
      ],
      '03-10 16:00',
    ));

  it('S10 S12 lists nothing for a promise that was kept, and no calendar can change that', () =>
    lists(
      [started, reviewed, met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 })],
      undefined,
      false,
    ));

  it('S12 marks a promise that ended with a breach as affected by new calendars, which may void it', async () => {
    await lists([...late, answeredLate], undefined, true);
    const untrue = voided(
      {
        target: 'RESOLUTION',
        dueAt: on('03-11 10:00'),
        newDueAt: on('03-12 10:00'),
        hours: 38,
        reason: 'CALENDAR_CHANGED',
        at: on('03-20 10:00'),
      },
      2,
    );
    await lists([...late, answeredLate, untrue], undefined, false);
  });

  it('C10 lists nothing for a withdrawn claim', () => lists([started, cancelled('03-09 15:00')], undefined, false));

  it('S9 keeps the clocks of two claims apart', () => {
    const other: SlaEvent = { ...started, data: { ...started.data, claimId: 'C-2026-0002' } as never };
    return given(
      clock(started),
      streamOf(slaClocks, 'C-2026-0002')(other, paused('REMEDY_ASKED', '03-09 14:00', { RESOLUTION: 44 })),
      clock(reviewed),
    ).then(entry([started, reviewed], '03-10 10:00'), {
      ...entry([other, paused('REMEDY_ASKED', '03-09 14:00', { RESOLUTION: 44 })]),
      id: 'C-2026-0002',
    });
  });

  it('S5 does not list a clock that was never started', () => given(clock(reviewed)).thenNone());
});
