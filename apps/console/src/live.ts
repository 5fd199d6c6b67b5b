import type { QueryClient } from '@tanstack/react-query';
import { createClient } from 'graphql-ws/client';
import { Renewal } from './renewal.ts';
import { BatchSuspected, ClaimChanged, CreditNoteChanged, MailChanged } from './shell/session.graphql.ts';

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

/** A report goes through much of the log, and changes little by one claim: it is asked for again when it is opened. */
export const REPORT = { meta: { isReport: true } } as const;
const isCheap = ({ meta }: { readonly meta: Record<string, unknown> | undefined }): boolean => meta?.isReport !== true;

/** Asks again for what is shown whenever a claim, a credit note or a mail changes or a batch is suspected, and when a connection begins. @returns a function that ends it */
export function follow(queries: QueryClient, isStaff: boolean): () => void {
  const renewal = new Renewal(queries, isCheap);
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    lazy: false,
    keepAlive: LONGEST_WAIT_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) => new Promise((resume) => setTimeout(resume, Math.min(500 * 2 ** retries, LONGEST_WAIT_MS))),
    on: {
      connected: (_socket, _payload, wasRetry) => {
        if (lostAt !== undefined || wasRetry) renewal.now();
        // What is shown was asked for before: what has changed meanwhile is told to nobody.
        else renewal.soon();
        setLost(false);
      },
      closed: () => setLost(true),
    },
    onNonLazyError: () => setLost(true),
  });
  for (const query of [ClaimChanged, CreditNoteChanged, ...(isStaff ? [BatchSuspected, MailChanged] : [])])
    client.subscribe({ query }, { next: () => renewal.soon(), error: () => setLost(true), complete: () => {} });
  return () => {
    renewal.end();
    void client.dispose();
  };
}
