import { projectionScenarios, streamOf } from '#platform/specs';
import { type CompiledCalendar, calendars } from '#sla';
import { calendar, calendarWith, otherCalendar } from '#sla/facts';
import { type CalendarDocument, calendarsProjection } from './calendars.projection.ts';

const { given } = projectionScenarios<CalendarDocument>(calendarsProjection);
const published = ({ id, published: data }: CompiledCalendar) =>
  streamOf(calendars, id)({ type: 'CalendarPublished' as const, data });

describe('the list of calendars', () => {
  it('S3 has each calendar once, with its newest version', () =>
    given(published(calendar), published(otherCalendar), published(calendarWith('03-10'))).then(
      { id: 'WEEKDAYS', version: 2 },
      { id: 'OTHER', version: 1 },
    ));
});
