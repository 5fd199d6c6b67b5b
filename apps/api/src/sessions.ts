import type { IncomingMessage, ServerResponse } from 'node:http';
import { EncryptJWT, errors, jwtDecrypt, type JWTPayload } from 'jose';
import { keptKey, type Settings } from '#engine';
import type { PendingSignIn } from './sign-in.ts';

/** Browsers take a cookie of this name from the host itself alone, and send it over TLS or to their own machine. */
const COOKIE = '__Host-makegood';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';
/** Comes along when the identity provider sends the browser back. */
const PENDING_COOKIE = `${COOKIE}-sign-in`;
const PENDING_ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';
/** Of a cookie with its name; browsers keep no larger one. */
const MOST_BYTES = 4096;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** A session ends when it was not used for so long, */
const IDLE_MS = 60 * MINUTE_MS;
/** and in any case so long after it began. */
export const SESSION_HOURS = 12;
/** For which somebody may be at the identity provider. */
const PENDING_MS = 10 * MINUTE_MS;
/** The cookie is sealed anew when it is older, which counts as use. */
const RENEWED_MS = 5 * MINUTE_MS;

interface Session {
  readonly access: string;
  readonly endsAtMs: number;
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

  /** Begins one, which ends with its token at the latest. @returns the value of `Set-Cookie`. @throws when the token is too large */
  async begin(access: string, tokenEndsAtMs = Infinity): Promise<string> {
    const endsAtMs = Math.min(this.now() + SESSION_HOURS * 60 * MINUTE_MS, tokenEndsAtMs);
    const cookie = await this.#cookie({ access, endsAtMs });
    if (cookie.indexOf(';') > MOST_BYTES) throw new Error('the access token is too large for a cookie');
    return cookie;
  }

  /** Ends it: the value of `Set-Cookie`. */
  readonly ended = `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

  /** Keeps what is needed when the identity provider sends the browser back. @returns the value of `Set-Cookie` */
  async pending(signIn: PendingSignIn): Promise<string> {
    return `${await this.#sealed(PENDING_COOKIE, { ...signIn }, this.now() + PENDING_MS)}; ${PENDING_ATTRIBUTES}`;
  }

  readonly noLongerPending = `${PENDING_COOKIE}=; ${PENDING_ATTRIBUTES}; Max-Age=0`;

  async pendingOf({ headers }: IncomingMessage): Promise<PendingSignIn | undefined> {
    const payload = await this.#unsealed(PENDING_COOKIE, cookieOf(PENDING_COOKIE, headers.cookie));
    return payload as unknown as PendingSignIn | undefined;
  }

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
      response.appendHeader('Set-Cookie', await this.#cookie(opened.session));
  }

  async #opened(request: IncomingMessage): Promise<{ session: Session; sealedAtMs: number } | undefined> {
    const sealed = cookieOf(COOKIE, request.headers.cookie);
    if (sealed === undefined || !this.isOwn(request)) return undefined;
    const payload = await this.#unsealed(COOKIE, sealed);
    if (!payload) return undefined;
    const { access, endsAtMs, iat } = payload as unknown as Session & { iat: number };
    return { session: { access, endsAtMs }, sealedAtMs: iat * SECOND_MS };
  }

  async #cookie(session: Session): Promise<string> {
    const sealed = await this.#sealed(COOKIE, { ...session }, Math.min(this.now() + IDLE_MS, session.endsAtMs));
    return `${sealed}; ${ATTRIBUTES}`;
  }

  /** For the cookie of that name alone. @returns both */
  async #sealed(cookie: string, content: JWTPayload, endsAtMs: number): Promise<string> {
    const sealed = await new EncryptJWT(content)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setAudience(cookie)
      .setIssuedAt(Math.floor(this.now() / SECOND_MS))
      .setExpirationTime(Math.floor(endsAtMs / SECOND_MS))
      .encrypt(await this.#key());
    return `${cookie}=${sealed}`;
  }

  /** Undefined as well for what is not sealed by the key of now, or for another cookie, or has ended. */
  async #unsealed(cookie: string, sealed = ''): Promise<JWTPayload | undefined> {
    try {
      const expected = { audience: cookie, currentDate: new Date(this.now()) };
      return (await jwtDecrypt(sealed, await this.#key(), expected)).payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  #key(): Promise<Uint8Array> {
    return keptKey(this.settings.MAKEGOOD_DATA, 'session');
  }
}

function cookieOf(name: string, header: string | undefined): string | undefined {
  const start = `${name}=`;
  const found = header?.split(/; */).find((pair) => pair.startsWith(start));
  return found?.slice(start.length);
}
