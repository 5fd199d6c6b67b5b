import { createHmac, timingSafeEqual } from 'node:crypto';
import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import type { Notice } from './notice.decider.ts';
import type { AnswerAct } from './notice.events.ts';
import type { NoticeKind } from './notice-kinds.events.ts';

/** What its reader can do by the link of a notice, by kind. */
const ACTS: { readonly [K in NoticeKind]?: AnswerAct } = {
  EVIDENCE_REQUESTED: 'ADD_EVIDENCE',
  EVIDENCE_REMINDER: 'ADD_EVIDENCE',
  CLAIM_APPROVED: 'ACKNOWLEDGE',
  CHOICE_ASKED: 'CHOOSE',
  CHOICE_REMINDER: 'CHOOSE',
  DEFAULT_APPLIED: 'CHOOSE',
  CLAIM_REJECTED: 'CONTEST',
  CREDIT_NOTE_ISSUED: 'RATE',
  REPLACEMENT_SHIPPED: 'RATE',
};

/** The authority to do one thing, once, in answer to one notice. */
export interface AnswerLink {
  readonly noticeId: string;
  readonly act: AnswerAct;
  readonly expiresAt: Instant;
}

/** `secret`: at least 32 bytes. `id`: letters and digits; it is in each link, so that older keys stay valid. */
export interface AnswerKey {
  readonly id: string;
  readonly secret: Uint8Array;
}

const ANSWER_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** Undefined: its kind asks for nothing. It can be used for 30 days, or until the answer is due if that is later. */
export function answerLinkOf({ noticeId, kind, claimId, queuedAt, facts }: Notice): AnswerLink | undefined {
  const act = ACTS[kind];
  if (!act || claimId === undefined) return undefined;
  const due = [facts.answerBy, facts.chooseBy].flatMap((at) => (typeof at === 'string' ? Date.parse(at) : []));
  return { noticeId, act, expiresAt: instantOf(Math.max(epochMilliseconds(queuedAt) + ANSWER_DAYS * DAY_MS, ...due)) };
}

const macOf = (text: string, { secret }: AnswerKey): Buffer => createHmac('sha256', secret).update(text).digest();

export function answerToken({ noticeId, act, expiresAt }: AnswerLink, key: AnswerKey): string {
  const text = [key.id, act, epochMilliseconds(expiresAt).toString(36), noticeId].join('.');
  return `${text}.${macOf(text, key).toString('base64url')}`;
}

/** Which key must have signed it. */
export const keyIdOf = (token: string): string => token.split('.', 1)[0] ?? '';

/** Undefined unless `key` signed it, character by character. An expired one is valid. */
export function answerLinkIn(token: string, key: AnswerKey): AnswerLink | undefined {
  const end = token.lastIndexOf('.');
  const text = token.slice(0, Math.max(end, 0));
  // As text, since more than one text is read as the same bytes.
  const [given, made] = [Buffer.from(token.slice(end + 1)), Buffer.from(macOf(text, key).toString('base64url'))];
  if (given.length !== made.length || !timingSafeEqual(given, made)) return undefined;
  const [, act, expiry, noticeId] = text.split('.') as [string, AnswerAct, string, string];
  return { noticeId, act, expiresAt: instantOf(Number.parseInt(expiry, 36)) };
}
