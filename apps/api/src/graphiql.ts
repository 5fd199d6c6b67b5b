import { createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

/** GraphiQL in one file, for developers; not named in the import, as its types would change those of GraphQL for the whole program. */
const PACKAGE: string = '@graphql-yoga/render-graphiql';

const OPTIONS = {
  title: 'Makegood: GraphiQL',
  subscriptionsProtocol: 'WS',
  credentials: 'same-origin',
  defaultQuery:
    '# Sign in at /console/, or set "Authorization" under Headers.\n\n{\n  viewer {\n    id\n    role\n  }\n}\n',
} as const;

/** Its editor writes styles into the page, and starts workers out of its own text. */
const policyFor = (script: string): string =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    'font-src data:',
    "connect-src 'self'",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

interface Page {
  readonly html: string;
  readonly policy: string;
}

/** For development: a page to try queries, at the address of the API itself. Where its package is not installed there is none. */
export function graphiql(): (request: Request, response: Response, next: NextFunction) => void {
  let made: Promise<Page | undefined> | undefined;
  return (request, response, next) => {
    if (request.method !== 'GET' || request.query.query !== undefined || request.accepts(['json', 'html']) !== 'html') {
      next();
      return;
    }
    made ??= makePage();
    made.then((page) => {
      if (page) response.set('Content-Security-Policy', page.policy).type('html').send(page.html);
      else next();
    }, next);
  };
}

async function makePage(): Promise<Page | undefined> {
  try {
    const { renderGraphiQL } = (await import(PACKAGE)) as { renderGraphiQL(options: object): string };
    const html = renderGraphiQL(OPTIONS);
    const script = html.slice(html.indexOf('<script>') + '<script>'.length, html.lastIndexOf('</script>'));
    return { html, policy: policyFor(script) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
