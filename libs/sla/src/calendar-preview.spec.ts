import type { Day } from '#kernel';
import { pagesOf, Projector, silentLogger } from '#platform';
import { inStoredFile, type RecordedFacts, streamOf } from '#platform/specs';
import { type CalendarPreview, previewCalendar } from './calendar-preview.ts';
import { PublishCalendar } from './calendar.commands.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { dueClocks, dueClocksModel } from './due-clocks.projection.ts';
import { calendars, slaClocks } from './sla.aggregates.ts';
import type { SlaEvent } from './sla.events.ts';
import {
  breached,
  by,
  calendar,
  calendarWith,
  met,
  on,
  otherCalendar,
  paused,
  started,
  warned,
} from './sla.facts.fixture.ts';
import type { CompiledCalendar } from './business-time.ts';

const published = ({ id, published: data }: CompiledCalendar) =>
  streamOf(calendars, id)({ type: 'CalendarPublished' as const, data });
const clock = (claimId: string, ...since: readonly SlaEvent[]) =>
  streamOf(slaClocks, claimId)({ ...started, data: { ...started.data, claimId } as never }, ...since);
const reviewed = met('FIRST_REVIEW', '03-09 12:00', '03-10 10:00', { business: 2, wall: 2 });
const warnings = [
  warned(50, '03-10 10:00', '03-10 10:00'),
  warned(75, '03-10 22:00', '03-10 22:00'),
  warned(90, '03-11 05:12', '03-11 05:12'),
];

const HOLIDAY = '2026-03-10' as Day;

/** Of the version, published on Monday at 15:00 or at another time. */
const preview = (
  facts: Parameters<typeof inStoredFile>[0],
  { published: { version: _, ...data } }: CompiledCalendar,
  at = '03-09 15:00',
): Promise<Omit<CalendarPreview, 'calendar'> & { readonly as?: readonly [version: number, windows: number] }> =>
  inStoredFile(facts, async ({ store, models, catalogue }: RecordedFacts) => {
    const projector = new Projector([dueClocks], { store, models, catalogue, logger: silentLogger });
    await projector.prepare();
    await projector.catchUp();
    const before = await store.head();
    const publish = new PublishCalendar(data, by(on(at)));
    const { calendar: as, ...answer } = await previewCalendar(publish, new CalendarRepository(store), (query) =>
      pagesOf(models, dueClocksModel, query),
    );
    expect(await store.head()).toBe(before);
    return { ...answer, ...(as && { as: [as.version, as.windowsOn(HOLIDAY, HOLIDAY).length] }) };
  });

describe('the preview of a calendar', () => {
  const free = calendarWith('03-10');

  it('S7 names each open target that would move, with its old and its new due time, and writes nothing', async () => {
    const facts = [
      ...published(calendar),
      ...published(otherCalendar),
      ...clock('C-1'),
      ...clock('C-2', reviewed),
      ...clock('C-3', paused('EVIDENCE_REQUESTED', '03-09 14:00', { RESOLUTION: 44 })),
      ...streamOf(
        slaClocks,
        'C-4',
      )({ ...started, data: { ...started.data, claimId: 'C-4', calendarId: 'OTHER' } as never }),
    ];
    const target = { target: 'RESOLUTION', dueAt: on('03-11 10:00'), newDueAt: on('03-12 10:00') };
    expect(await preview(facts, free)).toEqual({
      as: [2, 0],
      moved: [
        { claimId: 'C-1', target: 'FIRST_REVIEW', dueAt: on('03-10 10:00'), newDueAt: on('03-11 10:00') },
        { claimId: 'C-1', ...target },
        { claimId: 'C-2', ...target },
      ],
      voided: [],
    });
  });

  it('S12 names each breach that would be void, also of a claim that has ended', async () => {
    const late = [reviewed, ...warnings, breached('RESOLUTION', '03-11 10:00', '03-11 10:01')];
    const answered = met('RESOLUTION', '03-11 12:00', '03-11 10:00', {
      business: 50,
      wall: 50,
      late: ['03-11 10:00', 2],
    });
    const facts = [...published(calendar), ...clock('C-1', ...late, answered)];
    expect(await preview(facts, free, '03-20 10:00')).toEqual({
      as: [2, 0],
      moved: [],
      voided: [{ claimId: 'C-1', target: 'RESOLUTION', dueAt: on('03-11 10:00'), newDueAt: on('03-12 10:00') }],
    });
  });

  it('S3 tells what would be refused; the same again, and a calendar that is new, change nothing', async () => {
    const nothing = { moved: [], voided: [] };
    const facts = [...published(calendar), ...clock('C-1')];
    const endless = { ...free, published: { ...free.published, timeZone: 'Moon/Crater' } } as CompiledCalendar;
    expect(await preview(facts, endless)).toMatchObject({
      refusal: { code: 'UNKNOWN_TIME_ZONE', rule: 'S3' },
      ...nothing,
    });
    expect(await preview(facts, endless)).not.toHaveProperty('as');
    expect(await preview(facts, calendar)).toEqual({ as: [1, 1], ...nothing });
    expect(await preview(facts, otherCalendar)).toEqual({ as: [1, 1], ...nothing });
  });
});
