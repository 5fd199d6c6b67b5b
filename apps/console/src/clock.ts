import { dateFormat } from '#kernel/date-format';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/time-units';
import type { ClockFragment } from './work/work.graphql.ts';

export type Tone = 'calm' | 'warm' | 'hot' | 'late' | 'hold' | 'kept';

/** What a clock shows at a moment: a shape, a tone, and the figures for its words. */
export interface Reading {
  readonly kind: 'running' | 'closed' | 'paused' | 'late' | 'kept' | 'lookedLate' | 'missed' | 'cancelled';
  readonly tone: Tone;
  /** Business time that is left, or that it is late by. */
  readonly ms: number;
  /** Of the target, from 0 to 1. */
  readonly left: number;
  readonly target: ClockFragment['targets'][number] | undefined;
  /** A target that was missed stays visible, also after it was met; a voided one does not count. */
  readonly missed: readonly ClockFragment['targets'][number][];
}

/** Below which share of its target a clock warns, and alarms. */
const WARM = 0.5;
const HOT = 0.1;

/** Milliseconds of PT31H10M5.5S. @throws Error when it is none */
export function durationMs(text: string): number {
  const found = /^(-)?PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text);
  if (!found) throw new Error(`${text} is no duration of hours`);
  const [, sign, hours = 0, minutes = 0, seconds = 0] = found;
  const ms = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS + Number(seconds) * SECOND_MS;
  return sign ? -ms : ms;
}

/**
 * The instant that a clock on the wall of the zone shows as 2026-03-09T10:00. A time that the zone skips is taken an hour later, of one that it has twice the first.
 * @throws RangeError when it is none
 */
export function instantIn(timeZone: string, shown: string): string {
  const asUtc = Date.parse(`${shown}Z`);
  const format = dateFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  const offset = (at: number) => Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - at;
  // By the rules of the day before and of the day after: they differ where the zone changes in between.
  const [before, after] = [-DAY_MS, DAY_MS].map((days) => asUtc - offset(asUtc + days)) as [number, number];
  return new Date([before, after].find((at) => at + offset(at) === asUtc) ?? before).toISOString();
}

/** What falls, or fell, due first of what is still owed, as the work list is sorted; nothing is due while paused (S6). */
const mostUrgent = ({ targets }: ClockFragment) =>
  targets
    .filter(({ metAt, dueAt }) => metAt === null && dueAt !== null)
    .sort((one, other) => Date.parse(one.dueAt ?? '') - Date.parse(other.dueAt ?? ''))[0];

/**
 * `elapsedMs`: since the server answered; the clock counts on from its answer, and stands still where that says so.
 * `isByUrgency`: of the target that the urgency comes from, also when it was missed, and not of the next one that can be kept.
 */
export function read(clock: ClockFragment, elapsedMs: number, isByUrgency = false): Reading {
  const { targets, state, countsNow } = clock;
  const next = targets.find(({ name }) => name === clock.next) ?? targets.at(-1);
  const target = (isByUrgency ? mostUrgent(clock) : undefined) ?? next;
  const missed = targets.filter(({ breachedAt, voided }) => breachedAt !== null && !voided);
  const counted = countsNow ? elapsedMs : 0;
  const whole = target ? durationMs(target.target) : 0;
  /** Also by nothing, where business time closed as it fell due. */
  const late = target?.overdueBusiness ? durationMs(target.overdueBusiness) : undefined;
  const rest = (target?.remainingBusiness ? durationMs(target.remainingBusiness) : 0) - counted;
  const reading = { target, missed, left: whole > 0 ? Math.max(0, Math.min(1, rest / whole)) : 0 };
  if (state === 'CANCELLED') return { ...reading, kind: 'cancelled', tone: 'hold', ms: 0 };
  const isOpen = targets.some(({ metAt }) => metAt === null);
  if (!isOpen) {
    const isAnswerLate = missed.some(({ name }) => name === 'RESOLUTION');
    const kind = isAnswerLate ? 'missed' : missed.length > 0 ? 'lookedLate' : 'kept';
    return { ...reading, kind, tone: kind === 'kept' ? 'kept' : 'late', ms: durationMs(clock.elapsedBusiness) };
  }
  if (state === 'PAUSED') return { ...reading, kind: 'paused', tone: 'hold', ms: Math.max(0, rest) };
  if (late !== undefined || rest < 0)
    return { ...reading, kind: 'late', tone: 'late', ms: late === undefined ? -rest : late + counted };
  const tone = reading.left < HOT ? 'hot' : reading.left < WARM ? 'warm' : 'calm';
  return { ...reading, kind: countsNow ? 'running' : 'closed', tone, ms: rest };
}
