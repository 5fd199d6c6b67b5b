import { type Refusal, refuse } from '#kernel';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** S1: hours, optionally with minutes. `P2D` could mean two days of any kind, and `48` anything. */
const TARGET = /^PT([1-9]\d{0,3})H(?:([1-5]?\d)M)?$/;

/** `PT48H` → business milliseconds; undefined when it does not name a positive number of hours. */
export function targetMs(text: string): number | undefined {
  const [, hours, minutes] = TARGET.exec(text) ?? [];
  return hours === undefined ? undefined : Number(hours) * HOUR + Number(minutes ?? 0) * MINUTE;
}

/** `field`: of the target, for the message. */
export const targetNotInHours = (field: string, text: string): Refusal =>
  refuse(
    'TARGET_NOT_IN_HOURS',
    `${field}: "${text}" must be hours, optionally with minutes, such as PT48H or PT7H30M.`,
    { rule: 'S1' },
  ).refusal;

/** Milliseconds → ISO 8601 duration in hours, minutes and seconds: `PT31H10M`. Never in days, which would need a calendar. */
export function isoDuration(milliseconds: number): string {
  const whole = Math.abs(milliseconds);
  const hours = Math.floor(whole / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const seconds = (whole % MINUTE) / 1000;
  const text = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds ? `${seconds}S` : ''}`;
  return `${milliseconds < 0 ? '-' : ''}PT${text || '0S'}`;
}
