import { HOUR_MS, MINUTE_MS, type Refusal, refuse } from '#kernel';

/** S1: unless the policy sets others. */
export const USUAL_TARGETS = { resolutionTarget: 'PT48H', firstReviewTarget: 'PT24H' };

/** S1. Refused: `P2D`, which could mean two days of any kind, and `48`, which has no unit. */
const TARGET = /^PT([1-9]\d{0,3})H(?:([1-5]?\d)M)?$/;

/** `PT48H` → business milliseconds; undefined if it is not a positive number of hours. */
export function targetMs(text: string): number | undefined {
  const [, hours, minutes] = TARGET.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * HOUR_MS + Number(minutes ?? 0) * MINUTE_MS;
}

export const targetNotInHours = (field: string, text: string): Refusal =>
  refuse(
    'TARGET_NOT_IN_HOURS',
    `${field}: "${text}" must be 1 to 9999 hours, optionally with minutes, such as PT48H or PT7H30M.`,
    { rule: 'S1' },
  ).refusal;

/** Milliseconds → `PT31H10M`. Never in days, which would need a calendar. */
export function isoDuration(milliseconds: number): string {
  const whole = Math.abs(milliseconds);
  const hours = Math.floor(whole / HOUR_MS);
  const minutes = Math.floor((whole % HOUR_MS) / MINUTE_MS);
  const seconds = (whole % MINUTE_MS) / 1000;
  const text = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return `${milliseconds < 0 ? '-' : ''}PT${text || '0S'}`;
}
