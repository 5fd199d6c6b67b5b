import { claims } from '#claims';
import { rated, submitted } from '#claims/facts';
import { at, HOUR_MS, type Instant, instantOf, type Typed } from '#kernel';
import type { Fold, Recorded } from '#platform';
import { projectionScenarios, streamOf } from '#platform/specs';
import { slaClocks, type SlaEvent } from '#sla';
import { breached, cancelled, met, metVoided, on, outcome, pausedOnce, voided } from '#sla/facts';
import fc from 'fast-check';
import {
  quarterOf,
  roundedMinutes,
  slaReportProjection,
  type SlaReportRow,
  type TargetFigures,
} from './sla-report.projection.ts';

const { given } = projectionScenarios<SlaReportRow>(slaReportProjection);
const clock = streamOf(slaClocks, 'C-2026-0001');

const NOTHING: TargetFigures = { met: 0, breached: 0, withdrawn: 0, voided: 0, metVoided: 0, elapsed: {}, late: {} };
type Figures = Partial<Omit<SlaReportRow, 'id' | 'partnerId' | 'sku' | 'quarter'>>;

const rowsOf = (day: string, quarter: string, figures: Figures): [SlaReportRow, ...SlaReportRow[]] => {
  const of = (period: string, partnerId: string, sku: string): SlaReportRow => ({
    id: `${period}/${partnerId}/${sku}`,
    partnerId,
    sku,
    targets: {},
    firstContact: 0,
    firstContactGoals: 0,
    pauses: {},
    received: 0,
    acknowledgedInTime: 0,
    ratings: {},
    ...figures,
  });
  const scopes = (period: string): [SlaReportRow, ...SlaReportRow[]] => [
    of(period, '*', '*'),
    of(period, 'P-SEOUL', '*'),
    of(period, '*', 'LB-200'),
    of(period, 'P-SEOUL', 'LB-200'),
  ];
  const exact = `2026-${day}T${quarter}`;
  return [
    ...scopes(`2026-${day.slice(0, 2)}`),
    ...scopes(`2026-${day}`),
    { ...of(exact, 'P-SEOUL', 'LB-200'), quarter: exact },
  ];
};
const target = (name: 'FIRST_REVIEW' | 'RESOLUTION', figures: Partial<TargetFigures>): Figures => ({
  targets: { [name]: { ...NOTHING, ...figures } },
});
const resolved = { firstContact: 1, firstContactGoals: 9_900 };

const missed = breached('RESOLUTION', '03-11 10:00', '03-11 10:01');
const answeredLate = met('RESOLUTION', '03-11 12:00', '03-11 10:00', {
  business: 50,
  wall: 50,
  late: ['03-11 10:00', 2],
});
const untrue = {
  target: 'RESOLUTION',
  dueAt: on('03-11 10:00'),
  reason: 'CALENDAR_CHANGED',
  at: on('03-20 10:00'),
} as const;

