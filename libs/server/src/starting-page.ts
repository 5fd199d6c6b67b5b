import { createHash } from 'node:crypto';
import { escapeHtml, WEB_PAGE_POLICY, webPage } from '#platform';
import { languageFor, words } from '#words';

/** Of the page itself, by which it knows that it would be shown again. */
const MARK = 'makegood-is-starting';
/** Asks until another answer comes: between this server and the one that starts there may be none for a moment. */
const SCRIPT = `setInterval(async () => {
  const text = await fetch(location.href, { cache: 'no-store' }).then((answer) => answer.text(), () => '${MARK}');
  if (!text.includes('${MARK}')) location.reload();
}, 1000);`;

export const STARTING_PAGE_POLICY = [
  WEB_PAGE_POLICY,
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  "connect-src 'self'",
].join('; ');

/** For a browser while the server starts. It gives way by itself. `reason`: in English, why that takes a person. */
export function startingPage(accepted: string | undefined, reason?: string): { language: string; html: string } {
  const language = languageFor(undefined, accepted);
  const { address, codes } = words[language];
  const body = [
    `<p>${escapeHtml(reason === undefined ? address.starting : codes.UNAVAILABLE)}</p>`,
    ...(reason === undefined ? [] : [`<p lang="en" class="small">${escapeHtml(reason)}</p>`]),
    `<script>${SCRIPT}</script>`,
  ];
  return { language, html: webPage(language, 'Makegood', body) };
}
