import { slaStreams } from './sla.streams.ts';
import { HOUR_MS, scenarios } from '#kernel';
import * as command from './sla.commands.ts';
import { clockDecider } from './sla.decider.ts';
import type { ClaimFact, SlaEvent } from './sla.events.ts';
import * as fact from './sla.facts.fixture.ts';
import {
  breached,
  by,
  calendar,
  calendarWith,
  claimId,
  cancelled,
  followed,
  met,
  metVoided,
  moved,
  on,
  outcome,
  paused,
  pausedOnce,
  resolution,
  resumed,
  review,
  started,
  thirdCalendarWith,
  voided,
  warned,
} from './sla.facts.fixture.ts';
import { type BusinessTime, nextMoment } from './sla.policies.ts';
import { calculatedBy } from './sla.policies.ts';
import { type SlaClock, slaStatus } from './sla.state.ts';

const { given, nothing } = scenarios(clockDecider, (actual, expected) => expect(actual).toEqual(expected));

const start = (at: string, more: Partial<command.StartSla['data']> = {}) =>
  new command.StartSla(
    {
      claimId,
      partnerId: 'P-SEOUL',
      sku: 'LB-200',
      calendar,
      resolutionTarget: 'PT48H',
      firstReviewTarget: 'PT24H',
      pauseForSamples: true,
      ...more,
    },
    by(on(at)),
  );
const follow = (
  at: string,
  fact: ClaimFact | readonly ClaimFact[],
  using: BusinessTime = calendar,
  more: Partial<command.FollowClaim['data']> = {},
) => new command.FollowClaim({ claimId, calendar: using, revision: 1, facts: [fact].flat(), ...more }, by(on(at)));
/** After the breach in the log. */
const behind = (at: string, fact: ClaimFact | readonly ClaimFact[]) =>
  follow(at, fact, calendar, { notBefore: on('03-11 10:01') });
/** The event after it in the claim's stream. */
const next = (at: string, fact: ClaimFact | readonly ClaimFact[], revision = 2) =>
  follow(at, fact, calendar, { revision });
/** What resolves a claim (C9), sent at once. */
const ANSWERED = ['REJECTED', 'COMMUNICATED'] as const;
const sample = { claimId, calendar, cause: 'SAMPLE_IN_TRANSIT' } as const;
const sendSample = (at: string) => new command.PauseSla(sample, by(on(at)));
const sampleArrives = (at: string) => new command.ResumeSla(sample, by(on(at)));
const recalculate = (at: string, using: BusinessTime) =>
  new command.RecalculateDeadlines({ claimId, calendar: using }, by(on(at)));
const check = (at: string, using: BusinessTime = calendar) =>
  new command.CheckDeadlines({ claimId, calendar: using }, by(on(at)));

const reviewed = met('FIRST_REVIEW', '03-09 12:00', '03-10 10:00', { business: 2, wall: 2 });
const allWarned = [
  warned(50, '03-10 10:00', '03-10 10:00'),
  warned(75, '03-10 22:00', '03-10 22:00'),
  warned(90, '03-11 05:12', '03-11 05:12'),
];
/** Late, and noticed a minute later. */
const late = [started, reviewed, ...allWarned, breached('RESOLUTION', '03-11 10:00', '03-11 10:01')];

const answeredLate = [
  ...late,
  met('RESOLUTION', '03-11 12:00', '03-11 10:00', { business: 50, wall: 50, late: ['03-11 10:00', 2] }),
];

const statusOf = (...history: Parameters<typeof given>) => slaStatus(given(...history).state() as SlaClock);
const nextOf = (...history: Parameters<typeof given>) => nextMoment(given(...history).state() as SlaClock);

describe('Starting', () => {
  test('S1 promises a resolution in 48 business hours and a first review in 24', () => {
    nothing.when(start('03-09 10:00')).then(started);
    expect(slaStreams.of(claimId)).toBe('sla-C-2026-0001');
    expect(slaStreams.idOf(slaStreams.of(claimId))).toBe(claimId);
    expect(slaStreams.idOf('claim-1')).toBeUndefined();
  });

  test('S5 outside business time starts at the next opening and keeps the true time of submission', () => {
    nothing.when(start('03-07 15:00')).then({
      type: 'SlaStarted',
      data: {
        ...(started.data as fact.Started),
        receivedAt: on('03-07 15:00'),
        startsAt: on('03-09 00:00'),
        deadlines: [
          review('03-10 00:00'),
          resolution('03-11 00:00', [50, '03-10 00:00'], [75, '03-10 12:00'], [90, '03-10 19:12']),
        ],
      },
    });
  });

  test('S1 a policy can set other targets, in hours and minutes', () => {
    const { verdict } = nothing.when(start('03-09 10:00', { resolutionTarget: 'PT7H30M', firstReviewTarget: 'PT1H' }));
    expect(verdict).toMatchObject({
      events: [
        {
          data: {
            deadlines: [
              review('03-09 11:00'),
              {
                target: 'RESOLUTION',
                dueAt: on('03-09 17:30'),
                warnings: [
                  { percent: 50, at: on('03-09 13:45') },
                  { percent: 75, at: '2026-03-09T15:37:30.000Z' },
                  { percent: 90, at: on('03-09 16:45') },
                ],
              },
            ],
          },
        },
      ],
    });
  });

  test.each(['2 days', 'P2D', 'PT30M', 'PT0H', '-PT48H', 'PT48', '48'])('S1 a target of %s is refused', (target) => {
    for (const field of ['resolutionTarget', 'firstReviewTarget'] as const)
      expect(
        nothing.when(start('03-09 10:00', { [field]: target })).thenRefused('S1', 'TARGET_NOT_IN_HOURS').message,
      ).toBe(`${field}: "${target}" must be 1 to 9999 hours, optionally with minutes, such as PT48H or PT7H30M.`);
  });

  test('S6 is recorded even by a calendar without business time: nothing is due until the calendar is fixed', () => {
    const { startsAt: _, ...submitted } = (started as Extract<SlaEvent, { type: 'SlaStarted' }>).data;
    const unanswered: SlaEvent = {
      type: 'SlaStarted',
      data: { ...submitted, calendarVersion: 2, deadlines: [] },
    };
    nothing.when(start('03-09 10:00', { calendar: fact.calendarThatEnds('03-06') })).then(unanswered);
    given(unanswered).when(check('04-09 10:00')).thenUnchanged();
    given(unanswered)
      .when(recalculate('03-09 15:00', thirdCalendarWith()))
      .then(
        moved(
          '03-09 15:00',
          [
            { target: 'FIRST_REVIEW', to: on('03-10 10:00') },
            { target: 'RESOLUTION', to: on('03-11 10:00') },
          ],
          [
            review('03-10 10:00'),
            resolution('03-11 10:00', [50, '03-10 10:00'], [75, '03-10 22:00'], [90, '03-11 05:12']),
          ],
          { calendarVersion: 3 },
        ),
      );
    const { verdict } = nothing.when(start('03-09 10:00', { calendar: fact.calendarThatEnds('03-09') }));
    expect(verdict).toMatchObject({ events: [{ data: { startsAt: on('03-09 10:00'), deadlines: [] } }] });
  });

  test('C12 a repeat is unchanged', () => {
    given(started).when(start('03-09 10:00')).thenUnchanged();
  });

  test('S5 comes before every other command', () => {
    for (const early of [
      follow('03-09 10:00', 'EVIDENCE_REQUESTED'),
      follow('03-09 10:00', 'EVIDENCE_ATTACHED'),
      follow('03-09 10:00', ANSWERED),
      follow('03-09 10:00', 'REOPENED'),
      follow('03-09 10:00', 'WITHDRAWN'),
      check('03-09 10:00'),
      recalculate('03-09 10:00', calendar),
    ])
      nothing.when(early).thenRefused('S5', 'SLA_NOT_STARTED');
  });
});

