import { EventStoreError, type Outcome, type Process, silentLogger } from '#platform';
import { whenCalendarIsPublishedThenRecalculateItsDeadlines, whenClaimChangesThenUpdateItsClock } from '#processes';
import { type Command, DAY_MS } from '#kernel';
import { seeded } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { rulesThatKeep } from '../../libs/sla/src/calendars.fixture.ts';
import { PromiseEngine, on, weekdays } from './promise.fixture.ts';

const MONDAY = 'started 03-09 10:00 by default 1: FIRST_REVIEW 03-10 10:00, RESOLUTION 03-11 10:00';

let engine: PromiseEngine;
let errors: [fields: object, message: string][];
beforeEach(async () => {
  errors = [];
  engine = await PromiseEngine.start({
    logger: { ...silentLogger, error: (fields, message) => errors.push([fields, message]) },
  });
});
afterEach(() => engine.stop());

const at = async (moment: string, ...acts: (() => Promise<unknown>)[]) => {
  engine.clock.at = on(moment);
  for (const act of acts) await act();
  await engine.settle();
};
const breachesOf = async (claimId: string) =>
  (await engine.clockOf(claimId)).filter((line) => !/^(started|warned|met FIRST)/.test(line));

describe('A new version of a calendar', () => {
  it('S7 tomorrow becomes a holiday: every open deadline moves, and says why; what is paused or has ended does not', async () => {
    await engine.file('ASKED-0');
    await at(
      '03-09 11:00',
      () => engine.file('ASKED-1'),
      () => engine.request('C-ASKED-1'),
    );
    await at(
      '03-09 12:00',
      () => engine.file('ASKED-2'),
      () => engine.withdraw('C-ASKED-2'),
    );
    await at('03-09 15:00', () => engine.publish(weekdays('default', '03-10')));
    await at('03-09 16:00', () => engine.attach('C-ASKED-1'));
    expect(await engine.clockOf('C-ASKED-0')).toEqual([
      MONDAY,
      'moved CALENDAR_CHANGED: FIRST_REVIEW 03-10 10:00 to 03-11 10:00, RESOLUTION 03-11 10:00 to 03-12 10:00',
    ]);
    expect((await engine.clockOf('C-ASKED-1')).slice(1)).toEqual([
      'paused EVIDENCE_REQUESTED 03-09 11:00',
      'resumed EVIDENCE_REQUESTED 03-09 16:00: FIRST_REVIEW 03-11 16:00, RESOLUTION 03-12 16:00',
    ]);
    expect((await engine.clockOf('C-ASKED-2')).at(-1)).toBe('cancelled 03-09 12:00');
    await engine.sweepAt(on('03-11 10:00'));
    expect(await engine.ofType('SlaBreached')).toEqual([]);
  });

  it('S12 a day that was a holiday after all voids the breaches that were none, of closed promises too, and deletes nothing', async () => {
    const open = await engine.file('ASKED-0');
    const closed = await engine.file('ASKED-1');
    const hopeless = await engine.file('ASKED-2');
    for (const claimId of [open, closed, hopeless])
      await at('03-09 12:00', () => engine.review(claimId, 'NOT_CONFIRMED'));
    await engine.sweepAt(on('03-11 11:00'));
    await at(
      '03-11 12:00',
      () => engine.reject(closed),
      () => engine.communicate(closed),
    );
    await at(
      '03-13 12:00',
      () => engine.reject(hopeless),
      () => engine.communicate(hopeless),
    );
    const before = await engine.log();
    engine.clock.at = on('03-11 13:00');
    await engine.publish(weekdays('default', '03-10'));
    await engine.settle();
    expect(await breachesOf(open)).toEqual([
      'breached RESOLUTION of 03-11 10:00 at 03-11 11:00',
      'moved CALENDAR_CHANGED: RESOLUTION 03-11 10:00 to 03-12 10:00',
      'voided RESOLUTION of 03-11 10:00: CALENDAR_CHANGED',
    ]);
    expect(await breachesOf(closed)).toEqual([
      'breached RESOLUTION of 03-11 10:00 at 03-11 11:00',
      'met RESOLUTION 03-11 12:00',
      'voided RESOLUTION of 03-11 10:00: CALENDAR_CHANGED',
    ]);
    expect((await breachesOf(hopeless)).at(-1)).toBe('met RESOLUTION 03-13 12:00');
    expect((await engine.log()).slice(0, before.length)).toEqual(before);
    // The deadline that moved is a deadline: breached once more when it passes.
    await engine.sweepAt(on('03-12 11:00'));
    expect((await breachesOf(open)).at(-1)).toBe('breached RESOLUTION of 03-12 10:00 at 03-12 11:00');
  });

  it('S9 S12 a past holiday that is withdrawn makes late at once what it had kept in time', async () => {
    await engine.publish(weekdays('default', '03-10'));
    const claimId = await engine.file('ASKED-0');
    await at('03-09 12:00', () => engine.review(claimId));
    await at('03-11 12:00', () => engine.publish(weekdays('default')));
    await engine.sweep();
    expect(await breachesOf(claimId)).toEqual([
      'moved CALENDAR_CHANGED: RESOLUTION 03-12 10:00 to 03-11 10:00',
      'breached RESOLUTION of 03-11 10:00 at 03-11 12:00',
    ]);
  });

  it('S7 of another calendar changes nothing, nor does one that moves nothing', async () => {
    await engine.publish(weekdays('SEOUL'));
    const claimId = await engine.file('ASKED-0');
    await engine.settle();
    await engine.publish(weekdays('SEOUL', '03-10'));
    await engine.publish(weekdays('default', '03-30'));
    await engine.settle();
    expect(await engine.clockOf(claimId)).toEqual([MONDAY]);
  });
});

