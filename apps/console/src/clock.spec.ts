import { HOUR_MS } from '#kernel/time-units';
import { durationMs, instantIn, read } from './clock.ts';
import type { ClockFragment } from './work/work.graphql.ts';

const target = (more: Partial<ClockFragment['targets'][number]> = {}): ClockFragment['targets'][number] => ({
  name: 'RESOLUTION',
  target: 'PT48H',
  dueAt: '2026-03-11T02:00:00.000Z',
  metAt: null,
  breachedAt: null,
  voided: false,
  remainingBusiness: 'PT33H',
  overdueBusiness: null,
  ...more,
});
const clock = (more: Partial<ClockFragment> = {}): ClockFragment => ({
  state: 'RUNNING',
  countsNow: true,
  changesAt: null,
  next: 'RESOLUTION',
  remainingBusiness: 'PT33H',
  elapsedBusiness: 'PT15H',
  beyondPublished: false,
  withdrawnAt: null,
  pauses: [],
  targets: [target()],
  ...more,
});

describe('A clock in the page', () => {
  test.each([
    ['PT31H10M', 31 * HOUR_MS + 600_000],
    ['PT0S', 0],
    ['PT5M30.5S', 330_500],
    ['-PT1H', -HOUR_MS],
  ])('reads the duration %s', (text, ms) => expect(durationMs(text)).toBe(ms));

  test('a text that is no duration of hours is a fault, not zero', () =>
    expect(() => durationMs('P2D')).toThrow('P2D is no duration of hours'));

  test('S2 it counts on from the answer of the engine while business time is open', () =>
    expect(read(clock(), HOUR_MS)).toMatchObject({ kind: 'running', tone: 'calm', ms: 32 * HOUR_MS }));

  test('S2 it stands still while business time is closed', () =>
    expect(read(clock({ countsNow: false }), HOUR_MS)).toMatchObject({
      kind: 'closed',
      tone: 'calm',
      ms: 33 * HOUR_MS,
    }));

  test.each([
    ['PT24H', 'calm'],
    ['PT23H59M', 'warm'],
    ['PT4H', 'hot'],
  ])('with %s of 48 hours left it is %s', (remainingBusiness, tone) =>
    expect(read(clock({ targets: [target({ remainingBusiness })] }), 0).tone).toBe(tone),
  );

  test('S6 paused, it shows what is left, and no due time counts', () =>
    expect(read(clock({ state: 'PAUSED', countsNow: false }), HOUR_MS)).toMatchObject({
      kind: 'paused',
      ms: 33 * HOUR_MS,
    }));

  test('S9 late, it counts the business time since it was due', () => {
    const late = target({ remainingBusiness: 'PT0S', overdueBusiness: 'PT4H', breachedAt: '2026-03-11T02:00:00.000Z' });
    expect(read(clock({ state: 'BREACHED', targets: [late] }), HOUR_MS)).toMatchObject({
      kind: 'late',
      ms: 5 * HOUR_MS,
    });
  });

  test('S9 missed as business time closed, it is late by nothing yet, and not said to have nothing left', () => {
    const late = target({ remainingBusiness: null, overdueBusiness: 'PT0S', breachedAt: '2026-03-11T02:00:00.000Z' });
    const closed = clock({ state: 'BREACHED', countsNow: false, targets: [late] });
    expect(read(closed, HOUR_MS)).toMatchObject({ kind: 'late', tone: 'late', ms: 0 });
  });

  test('it is late as soon as nothing is left, also before the engine says so', () =>
    expect(read(clock({ targets: [target({ remainingBusiness: 'PT30M' })] }), HOUR_MS)).toMatchObject({
      kind: 'late',
      ms: HOUR_MS / 2,
    }));

  test('the next target is the one that the engine names, whatever the order', () => {
    const first = target({ name: 'FIRST_REVIEW', target: 'PT24H', remainingBusiness: 'PT9H' });
    expect(read(clock({ next: 'FIRST_REVIEW', targets: [target(), first] }), 0)).toMatchObject({
      ms: 9 * HOUR_MS,
      target: first,
    });
  });

  describe('S1 S9 in a list by urgency', () => {
    const resolution = target({ remainingBusiness: 'PT10H' });
    const missed = target({
      name: 'FIRST_REVIEW',
      target: 'PT24H',
      dueAt: '2026-03-10T02:00:00.000Z',
      breachedAt: '2026-03-10T02:00:00.000Z',
      remainingBusiness: null,
      overdueBusiness: 'PT14H',
    });
    const byUrgency = (...targets: readonly ClockFragment['targets'][number][]) =>
      read(clock({ targets: [...targets] }), HOUR_MS, true);

    test('a first look that is late and still owed is what it shows, and not the answer that is due later', () =>
      expect(byUrgency(missed, resolution)).toMatchObject({
        kind: 'late',
        tone: 'late',
        ms: 15 * HOUR_MS,
        target: missed,
      }));

    test('a first look that came, though late, is over', () =>
      expect(byUrgency({ ...missed, metAt: '2026-03-10T04:00:00.000Z' }, resolution)).toMatchObject({
        kind: 'running',
        ms: 9 * HOUR_MS,
        target: resolution,
      }));

    test('what was due first is shown where all is late', () => {
      const late = target({ dueAt: '2026-03-10T01:00:00.000Z', remainingBusiness: null, overdueBusiness: 'PT15H' });
      expect(byUrgency(missed, late)).toMatchObject({ ms: 16 * HOUR_MS, target: late });
    });

    test('S6 paused, nothing is due, and the next target is shown', () => {
      const paused = { ...missed, dueAt: null };
      const rest = { ...resolution, dueAt: null };
      expect(read(clock({ state: 'PAUSED', countsNow: false, targets: [paused, rest] }), 0, true)).toMatchObject({
        kind: 'paused',
        ms: 10 * HOUR_MS,
        target: rest,
      });
    });
  });

  test('S9 a first look that was missed stays visible after the answer, which is not called late for it', () => {
    const missed = target({
      name: 'FIRST_REVIEW',
      metAt: '2026-03-10T02:00:00.000Z',
      breachedAt: '2026-03-10T01:00:00.000Z',
    });
    const met = target({ metAt: '2026-03-11T01:00:00.000Z' });
    expect(read(clock({ state: 'MET', targets: [missed, met] }), 0)).toMatchObject({
      kind: 'lookedLate',
      tone: 'late',
      missed: [missed],
    });
    const late = { ...met, breachedAt: '2026-03-11T00:30:00.000Z' };
    expect(read(clock({ state: 'BREACHED', targets: [missed, late] }), 0)).toMatchObject({
      kind: 'missed',
      missed: [missed, late],
    });
  });

  test('S12 a voided breach does not count as missed', () => {
    const voided = target({ metAt: '2026-03-11T01:00:00.000Z', breachedAt: '2026-03-11T00:00:00.000Z', voided: true });
    expect(read(clock({ state: 'MET', targets: [voided] }), 0)).toMatchObject({ kind: 'kept', missed: [] });
  });
});

test.each([
  ['Asia/Seoul', '2026-03-09T10:00', '2026-03-09T01:00:00.000Z'],
  ['UTC', '2026-03-09T10:00', '2026-03-09T10:00:00.000Z'],
  ['America/New_York', '2026-03-08T12:00', '2026-03-08T16:00:00.000Z'],
  // Skipped, so it is half past three there.
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ['Europe/Berlin', '2026-03-29T03:30', '2026-03-29T01:30:00.000Z'],
  // There twice.
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
])('A time in %s that is typed as %s is the instant %s', (zone, shown, instant) =>
  expect(instantIn(zone, shown)).toBe(instant),
);