describe('Warning and breach', () => {
  test('S8 warns once each at 50, 75 and 90 %', () => {
    given(started, reviewed).when(check('03-10 09:59')).thenUnchanged();
    given(started, reviewed)
      .when(check('03-10 10:00'))
      .then(warned(50, '03-10 10:00', '03-10 10:00'));
    given(started, reviewed, warned(50, '03-10 10:00', '03-10 10:00'))
      .when(check('03-10 21:59'))
      .thenUnchanged();
    given(started, reviewed, warned(50, '03-10 10:00', '03-10 10:00'))
      .when(check('03-11 06:00'))
      .then(warned(75, '03-10 22:00', '03-11 06:00'), warned(90, '03-11 05:12', '03-11 06:00'));
  });

  test('S9 exactly at the due instant is not late', () => {
    given(started, reviewed, ...allWarned)
      .when(check('03-11 10:00'))
      .thenUnchanged();
    given(started, reviewed, ...allWarned)
      .when(follow('03-11 10:00', ANSWERED))
      .then(
        followed('03-11 10:00', ANSWERED),
        met('RESOLUTION', '03-11 10:00', '03-11 10:00', { business: 48, wall: 48 }),
      );
  });

  test('S9 breaches once per target, with the due time and the time noticed', () => {
    given(started)
      .when(check('03-10 10:01'))
      .then(warned(50, '03-10 10:00', '03-10 10:01'), breached('FIRST_REVIEW', '03-10 10:00', '03-10 10:01'));
    given(started, reviewed, ...allWarned)
      .when(check('03-11 10:01'))
      .then(breached('RESOLUTION', '03-11 10:00', '03-11 10:01'));
    given(...late)
      .when(check('03-20 10:00'))
      .thenUnchanged();
    expect(statusOf(...late)).toBe('BREACHED');
  });

  test('S9 a sweep after a weekend writes what was missed, in the order in which it fell due', () => {
    given(started)
      .when(check('03-16 08:00'))
      .then(
        warned(50, '03-10 10:00', '03-16 08:00'),
        breached('FIRST_REVIEW', '03-10 10:00', '03-16 08:00'),
        warned(75, '03-10 22:00', '03-16 08:00'),
        warned(90, '03-11 05:12', '03-16 08:00'),
        breached('RESOLUTION', '03-11 10:00', '03-16 08:00'),
      );
  });

  test('S9 a clock that is set back does not undo a breach', () => {
    given(...late)
      .when(check('03-09 10:00'))
      .thenUnchanged();
  });

  test('S9 a late decision is a breach even if no sweep ran', () => {
    given(started, reviewed)
      .when(follow('03-11 11:00', ANSWERED))
      .then(
        followed('03-11 11:00', ANSWERED),
        warned(50, '03-10 10:00', '03-11 11:00'),
        warned(75, '03-10 22:00', '03-11 11:00'),
        warned(90, '03-11 05:12', '03-11 11:00'),
        breached('RESOLUTION', '03-11 10:00', '03-11 11:00'),
        met('RESOLUTION', '03-11 11:00', '03-11 10:00', { business: 49, wall: 49, late: ['03-11 10:00', 1] }),
      );
  });

  test('S9 a target used up at closing time is late if the answer comes before the next opening', () => {
    // Midnight after Thursday: due when Friday ends.
    const { verdict } = nothing.when(start('03-12 00:00'));
    const thursday = verdict.kind === 'accepted' ? verdict.events : [];
    const answered = (at: string) => {
      const stopped = given(...thursday).when(follow(at, ANSWERED)).verdict;
      return stopped.kind === 'accepted' && stopped.events.some(({ type }) => type === 'SlaBreached');
    };
    expect(answered('03-14 12:00')).toBe(true);
    // The review, due with Thursday, was already late; the resolution was not.
    const inTime = given(...thursday, met('FIRST_REVIEW', '03-12 01:00', '03-13 00:00', { business: 1, wall: 1 })).when(
      follow('03-14 00:00', ANSWERED),
    );
    expect(inTime.verdict.kind === 'accepted' && inTime.verdict.events.map(({ type }) => type)).toEqual([
      'SlaClaimFollowed',
      'SlaWarned',
      'SlaWarned',
      'SlaWarned',
      'SlaMet',
    ]);
  });

  test('S9 an answer in time, unknown to the sweep, voids the breach', () => {
    given(...late)
      .when(follow('03-11 09:00', ANSWERED))
      .then(
        followed('03-11 09:00', ANSWERED),
        met('RESOLUTION', '03-11 09:00', '03-11 10:00', { business: 47, wall: 47, late: ['03-11 10:00', 0] }),
        voided({
          target: 'RESOLUTION',
          dueAt: on('03-11 10:00'),
          newDueAt: on('03-11 10:00'),
          hours: 47,
          met: { at: on('03-11 09:00'), outcome, before: { elapsedBusinessMs: 47 * HOUR_MS, byMs: 0, outcome } },
          reason: 'FACT_KNOWN_LATER',
          at: on('03-11 09:00'),
        }),
      );
  });

  test('S9 an answer after the breach in the log, recorded by a clock that was set back, does not undo the breach', () => {
    given(...late)
      .when(behind('03-11 09:00', ANSWERED))
      .then(followed('03-11 09:00', ANSWERED), {
        type: 'SlaMet',
        data: {
          target: 'RESOLUTION',
          partnerId: 'P-SEOUL',
          sku: 'LB-200',
          at: on('03-11 10:01'),
          dueAt: on('03-11 10:00'),
          elapsedBusinessMs: 48 * HOUR_MS + 60_000,
          elapsedWallMs: 48 * HOUR_MS + 60_000,
          late: { dueAt: on('03-11 10:00'), byMs: 60_000 },
          outcome,
          ...calculatedBy(calendar),
        },
      });
  });

  test('S9 a pause after the breach in the log, recorded by a clock that was set back, does not undo the breach', () => {
    given(...late)
      .when(behind('03-11 09:00', 'EVIDENCE_REQUESTED'))
      .then(
        followed('03-11 09:00', 'EVIDENCE_REQUESTED'),
        paused('EVIDENCE_REQUESTED', '03-11 10:01', { RESOLUTION: 0 }),
      );
  });

  test('S9 a fact later than the breach counts from its own time', () => {
    given(...late)
      .when(behind('03-11 12:00', 'EVIDENCE_REQUESTED'))
      .then(
        followed('03-11 12:00', 'EVIDENCE_REQUESTED'),
        paused('EVIDENCE_REQUESTED', '03-11 12:00', { RESOLUTION: 0 }),
      );
  });

  test('S9 a pause in time, unknown to the sweep, voids the breach', () => {
    given(...late)
      .when(follow('03-11 10:00', 'EVIDENCE_REQUESTED'))
      .then(
        followed('03-11 10:00', 'EVIDENCE_REQUESTED'),
        paused('EVIDENCE_REQUESTED', '03-11 10:00', { RESOLUTION: 0 }),
        voided({
          target: 'RESOLUTION',
          dueAt: on('03-11 10:00'),
          hours: 48,
          reason: 'FACT_KNOWN_LATER',
          at: on('03-11 10:00'),
        }),
      );
  });

  test('S9 the next moment to check is a warning, or the first millisecond after the due time', () => {
    expect(nextOf(started)).toBe(on('03-10 10:00'));
    expect(nextOf(started, reviewed, ...allWarned.slice(0, 1))).toBe(on('03-10 22:00'));
    expect(nextOf(started, reviewed, ...allWarned)).toBe('2026-03-11T10:00:00.001Z');
    expect(nextOf(...late)).toBeUndefined();
    expect(nextOf(started, paused('REMEDY_ASKED', '03-09 12:00', { RESOLUTION: 46 }))).toBeUndefined();
  });
});

describe('Pausing', () => {
  const waiting = [started, reviewed, paused('EVIDENCE_REQUESTED', '03-09 20:00', { RESOLUTION: 38 })];

  test('S6 records who owes the move and the remaining time', () => {
    given(started)
      .when(follow('03-09 20:00', 'EVIDENCE_REQUESTED'))
      .then(
        followed('03-09 20:00', 'EVIDENCE_REQUESTED'),
        paused('EVIDENCE_REQUESTED', '03-09 20:00', { FIRST_REVIEW: 14, RESOLUTION: 38 }),
      );
    given(started, reviewed)
      .when(sendSample('03-09 20:00'))
      .then(paused('SAMPLE_IN_TRANSIT', '03-09 20:00', { RESOLUTION: 38 }));
  });

  test('S6 nothing falls due while it lasts', () => {
    given(...waiting)
      .when(check('04-09 10:00'))
      .thenUnchanged();
    expect(statusOf(...waiting)).toBe('PAUSED');
    expect(
      given(...waiting)
        .state()
        ?.targets.map(({ deadline }) => deadline?.dueAt),
    ).toEqual([on('03-10 10:00'), undefined]);
  });

  test('S6 over a weekend is measured in business time', () => {
    const { verdict } = nothing.when(start('03-13 12:00'));
    const friday = verdict.kind === 'accepted' ? verdict.events : [];
    // Friday 20:00 to Monday 06:00: four hours of Friday and six of Monday.
    given(...friday, paused('EVIDENCE_REQUESTED', '03-13 20:00', { FIRST_REVIEW: 16, RESOLUTION: 40 }))
      .when(follow('03-16 06:00', 'EVIDENCE_ATTACHED'))
      .then(
        followed('03-16 06:00', 'EVIDENCE_ATTACHED'),
        resumed('EVIDENCE_REQUESTED', '03-13 20:00', '03-16 06:00', 10, [
          review('03-16 22:00'),
          resolution('03-17 22:00', [50, '03-16 22:00'], [75, '03-17 10:00'], [90, '03-17 17:12']),
        ]),
      );
  });

  test('S6 S7 moves the deadline by the length of the pause', () => {
    given(...waiting)
      .when(follow('03-13 20:00', 'EVIDENCE_ATTACHED'))
      .then(
        followed('03-13 20:00', 'EVIDENCE_ATTACHED'),
        resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-13 20:00', 96, [
          // 10 hours have run and 38 remain: four on Friday, all of Monday, and ten on Tuesday.
          resolution('03-17 10:00', [50, '03-16 10:00'], [75, '03-16 22:00'], [90, '03-17 05:12']),
        ]),
      );
  });

  test('S6 a sample in transit pauses the clock only if the policy says so', () => {
    const without: SlaEvent = {
      type: 'SlaStarted',
      data: { ...(started.data as fact.Started), pauseForSamples: false },
    };
    nothing.when(start('03-09 10:00', { pauseForSamples: undefined })).then(without);
    given(without, reviewed).when(sendSample('03-09 20:00')).thenUnchanged();
    given(without, reviewed).when(sampleArrives('03-09 22:00')).thenUnchanged();
  });

  test('S6 lasts as long as any of its causes', () => {
    const both = [...waiting, paused('SAMPLE_IN_TRANSIT', '03-10 08:00', { RESOLUTION: 38 })];
    given(...waiting)
      .when(sendSample('03-10 08:00'))
      .then(paused('SAMPLE_IN_TRANSIT', '03-10 08:00', { RESOLUTION: 38 }));
    const one = resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-10 20:00', 24, []);
    given(...both)
      .when(follow('03-10 20:00', 'EVIDENCE_ATTACHED'))
      .then(followed('03-10 20:00', 'EVIDENCE_ATTACHED'), one);
    given(...both, one)
      .when(sampleArrives('03-11 08:00'))
      .then(
        resumed('SAMPLE_IN_TRANSIT', '03-10 08:00', '03-11 08:00', 24, [
          // The overlap counts once: 36 hours later than without a pause, not counting the weekend.
          resolution('03-12 22:00', [50, '03-11 22:00'], [75, '03-12 10:00'], [90, '03-12 17:12']),
        ]),
      );
  });

  test('C12 pausing again for an open cause, or resuming without a pause, changes nothing', () => {
    given(...waiting)
      .when(follow('03-10 10:00', 'EVIDENCE_REQUESTED'))
      .thenUnchanged();
    given(...waiting, followed('03-09 21:00', 'REMEDY_CHOSEN'))
      .when(next('03-10 10:00', 'REMEDY_CHOSEN'))
      .thenUnchanged();
    given(started).when(follow('03-10 09:00', 'EVIDENCE_ATTACHED')).thenUnchanged();
  });

  test('S9 after the due time does not undo the breach', () => {
    given(started, reviewed, ...allWarned)
      .when(follow('03-11 10:01', 'EVIDENCE_REQUESTED'))
      .then(
        followed('03-11 10:01', 'EVIDENCE_REQUESTED'),
        breached('RESOLUTION', '03-11 10:00', '03-11 10:01'),
        paused('EVIDENCE_REQUESTED', '03-11 10:01', { RESOLUTION: 0 }),
      );
  });

  test('S6 exactly at the due time leaves no time, and the clock is due as soon as it runs again', () => {
    given(started, reviewed, ...allWarned, paused('REMEDY_ASKED', '03-11 10:00', { RESOLUTION: 0 }))
      .when(follow('03-14 12:00', 'REMEDY_CHOSEN'))
      .then(
        followed('03-14 12:00', 'REMEDY_CHOSEN'),
        resumed('REMEDY_ASKED', '03-11 10:00', '03-14 12:00', 62, [resolution('03-16 00:00')]),
      );
  });

  test('S6 facts from machines whose clocks disagree keep the order of the claim', () => {
    given(...waiting)
      .when(follow('03-09 19:58', 'EVIDENCE_ATTACHED'))
      .then(
        followed('03-09 19:58', 'EVIDENCE_ATTACHED'),
        resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-09 20:00', 0, [
          resolution('03-11 10:00', [50, '03-10 10:00'], [75, '03-10 22:00'], [90, '03-11 05:12']),
        ]),
      );
  });
});

