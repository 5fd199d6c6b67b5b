import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Settings } from '#engine';
import { limitConnections } from './connection-limits.ts';
import { secureHeaders } from './secure-headers.ts';

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

function answer({ url = '' }: IncomingMessage, response: ServerResponse, message: string): void {
  const [status, body] = answerTo(url.split('?')[0], message);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerTo(path: string | undefined, message: string): [status: number, body: object] {
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
