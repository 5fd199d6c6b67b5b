import { type ClaimEvent, claims } from '#claims';
import {
  ANSWER_BY,
  approved,
  attached,
  bound,
  CHOOSE_BY,
  chosen,
  claimId,
  communicated,
  communicationFailed,
  delivered,
  confirmed,
  converted,
  covered,
  credited,
  flagged,
  lapsed,
  queued,
  rejected,
  remedyReversed,
  reopened,
  requested,
  reviewed,
  submitted,
  unflagged,
  withdrawn,
} from '#claims/facts';
import { at, type Instant } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import {
  type ClaimFact,
  type CompiledCalendar,
  calendars,
  FollowClaim,
  RecalculateDeadlines,
  slaClocks,
  StartSla,
} from '#sla';
import { breached, calendar, calendarWith, followed, on, otherCalendar, paused, started, voided } from '#sla/facts';
import { recordedAggregates } from '#use-cases/specs';
import { policies } from '#warranty';
import { published } from '#warranty/facts';
import { whenClaimChangesThenUpdateItsClock } from './when-claim-changes-then-update-its-clock.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenClaimChangesThenUpdateItsClock({
    aggregates: recordedAggregates(recorded),
    executor: { execute: (unexpected) => Promise.reject(new Error(`${unexpected.type} was not expected`)) },
  }),
);

const claim = streamOf(claims, claimId);
const clock = streamOf(slaClocks, claimId);
const calendarOf = (...[first, ...others]: readonly [CompiledCalendar, ...CompiledCalendar[]]) =>
  streamOf(
    calendars,
    first.id,
  )(...[first, ...others].map((version) => ({ type: 'CalendarPublished' as const, data: version.published })));
const weekdays = calendarOf(calendar);
const newer = calendarWith('03-10');
const twoVersions = calendarOf(calendar, newer);

const sent = submitted({ calendarId: 'WEEKDAYS' });
const hours = { resolutionTarget: 'PT48H', firstReviewTarget: 'PT24H' };
const SECOND_TERMS = {
  resolutionTarget: 'PT24H',
  firstReviewTarget: 'PT6H',
  firstContactGoal: 0.9,
  pauseForSamples: true,
};
const start = (by: CompiledCalendar, targets: Partial<typeof SECOND_TERMS> & typeof hours = hours) =>
  command(StartSla, { claimId, partnerId: 'P-SEOUL', sku: 'LB-200', calendar: by, ...targets });
const follow = (revision: number, facts: readonly ClaimFact[], until?: Instant, by = calendar) =>
  command(FollowClaim, { claimId, calendar: by, revision, facts, ...(until && { until }) });
const recalculate = command(RecalculateDeadlines, { claimId, calendar: newer });

describe('when a claim is submitted, its clock starts', () => {
  it('S5 the clocks of several claims at the same time, the changes of one in turn', async () => {
    const another = streamOf(claims, 'C-2')(submitted({ claimId: 'C-2', calendarId: 'WEEKDAYS' }));
    await given(weekdays).whenAll(claim(sent), another).thenAtTheSameTime();
    await given(weekdays, claim(sent), clock(started))
      .whenAll(claim(reviewed('CONFIRMED'), approved()))
      .thenInTurn();
  });

  it('S1 S5 with 48 hours, and 24 for the first review, without a policy; by the calendar bound to the claim', () =>
    given(calendarOf(otherCalendar), weekdays).when(claim(sent)).thenCommands(start(calendar)));

  it('S1 S6 S13 with the targets, the goal and the pauses of the policy version bound to the claim', () =>
    given(
      weekdays,
      streamOf(policies, 'LED-24')(
        published(1, { policyId: 'LED-24' }),
        published(2, { policyId: 'LED-24', ...SECOND_TERMS }),
      ),
    )
      .when(claim(submitted({ calendarId: 'WEEKDAYS', coverage: covered })))
      .thenCommands(start(calendar, SECOND_TERMS)));

  it('S7 by the newest version; a version published before the clock existed is applied to it', async () => {
    await given(twoVersions).when(claim(sent)).thenCommands(start(newer));
    await given(twoVersions).when(claim(sent), clock(started)).thenCommands(start(newer), recalculate);
    await given(twoVersions)
      .when(claim(sent), claim(requested()), clock(started, followed('03-09 12:00', 'EVIDENCE_REQUESTED')))
      .thenCommands(start(newer));
  });
});

