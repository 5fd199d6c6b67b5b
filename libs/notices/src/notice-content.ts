import { fill, withoutActive } from '#kernel';
import type { LabelledText, MailBlock } from '#platform';
import { type NoticeLanguage, type NoticeWords, noticeWords, words } from '#words';
import type { NoticeFacts, NoticeKind } from './notice-kinds.events.ts';
import type { NoticeToRender } from './notice-renderer.ts';
import { oneLine } from './shown-facts.ts';

interface Telling<K extends NoticeKind> {
  readonly facts: NoticeFacts[K];
  readonly said: NoticeWords['kinds'][K];
  readonly language: NoticeLanguage;
  readonly paragraph: (text: string) => MailBlock;
  readonly small: (text: string) => MailBlock;
  /** One row for each fact that is there, under its own label or, in a pair, another. */
  readonly rows: (...names: readonly (Label | readonly [fact: Label, label: Label])[]) => MailBlock;
  /** The answer, where the notice has a link, and the other way to give it. */
  readonly answer: (button: string, otherWay: string) => readonly MailBlock[];
  /** The page where it is done, after signing in; nothing where the notice has no link. */
  readonly page: (button: string) => readonly MailBlock[];
  /** As `answer`, of what needs no answer: nothing where the notice has no link. */
  readonly offer: (button: string) => readonly MailBlock[];
  /** N3: the one question, where it is asked with this notice. */
  readonly rating: () => readonly MailBlock[];
}
type Label = keyof NoticeWords['labels'];
type Content<K extends NoticeKind> = (telling: Telling<K>) => readonly (MailBlock | false | undefined)[];

/** Of notices to staff. */
export const TO_STAFF: ReadonlySet<NoticeKind> = new Set([
  'DEADLINE_WARNED',
  'DEADLINE_BREACHED',
  'NOTICE_UNDELIVERABLE',
]);

const CLAIM = ['claimNumber', 'serial', 'productName', 'partnerReference'] as const;

/** C8. */
const freightOf = (remedy: 'CREDIT' | 'REPLACEMENT'): readonly Label[] => (remedy === 'REPLACEMENT' ? ['freight'] : []);

