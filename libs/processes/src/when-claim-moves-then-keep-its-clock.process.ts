import { type ClaimEvent, claimDecider, claimIdOf, isResolved } from '#claims';
import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import { type Outcome, process, type React, type Recorded } from '#platform';
import {
  CancelSla,
  type LaidOutCalendar,
  MeetSlaTarget,
  PauseSla,
  ReckonSlaAnew,
  ReopenSla,
  ResumeSla,
  type SlaEvent,
  slaStream,
  type SlaTargetName,
  StartSla,
} from '#sla';
import type { Desk } from './desk.ts';
import { houseCalendar } from './house-calendar.ts';

export const CLOCK_KEEPER = 'when-claim-moves-then-keep-its-clock';

/** S1: where no policy says otherwise. */
const TARGETS = { resolutionTarget: 'PT48H', firstReviewTarget: 'PT24H' };

/** What every move says to a clock. */
interface ToClock {
  readonly claimId: string;
  readonly calendar: LaidOutCalendar;
  readonly notBefore?: Instant;
}

/** One command to the clock of a claim. */
type Move = (to: ToClock, react: React) => Promise<Outcome>;

const pause =
  (cause: PauseSla['data']['cause']): Move =>
  (to, react) =>
    react(PauseSla, { ...to, cause }, `pause/${cause}`);
const resume =
  (cause: ResumeSla['data']['cause']): Move =>
  (to, react) =>
    react(ResumeSla, { ...to, cause }, `resume/${cause}`);
const meet =
  (target: SlaTargetName): Move =>
  (to, react) =>
    react(MeetSlaTarget, { ...to, target }, `meet/${target}`);
const reopen: Move = (to, react) => react(ReopenSla, to, 'reopen');
const cancel: Move = (to, react) => react(CancelSla, to, 'cancel');

/**
 * The process manager of the promise: every move of a claim is told to its clock, once and in the order of the log (S5, S6, S10,
 * S11).
 */
export function whenClaimMovesThenKeepItsClock(desk: Desk) {
  const told =
    (...moves: readonly Move[]) =>
    (event: Recorded<ClaimEvent>, react: React) =>
      tell(desk, event, react, moves);
  const resolution = async (event: Recorded<ClaimEvent>, react: React) => {
    const resolvedAt = await resolvedAsOf(desk, event);
    if (resolvedAt) await tell(desk, event, react, [meet('RESOLUTION')], resolvedAt);
  };
  return process<ClaimEvent>({
    name: CLOCK_KEEPER,
    poison: 'set-aside',
    when: {
      async Submitted(event, react) {
        const { claimId, partnerId, sku, coverage, calendarId } = event.data;
        // Bound at submission: the policy version and the partner's calendar.
        const own = calendarId === undefined ? undefined : await desk.calendars.newest(calendarId);
        const calendar = own ?? (await houseCalendar(desk, event.metadata.recordedAt));
        const { policyId, policyVersion } = coverage;
        const policy =
          policyId !== undefined && policyVersion !== undefined && (await desk.policy(policyId, policyVersion));
        const { resolutionTarget, firstReviewTarget } = policy || TARGETS;
        await react(StartSla, { claimId, partnerId, sku, calendar, resolutionTarget, firstReviewTarget }, 'start');
        await tell(desk, event, react, []);
      },
      EvidenceRequested: told(pause('EVIDENCE_REQUESTED')),
      EvidenceAttached: told(resume('EVIDENCE_REQUESTED')),
      EvidenceReviewed: told(meet('FIRST_REVIEW')),
      // Whoever decides without the evidence he asked for waits for it no longer.
      Approved: (event, react) =>
        tell(desk, event, react, [
          resume('EVIDENCE_REQUESTED'),
          meet('FIRST_REVIEW'),
          ...(event.data.choice ? [] : [pause('REMEDY_ASKED')]),
        ]),
      Rejected: told(resume('EVIDENCE_REQUESTED'), meet('FIRST_REVIEW')),
      RemedyChosen: told(resume('REMEDY_ASKED')),
      // Each of the three may be the last of the facts of C9.
      DecisionCommunicated: resolution,
      ResolvedAsCredit: resolution,
      ReplacementQueued: resolution,
      Withdrawn: async (event, react) => event.data.submitted && tell(desk, event, react, [cancel]),
      Reopened: told(reopen),
    },
  });
}

/** The events of which the last one to hold ends the promise (C9). */
const FACTS: readonly ClaimEvent['type'][] = [
  'Approved',
  'Rejected',
  'DecisionCommunicated',
  'ResolvedAsCredit',
  'ReplacementQueued',
];