describe('A pause with an end', () => {
  const until = on('03-10 20:00');
  const asked = paused('EVIDENCE_REQUESTED', '03-09 20:00', { RESOLUTION: 38 }, { until });
  const waiting = [started, reviewed, asked];
  /** 10 hours had run when the partner was asked, 38 are left. */
  const over = resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-10 20:00', 24, [
    resolution('03-12 10:00', [50, '03-11 10:00'], [75, '03-11 22:00'], [90, '03-12 05:12']),
  ]);

  test('S6 C6 knows the end of the time for the move', () => {
    given(started, reviewed)
      .when(follow('03-09 20:00', 'EVIDENCE_REQUESTED', calendar, { until }))
      .then(followed('03-09 20:00', 'EVIDENCE_REQUESTED'), asked);
    given(started, reviewed)
      .when(follow('03-09 20:00', 'APPROVED', calendar, { until }))
      .then(followed('03-09 20:00', 'APPROVED'), paused('REMEDY_ASKED', '03-09 20:00', { RESOLUTION: 38 }, { until }));
  });

  test('S6 C6 then the move is ours: the clock runs on by itself, from the end and not from when that is noticed', () => {
    given(...waiting)
      .when(check('03-10 19:59'))
      .thenUnchanged();
    given(...waiting)
      .when(check('03-10 20:00'))
      .then(over);
    given(...waiting)
      .when(check('03-12 10:01'))
      .then(
        over,
        warned(50, '03-11 10:00', '03-12 10:01'),
        warned(75, '03-11 22:00', '03-12 10:01'),
        warned(90, '03-12 05:12', '03-12 10:01'),
        breached('RESOLUTION', '03-12 10:00', '03-12 10:01'),
      );
    expect(nextOf(...waiting)).toBe(until);
    expect(nextOf(...waiting, over)).toBe(on('03-11 10:00'));
  });

  test('S6 C6 evidence in time ends it, and evidence that comes later changes nothing more', () => {
    const early = resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-09 22:00', 2, [
      resolution('03-11 12:00', [50, '03-10 12:00'], [75, '03-11 00:00'], [90, '03-11 07:12']),
    ]);
    given(...waiting)
      .when(follow('03-09 22:00', 'EVIDENCE_ATTACHED'))
      .then(followed('03-09 22:00', 'EVIDENCE_ATTACHED'), early);
    given(...waiting, followed('03-09 22:00', 'EVIDENCE_ATTACHED'), early)
      .when(check('03-10 20:00'))
      .then(warned(50, '03-10 12:00', '03-10 20:00'));
    given(...waiting, over)
      .when(follow('03-11 08:00', 'EVIDENCE_ATTACHED'))
      .thenUnchanged();
  });

  test('S6 C6 a fact that comes before the sweep finds the clock running since the end', () => {
    given(...waiting)
      .when(follow('03-11 08:00', 'EVIDENCE_ATTACHED'))
      .then(followed('03-11 08:00', 'EVIDENCE_ATTACHED'), over);
    given(...waiting)
      .when(follow('03-12 12:00', ANSWERED))
      .then(
        followed('03-12 12:00', ANSWERED),
        over,
        warned(50, '03-11 10:00', '03-12 12:00'),
        warned(75, '03-11 22:00', '03-12 12:00'),
        warned(90, '03-12 05:12', '03-12 12:00'),
        breached('RESOLUTION', '03-12 10:00', '03-12 12:00'),
        met(
          'RESOLUTION',
          '03-12 12:00',
          '03-12 10:00',
          { business: 50, wall: 74, late: ['03-12 10:00', 2] },
          // S13: of the two days and a half it took, the partner owed the move for one.
          { firstContact: false, pauses: [pausedOnce('EVIDENCE_REQUESTED', 24)] },
        ),
      );
  });

  test('S6 C7 a choice that falls to the default later than its time gives us no more of it', () => {
    const remedyAsked = [
      followed('03-09 20:00', 'APPROVED'),
      { ...asked, data: { ...asked.data, cause: 'REMEDY_ASKED' } as never },
    ];
    given(started, reviewed, ...remedyAsked)
      .when(next('03-11 08:00', 'REMEDY_CHOSEN'))
      .then(followed('03-11 08:00', 'REMEDY_CHOSEN', 2), {
        ...over,
        data: { ...over.data, cause: 'REMEDY_ASKED' } as never,
      });
  });

  test('S6 C6 asked once more, the partner has until the end of the new time; after the first it is a pause of its own', () => {
    const longer = on('03-12 20:00');
    const again = paused('EVIDENCE_REQUESTED', '03-10 08:00', { RESOLUTION: 38 }, { until: longer });
    given(...waiting)
      .when(follow('03-10 08:00', 'EVIDENCE_REQUESTED', calendar, { until: longer }))
      .then(followed('03-10 08:00', 'EVIDENCE_REQUESTED'), again);
    given(...waiting, again)
      .when(check('03-11 20:00'))
      .thenUnchanged();
    given(...waiting, again)
      .when(follow('03-11 20:00', 'EVIDENCE_ATTACHED'))
      .then(
        followed('03-11 20:00', 'EVIDENCE_ATTACHED'),
        resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-11 20:00', 48, [
          resolution('03-13 10:00', [50, '03-12 10:00'], [75, '03-12 22:00'], [90, '03-13 05:12']),
        ]),
      );
    given(...waiting)
      .when(follow('03-10 22:00', 'EVIDENCE_REQUESTED', calendar, { until: longer }))
      .then(
        followed('03-10 22:00', 'EVIDENCE_REQUESTED'),
        over,
        paused('EVIDENCE_REQUESTED', '03-10 22:00', { RESOLUTION: 36 }, { until: longer }),
      );
  });

  test('S6 lasts while another cause holds', () => {
    const both = [...waiting, paused('SAMPLE_IN_TRANSIT', '03-10 08:00', { RESOLUTION: 38 })];
    given(...both)
      .when(sampleArrives('03-11 08:00'))
      .then(
        resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-10 20:00', 24, []),
        resumed('SAMPLE_IN_TRANSIT', '03-10 08:00', '03-11 08:00', 24, [
          resolution('03-12 22:00', [50, '03-11 22:00'], [75, '03-12 10:00'], [90, '03-12 17:12']),
        ]),
      );
  });

  test('S6 C6 S7 the end was promised to the partner and stays when the calendar changes; the deadline after it is by the new version', () => {
    const free = calendarWith('03-10', '03-11');
    given(...waiting)
      .when(recalculate('03-09 22:00', free))
      .thenUnchanged();
    given(...waiting)
      .when(check('03-10 20:00', free))
      .then(
        resumed(
          'EVIDENCE_REQUESTED',
          '03-09 20:00',
          '03-10 20:00',
          4,
          [resolution('03-13 14:00', [50, '03-12 14:00'], [75, '03-13 02:00'], [90, '03-13 09:12'])],
          { calendarVersion: 2 },
        ),
      );
  });

  test('S6 S12 a breach that a new version makes untrue is voided when the sweep is the first to use it', () => {
    const late = [...waiting.slice(0, 2), ...allWarned, breached('RESOLUTION', '03-11 10:00', '03-11 10:01')];
    const { verdict } = given(
      ...late,
      paused('EVIDENCE_REQUESTED', '03-11 12:00', { RESOLUTION: 0 }, { until: on('03-11 20:00') }),
    ).when(check('03-11 20:00', calendarWith('03-10')));
    expect(verdict.kind === 'accepted' && verdict.events.map(({ type }) => type)).toEqual([
      'SlaResumed',
      'SlaBreachVoided',
    ]);
  });

  test('S10 stops with the claim, without a word about the end', () => {
    const stopped = given(...waiting).when(follow('03-09 22:00', ANSWERED)).verdict;
    const closed = [...waiting, ...(stopped.kind === 'accepted' ? stopped.events : [])];
    given(...closed)
      .when(check('04-10 20:00'))
      .thenUnchanged();
    expect(nextOf(...closed)).toBeUndefined();
  });
});

