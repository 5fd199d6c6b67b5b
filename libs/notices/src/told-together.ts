import { noticeLanguageOf, noticeWords } from '#words';
import type { Notice } from './notice.decider.ts';
import type { NoticeFacts, NoticeKind } from './notice-kinds.events.ts';
import { shownFacts } from './shown-facts.ts';

/** Of a claim, what a line says beside its number and serial; other kinds are told one by one. */
const OWN: { readonly [K in NoticeKind]?: readonly (keyof NoticeFacts[K])[] } = {
  CLAIM_RECEIVED: ['dueAt'],
  CLAIM_APPROVED: ['remedy', 'amount'],
  CREDIT_NOTE_ISSUED: ['creditNoteNumber', 'payable'],
  REPLACEMENT_QUEUED: ['sku'],
  REPLACEMENT_ALLOTTED: ['orderNumber'],
  REPLACEMENT_SHIPPED: ['newSerial', 'trackingNumber'],
};

/** Of many claims of one act, one mail says as much as one for each. */
export const isToldTogether = (kind: NoticeKind): boolean => OWN[kind] !== undefined;

/** Of one kind, to one recipient. */
export function toldTogether(
  kind: NoticeKind,
  notices: readonly Pick<Notice, 'facts'>[],
  { language, zone }: { readonly language: string; readonly zone: string },
): NoticeFacts['TOLD_TOGETHER'] {
  const reader = { language: noticeLanguageOf(language), zone, locale: language };
  const members: readonly string[] = ['claimNumber', 'serial', ...(OWN[kind] ?? [])];
  const lines = notices.map(({ facts }) => {
    const shown = shownFacts(facts, reader);
    return members.flatMap((member) => shown[member] || []).join(' · ');
  });
  const topic = noticeWords[reader.language].kinds[kind].heading;
  return { count: notices.length, topic, lines, attached: kind === 'CREDIT_NOTE_ISSUED' };
}
