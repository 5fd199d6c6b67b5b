import { type Instant, instantOf, type Typed } from '#kernel';
import type { Fold, Recorded } from '#platform';
import { projectionScenarios, streamOf } from '#platform/specs';
import { OWERS, PAUSE_CAUSES, type Resolution, slaClocks, type SlaEvent } from '#sla';
import fc from 'fast-check';
import { roundedMinutes, slaReportProjection, type SlaReportRow } from './sla-report.projection.ts';

const HOUR = 3_600_000;

const inMarch: Resolution = {
  partnerId: 'P-SEOUL',
  sku: 'LB-200',
  at: '2026-03-11T23:59:59.999Z' as Instant,
  elapsedBusinessMs: 47.5 * HOUR,
  late: false,
  firstContact: false,
  pauses: [{ cause: 'EVIDENCE_REQUESTED', owedBy: 'PARTNER', count: 2, ms: 7 * HOUR }],
};

const calculatedBy = { calendarId: 'WEEKDAYS', calendarVersion: 1 };
const later = '2026-04-01T10:00:00.000Z' as Instant;

const met = ({ at, elapsedBusinessMs, ...outcome }: Resolution): SlaEvent => ({
  type: 'SlaMet',
  data: { target: 'RESOLUTION', at, elapsedBusinessMs, elapsedWallMs: 60 * HOUR, outcome, ...calculatedBy },
});
const reopened = (undone: Resolution): SlaEvent => ({
  type: 'SlaResumed',
  data: {
    cause: 'CLOSED',
    owedBy: 'NOBODY',
    pausedAt: undone.at,
    at: later,
    pausedMs: 0,
    grantedMs: 0,
    undone,
    deadlines: [],
    ...calculatedBy,
  },
});
const voided = (resolution: Resolution): SlaEvent => ({
  type: 'SlaBreachVoided',
  data: {
    target: 'RESOLUTION',
    dueAt: resolution.at,
    resolution,
    reason: 'CALENDAR_CHANGED',
    at: later,
    ...calculatedBy,
  },
});

const { given } = projectionScenarios<SlaReportRow>(slaReportProjection);
const clock = streamOf(slaClocks, 'C-2026-0001');