/**
 * C9, S10 as of the event (what came later must not date it back): when the last of the three facts held, undefined while one is
 * missing. An execution is dated like the decision that caused it, and may come behind a communication that holds from later.
 */
async function resolvedAsOf(desk: Desk, { stream, revision }: Recorded<ClaimEvent>): Promise<Instant | undefined> {
  let claim = claimDecider.initial;
  let last: Instant | undefined;
  for await (const event of desk.events<ClaimEvent>(stream, { limit: revision + 1 })) {
    claim = claimDecider.evolve(claim, event);
    const { occurredAt } = event.metadata;
    if (event.type === 'Reopened') last = undefined;
    else if (FACTS.includes(event.type) && !(last && last > occurredAt)) last = occurredAt;
  }
  return isResolved(claim) ? last : undefined;
}

async function tell(
  desk: Desk,
  event: Recorded<ClaimEvent>,
  react: React,
  moves: readonly Move[],
  notBefore?: Instant,
): Promise<void> {
  const claimId = claimIdOf(event.stream) as string;
  const clock = await clockAsOf(desk, claimId, event);
  // No clock was started: why is on record with the submission.
  if (!clock || clock.toldOfMore) return;
  let calendar = (await desk.calendars.newest(clock.calendarId)) as LaidOutCalendar;
  const newer = async () => {
    const newest = (await desk.calendars.newest(clock.calendarId)) as LaidOutCalendar;
    return newest.version > calendar.version && newest;
  };
  const earliest = later(notBefore, clock.notBefore);
  for (const move of moves)
    for (;;) {
      const outcome = await move({ claimId, calendar, ...(earliest && { notBefore: earliest }) }, react);
      // All clocks are reckoned anew beside this: one may have been already, by a version published since the look.
      const next = outcome.kind === 'refused' && outcome.refusal.code === 'CALENDAR_SUPERSEDED' && (await newer());
      if (!next) break;
      calendar = next;
    }
  // Who reckons all clocks anew misses what he does not see: a clock that is not there yet, or stands still. A version published
  // between the look and the write is not missed so, nor one that came before this was broken off and begun again.
  const newest = (await newer()) || calendar;
  if (newest.version > clock.calendarVersion)
    await react(ReckonSlaAnew, { claimId, calendar: newest }, `anew@${newest.version}`);
}

const later = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one && other ? (one > other ? one : other) : (one ?? other);

/** The clock as it has been told of the claim's moves up to the event. */
interface ClockAsOf {
  readonly calendarId: string;
  /** The last one reckoned by. */
  readonly calendarVersion: number;
  /**
   * Present when the event is late by the order of the log: it stands there behind a breach, yet was recorded at an earlier hour
   * than that was noticed. Then a clock was set, and the breach stands (S9): whatever the hour, the event came after the due time.
   */
  readonly notBefore?: Instant;
  /**
   * It has been told of later moves, so of this one too. What changed nothing then would now: a resumption that found no pause
   * would end a later one. Processes begin again behind their checkpoint, or at the first event when that is lost.
   */
  readonly toldOfMore: boolean;
}

async function clockAsOf(
  desk: Desk,
  claimId: string,
  { stream, revision, position, metadata }: Recorded<ClaimEvent>,
): Promise<ClockAsOf | undefined> {
  const known = new Set<string>();
  for await (const { id } of desk.events<ClaimEvent>(stream, { limit: revision + 1 })) known.add(id);
  let clock: ClockAsOf | undefined;
  for await (const event of desk.events<SlaEvent>(slaStream(claimId))) {
    const { actor, $causationId } = event.metadata;
    if (actor.id === CLOCK_KEEPER && $causationId !== undefined && !known.has($causationId))
      return clock && { ...clock, toldOfMore: true };
    if (event.type === 'SlaStarted') {
      const { calendarId, calendarVersion } = event.data;
      clock = { calendarId, calendarVersion, toldOfMore: false };
    } else if (!clock) return undefined;
    else if ('calendarVersion' in event.data) clock = { ...clock, calendarVersion: event.data.calendarVersion };
    else if (event.type === 'SlaBreached' && event.position < position) {
      const { dueAt, noticedAt } = event.data;
      const afterDue = instantOf(epochMilliseconds(dueAt) + 1);
      if (noticedAt > metadata.recordedAt) clock = { ...clock, notBefore: later(clock.notBefore, afterDue) as Instant };
    }
  }
  return clock;
}
