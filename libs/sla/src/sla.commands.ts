import { Command, type Instant } from '#kernel';
import type { ClaimFact } from './sla.events.ts';
import type { BusinessTime } from './sla.policies.ts';

// `meta.at` is the moment of the fact that caused the command, or the present when a sweep sends it.

/** `calendar`: the newest version that the sender knows, by value, since the decider looks nothing up (S7). */
interface ByCalendar {
  readonly claimId: string;
  readonly calendar: BusinessTime;
}

/** S5: `meta.at` is when the claim was received. The targets are those of the policy version bound to the claim. */
export class StartSla extends Command<
  ByCalendar & {
    readonly partnerId: string;
    readonly sku: string;
    readonly resolutionTarget: string;
    readonly firstReviewTarget: string;
    readonly firstContactGoal?: number | undefined;
  }
> {
  readonly type = 'StartSla' as const;
}

/** S6, S10, S11: an event of the claim. Repeated, in any order, it changes nothing. */
export class FollowClaim extends Command<
  ByCalendar & {
    readonly revision: number;
    readonly facts: readonly ClaimFact[];
    /** The earliest time for the facts: in the log they follow a breach that was noticed then (S9). */
    readonly notBefore?: Instant;
  }
> {
  readonly type = 'FollowClaim' as const;
}

/** S6: a sample is in transit, which is not an event of its claim. */
export class PauseSla extends Command<ByCalendar & { readonly cause: 'SAMPLE_IN_TRANSIT' }> {
  readonly type = 'PauseSla' as const;
}

export class ResumeSla extends Command<ByCalendar & { readonly cause: 'SAMPLE_IN_TRANSIT' }> {
  readonly type = 'ResumeSla' as const;
}

/** S7, S12: a new version of the calendar was published. */
export class RecalculateDeadlines extends Command<ByCalendar> {
  readonly type = 'RecalculateDeadlines' as const;
}

/** S8, S9: sent by the sweep for a clock with something due. Without a calendar: the deadlines are stored. */
export class CheckDeadlines extends Command<{ readonly claimId: string }> {
  readonly type = 'CheckDeadlines' as const;
}

export type SlaCommand = StartSla | FollowClaim | PauseSla | ResumeSla | RecalculateDeadlines | CheckDeadlines;
