import { HOUR_MS } from '#kernel';
import { calendarEvents, CompiledCalendar } from '#sla';
import { shanghai } from '../libs/sla/src/calendars.fixture.ts';

// The first addition of a process, with everything cold. Prints its time as JSON.

export interface FirstAddition {
  readonly milliseconds: number;
}

const published = calendarEvents.CalendarPublished.schema.parse({ ...shanghai('OFFICE_HOURS'), version: 1 });
const begin = performance.now();
const due = new CompiledCalendar(published).addBusiness(Date.UTC(2026, 2, 9, 2), 48 * HOUR_MS);
const found: FirstAddition = { milliseconds: performance.now() - begin };
if (due === undefined) throw new Error('no business time');
process.stdout.write(JSON.stringify(found));
