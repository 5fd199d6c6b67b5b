import { jest } from '@jest/globals';
import { fold, HOUR_MS } from '#kernel';
import { at, hours, laidOut, shanghai } from './calendars.fixture.ts';
import { describeSla, dueAt, explainDue, type ExplainedSegment, explain } from './explanation.ts';
import { clockDecider } from './sla.decider.ts';
import type { SlaEvent } from './sla.events.ts';
import * as fact from './sla.facts.fixture.ts';
import {
  breached,
  calendar,
  calendarThatEnds,
  calendarWith,
  cancelled,
  met,
  on,
  outcome,
  paused,
  resolution,
  resumed,
  started,
  voided,
} from './sla.facts.fixture.ts';
import { type Instant, instantOf } from '#kernel';
import type { SlaClock } from './sla.state.ts';

const clockOf = (...history: SlaEvent[]) => fold(clockDecider, history, '' as Instant) as SlaClock;
const reviewed = met('FIRST_REVIEW', '03-09 12:00', '03-10 10:00', { business: 2, wall: 2 });
const sum = (segments: readonly ExplainedSegment[]) =>
  segments.reduce((total, { businessMs }) => total + businessMs, 0) / HOUR_MS;
const shown = (segments: readonly ExplainedSegment[]) =>
  segments.map(({ from, to, kind, businessMs, closed, paused: pause }) =>
    [from.slice(5, 16), to.slice(5, 16), kind, businessMs / HOUR_MS, closed?.kind ?? pause?.cause].join(' ').trim(),
  );