describe('S13 the rows of the report', () => {
  const figures = {
    resolved: 1,
    breached: 0,
    firstContact: 0,
    pauses: { 'EVIDENCE_REQUESTED/PARTNER': { count: 2, ms: 7 * HOUR } },
    elapsed: { 47: { 30: 1 } },
  };
  const rowsOf = (more: Partial<SlaReportRow> = {}): [SlaReportRow, ...SlaReportRow[]] => [
    { id: '2026-03/*/*', partnerId: '*', ...figures, ...more },
    { id: '2026-03/P-SEOUL/*', partnerId: 'P-SEOUL', ...figures, ...more },
    { id: '2026-03/*/LB-200', partnerId: '*', ...figures, ...more },
    { id: '2026-03/P-SEOUL/LB-200', partnerId: 'P-SEOUL', ...figures, ...more },
    { id: '2026-03-11/*/*', partnerId: '*', ...figures, ...more },
    { id: '2026-03-11/P-SEOUL/*', partnerId: 'P-SEOUL', ...figures, ...more },
    { id: '2026-03-11/*/LB-200', partnerId: '*', ...figures, ...more },
    { id: '2026-03-11/P-SEOUL/LB-200', partnerId: 'P-SEOUL', ...figures, ...more },
  ];
  const late = { ...inMarch, late: true };

  test('S13 a resolution counts in its UTC month and on its UTC day, by partner, product, both and neither', () =>
    given(clock(met(inMarch))).then(...rowsOf()));

  test('S13 a milestone, a pause that ends and a breach voided before the resolution count nowhere', () => {
    const { resolution: _, ...ofNone } = (voided(inMarch) as Extract<SlaEvent, { type: 'SlaBreachVoided' }>).data;
    const { undone: __, ...resumed } = (reopened(inMarch) as Extract<SlaEvent, { type: 'SlaResumed' }>).data;
    const { outcome: ___, ...milestone } = (met(inMarch) as Extract<SlaEvent, { type: 'SlaMet' }>).data;
    return given(
      clock(
        { type: 'SlaMet', data: { ...milestone, target: 'FIRST_REVIEW' } },
        { type: 'SlaResumed', data: { ...resumed, cause: 'REMEDY_ASKED', owedBy: 'PARTNER' } },
        { type: 'SlaBreachVoided', data: ofNone },
      ),
    ).thenNone();
  });

  test('S11 a reopened claim is taken back where it was counted, and leaves nothing behind', () =>
    given(clock(met(inMarch), reopened(inMarch))).thenNone());

  test('S12 a breach voided later is none on the day on which its claim was resolved', async () => {
    await given(clock(met(late))).then(...rowsOf({ breached: 1 }));
    await given(clock(met(late), voided(late))).then(...rowsOf());
    await given(clock(met(late), voided(late), reopened(inMarch))).thenNone();
  });

  test.each([
    [0, 0],
    [1, 1],
    [60_000, 1],
    [60_001, 2],
    [48 * HOUR, 48 * 60],
    [96 * HOUR, 96 * 60],
    [96 * HOUR + 1, 97 * 60],
    [1_000.2 * HOUR, 1_001 * 60],
  ])('S13 %i ms count as %i minutes', (ms, minutes) => {
    expect(roundedMinutes(ms)).toBe(minutes);
  });

  test('S13 whatever is counted and taken back in whatever order, the rows are those of what stands', () => {
    const resolution: fc.Arbitrary<Resolution> = fc.record({
      partnerId: fc.constantFrom('P-SEOUL', 'P-BERLIN'),
      sku: fc.constantFrom('LB-200', 'LB-300'),
      at: fc.integer({ min: Date.UTC(2026, 1, 27), max: Date.UTC(2026, 2, 3) }).map(instantOf),
      elapsedBusinessMs: fc.oneof(fc.integer({ min: 0, max: 3 * HOUR }), fc.integer({ min: 0, max: 300 * HOUR })),
      late: fc.boolean(),
      firstContact: fc.boolean(),
      pauses: fc.uniqueArray(
        fc.record({
          cause: fc.constantFrom(...PAUSE_CAUSES),
          owedBy: fc.constantFrom(...OWERS),
          count: fc.integer({ min: 1, max: 3 }),
          ms: fc.integer({ min: 0, max: 50 * HOUR }),
        }),
        { selector: ({ cause, owedBy }) => `${cause} ${owedBy}`, maxLength: 3 },
      ),
    });
    const claim = fc.record({
      resolution,
      fate: fc.constantFrom('stands', 'voided', 'undone', 'voided and undone'),
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
        const stands: Resolution[] = [];
        const events: { readonly place: number; readonly event: SlaEvent }[] = [];
        claims.forEach(({ resolution: first, fate }, index) => {
          let counts = first;
          const story = [met(first)];
          if (fate.startsWith('voided') && first.late) {
            story.push(voided(counts));
            counts = { ...counts, late: false };
          }
          if (fate.endsWith('undone')) story.push(reopened(counts));
          else stands.push(counts);
          // A claim's own events stay in their order.
          const own = places.slice(index * 3, index * 3 + 3).sort((a, b) => a - b);
          story.forEach((event, step) => events.push({ place: own[step] as number, event }));
        });
        const mixed = events.sort((a, b) => a.place - b.place).map(({ event }) => event);
        expect(rowsAfter(...mixed)).toEqual(rowsAfter(...stands.map(met)));
      }),
      { seed: 20_260_311, numRuns: 500 },
    );
  });
});

/** By the functions of the projection alone: the property is about hundreds of scenarios. */
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
