import { type Command, type Day, DAY_MS, HOUR_MS } from '#kernel';
import type { Outcome } from '#platform';
import { whenClaimChangesThenUpdateItsClock } from '#processes';
import { terms } from '../support/registry.ts';
import { PromiseEngine, on, weekdays } from './promise.fixture.ts';

const MONDAY = 'started 03-09 10:00 by default 1: FIRST_REVIEW 03-10 10:00, RESOLUTION 03-11 10:00';

type Dispatch = (command: Command) => Promise<Outcome>;

let engine: PromiseEngine;
beforeEach(async () => {
  engine = await PromiseEngine.start();
});
afterEach(() => engine.stop());

/** The clock stands at a moment, and everything follows that was sent until then. */
const at = async (moment: string, ...acts: (() => Promise<unknown>)[]) => {
  engine.clock.at = on(moment);
  for (const act of acts) await act();
  await engine.settle();
};

describe('The clock of a claim', () => {
  it('S1 S5 starts with the submission: resolution in 48 business hours, first review in 24, by the default calendar', async () => {
    const claimId = await engine.file('ASKED-0');
    await engine.settle();
    expect(await engine.clockOf(claimId)).toEqual([MONDAY]);
    expect(await engine.nominated(claimId)).toMatchObject({ next: on('03-10 10:00'), calendarId: 'default' });
  });

  it('S5 outside business time it starts at the next opening', async () => {
    await at('03-14 12:00', () => engine.file('ASKED-0'));
    expect(await engine.clockOf('C-ASKED-0')).toEqual([
      'started 03-16 00:00 by default 1: FIRST_REVIEW 03-17 00:00, RESOLUTION 03-18 00:00',
    ]);
  });

  it('S1 has the targets of the policy version bound to the claim, and keeps them', async () => {
    await engine.record(terms({ resolutionTarget: 'PT24H', firstReviewTarget: 'PT6H' }));
    await engine.seen();
    const claimId = await engine.file('ASKED-0');
    await engine.record(terms({ resolutionTarget: 'PT72H', firstReviewTarget: 'PT12H' }));
    await engine.seen();
    await engine.settle();
    expect(await engine.clockOf(claimId)).toEqual([
      'started 03-09 10:00 by default 1: FIRST_REVIEW 03-09 16:00, RESOLUTION 03-10 10:00',
    ]);
  });

  it('S7 runs by the calendar that the partner had at the submission, not by one it was given later', async () => {
    await engine.publish(weekdays('SEOUL', '03-10'));
    await engine.publish(weekdays('BERLIN'));
    await engine.changeTerms('ASKED', 'SEOUL');
    const claimId = await engine.file('ASKED-0');
    await engine.changeTerms('ASKED', 'BERLIN');
    await engine.settle();
    await at('03-09 12:00', () => engine.request(claimId));
    await at('03-09 13:00', () => engine.attach(claimId));
    expect(await engine.clockOf(claimId)).toEqual([
      'started 03-09 10:00 by SEOUL 1: FIRST_REVIEW 03-11 10:00, RESOLUTION 03-12 10:00',
      'paused EVIDENCE_REQUESTED 03-09 12:00',
      'resumed EVIDENCE_REQUESTED 03-09 13:00: FIRST_REVIEW 03-11 11:00, RESOLUTION 03-12 11:00',
    ]);
  });

  it('S3 R2 is not given a calendar that nobody published: the partner keeps the one it had', async () => {
    await expect(engine.changeTerms('ASKED', 'NOWHERE')).rejects.toThrow('CALENDAR_NOT_FOUND');
    const claimId = await engine.file('ASKED-0');
    await engine.settle();
    await engine.publish(weekdays('NOWHERE'));
    await at('03-09 12:00', () => engine.request(claimId));
    expect(await engine.clockOf(claimId)).toEqual([MONDAY, 'paused EVIDENCE_REQUESTED 03-09 12:00']);
  });

  it('S7 runs by the default calendar as it was published before the first claim', async () => {
    await engine.publish(weekdays('default', '03-10'));
    const claimId = await engine.file('ASKED-0');
    await engine.settle();
    expect(await engine.clockOf(claimId)).toEqual([
      'started 03-09 10:00 by default 1: FIRST_REVIEW 03-11 10:00, RESOLUTION 03-12 10:00',
    ]);
  });

  it('S6 stands from the request for evidence until it comes, a weekend long: no due time, then the right one', async () => {
    await at('03-13 10:00', () => engine.file('ASKED-0'));
    await at('03-13 14:00', () => engine.request('C-ASKED-0'));
    // Ten business days for the evidence (C6), and no due time before.
    expect(await engine.nominated('C-ASKED-0')).toMatchObject({ next: on('03-28 00:00') });
    await engine.sweepAt(on('03-20 00:00'));
    await at('03-16 09:00', () => engine.attach('C-ASKED-0'));
    expect(await engine.clockOf('C-ASKED-0')).toEqual([
      'started 03-13 10:00 by default 1: FIRST_REVIEW 03-16 10:00, RESOLUTION 03-17 10:00',
      'paused EVIDENCE_REQUESTED 03-13 14:00',
      // 10 h of Friday and 9 of Monday.
      'resumed EVIDENCE_REQUESTED 03-16 09:00: FIRST_REVIEW 03-17 05:00, RESOLUTION 03-18 05:00',
    ]);
  });

  it('S6 C6 runs on by itself from the end of the time for the evidence, however late the sweep is, and late evidence changes nothing more', async () => {
    await at('03-13 10:00', () => engine.file('ASKED-0'));
    await at('03-13 14:00', () => engine.request('C-ASKED-0'));
    await engine.sweepAt(on('03-30 09:00'));
    const late = [
      'started 03-13 10:00 by default 1: FIRST_REVIEW 03-16 10:00, RESOLUTION 03-17 10:00',
      'paused EVIDENCE_REQUESTED 03-13 14:00',
      'resumed EVIDENCE_REQUESTED 03-28 00:00: FIRST_REVIEW 03-30 20:00, RESOLUTION 03-31 20:00',
    ];
    expect(await engine.clockOf('C-ASKED-0')).toEqual(late);
    await at('03-30 10:00', () => engine.attach('C-ASKED-0'));
    await engine.sweep();
    expect(await engine.clockOf('C-ASKED-0')).toEqual(late);
  });

  it('S6 C7 runs on from the end of the time to choose, though the default comes later', async () => {
    await at('03-09 10:00', () => engine.file('ASKED-0'));
    await at(
      '03-09 12:00',
      () => engine.review('C-ASKED-0'),
      () => engine.approve('C-ASKED-0'),
    );
    await engine.sweepAt(on('03-24 15:00'));
    expect(await engine.clockOf('C-ASKED-0')).toEqual([
      'started 03-09 10:00 by default 1: FIRST_REVIEW 03-10 10:00, RESOLUTION 03-11 10:00',
      'met FIRST_REVIEW 03-09 12:00',
      'paused REMEDY_ASKED 03-09 12:00',
      'resumed REMEDY_ASKED 03-24 00:00: RESOLUTION 03-25 22:00',
    ]);
  });

  it('S6 S3 a version of the calendar that ends too soon loses nothing once it is mended: no pause, and no claim submitted meanwhile', async () => {
    const claimId = await engine.file('ASKED-0');
    await engine.settle();
    const lastDay = [{ date: '2026-03-10' as Day, kind: 'OPEN' as const }];
    await at('03-09 11:00', () => engine.publish({ ...weekdays('default'), weekly: [], exceptions: lastDay }));
    await at(
      '03-09 12:00',
      () => engine.request(claimId),
      () => engine.file('ASKED-1'),
    );
    await at('03-09 13:00', () => engine.publish(weekdays('default')));
    await at('03-09 14:00', () => engine.attach(claimId));
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      'moved CALENDAR_CHANGED: FIRST_REVIEW 03-10 10:00 to 03-11 00:00, RESOLUTION 03-11 10:00 to never',
      'paused EVIDENCE_REQUESTED 03-09 12:00',
      'resumed EVIDENCE_REQUESTED 03-09 14:00: FIRST_REVIEW 03-10 12:00, RESOLUTION 03-11 12:00',
    ]);
    expect(await engine.clockOf('C-ASKED-1')).toEqual([
      'started 03-10 00:00 by default 2: FIRST_REVIEW 03-11 00:00',
      'moved CALENDAR_CHANGED: FIRST_REVIEW 03-11 00:00 to 03-10 12:00, RESOLUTION never to 03-11 12:00',
    ]);
    expect(await engine.reactor.failedReactions()).toEqual([]);
  });

  it('S6 C12 what is asked for twice is one pause, and evidence nobody asked for ends none', async () => {
    const claimId = await engine.file('ASKED-0');
    await at('03-09 11:00', () => engine.attach(claimId, 'unasked'));
    await at('03-09 12:00', () => engine.request(claimId));
    await at('03-09 13:00', () => engine.request(claimId, 'And the cable'));
    await at('03-09 14:00', () => engine.attach(claimId));
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      'paused EVIDENCE_REQUESTED 03-09 12:00',
      'resumed EVIDENCE_REQUESTED 03-09 14:00: FIRST_REVIEW 03-10 12:00, RESOLUTION 03-11 12:00',
    ]);
  });

  it('S1 S6 S10 a review meets the milestone; an approval without a remedy pauses until it is chosen; the last of the three facts stops it', async () => {
    const claimId = await engine.file('ASKED-0');
    await at('03-09 12:00', () => engine.review(claimId));
    await at('03-09 13:00', () => engine.approve(claimId));
    await at('03-11 13:00', () => engine.choose(claimId));
    expect((await engine.ofType('ResolvedAsCredit')).length).toBe(1);
    expect((await engine.clockOf(claimId)).at(-1)).toMatch(/^resumed/);
    await at('03-11 15:00', () => engine.communicate(claimId));
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      'met FIRST_REVIEW 03-09 12:00',
      'paused REMEDY_ASKED 03-09 13:00',
      'resumed REMEDY_ASKED 03-11 13:00: RESOLUTION 03-13 10:00',
      'met RESOLUTION 03-11 15:00',
    ]);
  });

  it('S10 C9 an execution that comes behind the communication does not date the promise back before it', async () => {
    const claimId = await engine.file('CREDITED-0');
    await at('03-09 12:00', () => engine.review(claimId));
    engine.clock.at = on('03-11 09:00');
    await engine.approve(claimId);
    // Nothing reacts meanwhile. The credit note is dated like the approval, which was in time; the partner knew of it too late.
    engine.clock.at = on('03-11 10:30');
    await engine.communicate(claimId);
    await engine.settle();
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      'met FIRST_REVIEW 03-09 12:00',
      'warned 50 % of 03-10 10:00 at 03-11 10:30',
      'warned 75 % of 03-10 22:00 at 03-11 10:30',
      'warned 90 % of 03-11 05:12 at 03-11 10:30',
      'breached RESOLUTION of 03-11 10:00 at 03-11 10:30',
      'met RESOLUTION 03-11 10:30',
    ]);
  });

  it('S6 S10 an approval without the evidence that was asked for ends the pause', async () => {
    const claimId = await engine.file('CREDITED-0');
    await at('03-09 12:00', () => engine.review(claimId, 'CONFIRMED'));
    await at('03-09 13:00', () => engine.request(claimId));
    await at('03-10 13:00', () => engine.approve(claimId));
    await at('03-10 14:00', () => engine.communicate(claimId));
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      'met FIRST_REVIEW 03-09 12:00',
      'paused EVIDENCE_REQUESTED 03-09 13:00',
      'resumed EVIDENCE_REQUESTED 03-10 13:00: RESOLUTION 03-12 10:00',
      'met RESOLUTION 03-10 14:00',
    ]);
  });

  it('C10 a withdrawn claim cancels it, and nothing falls due any more', async () => {
    const claimId = await engine.file('ASKED-0');
    await at('03-09 12:00', () => engine.withdraw(claimId));
    await engine.sweepAt(on('03-20 00:00'));
    expect(await engine.clockOf(claimId)).toEqual([MONDAY, 'cancelled 03-09 12:00']);
  });

  it('S11 reopened with little time left it resumes with 4 hours; closed time is a pause', async () => {
    const claimId = await engine.file('ASKED-0');
    await at('03-09 12:00', () => engine.review(claimId, 'NOT_CONFIRMED'));
    await at(
      '03-11 08:00',
      () => engine.reject(claimId),
      () => engine.communicate(claimId),
    );
    await at('03-16 10:00', () => engine.reopen(claimId));
    await at(
      '03-16 13:00',
      () => engine.review(claimId, 'NOT_CONFIRMED'),
      () => engine.rejectAgain(claimId),
      () => engine.communicate(claimId),
    );
    expect((await engine.clockOf(claimId)).filter((line) => !line.startsWith('warned'))).toEqual([
      MONDAY,
      'met FIRST_REVIEW 03-09 12:00',
      'met RESOLUTION 03-11 08:00',
      'resumed CLOSED 03-16 10:00: RESOLUTION 03-16 14:00',
      'met RESOLUTION 03-16 13:00',
    ]);
  });

  it('S11 reopened before the rejection was communicated it never stopped, and has its 4 hours all the same', async () => {
    const claimId = await engine.file('ASKED-0');
    await at('03-09 12:00', () => engine.review(claimId, 'NOT_CONFIRMED'));
    await at(
      '03-11 08:00',
      () => engine.reject(claimId),
      () => engine.reopen(claimId),
    );
    expect((await engine.clockOf(claimId)).at(-1)).toBe('moved REOPENED: RESOLUTION 03-11 10:00 to 03-11 12:00');
  });

  it('B8 a batch flag does not pause it', async () => {
    const claimId = await engine.file('ASKED-0');
    await at('03-09 12:00', () => engine.flag(claimId));
    expect((await engine.ofType('BatchFlagged')).length).toBe(1);
    expect(await engine.clockOf(claimId)).toEqual([MONDAY]);
  });
});

