import type { Server } from 'node:http';

export interface ConnectionLimits {
  /** Until the headers of a request have come: since the connection was opened, or since their first byte. */
  readonly headersMs: number;
  /** Between two requests. A proxy in front must close its connections earlier. */
  readonly idleMs: number;
}

const CONNECTION_LIMITS: ConnectionLimits = { headersMs: 15_000, idleMs: 5_000 };

/** Before the server listens. How long a request may take is limited elsewhere: uploads go on as long as they move. */
export function limitConnections(server: Server, { headersMs, idleMs }: ConnectionLimits = CONNECTION_LIMITS): void {
  server.requestTimeout = 0;
  server.headersTimeout = headersMs;
  server.keepAliveTimeout = idleMs;
  // Read when the server begins to listen; by default 30 s, by which a limit would be late.
  Object.assign(server, { connectionsCheckingInterval: Math.min(1_000, headersMs) });
}
