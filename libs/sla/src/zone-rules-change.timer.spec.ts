import { at } from '#kernel';
import { BEGINNING, Projector, silentLogger } from '#platform';
import { inStoredFile, type RecordedFacts, streamOf, timerScenarios } from '#platform/specs';
import { CalendarRepository } from './calendar.repository.ts';
import { rulesThatKeep } from './calendars.fixture.ts';
import { dueClocks } from './due-clocks.projection.ts';
import { calendars, slaClocks } from './sla.aggregates.ts';
import type { SlaEvent } from './sla.events.ts';
import { calendar, claimId, met, moved, on, paused, resolution, started } from './sla.facts.fixture.ts';
import { ZoneRulesChange, type ZoneRulesChangeOptions } from './zone-rules-change.timer.ts';

/** From that Saturday on the clocks of the zone show an hour more. */
const decreed = rulesThatKeep('UTC', 1, Date.parse('2026-03-14'));

async function changeOver(
  facts: RecordedFacts,
  options: Pick<ZoneRulesChangeOptions, 'execute'> & Partial<ZoneRulesChangeOptions>,
) {
  const projector = new Projector([dueClocks], { ...facts, logger: silentLogger });
  await projector.prepare();
  await projector.catchUp();
  return new ZoneRulesChange({
    ...facts,
    calendars: new CalendarRepository(facts.store, decreed),
    rules: decreed,
    clock: { now: () => on('03-13 14:00') },
    logger: silentLogger,
    followed: async () => true,
    listed: async () => {
      await projector.catchUp();
      return true;
    },
    ...options,
  });
}

const { given } = timerScenarios([slaClocks, calendars], async (now, facts) => {
  const change = await changeOver(facts, { execute: facts.execute, clock: { now: () => now } });
  await change.tick();
});

const weekdays = streamOf(calendars, 'WEEKDAYS')({ type: 'CalendarPublished', data: calendar.published });
const clock = streamOf(slaClocks, claimId);
const friday: SlaEvent = {
  ...started,
  data: {
    ...started.data,
    receivedAt: on('03-13 10:00'),
    startsAt: on('03-13 10:00'),
    deadlines: [resolution('03-17 10:00')],
  } as never,
};
const reviewed = met('FIRST_REVIEW', '03-13 12:00', '03-16 10:00', { business: 2, wall: 2 });
const recalculated = moved(
  '03-13 14:00',
  [{ target: 'RESOLUTION', from: on('03-17 10:00'), to: on('03-17 09:00') }],
  [resolution('03-17 09:00', [50, '03-16 09:00'], [75, '03-16 21:00'], [90, '03-17 04:12'])],
  { cause: 'ZONE_RULES_CHANGED', calendarVersion: 1, zoneRules: 'decreed' },
);

describe('later zone rules of the run time', () => {
  it('S7 move the deadlines of running clocks, once', async () => {
    await given(weekdays, clock(friday, reviewed))
      .at(on('03-13 14:00'))
      .then(clock(at(on('03-13 14:00'), recalculated)));
    await given(weekdays, clock(friday, reviewed, recalculated))
      .at(on('03-13 14:01'))
      .thenNone();
  });

  it('S6 do not affect a paused clock until it resumes, nor a stopped one', async () => {
    await given(weekdays, clock(friday, paused('REMEDY_ASKED', '03-13 13:00', { RESOLUTION: 45 })))
      .at(on('03-13 14:00'))
      .thenNone();
    await given(weekdays, clock(friday, met('RESOLUTION', '03-13 13:00', '03-17 10:00', { business: 3, wall: 3 })))
      .at(on('03-13 14:00'))
      .thenNone();
  });

  it('S9 wait until the clocks have followed their claims', () =>
    inStoredFile([...weekdays, ...clock(friday, reviewed)], async (facts) => {
      const change = await changeOver(facts, {
        followed: async () => false,
        execute: () => Promise.reject(new Error('not yet')),
      });
      expect(await change.tick()).toBeUndefined();
    }));

  it('a damaged clock is logged once and delays no other', () =>
    inStoredFile(
      [
        ...weekdays,
        ...clock(friday),
        ...streamOf(slaClocks, 'C-2026-0002')({ ...friday, data: { ...friday.data, claimId: 'C-2026-0002' } as never }),
      ],
      async (facts) => {
        const errors: unknown[] = [];
        const change = await changeOver(facts, {
          logger: { ...silentLogger, error: (fields) => errors.push(fields) },
          execute: ({ data }) =>
            data.claimId === claimId
              ? Promise.reject(new Error('damaged'))
              : Promise.resolve({ kind: 'accepted', position: BEGINNING, revision: 0, events: [] } as never),
        });
        expect([await change.tick(), await change.tick()]).toEqual([1, 1]);
        expect(errors).toEqual([{ claim: claimId, error: 'Error: damaged' }]);
      },
    ));
});
