import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** What browsers show. `path`: of one page, or, when it ends in /, of all below it. */
export interface ShownPages {
  readonly path: string;
  /** Content security policy. */
  readonly policy: string;
}

/** Data is shown by no browser: it loads nothing, runs nothing and is framed by no page. */
const forData = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  xFrameOptions: { action: 'deny' },
});
const forPages = helmet({
  contentSecurityPolicy: false,
  xFrameOptions: { action: 'deny' },
  // Without any, browsers hide where a form of this server comes from.
  referrerPolicy: { policy: 'same-origin' },
});
/** Serials are scanned. */
const PERMISSIONS = 'camera=(self), geolocation=(), microphone=(), payment=(), usb=()';

type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** The headers of every answer. */
export const secureHeaders =
  (pages: readonly ShownPages[] = []): Middleware =>
  (request, response, next) => {
    const [path = ''] = request.url?.split('?') ?? [];
    const isShown = request.method === 'GET' || request.method === 'HEAD';
    const page = isShown ? pages.find((one) => isUnder(one.path, path)) : undefined;
    if (!page) return forData(request, response, next);
    response.setHeader('Content-Security-Policy', page.policy);
    response.setHeader('Permissions-Policy', PERMISSIONS);
    forPages(request, response, next);
  };

/** `route`: a path, or all below it when it ends in /. */
export const isUnder = (route: string, path: string): boolean =>
  route.endsWith('/') ? path.startsWith(route) : path === route;
