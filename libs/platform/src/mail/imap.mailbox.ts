import { ImapFlow } from 'imapflow';
import { type Instant, instantOf } from '#kernel';

const CONNECT_MS = 10_000;
const SILENCE_MS = 60_000;
/** In one visit. */
const AT_A_TIME = 50;

/** RFC 3501. `secure`: TLS from the first byte; otherwise the connection is upgraded where the server can. */
export interface ImapMailbox {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string;
  readonly folder: string;
  /** A password, or an OAuth 2.0 access token (XOAUTH2, OAUTHBEARER), asked for at each visit. */
  readonly credentials: () => Promise<{ readonly pass: string } | { readonly accessToken: string }>;
}

/** `receivedAt`: when the server took it (INTERNALDATE). Answers false: it stays unread, and the next one is taken. */
export type TakeMail = (raw: Uint8Array, receivedAt: Instant | undefined) => Promise<unknown>;

export interface Visit {
  readonly taken: number;
  /** Left unread, with their sizes. */
  readonly tooLarge: readonly { readonly uid: number; readonly bytes: number }[];
}

/**
 * Passes on each unread mail, oldest first, and marks it read after it was taken; what fails stays unread for the next visit.
 * @throws Error of the server, the network or `take`
 */
export async function visitMailbox(
  { host, port, secure, user, folder, credentials }: ImapMailbox,
  take: TakeMail,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal?: AbortSignal },
): Promise<Visit> {
  const client = new ImapFlow({
    host,
    port,
    secure,
    auth: { user, ...(await credentials()) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  });
  // What the calls below throw as well.
  client.on('error', () => undefined);
  const abort = () => client.close();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    await client.mailboxOpen(folder);
    const unread = (await client.search({ seen: false }, { uid: true })) || [];
    const tooLarge: { uid: number; bytes: number }[] = [];
    let taken = 0;
    for (const uid of unread.toSorted((one, other) => one - other)) {
      if (taken === AT_A_TIME || signal?.aborted) break;
      const found = await client.fetchOne(String(uid), { size: true }, { uid: true });
      const bytes = found ? (found.size ?? 0) : 0;
      if (bytes > maxBytes) {
        tooLarge.push({ uid, bytes });
        continue;
      }
      // Does not mark it as read (BODY.PEEK).
      const mail = await client.fetchOne(String(uid), { source: true, internalDate: true }, { uid: true });
      // Another program may have taken it away.
      if (!mail || !mail.source?.length) continue;
      const at = new Date(mail.internalDate ?? Number.NaN).getTime();
      if ((await take(mail.source, Number.isNaN(at) ? undefined : instantOf(at))) === false) continue;
      await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
      taken++;
    }
    await client.logout();
    return { taken, tooLarge };
  } finally {
    signal?.removeEventListener('abort', abort);
    client.close();
  }
}
