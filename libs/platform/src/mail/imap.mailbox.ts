import { type Instant, instantOf } from '#kernel';

const CONNECT_MS = 10_000;
const SILENCE_MS = 60_000;
/** In one visit. */
const AT_A_TIME = 50;
/** So much of a mail is asked for, and held, at a time. */
const PIECE_BYTES = 1024 * 1024;

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

/** `pieces`: as they come. `receivedAt`: when the server took it (INTERNALDATE). Answers false: it stays unread, and the next one is taken. */
export type TakeMail = (pieces: AsyncIterable<Uint8Array>, receivedAt: Instant | undefined) => Promise<unknown>;

export interface Visit {
  readonly taken: number;
  /** Left unread, with their sizes. */
  readonly tooLarge: readonly { readonly uid: number; readonly bytes: number }[];
  /** Left unread, as `take` said. */
  readonly putOff: readonly number[];
}

interface VisitOptions {
  readonly maxBytes: number;
  /** Not even fetched. */
  readonly passesOver?: (uid: number) => boolean;
  readonly signal?: AbortSignal;
}

/**
 * Passes on each unread mail, oldest first, and marks it read after it was taken; what fails stays unread for the next visit.
 * @throws Error of the server, the network or `take`
 */
export async function visitMailbox(
  { host, port, secure, user, folder, credentials }: ImapMailbox,
  take: TakeMail,
  { maxBytes, passesOver = () => false, signal }: VisitOptions,
): Promise<Visit> {
  const { ImapFlow } = await import('imapflow');
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
    // A server may answer with all of a mail although a piece was asked for.
    maxLiteralSize: maxBytes,
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
    const putOff: number[] = [];
    let taken = 0;
    for (const uid of unread.filter((one) => !passesOver(one)).toSorted((one, other) => one - other)) {
      if (taken === AT_A_TIME || signal?.aborted) break;
      const found = await client.fetchOne(String(uid), { size: true, internalDate: true }, { uid: true });
      // Another program may have taken it away.
      if (!found) continue;
      const { size = 0, internalDate } = found;
      if (size > maxBytes) {
        tooLarge.push({ uid, bytes: size });
        continue;
      }
      // Does not mark it as read (BODY.PEEK).
      const asked = { uid: true, chunkSize: PIECE_BYTES, maxBytes: maxBytes + 1 };
      const { content } = await client.download(String(uid), undefined, asked);
      if (!content) continue;
      const at = new Date(internalDate ?? Number.NaN).getTime();
      const pieces = upTo(maxBytes, content as AsyncIterable<Uint8Array>);
      try {
        if ((await take(pieces, Number.isNaN(at) ? undefined : instantOf(at))) === false) {
          putOff.push(uid);
          continue;
        }
      } catch (error) {
        if (!(error instanceof MoreThanSaid)) throw error;
        tooLarge.push({ uid, bytes: error.bytes });
        continue;
      } finally {
        content.destroy();
      }
      await client.messageFlagsAdd(String(uid), ['\\Seen'], { uid: true });
      taken++;
    }
    await client.logout();
    return { taken, tooLarge, putOff };
  } finally {
    signal?.removeEventListener('abort', abort);
    client.close();
  }
}

class MoreThanSaid extends Error {
  constructor(readonly bytes: number) {
    super(`a mail has at least ${bytes} bytes`);
  }
}

/** Of what servers say that a mail has, some say too little. @throws MoreThanSaid */
async function* upTo(maxBytes: number, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > maxBytes) throw new MoreThanSaid(bytes);
    yield piece;
  }
}