it('S9 a decision that stands in the log is followed before its clock is recalculated: a version that comes late makes nothing late', async () => {
  await engine.publish(weekdays('default', '03-10'));
  const claimId = await engine.file('ASKED-0');
  await engine.settle();
  // Nothing reacts any more: a review in time, and the holiday withdrawn a day after it would have been due.
  engine.clock.at = on('03-09 12:00');
  await engine.review(claimId);
  engine.clock.at = on('03-11 09:00');
  await engine.publish(weekdays('default'));
  const follow = Promise.withResolvers<void>();
  const { appendLoop, createReactor, dispatcher } = engine.makegood;
  dispatcher.travelBy({
    async execute(command) {
      if (command.type === 'FollowClaim') await follow.promise;
      if (command.type === 'RecalculateDeadlines') follow.resolve();
      return appendLoop.execute(command);
    },
  });
  const reactor = createReactor();
  await reactor.prepare();
  const settling = reactor.settle();
  for (let turns = 0; turns < 200; turns++) await new Promise((resolve) => setImmediate(resolve));
  follow.resolve();
  await settling;
  expect((await engine.clockOf(claimId)).filter((line) => /^(met|breached|voided)/.test(line))).toEqual([
    'met FIRST_REVIEW 03-09 12:00',
  ]);
});

