import { fill, type Instant } from '#kernel';
import { escapeHtml, webPage } from '#platform';
import { type NoticeLanguage, noticeWords, words } from '#words';
import type { Notice } from './notice.decider.ts';
import type { AnswerAct } from './notice.events.ts';
import { shownFacts } from './shown-facts.ts';

type Said = (typeof noticeWords)['en']['answer'];

interface Asking {
  readonly act: AnswerAct;
  readonly notice: Pick<Notice, 'facts'>;
  readonly limits: { readonly files: number; readonly megabytes: number; readonly videoMegabytes: number };
}

/** What the page says. `NOT_DONE`: `reason` in the reader's language, or as the engine says it. */
export type AnswerPage =
  | ({ readonly kind: 'FORM' } & Asking)
  | { readonly kind: 'DONE'; readonly act: AnswerAct; readonly isNote?: boolean; readonly remedy?: string | undefined }
  | { readonly kind: 'NOT_DONE'; readonly reason: string }
  | { readonly kind: 'EXPIRED'; readonly until: Instant; readonly zone: string }
  | { readonly kind: 'USED' | 'UNKNOWN' | 'CLOSED' | 'BUSY' };

/** N5: the page behind the link of a notice. It shows no fact of the claim but those of the notice. */
export function answerPage(page: AnswerPage, language: NoticeLanguage): string {
  const said = noticeWords[language].answer;
  const [title, body] = contentOf(page, said, language);
  return webPage(language, title, body);
}

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;
const small = (text: string): string => `<p class="small">${escapeHtml(text)}</p>`;

const DONE = {
  CHOOSE: 'chosen',
  ADD_EVIDENCE: 'added',
  CONTEST: 'reopened',
  ACKNOWLEDGE: 'acknowledged',
  RATE: 'rated',
} as const satisfies Record<AnswerAct, keyof Said>;

function contentOf(page: AnswerPage, said: Said, language: NoticeLanguage): [title: string, body: readonly string[]] {
  switch (page.kind) {
    case 'FORM':
      return formOf(page, said, language);
    case 'DONE': {
      const names: Readonly<Record<string, string>> = words[language].values.Remedy;
      const remedy = names[page.remedy ?? ''] ?? '';
      const text = page.isNote ? said.noted : fill(said[DONE[page.act]], { remedy }, language);
      return [said.done, [paragraph(text)]];
    }
    case 'NOT_DONE':
      // The address of the page itself, by GET.
      return [
        said.notDone,
        [paragraph(page.reason), paragraph(said.notDoneText), `<p><a href="">${escapeHtml(said.again)}</a></p>`],
      ];
    case 'EXPIRED': {
      const { dueAt: until = '' } = shownFacts({ dueAt: page.until }, { language, zone: page.zone, locale: language });
      return [said.expired, [paragraph(fill(said.expiredText, { until }, language))]];
    }
    case 'USED':
      return [said.used, [paragraph(said.usedText)]];
    case 'UNKNOWN':
      return [said.unknown, [paragraph(said.unknownText)]];
    case 'CLOSED':
      return [said.closed, [paragraph(said.closedText)]];
    case 'BUSY':
      return [said.busy, [paragraph(said.busyText)]];
  }
}

const CLAIM_FACTS = ['claimNumber', 'serial', 'productName', 'partnerReference'] as const;

function formOf(
  { act, notice: { facts }, limits }: Asking,
  said: Said,
  language: NoticeLanguage,
): [title: string, body: readonly string[]] {
  const { labels, kinds } = noticeWords[language];
  const shown = shownFacts(facts, { language, zone: 'UTC', locale: language });
  const rows = CLAIM_FACTS.flatMap((name) =>
    shown[name] ? [`<dt>${escapeHtml(labels[name])}</dt><dd>${escapeHtml(shown[name])}</dd>`] : [],
  );
  const files = (isRequired: boolean) => {
    const texts = Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, String(value)]));
    return [
      `<label class="label" for="files">${escapeHtml(said.files)}</label>`,
      `<input type="file" id="files" name="file" multiple accept="image/*,video/*,application/pdf" aria-describedby="files-text"${isRequired ? ' required' : ''}>`,
      `<p class="small" id="files-text">${escapeHtml(fill(said.evidenceText, texts, language))}</p>`,
    ];
  };
  const text = (name: string, label: string, attributes: string) => [
    `<label class="label" for="${name}">${escapeHtml(label)}</label>`,
    `<textarea id="${name}" name="${name}" rows="5" ${attributes}></textarea>`,
  ];
  const choices = (name: string, legend: string, options: readonly (readonly [value: string, label: string])[]) => [
    `<fieldset><legend>${escapeHtml(legend)}</legend>`,
    ...options.map(
      ([value, label]) =>
        `<label class="choice"><input type="radio" name="${name}" value="${value}" required><span>${escapeHtml(label)}</span></label>`,
    ),
    '</fieldset>',
  ];
  const asked: Record<AnswerAct, () => [title: string, text: string, button: string, fields: readonly string[]]> = {
    CHOOSE() {
      const { CREDIT, creditOf, REPLACEMENT } = kinds.CHOICE_ASKED;
      const credit = shown.amount ? fill(creditOf, shown, language) : CREDIT;
      const options = [
        ['CREDIT', credit],
        ['REPLACEMENT', REPLACEMENT],
      ] as const;
      return [said.choose, said.chooseText, said.confirm, choices('remedy', labels.remedy, options)];
    },
    ADD_EVIDENCE() {
      const missing = Array.isArray(facts.missing) ? facts.missing.map(String) : [];
      const list = missing.map((item) => `<li>${escapeHtml(item)}</li>`).join('');
      const message =
        typeof facts.message === 'string' ? [`<blockquote>${escapeHtml(facts.message)}</blockquote>`] : [];
      return [
        said.evidence,
        kinds.EVIDENCE_REQUESTED.text,
        said.send,
        [...(list === '' ? [] : [`<ul>${list}</ul>`]), ...message, ...files(true)],
      ];
    },
    CONTEST: () => [
      said.contest,
      said.contestText,
      said.send,
      [...text('reason', said.message, 'maxlength="2000" required'), ...files(false)],
    ],
    ACKNOWLEDGE: () => [said.acknowledge, said.acknowledgeText, said.confirm, []],
    RATE: () => [
      said.rate,
      said.rateText,
      said.send,
      [
        ...choices('score', said.rate, Object.entries(said.scores)),
        ...text('comment', said.comment, 'maxlength="2000"'),
      ],
    ],
  };
  const [title, intro, button, fields] = asked[act]();
  return [
    title,
    [
      paragraph(intro),
      `<dl>${rows.join('')}</dl>`,
      '<form method="post" enctype="multipart/form-data">',
      ...fields,
      small(said.confirmText),
      `<button type="submit">${escapeHtml(button)}</button>`,
      '</form>',
    ],
  ];
}
