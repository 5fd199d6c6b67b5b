import { at, type Instant } from '#kernel';
import { BEGINNING, type Outcome, Projector, silentLogger } from '#platform';
import { inStoredFile, type RecordedFacts, streamOf, timerScenarios } from '#platform/specs';
import { ClockSweep, type ClockSweepOptions } from './clock-sweep.timer.ts';
import { dueClocks } from './due-clocks.projection.ts';
import { CalendarRepository } from './calendar.repository.ts';
import { calendars, slaClocks } from './sla.aggregates.ts';
import type { CheckDeadlines } from './sla.commands.ts';
import type { SlaEvent } from './sla.events.ts';
import {
  breached,
  calendar,
  claimId,
  met,
  on,
  paused,
  resolution,
  resumed,
  started,
  warned,
} from './sla.facts.fixture.ts';

/** A sweep over the facts. Its due list contains them, and follows what the sweep writes. */
async function sweepOver(
  facts: RecordedFacts,
  options: Pick<ClockSweepOptions, 'execute'> & Partial<ClockSweepOptions>,
) {
  const projector = new Projector([dueClocks], { ...facts, logger: silentLogger });
  await projector.prepare();
  await projector.catchUp();
  return new ClockSweep({
    ...facts,
    calendars: new CalendarRepository(facts.store),
    clock: { now: () => on('03-09 10:00') },
    logger: silentLogger,
    followed: async () => true,
    listed: async () => {
      await projector.catchUp();
      return true;
    },
    ...options,
  });
}

const scenarios = timerScenarios([slaClocks, calendars], async (now, facts) => {
  const sweep = await sweepOver(facts, { execute: facts.execute, clock: { now: () => now } });
  await sweep.tick();
});

const weekdays = streamOf(calendars, 'WEEKDAYS')({ type: 'CalendarPublished', data: calendar.published });
const clock = streamOf(slaClocks, claimId);
const given = (...clocks: readonly ReturnType<typeof clock>[]) => scenarios.given(weekdays, ...clocks);
const reviewed = met('FIRST_REVIEW', '03-09 12:00', '03-10 10:00', { business: 2, wall: 2 });
const running = clock(started, reviewed);
/** Events written as of the moment at which the sweep began. */
const noticed = (text: string, ...events: readonly SlaEvent[]) => clock(...events.map((event) => at(on(text), event)));