describe('Stopping', () => {
  test('S10 records business and wall-clock time', () => {
    given(started).when(follow('03-09 12:00', 'REVIEWED')).then(followed('03-09 12:00', 'REVIEWED'), reviewed);
    // Friday noon to Monday noon.
    const { verdict } = nothing.when(start('03-13 12:00'));
    const friday = verdict.kind === 'accepted' ? verdict.events : [];
    expect(given(...friday).when(follow('03-16 11:00', ANSWERED)).verdict).toEqual({
      kind: 'accepted',
      events: [
        followed('03-16 11:00', ANSWERED),
        met('FIRST_REVIEW', '03-16 11:00', '03-16 12:00', { business: 23, wall: 71 }),
        met('RESOLUTION', '03-16 11:00', '03-17 12:00', { business: 23, wall: 71 }),
      ],
    });
  });

  test('S10 a review while the clock is paused is in time', () => {
    given(started, paused('EVIDENCE_REQUESTED', '03-09 20:00', { FIRST_REVIEW: 14, RESOLUTION: 38 }))
      .when(follow('03-20 10:00', 'REVIEWED'))
      .then(
        followed('03-20 10:00', 'REVIEWED'),
        met('FIRST_REVIEW', '03-20 10:00', undefined, { business: 10, wall: 264 }),
      );
  });

  test('S9 a review while the clock is paused is late if a new calendar puts its due time before the pause', () => {
    given(
      started,
      paused('EVIDENCE_REQUESTED', '03-10 11:00', { FIRST_REVIEW: 0, RESOLUTION: 23 }, { calendarVersion: 2 }),
    )
      .when(follow('03-10 12:00', 'REVIEWED', thirdCalendarWith('03-30')))
      .then(
        followed('03-10 12:00', 'REVIEWED'),
        breached('FIRST_REVIEW', '03-10 10:00', '03-10 12:00'),
        met(
          'FIRST_REVIEW',
          '03-10 12:00',
          undefined,
          { business: 25, wall: 26, late: ['03-10 10:00', 1] },
          { calendarVersion: 3 },
        ),
      );
  });

  test('S10 ends open pauses, so that the events say who owed the move', () => {
    given(started, reviewed, paused('SAMPLE_IN_TRANSIT', '03-09 20:00', { RESOLUTION: 38 }))
      .when(follow('03-10 20:00', ANSWERED))
      .then(
        followed('03-10 20:00', ANSWERED),
        resumed('SAMPLE_IN_TRANSIT', '03-09 20:00', '03-10 20:00', 24, [
          resolution('03-12 10:00', [50, '03-11 10:00'], [75, '03-11 22:00'], [90, '03-12 05:12']),
        ]),
        met(
          'RESOLUTION',
          '03-10 20:00',
          '03-12 10:00',
          { business: 10, wall: 34 },
          { pauses: [pausedOnce('SAMPLE_IN_TRANSIT', 24)] },
        ),
      );
  });

  test('S13 records what the report counts: pauses by cause and owner, and whether more evidence was requested', () => {
    const asked = [
      started,
      reviewed,
      paused('EVIDENCE_REQUESTED', '03-09 20:00', { RESOLUTION: 38 }),
      resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-10 02:00', 6, []),
      paused('EVIDENCE_REQUESTED', '03-10 04:00', { RESOLUTION: 36 }),
      resumed('EVIDENCE_REQUESTED', '03-10 04:00', '03-10 05:00', 1, []),
      paused('REMEDY_ASKED', '03-10 06:00', { RESOLUTION: 35 }),
      resumed('REMEDY_ASKED', '03-10 06:00', '03-10 08:00', 2, [resolution('03-11 19:00')]),
    ];
    given(...asked)
      .when(follow('03-10 10:00', ANSWERED))
      .then(
        followed('03-10 10:00', ANSWERED),
        met(
          'RESOLUTION',
          '03-10 10:00',
          '03-11 19:00',
          { business: 15, wall: 24 },
          {
            firstContact: false,
            pauses: [
              { cause: 'EVIDENCE_REQUESTED', owedBy: 'PARTNER', count: 2, ms: 7 * HOUR_MS },
              pausedOnce('REMEDY_ASKED', 2),
            ],
          },
        ),
      );
  });

  const stopped = [
    started,
    reviewed,
    followed('03-10 09:00', ANSWERED),
    met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 }),
  ];

  test('S10 comes before a pause', () => {
    expect(statusOf(...stopped)).toBe('MET');
    given(...stopped)
      .when(next('03-10 09:00', 'EVIDENCE_REQUESTED'))
      .thenUnchanged();
    given(...stopped)
      .when(next('03-10 10:00', 'EVIDENCE_ATTACHED'))
      .thenUnchanged();
    // In the same event, without a choice of remedy.
    const approved = ['COMMUNICATED', 'EXECUTED', 'APPROVED'] as const;
    given(started, reviewed)
      .when(follow('03-10 09:00', approved))
      .then(
        followed('03-10 09:00', approved),
        met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 }),
      );
  });

  test('S10 C9 comes with the last of the three facts, in whichever order they arrive', () => {
    const orders: readonly (readonly [ClaimFact, ClaimFact, ClaimFact])[] = [
      ['APPROVED', 'COMMUNICATED', 'EXECUTED'],
      ['APPROVED', 'EXECUTED', 'COMMUNICATED'],
      ['EXECUTED', 'APPROVED', 'COMMUNICATED'],
    ];
    const chosen = followed('03-09 11:00', 'REMEDY_CHOSEN');
    for (const [one, two, three] of orders) {
      const first = [started, chosen, reviewed, followed('03-09 13:00', one, 2)];
      given(started, chosen, reviewed)
        .when(next('03-09 13:00', one))
        .then(followed('03-09 13:00', one, 2));
      given(...first)
        .when(next('03-09 14:00', two, 3))
        .then(followed('03-09 14:00', two, 3));
      given(...first, followed('03-09 14:00', two, 3))
        .when(next('03-09 15:00', three, 4))
        .then(
          followed('03-09 15:00', three, 4),
          met('RESOLUTION', '03-09 15:00', '03-11 10:00', { business: 5, wall: 5 }),
        );
    }
  });

  test('S10 C9 an execution dated like its decision does not end the promise before the communication that preceded it', () => {
    given(
      started,
      reviewed,
      followed('03-09 13:00', ['REMEDY_CHOSEN', 'APPROVED']),
      followed('03-09 15:00', 'COMMUNICATED', 2),
    )
      .when(next('03-09 13:00', 'EXECUTED', 3))
      .then(
        followed('03-09 13:00', 'EXECUTED', 3),
        met('RESOLUTION', '03-09 15:00', '03-11 10:00', { business: 5, wall: 5 }),
      );
  });

  test('S9 nothing falls due afterwards, and C12 a repeat is unchanged', () => {
    given(...stopped)
      .when(check('03-20 10:00'))
      .thenUnchanged();
    given(...stopped)
      .when(follow('03-20 10:00', ANSWERED))
      .thenUnchanged();
    given(...stopped)
      .when(next('03-20 10:00', 'REVIEWED'))
      .thenUnchanged();
    given(...stopped)
      .when(next('03-20 10:00', 'WITHDRAWN'))
      .thenUnchanged();
  });

  test('S10 a late answer remains a breach', () => {
    expect(statusOf(...answeredLate)).toBe('BREACHED');
  });

  test('C10 a withdrawn claim cancels its clock', () => {
    given(started)
      .when(follow('03-09 20:00', 'WITHDRAWN'))
      .then(followed('03-09 20:00', 'WITHDRAWN'), cancelled('03-09 20:00'));
    const withdrawn = [started, cancelled('03-09 20:00')];
    expect(statusOf(...withdrawn)).toBe('CANCELLED');
    given(...withdrawn)
      .when(check('03-20 10:00'))
      .thenUnchanged();
    given(...withdrawn)
      .when(follow('03-20 10:00', ANSWERED))
      .then(followed('03-20 10:00', ANSWERED));
    given(...withdrawn)
      .when(follow('03-20 10:00', 'WITHDRAWN'))
      .thenUnchanged();
    given(...withdrawn)
      .when(follow('03-20 10:00', 'REOPENED'))
      .thenRefused('S11', 'SLA_CANCELLED');
  });

  test('C10 S13 breaches before a withdrawal remain, and the cancellation lists them', () => {
    given(...late)
      .when(follow('03-12 10:00', 'WITHDRAWN'))
      .then(followed('03-12 10:00', 'WITHDRAWN'), cancelled('03-12 10:00', ['RESOLUTION', '03-11 10:00']));
    // Met late before: already in the report.
    const reviewedLate = met('FIRST_REVIEW', '03-10 12:00', '03-10 10:00', {
      business: 26,
      wall: 26,
      late: ['03-10 10:00', 2],
    });
    given(
      started,
      breached('FIRST_REVIEW', '03-10 10:00', '03-10 10:01'),
      warned(50, '03-10 10:00', '03-10 10:01'),
      reviewedLate,
    )
      .when(follow('03-10 20:00', 'WITHDRAWN'))
      .then(followed('03-10 20:00', 'WITHDRAWN'), cancelled('03-10 20:00'));
  });
});

