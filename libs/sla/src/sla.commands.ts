import { Command, type Instant } from '#kernel';
import type { ClaimFact } from './sla.events.ts';
import type { BusinessTime } from './sla.policies.ts';

// `meta.at`: the moment of the fact that caused the command; for a sweep, now.

/** `calendar`: the newest version known to the sender; passed by value, since the decider looks nothing up (S7). */
interface ByCalendar {
  readonly claimId: string;
  readonly calendar: BusinessTime;
}

export class StartSla extends Command<
  ByCalendar & {
    readonly partnerId: string;
    readonly sku: string;
    readonly resolutionTarget: string;
    readonly firstReviewTarget: string;
    readonly firstContactGoal?: number | undefined;
    readonly pauseForSamples?: boolean | undefined;
  }
> {
  readonly type = 'StartSla' as const;
}

/** S6, S10, S11: an event of the claim. Repeats have no effect, in any order. */
export class FollowClaim extends Command<
  ByCalendar & {
    readonly revision: number;
    readonly facts: readonly ClaimFact[];
    /** C6, C7: the end of the time that the partner has for the next move. */
    readonly until?: Instant;
    /** S9: the earliest time of the facts, which come after a breach in the log. */
    readonly notBefore?: Instant;
  }
> {
  readonly type = 'FollowClaim' as const;
}

export class PauseSla extends Command<ByCalendar & { readonly cause: 'SAMPLE_IN_TRANSIT' }> {
  readonly type = 'PauseSla' as const;
}

export class ResumeSla extends Command<ByCalendar & { readonly cause: 'SAMPLE_IN_TRANSIT' }> {
  readonly type = 'ResumeSla' as const;
}

export class RecalculateDeadlines extends Command<ByCalendar> {
  readonly type = 'RecalculateDeadlines' as const;
}

/** S6, S8, S9: sent by the sweep for a clock with something due. */
export class CheckDeadlines extends Command<ByCalendar> {
  readonly type = 'CheckDeadlines' as const;
}

export type SlaCommand = StartSla | FollowClaim | PauseSla | ResumeSla | RecalculateDeadlines | CheckDeadlines;