describe('S13 the rows of the report', () => {
  test('S13 count a target met in time where it fell due, by partner, product, both and neither', () =>
    given(clock(met('RESOLUTION', '03-31 09:00', '04-01 10:20', { business: 47.5, wall: 48 }))).then(
      ...rowsOf('04-01', '10:15', { ...target('RESOLUTION', { met: 1, elapsed: { 47: { 30: 1 } } }), ...resolved }),
    ));

  test('N3 count a rating where it was given, by account manager and score', () => {
    const claim = (id: string, score: number) => streamOf(claims, id)(at(on('04-01 10:20'), rated(score)));
    return given(claim('C-1', 5), claim('C-2', 1), claim('C-3', 5)).then(
      ...rowsOf('04-01', '10:15', { ratings: { mina: [1, 0, 0, 0, 2] } }),
    );
  });

  test('S13 count a claim where its acknowledgement fell due, five minutes after receipt, and whether it was answered by then', async () => {
    const claim = (recordedAt: string, more: Parameters<typeof submitted>[0] = {}) =>
      streamOf(claims, 'C-2026-0001')(at(on('03-31 23:56'), submitted(more), on(recordedAt)));
    await given(claim('04-01 00:01')).then(...rowsOf('04-01', '00:00', { received: 1, acknowledgedInTime: 1 }));
    await given(claim('04-01 00:02', { channel: 'EMAIL' })).then(...rowsOf('04-01', '00:00', { received: 1 }));
    await given(claim('04-01 00:01', { channel: 'IMPORT' })).thenNone();
  });

  test('S13 of a resolution also have its pauses, first contact and the goal of its policy', () =>
    given(
      clock(
        met(
          'RESOLUTION',
          '03-10 09:00',
          '03-11 10:00',
          { business: 23, wall: 30 },
          { firstContact: false, firstContactGoal: 0.95, pauses: [pausedOnce('EVIDENCE_REQUESTED', 7)] },
        ),
      ),
    ).then(
      ...rowsOf('03-11', '10:00', {
        ...target('RESOLUTION', { met: 1, elapsed: { 23: { 0: 1 } } }),
        firstContactGoals: 9_500,
        pauses: { 'EVIDENCE_REQUESTED/PARTNER': { count: 1, ms: 7 * HOUR_MS } },
      }),
    ));

  test('S13 count a first review separately; when met during a pause, without a due time, on the day it was met', () =>
    given(clock(met('FIRST_REVIEW', '03-20 10:00', undefined, { business: 10, wall: 264 }))).then(
      ...rowsOf('03-20', '10:00', target('FIRST_REVIEW', { met: 1, elapsed: { 10: { 0: 1 } } })),
    ));

  test('S13 count a breach while its claim is open, and when it is withdrawn', async () => {
    await given(clock(missed)).then(...rowsOf('03-11', '10:00', target('RESOLUTION', { breached: 1 })));
    await given(clock(missed, cancelled('03-12 10:00', ['RESOLUTION', '03-11 10:00']))).then(
      ...rowsOf('03-11', '10:00', target('RESOLUTION', { breached: 1, withdrawn: 1 })),
    );
    await given(clock(cancelled('03-12 10:00'))).thenNone();
  });

  test('S13 count a target met late where it fell due, with how late it was', () =>
    given(clock(missed, answeredLate)).then(
      ...rowsOf('03-11', '10:00', {
        ...target('RESOLUTION', { breached: 1, elapsed: { 50: { 0: 1 } }, late: { 2: { 0: 1 } } }),
        ...resolved,
      }),
    ));

  test('S13 count a later round where it fell due, and change nothing in an earlier month', () =>
    given(
      clock(
        met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 }),
        breached('RESOLUTION', '04-02 10:00', '04-02 10:01'),
      ),
    ).then(
      ...rowsOf('03-11', '10:00', { ...target('RESOLUTION', { met: 1, elapsed: { 23: { 0: 1 } } }), ...resolved }),
      ...rowsOf('04-02', '10:00', target('RESOLUTION', { breached: 1 })),
    ));

  test('N4 correct the month in which a resolution fell due when its notice came back, and say so', async () => {
    const inTime = met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 });
    const back = metVoided('04-02 12:00', '03-10 09:00', { dueAt: '03-11 10:00', hours: 23 }, []);
    await given(clock(inTime, back)).then(...rowsOf('03-11', '10:00', target('RESOLUTION', { metVoided: 1 })));
    await given(clock(inTime, back, missed)).then(
      ...rowsOf('03-11', '10:00', target('RESOLUTION', { metVoided: 1, breached: 1 })),
    );
    const lateBack = metVoided('04-02 12:00', '03-11 12:00', { dueAt: '03-11 10:00', hours: 50, lateBy: 2 }, []);
    await given(clock(missed, answeredLate, lateBack)).then(
      ...rowsOf('03-11', '10:00', target('RESOLUTION', { metVoided: 1, breached: 1 })),
    );
  });

  test('S12 count a voided breach as such; an answered one as met where it falls due now', async () => {
    await given(clock(missed, voided({ ...untrue, hours: 26 }, 2))).then(
      ...rowsOf('03-11', '10:00', target('RESOLUTION', { voided: 1 })),
    );
    const before = { elapsedBusinessMs: 50 * HOUR_MS, byMs: 2 * HOUR_MS, outcome };
    const answered = voided(
      { ...untrue, newDueAt: on('04-01 10:00'), hours: 26, met: { at: on('03-11 12:00'), outcome, before } },
      2,
    );
    await given(clock(missed, answeredLate, answered)).then(
      ...rowsOf('03-11', '10:00', target('RESOLUTION', { voided: 1 })),
      ...rowsOf('04-01', '10:00', { ...target('RESOLUTION', { met: 1, elapsed: { 26: { 0: 1 } } }), ...resolved }),
    );
    await given(
      clock(
        missed,
        cancelled('03-12 10:00', ['RESOLUTION', '03-11 10:00']),
        voided({ ...untrue, newDueAt: on('03-13 10:00'), hours: 26, withdrawn: true }, 2),
      ),
    ).then(...rowsOf('03-11', '10:00', target('RESOLUTION', { voided: 1 })));
  });

  test.each([
    [0, 0],
    [1, 1],
    [60_000, 1],
    [60_001, 2],
    [48 * HOUR_MS, 48 * 60],
    [96 * HOUR_MS, 96 * 60],
    [96 * HOUR_MS + 1, 97 * 60],
    [1_000.2 * HOUR_MS, 1_001 * 60],
  ])('S13 %i ms count as %i minutes', (ms, minutes) => {
    expect(roundedMinutes(ms)).toBe(minutes);
  });

  test.each([
    ['2026-03-09T14:14:59.999Z', '2026-03-09T14:00'],
    ['2026-03-09T14:15:00.000Z', '2026-03-09T14:15'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:45'],
  ])('S13 %s is in the quarter-hour from %s', (at, quarter) => {
    expect(quarterOf(at as Instant)).toBe(quarter);
  });

  test('S13 depend only on the final state, whatever order claims are counted and voided in', () => {
    const claim = fc.record({
      due: fc.integer({ min: Date.UTC(2026, 1, 27), max: Date.UTC(2026, 2, 3) }),
      moved: fc.integer({ min: 0, max: 72 * HOUR_MS }),
      elapsedBusinessMs: fc.oneof(fc.integer({ min: 0, max: 3 * HOUR_MS }), fc.integer({ min: 0, max: 300 * HOUR_MS })),
      firstContact: fc.boolean(),
      fate: fc.constantFrom('late', 'voided'),
    });
    const log = fc
      .array(claim, { maxLength: 12 })
      .chain((claims) =>
        fc
          .array(fc.nat({ max: 1_000 }), { minLength: claims.length * 3, maxLength: claims.length * 3 })
          .map((places) => ({ claims, places })),
      );
    fc.assert(
      fc.property(log, ({ claims, places }) => {
        const stands: SlaEvent[] = [];
        const events: { readonly place: number; readonly event: SlaEvent }[] = [];
        claims.forEach(({ due, moved, elapsedBusinessMs, firstContact, fate }, index) => {
          const dueAt = instantOf(due);
          const whose = { target: 'RESOLUTION', partnerId: 'P-SEOUL', sku: 'LB-200' } as const;
          const by = { calendarId: 'WEEKDAYS', calendarVersion: 1, zoneRules: '2026a' };
          const breach: SlaEvent = { type: 'SlaBreached', data: { ...whose, dueAt, noticedAt: dueAt } };
          const answer = (more: object): SlaEvent => ({
            type: 'SlaMet',
            data: {
              ...whose,
              at: dueAt,
              elapsedBusinessMs,
              elapsedWallMs: 0,
              outcome: { ...outcome, firstContact },
              ...by,
              ...more,
            },
          });
          const late = answer({ late: { dueAt, byMs: moved } });
          const before = { elapsedBusinessMs, byMs: moved, outcome: { ...outcome, firstContact } };
          const newDueAt = instantOf(due + moved);
          const story = [breach, late];
          if (fate === 'voided') {
            story.push({
              type: 'SlaBreachVoided',
              data: {
                ...whose,
                dueAt,
                newDueAt,
                elapsedBusinessMs,
                met: { at: dueAt, outcome: { ...outcome, firstContact }, before },
                withdrawn: false,
                reason: 'CALENDAR_CHANGED',
                at: dueAt,
                ...by,
              },
            });
            // Only the voided breach remains.
            const { met: _, ...open } = (story.at(-1) as Extract<SlaEvent, { type: 'SlaBreachVoided' }>).data;
            stands.push(breach, { type: 'SlaBreachVoided', data: open }, answer({ dueAt: newDueAt }));
          } else stands.push(breach, late);
          // A claim's own events stay in order.
          const own = places.slice(index * 3, index * 3 + 3).sort((a, b) => a - b);
          story.forEach((event, step) => events.push({ place: own[step] as number, event }));
        });
        const mixed = events.sort((a, b) => a.place - b.place).map(({ event }) => event);
        expect(rowsAfter(...mixed)).toEqual(rowsAfter(...stands));
      }),
      { seed: 20_260_311, numRuns: 500 },
    );
  });
});

/** By the projection's functions alone: the property runs hundreds of scenarios. */
function rowsAfter(...events: readonly SlaEvent[]): ReadonlyMap<string, SlaReportRow> {
  const rows = new Map<string, SlaReportRow>();
  for (const event of events as readonly unknown[] as readonly Recorded<Typed>[])
    for (const id of slaReportProjection.keysOf(event)) {
      const fold = slaReportProjection.when[event.type] as unknown as Fold<SlaReportRow, Typed>;
      const row = fold(rows.get(id), event, id);
      if (row) rows.set(id, row);
      else rows.delete(id);
    }
  return rows;
}
