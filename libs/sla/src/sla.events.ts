import { contract, type EventsOf, zInstant } from '#kernel';
import { z } from 'zod';

export const SLA_TARGETS = ['FIRST_REVIEW', 'RESOLUTION'] as const;
/** S6; CLOSED is the time between a resolution and a reopening (S11). */
export const PAUSE_CAUSES = ['EVIDENCE_REQUESTED', 'REMEDY_ASKED', 'SAMPLE_IN_TRANSIT', 'CLOSED'] as const;
/** Who owes the next move while the clock is paused. */
export const OWERS = ['PARTNER', 'CARRIER', 'NOBODY'] as const;
/** S8: shares of the resolution target in percent. */
export const WARNINGS = [50, 75, 90] as const;
/** The calendar changed (S12), or a fact from before the due time became known after the breach was noticed. */
export const VOID_REASONS = ['CALENDAR_CHANGED', 'FACT_KNOWN_LATER'] as const;
const MOVE_CAUSES = ['CALENDAR_CHANGED', 'REOPENED'] as const;
/** What of a claim's life matters to its clock (S6, S10, S11, C9, C10). */
const CLAIM_FACTS = [
  'EVIDENCE_REQUESTED',
  'EVIDENCE_ATTACHED',
  'REVIEWED',
  'APPROVED',
  'REJECTED',
  'REMEDY_CHOSEN',
  'COMMUNICATED',
  'EXECUTED',
  'REOPENED',
  'WITHDRAWN',
] as const;

export type SlaTargetName = (typeof SLA_TARGETS)[number];
export type PauseCause = (typeof PAUSE_CAUSES)[number];
export type Ower = (typeof OWERS)[number];
export type VoidReason = (typeof VOID_REASONS)[number];
export type ClaimFact = (typeof CLAIM_FACTS)[number];

const zText = z.string();
const zTarget = z.enum(SLA_TARGETS);
/** Integer milliseconds. */
const zMs = z.int().nonnegative();
/** 0 to 1. */
const zShare = z.number().min(0).max(1);

/** When a target falls due, and when its warnings do; those given already are left out. */
const zDeadline = z.object({
  target: zTarget,
  dueAt: zInstant,
  warnings: z.array(z.object({ percent: z.int(), at: zInstant })),
});

/** Deadlines of the targets that are still to be met. None while the clock is paused: there is no due time then (S6). */
const zDeadlines = z.array(zDeadline);

/** The version that the deadlines were calculated by. */
const zCalendarVersion = z.int().positive();

/** All pauses of one cause and owner. */
const zPauseSum = z.object({ cause: z.enum(PAUSE_CAUSES), owedBy: z.enum(OWERS), count: z.int().positive(), ms: zMs });

/** Whose claim it is: the report counts by both, and knows of no other event (S13). */
const zWhose = { partnerId: zText, sku: zText };

/** What the report counts of a resolution beside its time (S13), since the round began. */
const zOutcome = z.object({
  /** Resolved without ever having asked for more evidence. */
  firstContact: z.boolean(),
  /** The share of first contacts that the claim's policy aims at; absent where it states none. */
  firstContactGoal: zShare.optional(),
  pauses: z.array(zPauseSum),
});

