import { contract, type EventsOf, zInstant } from '#kernel';
import { z } from 'zod';

export const SLA_TARGETS = ['FIRST_REVIEW', 'RESOLUTION'] as const;
/** S6; CLOSED: between a resolution and a reopening, or the reversal of its remedy (S11, F4). */
export const PAUSE_CAUSES = ['EVIDENCE_REQUESTED', 'REMEDY_ASKED', 'SAMPLE_IN_TRANSIT', 'CLOSED'] as const;
export const OWERS = ['PARTNER', 'CARRIER', 'NOBODY'] as const;
export const WARNINGS = [50, 75, 90] as const;
/** S12; FACT_KNOWN_LATER: a fact from before the due time that arrived after the breach was noticed. */
export const VOID_REASONS = ['CALENDAR_CHANGED', 'ZONE_RULES_CHANGED', 'FACT_KNOWN_LATER'] as const;
/** REOPENED: also by the reversal of a remedy (F4). */
export const MOVE_CAUSES = ['CALENDAR_CHANGED', 'ZONE_RULES_CHANGED', 'REOPENED'] as const;
const CLAIM_FACTS = [
  'EVIDENCE_REQUESTED',
  'EVIDENCE_ATTACHED',
  'REVIEWED',
  'APPROVED',
  'REJECTED',
  'REMEDY_CHOSEN',
  'COMMUNICATED',
  'NOTICE_DELIVERED',
  'NOTICE_BOUNCED',
  'EXECUTED',
  'REOPENED',
  'REMEDY_REVERSED',
  'WITHDRAWN',
] as const;

export type SlaTargetName = (typeof SLA_TARGETS)[number];
export type PauseCause = (typeof PAUSE_CAUSES)[number];
export type Ower = (typeof OWERS)[number];
export type VoidReason = (typeof VOID_REASONS)[number];
export type ClaimFact = (typeof CLAIM_FACTS)[number];

const zText = z.string();
const zTarget = z.enum(SLA_TARGETS);
const zMs = z.int().nonnegative();
const zShare = z.number().min(0).max(1);

const zDeadline = z.object({
  target: zTarget,
  dueAt: zInstant,
  warnings: z.array(z.object({ percent: z.int(), at: zInstant })),
});

/** Of unmet targets; empty while the clock is paused (S6). */
const zDeadlines = z.array(zDeadline);

const zCalculatedBy = { calendarId: zText, calendarVersion: z.int().positive(), zoneRules: zText };

const zPauseSum = z.object({ cause: z.enum(PAUSE_CAUSES), owedBy: z.enum(OWERS), count: z.int().positive(), ms: zMs });

/** For the report, which reads no other events (S13). */
const zPartnerAndProduct = { partnerId: zText, sku: zText };

const zOutcome = z.object({
  firstContact: z.boolean(),
  firstContactGoal: zShare.optional(),
  pauses: z.array(zPauseSum),
});

/** What the report counts of a resolution, for the period of `dueAt` (S13). `byMs`: of one that came late. */
const zResult = z.object({
  dueAt: zInstant,
  elapsedBusinessMs: zMs,
  byMs: zMs.optional(),
  outcome: zOutcome.optional(),
});

