import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** Data is shown by no browser: it loads nothing, runs nothing and is framed by no page. */
const forData = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  xFrameOptions: { action: 'deny' },
});
/** The page to try queries brings its own policy, and loads its code from elsewhere. */
const forPage = helmet({ contentSecurityPolicy: false, crossOriginOpenerPolicy: false });

type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** The headers of every answer. `page`: a path that shows a page to browsers. */
export const secureHeaders =
  (page?: string): Middleware =>
  (request, response, next) => {
    const shown = page !== undefined && request.method === 'GET' && request.url?.split('?')[0] === page;
    (shown ? forPage : forData)(request, response, next);
  };