/** What follows the heading, by kind (N2). */
const CONTENTS: { readonly [K in NoticeKind]: Content<K> } = {
  CLAIM_RECEIVED: ({ facts, said, language, paragraph, small, rows }) => [
    paragraph(facts.dueAt ? said.text : said.later),
    paragraph(facts.covered ? said.covered : said.examined),
    !facts.covered &&
      list(
        facts.failedChecks.map((code) =>
          code === 'UNKNOWN_DEFECT_CODE' ? said.unknownDefect : (meaningOf(code, language) ?? code),
        ),
      ),
    rows(...CLAIM, 'receivedAt', 'dueAt'),
    facts.startsAt !== undefined && facts.startsAt !== facts.receivedAt && small(said.nextOpening),
    facts.startsAt !== undefined && facts.dueAt !== undefined && small(said.calculated),
    small(said.pauses),
  ],
  EVIDENCE_REQUESTED: ({ facts, said, language, paragraph, rows, answer }) => [
    paragraph(said.text),
    list(facts.missing),
    quote(facts.message),
    paragraph(said.until),
    ...answer(said.button, noticeWords[language].replyWithFiles),
    rows(...CLAIM, 'answerBy'),
  ],
  EVIDENCE_REMINDER: ({ facts, said, language, paragraph, rows, answer }) => [
    paragraph(said.text),
    list(facts.missing),
    paragraph(said.after),
    ...answer(said.button, noticeWords[language].replyWithFiles),
    rows(...CLAIM, 'answerBy'),
  ],
  CLAIM_APPROVED: ({ facts, said, language, paragraph, small, rows, offer }) => [
    paragraph(said.text),
    facts.goodwill && paragraph(noticeWords[language].goodwill),
    paragraph(said[facts.remedy]),
    facts.onlyRemedyBecause !== undefined && paragraph(onlyRemedy(facts.onlyRemedyBecause, language)),
    rows(...CLAIM, 'remedy', 'amount', ...freightOf(facts.remedy)),
    small(keepUnit(facts, language)),
    ...offer(noticeWords[language].acknowledge),
  ],
  CHOICE_ASKED: ({ facts, said, language, paragraph, small, rows, answer }) => [
    paragraph(facts.again ? said.again : said.text),
    facts.goodwill && paragraph(noticeWords[language].goodwill),
    paragraph(said.two),
    list([facts.amount ? said.creditOf : said.CREDIT, said.REPLACEMENT]),
    paragraph(said.until),
    ...answer(said.button, noticeWords[language].replyToAnswer),
    rows(...CLAIM, 'amount', 'chooseBy'),
    small(keepUnit(facts, language)),
  ],
  CHOICE_REMINDER: ({ said, language, paragraph, rows, answer }) => [
    paragraph(said.text),
    ...answer(said.button, noticeWords[language].replyToAnswer),
    rows(...CLAIM, 'chooseBy'),
  ],
  DEFAULT_APPLIED: ({ facts, said, language, paragraph, small, rows, answer }) => [
    paragraph(said.text),
    ...answer(said.button, noticeWords[language].replyToAnswer),
    rows(...CLAIM, 'remedy', ...freightOf(facts.remedy)),
    small(keepUnit(facts, language)),
  ],
  CLAIM_REJECTED: ({ facts, said, language, paragraph, rows, answer, rating }) => [
    paragraph(said.text),
    row(noticeWords[language].labels.reason, reasonText(facts.code, language)),
    quote(facts.explanation),
    rows('clause', 'evidence', ...CLAIM),
    paragraph(said.secondLook),
    ...answer(said.button, noticeWords[language].replyToAnswer),
    ...rating(),
  ],
  CREDIT_NOTE_ISSUED: ({ facts, said, language, paragraph, small, rows, rating }) => [
    paragraph(said.text),
    rows('creditNoteNumber', 'issuedOn', 'net', 'payable', 'invoiceNumber', ...CLAIM),
    small(words[language].document.creditTerms),
    facts.ofSuspectedBatch === true && small(keepUnit(facts, language)),
    ...rating(),
  ],
  REPLACEMENT_QUEUED: ({ facts, said, language, paragraph, small, rows }) => [
    paragraph(said.text),
    rows(...CLAIM, 'freight'),
    small(keepUnit(facts, language)),
  ],
  REPLACEMENT_ALLOTTED: ({ facts, said, language, paragraph, small, rows }) => [
    paragraph(said.text),
    rows('orderNumber', 'formerOrderNumber', ...CLAIM, 'freight'),
    small(keepUnit(facts, language)),
  ],
  REPLACEMENT_SHIPPED: ({ facts, said, language, paragraph, small, rows, rating }) => [
    paragraph(said.text),
    rows(
      'newSerial',
      'shippedOn',
      'orderNumber',
      'formerOrderNumber',
      'carrier',
      'trackingNumber',
      ...CLAIM,
      'freight',
    ),
    small(keepUnit(facts, language)),
    ...rating(),
  ],
  CONVERTED_TO_CREDIT: ({ said, paragraph, rows }) => [paragraph(said.text), rows(...CLAIM)],
  CLAIM_REOPENED: ({ facts, said, paragraph, rows }) => [
    paragraph(said.text),
    quote(facts.reason),
    rows(...CLAIM, 'dueAt'),
  ],
  CLAIM_WITHDRAWN: ({ facts, said, paragraph, rows }) => [
    paragraph(said.text),
    facts.reason !== undefined && quote(facts.reason),
    rows(...CLAIM),
  ],
  DEADLINE_MOVED: ({ said, paragraph, rows }) => [paragraph(said.text), rows('from', 'to', ...CLAIM)],
  BREACH_VOIDED: ({ said, paragraph, rows }) => [paragraph(said.text), rows(['dueAt', 'from'], 'newDueAt', ...CLAIM)],
  SAMPLE_REQUESTED: ({ facts, said, paragraph, rows }) => [
    paragraph(said.text),
    ...heldUnits(facts, said.more),
    ...failedUnits(facts.failed, said.failed),
    paragraph(said.collection),
    rows('batchId', 'productName', 'collectOn', 'carrier', 'trackingNumber', 'freight'),
  ],
  SAMPLE_COLLECTION_ARRANGED: ({ facts, said, paragraph, rows }) => [
    paragraph(said.text),
    ...heldUnits(facts, said.more),
    ...failedUnits(facts.failed, said.failed),
    paragraph(said.instead),
    rows('batchId', 'productName', 'requestedAt', 'collectOn', 'carrier', 'trackingNumber', 'freight'),
  ],
  SAMPLES_CANCELLED: ({ facts, said, paragraph, rows }) => [
    paragraph(said.text),
    paragraph(said.others),
    facts.ofSuspectedBatch && paragraph(said.keep),
    rows('batchId', 'productName', 'requestedAt'),
  ],
  BATCH_CONFIRMED_DEFECTIVE: ({ facts, said, paragraph, rows, page }) => [
    paragraph(said.text),
    ...heldUnits(facts, said.more),
    paragraph(said.claimAll),
    ...page(said.button),
    ...failedUnits(facts.scrappable, said.scrap),
    rows('batchId', 'productName', 'defectGroup'),
  ],
  SCRAPPING_ALLOWED: ({ facts, said, paragraph, rows }) => [
    paragraph(said.text),
    ...heldUnits(facts, said.more),
    rows('batchId', 'productName'),
  ],
  TOLD_TOGETHER: ({ facts, said, paragraph, small }) => [
    paragraph(said.text),
    list(facts.lines),
    facts.attached && paragraph(said.attached),
    small(said.more),
  ],
  MAIL_INCOMPLETE: ({ facts, said, language, paragraph }) => [
    paragraph(said.text),
    lacks(facts, language),
    paragraph(said.how),
  ],
  MAIL_PARTLY_USED: ({ facts, said, language, paragraph }) => [
    paragraph(said.text),
    lacks(facts, language),
    paragraph(said.how),
  ],
  DEADLINE_WARNED: ({ said, paragraph, rows }) => [paragraph(said.text), rows('partner', ...CLAIM, 'dueAt')],
  DEADLINE_BREACHED: ({ said, paragraph, rows }) => [paragraph(said.text), rows('partner', ...CLAIM, 'dueAt')],
  WEBHOOK_SWITCHED_OFF: ({ said, paragraph, rows }) => [
    paragraph(said.text),
    rows('webhookId', 'host', 'since', 'reason'),
  ],
  NOTICE_UNDELIVERABLE: ({ facts, said, paragraph, rows }) => [
    paragraph(said.text),
    rows('partner', 'claimNumber', 'kind'),
    quote(facts.reason),
  ],
};

