import { DAY_MS, HOUR_MS, SECOND_MS } from '#kernel';
import type { Makegood } from '#engine';
import { noticeStreams } from '#notices';
import { EventStoreError, type Logger, type ReadModels, silentLogger, SteadyClock } from '#platform';
import { seeded } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { PromiseEngine, on, SetClock, SetMachine, WEEKDAYS, weekdays } from './promise.fixture.ts';

const MONDAY = 'started 03-09 10:00 by default 1: FIRST_REVIEW 03-10 10:00, RESOLUTION 03-11 10:00';
const REVIEWED = 'met FIRST_REVIEW 03-09 12:00';

let engine: PromiseEngine;
let warnings: [fields: object, message: string][];
let errors: [fields: object, message: string][];
beforeEach(async () => {
  [warnings, errors] = [[], []];
  const logger: Logger = {
    ...silentLogger,
    warn: (fields, message) => warnings.push([fields, message]),
    error: (fields, message) => errors.push([fields, message]),
  };
  engine = await PromiseEngine.start({ logger });
});
afterEach(() => engine.stop());

const at = async (moment: string, ...acts: (() => Promise<unknown>)[]) => {
  engine.clock.at = on(moment);
  for (const act of acts) await act();
  await engine.settle();
};
/** Filed on Monday at 10:00, reviewed at 12:00: due on Wednesday at 10:00. */
const reviewed = async (serial = 'ASKED-0') => {
  await at('03-09 10:00', () => engine.file(serial));
  await at('03-09 12:00', () => engine.review(`C-${serial}`, 'NOT_CONFIRMED'));
  return `C-${serial}`;
};
/** As the worker does: one that meets too many others sweeps again. */
const swept = async (one: Makegood) => {
  for (;;)
    try {
      return await one.sweep();
    } catch (error) {
      const { fault } = error as Partial<EventStoreError>;
      if (fault !== 'unavailable' && fault !== 'outcome-unknown') throw error;
    }
};
const answered = (claimId: string) => [() => engine.reject(claimId), () => engine.communicate(claimId)];

