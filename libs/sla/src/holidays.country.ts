import chineseDays from 'chinese-days';
import Holidays from 'date-holidays';
import { addDays, type Day, DAY_MS, HOUR_MS, truncate } from '#kernel';
import { within, type Years } from './calendar-import.ts';
import { HolidaySourceError, type KnownHolidays, type ListedDay } from './holiday-source.ts';

/** Time zones are reliable from 1970; date-holidays silently omits Islamic holidays after 2080. */
const REACH: Years = { first: 1970, last: 2080 };

/** Statutory holidays with substitute days, and China's make-up working days. `code`: ISO 3166, `CN` or `DE-BE`. @throws HolidaySourceError */
export function countryHolidays(code: string, years: Years): KnownHolidays {
  if (years.first < REACH.first || years.last > REACH.last)
    throw new HolidaySourceError(`--years: holidays are available from ${REACH.first} to ${REACH.last} (S3)`);
  const [country = '', ...parts] = code.toUpperCase().split('-');
  const chinese = country === 'CN' && parts.length === 0;
  return {
    source: `${code.toUpperCase()}, ${chinese ? 'chinese-days' : 'date-holidays'}`,
    days: chinese ? chineseHolidays(years) : holidaysByLaw(country, parts, years),
    years: Array.from({ length: years.last - years.first + 1 }, (_, more) => years.first + more),
  };
}

// ── China: days off and worked weekends are announced each November for the next year ────────────────────────────

/** Announced days read `Spring Festival,春节,4`; for other days the library returns the weekday. */
const ANNOUNCED = /^([^,]+),/;

function chineseHolidays({ first, last }: Years): readonly ListedDay[] {
  const days: ListedDay[] = [];
  for (let year = first; year <= last; year++) {
    const announced = announcedDays(year);
    // Years not announced silently come as Monday to Friday; National Day shows whether a year is known.
    if (!announced.some(({ name }) => name === 'National Day'))
      throw new HolidaySourceError(
        `--years: chinese-days does not know ${year}. China announces each year in November of the year before (S3)`,
      );
    days.push(...announced);
  }
  return days;
}

function announcedDays(year: number): readonly ListedDay[] {
  const days: ListedDay[] = [];
  for (let date = `${year}-01-01` as Day; date.startsWith(`${year}-`); date = addDays(date, 1)) {
    const { work, name } = chineseDays.getDayDetail(date);
    const [, holiday] = ANNOUNCED.exec(name) ?? [];
    if (holiday === undefined) continue;
    days.push(
      work ? { date, kind: 'OPEN', name: `Make-up day for ${holiday}` } : { date, kind: 'CLOSED', name: holiday },
    );
  }
  return days;
}

// ── Other countries: calculated from their laws ──────────────────────────────────────────────────────────────────

/** Corrections of the library, in days: Korea's New Year holiday begins on the eve. */
const SHIFTS: Readonly<Record<string, Readonly<Record<string, number>>>> = { KR: { 'korean 01-0-01 P3D': -1 } };

function holidaysByLaw(country: string, parts: readonly string[], { first, last }: Years): readonly ListedDay[] {
  const place = knownPlace(country, parts);
  const days: ListedDay[] = [];
  const add = (day: ListedDay) => within({ first, last }, day.date) && days.push(day);
  // The day off can be in the year before: the Friday before a New Year's Day on a Saturday.
  for (let year = first - 1; year <= last + 1; year++) {
    const found = place.getHolidays(year, 'en');
    if (found.length === 0 && within({ first, last }, `${year}-01-01` as Day))
      throw new HolidaySourceError(`--years: date-holidays has no public holidays of ${country} in ${year} (S3)`);
    for (const { date, start, end, name: called, rule } of found) {
      const name = truncate(called, 80);
      const begins = addDays(date.slice(0, 10) as Day, SHIFTS[country]?.[rule] ?? 0);
      const wholeDays = Math.floor((end.getTime() - start.getTime() + HOUR_MS) / DAY_MS);
      if (wholeDays === 0) add({ date: begins, kind: 'CLOSED', name, doubt: PART_OF_A_DAY });
      for (let day = 0; day < wholeDays; day++) add({ date: addDays(begins, day), kind: 'CLOSED', name });
    }
  }
  return days;
}

const PART_OF_A_DAY = { kind: 'half-day', reason: 'the law closes only part of the day' } as const;

/** For an unknown region the library silently returns the whole country, or nothing. */
function knownPlace(country: string, [state, region, ...more]: readonly string[]): Holidays {
  const atlas = new Holidays();
  const must = (part: string | undefined, places: object | undefined, where: string) => {
    if (part === undefined || Object.hasOwn(places ?? {}, part)) return;
    const known = Object.keys(places ?? {});
    throw new HolidaySourceError(
      `--country: date-holidays does not know "${part}" ${where}${known.length > 0 && known.length <= 60 ? `; it knows ${known.join(', ')}` : ''} (S3)`,
    );
  };
  must(country, atlas.getCountries(), 'as a country by ISO 3166-1, such as KR or DE-BE');
  must(state, state === undefined ? {} : atlas.getStates(country), `in ${country}`);
  must(region, region === undefined ? {} : atlas.getRegions(country, state as string), `in ${country}-${state}`);
  must(more[0], undefined, `in ${country}-${state}-${region}`);
  const opts = { types: ['public' as const] };
  if (state === undefined) return new Holidays(country, opts);
  return region === undefined ? new Holidays(country, state, opts) : new Holidays(country, state, region, opts);
}