describe('An instance of the process', () => {
  /** It has nothing in memory, and a connection of its own. */
  const instance = async (dispatch = (command: Command, execute: Dispatch) => execute(command)) => {
    const { aggregates, dispatcher } = engine.instance(engine.clock);
    const process = whenClaimChangesThenUpdateItsClock({ aggregates, executor: dispatcher });
    return engine.reactorOf(process, (command) => dispatch(command, dispatcher.execute));
  };

  it('S6 reads as much for an event of a claim with the most attachments as for one with 10, and writes nothing for an attachment', async () => {
    await engine.stopFollowing();
    const readFor = async (serial: string, attachments: number) => {
      const claimId = await engine.file(serial);
      for (let n = 0; n < attachments; n++) await engine.attach(claimId, `picture ${n}`);
      await (await instance()).settle();
      expect(await engine.clockOf(claimId)).toEqual([MONDAY]);
      expect((await engine.log()).filter(({ stream }) => stream === `sla-${claimId}`)).toHaveLength(1);
      await engine.request(claimId);
      const next = await instance();
      engine.watched.read.length = 0;
      await next.settle();
      const read = engine.watched.read.map((stream) => stream.replace(claimId, 'C'));
      expect(await engine.clockOf(claimId)).toEqual([MONDAY, 'paused EVIDENCE_REQUESTED 03-09 10:00']);
      return read;
    };
    const few = await readFor('ASKED-0', 10);
    expect(few.filter((stream) => stream === 'claim-C')).toEqual([]);
    expect(await readFor('ASKED-1', 199)).toEqual(few);
  });

  it('S11 that slept before it wrote a reopening that granted nothing opens nothing when it wakes up', async () => {
    const claimId = await engine.file('ASKED-0');
    await at(
      '03-09 12:00',
      () => engine.review(claimId, 'NOT_CONFIRMED'),
      () => engine.reject(claimId),
    );
    await engine.reopen(claimId);
    const [asleep, woken] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const sleeper = await instance(async (command, execute) => {
      asleep.resolve();
      await woken.promise;
      return execute(command);
    });
    const sleeping = sleeper.settle();
    await asleep.promise;
    await at(
      '03-09 13:00',
      () => engine.review(claimId, 'NOT_CONFIRMED'),
      () => engine.rejectAgain(claimId),
      () => engine.communicate(claimId),
    );
    const { length } = await engine.log();
    woken.resolve();
    await sleeping;
    expect((await engine.log()).slice(length)).toEqual([]);
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      'met FIRST_REVIEW 03-09 12:00',
      'met RESOLUTION 03-09 13:00',
    ]);
  });
});