describe('The sweep', () => {
  it('S8 S9 warns at 50, 75 and 90 % and breaches, each once and when it comes to pass', async () => {
    const claimId = await reviewed();
    for (const moment of [
      '03-10 09:59',
      '03-10 10:00',
      '03-10 22:00:01',
      '03-11 05:12',
      '03-11 10:00',
      '03-11 10:00:00.001',
    ])
      await engine.sweepAt(on(moment));
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      REVIEWED,
      'warned 50 % of 03-10 10:00 at 03-10 10:00',
      'warned 75 % of 03-10 22:00 at 03-10 22:00:01.000',
      'warned 90 % of 03-11 05:12 at 03-11 05:12',
      'breached RESOLUTION of 03-11 10:00 at 03-11 10:00:00.001',
    ]);
    expect(await engine.nominated(claimId)).not.toHaveProperty('next');
  });

  it('S9 exactly at the due instant is not late: neither the sweep says so nor the answer', async () => {
    const claimId = await reviewed();
    engine.clock.at = on('03-11 10:00');
    await engine.sweep();
    expect((await engine.clockOf(claimId)).at(-1)).toMatch(/^warned 90/);
    await at('03-11 10:00', ...answered(claimId));
    await engine.sweepAt(on('03-11 10:00:00.001'));
    expect((await engine.clockOf(claimId)).slice(-2)).toEqual([
      'warned 90 % of 03-11 05:12 at 03-11 10:00',
      'met RESOLUTION 03-11 10:00',
    ]);
  });

  it('S9 stopped over a weekend it writes what was missed, in order, with due time and time noticed', async () => {
    await at('03-11 16:00', () => engine.file('ASKED-0'));
    await at('03-12 16:00', () => engine.file('ASKED-1'));
    await engine.sweepAt(on('03-16 08:30'));
    expect(await engine.clockOf('C-ASKED-0')).toEqual([
      'started 03-11 16:00 by default 1: FIRST_REVIEW 03-12 16:00, RESOLUTION 03-13 16:00',
      'warned 50 % of 03-12 16:00 at 03-16 08:30',
      'breached FIRST_REVIEW of 03-12 16:00 at 03-16 08:30',
      'warned 75 % of 03-13 04:00 at 03-16 08:30',
      'warned 90 % of 03-13 11:12 at 03-16 08:30',
      'breached RESOLUTION of 03-13 16:00 at 03-16 08:30',
    ]);
    // What was missed first is written first.
    const breaches = (await engine.log()).filter(({ type }) => type === 'SlaBreached');
    expect(breaches.map(({ stream }) => stream)).toEqual(['sla-C-ASKED-0', 'sla-C-ASKED-0', 'sla-C-ASKED-1']);
  });

  it('S9 an answer of Friday that stood in the log while no worker ran is followed before deadlines are checked', async () => {
    const claimId = await reviewed();
    engine.clock.at = on('03-11 09:00');
    // Nothing reacts any more.
    for (const act of answered(claimId)) await act();
    engine.clock.at = on('03-16 08:30');
    const looks = [engine.makegood.sweep()];
    // Awake: both begin at once, and the sweep must not be the first.
    await new Promise((resolve) => setImmediate(resolve));
    await engine.settle();
    await Promise.all(looks);
    await engine.sweep();
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      REVIEWED,
      'warned 50 % of 03-10 10:00 at 03-11 09:00',
      'warned 75 % of 03-10 22:00 at 03-11 09:00',
      'warned 90 % of 03-11 05:12 at 03-11 09:00',
      'met RESOLUTION 03-11 09:00',
    ]);
  });

  it('S9 a late answer is a breach although no sweep ran', async () => {
    const claimId = await reviewed();
    await at('03-11 10:01', ...answered(claimId));
    expect((await engine.clockOf(claimId)).slice(-2)).toEqual([
      'breached RESOLUTION of 03-11 10:00 at 03-11 10:01',
      'met RESOLUTION 03-11 10:01',
    ]);
    await engine.sweepAt(on('03-12 10:00'));
    expect(await engine.ofType('SlaBreached')).toHaveLength(1);
  });

  it('S5 a claim that lay in a mailbox for nine days is in breach with the first sweep', async () => {
    await at('03-20 10:00', () => engine.file('ASKED-0', { at: on('03-11 10:00') }));
    await engine.sweep();
    expect((await engine.clockOf('C-ASKED-0')).filter((line) => line.startsWith('breached'))).toEqual([
      'breached FIRST_REVIEW of 03-12 10:00 at 03-20 10:00',
      'breached RESOLUTION of 03-13 10:00 at 03-20 10:00',
    ]);
  });

  it.each([
    ['whose events cannot be read', new Error('revision 3 is missing')],
    ['that was deleted', new EventStoreError('stream-damaged', 'tombstoned')],
    ['whose bytes are damaged', new EventStoreError('damaged', 'bad page')],
  ])('S9 a clock %s does not keep the others waiting, and is logged once', async (_, fault) => {
    // Two pages of them, the damaged one in front.
    await at('03-09 10:00', () => engine.file('ASKED-0'));
    await engine.publish(weekdays('CROWD'));
    await engine.startClocks(600, 'CROWD');
    engine.watched.before = (stream) => {
      if (stream === 'sla-C-ASKED-0') throw fault;
    };
    await engine.sweepAt(on('03-12 10:00'));
    expect(await engine.ofType('SlaBreached')).toHaveLength(1_200);
    expect(errors).toEqual([[{ claim: 'C-ASKED-0', error: String(fault) }, 'the clock of a claim cannot be read']]);
  });

  it('S9 what another sweep of the engine stumbles over does not keep the clocks waiting', async () => {
    const claimId = await reviewed();
    engine.watched.before = (_, types) => {
      if (types.includes('ClaimOpenedOnUnit')) return;
      if (types.includes('Submitted')) throw new EventStoreError('unavailable', 'it does not come');
      if (types.includes('Withdrawn')) throw new Error('a damaged claim');
    };
    await expect(engine.file('ASKED-1')).rejects.toThrow('it does not come');
    await engine.seen();
    engine.clock.at = on('03-12 10:00');
    await expect(engine.sweep()).rejects.toThrow('a damaged claim');
    expect((await engine.clockOf(claimId)).at(-1)).toMatch(/^breached RESOLUTION/);
  });
});