describe('what happens to a claim is followed by its clock', () => {
  const before = given(weekdays, claim(sent), clock(started));

  it.each<[change: string, event: ClaimEvent, facts: readonly ClaimFact[], until?: Instant]>([
    [
      'S6 C6 a request for evidence, with the end of the time for it',
      requested('PLATE'),
      ['EVIDENCE_REQUESTED'],
      ANSWER_BY,
    ],
    ['S6 evidence', attached(), ['EVIDENCE_ATTACHED']],
    ['S1 a review', reviewed('CONFIRMED'), ['REVIEWED']],
    [
      'S6 C7 an approval that asks for the remedy, with the end of the time for it',
      approved(),
      ['APPROVED'],
      CHOOSE_BY,
    ],
    ['S6 C7 C13 goodwill that a second person confirms, likewise', confirmed, ['APPROVED'], CHOOSE_BY],
    [
      'C7 an approval that takes the remedy from the preference',
      approved({ choice: { remedy: 'CREDIT', source: 'PREFERENCE' } }),
      ['REMEDY_CHOSEN', 'APPROVED'],
    ],
    ['S10 a rejection', rejected(), ['REJECTED']],
    ['S6 C7 a choice of the remedy', chosen('CREDIT'), ['REMEDY_CHOSEN']],
    ['S6 C7 a choice that is binding', bound('REPLACEMENT'), ['REMEDY_CHOSEN']],
    ['S10 C9 the communication', communicated(), ['COMMUNICATED']],
    ['S10 C9 the notice that was delivered', delivered(), ['NOTICE_DELIVERED']],
    ['N4 the notice that came back', communicationFailed(), ['NOTICE_BOUNCED']],
    ['S10 C9 the credit note', credited, ['EXECUTED']],
    ['S10 C9 the replacement in the ledger', queued, ['EXECUTED']],
    ['S11 a reopening', reopened, ['REOPENED']],
    [
      'F4 S11 S6 the reversal of its note, with the end of the time to choose again',
      remedyReversed(),
      ['REMEDY_REVERSED'],
      CHOOSE_BY,
    ],
    [
      'F6 S11 the conversion of its replacement, which names the remedy',
      converted,
      ['REMEDY_REVERSED', 'REMEDY_CHOSEN'],
    ],
    ['C10 a withdrawal', withdrawn, ['WITHDRAWN']],
  ])('%s', (_, event, ...followed) => before.when(claim(event)).thenCommands(follow(1, ...followed)));

  it.each([flagged, unflagged])('B8 but not $type', (event) => before.when(claim(event)).thenNone());

  it('S5 not if no clock was started', async () => {
    await given(weekdays, claim(sent)).when(claim(requested())).thenNone();
    await given(weekdays).when(claim(lapsed)).thenNone();
  });

  it('S7 by the newest version; one that found the clock not running is applied after the last event followed', async () => {
    const asked = [
      followed('03-09 12:00', 'EVIDENCE_REQUESTED'),
      paused('EVIDENCE_REQUESTED', '03-09 12:00', { RESOLUTION: 46 }),
    ];
    const submission = given(twoVersions, claim(sent), clock(started));
    await submission.when(claim(requested())).thenCommands(follow(1, ['EVIDENCE_REQUESTED'], ANSWER_BY, newer));
    await submission
      .when(claim(requested()), clock(...asked))
      .thenCommands(follow(1, ['EVIDENCE_REQUESTED'], ANSWER_BY, newer), recalculate);
    await submission
      .when(claim(requested()), claim(attached()), clock(...asked, followed('03-09 13:00', 'EVIDENCE_ATTACHED', 2)))
      .thenCommands(follow(1, ['EVIDENCE_REQUESTED'], ANSWER_BY, newer));
  });
});

describe('S9 the order of the log takes precedence over the times of machines', () => {
  const late = breached('RESOLUTION', '03-11 10:00', '03-11 10:30');
  const answered = (recordedAt: string) => claim(at(on('03-11 09:45'), communicated(), on(recordedAt)));
  const notBefore = command(FollowClaim, {
    claimId,
    calendar,
    revision: 1,
    facts: ['COMMUNICATED'],
    notBefore: '2026-03-11T10:00:00.001Z' as ReturnType<typeof on>,
  });
  const breach = given(weekdays, claim(sent), clock(started, late));

  it('what follows a breach in the log, recorded at an earlier time, is late', async () => {
    await breach.when(answered('03-11 09:45')).thenCommands(notBefore);
    const untrue = voided({
      target: 'RESOLUTION',
      dueAt: on('03-11 10:00'),
      hours: 47,
      reason: 'CALENDAR_CHANGED',
      at: on('03-11 10:40'),
    });
    await given(weekdays, claim(sent), clock(started, late, untrue))
      .when(answered('03-11 09:45'))
      .thenCommands(notBefore);
  });

  it('what was recorded after the breach was noticed, with an earlier time, is not', () =>
    breach.when(answered('03-11 10:30')).thenCommands(follow(1, ['COMMUNICATED'])));

  it('nor is what precedes the breach', () =>
    given(weekdays, claim(sent), clock(started))
      .when(answered('03-11 09:45'), clock(late))
      .thenCommands(follow(1, ['COMMUNICATED'])));
});
