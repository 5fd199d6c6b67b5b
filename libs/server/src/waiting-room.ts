import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Settings } from '#engine';

const LATER = 'The service is starting and waits for its databases. Send the same request again later.';

/**
 * Answers HTTP while a process waits for its databases: live, not ready, everything else unavailable.
 * @throws Error with `code` EADDRINUSE and the like; what `arrival` throws
 */
export async function inWaitingRoom<T>(
  { HOST, PORT }: Pick<Settings, 'HOST' | 'PORT'>,
  arrival: () => Promise<T>,
): Promise<T> {
  const server = createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, HOST, resolve);
  });
  try {
    return await arrival();
  } finally {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const [status, body] = answerTo(url.split('?')[0]);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerTo(path: string | undefined): [status: number, body: object] {
  switch (path) {
    case '/health/live':
      return [200, { status: 'live' }];
    case '/health/ready':
      return [503, { status: 'unavailable', message: LATER }];
    case '/graphql':
      return [503, { errors: [{ message: LATER, extensions: { code: 'UNAVAILABLE' } }] }];
    default:
      return [503, { code: 'UNAVAILABLE', message: LATER }];
  }
}