/** The stored contract of stream `sla-<claimId>`. Times are those of the facts; durations are business time unless named wall. */
export const slaEvents = {
  SlaStarted: contract({
    seenBy: 'partner',
    schema: z.object({
      claimId: zText,
      partnerId: zText,
      sku: zText,
      /** The time of submission; the clock runs from the next opening, `startsAt` (S5). Absent if the calendar has none. */
      receivedAt: zInstant,
      startsAt: zInstant.optional(),
      ...zCalculatedBy,
      promised: z.array(z.object({ target: zTarget, duration: zText })),
      firstContactGoal: zShare.optional(),
      /** S6: of the policy. */
      pauseForSamples: z.boolean().default(false),
      deadlines: zDeadlines,
    }),
  }),
  /** Written before the events it causes; omitted if it changes nothing. */
  SlaClaimFollowed: contract({
    seenBy: 'staff',
    schema: z.object({
      revision: z.int().positive(),
      facts: z.array(z.enum(CLAIM_FACTS)),
      at: zInstant,
    }),
  }),
  /** Again for a cause that holds: its time ends at another `until`. */
  SlaPaused: contract({
    seenBy: 'partner',
    schema: z.object({
      cause: z.enum(PAUSE_CAUSES),
      owedBy: z.enum(OWERS),
      at: zInstant,
      /** The end of the time for the move (C6, C7); the clock runs on from then, whenever that is noticed. */
      until: zInstant.optional(),
      ...zCalculatedBy,
      remaining: z.array(z.object({ target: zTarget, ms: zMs })),
    }),
  }),
  /** The clock runs again once no pause is open. `grantedMs`: added to the resolution target by the floor of S11. */
  SlaResumed: contract({
    seenBy: 'partner',
    schema: z.object({
      cause: z.enum(PAUSE_CAUSES),
      owedBy: z.enum(OWERS),
      pausedAt: zInstant,
      at: zInstant,
      pausedMs: zMs,
      grantedMs: zMs,
      ...zCalculatedBy,
      deadlines: zDeadlines,
    }),
  }),
  SlaDeadlineMoved: contract({
    seenBy: 'partner',
    schema: z.object({
      cause: z.enum(MOVE_CAUSES),
      at: zInstant,
      ...zCalculatedBy,
      moved: z.array(z.object({ target: zTarget, from: zInstant.optional(), to: zInstant.optional() })),
      grantedMs: zMs,
      deadlines: zDeadlines,
    }),
  }),
  SlaWarned: contract({
    seenBy: 'partner',
    schema: z.object({ target: zTarget, percent: z.int(), reachedAt: zInstant, noticedAt: zInstant }),
  }),
  /** S9: once per round; a reopening begins a new one (S11). */
  SlaBreached: contract({
    seenBy: 'partner',
    schema: z.object({ target: zTarget, ...zPartnerAndProduct, dueAt: zInstant, noticedAt: zInstant }),
  }),
  SlaMet: contract({
    seenBy: 'partner',
    schema: z.object({
      target: zTarget,
      ...zPartnerAndProduct,
      at: zInstant,
      /** Absent for a review while the clock was paused. */
      dueAt: zInstant.optional(),
      elapsedBusinessMs: zMs,
      elapsedWallMs: zMs,
      /** The breach of this round, unless voided. `byMs`: business time. */
      late: z.object({ dueAt: zInstant, byMs: zMs }).optional(),
      outcome: zOutcome.optional(),
      ...zCalculatedBy,
    }),
  }),
  /** N4: the notice by which the resolution was communicated came back, so the clock has never stopped. */
  SlaMetVoided: contract({
    seenBy: 'partner',
    schema: z.object({
      target: z.literal('RESOLUTION'),
      ...zPartnerAndProduct,
      at: zInstant,
      metAt: zInstant,
      /** As the report counts it, which takes it back. */
      counted: zResult,
      ...zCalculatedBy,
      deadlines: zDeadlines,
    }),
  }),
  /** The claim was withdrawn. `breached`: breaches that remain (C10). */
  SlaCancelled: contract({
    seenBy: 'partner',
    schema: z.object({
      ...zPartnerAndProduct,
      at: zInstant,
      breached: z.array(z.object({ target: zTarget, dueAt: zInstant })),
    }),
  }),
  /** S12. `dueAt`: of the breach; `newDueAt`: by the new version, absent while paused. */
  SlaBreachVoided: contract({
    seenBy: 'partner',
    schema: z.object({
      target: zTarget,
      ...zPartnerAndProduct,
      dueAt: zInstant,
      newDueAt: zInstant.optional(),
      /** By the new version, until the target was met, the claim was withdrawn, or now. */
      elapsedBusinessMs: zMs,
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
      ...zCalculatedBy,
    }),
  }),
};

export type SlaEvent = EventsOf<typeof slaEvents>;
export type SlaFact<T extends SlaEvent['type']> = Extract<SlaEvent, { type: T }>['data'];
export type Result = z.infer<typeof zResult>;
export type Outcome = z.infer<typeof zOutcome>;
export type Deadline = z.infer<typeof zDeadline>;
