import { type ClaimEvent, type ClaimState, claimDecider, claimStreams, isResolved } from '#claims';
import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import { type Outcome, defineProcess, type React, type Recorded } from '#platform';
import {
  CancelSla,
  type CheckDeadlines,
  type CompiledCalendar,
  MeetSlaTarget,
  PauseSla,
  RecalculateDeadlines,
  ReopenSla,
  ResumeSla,
  type SlaCommand,
  type SlaEvent,
  slaStreams,
  type SlaTargetName,
  StartSla,
} from '#sla';
import { type AggregateReader, type CommandExecutor, defaultCalendar } from '#use-cases';

export const SLA_PROCESS = 'when-claim-changes-then-update-its-clock';

/** S1: where no policy says otherwise. */
const TARGETS = { resolutionTarget: 'PT48H', firstReviewTarget: 'PT24H' };

type ClockCommand = Exclude<SlaCommand, CheckDeadlines>;

/** What every move says to a clock. */
interface ToClock {
  readonly claimId: string;
  readonly calendar: CompiledCalendar;
  readonly notBefore?: Instant;
}

/** One command to the clock of a claim. */
type Move = (to: ToClock, react: React<ClockCommand>) => Promise<Outcome>;

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

/** Whoever decides without the evidence he asked for waits for it no longer. */
const awaitsEvidence = ({ request, decision }: ClaimState): boolean => request !== undefined && !decision;
const awaitsChoice = ({ decision, choice }: ClaimState): boolean => decision?.outcome === 'APPROVED' && !choice;
/** A decision is a review, too (B7); after a reopening it was made. */
const isReviewed = ({ reviewers, rejecters, decision }: ClaimState): boolean =>
  reviewers.length > 0 || rejecters.length > 0 || decision !== undefined;

/**
 * S6, S10, S11. Each is sent where the claim turns, and there its clock turns with it. So each is carried out the first time or
 * never, whoever sends it again later: an end of a pause that was none could end another one.
 */
const transitions = (before: ClaimState, after: ClaimState): readonly Move[] => {
  const turns = (is: (claim: ClaimState) => boolean) => !is(before) && is(after);
  const ends = (is: (claim: ClaimState) => boolean) => is(before) && !is(after);
  return [
    ends(awaitsEvidence) && resume('EVIDENCE_REQUESTED'),
    ends(awaitsChoice) && resume('REMEDY_ASKED'),
    turns(isReviewed) && meet('FIRST_REVIEW'),
    turns(isResolved) && meet('RESOLUTION'),
    turns(awaitsEvidence) && pause('EVIDENCE_REQUESTED'),
    turns(awaitsChoice) && pause('REMEDY_ASKED'),
    turns(({ withdrawn }) => withdrawn) && cancel,
    after.round > before.round && reopen,
  ].filter((move) => move !== false);
};

/**
 * The process manager of the promise: every move of a claim is told to its clock, once and in the order of the log (S5, S6, S10,
 * S11).
 */