describe('N4 A notice of the decision that comes back', () => {
  const answered = followed('03-10 09:00', ['REJECTED', 'NOTICE_DELIVERED']);
  const told = [
    started,
    reviewed,
    answered,
    met('RESOLUTION', '03-10 09:00', '03-11 10:00', { business: 23, wall: 23 }),
  ];
  const counted = { dueAt: '03-11 10:00', hours: 23 };
  const bounces = (at: string, revision = 2) => next(at, 'NOTICE_BOUNCED', revision);
  const tellAgain = (at: string) => next(at, 'NOTICE_DELIVERED', 3);
  const left = [
    [50, '03-10 10:00'],
    [75, '03-10 22:00'],
    [90, '03-11 05:12'],
  ] as [number, string][];
  const running: [SlaEvent, ...SlaEvent[]] = [
    started,
    ...told.slice(1),
    followed('03-10 12:00', 'NOTICE_BOUNCED', 2),
    metVoided('03-10 12:00', '03-10 09:00', counted, [resolution('03-11 10:00', ...left)]),
    warned(50, '03-10 10:00', '03-10 12:00'),
  ];

  test('N4 S10 lets the clock count on as if it had never stopped', () => {
    given(...told)
      .when(bounces('03-10 12:00'))
      .then(...(running.slice(told.length) as [SlaEvent]));
    expect(statusOf(...running)).toBe('RUNNING');
    expect(nextOf(...running)).toBe(on('03-10 22:00'));
  });

  test('N4 S9 breaches when it falls due', () => {
    given(...running)
      .when(check('03-11 10:01'))
      .then(
        warned(75, '03-10 22:00', '03-11 10:01'),
        warned(90, '03-11 05:12', '03-11 10:01'),
        breached('RESOLUTION', '03-11 10:00', '03-11 10:01'),
      );
  });

  test('N4 S9 breaches at once where the due time is past', () => {
    given(...told)
      .when(bounces('03-12 10:00'))
      .then(
        followed('03-12 10:00', 'NOTICE_BOUNCED', 2),
        metVoided('03-12 10:00', '03-10 09:00', counted, [resolution('03-11 10:00', ...left)]),
        warned(50, '03-10 10:00', '03-12 10:00'),
        warned(75, '03-10 22:00', '03-12 10:00'),
        warned(90, '03-11 05:12', '03-12 10:00'),
        breached('RESOLUTION', '03-11 10:00', '03-12 10:00'),
      );
  });

  test('N4 S10 stops at the next notice that arrives, with the time in between', () => {
    given(...running)
      .when(tellAgain('03-10 20:00'))
      .then(
        followed('03-10 20:00', 'NOTICE_DELIVERED', 3),
        met('RESOLUTION', '03-10 20:00', '03-11 10:00', { business: 34, wall: 34 }),
      );
  });

  test('N4 S13 takes back by how much a late answer was late; the breach stands', () => {
    const late = [
      started,
      reviewed,
      breached('RESOLUTION', '03-11 10:00', '03-11 10:01'),
      followed('03-11 12:00', ['REJECTED', 'NOTICE_DELIVERED']),
      met('RESOLUTION', '03-11 12:00', '03-11 10:00', { business: 50, wall: 50, late: ['03-11 10:00', 2] }),
    ];
    given(...late)
      .when(bounces('03-11 20:00'))
      .then(
        followed('03-11 20:00', 'NOTICE_BOUNCED', 2),
        metVoided('03-11 20:00', '03-11 12:00', { dueAt: '03-11 10:00', hours: 50, lateBy: 2 }, [
          resolution('03-11 10:00', ...left),
        ]),
        warned(50, '03-10 10:00', '03-11 20:00'),
        warned(75, '03-10 22:00', '03-11 20:00'),
        warned(90, '03-11 05:12', '03-11 20:00'),
      );
  });

  test('N4 S10 stops when the partner saw it, where that was later', () => {
    const seen = [...told, followed('03-10 11:00', 'COMMUNICATED', 2)];
    given(...told)
      .when(next('03-10 11:00', 'COMMUNICATED'))
      .then(followed('03-10 11:00', 'COMMUNICATED', 2));
    given(...seen)
      .when(bounces('03-12 10:00', 3))
      .then(
        followed('03-12 10:00', 'NOTICE_BOUNCED', 3),
        metVoided('03-12 10:00', '03-10 09:00', counted, [resolution('03-11 10:00', ...left)]),
        warned(50, '03-10 10:00', '03-10 11:00'),
        met('RESOLUTION', '03-10 11:00', '03-11 10:00', { business: 25, wall: 25 }),
      );
  });

  test('N4 changes nothing on a clock that runs, or that stopped by another fact', () => {
    given(started, reviewed, followed('03-10 09:00', ['APPROVED', 'NOTICE_DELIVERED']))
      .when(bounces('03-10 12:00'))
      .then(followed('03-10 12:00', 'NOTICE_BOUNCED', 2));
    given(started, reviewed, followed('03-10 09:00', ['APPROVED', 'NOTICE_DELIVERED']))
      .when(next('03-10 12:00', ['NOTICE_BOUNCED', 'EXECUTED']))
      .then(followed('03-10 12:00', ['NOTICE_BOUNCED', 'EXECUTED'], 2));
  });
});

