import { HOUR_MS } from '#kernel';
import { calendarEvents, CompiledCalendar } from '#sla';
import { randomFrom } from '../samples/random.ts';
import { at, shanghai } from '../libs/sla/src/calendars.fixture.ts';
import { measuredBy } from './child.ts';
import { count, type Extent, type Finding, milliseconds } from './findings.ts';
import { median, secondsOf } from './measure.ts';
import type { FirstAddition } from './promise-first.process.ts';
import { IMPLEMENTATIONS, type Implementation } from './promise-implementations.ts';
import { VECTORS, type Vector } from './promise-vectors.ts';

/** A year of submissions whose deadlines lie in published days. */
const YEAR = { from: Date.UTC(2026, 0, 5), to: Date.UTC(2026, 10, 30) };

/** Which vectors each implementation gets right, and its speed. */
export async function businessTime({ quick }: Extent): Promise<readonly Finding[]> {
  const zone = process.env.TZ;
  const rates = new Map(IMPLEMENTATIONS.map((one) => [one, MODES.map((mode) => additionsPerSecond(one, mode, quick))]));
  const verdicts = new Map(IMPLEMENTATIONS.map((one) => [one, VECTORS.map((vector) => verdict(one, vector))]));
  // Changed by the libraries.
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  const first = await measuredBy<FirstAddition>('promise-first.process');
  const cold = await coldYears(quick ? 20 : 200);
  const [own = []] = rates.values();
  const slower = Math.min(...own.map((rate) => rate ?? 0));
  return [
    {
      title: 'Business time: correctness',
      method:
        'The test vectors of the rule book, and two nights in which the clock is changed (submitted at 22:00 to windows 22:00–06:00). ' +
        'The libraries get the zone of the process, holidays and weekly hours: none of them supports working weekends, ' +
        'and luxon-business-days knows whole days only, two of which count as 48 hours. moment-business-time gets days that end at 24:00, with which it fails before a weekend; ' +
        'a day that ends at 23:59:59 would be a second short.',
      columns: ['submitted, local time', 'due', ...IMPLEMENTATIONS.map(({ name }) => name)],
      rows: [
        ...VECTORS.map((vector, index) => [
          `${vector.calendar.timeZone}, ${shown(vector.submitted)}, ${vector.hours} h, ${MODE_NAMES[vector.calendar.mode]}`,
          shown(vector.due),
          ...IMPLEMENTATIONS.map((one) => (verdicts.get(one) as readonly string[])[index] as string),
        ]),
        [
          'right',
          '',
          ...IMPLEMENTATIONS.map(
            (one) => `${verdicts.get(one)?.filter((each) => each === 'right').length} of ${VECTORS.length}`,
          ),
        ],
      ],
    },
    {
      title: 'Business time: speed',
      method:
        'Additions of 48 business hours to random moments of 2026 by the calendar of Shanghai (holidays, working weekends), half a second each; failed additions count; ' +
        `\`addBusiness\` on a compiled year, median of ${ROUNDS} rounds. Compiling: a new calendar version in a warm process, median of ${cold.length}; and the first addition in a fresh process, which reads the time-zone rules.`,
      columns: ['', ...MODES.map((mode) => `${MODE_NAMES[mode]}, additions/s`)],
      rows: [
        ...IMPLEMENTATIONS.map((one) => [
          one.name,
          ...(rates.get(one) ?? []).map((rate) => (rate === undefined ? '–' : count(rate))),
        ]),
        ['compiling a year', milliseconds(median(cold)), milliseconds(median(cold))],
        ['first addition of a process', milliseconds(first.milliseconds), milliseconds(first.milliseconds)],
      ],
      goals: [
        {
          goal: '`addBusiness` ≥ 1,000,000/s',
          found: `${count(slower)}/s in the slower mode`,
          reached: slower >= 1_000_000,
        },
        {
          goal: 'a cold year compiled in ≤ 20 ms',
          found: `${milliseconds(median(cold))}; ${milliseconds(first.milliseconds)} in a fresh process`,
          reached: median(cold) <= 20,
        },
      ],
    },
  ];
}

const MODES = ['BUSINESS_DAY_24H', 'OFFICE_HOURS'] as const;
const MODE_NAMES = { BUSINESS_DAY_24H: 'whole days', OFFICE_HOURS: 'office hours' } as const;
const ROUNDS = 5;

const shown = (local: string): string => local.replace('T', ' ');

function verdict(implementation: Implementation, { calendar, submitted, due, hours }: Vector): string {
  const moment = (local: string) => at(calendar.timeZone, shown(local));
  const add = implementation.by(calendar);
  if (!add) return '–';
  try {
    const off = add(moment(submitted), hours) - moment(due);
    return off === 0 ? 'right' : `${off > 0 ? '+' : '−'}${Math.abs(off) / HOUR_MS} h`;
  } catch {
    return 'fails';
  }
}

/** Undefined when it cannot express such a calendar. */
function additionsPerSecond(
  implementation: Implementation,
  mode: (typeof MODES)[number],
  quick: boolean,
): number | undefined {
  const add = implementation.by(shanghai(mode));
  if (!add) return undefined;
  const random = randomFrom(48);
  const moments = Array.from({ length: 10_000 }, () => random.between(YEAR.from, YEAR.to));
  const due = (moment: number) => {
    try {
      return add(moment, 48);
    } catch {
      return 0;
    }
  };
  for (const moment of moments.slice(0, 3)) due(moment);
  const rates = Array.from({ length: ROUNDS }, () => {
    const until = (quick ? 20 : 500) / ROUNDS;
    const begin = performance.now();
    let done = 0;
    let taken = 0;
    // Reading the clock must not cost more than the additions.
    for (let step = 1; taken < until; step = taken < 1 ? step * 2 : step) {
      for (let more = 0; more < step; more++) due(moments[done++ % moments.length] as number);
      taken = performance.now() - begin;
    }
    return (1_000 * done) / taken;
  });
  return median(rates);
}

/** Milliseconds of the first addition of a new calendar, which compiles the year. */
async function coldYears(times: number): Promise<readonly number[]> {
  const published = calendarEvents.CalendarPublished.schema.parse({ ...shanghai('OFFICE_HOURS'), version: 1 });
  const took: number[] = [];
  for (let time = 0; time < times; time++)
    took.push(
      1_000 *
        (await secondsOf(() => {
          const calendar = new CompiledCalendar(published);
          if (calendar.addBusiness(YEAR.from, 48 * HOUR_MS) === undefined) throw new Error('no business time');
        })),
    );
  return took;
}
