import { Command, type Instant } from '#kernel';
import type { PauseCause, SlaTargetName } from './sla.events.ts';
import type { BusinessTime } from './sla.policies.ts';

// A command holds from its `by.at`: the moment of the fact that caused it, or the present when a sweep sends it.

/**
 * `calendar`: the newest version the sender knows of the claim's calendar, by value like all that a decision needs of
 * elsewhere. So the decider looks nothing up, and every reckoning is by the newest version (S7).
 */
interface ByCalendar {
  readonly claimId: string;
  readonly calendar: BusinessTime;
}

/**
 * A fact of a clock that runs. `notBefore`: it counts from then at the earliest. What stands behind a breach in the log and was
 * recorded by a clock that had been set back is later than that breach, whatever hour it showed (S9).
 */
interface OfClock extends ByCalendar {
  readonly notBefore?: Instant;
}

/** S5: `by.at` is when the claim was received. The targets are those of the policy version bound to the claim. */
export class StartSla extends Command<
  ByCalendar & {
    readonly partnerId: string;
    readonly sku: string;
    /** Business hours, `PT48H` (S1). */
    readonly resolutionTarget: string;
    readonly firstReviewTarget: string;
  }
> {
  readonly type = 'StartSla' as const;
}

/** S6: somebody else than the manufacturer owes the next move. */
export class PauseSla extends Command<OfClock & { readonly cause: Exclude<PauseCause, 'CLOSED'> }> {
  readonly type = 'PauseSla' as const;
}

export class ResumeSla extends Command<OfClock & { readonly cause: Exclude<PauseCause, 'CLOSED'> }> {
  readonly type = 'ResumeSla' as const;
}

/** S10: the first review was made, or the last of the three facts of C9 has come. */
export class MeetSlaTarget extends Command<OfClock & { readonly target: SlaTargetName }> {
  readonly type = 'MeetSlaTarget' as const;
}

/** S11. */
export class ReopenSla extends Command<OfClock> {
  readonly type = 'ReopenSla' as const;
}

/** The claim was withdrawn. */
export class CancelSla extends Command<OfClock> {
  readonly type = 'CancelSla' as const;
}

/** S7, S12: a new version of the calendar was published. */
export class RecalculateDeadlines extends Command<OfClock> {
  readonly type = 'RecalculateDeadlines' as const;
}

/** S8, S9: what the sweep sends for a clock whose next moment has come. The stored deadlines suffice to judge. */
export class CheckDeadlines extends Command<{ readonly claimId: string }> {
  readonly type = 'CheckDeadlines' as const;
}

export type SlaCommand =
  | StartSla
  | PauseSla
  | ResumeSla
  | MeetSlaTarget
  | ReopenSla
  | CancelSla
  | RecalculateDeadlines
  | CheckDeadlines;