/** The stored contract of stream `sla-<claimId>`. Times are when the fact holds, durations are business time unless they say wall. */
export const slaEvents = {
  SlaStarted: contract(
    'partner',
    z.object({
      claimId: zText,
      partnerId: zText,
      sku: zText,
      /** The true time of submission; the clock runs from `startsAt`, the next opening (S5). Absent: the calendar knows of none. */
      receivedAt: zInstant,
      startsAt: zInstant.optional(),
      calendarId: zText,
      calendarVersion: zCalendarVersion,
      /** What was promised, in business hours: `PT48H` (S1). */
      promised: z.array(z.object({ target: zTarget, duration: zText })),
      /** What the policy aims at (S13). */
      firstContactGoal: zShare.optional(),
      deadlines: zDeadlines,
    }),
  ),
  /** Before the events it causes. One that neither causes any nor changes what is known of the claim is not written down. */
  SlaClaimFollowed: contract(
    'staff',
    z.object({
      /** Of the claim's event. */
      revision: z.int().positive(),
      facts: z.array(z.enum(CLAIM_FACTS)),
      at: zInstant,
    }),
  ),
  SlaPaused: contract(
    'partner',
    z.object({
      cause: z.enum(PAUSE_CAUSES),
      owedBy: z.enum(OWERS),
      at: zInstant,
      calendarId: zText,
      calendarVersion: zCalendarVersion,
      remaining: z.array(z.object({ target: zTarget, ms: zMs })),
    }),
  ),
  /** The clock runs again where no other pause holds. `grantedMs`: added to the resolution target by the floor of S11. */
  SlaResumed: contract(
    'partner',
    z.object({
      cause: z.enum(PAUSE_CAUSES),
      owedBy: z.enum(OWERS),
      pausedAt: zInstant,
      at: zInstant,
      pausedMs: zMs,
      grantedMs: zMs,
      calendarId: zText,
      calendarVersion: zCalendarVersion,
      deadlines: zDeadlines,
    }),
  ),
  SlaDeadlineMoved: contract(
    'partner',
    z.object({
      cause: z.enum(MOVE_CAUSES),
      at: zInstant,
      calendarId: zText,
      calendarVersion: zCalendarVersion,
      /** Absent `from` or `to`: a version of the calendar without business time to come gave, or gives, no due time. */
      moved: z.array(z.object({ target: zTarget, from: zInstant.optional(), to: zInstant.optional() })),
      grantedMs: zMs,
      deadlines: zDeadlines,
    }),
  ),
  SlaWarned: contract(
    'partner',
    z.object({ target: zTarget, percent: z.int(), reachedAt: zInstant, noticedAt: zInstant }),
  ),
  /** S9. Once in a round: after a reopening the resolution is promised anew (S11). */
  SlaBreached: contract('partner', z.object({ target: zTarget, ...zWhose, dueAt: zInstant, noticedAt: zInstant })),
  /** S10. The resolution stops the clock. */
  SlaMet: contract(
    'partner',
    z.object({
      target: zTarget,
      ...zWhose,
      at: zInstant,
      /** Absent when a review came while the clock was paused. */
      dueAt: zInstant.optional(),
      elapsedBusinessMs: zMs,
      elapsedWallMs: zMs,
      /** The breach of this round that stands, and by how much business time it was missed. */
      late: z.object({ dueAt: zInstant, byMs: zMs }).optional(),
      /** Of the resolution alone. */
      outcome: zOutcome.optional(),
      calendarId: zText,
      calendarVersion: zCalendarVersion,
    }),
  ),
  /** The claim was withdrawn: nothing is owed any more. `breached`: what was late by then stays so (C10). */
  SlaCancelled: contract(
    'partner',
    z.object({ ...zWhose, at: zInstant, breached: z.array(z.object({ target: zTarget, dueAt: zInstant })) }),
  ),
  /** S12. `dueAt` is what the breach said, `newDueAt` what holds; absent while paused. */
  SlaBreachVoided: contract(
    'partner',
    z.object({
      target: zTarget,
      ...zWhose,
      dueAt: zInstant,
      newDueAt: zInstant.optional(),
      /** By this version, until the target was met, the claim withdrawn, or now. */
      elapsedBusinessMs: zMs,
      /** How it was met, when it was, and what was counted of it `before` this. */
      met: z
        .object({
          at: zInstant,
          outcome: zOutcome.optional(),
          before: z.object({ elapsedBusinessMs: zMs, byMs: zMs, outcome: zOutcome.optional() }),
        })
        .optional(),
      withdrawn: z.boolean(),
      reason: z.enum(VOID_REASONS),
      at: zInstant,
      calendarId: zText,
      calendarVersion: zCalendarVersion,
    }),
  ),
};

export type SlaEvent = EventsOf<typeof slaEvents>;
export type SlaFact<T extends SlaEvent['type']> = Extract<SlaEvent, { type: T }>['data'];
export type Outcome = z.infer<typeof zOutcome>;
export type Deadline = z.infer<typeof zDeadline>;