describe('the sweep of the clocks', () => {
  it('S8 warns exactly at the moment, and not before', async () => {
    await given(running).at('2026-03-10T09:59:59.999Z').thenNone();
    await given(running)
      .at(on('03-10 10:00'))
      .then(noticed('03-10 10:00', warned(50, '03-10 10:00', '03-10 10:00')));
  });

  it('S9 exactly at the due instant is not late; a millisecond after it is', async () => {
    const allWarned = clock(
      warned(50, '03-10 10:00', '03-10 10:00'),
      warned(75, '03-10 22:00', '03-10 22:00'),
      warned(90, '03-11 05:12', '03-11 05:12'),
    );
    await given(running, allWarned).at(on('03-11 10:00')).thenNone();
    const after = '2026-03-11T10:00:00.001Z' as Instant;
    const late = breached('RESOLUTION', '03-11 10:00', '03-11 10:01');
    const breach = { ...late, data: { ...late.data, noticedAt: after } } as SlaEvent;
    await given(running, allWarned)
      .at(after)
      .then(clock(at(after, breach)));
  });

  it('S8 S9 writes everything that was missed, in order, with the time of each and the time noticed', () =>
    given(clock(started))
      .at(on('03-14 08:00'))
      .then(
        noticed(
          '03-14 08:00',
          warned(50, '03-10 10:00', '03-14 08:00'),
          breached('FIRST_REVIEW', '03-10 10:00', '03-14 08:00'),
          warned(75, '03-10 22:00', '03-14 08:00'),
          warned(90, '03-11 05:12', '03-14 08:00'),
          breached('RESOLUTION', '03-11 10:00', '03-14 08:00'),
        ),
      ));

  it('S6 ignores a paused clock, however late it is', () =>
    given(running, clock(paused('EVIDENCE_REQUESTED', '03-09 14:00', { RESOLUTION: 44 })))
      .at(on('03-20 08:00'))
      .thenNone());

  it('S6 C6 ends a pause when the time for the move is up, as of then, and writes what became due since', async () => {
    const asked = clock(paused('EVIDENCE_REQUESTED', '03-09 14:00', { RESOLUTION: 44 }, { until: on('03-10 14:00') }));
    const over = resumed('EVIDENCE_REQUESTED', '03-09 14:00', '03-10 14:00', 24, [
      resolution('03-12 10:00', [50, '03-11 10:00'], [75, '03-11 22:00'], [90, '03-12 05:12']),
    ]);
    await given(running, asked).at('2026-03-10T13:59:59.999Z').thenNone();
    await given(running, asked).at(on('03-10 14:00')).then(noticed('03-10 14:00', over));
    await given(running, asked)
      .at(on('03-14 08:00'))
      .then(
        noticed(
          '03-14 08:00',
          over,
          warned(50, '03-11 10:00', '03-14 08:00'),
          warned(75, '03-11 22:00', '03-14 08:00'),
          warned(90, '03-12 05:12', '03-14 08:00'),
          breached('RESOLUTION', '03-12 10:00', '03-14 08:00'),
        ),
      );
  });

  it('S10 ignores a stopped clock', () =>
    given(running, clock(met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 })))
      .at(on('03-20 08:00'))
      .thenNone());

  /** Sweeps once or more over reviewed clocks with a warning due at 10:00 on 10 March. */
  const look = (
    clocks: number,
    options: Partial<ClockSweepOptions>,
    work: (sweep: ClockSweep, checked: readonly CheckDeadlines[]) => Promise<void>,
  ) => {
    const claimIds = Array.from({ length: clocks }, (_, n) => `C-${String(n).padStart(3, '0')}`);
    const facts = claimIds.map((id) =>
      streamOf(slaClocks, id)({ ...started, data: { ...started.data, claimId: id } as never }, reviewed),
    );
    return inStoredFile([...weekdays, ...facts.flat()], async (facts) => {
      const checked: CheckDeadlines[] = [];
      const execute = async (command: CheckDeadlines): Promise<Outcome> => {
        checked.push(command);
        return { kind: 'unchanged', stream: '', position: BEGINNING, revision: 1 };
      };
      await work(await sweepOver(facts, { execute, ...options }), checked);
    });
  };
  const nine = { now: () => on('03-11 09:00') };

  it('S9 checks every clock that is due in one sweep, however many there are', () =>
    look(205, { clock: nine }, async (sweep, checked) => {
      await sweep.tick();
      expect(new Set(checked.map(({ data }) => data.claimId)).size).toBe(205);
    }));

  it('S9 waits until the clocks have followed their claims, and then checks as of the moment of its first attempt', () => {
    const times = [on('03-11 09:00'), on('03-11 12:00')];
    const followed = [false, true];
    const options = {
      clock: { now: () => times.shift() as Instant },
      followed: async () => followed.shift() as boolean,
    };
    return look(1, options, async (sweep, checked) => {
      expect(await sweep.tick()).toBeUndefined();
      expect(checked).toEqual([]);
      await sweep.tick();
      expect(checked.map(({ meta }) => meta.at)).toEqual([on('03-11 09:00')]);
    });
  });

  it('S9 a clock that cannot be read delays no other, and is logged once', () => {
    const errors: object[] = [];
    const logger = { ...silentLogger, error: (fields: object) => errors.push(fields) };
    const checked: string[] = [];
    const execute: ClockSweepOptions['execute'] = async ({ data: { claimId } }) => {
      if (claimId === 'C-001') throw new Error('damaged');
      checked.push(claimId);
      return { kind: 'unchanged', stream: '', position: BEGINNING, revision: 1 };
    };
    return look(3, { clock: nine, logger, execute }, async (sweep) => {
      await sweep.tick();
      await sweep.tick();
      expect(checked).toEqual(['C-000', 'C-002', 'C-000', 'C-002']);
      expect(errors).toEqual([{ claim: 'C-001', error: 'Error: damaged' }]);
    });
  });
});