describe('fault 13: the timer', () => {
  const dead = () => new EventStoreError('unavailable', 'killed');

  it('fault 13 P6 killed between the look and the append, the next one writes it once', async () => {
    const claimId = await reviewed();
    engine.clock.at = on('03-11 10:01');
    engine.watched.onceBefore('SlaBreached', () => Promise.reject(dead()));
    await expect(engine.sweep()).rejects.toThrow('killed');
    expect(await engine.ofType('SlaBreached')).toEqual([]);
    await engine.sweep(engine.instance(engine.clock));
    expect((await engine.clockOf(claimId)).slice(-1)).toEqual(['breached RESOLUTION of 03-11 10:00 at 03-11 10:01']);
    expect(await engine.ofType('SlaBreached')).toHaveLength(1);
  });

  it('fault 13 P6 killed after the append, before the list knows: the next one, a minute later, writes nothing', async () => {
    await reviewed();
    engine.clock.at = on('03-11 10:01');
    engine.watched.after = (_, types) => {
      engine.watched.after = () => undefined;
      if (types.includes('SlaBreached')) throw dead();
    };
    await engine.stopFollowing();
    await expect(engine.sweep()).rejects.toThrow('killed');
    expect(await engine.nominated('C-ASKED-0')).toHaveProperty('next');
    const { length } = await engine.log();
    // The list learns of it only when the next one has looked.
    let nominated = 0;
    const query: ReadModels['query'] = async (model, ...more) => {
      const found = await engine.models.query(model, ...more);
      if (model.name === 'sla-due' && found.items.length > 0 && nominated++ === 0) engine.follow();
      return found;
    };
    const another = engine.instance(new SetClock(on('03-11 10:02')), { query });
    await engine.sweep(another);
    expect(nominated).toBe(1);
    await engine.sweep(another);
    expect(nominated).toBe(1);
    // Staff are told of the breach by mail (N3).
    const others = (await engine.log()).slice(length).filter(({ stream }) => noticeStreams.idOf(stream) === undefined);
    expect(others).toEqual([]);
    expect(await engine.ofType('SlaBreached')).toHaveLength(1);
  });

  it.each([2, 5])(
    'fault 13 P6 %d sweeps race for 1,000 clocks with 2,000 deadlines: one breach each',
    async (racing) => {
      await engine.publish(weekdays('CROWD'));
      await engine.startClocks(1_000, 'CROWD');
      const random = seeded(racing);
      const sweeps = Array.from({ length: racing }, (_, n) =>
        // Their clocks are seconds apart, so that what they write differs.
        engine.instance(new SetClock(on(`03-12 10:00:0${n}`))),
      );
      // Each is held up here and there, so that the others overtake it.
      engine.watched.before = async () => {
        for (let turns = Math.floor(random() * 4); turns > 0; turns--)
          await new Promise((resolve) => setImmediate(resolve));
      };
      await engine.reactor.settle();
      for (let round = 0; round < 2; round++) await Promise.all(sweeps.map(swept));
      const breaches = (await engine.ofType('SlaBreached')).map(
        ({ stream, data }) => `${stream} ${(data as { target: string }).target}`,
      );
      expect(breaches).toHaveLength(2_000);
      expect(new Set(breaches).size).toBe(2_000);
      expect(await engine.ofType('SlaWarned')).toHaveLength(3_000);
    },
  );

  describe.each([
    ['the answer stands in the log first', true],
    ['the sweep was first', false],
  ])('fault 13: completion and breach at the same instant, %s', (_, answerFirst) => {
    it(`S9 P6 ${answerFirst ? 'it is met and there is no breach' : 'what was decided in time and known later voids the breach'}`, async () => {
      const claimId = await reviewed();
      await at('03-11 09:00', () => engine.reject(claimId));
      const answer = async () => {
        await engine.communicate(claimId, on('03-11 10:00'));
      };
      const sweep = async () => {
        engine.clock.at = on('03-11 10:00:00.001');
        const look = engine.makegood.sweep();
        await engine.settle();
        await look;
      };
      for (const turn of answerFirst ? [answer, sweep] : [sweep, answer]) await turn();
      await engine.settle();
      await engine.sweep();
      expect((await engine.clockOf(claimId)).filter((line) => !line.startsWith('warned')).slice(2)).toEqual(
        answerFirst
          ? ['met RESOLUTION 03-11 10:00']
          : [
              'breached RESOLUTION of 03-11 10:00 at 03-11 10:00:00.001',
              'met RESOLUTION 03-11 10:00',
              'voided RESOLUTION of 03-11 10:00: FACT_KNOWN_LATER',
            ],
      );
    });
  });

  it('fault 13 S6 a request exactly at the due instant pauses in time; resumed, it is due at once, and late a millisecond after', async () => {
    const claimId = await reviewed();
    await at('03-11 10:00', () => engine.request(claimId));
    await engine.sweepAt(on('03-13 10:00'));
    expect((await engine.clockOf(claimId)).at(-1)).toBe('paused EVIDENCE_REQUESTED 03-11 10:00');
    await at('03-13 12:00', () => engine.attach(claimId));
    await engine.sweepAt(on('03-13 12:00'));
    expect((await engine.clockOf(claimId)).at(-1)).toBe(
      'resumed EVIDENCE_REQUESTED 03-13 12:00: RESOLUTION 03-13 12:00',
    );
    await engine.sweepAt(on('03-13 12:00:00.001'));
    expect((await engine.clockOf(claimId)).at(-1)).toBe('breached RESOLUTION of 03-13 12:00 at 03-13 12:00:00.001');
  });

  it('fault 13 S9 a request a millisecond after the due instant comes too late to pause the breach away', async () => {
    const claimId = await reviewed();
    await at('03-11 10:00:00.001', () => engine.request(claimId));
    expect((await engine.clockOf(claimId)).slice(-2)).toEqual([
      'breached RESOLUTION of 03-11 10:00 at 03-11 10:00:00.001',
      'paused EVIDENCE_REQUESTED 03-11 10:00:00.001',
    ]);
  });
});

