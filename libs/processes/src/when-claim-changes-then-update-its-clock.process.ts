import { type ClaimEvent, claimStreams } from '#claims';
import type { Instant } from '#kernel';
import { defineProcess, type React, type Recorded } from '#platform';
import {
  applyNewestCalendar,
  type ClaimFact,
  followClaim,
  FollowClaim,
  RecalculateDeadlines,
  StartSla,
  USUAL_TARGETS,
} from '#sla';
import { claimTerms, defaultCalendar } from '#use-cases';
import type { PublishedPolicy } from '#warranty';
import type { ProcessPorts, Reads } from './process-ports.ts';

export const SLA_PROCESS = 'when-claim-changes-then-update-its-clock';

/** S1, S13: of the terms of the claim. */
const promiseOf = (terms: PublishedPolicy | undefined) =>
  terms
    ? {
        resolutionTarget: terms.resolutionTarget,
        firstReviewTarget: terms.firstReviewTarget,
        firstContactGoal: terms.firstContactGoal,
        pauseForSamples: terms.pauseForSamples,
      }
    : USUAL_TARGETS;

type Of<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>;

/** S5, S6, S10, S11: each event once, in the order of the log. */
export function whenClaimChangesThenUpdateItsClock({
  aggregates,
  executor,
}: Reads<'calendars' | 'clock' | 'events' | 'policy'> & Pick<ProcessPorts, 'executor'>) {
  type Reaction = React<FollowClaim | RecalculateDeadlines>;
  const followed = (event: Recorded<ClaimEvent>, react: Reaction, facts: readonly ClaimFact[], until?: Instant) =>
    followClaim(
      aggregates,
      claimStreams.idOf(event.stream) as string,
      event,
      { facts, ...(until && { until }) },
      react,
    );
  const follow =
    (...facts: ClaimFact[]) =>
    (event: Recorded<ClaimEvent>, react: Reaction) =>
      followed(event, react, facts);
  const approved = (event: Recorded<Of<'Approved' | 'GoodwillConfirmed'>>, react: Reaction) => {
    const { choice, chooseBy } = event.data;
    return followed(event, react, choice ? ['REMEDY_CHOSEN', 'APPROVED'] : ['APPROVED'], chooseBy);
  };
  return defineProcess<ClaimEvent, StartSla | FollowClaim | RecalculateDeadlines>({
    name: SLA_PROCESS,
    commands: { StartSla, FollowClaim, RecalculateDeadlines },
    poison: 'quarantine',
    when: {
      async Submitted(event, react) {
        const { claimId, partnerId, sku, calendarId } = event.data;
        // The policy version and the partner's calendar are bound at submission.
        const own = calendarId === undefined ? undefined : await aggregates.calendars.newest(calendarId);
        const calendar = own ?? (await defaultCalendar(aggregates, executor, event.metadata.recordedAt));
        const promise = promiseOf(await claimTerms(event.data, aggregates));
        await react(StartSla, { claimId, partnerId, sku, calendar, ...promise }, 'start');
        await applyNewestCalendar(aggregates, claimId, event, react);
      },
      EvidenceRequested: (event, react) => followed(event, react, ['EVIDENCE_REQUESTED'], event.data.answerBy),
      EvidenceAttached: follow('EVIDENCE_ATTACHED'),
      EvidenceReviewed: follow('REVIEWED'),
      // C13: without confirmation nothing is decided.
      Approved: async (event, react) => event.data.goodwill?.unconfirmed || approved(event, react),
      GoodwillConfirmed: (event, react) => approved(event, react),
      Rejected: follow('REJECTED'),
      RemedyChosen: follow('REMEDY_CHOSEN'),
      DecisionCommunicated: (event, react) =>
        followed(event, react, [event.data.noticeId === undefined ? 'COMMUNICATED' : 'NOTICE_DELIVERED']),
      CommunicationFailed: follow('NOTICE_BOUNCED'),
      ResolvedAsCredit: follow('EXECUTED'),
      ReplacementQueued: follow('EXECUTED'),
      Withdrawn: follow('WITHDRAWN'),
      Reopened: follow('REOPENED'),
      RemedyReversed(event, react) {
        const { choice, chooseBy } = event.data;
        return followed(event, react, ['REMEDY_REVERSED', ...(choice ? (['REMEDY_CHOSEN'] as const) : [])], chooseBy);
      },
    },
  });
}
