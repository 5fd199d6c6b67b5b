import { fill } from '#kernel';
import { escapeHtml } from './html.ts';
import { mailLayout } from './mail-layout.ts';
import type { LabelledText } from './printed-document.ts';

export type MailBlock =
  | { readonly kind: 'heading' | 'paragraph' | 'quote' | 'small'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly LabelledText[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'button'; readonly text: string; readonly url: string };

export interface MailBody {
  /** BCP 47: which glyphs Han characters have. */
  readonly language: string;
  readonly title: string;
  /** Shown by mail programs beside the subject. */
  readonly preview: string;
  readonly blocks: readonly MailBlock[];
  /** Why the mail was sent, and by whom. */
  readonly footer: string;
}

const ANYWHERE_IF_NEEDED = 'word-break:break-word';
/** Korean has blanks between its words, and is hard to read where they are cut. */
const BETWEEN_WORDS = 'word-break:keep-all;overflow-wrap:anywhere';

/** Nothing in it is loaded from anywhere, and no text can become markup. */
export function toMailHtml({ language, title, preview, blocks, footer }: MailBody): string {
  const page = {
    language: escapeHtml(language),
    title: line(title),
    preview: line(preview),
    footer: lines(footer),
    breaks: primaryOf(language) === 'ko' ? BETWEEN_WORDS : ANYWHERE_IF_NEEDED,
  };
  return [
    fill(mailLayout.start, page, language),
    ...blocks.map((block) => blockHtml(block, page)),
    fill(mailLayout.end, page, language),
  ].join('\n');
}

/** The same blocks, for programs that show no HTML. */
export function toMailText({ language, blocks, footer }: MailBody): string {
  // Wide, with its blank in it.
  const colon = primaryOf(language) === 'zh' ? '：' : ': ';
  return `${blocks.map((block) => blockText(block, colon)).join('\n\n')}\n\n-- \n${footer}\n`;
}

const primaryOf = (language: string): string | undefined => language.split('-', 1)[0];

function blockHtml(
  block: MailBlock,
  { language, breaks }: { readonly language: string; readonly breaks: string },
): string {
  const filled = (values: Readonly<Record<string, string>>) =>
    fill(mailLayout.blocks[block.kind], { breaks, ...values }, language);
  switch (block.kind) {
    case 'facts':
      return filled({ rows: block.rows.map(factHtml).join('\n') });
    case 'list':
      return filled({ rows: block.items.map((item) => `<li>${lines(item)}</li>`).join('\n') });
    case 'button':
      return filled({ text: line(block.text), url: escapeHtml(block.url) });
    default:
      return filled({ text: lines(block.text) });
  }
}

const LABEL = 'padding:3px 14px 3px 0;color:#5b6675;vertical-align:top;width:34%';
const VALUE = 'padding:3px 0;vertical-align:top;font-weight:600';

const factHtml = ({ label, text }: LabelledText): string =>
  `<tr><td style="${LABEL}">${line(label)}</td><td style="${VALUE}">${lines(text)}</td></tr>`;

function blockText(block: MailBlock, colon: string): string {
  switch (block.kind) {
    case 'facts':
      return block.rows.map(({ label, text }) => `${label}${colon}${indented(text, '  ')}`).join('\n');
    case 'list':
      return block.items.map((item) => `- ${indented(item, '  ')}`).join('\n');
    case 'button':
      return `${block.text}${colon.trimEnd()}\n${block.url}`;
    case 'quote':
      return `> ${indented(block.text, '> ')}`;
    default:
      return block.text;
  }
}

const indented = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`);
const line = (text: string): string => escapeHtml(text.replace(/\s+/g, ' '));
const lines = (text: string): string => escapeHtml(text).replaceAll('\n', '<br>');
