import type { Day, Instant } from '#kernel';
import { noticeLanguageOf, noticeWords, type NoticeLanguage } from '#words';
import { NOTICE_KINDS, type NoticeFacts, type NoticeKind } from './notice-kinds.events.ts';
import { renderNotice } from './render-notice.ts';

const at = (text: string) => text as Instant;
const claim = {
  claimNumber: 'K7QF-2M9T-4XRC',
  serial: 'LUM-0001',
  productName: 'Lumi desk lamp',
  partnerReference: 'RMA-77',
};
const serials = ['LUM-0001', 'LUM-0002'];
const held = { batchId: 'B-1', productName: 'Lumi desk lamp', held: 3, serials };
const amount = { minor: 12_990, currency: 'EUR' };

/** Each kind with all its facts. */
const EXAMPLES: NoticeFacts = {
  CLAIM_RECEIVED: {
    ...claim,
    receivedAt: at('2026-03-06T20:00:00.000Z'),
    startsAt: at('2026-03-08T15:00:00.000Z'),
    dueAt: at('2026-03-10T15:00:00.000Z'),
    hours: 48,
    calendarId: 'seoul',
    covered: true,
    expiresOn: '2027-03-01' as Day,
    failedChecks: [],
  },
  EVIDENCE_REQUESTED: {
    ...claim,
    missing: ['picture of the plate', 'video of the fault'],
    message: 'The plate is blurred.\nPlease use daylight.',
    answerBy: at('2026-03-20T08:00:00.000Z'),
  },
  EVIDENCE_REMINDER: { ...claim, missing: ['picture of the plate'], answerBy: at('2026-03-20T08:00:00.000Z') },
  CLAIM_APPROVED: {
    ...claim,
    remedy: 'CREDIT',
    onlyRemedyBecause: 'NOTHING_TO_CREDIT',
    goodwill: true,
    amount,
  },
  CHOICE_ASKED: {
    ...claim,
    chooseBy: at('2026-03-24T08:00:00.000Z'),
    otherwise: 'CREDIT',
    amount,
    goodwill: true,
  },
  CHOICE_REMINDER: { ...claim, chooseBy: at('2026-03-24T08:00:00.000Z'), otherwise: 'REPLACEMENT' },
  DEFAULT_APPLIED: { ...claim, remedy: 'REPLACEMENT' },
  CLAIM_REJECTED: {
    ...claim,
    code: 'EXCLUDED_DEFECT',
    explanation: 'The lamp was dropped.',
    clause: '4.2 Mechanical damage',
    evidence: 'plate.jpg',
  },
  CREDIT_NOTE_ISSUED: {
    ...claim,
    creditNoteNumber: 'MG-2026-000042',
    issuedOn: '2026-03-10' as Day,
    net: amount,
    payable: { minor: 15_458, currency: 'EUR' },
    invoiceNumber: 'INV-1',
  },
  REPLACEMENT_QUEUED: { ...claim, sku: 'LUMI' },
  REPLACEMENT_ALLOTTED: { ...claim, orderNumber: 'PO-4711' },
  REPLACEMENT_SHIPPED: {
    ...claim,
    newSerial: 'LUM-0900',
    shippedOn: '2026-03-12' as Day,
    orderNumber: 'PO-4711',
    formerOrderNumber: 'PO-4700',
    carrier: 'CJ Logistics',
    trackingNumber: '6890',
  },
  CONVERTED_TO_CREDIT: claim,
  CLAIM_REOPENED: { ...claim, reason: 'New video', dueAt: at('2026-03-12T08:00:00.000Z') },
  CLAIM_WITHDRAWN: { ...claim, reason: 'It works again' },
  DEADLINE_MOVED: { ...claim, from: at('2026-03-10T15:00:00.000Z'), to: at('2026-03-11T15:00:00.000Z') },
  BREACH_VOIDED: { ...claim, dueAt: at('2026-03-10T15:00:00.000Z'), newDueAt: at('2026-03-11T15:00:00.000Z') },
  SAMPLE_REQUESTED: {
    ...held,
    failed: ['LUM-0002'],
    units: 5,
    collectOn: '2026-03-16' as Day,
    carrier: 'CJ Logistics',
    trackingNumber: '6890',
  },
  SAMPLE_COLLECTION_ARRANGED: {
    ...held,
    units: 3,
    requestedAt: at('2026-03-06T20:00:00.000Z'),
    collectOn: '2026-03-18' as Day,
    carrier: 'DHL',
  },
  SAMPLES_CANCELLED: {
    batchId: held.batchId,
    productName: held.productName,
    units: 2,
    requestedAt: at('2026-03-06T20:00:00.000Z'),
    ofSuspectedBatch: true,
  },
  BATCH_CONFIRMED_DEFECTIVE: { ...held, defectGroup: 'POWER', scrappable: ['LUM-0007'] },
  SCRAPPING_ALLOWED: held,
  TOLD_TOGETHER: {
    count: 2,
    topic: '2 credit notes issued',
    columns: 'Claim · Serial number · Credit note',
    lines: ['K7QF-2M9T-4XRC · LUM-0001 · MG-2026-000001'],
    attached: true,
  },
  MAIL_INCOMPLETE: {
    receivedAt: at('2026-03-06T20:00:00.000Z'),
    missing: [
      { code: 'NO_SERIAL' },
      { code: 'FILE_REFUSED', file: 'winmail.dat', reason: 'UNSUPPORTED_MEDIA' },
      { code: 'CLAIM_REFUSED', serial: 'LUM-0001', reason: 'CLAIM_ALREADY_OPEN' },
    ],
  },
  MAIL_PARTLY_USED: {
    receivedAt: at('2026-03-06T20:00:00.000Z'),
    missing: [{ code: 'FILE_REFUSED', file: 'list.xlsx', reason: 'UNSUPPORTED_MEDIA' }],
  },
  DEADLINE_WARNED: { ...claim, percent: 75, dueAt: at('2026-03-10T15:00:00.000Z'), partner: 'Hanbit Electronics' },
  DEADLINE_BREACHED: { ...claim, dueAt: at('2026-03-10T15:00:00.000Z'), partner: 'Hanbit Electronics' },
  WEBHOOK_SWITCHED_OFF: {
    webhookId: 'erp',
    host: 'erp.hanbit.example',
    since: at('2026-03-05T06:00:00.000Z'),
    reason: 'HTTP 500',
  },
  NOTICE_UNDELIVERABLE: {
    claimNumber: claim.claimNumber,
    partner: 'Hanbit Electronics',
    kind: 'CLAIM_APPROVED',
    reason: '550 no such user',
  },
};