describe('Reopening', () => {
  const rejected = (at: string, business: number, wall = business) => [
    started,
    reviewed,
    met('RESOLUTION', at, '03-11 10:00', { business, wall }),
  ];

  test('S11 resumes the remaining time; closed time counts as a pause', () => {
    given(...rejected('03-10 10:00', 24))
      .when(follow('03-12 10:00', 'REOPENED'))
      .then(
        followed('03-12 10:00', 'REOPENED'),
        resumed('CLOSED', '03-10 10:00', '03-12 10:00', 48, [
          resolution('03-13 10:00', [50, '03-12 10:00'], [75, '03-12 22:00'], [90, '03-13 05:12']),
        ]),
        // Half of the target had run when the claim was closed, so its warning comes now.
        warned(50, '03-12 10:00', '03-12 10:00'),
      );
  });

  test('S11 leaves at least 4 business hours', () => {
    given(started, reviewed, ...allWarned, met('RESOLUTION', '03-11 09:00', '03-11 10:00', { business: 47, wall: 47 }))
      .when(follow('03-12 10:00', 'REOPENED'))
      .then(
        followed('03-12 10:00', 'REOPENED'),
        resumed('CLOSED', '03-11 09:00', '03-12 10:00', 25, [resolution('03-12 14:00')], {
          grantedMs: 3 * HOUR_MS,
        }),
      );
  });

  test('S11 after a breach grants 4 hours and does not undo the breach', () => {
    // Two hours more than the target had run.
    const again = resumed('CLOSED', '03-11 12:00', '03-12 10:00', 22, [resolution('03-12 14:00')], {
      grantedMs: 6 * HOUR_MS,
    });
    given(...answeredLate)
      .when(follow('03-12 10:00', 'REOPENED'))
      .then(followed('03-12 10:00', 'REOPENED'), again);
    expect(statusOf(...answeredLate, again)).toBe('BREACHED');
    given(...answeredLate, again)
      .when(follow('03-12 11:00', ANSWERED))
      .then(
        followed('03-12 11:00', ANSWERED),
        met(
          'RESOLUTION',
          '03-12 11:00',
          '03-12 14:00',
          { business: 51, wall: 73 },
          { pauses: [pausedOnce('CLOSED', 22)] },
        ),
      );
  });

  describe('S11 S13 a second round', () => {
    const again = resumed('CLOSED', '03-11 12:00', '03-12 10:00', 22, [resolution('03-12 14:00')], {
      grantedMs: 6 * HOUR_MS,
    });
    const missed = breached('RESOLUTION', '03-12 14:00', '03-12 14:01');

    test('S9 is a promise of its own: it can be broken again, and the first breach remains', () => {
      given(...answeredLate, again)
        .when(check('03-12 14:01'))
        .then(missed);
      given(...answeredLate, again, missed)
        .when(follow('03-12 15:00', ANSWERED))
        .then(
          followed('03-12 15:00', ANSWERED),
          met(
            'RESOLUTION',
            '03-12 15:00',
            '03-12 14:00',
            { business: 55, wall: 77, late: ['03-12 14:00', 1] },
            { pauses: [pausedOnce('CLOSED', 22)] },
          ),
        );
      expect(
        statusOf(...answeredLate, again, met('RESOLUTION', '03-12 11:00', '03-12 14:00', { business: 51, wall: 73 })),
      ).toBe('BREACHED');
    });

    test('S12 each breach is voided separately, including that of the first round', () => {
      const before = { elapsedBusinessMs: 50 * HOUR_MS, byMs: 2 * HOUR_MS, outcome };
      const untrue = { target: 'RESOLUTION', reason: 'CALENDAR_CHANGED', at: on('03-12 16:00') } as const;
      given(...answeredLate, again, missed)
        .when(recalculate('03-12 16:00', calendarWith('03-11')))
        .then(
          moved(
            '03-12 16:00',
            [{ target: 'RESOLUTION', from: on('03-12 14:00'), to: on('03-13 02:00') }],
            [resolution('03-13 02:00')],
          ),
          voided(
            {
              ...untrue,
              dueAt: on('03-11 10:00'),
              newDueAt: on('03-12 10:00'),
              hours: 38,
              met: { at: on('03-11 12:00'), outcome, before },
            },
            2,
          ),
          voided({ ...untrue, dueAt: on('03-12 14:00'), newDueAt: on('03-13 02:00'), hours: 44 }, 2),
        );
    });

    test('counts pauses since its start, and evidence requests of all rounds', () => {
      const asked = paused('EVIDENCE_REQUESTED', '03-09 20:00', { RESOLUTION: 38 });
      given(
        started,
        reviewed,
        asked,
        resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-10 02:00', 6, [resolution('03-11 16:00')]),
        met('RESOLUTION', '03-10 04:00', '03-11 16:00', { business: 12, wall: 18 }),
        resumed('CLOSED', '03-10 04:00', '03-10 05:00', 1, [resolution('03-11 17:00')]),
      )
        .when(follow('03-10 06:00', ANSWERED))
        .then(
          followed('03-10 06:00', ANSWERED),
          met(
            'RESOLUTION',
            '03-10 06:00',
            '03-11 17:00',
            { business: 13, wall: 20 },
            { firstContact: false, pauses: [pausedOnce('CLOSED', 1)] },
          ),
        );
    });
  });

  test('S11 a clock that never stopped only gets the floor', () => {
    given(started, reviewed, ...allWarned)
      .when(follow('03-11 09:00', 'REOPENED'))
      .then(
        followed('03-11 09:00', 'REOPENED'),
        moved(
          '03-11 09:00',
          [{ target: 'RESOLUTION', from: on('03-11 10:00'), to: on('03-11 13:00') }],
          [resolution('03-11 13:00')],
          { cause: 'REOPENED', calendarVersion: 1, grantedMs: 3 * HOUR_MS },
        ),
      );
    given(started, reviewed).when(follow('03-10 09:00', 'REOPENED')).then(followed('03-10 09:00', 'REOPENED'));
  });

  test('S11 a reopening that granted nothing does not reopen what has ended since, when sent late', () => {
    given(
      started,
      reviewed,
      followed('03-10 08:00', 'REJECTED'),
      followed('03-10 09:00', 'REOPENED', 2),
      followed('03-10 10:00', ANSWERED, 3),
      met('RESOLUTION', '03-10 10:00', '03-11 10:00', { business: 24, wall: 24 }),
    )
      .when(next('03-10 09:00', 'REOPENED'))
      .thenUnchanged();
  });

  test('S11 C9 the next round is resolved by its own decision and communication, not by the earlier ones', () => {
    given(
      started,
      reviewed,
      followed('03-10 08:00', ANSWERED),
      met('RESOLUTION', '03-10 08:00', '03-11 10:00', { business: 22, wall: 22 }),
      followed('03-10 09:00', 'REOPENED', 2),
      resumed('CLOSED', '03-10 08:00', '03-10 09:00', 1, [resolution('03-11 11:00')]),
    )
      .when(next('03-10 10:00', 'REJECTED', 3))
      .then(followed('03-10 10:00', 'REJECTED', 3));
  });
});

describe('Reversal of the remedy', () => {
  const CREDITED = ['REMEDY_CHOSEN', 'APPROVED', 'COMMUNICATED', 'EXECUTED'] as const;
  const resolved = [
    started,
    reviewed,
    followed('03-10 10:00', CREDITED),
    met('RESOLUTION', '03-10 10:00', '03-11 10:00', { business: 24, wall: 24 }),
  ];
  const again = resumed('CLOSED', '03-10 10:00', '03-12 10:00', 48, [
    resolution('03-13 10:00', [50, '03-12 10:00'], [75, '03-12 22:00'], [90, '03-13 05:12']),
  ]);
  const warnedAgain = warned(50, '03-12 10:00', '03-12 10:00');

  test('F4 S11 resumes the remaining time, and S6 pauses it while the partner chooses again', () => {
    const until = on('03-26 10:00');
    given(...resolved)
      .when(follow('03-12 10:00', 'REMEDY_REVERSED', calendar, { revision: 2, until }))
      .then(
        followed('03-12 10:00', 'REMEDY_REVERSED', 2),
        again,
        warnedAgain,
        paused('REMEDY_ASKED', '03-12 10:00', { RESOLUTION: 24 }, { until }),
      );
  });

  test('F6 S11 runs at once when the remedy is named with it, and S10 stops at the next execution', () => {
    const reversed = followed('03-12 10:00', ['REMEDY_REVERSED', 'REMEDY_CHOSEN'], 2);
    given(...resolved)
      .when(next('03-12 10:00', ['REMEDY_REVERSED', 'REMEDY_CHOSEN']))
      .then(reversed, again, warnedAgain);
    given(...resolved, reversed, again, warnedAgain)
      .when(next('03-12 11:00', 'EXECUTED', 3))
      .then(
        followed('03-12 11:00', 'EXECUTED', 3),
        met(
          'RESOLUTION',
          '03-12 11:00',
          '03-13 10:00',
          { business: 25, wall: 73 },
          { pauses: [pausedOnce('CLOSED', 48)] },
        ),
      );
  });

  test('F4 S6 a clock that never stopped, since the decision was not communicated yet, pauses for the choice alone', () => {
    const until = on('03-24 10:00');
    const asked = paused('REMEDY_ASKED', '03-10 08:00', { RESOLUTION: 26 }, { until });
    const running = [started, reviewed, followed('03-10 07:00', ['REMEDY_CHOSEN', 'APPROVED', 'EXECUTED'])];
    given(...running)
      .when(follow('03-10 08:00', 'REMEDY_REVERSED', calendar, { revision: 2, until }))
      .then(followed('03-10 08:00', 'REMEDY_REVERSED', 2), asked);
    // C9: the earlier execution no longer counts.
    given(...running, followed('03-10 08:00', 'REMEDY_REVERSED', 2), asked)
      .when(next('03-10 09:00', 'COMMUNICATED', 3))
      .then(followed('03-10 09:00', 'COMMUNICATED', 3));
  });

  test('F4 S11 leaves at least 4 business hours', () => {
    given(
      started,
      reviewed,
      ...allWarned,
      followed('03-11 09:00', CREDITED),
      met('RESOLUTION', '03-11 09:00', '03-11 10:00', { business: 47, wall: 47 }),
    )
      .when(next('03-12 10:00', ['REMEDY_REVERSED', 'REMEDY_CHOSEN']))
      .then(
        followed('03-12 10:00', ['REMEDY_REVERSED', 'REMEDY_CHOSEN'], 2),
        resumed('CLOSED', '03-11 09:00', '03-12 10:00', 25, [resolution('03-12 14:00')], { grantedMs: 3 * HOUR_MS }),
      );
  });
});