describe('fault 14: the clock', () => {
  const breachesOf = async (claimId: string) =>
    (await engine.clockOf(claimId)).filter((line) => /^(breached|voided|met RES)/.test(line));

  it('fault 14 S9 set an hour ahead and back: what was breached stays breached, once, and an answer behind it is late', async () => {
    const claimId = await reviewed();
    await engine.sweepAt(on('03-11 10:30'));
    engine.clock.move(-HOUR_MS);
    await engine.sweep();
    await at('03-11 09:45', ...answered(claimId));
    await engine.sweepAt(on('03-11 11:00'));
    expect(await breachesOf(claimId)).toEqual([
      'breached RESOLUTION of 03-11 10:00 at 03-11 10:30',
      'met RESOLUTION 03-11 10:00:00.001',
    ]);
  });

  it('fault 14 S9 ten years ahead for four seconds and back: nothing is warned of or breached by it', async () => {
    const claimId = await reviewed();
    const machine = new SetMachine(on('03-09 12:00'));
    const sweep = engine.instance(new SteadyClock(machine.clocks, () => undefined));
    const answers = async () => {
      await engine.sweep(sweep);
      return (await engine.clockOf(claimId)).slice(2);
    };
    machine.ahead = 10 * 365 * DAY_MS;
    machine.pass(2 * SECOND_MS);
    expect(await answers()).toEqual([]);
    machine.pass(2 * SECOND_MS);
    machine.ahead = 0;
    expect(await answers()).toEqual([]);
    machine.pass(46 * HOUR_MS - 4 * SECOND_MS);
    expect(await answers()).toEqual([
      'warned 50 % of 03-10 10:00 at 03-11 10:00',
      'warned 75 % of 03-10 22:00 at 03-11 10:00',
      'warned 90 % of 03-11 05:12 at 03-11 10:00',
    ]);
    machine.pass(1);
    expect((await answers()).at(-1)).toBe('breached RESOLUTION of 03-11 10:00 at 03-11 10:00:00.001');
  });

  it('fault 14 S12 set back, a calendar version that changes nothing does not void what was noticed later', async () => {
    const claimId = await reviewed();
    await engine.sweepAt(on('03-11 10:30'));
    engine.clock.at = on('03-11 09:30');
    await engine.publish(weekdays('default', '03-30'));
    await engine.settle();
    await engine.sweepAt(on('03-11 11:00'));
    expect(await breachesOf(claimId)).toEqual(['breached RESOLUTION of 03-11 10:00 at 03-11 10:30']);
  });

  it('fault 14 a leap second smeared over a day: every warning and the breach once, at the hour the clock shows', async () => {
    const claimId = await reviewed();
    // A second is left out in the course of 24 hours: ticks of half a second are short of 5.8 µs each; in milliseconds, now and
    // then one is a millisecond shorter. A tick may show the time of the one before.
    engine.clock.at = on('03-11 09:59:58.000');
    for (const step of [500, 499, 0, 500, 500, 499, 1, 500]) {
      engine.clock.move(step);
      await engine.sweep();
    }
    expect((await engine.clockOf(claimId)).slice(2).map((line) => line.replace(/ at .*/, ''))).toEqual([
      'warned 50 % of 03-10 10:00',
      'warned 75 % of 03-10 22:00',
      'warned 90 % of 03-11 05:12',
      'breached RESOLUTION of 03-11 10:00',
    ]);
  });

  it.each([
    // Nights of 8, 7 and 8 hours, and one hour more.
    ['the hour that is left out in spring', '03-27 21:00', '03-30 21:00'],
    // Nights of 8 and 9 hours, and seven more.
    ['the hour that comes twice in autumn', '10-23 20:00', '10-26 04:00'],
  ])(
    'fault 14 S4 through %s in the zone of the calendar the sweep breaches at the true moment',
    async (_, from, due) => {
      const nights = [{ days: [...WEEKDAYS, 'SATURDAY' as const, 'SUNDAY' as const], open: '22:00', close: '06:00' }];
      await engine.publish({ ...weekdays('BERLIN'), mode: 'OFFICE_HOURS', timeZone: 'Europe/Berlin', weekly: nights });
      await engine.changeTerms('ASKED', 'BERLIN');
      await at(from, () => engine.file('ASKED-0'));
      await engine.sweepAt(on(due));
      expect(await breachesOf('C-ASKED-0')).toEqual([]);
      await engine.sweepAt(on(`${due}:00.001`));
      expect(await breachesOf('C-ASKED-0')).toEqual([`breached FIRST_REVIEW of ${due} at ${due}:00.001`]);
    },
  );

  describe('fault 14: instances whose clocks are 5 minutes apart', () => {
    it('S9 the sweep is ahead: what it breached stands before an answer that its own instance dates earlier, so the answer is late', async () => {
      const claimId = await reviewed();
      await engine.sweep(engine.instance(new SetClock(on('03-11 10:02'))));
      await at('03-11 09:58', ...answered(claimId));
      await engine.sweep(engine.instance(new SetClock(on('03-11 10:04'))));
      expect(await breachesOf(claimId)).toEqual([
        'breached RESOLUTION of 03-11 10:00 at 03-11 10:02',
        'met RESOLUTION 03-11 10:00:00.001',
      ]);
    });

    it('S9 the sweep is behind: the instance that answers late says so itself, and the sweep finds nothing to add', async () => {
      const claimId = await reviewed();
      await at('03-11 10:03', ...answered(claimId));
      await engine.sweep(engine.instance(new SetClock(on('03-11 09:58'))));
      await engine.sweep(engine.instance(new SetClock(on('03-11 10:30'))));
      expect(await breachesOf(claimId)).toEqual([
        'breached RESOLUTION of 03-11 10:00 at 03-11 10:03',
        'met RESOLUTION 03-11 10:03',
      ]);
    });

    it('S6 S10 facts that reach the claim through one and the other keep their order', async () => {
      const claimId = await reviewed();
      await at('03-09 13:00', () => engine.request(claimId));
      await at('03-09 12:56', () => engine.attach(claimId));
      await at('03-09 12:57', () => engine.review(claimId, 'NOT_CONFIRMED'));
      await at('03-09 12:58', ...answered(claimId));
      expect((await engine.clockOf(claimId)).slice(2)).toEqual([
        'paused EVIDENCE_REQUESTED 03-09 13:00',
        'resumed EVIDENCE_REQUESTED 03-09 13:00: RESOLUTION 03-11 10:00',
        'met RESOLUTION 03-09 13:00',
      ]);
    });
  });

  it('fault 14 P6 whatever the clock does between the ticks, every deadline is breached once', async () => {
    const random = seeded(14);
    await engine.publish(weekdays('CROWD'));
    await engine.startClocks(100, 'CROWD');
    for (let tick = 0; tick < 40; tick++) {
      engine.clock.move(Math.floor((random() - 0.4) * 2 * DAY_MS));
      await engine.sweep();
    }
    await engine.sweepAt(on('06-30 00:00'));
    expect(await engine.ofType('SlaBreached')).toHaveLength(200);
    expect(await engine.ofType('SlaWarned')).toHaveLength(300);
    expect(await engine.ofType('SlaBreachVoided')).toEqual([]);
  });
});
