/** Units of a batch by the day on which they were shipped (days since 1970-01-01), oldest first. */
export type Cohorts = (readonly [shippedOn: number, units: number])[];

export const DAYS_PER_MONTH = 365.25 / 12;

/** First day in service of each month: whole days, so that sums of unit-days are exact. The day of shipment is day 0. */
export const firstDayOfMonth = (month: number): number => Math.round(month * DAYS_PER_MONTH);

export function monthInService(dayInService: number): number {
  const month = Math.floor(dayInService / DAYS_PER_MONTH);
  return firstDayOfMonth(month + 1) <= dayInService
    ? month + 1
    : firstDayOfMonth(month) > dayInService
      ? month - 1
      : month;
}

export function addUnits(cohorts: Cohorts, shippedOn: number, units: number): void {
  let at = cohorts.length;
  while (at > 0 && (cohorts[at - 1] as Cohorts[number])[0] >= shippedOn) at--;
  const found = cohorts[at];
  if (found?.[0] !== shippedOn) cohorts.splice(at, 0, [shippedOn, units]);
  else if (found[1] + units === 0) cohorts.splice(at, 1);
  else cohorts[at] = [shippedOn, found[1] + units];
}

const daysInService = (shippedOn: number, day: number): number => Math.max(0, day - shippedOn + 1);

/** Unit-days by month in service, of the days after `from` up to and with `to`. */
export function unitDays(cohorts: Cohorts, from: number, to: number, months: number): number[] {
  const days = new Array<number>(months).fill(0);
  for (const [shippedOn, units] of cohorts) {
    const end = daysInService(shippedOn, to);
    for (let at = daysInService(shippedOn, from), month = monthInService(at); at < end && month < months; month++) {
      const next = Math.min(firstDayOfMonth(month + 1), end);
      days[month] = (days[month] as number) + units * (next - at);
      at = next;
    }
  }
  return days;
}

/** Expected claims of the days after `from` up to and with `to`: each unit at the rate of its own age. */
export function expectedClaims(cohorts: Cohorts, from: number, to: number, upToDay: (days: number) => number): number {
  let expected = 0;
  for (const [shippedOn, units] of cohorts) {
    const end = daysInService(shippedOn, to);
    if (end > 0) expected += units * (upToDay(end) - upToDay(daysInService(shippedOn, from)));
  }
  return expected;
}

/** Expected claims of one unit in its first days in service, from the rates per unit-day by month. */
export function cumulated(rates: readonly number[]): (days: number) => number {
  const before = [0];
  rates.forEach((rate, month) =>
    before.push((before[month] as number) + rate * (firstDayOfMonth(month + 1) - firstDayOfMonth(month))),
  );
  return (days) => {
    const month = monthInService(days);
    const rate = rates[month];
    return rate === undefined
      ? (before[rates.length] as number)
      : (before[month] as number) + rate * (days - firstDayOfMonth(month));
  };
}