describe('Following a claim', () => {
  const requested = [
    started,
    reviewed,
    followed('03-09 20:00', 'EVIDENCE_REQUESTED', 4),
    paused('EVIDENCE_REQUESTED', '03-09 20:00', { RESOLUTION: 38 }),
  ];

  test('S6 an event followed before changes nothing, nor does an earlier one: evidence that was not requested ends no later pause', () => {
    for (const revision of [3, 4])
      given(...requested)
        .when(next('03-09 11:00', 'EVIDENCE_ATTACHED', revision))
        .thenUnchanged();
    given(...requested)
      .when(next('03-09 21:00', 'EVIDENCE_ATTACHED', 5))
      .then(
        followed('03-09 21:00', 'EVIDENCE_ATTACHED', 5),
        resumed('EVIDENCE_REQUESTED', '03-09 20:00', '03-09 21:00', 1, [
          resolution('03-11 11:00', [50, '03-10 11:00'], [75, '03-10 23:00'], [90, '03-11 06:12']),
        ]),
      );
  });

  test('S6 evidence that was not requested, and a second review, are not recorded', () => {
    given(started, reviewed).when(next('03-09 13:00', 'EVIDENCE_ATTACHED')).thenUnchanged();
    given(started, reviewed).when(next('03-09 13:00', 'REVIEWED')).thenUnchanged();
  });

  test('S6 an approval pauses the clock until the remedy is chosen, unless it was chosen before', () => {
    const asked = paused('REMEDY_ASKED', '03-09 13:00', { RESOLUTION: 45 });
    given(started, reviewed).when(follow('03-09 13:00', 'APPROVED')).then(followed('03-09 13:00', 'APPROVED'), asked);
    given(started, reviewed, followed('03-09 13:00', 'APPROVED'), asked)
      .when(next('03-09 15:00', 'REMEDY_CHOSEN'))
      .then(
        followed('03-09 15:00', 'REMEDY_CHOSEN', 2),
        resumed('REMEDY_ASKED', '03-09 13:00', '03-09 15:00', 2, [
          resolution('03-11 12:00', [50, '03-10 12:00'], [75, '03-11 00:00'], [90, '03-11 07:12']),
        ]),
      );
    given(started, reviewed)
      .when(follow('03-09 11:00', 'REMEDY_CHOSEN'))
      .then(followed('03-09 11:00', 'REMEDY_CHOSEN'));
    given(started, reviewed, followed('03-09 11:00', 'REMEDY_CHOSEN'))
      .when(next('03-09 13:00', 'APPROVED'))
      .then(followed('03-09 13:00', 'APPROVED', 2));
  });

  test('S6 S10 B7 a decision counts as a review, and ends the wait for evidence', () => {
    given(started, paused('EVIDENCE_REQUESTED', '03-09 13:00', { FIRST_REVIEW: 21, RESOLUTION: 45 }))
      .when(follow('03-09 15:00', 'REJECTED'))
      .then(
        followed('03-09 15:00', 'REJECTED'),
        resumed('EVIDENCE_REQUESTED', '03-09 13:00', '03-09 15:00', 2, [
          review('03-10 12:00'),
          resolution('03-11 12:00', [50, '03-10 12:00'], [75, '03-11 00:00'], [90, '03-11 07:12']),
        ]),
        met('FIRST_REVIEW', '03-09 15:00', '03-10 12:00', { business: 3, wall: 5 }),
      );
    // Evidence requested after a decision pauses nothing.
    given(started, reviewed, followed('03-09 13:00', 'REJECTED'))
      .when(next('03-09 15:00', 'EVIDENCE_REQUESTED'))
      .thenUnchanged();
  });
});

