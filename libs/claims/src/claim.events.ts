import { contract, type EventsOf, type Json, type Serial, zDay, zInstant, zMoney } from '#kernel';
import { z } from 'zod';
import { type SightingEvent, zPictureHash } from './sightings.events.ts';

export const CLAIM_STATUSES = [
  'SUBMITTED',
  'UNDER_REVIEW',
  'AWAITING_EVIDENCE',
  'APPROVED',
  'AWAITING_CHOICE',
  'RESOLVED',
  'REJECTED',
  'WITHDRAWN',
] as const;
export const EVIDENCE_KINDS = ['PHOTO', 'VIDEO', 'PROOF_OF_PURCHASE', 'OTHER'] as const;
export const CHANNELS = ['API', 'EMAIL', 'IMPORT', 'CONSOLE'] as const;
export const REVIEW_VERDICTS = ['CONFIRMED', 'NOT_CONFIRMED', 'INCONCLUSIVE'] as const;
export const REMEDIES = ['CREDIT', 'REPLACEMENT'] as const;
export const STANDING_INSTRUCTIONS = ['ASK', ...REMEDIES] as const;
/** C7. PREFERENCE: stated on the claim; DEFAULT: the partner did not answer in time; ONLY_POSSIBLE: for this unit (R2, R4). */
export const REMEDY_SOURCES = ['PARTNER', 'PREFERENCE', 'STANDING_INSTRUCTION', 'DEFAULT', 'ONLY_POSSIBLE'] as const;
const REVERSED_BECAUSE = ['NOTE_REVERSED', 'CONVERTED'] as const;
/** What the reason for which a credit is held can be about. */
export const HOLD_SUBJECTS = ['LEGAL_ENTITY', 'PARTNER', 'PRODUCT', 'UNIT', 'INVOICE', 'ORDER'] as const;
const COMMUNICATED_HOW = ['SEEN_BY_PARTNER', 'NOTICE_DELIVERED', 'TOLD_BY_STAFF'] as const;

export type ClaimStatus = (typeof CLAIM_STATUSES)[number];
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];
export type Channel = (typeof CHANNELS)[number];
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];
export type Remedy = (typeof REMEDIES)[number];
export type StandingInstruction = (typeof STANDING_INSTRUCTIONS)[number];
export type RemedySource = (typeof REMEDY_SOURCES)[number];

const zText = z.string();
const zRemedy = z.enum(REMEDIES);
/** Normalised by `parseSerial` when received; not checked again. */
const zSerial = zText as unknown as z.ZodType<Serial>;
const zJson = z.custom<Json>((value) => value !== undefined);

const zEvidenceItem = z.object({
  evidenceId: zText,
  kind: z.enum(EVIDENCE_KINDS),
  sha256: zText,
  mediaType: zText,
  bytes: z.int().nonnegative(),
  name: zText.optional(),
  /** Of a picture that is decoded, as was found when it was uploaded. */
  picture: zPictureHash.optional(),
  /** It stood in the text of a mail, as photos do, and logos. */
  isEmbedded: z.literal(true).optional(),
});

const zCoverage = z.object({
  covered: z.boolean(),
  policyId: zText.optional(),
  policyVersion: z.int().optional(),
  expiresOn: zDay.optional(),
  testedOn: zDay,
  failedChecks: z.array(z.object({ code: zText, message: zText })),
});

/** C7, C9. `how`: by phone, by mail; `whom`: the person at the partner. */
const zConversation = z.object({ at: zInstant, how: zText, whom: zText });

/** R2, R4. `message`: for the partner, so it tells nothing of the supplier's invoice. */
const zExcludedRemedy = z.object({ remedy: zRemedy, code: zText, message: zText, rule: zText.optional() });

/** B7: that the unit is of, and what it was confirmed for; with it no evidence is needed. */
const zDefectiveBatch = z.object({ batchId: zText, defectGroup: zText });

/** F8. `about`: what is to be changed. `characters`: those that the fonts of documents do not have. `limit`: of the policy, that the credit is above. */
const zHoldReason = z.object({
  code: zText,
  message: zText,
  about: z.object({ kind: z.enum(HOLD_SUBJECTS), id: zText }).optional(),
  characters: zText.optional(),
  limit: zMoney.optional(),
});

/** What the claim is for. */
const claimedUnit = { serial: zSerial, sku: zText, batchId: zText };

/** 1, plus one for each reopening: tells which decision a late notice was about. */
const zRound = z.int().positive();

/** 1, plus one for each remedy that was reversed. */
const zRemedyNumber = z.int().positive();

