import { type ClaimEvent, claimDecider, claimIdOf, isResolved } from '#claims';
import type { Instant } from '#kernel';
import { process, type React, type Recorded } from '#platform';
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
type Move = (to: ToClock, react: React) => Promise<unknown>;

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

/** The process manager of the promise: every move of a claim is told to its clock, in the order of the log (S5, S6, S10, S11). */
export function whenClaimMovesThenKeepItsClock(desk: Desk) {
  const resolution = async (event: Recorded<ClaimEvent>, react: React) =>
    (await isResolvedBy(desk, event)) && tell(desk, event, react, meet('RESOLUTION'));
  return process<ClaimEvent>({
    name: CLOCK_KEEPER,
    poison: 'set-aside',
    when: {
      async Submitted({ data: { claimId, partnerId, sku, coverage, calendarId }, metadata }, react) {
        // Bound at submission: the policy version and the partner's calendar.
        const own = calendarId === undefined ? undefined : await desk.calendars.newest(calendarId);
        const calendar = own ?? (await houseCalendar(desk, metadata.recordedAt));
        const { policyId, policyVersion = 0 } = coverage;
        const { resolutionTarget, firstReviewTarget } =
          (policyId !== undefined && (await desk.policy(policyId, policyVersion))) || TARGETS;
        await react(StartSla, { claimId, partnerId, sku, calendar, resolutionTarget, firstReviewTarget }, 'start');
        await byNewest(desk, { claimId, calendar }, react);
      },
      EvidenceRequested: (event, react) => tell(desk, event, react, pause('EVIDENCE_REQUESTED')),
      EvidenceAttached: (event, react) => tell(desk, event, react, resume('EVIDENCE_REQUESTED')),
      EvidenceReviewed: (event, react) => tell(desk, event, react, meet('FIRST_REVIEW')),
      Approved: (event, react) =>
        tell(
          desk,
          event,
          react,
          // Whoever decides without the evidence he asked for waits for it no longer.
          resume('EVIDENCE_REQUESTED'),
          meet('FIRST_REVIEW'),
          ...(event.data.choice ? [] : [pause('REMEDY_ASKED')]),
        ),
      Rejected: (event, react) => tell(desk, event, react, resume('EVIDENCE_REQUESTED'), meet('FIRST_REVIEW')),
      RemedyChosen: (event, react) => tell(desk, event, react, resume('REMEDY_ASKED')),
      // Each of the three may be the last of the facts of C9.
      DecisionCommunicated: resolution,
      ResolvedAsCredit: resolution,
      ReplacementQueued: resolution,
      Withdrawn: async (event, react) => event.data.submitted && tell(desk, event, react, cancel),
      Reopened: (event, react) => tell(desk, event, react, reopen),
    },
  });
}

/** C9 as of the event: what came later must not date it back. */
async function isResolvedBy(desk: Desk, { stream, revision }: Recorded<ClaimEvent>): Promise<boolean> {
  let claim = claimDecider.initial;
  for await (const event of desk.events<ClaimEvent>(stream)) {
    if (event.revision > revision) break;
    claim = claimDecider.evolve(claim, event);
  }
  return isResolved(claim);
}

async function tell(desk: Desk, event: Recorded<ClaimEvent>, react: React, ...moves: readonly Move[]): Promise<void> {
  const claimId = claimIdOf(event.stream) as string;
  const clock = await clockAsOf(desk, claimId, event);
  const calendar = clock && (await desk.calendars.newest(clock.calendarId));
  // No clock was started: why is on record with the submission.
  if (!calendar) return;
  const to = { claimId, calendar, ...(clock.notBefore && { notBefore: clock.notBefore }) };
  for (const move of moves) await move(to, react);
  await byNewest(desk, to, react);
}

/**
 * By which calendar the clock runs, and whether the event is late by the order of the log: it stands there behind a breach, yet
 * was recorded at an earlier hour than that was noticed. Then a clock was set back in between, and the breach stands (S9).
 */
async function clockAsOf(desk: Desk, claimId: string, { position, metadata }: Recorded<ClaimEvent>) {
  let clock: { readonly calendarId: string; readonly notBefore?: Instant } | undefined;
  for await (const { type, data, position: told } of desk.events<SlaEvent>(slaStream(claimId))) {
    if (type === 'SlaStarted') clock = { calendarId: data.calendarId };
    else if (type === 'SlaBreached' && clock && told < position && data.noticedAt > metadata.recordedAt)
      clock = { ...clock, notBefore: data.noticedAt };
  }
  return clock;
}

/**
 * A version published between the look at the calendar and the write is missed by whoever reckons the clocks anew then: this
 * one was not there yet, or stood still.
 */
async function byNewest(desk: Desk, { claimId, calendar }: ToClock, react: React): Promise<void> {
  const newest = await desk.calendars.newest(calendar.id);
  if (newest && newest.version > calendar.version)
    await react(ReckonSlaAnew, { claimId, calendar: newest }, `anew@${newest.version}`);
}
