import type { IncomingMessage, ServerResponse } from 'node:http';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import { keptKey, type Settings } from '#engine';

/** Browsers take a cookie of this name from the host itself alone, and send it over TLS or to their own machine. */
const COOKIE = '__Host-makegood';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** A session ends when it was not used for so long, */
const IDLE_MS = 60 * MINUTE_MS;
/** and in any case so long after it began. */
export const SESSION_HOURS = 12;
/** The cookie is sealed anew when it is older, which counts as use. */
const RENEWED_MS = 5 * MINUTE_MS;

interface Session {
  readonly access: string;
  readonly begunAtMs: number;
}

/**
 * The sessions of browsers: an access token, sealed in a cookie that no script can read. The server keeps nothing; whatever serves a request
 * finds the token in `Authorization`, as if it had been sent.
 */
export class Sessions {
  constructor(
    private readonly settings: Pick<Settings, 'MAKEGOOD_DATA' | 'PUBLIC_URL'>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Begins one. @returns the value of `Set-Cookie` */
  begin(access: string): Promise<string> {
    return this.#sealed({ access, begunAtMs: this.now() });
  }

  /** Ends it: the value of `Set-Cookie`. */
  readonly ended = `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

  /** Puts the token of the session where it is looked for; before everything that asks who the caller is. */
  readonly applied = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    this.#apply(request, response).then(() => next(), next);
  };

  /** What was sent as such, else that of the session. */
  async authorizationOf(request: IncomingMessage): Promise<string | undefined> {
    if (request.headers.authorization !== undefined) return request.headers.authorization;
    const opened = await this.#opened(request);
    return opened && `Bearer ${opened.session.access}`;
  }

  /** Whether the browser says that the request comes from a page of this server: a cookie alone would also come from elsewhere. */
  isOwn({ headers, method }: Pick<IncomingMessage, 'headers' | 'method'>): boolean {
    const { 'sec-fetch-site': site, origin } = headers;
    if (origin !== undefined && !this.#isHere(origin, headers.host)) return false;
    // Browsers leave it out on plain HTTP, and on the handshake of a WebSocket.
    if (site === undefined) return origin !== undefined;
    // "none": an address that was typed, or a bookmark.
    return site === 'same-origin' || (site === 'none' && (method === 'GET' || method === 'HEAD'));
  }

  #isHere(origin: string, host: string | undefined): boolean {
    if (!URL.canParse(origin)) return false;
    const from = new URL(origin);
    const { PUBLIC_URL } = this.settings;
    return from.host === host || (PUBLIC_URL !== undefined && from.origin === new URL(PUBLIC_URL).origin);
  }

  async #apply(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== undefined) return;
    const opened = await this.#opened(request);
    if (!opened) return;
    request.headers.authorization = `Bearer ${opened.session.access}`;
    if (this.now() - opened.sealedAtMs > RENEWED_MS)
      response.appendHeader('Set-Cookie', await this.#sealed(opened.session));
  }

  /** Undefined as well for what is not sealed by the key of now, or has ended. */
  async #opened(request: IncomingMessage): Promise<{ session: Session; sealedAtMs: number } | undefined> {
    const sealed = cookieOf(request.headers.cookie);
    if (sealed === undefined || !this.isOwn(request)) return undefined;
    try {
      const currentDate = new Date(this.now());
      const { payload } = await jwtDecrypt(sealed, await this.#key(), { currentDate });
      const { access, begunAtMs, iat } = payload as unknown as Session & { iat: number };
      return { session: { access, begunAtMs }, sealedAtMs: iat * SECOND_MS };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  async #sealed(session: Session): Promise<string> {
    const now = this.now();
    const endsAtMs = Math.min(now + IDLE_MS, session.begunAtMs + SESSION_HOURS * 60 * MINUTE_MS);
    const sealed = await new EncryptJWT({ ...session })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setIssuedAt(Math.floor(now / SECOND_MS))
      .setExpirationTime(Math.floor(endsAtMs / SECOND_MS))
      .encrypt(await this.#key());
    return `${COOKIE}=${sealed}; ${ATTRIBUTES}`;
  }

  #key(): Promise<Uint8Array> {
    return keptKey(this.settings.MAKEGOOD_DATA, 'session');
  }
}

function cookieOf(header: string | undefined): string | undefined {
  const start = `${COOKIE}=`;
  const found = header?.split(/; */).find((pair) => pair.startsWith(start));
  return found?.slice(start.length);
}