/** The stored contract of stream `claim-<claimId>`. There is no "resolved" event: resolved means three facts (C9). */
export const claimEvents = {
  Submitted: contract({
    seenBy: {
      partner: [
        'claimId',
        'partnerId',
        'serial',
        'sku',
        'defect',
        'failedOn',
        'preferredRemedy',
        'partnerReference',
        'evidence',
        'channel',
        'batch',
        'coverage',
        'calendarId',
        'submittedBy',
      ],
    },
    schema: z.object({
      claimId: zText,
      partnerId: zText,
      ...claimedUnit,
      defect: z.object({ code: zText, description: zText }),
      failedOn: zDay.optional(),
      preferredRemedy: zRemedy.optional(),
      /** The partner's own number for it. */
      partnerReference: zText.optional(),
      evidence: z.array(zEvidenceItem),
      channel: z.enum(CHANNELS),
      batch: zDefectiveBatch.optional(),
      coverage: zCoverage,
      /** The partner's calendar on that day (S7). Absent: the default calendar. */
      calendarId: zText.optional(),
      /** The person or process that submitted it (C13). */
      submittedBy: zText,
      /** N3: the member of staff whose claim it is at first; absent: nobody could take it. */
      ownerId: zText.optional(),
      /** N1: the mail that it came by, and what the checks of its sender said. */
      mail: z.object({ mailId: zText, dkim: zText, spf: zText, dmarc: zText }).optional(),
    }),
  }),
  /** R5: the unit of the claim is another than it was claimed for, as was found after its shipment was recorded. */
  ClaimedUnitCorrected: contract({
    seenBy: { partner: ['claimId', 'serial', 'sku'] },
    schema: z.object({ claimId: zText, ...claimedUnit, from: z.object(claimedUnit) }),
  }),
  EvidenceAttached: contract({ seenBy: 'partner', schema: z.object({ evidence: z.array(zEvidenceItem) }) }),
  /** C4: a fact of the unit changed before the decision. `because`: the type of that event. */
  CoverageTested: contract({ seenBy: 'partner', schema: z.object({ coverage: zCoverage, because: zText }) }),
  /** `answerBy`: until then a rejection waits for the evidence (C6). */
  EvidenceRequested: contract({
    seenBy: 'partner',
    schema: z.object({ missing: z.array(zText), message: zText, requestedBy: zText, answerBy: zInstant }),
  }),
  EvidenceReviewed: contract({
    seenBy: { partner: ['verdict', 'reviewer', 'findings', 'defectCode'] },
    schema: z.object({
      verdict: z.enum(REVIEW_VERDICTS),
      reviewer: zText,
      findings: zText,
      /** Named by the reviewer, where the product does not have the one that was given (R10). */
      defectCode: zText.optional(),
      /** C5: the quality-control record of the batch at that time; null when there was none. */
      batchQc: zJson,
    }),
  }),
  /** B5: that group of its batch is suspected, for reasons that the batch shows. */
  BatchFlagged: contract({ seenBy: 'staff', schema: z.object({ batchId: zText, defectGroup: zText }) }),
  BatchUnflagged: contract({ seenBy: 'staff', schema: z.object({ batchId: zText, defectGroup: zText }) }),
  Approved: contract({
    seenBy: { partner: ['round', 'approvedBy', 'batch', 'goodwill', 'choice', 'excludedRemedies'] },
    schema: z.object({
      round: zRound,
      approvedBy: zText,
      /** Instead of a CONFIRMED review (C6, B7). */
      batch: zDefectiveBatch.optional(),
      /** C3: the unit was not covered. Unconfirmed, the approval waits for `GoodwillConfirmed` (C13). */
      goodwill: z.object({ reason: zText, unconfirmed: z.boolean() }).optional(),
      choice: z.object({ remedy: zRemedy, source: z.enum(REMEDY_SOURCES) }).optional(),
      /** C7: present when the partner is asked; afterwards the default applies. */
      chooseBy: zInstant.optional(),
      excludedRemedies: z.array(zExcludedRemedy).default([]),
    }),
  }),
  Rejected: contract({
    seenBy: 'partner',
    schema: z.object({
      round: zRound,
      rejectedBy: zText,
      code: zText,
      explanation: zText,
      clause: zText,
      /** Absent: the claim has none, as its batch was confirmed defective. */
      evidenceId: zText.optional(),
    }),
  }),
  GoodwillConfirmed: contract({
    seenBy: 'partner',
    schema: z.object({
      round: zRound,
      confirmedBy: zText,
      choice: z.object({ remedy: zRemedy, source: z.enum(REMEDY_SOURCES) }).optional(),
      chooseBy: zInstant.optional(),
    }),
  }),
  /** `binding`: execution has begun and the choice is final. `onBehalf`: recorded by staff as the partner stated it (C7). */
  RemedyChosen: contract({
    seenBy: 'partner',
    schema: z.object({
      remedy: zRemedy,
      source: z.enum(REMEDY_SOURCES),
      binding: z.boolean(),
      /** C8: of a replacement, the product that the partner agreed to as well. */
      substituteSku: zText.optional(),
      onBehalf: zConversation.optional(),
    }),
  }),
  DecisionCommunicated: contract({
    seenBy: 'partner',
    schema: z.object({
      round: zRound,
      how: z.enum(COMMUNICATED_HOW),
      noticeId: zText.optional(),
      conversation: zConversation.optional(),
    }),
  }),
  /** N4: the notice came back after a relay had taken it on. Who saw the decision, or was told of it, has been told still. */
  CommunicationFailed: contract({
    seenBy: { partner: ['round', 'noticeId'] },
    schema: z.object({ round: zRound, noticeId: zText, reason: zText }),
  }),
  /** R4: the note may belong to the invoiced partner, so its number is for staff only. */
  ResolvedAsCredit: contract({
    seenBy: { partner: [] },
    schema: z.object({ creditNoteNumber: zText, amount: zMoney }),
  }),
  ReplacementQueued: contract({
    seenBy: 'partner',
    schema: z.object({ sku: zText, freightPaidBy: z.literal('MANUFACTURER') }),
  }),
  /** F8: the credit is bound, and its note cannot be issued yet. `partnerId`: that was invoiced (R4). */
  CreditHeld: contract({
    seenBy: 'staff',
    schema: z.object({
      remedyNumber: zRemedyNumber,
      partnerId: zText,
      legalEntityId: zText,
      reasons: z.array(zHoldReason).min(1),
    }),
  }),
  /** F8: by finance, above the policy's limit. Here, since the note has no number yet. */
  CreditReleased: contract({
    seenBy: 'staff',
    schema: z.object({ remedyNumber: zRemedyNumber, releasedBy: zText }),
  }),
  /** F4, F6: the claim is approved still, and its remedy open again. */
  RemedyReversed: contract({
    seenBy: { partner: ['remedyNumber', 'cause', 'choice', 'chooseBy'] },
    schema: z.object({
      /** Of the remedy that was reversed. */
      remedyNumber: zRemedyNumber,
      cause: z.enum(REVERSED_BECAUSE),
      creditNoteNumber: zText.optional(),
      reason: zText,
      choice: z.object({ remedy: zRemedy, source: z.enum(REMEDY_SOURCES) }).optional(),
      /** C7: present when the partner is asked. */
      chooseBy: zInstant.optional(),
    }),
  }),
  /** `onBehalfReason`: why staff withdrew it (C10). `submitted: false`: never submitted; only uses up the id (`AbandonSubmission`). */
  Withdrawn: contract({
    seenBy: 'partner',
    schema: z.object({ reason: zText.optional(), onBehalfReason: zText.optional(), submitted: z.boolean() }),
  }),
  /** C6, C7: before the time given for evidence or choice runs out, at `until`. */
  PartnerReminded: contract({
    seenBy: 'partner',
    schema: z.object({ of: z.enum(['EVIDENCE', 'CHOICE']), until: zInstant }),
  }),
  Reopened: contract({
    seenBy: 'partner',
    schema: z.object({
      reason: zText,
      reopenedBy: zText,
      evidence: z.array(zEvidenceItem),
      batch: zDefectiveBatch.optional(),
    }),
  }),
  /** N3: the partner's answer to the one question after resolution. Partner, product and account manager as they stood then. */
  ClaimRated: contract({
    seenBy: { partner: ['score', 'comment', 'partnerId', 'sku'] },
    schema: z.object({
      score: z.int().min(1).max(5),
      comment: zText.optional(),
      partnerId: zText,
      sku: zText,
      accountManager: zText,
    }),
  }),
};

/** `EvidenceSeenBefore` stands in streams that were written before it had its own. */
export type ClaimEvent = EventsOf<typeof claimEvents> | SightingEvent;
export type ClaimEventData<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>['data'];

export type PictureHash = z.infer<typeof zPictureHash>;
export type HoldReason = z.infer<typeof zHoldReason>;
export type EvidenceItem = z.infer<typeof zEvidenceItem>;
export type ClaimCoverage = z.infer<typeof zCoverage>;
export type DefectiveBatch = z.infer<typeof zDefectiveBatch>;
export type ClaimedUnit = ClaimEventData<'ClaimedUnitCorrected'>['from'];
export type Conversation = z.infer<typeof zConversation>;
export type ExcludedRemedy = z.infer<typeof zExcludedRemedy>;
