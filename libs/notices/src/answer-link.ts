import { DAY_MS, epochMilliseconds, type Instant, instantOf, signedText, textSignedBy } from '#kernel';
import type { Notice } from './notice.decider.ts';
import type { AnswerAct } from './notice.events.ts';
import type { NoticeKind } from './notice-kinds.events.ts';

/** What a notice asks for, by kind. */
const ASKED: { readonly [K in NoticeKind]?: AnswerAct } = {
  EVIDENCE_REQUESTED: 'ADD_EVIDENCE',
  EVIDENCE_REMINDER: 'ADD_EVIDENCE',
  CLAIM_APPROVED: 'ACKNOWLEDGE',
  CHOICE_ASKED: 'CHOOSE',
  CHOICE_REMINDER: 'CHOOSE',
  DEFAULT_APPLIED: 'CHOOSE',
  CLAIM_REJECTED: 'CONTEST',
};

/** The authority to do one thing, once, in answer to one notice. */
export interface AnswerLink {
  readonly noticeId: string;
  readonly act: AnswerAct;
  readonly expiresAt: Instant;
}

const ANSWER_DAYS = 30;

/** `answer`: to what its kind asks for. `rate`: to the one question (N3). They can be used for 30 days, or until the answer is due if that is later. */
export function answerLinksOf({ noticeId, kind, claimId, queuedAt, facts }: Notice): {
  readonly answer?: AnswerLink;
  readonly rate?: AnswerLink;
} {
  if (claimId === undefined) return {};
  const due = [facts.answerBy, facts.chooseBy].flatMap((at) => (typeof at === 'string' ? Date.parse(at) : []));
  const expiresAt = instantOf(Math.max(epochMilliseconds(queuedAt) + ANSWER_DAYS * DAY_MS, ...due));
  const asked = ASKED[kind];
  return {
    ...(asked && { answer: { noticeId, act: asked, expiresAt } }),
    ...(facts.asksRating === true && { rate: { noticeId, act: 'RATE', expiresAt } }),
  };
}

export const answerToken = ({ noticeId, act, expiresAt }: AnswerLink, key: Uint8Array): string =>
  signedText([act, epochMilliseconds(expiresAt).toString(36), noticeId].join('.'), key);

/** Undefined unless `key` signed it. An expired one is valid. */
export function answerLinkIn(token: string, key: Uint8Array): AnswerLink | undefined {
  const text = textSignedBy(key, token);
  if (text === undefined) return undefined;
  const [act, expiry, noticeId] = text.split('.') as [AnswerAct, string, string];
  return { noticeId, act, expiresAt: instantOf(Number.parseInt(expiry, 36)) };
}