describe('A new version of the calendar', () => {
  const tomorrowFree = calendarWith('03-10');

  test('S7 moves open deadlines, with old, new and cause', () => {
    given(started)
      .when(recalculate('03-09 12:00', tomorrowFree))
      .then(
        moved(
          '03-09 12:00',
          [
            { target: 'FIRST_REVIEW', from: on('03-10 10:00'), to: on('03-11 10:00') },
            { target: 'RESOLUTION', from: on('03-11 10:00'), to: on('03-12 10:00') },
          ],
          [
            review('03-11 10:00'),
            resolution('03-12 10:00', [50, '03-11 10:00'], [75, '03-11 22:00'], [90, '03-12 05:12']),
          ],
        ),
      );
  });

  test('S8 does not repeat warnings', () => {
    given(started, reviewed, warned(50, '03-10 10:00', '03-10 10:00'))
      .when(recalculate('03-10 12:00', calendarWith('03-11')))
      .then(
        moved(
          '03-10 12:00',
          [{ target: 'RESOLUTION', from: on('03-11 10:00'), to: on('03-12 10:00') }],
          [resolution('03-12 10:00', [75, '03-10 22:00'], [90, '03-12 05:12'])],
        ),
      );
  });

  test('S7 that moves nothing is not recorded', () => {
    given(started)
      .when(recalculate('03-09 12:00', calendarWith('03-20')))
      .thenUnchanged();
    given(started, reviewed, warned(50, '03-10 10:00', '03-10 10:00'))
      .when(recalculate('03-10 12:00', calendarWith('03-20')))
      .thenUnchanged();
    given(started).when(recalculate('03-09 12:00', calendar)).thenUnchanged();
  });

  test('S6 is not recorded on a paused clock, and applies when it runs again', () => {
    const waiting = [started, reviewed, paused('EVIDENCE_REQUESTED', '03-09 20:00', { RESOLUTION: 38 })];
    given(...waiting)
      .when(recalculate('03-09 22:00', tomorrowFree))
      .thenUnchanged();
    given(...waiting)
      .when(follow('03-09 22:00', 'EVIDENCE_ATTACHED', tomorrowFree))
      .then(
        followed('03-09 22:00', 'EVIDENCE_ATTACHED'),
        resumed(
          'EVIDENCE_REQUESTED',
          '03-09 20:00',
          '03-09 22:00',
          2,
          [resolution('03-12 12:00', [50, '03-11 12:00'], [75, '03-12 00:00'], [90, '03-12 07:12'])],
          { calendarVersion: 2 },
        ),
      );
  });

  test('S9 published while the clock was paused can show that it was already late', () => {
    const free = given(started, reviewed).when(recalculate('03-09 13:00', tomorrowFree)).verdict;
    const later = free.kind === 'accepted' ? free.events : [];
    const waiting = paused('EVIDENCE_REQUESTED', '03-11 12:00', { RESOLUTION: 22 }, { calendarVersion: 2 });
    const { verdict } = given(started, reviewed, ...later, waiting).when(
      follow('03-12 12:00', ANSWERED, thirdCalendarWith()),
    );
    expect(verdict.kind === 'accepted' && verdict.events.map(({ type }) => type)).toEqual([
      'SlaClaimFollowed',
      'SlaResumed',
      'SlaWarned',
      'SlaWarned',
      'SlaWarned',
      'SlaBreached',
      'SlaMet',
    ]);
  });

  test('S7 that arrives with the next fact is applied before it', () => {
    given(started, reviewed)
      .when(follow('03-11 11:00', ANSWERED, tomorrowFree))
      .then(
        followed('03-11 11:00', ANSWERED),
        moved(
          '03-11 11:00',
          [{ target: 'RESOLUTION', from: on('03-11 10:00'), to: on('03-12 10:00') }],
          [resolution('03-12 10:00', [50, '03-11 10:00'], [75, '03-11 22:00'], [90, '03-12 05:12'])],
        ),
        warned(50, '03-11 10:00', '03-11 11:00'),
        met('RESOLUTION', '03-11 11:00', '03-12 10:00', { business: 25, wall: 49 }, { calendarVersion: 2 }),
      );
  });

  test('S12 that makes a breach untrue voids it, and the promise is open again', () => {
    const free = calendarWith('03-11');
    given(...late)
      .when(recalculate('03-11 12:00', free))
      .then(
        moved(
          '03-11 12:00',
          [{ target: 'RESOLUTION', from: on('03-11 10:00'), to: on('03-12 10:00') }],
          [resolution('03-12 10:00')],
        ),
        voided(
          {
            target: 'RESOLUTION',
            dueAt: on('03-11 10:00'),
            newDueAt: on('03-12 10:00'),
            hours: 38,
            reason: 'CALENDAR_CHANGED',
            at: on('03-11 12:00'),
          },
          2,
        ),
      );
    const again = [
      ...late,
      moved(
        '03-11 12:00',
        [{ target: 'RESOLUTION', from: on('03-11 10:00'), to: on('03-12 10:00') }],
        [resolution('03-12 10:00')],
      ),
      voided(
        {
          target: 'RESOLUTION',
          dueAt: on('03-11 10:00'),
          hours: 38,
          reason: 'CALENDAR_CHANGED',
          at: on('03-11 12:00'),
        },
        2,
      ),
    ];
    expect(statusOf(...again)).toBe('RUNNING');
    given(...again)
      .when(check('03-12 10:01'))
      .then(breached('RESOLUTION', '03-12 10:00', '03-12 10:01'));
  });

  test('S12 published before the breach was noticed, and applied after, does not void it', () => {
    given(...late)
      .when(recalculate('03-10 12:00', calendarWith('03-30')))
      .thenUnchanged();
  });

  test('S12 also applies to an ended promise: due time and business time are then by the new version', () => {
    const free = voided(
      {
        target: 'RESOLUTION',
        dueAt: on('03-11 10:00'),
        newDueAt: on('03-12 10:00'),
        hours: 38,
        met: {
          at: on('03-11 12:00'),
          outcome,
          before: { elapsedBusinessMs: 50 * HOUR_MS, byMs: 2 * HOUR_MS, outcome },
        },
        reason: 'CALENDAR_CHANGED',
        at: on('03-20 12:00'),
      },
      2,
    );
    given(...answeredLate)
      .when(recalculate('03-20 12:00', calendarWith('03-11')))
      .then(free);
    expect(statusOf(...answeredLate, free)).toBe('MET');
    expect(given(...answeredLate, free).state()).toMatchObject({
      calendarVersion: 2,
      targets: [{ deadline: { dueAt: on('03-10 10:00') } }, { deadline: resolution('03-12 10:00'), voided: true }],
    });
    given(...answeredLate)
      .when(recalculate('03-20 12:00', calendarWith('03-12')))
      .thenUnchanged();
  });

  test('S12 C10 also applies to a withdrawn claim', () => {
    given(...late, cancelled('03-11 12:00', ['RESOLUTION', '03-11 10:00']))
      .when(recalculate('03-20 12:00', calendarWith('03-11')))
      .then(
        voided(
          {
            target: 'RESOLUTION',
            dueAt: on('03-11 10:00'),
            newDueAt: on('03-12 10:00'),
            hours: 38,
            withdrawn: true,
            reason: 'CALENDAR_CHANGED',
            at: on('03-20 12:00'),
          },
          2,
        ),
      );
  });

  test('S12 that voids only a first review does not change the version shown for the resolution', () => {
    const reviewedLate = met('FIRST_REVIEW', '03-10 12:00', '03-10 10:00', {
      business: 26,
      wall: 26,
      late: ['03-10 10:00', 2],
    });
    const { state } = given(
      started,
      warned(50, '03-10 10:00', '03-10 10:01'),
      breached('FIRST_REVIEW', '03-10 10:00', '03-10 10:01'),
      reviewedLate,
      met('RESOLUTION', '03-10 13:00', '03-11 10:00', { business: 27, wall: 27 }),
      voided(
        {
          target: 'FIRST_REVIEW',
          dueAt: on('03-10 10:00'),
          newDueAt: on('03-11 10:00'),
          hours: 14,
          met: { at: on('03-10 12:00'), before: { elapsedBusinessMs: 26 * HOUR_MS, byMs: 2 * HOUR_MS } },
          reason: 'CALENDAR_CHANGED',
          at: on('03-20 12:00'),
        },
        2,
      ),
    );
    expect(state()).toMatchObject({
      calendarVersion: 1,
      targets: [{ deadline: review('03-11 10:00'), voided: true }, { deadline: { dueAt: on('03-11 10:00') } }],
    });
  });

  test('S12 does not void a breach that is still true with another due time', () => {
    given(...late)
      .when(recalculate('03-13 12:00', calendarWith('03-11')))
      .then(
        moved(
          '03-13 12:00',
          [{ target: 'RESOLUTION', from: on('03-11 10:00'), to: on('03-12 10:00') }],
          [resolution('03-12 10:00')],
        ),
      );
  });

  test('S9 that removes a holiday can make a promise late at once', () => {
    const free = given(started, reviewed).when(recalculate('03-09 13:00', tomorrowFree)).verdict;
    const later = free.kind === 'accepted' ? free.events : [];
    given(started, reviewed, ...later)
      .when(recalculate('03-11 12:00', thirdCalendarWith()))
      .then(
        moved(
          '03-11 12:00',
          [{ target: 'RESOLUTION', from: on('03-12 10:00'), to: on('03-11 10:00') }],
          [resolution('03-11 10:00', [50, '03-10 10:00'], [75, '03-10 22:00'], [90, '03-11 05:12'])],
          { calendarVersion: 3 },
        ),
        warned(50, '03-10 10:00', '03-11 12:00'),
        warned(75, '03-10 22:00', '03-11 12:00'),
        warned(90, '03-11 05:12', '03-11 12:00'),
        breached('RESOLUTION', '03-11 10:00', '03-11 12:00'),
      );
  });

  test('S7 that is older than the version of the clock, or of another calendar, is refused', () => {
    const newer = moved('03-09 12:00', [], [review('03-11 10:00'), resolution('03-12 10:00')]);
    given(started, newer).when(follow('03-09 20:00', 'EVIDENCE_REQUESTED')).thenRefused('S7', 'CALENDAR_SUPERSEDED');
    given(started)
      .when(follow('03-09 20:00', 'APPROVED', fact.otherCalendar))
      .thenRefused('S7', 'OTHER_CALENDAR');
  });

  describe('S7 later zone rules of the run time', () => {
    const { calendarByNewRules } = fact;
    const byNewRules = { cause: 'ZONE_RULES_CHANGED', calendarVersion: 1, zoneRules: 'decreed' } as const;
    const { verdict } = nothing.when(start('03-13 10:00'));
    const friday = verdict.kind === 'accepted' ? verdict.events : [];

    test('move the deadlines', () => {
      given(...friday, reviewed)
        .when(recalculate('03-13 12:00', calendarByNewRules))
        .then(
          moved(
            '03-13 12:00',
            [{ target: 'RESOLUTION', from: on('03-17 10:00'), to: on('03-17 09:00') }],
            [resolution('03-17 09:00', [50, '03-16 09:00'], [75, '03-16 21:00'], [90, '03-17 04:12'])],
            byNewRules,
          ),
        );
    });

    test('are recorded once even if they move nothing', () => {
      const { deadlines } = (started as Extract<SlaEvent, { type: 'SlaStarted' }>).data;
      const same = moved('03-09 12:00', [], deadlines, byNewRules);
      given(started).when(recalculate('03-09 12:00', calendarByNewRules)).then(same);
      given(started, same).when(recalculate('03-09 13:00', calendarByNewRules)).thenUnchanged();
      given(started, same).when(recalculate('03-09 13:00', calendar)).thenUnchanged();
    });

    test('apply with the next fact, and to a paused clock when it resumes', () => {
      const asked = paused('EVIDENCE_REQUESTED', '03-13 14:00', { FIRST_REVIEW: 20, RESOLUTION: 44 });
      given(...friday, asked)
        .when(recalculate('03-13 15:00', calendarByNewRules))
        .thenUnchanged();
      given(...friday, asked)
        .when(follow('03-13 16:00', 'EVIDENCE_ATTACHED', calendarByNewRules))
        .then(
          followed('03-13 16:00', 'EVIDENCE_ATTACHED'),
          resumed(
            'EVIDENCE_REQUESTED',
            '03-13 14:00',
            '03-13 16:00',
            2,
            [
              review('03-16 11:00'),
              resolution('03-17 11:00', [50, '03-16 11:00'], [75, '03-16 23:00'], [90, '03-17 06:12']),
            ],
            { zoneRules: 'decreed' },
          ),
        );
    });

    test('S12 void a breach that they make untrue', () => {
      const late = [
        ...friday,
        reviewed,
        ...[50, 75, 90].map((percent) => warned(percent, '03-16 10:00', '03-17 09:30')),
        breached('RESOLUTION', '03-17 08:00', '03-17 08:01'),
      ];
      const events = given(...late).when(recalculate('03-17 08:30', calendarByNewRules)).verdict;
      expect(events.kind === 'accepted' && events.events.at(-1)).toMatchObject({
        type: 'SlaBreachVoided',
        data: {
          reason: 'ZONE_RULES_CHANGED',
          dueAt: on('03-17 08:00'),
          newDueAt: on('03-17 09:00'),
          zoneRules: 'decreed',
        },
      });
    });
  });

  describe('S6 a version without future business time', () => {
    const ends = fact.calendarThatEnds('03-06');
    const by2 = { calendarVersion: 2 };
    const nothingDue = moved('03-09 12:00', [{ target: 'RESOLUTION', from: on('03-11 10:00') }], [], by2);

    test('S7 removes the due times until the next version restores them', () => {
      given(started, reviewed).when(recalculate('03-09 12:00', ends)).then(nothingDue);
      expect(statusOf(started, reviewed, nothingDue)).toBe('RUNNING');
      given(started, reviewed, nothingDue)
        .when(recalculate('03-09 15:00', thirdCalendarWith()))
        .then(
          moved(
            '03-09 15:00',
            [{ target: 'RESOLUTION', to: on('03-11 10:00') }],
            [resolution('03-11 10:00', [50, '03-10 10:00'], [75, '03-10 22:00'], [90, '03-11 05:12'])],
            { calendarVersion: 3 },
          ),
        );
    });

    test('loses no pause: started under it and ended under the next, the clock is right', () => {
      const asked = paused('EVIDENCE_REQUESTED', '03-09 20:00', { RESOLUTION: 48 }, by2);
      given(started, reviewed, nothingDue)
        .when(follow('03-09 20:00', 'EVIDENCE_REQUESTED', ends))
        .then(followed('03-09 20:00', 'EVIDENCE_REQUESTED'), asked);
      given(started, reviewed, nothingDue, followed('03-09 20:00', 'EVIDENCE_REQUESTED'), asked)
        .when(follow('03-10 20:00', 'EVIDENCE_ATTACHED', thirdCalendarWith(), { revision: 2 }))
        .then(
          followed('03-10 20:00', 'EVIDENCE_ATTACHED', 2),
          resumed(
            'EVIDENCE_REQUESTED',
            '03-09 20:00',
            '03-10 20:00',
            24,
            [resolution('03-12 10:00', [50, '03-11 10:00'], [75, '03-11 22:00'], [90, '03-12 05:12'])],
            { calendarVersion: 3 },
          ),
        );
    });

    test('loses no resumption either', () => {
      const asked = paused('REMEDY_ASKED', '03-09 20:00', { RESOLUTION: 38 });
      const chosen = resumed('REMEDY_ASKED', '03-09 20:00', '03-10 20:00', 0, [], by2);
      given(started, reviewed, asked)
        .when(follow('03-10 20:00', 'REMEDY_CHOSEN', ends))
        .then(followed('03-10 20:00', 'REMEDY_CHOSEN'), chosen);
      given(started, reviewed, asked, chosen)
        .when(recalculate('03-11 12:00', thirdCalendarWith()))
        .then(
          moved(
            '03-11 12:00',
            [{ target: 'RESOLUTION', to: on('03-12 10:00') }],
            [resolution('03-12 10:00', [50, '03-11 10:00'], [75, '03-11 22:00'], [90, '03-12 05:12'])],
            { calendarVersion: 3 },
          ),
          warned(50, '03-11 10:00', '03-11 12:00'),
        );
    });

    test('S12 voids no breach', () => {
      given(...late)
        .when(recalculate('03-13 12:00', ends))
        .then(moved('03-13 12:00', [{ target: 'RESOLUTION', from: on('03-11 10:00') }], [], by2));
      given(...late, paused('REMEDY_ASKED', '03-12 10:00', { RESOLUTION: 0 }))
        .when(recalculate('03-13 12:00', ends))
        .thenUnchanged();
      given(...answeredLate)
        .when(recalculate('03-13 12:00', ends))
        .thenUnchanged();
    });
  });
});
