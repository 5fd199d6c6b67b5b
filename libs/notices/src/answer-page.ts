import { createHash } from 'node:crypto';
import { fill, type Instant } from '#kernel';
import { escapeHtml } from '#platform';
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

const STYLE = `
:root { color-scheme: light; }
body { margin: 0; background: #f2f4f7; color: #1f2937; font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; word-break: keep-all; overflow-wrap: anywhere; }
:lang(zh) { word-break: normal; }
main { box-sizing: border-box; max-width: 34rem; margin: 0 auto; padding: 1.5rem 1.25rem 2rem; background: #fff; border-top: 4px solid #1d4ed8; min-height: 100vh; }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 .75rem; }
p, ul, blockquote { margin: 0 0 1rem; }
blockquote { padding: .5rem .75rem; border-left: 3px solid #9ca3af; white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1.25rem; padding: .75rem 1rem; background: #f8fafc; }
dt { color: #4b5563; } dd { margin: 0; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; }
legend, .label { display: block; font-weight: 600; margin: 0 0 .375rem; padding: 0; }
.choice { display: flex; align-items: center; gap: .75rem; min-height: 2.75rem; padding: .25rem .75rem; margin: 0 0 .5rem; border: 1px solid #6b7280; border-radius: .375rem; }
.choice input { width: 1.25rem; height: 1.25rem; flex: none; margin: 0; }
textarea, input[type=file] { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .625rem; margin: 0 0 1rem; border: 1px solid #6b7280; border-radius: .375rem; background: #fff; color: inherit; }
button { font: inherit; font-weight: 600; width: 100%; min-height: 3rem; padding: .5rem 1rem; border: 0; border-radius: .375rem; background: #1d4ed8; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
.small { font-size: .875rem; color: #4b5563; }
`;

/** No script runs, nothing is loaded, and the page is shown in no frame; its form is sent to this server alone. */
export const ANSWER_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** N5: the page behind the link of a notice. It shows no fact of the claim but those of the notice. */
export function answerPage(page: AnswerPage, language: NoticeLanguage): string {
  const said = noticeWords[language].answer;
  const [title, body] = contentOf(page, said, language);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body.join('\n')}
</main>
</body>
</html>
`;
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
      const text = page.isNote ? said.noted : fill(said[DONE[page.act]], { remedy: names[page.remedy ?? ''] ?? '' });
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
      return [said.expired, [paragraph(fill(said.expiredText, { until }))]];
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
      `<p class="small" id="files-text">${escapeHtml(fill(said.evidenceText, texts))}</p>`,
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
      const credit = shown.amount ? fill(creditOf, shown) : CREDIT;
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