describe('A process that begins again', () => {
  /** As a crash before the checkpoint was written leaves it, or a checkpoint that was lost. */
  const forgetCheckpoints = async () => {
    engine.forgetCheckpoints();
    await engine.restartReactor();
  };
  const nothingNew = async () => {
    const before = await engine.log();
    await forgetCheckpoints();
    await engine.settle();
    await engine.sweep();
    expect((await engine.log()).slice(before.length).map(({ type, stream }) => `${type} on ${stream}`)).toEqual([]);
  };

  it('S6 evidence that nobody had asked for does not end a pause that came after it', async () => {
    const claimId = await engine.file('ASKED-0');
    await at('03-09 11:00', () => engine.attach(claimId, 'unasked'));
    await at('03-09 12:00', () => engine.request(claimId));
    await nothingNew();
    expect((await engine.clockOf(claimId)).at(-1)).toBe('paused EVIDENCE_REQUESTED 03-09 12:00');
  });

  it('S6 a second request does not pause again what runs', async () => {
    const claimId = await engine.file('ASKED-0');
    await at('03-09 12:00', () => engine.request(claimId));
    await at('03-09 13:00', () => engine.request(claimId, 'And the cable'));
    await at('03-09 14:00', () => engine.attach(claimId));
    await nothingNew();
  });

  it('S11 a reopening that granted nothing does not open again what has ended since', async () => {
    const claimId = await engine.file('ASKED-0');
    await at(
      '03-09 12:00',
      () => engine.review(claimId, 'NOT_CONFIRMED'),
      () => engine.reject(claimId),
      () => engine.reopen(claimId),
    );
    await at(
      '03-09 13:00',
      () => engine.review(claimId, 'NOT_CONFIRMED'),
      () => engine.rejectAgain(claimId),
      () => engine.communicate(claimId),
    );
    expect(await engine.clockOf(claimId)).toEqual([
      MONDAY,
      'met FIRST_REVIEW 03-09 12:00',
      'met RESOLUTION 03-09 13:00',
    ]);
    engine.clock.at = on('03-30 00:00');
    await nothingNew();
  });

  it('S9 P6 replaying everything, with a read model rebuilt, breaches nothing again', async () => {
    const late = await engine.file('ASKED-0');
    const paused = await engine.file('ASKED-1');
    const done = await engine.file('CREDITED-0');
    const rejected = await engine.file('ASKED-2');
    await at(
      '03-09 12:00',
      () => engine.request(paused),
      () => engine.review(done),
      () => engine.approve(done),
      () => engine.communicate(done),
    );
    await engine.sweepAt(on('03-10 11:00'));
    await at(
      '03-10 12:00',
      () => engine.review(rejected, 'NOT_CONFIRMED'),
      () => engine.reject(rejected),
      () => engine.communicate(rejected),
      () => engine.reopen(rejected),
    );
    await engine.sweepAt(on('03-11 11:00'));
    // The day was a holiday: voided. And it was not after all: a breach again.
    await engine.publish(weekdays('default', '03-10'));
    await engine.settle();
    await engine.publish(weekdays('default'));
    await engine.settle();
    await engine.sweepAt(on('03-12 11:00'));
    const breaches = await engine.ofType('SlaBreached');
    expect(new Set(breaches.map(({ stream }) => stream))).toEqual(new Set([`sla-${late}`, `sla-${rejected}`]));
    engine.clock.move(HOUR_MS);
    await engine.makegood.projector.rebuild(['sla-due']);
    await nothingNew();
    engine.clock.move(-3 * DAY_MS);
    await nothingNew();
  });
});
