import { createHash } from 'node:crypto';
import { escapeHtml } from './html.ts';

const STYLE = `
:root { color-scheme: light; }
body { margin: 0; background: #f2f4f7; color: #1f2937; font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; overflow-wrap: anywhere; }
:lang(ko) { word-break: keep-all; }
:lang(ja) { line-break: strict; word-break: auto-phrase; }
main { box-sizing: border-box; max-width: 34rem; margin: 0 auto; padding: 1.5rem 1.25rem 2rem; background: #fff; border-top: 4px solid #1d4ed8; min-height: 100vh; }
h2 { font-size: 1.0625rem; margin: 1.5rem 0 .375rem; }
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
