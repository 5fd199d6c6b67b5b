import type { Command } from '#kernel';
import type { Aggregate } from '#platform';
import { PublishCalendar } from './calendar.commands.ts';
import { shanghai } from './calendars.fixture.ts';
import { calendars, slaClocks } from './sla.aggregates.ts';
import { CheckDeadlines } from './sla.commands.ts';
import { by, calendar, cancelled, claimId, paused, started } from './sla.facts.fixture.ts';

const streamOf = <C extends Command>(
  { streams, idOf }: Pick<Aggregate<C, never, never>, 'streams' | 'idOf'>,
  command: C,
) => streams.of(idOf(command));

describe('The aggregates of the promise', () => {
  test('2 each has its own streams', () => {
    expect(streamOf(calendars, new PublishCalendar(shanghai('OFFICE_HOURS'), by()))).toBe('calendar-SHANGHAI');
    expect(streamOf(slaClocks, new CheckDeadlines({ claimId, calendar }, by()))).toBe('sla-C-2026-0001');
  });

  test('2 an event states the calendar version by which it was calculated', () => {
    expect(slaClocks.versionsUsed?.(started)).toEqual({ calendarVersions: { WEEKDAYS: 1 } });
    expect(slaClocks.versionsUsed?.(paused('REMEDY_ASKED', '03-09 20:00', { RESOLUTION: 38 }))).toEqual({
      calendarVersions: { WEEKDAYS: 1 },
    });
    expect(slaClocks.versionsUsed?.(cancelled('03-09 20:00'))).toEqual({});
  });
});
