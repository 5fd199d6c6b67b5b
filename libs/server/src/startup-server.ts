import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Settings } from '#engine';
import { limitConnections } from './connection-limits.ts';
import { secureHeaders } from './secure-headers.ts';
import { STARTING_PAGE_POLICY, startingPage } from './starting-page.ts';

const LATER = 'The service is starting and waits for its databases. Send the same request again later.';

const headers = secureHeaders();

/** Serves health meanwhile: live, not ready, and why. @throws Error with `code` (EADDRINUSE); what `work` throws */
export async function serveWhileStarting<T>(
  { HOST, PORT }: Pick<Settings, 'HOST' | 'PORT'>,
  work: () => Promise<T>,
  message = LATER,
): Promise<T> {
  const server = createServer((request, response) =>
    headers(request, response, () => answer(request, response, message)),
  );
  limitConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, HOST, resolve);
  });
  try {
    return await work();
  } finally {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

function answer(
  { method = '', url = '', headers: { accept = '', 'accept-language': accepted } }: IncomingMessage,
  response: ServerResponse,
  message: string,
): void {
  const [path = ''] = url.split('?');
  response.setHeader('Vary', 'Accept, Accept-Language');
  if (/^(?:GET|HEAD)$/.test(method) && accept.includes('text/html') && !path.startsWith('/health/')) {
    const { language, html } = startingPage(accepted, message === LATER ? undefined : message);
    response
      .setHeader('Content-Security-Policy', STARTING_PAGE_POLICY)
      .writeHead(503, {
        'content-type': 'text/html; charset=utf-8',
        'content-language': language,
        'cache-control': 'no-store',
      })
      .end(html);
    return;
  }
  const [status, body] = answerTo(path, message);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerTo(path: string, message: string): [status: number, body: object] {
  switch (path) {
    case '/health/live':
      return [200, { status: 'live' }];
    case '/health/ready':
      return [503, { status: 'unavailable', message }];
    case '/graphql':
      return [503, { errors: [{ message, extensions: { code: 'UNAVAILABLE' } }] }];
    default:
      return [503, { code: 'UNAVAILABLE', message }];
  }
}