describe('The arithmetic of a deadline', () => {
  test('S7 what if: a due time over Spring Festival names every closed segment', () => {
    const shenzhen = laidOut(shanghai('BUSINESS_DAY_24H'), 7);
    const from = instantOf(at('Asia/Shanghai', '2026-02-13 15:00'));
    const midnight = (date: string) => instantOf(at('Asia/Shanghai', `${date} 00:00`));
    const due = instantOf(at('Asia/Shanghai', '2026-02-24 15:00'));
    expect(dueAt(shenzhen, from, 'PT48H')).toEqual({
      kind: 'due',
      answer: { dueAt: due, calendarVersion: 7, beyondPublished: false },
    });
    expect(explainDue(shenzhen, from, due)).toEqual([
      { from, to: midnight('2026-02-15'), kind: 'OPEN', businessMs: hours(33) },
      {
        from: midnight('2026-02-15'),
        to: midnight('2026-02-24'),
        kind: 'CLOSED',
        businessMs: 0,
        closed: { kind: 'HOLIDAY', name: 'Spring Festival' },
      },
      { from: midnight('2026-02-24'), to: due, kind: 'OPEN', businessMs: hours(15) },
    ]);
  });

  test('S3 what if: a due time after the last published day says so', () => {
    const shenzhen = laidOut(shanghai('BUSINESS_DAY_24H'));
    const late = instantOf(at('Asia/Shanghai', '2026-12-30 15:00'));
    expect(dueAt(shenzhen, late, 'PT33H')).toMatchObject({ answer: { beyondPublished: false } });
    expect(dueAt(shenzhen, late, 'PT48H')).toMatchObject({ answer: { beyondPublished: true } });
  });

  test('S1 S3 what if: a target in days, or a calendar that ends, is refused', () => {
    expect(dueAt(calendar, on('03-09 10:00'), 'P2D')).toMatchObject({
      refusal: { code: 'TARGET_NOT_IN_HOURS', rule: 'S1', message: expect.stringMatching(/^target: "P2D"/) },
    });
    expect(dueAt(calendarThatEnds('03-09'), on('03-09 10:00'), 'PT48H')).toMatchObject({
      refusal: {
        code: 'NO_BUSINESS_TIME',
        rule: 'S3',
        message:
          'Calendar WEEKDAYS version 2 has 400 days without business time after 2026-03-09T10:00:00.000Z. Publish its windows for that time.',
      },
    });
  });

  test('S7 sums to the target over a pause and a weekend', () => {
    const waited = clockOf(
      started,
      reviewed,
      paused('EVIDENCE_REQUESTED', '03-09 20:00', { RESOLUTION: 38 }),
      resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-13 20:00', 96, [resolution('03-17 10:00')]),
    );
    const explanation = explain(waited, calendar, on('03-13 21:00'));
    expect(shown(explanation)).toEqual([
      '03-09T10:00 03-09T20:00 OPEN 10',
      '03-09T20:00 03-13T20:00 PAUSED 0 EVIDENCE_REQUESTED',
      '03-13T20:00 03-14T00:00 OPEN 4',
      '03-14T00:00 03-16T00:00 CLOSED 0 WEEKEND',
      '03-16T00:00 03-17T10:00 OPEN 34',
    ]);
    expect(sum(explanation)).toBe(48);
    expect(explanation[1]?.paused).toEqual({ cause: 'EVIDENCE_REQUESTED', owedBy: 'PARTNER' });
  });

  test('S6 while paused has no due time: it ends now, and sums to the elapsed time', () => {
    const waiting = clockOf(started, reviewed, paused('REMEDY_ASKED', '03-10 02:50', { RESOLUTION: 31 }));
    const explanation = explain(waiting, calendar, on('03-11 10:00'));
    expect(shown(explanation)).toEqual([
      `03-09T10:00 03-10T02:50 OPEN ${16 + 5 / 6}`,
      '03-10T02:50 03-11T10:00 PAUSED 0 REMEDY_ASKED',
    ]);
    const read = jest.spyOn(calendar, 'segments');
    const described = describeSla(waiting, calendar, on('03-11 10:00'));
    // Only for who reads it.
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
    expect(described).toEqual({
      state: 'PAUSED',
      calendarId: 'WEEKDAYS',
      calendarVersion: 1,
      zoneRules: calendar.zoneRules,
      targets: [
        { name: 'FIRST_REVIEW', target: 'PT24H', dueAt: on('03-10 10:00'), metAt: on('03-09 12:00'), voided: false },
        { name: 'RESOLUTION', target: 'PT48H', voided: false, remainingBusinessMs: hours(31) + 600_000 },
      ],
      countsNow: false,
      next: 'RESOLUTION',
      elapsedBusinessMs: hours(17) - 600_000,
      elapsedWallMs: hours(48),
      remainingBusinessMs: hours(31) + 600_000,
      pauses: [{ cause: 'REMEDY_ASKED', owedBy: 'PARTNER', from: on('03-10 02:50'), businessMs: hours(31) + 600_000 }],
      beyondPublished: false,
      explanation,
    });
  });

  test('S10 S11 of an ended promise is that of its last deadline, including granted time', () => {
    const again = clockOf(
      started,
      reviewed,
      met('RESOLUTION', '03-11 09:00', '03-11 10:00', { business: 47, wall: 47 }),
      resumed('CLOSED', '03-11 09:00', '03-12 10:00', 25, [resolution('03-12 14:00')], { grantedMs: 3 * HOUR_MS }),
      met('RESOLUTION', '03-12 11:00', '03-12 14:00', { business: 48, wall: 73 }),
    );
    const explanation = explain(again, calendar, on('04-01 10:00'));
    expect(shown(explanation)).toEqual([
      '03-09T10:00 03-11T09:00 OPEN 47',
      '03-11T09:00 03-12T10:00 PAUSED 0 CLOSED',
      '03-12T10:00 03-12T14:00 OPEN 4',
    ]);
    const { state, elapsedBusinessMs, elapsedWallMs, remainingBusinessMs } = describeSla(
      again,
      calendar,
      on('04-01 10:00'),
    );
    expect({ state, elapsedBusinessMs, elapsedWallMs, remainingBusinessMs }).toEqual({
      state: 'MET',
      elapsedBusinessMs: hours(48),
      elapsedWallMs: hours(73),
      remainingBusinessMs: hours(3),
    });
  });

  test('S10 of a withdrawn claim has no due time, but the time of withdrawal and the time elapsed by then', () => {
    const gone = clockOf(started, reviewed, cancelled('03-10 10:00'));
    const { state, withdrawnAt, targets, elapsedBusinessMs, explanation } = describeSla(
      gone,
      calendar,
      on('03-20 10:00'),
    );
    expect({ state, withdrawnAt, targets, elapsedBusinessMs, explanation: shown(explanation) }).toEqual({
      state: 'CANCELLED',
      withdrawnAt: on('03-10 10:00'),
      targets: [
        { name: 'FIRST_REVIEW', target: 'PT24H', metAt: on('03-09 12:00'), voided: false },
        { name: 'RESOLUTION', target: 'PT48H', voided: false },
      ],
      elapsedBusinessMs: hours(24),
      explanation: ['03-09T10:00 03-10T10:00 OPEN 24'],
    });
  });

  test('S12 of a closed promise with a voided breach has due time, business time and lines by the new version', () => {
    // Received 06-01 10:00, resolved 06-03 12:00: two hours late, until a day is closed.
    const second = calendarWith('03-10');
    const event = voided(
      {
        target: 'RESOLUTION',
        dueAt: on('03-11 10:00'),
        newDueAt: on('03-12 10:00'),
        hours: 26,
        met: { at: on('03-11 12:00'), outcome, before: { elapsedBusinessMs: hours(50), byMs: hours(2), outcome } },
        reason: 'CALENDAR_CHANGED',
        at: on('03-20 12:00'),
      },
      2,
    );
    const kept = clockOf(
      started,
      reviewed,
      breached('RESOLUTION', '03-11 10:00', '03-11 10:01'),
      met('RESOLUTION', '03-11 12:00', '03-11 10:00', { business: 50, wall: 50, late: ['03-11 10:00', 2] }),
      event,
    );
    const { state, calendarVersion, targets, elapsedBusinessMs, explanation } = describeSla(
      kept,
      second,
      on('04-01 10:00'),
    );
    expect({
      state,
      calendarVersion,
      resolution: targets[1],
      elapsedBusinessMs,
      explanation: shown(explanation),
    }).toEqual({
      state: 'MET',
      calendarVersion: 2,
      resolution: {
        name: 'RESOLUTION',
        target: 'PT48H',
        dueAt: on('03-12 10:00'),
        metAt: on('03-11 12:00'),
        voided: true,
      },
      elapsedBusinessMs: hours(26),
      explanation: [
        '03-09T10:00 03-10T00:00 OPEN 14',
        '03-10T00:00 03-11T00:00 CLOSED 0 MANUAL',
        '03-11T00:00 03-12T10:00 OPEN 34',
      ],
    });
  });

  test('S11 shows a breach of an earlier round unless it is voided', () => {
    const again = clockOf(
      started,
      reviewed,
      breached('RESOLUTION', '03-11 10:00', '03-11 10:01'),
      met('RESOLUTION', '03-11 12:00', '03-11 10:00', { business: 50, wall: 50, late: ['03-11 10:00', 2] }),
      resumed('CLOSED', '03-11 12:00', '03-12 10:00', 22, [resolution('03-12 14:00')], { grantedMs: 6 * HOUR_MS }),
    );
    expect(describeSla(again, calendar, on('03-12 11:00')).targets[1]).toMatchObject({
      dueAt: on('03-12 14:00'),
      breachedAt: on('03-11 10:00'),
      noticedAt: on('03-11 10:01'),
    });
  });

  describe('S13 what the clock does now', () => {
    /** Of a target: `left` or `late`, in hours. */
    const now = (at: string, ...events: readonly SlaEvent[]) => {
      const { countsNow, changesAt, next, targets } = describeSla(clockOf(...events), calendar, on(at));
      const measures = targets.map(({ remainingBusinessMs: left, overdueBusinessMs: late }) =>
        left !== undefined ? `${left / HOUR_MS} left` : late !== undefined ? `${late / HOUR_MS} late` : 'done',
      );
      return [countsNow, changesAt, next, ...measures];
    };
    const late = breached('RESOLUTION', '03-11 10:00', '03-11 10:01');
    const answered = met('RESOLUTION', '03-11 12:00', '03-11 10:00', {
      business: 50,
      wall: 50,
      late: ['03-11 10:00', 2],
    });

    test('counts in business time until it closes, and not outside it until it opens', () => {
      expect(now('03-09 12:00', started)).toEqual([true, on('03-14 00:00'), 'FIRST_REVIEW', '22 left', '46 left']);
      expect(now('03-10 10:00', started, reviewed)).toEqual([true, on('03-14 00:00'), 'RESOLUTION', 'done', '24 left']);
      const friday = {
        ...started,
        data: { ...started.data, receivedAt: on('03-13 10:00'), deadlines: [] },
      } as SlaEvent;
      expect(now('03-14 00:00', friday)).toEqual([false, on('03-16 00:00'), 'FIRST_REVIEW', '10 left', '34 left']);
    });

    test('S6 does not count while paused; it changes with the end of the pause, if that has one, and at the opening after it', () => {
      const asked = paused('EVIDENCE_REQUESTED', '03-09 20:00', { FIRST_REVIEW: 14, RESOLUTION: 38 });
      expect(now('03-10 08:00', started, asked)).toEqual([false, undefined, 'FIRST_REVIEW', '14 left', '38 left']);
      const until = (at: string) => ({ ...asked, data: { ...asked.data, until: on(at) } }) as SlaEvent;
      expect(now('03-10 08:00', started, until('03-11 00:00')).slice(0, 2)).toEqual([false, on('03-11 00:00')]);
      expect(now('03-10 08:00', started, until('03-14 00:00')).slice(0, 2)).toEqual([false, on('03-16 00:00')]);
    });

    test('S9 is late in business time, also before a sweep has noticed, and not at the due instant', () => {
      expect(now('03-11 10:00', started, reviewed).slice(2)).toEqual(['RESOLUTION', 'done', '0 left']);
      expect(now('03-11 12:00', started, reviewed).slice(2)).toEqual([undefined, 'done', '2 late']);
      expect(now('03-11 12:00', started).slice(2)).toEqual([undefined, '26 late', '2 late']);
      expect(now('03-16 03:00', started, reviewed, late).slice(2)).toEqual([undefined, 'done', '65 late']);
    });

    test('S10 C10 has ended with the claim: what was late stays so', () => {
      const inTime = met('RESOLUTION', '03-10 12:00', '03-11 10:00', { business: 26, wall: 26 });
      const ended = [false, undefined, undefined];
      expect(now('04-01 10:00', started, reviewed, inTime)).toEqual([...ended, 'done', 'done']);
      expect(now('04-01 10:00', started, reviewed, late, answered)).toEqual([...ended, 'done', '2 late']);
      expect(now('04-01 10:00', started, reviewed, fact.cancelled('03-10 12:00'))).toEqual([...ended, 'done', 'done']);
    });
  });

  test('S9 shows when a breach happened and when it was noticed', () => {
    const late = clockOf(started, reviewed, breached('RESOLUTION', '03-11 10:00', '03-11 10:01'));
    const { state, targets, remainingBusinessMs } = describeSla(late, calendar, on('03-12 10:00'));
    expect({ state, target: targets[1], remainingBusinessMs }).toEqual({
      state: 'BREACHED',
      target: {
        name: 'RESOLUTION',
        target: 'PT48H',
        dueAt: on('03-11 10:00'),
        breachedAt: on('03-11 10:00'),
        noticedAt: on('03-11 10:01'),
        voided: false,
        overdueBusinessMs: hours(24),
      },
      remainingBusinessMs: 0,
    });
    expect(sum(explain(late, calendar, on('03-12 10:00')))).toBe(48);
  });
});