export function whenClaimChangesThenUpdateItsClock(
  aggregates: Pick<AggregateReader, 'calendars' | 'events' | 'policy'>,
  commands: CommandExecutor,
) {
  const tell = (event: Recorded<ClaimEvent>, react: React<ClockCommand>) => notifyClock(aggregates, event, react);
  return defineProcess<ClaimEvent, ClockCommand>({
    name: SLA_PROCESS,
    commands: { StartSla, PauseSla, ResumeSla, MeetSlaTarget, ReopenSla, CancelSla, RecalculateDeadlines },
    poison: 'quarantine',
    when: {
      async Submitted(event, react) {
        const { claimId, partnerId, sku, coverage, calendarId } = event.data;
        // Bound at submission: the policy version and the partner's calendar.
        const own = calendarId === undefined ? undefined : await aggregates.calendars.newest(calendarId);
        const calendar = own ?? (await defaultCalendar(aggregates, commands, event.metadata.recordedAt));
        const { policyId, policyVersion } = coverage;
        const policy =
          policyId !== undefined && policyVersion !== undefined && (await aggregates.policy(policyId, policyVersion));
        const { resolutionTarget, firstReviewTarget } = policy || TARGETS;
        await react(StartSla, { claimId, partnerId, sku, calendar, resolutionTarget, firstReviewTarget }, 'start');
        await tell(event, react);
      },
      EvidenceRequested: tell,
      EvidenceAttached: tell,
      EvidenceReviewed: tell,
      Approved: tell,
      Rejected: tell,
      RemedyChosen: tell,
      DecisionCommunicated: tell,
      ResolvedAsCredit: tell,
      ReplacementQueued: tell,
      Withdrawn: tell,
      Reopened: tell,
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

/** A claim at an event. What came later is not looked at: it must not date anything back. */
interface ClaimAt {
  readonly before: ClaimState;
  readonly after: ClaimState;
  /** Ids of its events so far. */
  readonly events: ReadonlySet<string>;
  /**
   * When the last of the facts of C9 held (S10). An execution is dated like the decision that caused it, and may come behind a
   * communication that holds from later.
   */
  readonly lastFactAt?: Instant;
}

async function claimAt(
  aggregates: Pick<AggregateReader, 'events'>,
  { stream, revision }: Recorded<ClaimEvent>,
): Promise<ClaimAt> {
  let before = claimDecider.initial;
  let after = claimDecider.initial;
  let lastFactAt: Instant | undefined;
  const events = new Set<string>();
  for await (const event of aggregates.events<ClaimEvent>(stream, { limit: revision + 1 })) {
    [before, after] = [after, claimDecider.evolve(after, event, event.metadata.occurredAt)];
    events.add(event.id);
    if (event.type === 'Reopened') lastFactAt = undefined;
    else if (FACTS.includes(event.type)) lastFactAt = later(lastFactAt, event.metadata.occurredAt);
  }
  return { before, after, events, ...(lastFactAt && { lastFactAt }) };
}

async function notifyClock(
  aggregates: Pick<AggregateReader, 'calendars' | 'events'>,
  event: Recorded<ClaimEvent>,
  react: React,
): Promise<void> {
  const claimId = claimStreams.idOf(event.stream) as string;
  const claim = await claimAt(aggregates, event);
  const due = transitions(claim.before, claim.after);
  if (due.length === 0 && event.type !== 'Submitted') return;
  const clock = await clockAt(aggregates, claimId, event, claim);
  // No clock was started: why is on record with the submission.
  if (!clock || clock.toldOfMore) return;
  let calendar = (await aggregates.calendars.newest(clock.calendarId)) as CompiledCalendar;
  const newer = async () => {
    const newest = (await aggregates.calendars.newest(clock.calendarId)) as CompiledCalendar;
    return newest.version > calendar.version && newest;
  };
  const notBefore = later(clock.notBefore, isResolved(claim.after) ? claim.lastFactAt : undefined);
  for (const move of due)
    for (;;) {
      const outcome = await move({ claimId, calendar, ...(notBefore && { notBefore }) }, react);
      // All clocks are reckoned anew beside this: one may have been already, by a version published since the look.
      const next = outcome.kind === 'refused' && outcome.refusal.code === 'CALENDAR_SUPERSEDED' && (await newer());
      if (!next) break;
      calendar = next;
    }
  // Who reckons all clocks anew misses what he does not see: a clock that is not there yet, or stands still. A version published
  // between the look and the write is not missed so, nor one that came before this was broken off and begun again.
  const newest = (await newer()) || calendar;
  if (newest.version > clock.calendarVersion)
    await react(RecalculateDeadlines, { claimId, calendar: newest }, `anew@${newest.version}`);
}

const later = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one && (!other || one > other) ? one : other;

/** A clock at an event of its claim. */
interface ClockAt {
  readonly calendarId: string;
  /** The last one reckoned by. */
  readonly calendarVersion: number;
  /**
   * Present when the event is late by the order of the log: it stands there behind a breach, yet was recorded at an earlier hour
   * than that was noticed. Then a clock was set, and the breach stands (S9): whatever the hour, the event came after the due time.
   */
  readonly notBefore?: Instant;
  /**
   * It has been told of later moves, so of this one too, and what changed nothing then must not now: a reopening that granted
   * nothing would open again what has ended since. Processes begin again at their checkpoint, or at the first event without one.
   */
  readonly toldOfMore: boolean;
}

async function clockAt(
  aggregates: Pick<AggregateReader, 'events'>,
  claimId: string,
  { position, metadata }: Recorded<ClaimEvent>,
  { events }: ClaimAt,
): Promise<ClockAt | undefined> {
  let clock: ClockAt | undefined;
  for await (const event of aggregates.events<SlaEvent>(slaStreams.of(claimId))) {
    const { actor, $causationId } = event.metadata;
    if (actor.id === SLA_PROCESS && $causationId !== undefined && !events.has($causationId))
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