describe('A version published between the look at the calendar and the write', () => {
  let following: Process;
  let recalculating: Process;
  /** Called before the due list is waited for. */
  let waiting: () => void;
  beforeEach(async () => {
    const { aggregates, appendLoop, visibility, models } = engine.makegood;
    following = whenClaimChangesThenUpdateItsClock({ aggregates, executor: appendLoop });
    recalculating = whenCalendarIsPublishedThenRecalculateItsDeadlines({
      aggregates,
      models,
      logger: silentLogger,
      async caughtUp(position) {
        waiting();
        await visibility.waitFor(['sla-due'], position, 20_000);
      },
    });
    waiting = () => undefined;
    await engine.publish(weekdays('default'));
  });
  const follow = async (dispatch?: (command: Command) => Promise<Outcome>) =>
    (await engine.reactorOf(following, dispatch)).settle();
  /** In another process, which does not wait for this one's turn at a clock. */
  const recalculate = async () =>
    (await engine.reactorOf(recalculating, engine.instance(engine.clock).dispatcher.execute)).settle();
  /** Publishes a version, and applies it to all clocks that are listed. */
  const published = async () => {
    await engine.publish(weekdays('default', '03-10'));
    await recalculate();
  };
  const MOVED =
    'moved CALENDAR_CHANGED: FIRST_REVIEW 03-10 10:00 to 03-11 10:00, RESOLUTION 03-11 10:00 to 03-12 10:00';

  it('S7 is not missed by a clock that was not there when it was applied to all', async () => {
    const claimId = await engine.file('ASKED-0');
    engine.watched.onceBefore('SlaStarted', published);
    await follow();
    expect(await engine.clockOf(claimId)).toEqual([MONDAY, MOVED]);
    await recalculate();
    expect(await engine.clockOf(claimId)).toHaveLength(2);
  });

  it('S7 is not missed when the process was killed between starting the clock and looking again', async () => {
    const claimId = await engine.file('ASKED-0');
    engine.watched.onceBefore('SlaStarted', published);
    const killed = new AbortController();
    const reactor = await engine.reactorOf(following, async (command) => {
      if (killed.signal.aborted) throw new EventStoreError('unavailable', 'killed');
      const outcome = await engine.makegood.dispatcher.execute(command);
      killed.abort();
      return outcome;
    });
    await reactor.settle(killed.signal);
    expect(await engine.clockOf(claimId)).toEqual([MONDAY]);
    await follow();
    expect(await engine.clockOf(claimId)).toEqual([MONDAY, MOVED]);
  });

  it('S7 published after the second look, it finds the clock listed', async () => {
    const claimId = await engine.file('ASKED-0');
    await follow();
    // The list has not been shown the clock yet.
    await engine.stopFollowing();
    const review = await engine.file('ASKED-1');
    await follow();
    await engine.publish(weekdays('default', '03-10'));
    waiting = () => engine.follow();
    await recalculate();
    for (const one of [claimId, review]) expect(await engine.clockOf(one)).toEqual([MONDAY, MOVED]);
  });

  it('S6 S7 a clock that was paused when it was applied to all runs on by it', async () => {
    const claimId = await engine.file('ASKED-0');
    await engine.request(claimId);
    await follow();
    engine.clock.at = on('03-09 12:00');
    await engine.attach(claimId);
    engine.watched.onceBefore('SlaResumed', published);
    await follow();
    expect((await engine.clockOf(claimId)).slice(2)).toEqual([
      'resumed EVIDENCE_REQUESTED 03-09 12:00: FIRST_REVIEW 03-10 12:00, RESOLUTION 03-11 12:00',
      'moved CALENDAR_CHANGED: FIRST_REVIEW 03-10 12:00 to 03-11 12:00, RESOLUTION 03-11 12:00 to 03-12 12:00',
    ]);
  });

  it('S6 S7 a clock to which it was applied before the write follows the claim all the same, by the newer version', async () => {
    const claimId = await engine.file('ASKED-0');
    await follow();
    engine.clock.at = on('03-09 12:00');
    await engine.request(claimId);
    engine.watched.onceBefore('SlaPaused', published);
    const reactor = await engine.reactorOf(following);
    await reactor.settle();
    expect(await engine.clockOf(claimId)).toEqual([MONDAY, MOVED, 'paused EVIDENCE_REQUESTED 03-09 12:00']);
    expect(await reactor.failedReactions()).toEqual([]);
  });

  it.each([1, 2, 3, 4])(
    'S7 killed in the middle of many, again and again, each clock is moved once (seed %d)',
    async (seed) => {
      const random = seeded(seed);
      await engine.publish(weekdays('CROWD'));
      await engine.startClocks(700, 'CROWD');
      await engine.publish(weekdays('CROWD', '03-10'));
      for (let life = 0; life < 3; life++) {
        const killed = new AbortController();
        const lives = Math.floor(random() * 400);
        let sent = 0;
        const reactor = await engine.reactorOf(recalculating, async (command) => {
          if (++sent > lives) killed.abort();
          if (killed.signal.aborted) throw new EventStoreError('unavailable', 'killed');
          return engine.makegood.dispatcher.execute(command);
        });
        await reactor.settle(killed.signal);
        expect((await engine.ofType('SlaDeadlineMoved')).length).toBeLessThan(700);
      }
      await recalculate();
      const moved = (await engine.ofType('SlaDeadlineMoved')).map(({ stream }) => stream);
      expect([moved.length, new Set(moved).size]).toEqual([700, 700]);
    },
  );

  it('S7 others do not wait while many clocks are recalculated', async () => {
    await engine.publish(weekdays('CROWD'));
    await engine.startClocks(50, 'CROWD');
    await engine.settle();
    await engine.publish(weekdays('CROWD', '03-10'));
    const released = Promise.withResolvers<void>();
    const { appendLoop, createReactor, dispatcher } = engine.makegood;
    dispatcher.travelBy({
      async execute(command) {
        if (command.type === 'RecalculateDeadlines') await released.promise;
        return appendLoop.execute(command);
      },
    });
    const reactor = createReactor();
    await reactor.prepare();
    const stop = new AbortController();
    const running = reactor.run(stop.signal);
    const claimId = await engine.file('CREDITED-0');
    await engine.review(claimId);
    await engine.approve(claimId);
    while ((await engine.ofType('ResolvedAsCredit')).length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    expect(await engine.clockOf(claimId)).toHaveLength(2);
    expect(await engine.ofType('SlaDeadlineMoved')).toEqual([]);
    released.resolve();
    while ((await engine.ofType('SlaDeadlineMoved')).length < 50) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await running;
  });
});

it('S7 a default calendar that is published at this very moment is not replaced by the built-in one', async () => {
  const claimId = await engine.file('ASKED-0');
  const somebody = engine.instance(engine.clock);
  engine.watched.onceBefore('CalendarPublished', () => engine.publish(weekdays('default', '03-10'), somebody));
  await engine.settle();
  expect(await engine.ofType('CalendarPublished')).toHaveLength(1);
  expect(await engine.clockOf(claimId)).toEqual([
    'started 03-09 10:00 by default 1: FIRST_REVIEW 03-11 10:00, RESOLUTION 03-12 10:00',
  ]);
});

it('S7 a run time with later zone rules has the open deadlines recalculated, and says by which', async () => {
  const winnipeg = { ...weekdays('default'), timeZone: 'America/Winnipeg', mode: 'OFFICE_HOURS' as const };
  const weekly = winnipeg.weekly.map((window) => ({ ...window, open: '09:00', close: '17:00' }));
  await engine.publish({ ...winnipeg, weekly });
  await at('10-30 15:00', () => engine.file('ASKED-0'));

  // The province keeps −05:00 when its clocks were to go back on 1 November.
  const zoneRules = rulesThatKeep('America/Winnipeg', -5, Date.parse('2026-11-01T07:00Z'));
  const updated = engine.instance(engine.clock, {}, zoneRules);
  await engine.sweep(updated);
  const started = 'started 10-30 15:00 by default 1: FIRST_REVIEW 11-04 16:00, RESOLUTION 11-09 16:00';
  expect(await engine.clockOf('C-ASKED-0')).toEqual([
    started,
    'moved ZONE_RULES_CHANGED: FIRST_REVIEW 11-04 16:00 to 11-04 15:00, RESOLUTION 11-09 16:00 to 11-09 15:00',
  ]);
  expect((await engine.ofType('SlaDeadlineMoved')).map(({ data }) => data)).toMatchObject([{ zoneRules: 'decreed' }]);
  await engine.sweep(updated);
  expect(await engine.clockOf('C-ASKED-0')).toHaveLength(2);
});

describe('A damaged stream', () => {
  it('S9 of one clock keeps neither the other claims nor a recalculation waiting', async () => {
    const claims = await Promise.all(['ASKED-0', 'ASKED-1', 'ASKED-2'].map((serial) => engine.file(serial)));
    await engine.settle();
    engine.watched.before = (stream) => {
      if (stream === `sla-${claims[0]}`) throw new Error('a damaged stream');
    };
    await engine.publish(weekdays('default', '03-10'));
    for (const claimId of claims) await engine.review(claimId);
    await engine.settle();
    for (const claimId of claims.slice(1))
      expect((await engine.clockOf(claimId)).at(-1)).toBe('met FIRST_REVIEW 03-09 10:00');
    engine.clock.move(7 * DAY_MS);
    await engine.sweep();
    expect((await engine.ofType('SlaBreached')).map(({ stream }) => stream)).toEqual(
      claims.slice(1).map((claimId) => `sla-${claimId}`),
    );
    const undone = await engine.reactor.failedReactions();
    expect(undone.map(({ stream, effect }) => [stream, effect])).toEqual([[`claim-${claims[0]}`, 'quarantined']]);
    const unreadable = [{ claim: claims[0], error: 'Error: a damaged stream' }, 'the clock of a claim cannot be read'];
    // By the recalculation, and by the sweep.
    expect(errors.slice(1)).toEqual([unreadable, unreadable]);
    // The next version finds its way as well.
    await engine.publish(weekdays('default', '03-10', '03-11'));
    await engine.settle();
    expect(await engine.ofType('SlaBreachVoided')).toHaveLength(0);
    expect((await engine.clockOf(claims[1] as string)).at(-1)).toMatch(/^moved CALENDAR_CHANGED/);
  });
});
