import { createHash } from 'node:crypto';
import { escapeHtml } from './html.ts';

/** In the colours of the console, light or dark as the device has it, also on one that is too old for light-dark(). */
const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --sheet: #f5f7f9; --edge: #7a8594; --ink: #14181f; --soft: #535d6b; --act: #0b5cad; --on-act: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171c; --sheet: #1b2027; --edge: #7f8b9b; --ink: #eef1f5; --soft: #a9b3c1; --act: #7ab8ff; --on-act: #0d1420; } }
body { margin: 0; background: var(--sheet); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; overflow-wrap: anywhere; }
:lang(ko) { word-break: keep-all; }
:lang(ja) { line-break: strict; word-break: auto-phrase; }
main { box-sizing: border-box; max-width: 34rem; margin: 0 auto; padding: 1.5rem 1.25rem 2rem; background: var(--paper); border-top: 4px solid var(--act); min-height: 100vh; }
h2 { font-size: 1.0625rem; margin: 1.5rem 0 .375rem; }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 .75rem; }
a { color: var(--act); }
p, ul, blockquote { margin: 0 0 1rem; }
blockquote { padding: .5rem .75rem; border-left: 3px solid var(--edge); white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 1.25rem; padding: .75rem 1rem; background: var(--sheet); }
dt { color: var(--soft); } dd { margin: 0; }
fieldset { border: 0; margin: 0 0 1rem; padding: 0; }
legend, .label { display: block; font-weight: 600; margin: 0 0 .375rem; padding: 0; }
.choice { display: flex; align-items: center; gap: .75rem; min-height: 2.75rem; padding: .25rem .75rem; margin: 0 0 .5rem; border: 1px solid var(--edge); border-radius: .375rem; }
.choice input { width: 1.25rem; height: 1.25rem; flex: none; margin: 0; accent-color: var(--act); }
textarea, input[type=file] { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .625rem; margin: 0 0 1rem; border: 1px solid var(--edge); border-radius: .375rem; background: var(--paper); color: inherit; }
button { font: inherit; font-weight: 600; width: 100%; min-height: 3rem; padding: .5rem 1rem; border: 0; border-radius: .375rem; background: var(--act); color: var(--on-act); cursor: pointer; }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.small { font-size: .875rem; color: var(--soft); }
`;

/** No script runs, nothing is loaded, and the page is shown in no frame; its form is sent to this server alone. */
export const WEB_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page for a phone as for a desk, to be sent with `WEB_PAGE_POLICY`. `body`: HTML. */
export const webPage = (language: string, title: string, body: readonly string[]): string => `<!doctype html>
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
