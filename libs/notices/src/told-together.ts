import { fill } from '#kernel';
import { noticeLanguageOf, type NoticeWords, noticeWords } from '#words';
import type { Notice } from './notice.decider.ts';
import { TO_STAFF } from './notice-content.ts';
import type { NoticeFacts, NoticeKind } from './notice-kinds.events.ts';
import { shownFacts } from './shown-facts.ts';

type Together = NoticeKind & keyof NoticeWords['kinds']['TOLD_TOGETHER'];
type Columns<K extends NoticeKind> = readonly (keyof NoticeFacts[K] & keyof NoticeWords['labels'])[];

/** Of a claim, what a line says; other kinds are told one by one, for they ask for something. */
const COLUMNS: { readonly [K in Together]: Columns<K> } = {
  CLAIM_RECEIVED: ['claimNumber', 'serial', 'dueAt'],
  CLAIM_APPROVED: ['claimNumber', 'serial', 'remedy', 'amount'],
  CREDIT_NOTE_ISSUED: ['claimNumber', 'serial', 'creditNoteNumber', 'payable'],
  REPLACEMENT_QUEUED: ['claimNumber', 'serial', 'productName'],
  REPLACEMENT_ALLOTTED: ['claimNumber', 'serial', 'orderNumber', 'formerOrderNumber'],
  REPLACEMENT_SHIPPED: ['claimNumber', 'serial', 'newSerial', 'formerOrderNumber', 'trackingNumber'],
  NOTICE_UNDELIVERABLE: ['claimNumber', 'partner', 'reason'],
};

/** Of many claims of one act, one mail says as much as one for each. */
export const isToldTogether = (kind: NoticeKind): kind is Together => Object.hasOwn(COLUMNS, kind);

/** Of one kind, to one recipient. */
export function toldTogether(
  kind: Together,
  notices: readonly Pick<Notice, 'facts'>[],
  { language, zone }: { readonly language: string; readonly zone: string },
): NoticeFacts['TOLD_TOGETHER'] {
  const reader = { language: noticeLanguageOf(language), zone, locale: language };
  const { labels, kinds } = noticeWords[reader.language];
  const count = notices.length;
  const shown = notices.map(({ facts }) => shownFacts(facts, reader));
  const all: readonly (keyof typeof labels)[] = COLUMNS[kind];
  const columns = all.filter((column) => shown.some((facts) => facts[column]));
  const lines = shown.map((facts) => inLine(columns.map((column) => facts[column] || '–')));
  const topic = fill(kinds.TOLD_TOGETHER[kind], { count: String(count) }, reader.language);
  return {
    count,
    topic,
    columns: inLine(columns.map((column) => labels[column])),
    lines,
    attached: kind === 'CREDIT_NOTE_ISSUED',
    ...(TO_STAFF.has(kind) && { toStaff: true }),
  };
}

const inLine = (texts: readonly string[]): string => texts.join(' · ');
