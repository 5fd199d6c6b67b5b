import { contract, type EventsOf, type Json, zInstant } from '#kernel';
import { z } from 'zod';
import { NOTICE_KINDS } from './notice-kinds.events.ts';

const zText = z.string().min(1);
const zCount = z.int().positive();

/** A4: ids only, of a partner or of a member of staff. `personId`: of the one contact it is for; absent: all of them. */
const zRecipient = z.union([z.object({ partnerId: zText, personId: zText.optional() }), z.object({ staffId: zText })]);

/** Of a notice to the partner of a claim. */
const zOfClaim = { claimId: zText.optional() };

/** RELAY: a mail server took it on. ACKNOWLEDGED: the partner said so; of notices that no mail server was given. */
const DELIVERED_HOW = ['RELAY', 'ACKNOWLEDGED'] as const;

/** What a link lets the partner do. */
const ANSWER_ACTS = ['CHOOSE', 'ADD_EVIDENCE', 'CONTEST', 'ACKNOWLEDGE', 'RATE'] as const;
export type AnswerAct = (typeof ANSWER_ACTS)[number];

/** The stored contract of stream `notice-<noticeId>`. No personal data (A4): addresses and names are looked up when it is sent. */
export const noticeEvents = {
  NoticeQueued: contract({
    seenBy: 'staff',
    schema: z.object({
      noticeId: zText,
      kind: z.enum(NOTICE_KINDS),
      recipient: zRecipient,
      claimId: zText.optional(),
      /** Of a decision: the round that it was taken in (C9). */
      round: zCount.optional(),
      /** BCP 47. */
      language: zText,
      /** Id of the event that it tells of. */
      causedBy: zText,
      /** The mail that it answers. */
      answers: zText.optional(),
      /** The act that it follows from: with others of the same kind it is told in one mail. */
      digest: zText.optional(),
      /** N4: the notice that was lost, whose recipient has another address now. */
      insteadOf: zText.optional(),
      /** What `NoticeFacts` says for the kind. */
      facts: z.record(
        z.string(),
        z.custom<Json>((value) => value !== undefined),
      ),
    }),
  }),
  /** Before it is sent: the bytes are stored already. `sentTo`: ids of persons. */
  NoticeAttempted: contract({
    seenBy: 'staff',
    schema: z.object({
      noticeId: zText,
      attempt: zCount,
      contentSha256: zText,
      subject: zText,
      sentTo: z.array(zText).min(1),
    }),
  }),
  /** It lies in the outbox folder, since no mail server is set. */
  NoticeWritten: contract({ seenBy: 'staff', schema: z.object({ noticeId: zText, attempt: zCount }) }),
  /** `refused`: of the persons it was sent to, those whose address the relay refused. */
  NoticeDelivered: contract({
    seenBy: 'staff',
    schema: z.object({
      noticeId: zText,
      ...zOfClaim,
      attempt: zCount,
      how: z.enum(DELIVERED_HOW),
      refused: z.array(zText).default([]),
    }),
  }),
  /** Without addresses (A4). */
  NoticeFailed: contract({
    seenBy: 'staff',
    schema: z.object({ noticeId: zText, attempt: zCount, reason: zText, nextAttemptAt: zInstant }),
  }),
  /** A4: the bytes that were sent are removed. What it told, whom and when stays. `requestedBy`: id of the person that asked for it. */
  NoticeContentDeleted: contract({
    seenBy: 'staff',
    schema: z.object({ noticeId: zText, reason: zText, requestedBy: zText }),
  }),
  NoticeGivenUp: contract({ seenBy: 'staff', schema: z.object({ noticeId: zText, ...zOfClaim, reason: zText }) }),
  /** N4. `personId`: whose mail came back; absent: that of everyone it was sent to. `reachedNobody`: as far as is known now. */
  NoticeBounced: contract({
    seenBy: 'staff',
    schema: z.object({
      noticeId: zText,
      ...zOfClaim,
      reason: zText,
      personId: zText.optional(),
      reachedNobody: z.boolean(),
    }),
  }),
  /** N5: its link is used. */
  NoticeAnswered: contract({ seenBy: 'staff', schema: z.object({ noticeId: zText, act: z.enum(ANSWER_ACTS) }) }),
};

export type NoticeEvent = EventsOf<typeof noticeEvents>;
export type NoticeFact<T extends NoticeEvent['type']> = Extract<NoticeEvent, { type: T }>['data'];
export type Recipient = z.infer<typeof zRecipient>;
