import { fill, truncate } from '#kernel';
import { toMailHtml, toMailText } from '#platform';
import { noticeLanguageOf, noticeWords } from '#words';
import { noticeContent, TO_STAFF } from './notice-content.ts';
import type { NoticeRenderer } from './notice-renderer.ts';
import { oneLine, shownFacts } from './shown-facts.ts';

/** Characters; longer ones are cut by mail programs. */
const LONGEST_SUBJECT = 200;

/** N2: subject, HTML and text of a notice, from one list of blocks. */
export const renderNotice: NoticeRenderer = (notice) => {
  const { kind, facts, recipient } = notice;
  const language = noticeLanguageOf(notice.language);
  const said = noticeWords[language];
  const values = shownFacts(facts, { language, zone: recipient.zone, locale: recipient.locale });
  const subject = truncate(fill(said.kinds[kind].subject, values, language), LONGEST_SUBJECT);
  const heading = fill(said.kinds[kind].heading, values, language);
  const greeting = recipient.name && fill(said.greeting, { name: oneLine(recipient.name) }, language);
  const body = {
    language,
    title: subject,
    preview: heading,
    blocks: [
      { kind: 'heading', text: heading } as const,
      ...(greeting ? [{ kind: 'paragraph', text: greeting } as const] : []),
      ...noticeContent(notice, language, values),
    ],
    footer: TO_STAFF.has(kind) || ('toStaff' in facts && facts.toStaff) ? said.staffFooter : said.footer,
  };
  return { subject, html: toMailHtml(body), text: toMailText(body) };
};
