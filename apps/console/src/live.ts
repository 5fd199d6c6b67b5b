import type { QueryClient } from '@tanstack/react-query';
import { createClient } from 'graphql-ws/client';
import { ClaimChanged } from './shell/session.graphql.ts';

/** Several changes of one command come at once. */
const SETTLE_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/** Since when the server cannot be reached; undefined while it can. */
let lostAt: number | undefined;
const listeners = new Set<() => void>();

export const connection = {
  get lostAt(): number | undefined {
    return lostAt;
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function setLost(lost: boolean): void {
  if (lost === (lostAt !== undefined)) return;
  lostAt = lost ? Date.now() : undefined;
  for (const listener of listeners) listener();
}

/** Asks again for what is shown whenever a claim changes, and for everything when a lost connection is back. @returns a function that ends it */
export function follow(queries: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void queries.invalidateQueries(), SETTLE_MS);
  };
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    lazy: false,
    keepAlive: LONGEST_WAIT_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => new Promise((resume) => setTimeout(resume, Math.min(500 * 2 ** retries, LONGEST_WAIT_MS))),
    on: {
      connected: (_socket, _payload, wasRetry) => {
        if (lostAt !== undefined || wasRetry) refresh();
        setLost(false);
      },
      closed: () => setLost(true),
    },
    onNonLazyError: () => setLost(true),
  });
  const end = client.subscribe(
    { query: ClaimChanged },
    { next: refresh, error: () => setLost(true), complete: () => {} },
  );
  return () => {
    clearTimeout(timer);
    end();
    void client.dispose();
  };
}