const RECIPIENTS = {
  en: { name: 'Anna Berg', zone: 'Europe/Berlin', locale: 'en-GB' },
  ko: { name: '김민준', zone: 'Asia/Seoul', locale: 'ko-KR' },
  zh: { name: '王芳', zone: 'Asia/Shanghai', locale: 'zh-CN' },
} satisfies Record<NoticeLanguage, object>;
const ANSWER = 'https://makegood.example/answer/abc';
const KINDS_AND_LANGUAGES = NOTICE_KINDS.flatMap((kind) =>
  Object.keys(noticeWords).map((language) => [kind, language as NoticeLanguage] as const),
);

/** Of its facts, and of the items of its lists. */
const placesOf = (facts: object): ReadonlySet<string> =>
  new Set([
    ...Object.keys(facts),
    ...Object.values(facts).flatMap((fact) => (Array.isArray(fact) ? fact.flatMap(Object.keys) : [])),
  ]);

const rendered = <K extends NoticeKind>(kind: K, language: NoticeLanguage, facts: NoticeFacts[K] = EXAMPLES[kind]) =>
  renderNotice({ kind, language, facts, recipient: RECIPIENTS[language], links: { answer: ANSWER } });

describe('N2 a notice', () => {
  test.each(KINDS_AND_LANGUAGES)('%s is whole in %s, as text and as HTML', (kind, language) => {
    const { subject, html, text } = rendered(kind, language);
    expect(
      [subject, html.replace(/<style.*?<\/style>/gs, ''), text].filter((part) =>
        /\{\w+[,}]|undefined|\[object/.test(part),
      ),
    ).toEqual([]);
    const told = Object.values(EXAMPLES[kind]).filter((fact): fact is string => typeof fact === 'string');
    const asWritten = told.filter((fact) => !/^\d{4}-|^[A-Z_]+$|^seoul$|^LUMI$/.test(fact));
    expect(asWritten.filter((fact) => !text.replace(/\n(> |  )?/g, '\n').includes(fact))).toEqual([]);
  });

  test.each(Object.keys(noticeWords))('in %s has places for facts of its kind alone', (language) => {
    const { kinds } = noticeWords[noticeLanguageOf(language)];
    const foreign = NOTICE_KINDS.flatMap((kind) =>
      Object.entries(kinds[kind]).flatMap(([name, text]) =>
        [...text.matchAll(/\{(\w+)(?:\}|, plural)/g)]
          .filter(([, place = '']) => !placesOf(EXAMPLES[kind]).has(place))
          .map(([place]) => `${kind}.${name} ${place}`),
      ),
    );
    expect(foreign).toEqual([]);
  });

  test('R9 names the zone of its times, which is that of the partner, and a deadline at midnight by the day that ends', () => {
    const text = (language: NoticeLanguage) => rendered('CHOICE_REMINDER', language).subject;
    expect(['en', 'ko', 'zh'].map((language) => text(language as NoticeLanguage))).toEqual([
      'Reminder: choose the remedy for claim K7QF-2M9T-4XRC by Tuesday, 24 March 2026 at 09:00 (Central European Standard Time)',
      '알림: 클레임 K7QF-2M9T-4XRC의 처리 방법 선택 기한 2026년 3월 24일 화요일 17:00 (한국 표준시)',
      '提醒：请在2026年3月24日星期二 16:00（中国标准时间）之前选择索赔 K7QF-2M9T-4XRC 的处理方式',
    ]);
    const received = rendered('CLAIM_RECEIVED', 'ko').text;
    expect(received).toContain('2026년 3월 10일 화요일 24:00 (한국 표준시)');
    // When the clock starts is no deadline.
    expect(received).toContain('2026년 3월 9일 월요일 00:00 (한국 표준시)');
  });

  test('C7 says in the language of the partner why only one remedy is possible', () => {
    expect(rendered('CLAIM_APPROVED', 'ko').text).toContain('0원으로 청구된 제품');
    const before = { ...EXAMPLES.CLAIM_APPROVED, onlyRemedyBecause: 'As it was told before.' };
    expect(rendered('CLAIM_APPROVED', 'en', before).text).toContain('possible: As it was told before.');
  });

  test('C6 says in the language of the partner why the claim was rejected, with the code', () => {
    const said = (code: string) => rendered('CLAIM_REJECTED', 'ko', { ...EXAMPLES.CLAIM_REJECTED, code }).text;
    expect(said('EXCLUDED_DEFECT')).toContain('EXCLUDED_DEFECT – 보증 정책에서 제외된 불량입니다.');
    expect(said('NOT_CONFIRMED')).toContain('NOT_CONFIRMED – 증빙으로 불량이 확인되지 않음');
    expect(said('NO-FAULT')).toMatch(/NO-FAULT(?! –)/);
  });

  test('calls what the partner calls its claim theirs to staff, and yours to the partner', () => {
    expect(rendered('DEADLINE_WARNED', 'en').text).toContain('Their reference: RMA-77');
    expect(rendered('CLAIM_RECEIVED', 'en').text).toContain('Your reference: RMA-77');
  });

  test('B9 asks to keep the unit of a suspected batch, and not to scrap it', () => {
    const facts = { ...EXAMPLES.REPLACEMENT_QUEUED, ofSuspectedBatch: true };
    expect(rendered('REPLACEMENT_QUEUED', 'en', facts).text).toContain('do not scrap it');
    expect(rendered('REPLACEMENT_QUEUED', 'en').text).not.toContain('do not scrap it');
  });

  test('B6 says how samples are collected and at whose cost, and B7 which units may be claimed', () => {
    const samples = rendered('SAMPLE_REQUESTED', 'en').text;
    expect(samples).toContain('Collection: 16 March 2026');
    expect(samples).toContain('Freight: paid by the manufacturer');
    expect(samples).toContain('please have these ready as well:\n\n- LUM-0002');
    const arranged = rendered('SAMPLE_COLLECTION_ARRANGED', 'en').text;
    expect(arranged).toContain('Please have them ready on 18 March 2026.');
    expect(arranged).toContain('Carrier: DHL');
    expect(arranged).not.toContain('have failed');
    const { text } = rendered('BATCH_CONFIRMED_DEFECTIVE', 'en');
    expect(text).toContain('Units of it that you hold (3):\n\n- LUM-0001\n- LUM-0002\n\nThese are the first of them');
    expect(text).toContain(`Claim for these units:\n${ANSWER}`);
    expect(text).toContain('and may scrap them:\n\n- LUM-0007');
    const { scrappable: _, ...unscrapped } = EXAMPLES.BATCH_CONFIRMED_DEFECTIVE;
    expect(rendered('BATCH_CONFIRMED_DEFECTIVE', 'en', unscrapped).text).not.toContain('scrap');
  });

  test('B6 B9 says which samples are not collected any more, and to keep what failed as long as the batch is examined', () => {
    const { text } = rendered('SAMPLES_CANCELLED', 'en');
    expect(text).toContain('What has not arrived of them (2 in all) is not collected any more.');
    expect(text).toContain('do not scrap them');
    const after = rendered('SAMPLES_CANCELLED', 'en', { ...EXAMPLES.SAMPLES_CANCELLED, ofSuspectedBatch: false });
    expect(after.text).not.toContain('scrap');
  });

  test.each([
    ['en', 'until 1 March 2027', 'The warranty had ended.', 'No defect code of the product was named'],
    ['ko', '2027년 3월 1일까지', '보증', '제품의 불량 코드가 기재되지 않아'],
    ['zh', '2027年3月1日', '保修', '未注明该产品的缺陷代码'],
  ] as const)('N1 in %s tells the coverage of a claim as it is received', (language, until, ended, unnamed) => {
    expect(rendered('CLAIM_RECEIVED', language).text).toContain(until);
    const facts = { ...EXAMPLES.CLAIM_RECEIVED, covered: false, failedChecks: ['EXPIRED', 'UNKNOWN_DEFECT_CODE'] };
    const { text } = rendered('CLAIM_RECEIVED', language, facts);
    expect(text).not.toContain(until);
    expect(text).toMatch(new RegExp(`- .*${ended}.*\n- ${unnamed}`));
  });

  test('N1 B9 says one hour or unit as one, and more of them as more', () => {
    const hour = rendered('CLAIM_RECEIVED', 'en', { ...EXAMPLES.CLAIM_RECEIVED, hours: 1 }).text;
    expect(hour).toMatch(/: 1\s+business\s+hour\s+from/);
    expect(rendered('CLAIM_RECEIVED', 'en').text).toMatch(/: 48\s+business\s+hours\s+from/);
    const unit = { ...EXAMPLES.SCRAPPING_ALLOWED, held: 1, serials: ['LUM-0001'] };
    expect(rendered('SCRAPPING_ALLOWED', 'en', unit).text).toContain('keep this failed unit for us, and may scrap it:');
    expect(rendered('SCRAPPING_ALLOWED', 'en').text).toContain('these failed units (3) for us, and may scrap them:');
  });

  test('has no line breaks in its subject, and nothing in it that turns the direction of text', () => {
    const serial = 'LUM\r\nBcc: all@example.com\u202e1';
    expect(rendered('CLAIM_RECEIVED', 'en', { ...EXAMPLES.CLAIM_RECEIVED, serial }).subject).toBe(
      'Claim K7QF-2M9T-4XRC received (serial number LUM Bcc: all@example.com1)',
    );
  });

  test('shows hostile facts as text', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const { html } = rendered('CLAIM_REJECTED', 'en', {
      ...EXAMPLES.CLAIM_REJECTED,
      code: hostile,
      explanation: hostile,
      clause: hostile,
      evidence: hostile,
    });
    expect(html).not.toContain('<img');
    expect(html.split('&lt;img src=x onerror=alert(1)&gt;')).toHaveLength(5);
  });

  test('is English where its language is unknown, and its numbers then are too', () => {
    const { subject } = renderNotice({
      kind: 'CHOICE_REMINDER',
      language: 'xx',
      facts: EXAMPLES.CHOICE_REMINDER,
      recipient: { zone: 'UTC', locale: 'xx-YY' },
      links: {},
    });
    expect(subject).toMatch(/^Reminder: choose the remedy for claim .* 2026/);
  });
});