/** `values`: the facts as they are to be shown. */
export function noticeContent<K extends NoticeKind>(
  { kind, facts, links }: NoticeToRender<K>,
  language: NoticeLanguage,
  values: Readonly<Record<string, string>>,
): readonly MailBlock[] {
  const { labels, theirReference, freight, oneUse, rate } = noticeWords[language];
  const said = (text: string): string => fill(text, values, language);
  // Of notices about a notice.
  const told = 'kind' in facts ? noticeWords[language].kinds[facts.kind].heading : undefined;
  const own: { readonly [name in Label]?: string | undefined } = { freight, kind: told };
  const labelled = (row: Label | readonly [Label, Label]): readonly LabelledText[] => {
    const [name, called] = typeof row === 'string' ? [row, row] : row;
    const text = own[name] ?? values[name];
    const label = name === 'partnerReference' && TO_STAFF.has(kind) ? theirReference : labels[called];
    return text === undefined || text === '' ? [] : [{ label, text }];
  };
  const content: Content<K> = CONTENTS[kind];
  const blocks = content({
    facts,
    said: filled(noticeWords[language].kinds[kind], said),
    language,
    paragraph: (text) => ({ kind: 'paragraph', text }),
    small: (text) => ({ kind: 'small', text }),
    rows: (...names) => ({ kind: 'facts', rows: names.flatMap(labelled) }),
    answer: (button, otherWay) =>
      links.answer === undefined
        ? [{ kind: 'small', text: otherWay }]
        : [
            { kind: 'button', text: button, url: links.answer },
            { kind: 'small', text: `${oneUse}\n${otherWay}` },
          ],
    page: (button) => (links.answer === undefined ? [] : [{ kind: 'button', text: button, url: links.answer }]),
    offer: (button) =>
      links.answer === undefined
        ? []
        : [
            { kind: 'button', text: button, url: links.answer },
            { kind: 'small', text: oneUse },
          ],
    rating: () =>
      links.rate === undefined
        ? []
        : [
            { kind: 'paragraph', text: rate.text },
            { kind: 'button', text: rate.button, url: links.rate },
            // Said once in a mail.
            ...(links.answer === undefined ? [{ kind: 'small', text: oneUse } as const] : []),
          ],
  });
  return blocks.filter((block) => block !== false && block !== undefined);
}

const filled = <T extends object>(texts: T, said: (text: string) => string): T =>
  Object.fromEntries(Object.entries(texts).map(([name, text]: [string, string]) => [name, said(text)])) as T;

/** What a code means, where the engine knows. */
function meaningOf(code: string, language: NoticeLanguage): string | undefined {
  const codes: Readonly<Record<string, string>> = words[language].codes;
  return Object.hasOwn(codes, code) ? codes[code] : undefined;
}

/** C6: the partner sees the code as well. */
function reasonText(code: string, language: NoticeLanguage): string {
  const reasons: Readonly<Record<string, string>> = words[language].values.RejectionReason;
  const meaning = meaningOf(code, language) ?? (Object.hasOwn(reasons, code) ? reasons[code] : undefined);
  return meaning === undefined ? code : `${code} – ${meaning}`;
}

/** C7: by the code of the refusal. */
const onlyRemedy = (because: string, language: NoticeLanguage): string =>
  fill(
    noticeWords[language].kinds.CLAIM_APPROVED.only,
    { onlyRemedyBecause: oneLine(meaningOf(because, language) ?? because) },
    language,
  );

const row = (label: string, text: string): MailBlock => ({ kind: 'facts', rows: [{ label, text: oneLine(text) }] });

/** What a mail lacks, in words. */
const lacks = ({ missing }: NoticeFacts['MAIL_INCOMPLETE'], language: NoticeLanguage): MailBlock =>
  list(
    missing.map(({ code, serial = '', file = '', reason = '' }) => {
      const values = { serial, file, reason: meaningOf(reason, language) ?? reason };
      return oneLine(fill(noticeWords[language].kinds.MAIL_INCOMPLETE[code], values, language));
    }),
  );

/** Written by a person: as it was written. */
const quote = (text: string): MailBlock => ({ kind: 'quote', text: withoutActive(text).trim() });
const list = (items: readonly string[]): MailBlock => ({ kind: 'list', items: items.map(withoutActive) });

type OfHolder = NoticeFacts['SCRAPPING_ALLOWED'];
/** B9: nothing is sent back, and what may be wanted as a sample is not scrapped. */
const keepUnit = ({ ofSuspectedBatch }: NoticeFacts['CONVERTED_TO_CREDIT'], language: NoticeLanguage): string => {
  const said = noticeWords[language];
  return ofSuspectedBatch ? `${said.keepUnit} ${said.keepForSamples}` : said.keepUnit;
};

const failedUnits = (failed: readonly string[] = [], text: string): readonly MailBlock[] =>
  failed.length > 0 ? [{ kind: 'paragraph', text }, list(failed)] : [];

const heldUnits = ({ held, serials }: OfHolder, more: string): readonly (MailBlock | false)[] => [
  list(serials),
  held > serials.length && { kind: 'small', text: more },
];
