import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { EncryptJWT, errors, jwtDecrypt, type JWTPayload } from 'jose';
import type { Channel } from '#claims';
import { keptKey, type Settings } from '#engine';
import { instantOf, MINUTE_MS, SECOND_MS } from '#kernel';
import type { RevokedTokens } from '#server';
import type { FreshTokens } from './fresh-tokens.ts';
import type { PendingSignIn, Tokens } from './sign-in.ts';

/** Browsers take a cookie of this name from the host itself alone, and send it over TLS or to their own machine. */
const COOKIE = '__Host-makegood';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';
/** What only the identity provider is shown: apart, as both together may not fit into one. */
const PROVIDER_COOKIE = `${COOKIE}-provider`;
/** Comes along when the identity provider sends the browser back. */
const PENDING_COOKIE = `${COOKIE}-sign-in`;
const PENDING_ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';
/** Of a cookie with its name; browsers keep no larger one. */
const MOST_BYTES = 4096;

/** A session ends when it was not used for so long, */
const IDLE_MS = 60 * MINUTE_MS;
/** and in any case so long after it began. */
export const SESSION_HOURS = 12;
/** For which somebody may be at the identity provider, or on the way there. */
const PENDING_MS = 10 * MINUTE_MS;
/** The cookies are sealed anew when they are older, which counts as use. */
const RENEWED_MS = 5 * MINUTE_MS;
/** Before its end a token is replaced, so that it does not end on its way through a request. */
const REPLACED_MS = MINUTE_MS;

interface Session {
  /** By which the two cookies of a session know each other. */
  readonly id: string;
  /** Whose it is. */
  readonly subject: string;
  readonly access: string;
  readonly accessEndsAtMs: number;
  readonly beganAtMs: number;
  readonly endsAtMs: number;
}

interface AtProvider {
  readonly id: string;
  readonly refresh?: string | undefined;
  /** The identity token, by which the provider knows whom to sign out. */
  readonly identity?: string | undefined;
  /** Signed out here, and on the way to the provider. */
  readonly isEnding?: boolean | undefined;
}

interface Opened {
  readonly session: Session;
  readonly atProvider?: AtProvider | undefined;
  readonly isOld: boolean;
}

/** Requests that came by the session of a browser, and so from a page of this server. */
const bySession = new WeakSet<IncomingMessage>();

/** How what a request submits was sent. */
export const channelOf = (request: IncomingMessage): Channel => (bySession.has(request) ? 'CONSOLE' : 'API');

/** Whose page it is that asks, as the page says: in another window of the browser somebody else may have signed in since. */
const isForAnother = ({ headers }: IncomingMessage, subject: string): boolean => {
  const person = headers['x-makegood-person'];
  return person !== undefined && person !== encodeURIComponent(subject);
};

/** In which the page of a session is read, as it says: the browser would name those of its owner. */
export const pageLanguage = (request: IncomingMessage): string | undefined => {
  const [first] = request.headers['accept-language']?.split(/[,;]/, 1) ?? [];
  return bySession.has(request) && first && /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,3}$/.test(first) ? first : undefined;
};

/**
 * The sessions of browsers: an access token, sealed in a cookie that no script can read. The server keeps nothing; whatever serves a request
 * finds the token in `Authorization`, as if it had been sent.
 */
export class Sessions {
  constructor(
    private readonly settings: Pick<Settings, 'MAKEGOOD_DATA' | 'PUBLIC_URL'>,
    private readonly now: () => number = Date.now,
    private readonly revoked: Pick<RevokedTokens, 'covers'> = { covers: () => false },
    /** Undefined: a session ends with its token. */
    private readonly fresh?: Pick<FreshTokens, 'after' | 'end'>,
  ) {}

  /** Begins one. @returns the values of `Set-Cookie`. @throws when the access token is too large */
  async begin(subject: string, { access, accessEndsAtMs, refresh, identity }: Tokens): Promise<readonly string[]> {
    const [id, beganAtMs] = [randomUUID(), this.now()];
    const latest = beganAtMs + SESSION_HOURS * 60 * MINUTE_MS;
    const endsAtMs = refresh !== undefined && this.fresh ? latest : Math.min(latest, accessEndsAtMs);
    const session = { id, subject, access, accessEndsAtMs, beganAtMs, endsAtMs };
    return this.#cookies(session, { id, refresh, identity });
  }

  /** Ends it. @returns the values of `Set-Cookie`, and whether the provider can be asked to end it as well */
  async end(request: IncomingMessage): Promise<{ cookies: readonly string[]; isKnownThere: boolean }> {
    const atProvider = (await this.#opened(request))?.atProvider;
    if (atProvider?.refresh !== undefined) await this.fresh?.end(atProvider.refresh);
    const ending =
      atProvider?.identity === undefined ? undefined : { ...atProvider, refresh: undefined, isEnding: true };
    const cookies = [`${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`];
    cookies.push(ending ? await this.#providerCookie(ending, this.now() + PENDING_MS) : this.endedAtProvider);
    return { cookies, isKnownThere: ending !== undefined };
  }

  /** The identity token of a session that was ended here. */
  async endingIdentityOf({ headers }: IncomingMessage): Promise<string | undefined> {
    const payload = await this.#unsealed(PROVIDER_COOKIE, cookieOf(PROVIDER_COOKIE, headers.cookie));
    const { isEnding, identity } = (payload ?? {}) as unknown as AtProvider;
    return isEnding ? identity : undefined;
  }

  readonly endedAtProvider = `${PROVIDER_COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

  /** Keeps what is needed when the identity provider sends the browser back. @returns the value of `Set-Cookie` */
  async pending(signIn: PendingSignIn): Promise<string> {
    return `${await this.#sealed(PENDING_COOKIE, { ...signIn }, this.now() + PENDING_MS)}; ${PENDING_ATTRIBUTES}`;
  }

  readonly noLongerPending = `${PENDING_COOKIE}=; ${PENDING_ATTRIBUTES}; Max-Age=0`;

  async pendingOf({ headers }: IncomingMessage): Promise<PendingSignIn | undefined> {
    const payload = await this.#unsealed(PENDING_COOKIE, cookieOf(PENDING_COOKIE, headers.cookie));
    return payload as unknown as PendingSignIn | undefined;
  }

  /** Before everything that asks who the caller is. */
  readonly applied = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    this.apply(request).then((cookies) => {
      for (const cookie of cookies) response.appendHeader('Set-Cookie', cookie);
      next();
    }, next);
  };

  /** Puts the token of the session where it is looked for. @returns values of `Set-Cookie` for the answer. @throws KeysUnavailable */
  async apply(request: IncomingMessage): Promise<readonly string[]> {
    if (request.headers.authorization !== undefined) return [];
    const opened = await this.#opened(request);
    if (!opened || isForAnother(request, opened.session.subject)) return [];
    const replaced = await this.#replaced(opened);
    const { session, atProvider } = replaced ?? opened;
    request.headers.authorization = `Bearer ${session.access}`;
    bySession.add(request);
    return replaced || opened.isOld ? this.#cookies(session, atProvider) : [];
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

  /** With a new token, when it is time. */
  async #replaced({ session, atProvider }: Opened): Promise<Omit<Opened, 'isOld'> | undefined> {
    const leftMs = session.accessEndsAtMs - this.now();
    if (atProvider?.refresh === undefined || leftMs > REPLACED_MS) return undefined;
    const tokens = await this.fresh?.after(session.access, atProvider.refresh).catch((error: unknown) => {
      // The provider does not answer; the old one holds for a while.
      if (leftMs > 0) return undefined;
      throw error;
    });
    if (!tokens) return undefined;
    const { access, accessEndsAtMs, refresh = atProvider.refresh, identity = atProvider.identity } = tokens;
    return { session: { ...session, access, accessEndsAtMs }, atProvider: { ...atProvider, refresh, identity } };
  }

  async #opened(request: IncomingMessage): Promise<Opened | undefined> {
    const { cookie } = request.headers;
    const sealed = cookieOf(COOKIE, cookie);
    if (sealed === undefined || !this.isOwn(request)) return undefined;
    const payload = await this.#unsealed(COOKIE, sealed);
    if (!payload) return undefined;
    const { iat, id, subject, access, accessEndsAtMs, beganAtMs, endsAtMs } = payload as unknown as Session & {
      readonly iat: number;
    };
    // Whose tokens were revoked does not go on by those that came later.
    if (this.revoked.covers({ subject, tokenId: undefined, issuedAt: instantOf(beganAtMs) })) return undefined;
    const kept = (await this.#unsealed(PROVIDER_COOKIE, cookieOf(PROVIDER_COOKIE, cookie))) as unknown as
      | AtProvider
      | undefined;
    return {
      session: { id, subject, access, accessEndsAtMs, beganAtMs, endsAtMs },
      atProvider: kept?.id === id ? { id, refresh: kept.refresh, identity: kept.identity } : undefined,
      isOld: this.now() - iat * SECOND_MS > RENEWED_MS,
    };
  }

  async #cookies(session: Session, atProvider: AtProvider | undefined): Promise<readonly string[]> {
    const sealedUntilMs = Math.min(this.now() + IDLE_MS, session.endsAtMs);
    const cookie = `${await this.#sealed(COOKIE, { ...session }, sealedUntilMs)}; ${ATTRIBUTES}`;
    if (!isKept(cookie)) throw new Error('the access token is too large for a cookie');
    if (atProvider?.refresh === undefined && atProvider?.identity === undefined) return [cookie];
    const all = await this.#providerCookie(atProvider, sealedUntilMs);
    // Signing out there works without it as well, at most providers.
    const most = isKept(all) ? all : await this.#providerCookie({ ...atProvider, identity: undefined }, sealedUntilMs);
    return isKept(most) ? [cookie, most] : [cookie];
  }

  async #providerCookie(content: AtProvider, sealedUntilMs: number): Promise<string> {
    return `${await this.#sealed(PROVIDER_COOKIE, { ...content }, sealedUntilMs)}; ${ATTRIBUTES}`;
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

const isKept = (cookie: string): boolean => cookie.indexOf(';') <= MOST_BYTES;

function cookieOf(name: string, header: string | undefined): string | undefined {
  const start = `${name}=`;
  const found = header?.split(/; */).find((pair) => pair.startsWith(start));
  return found?.slice(start.length);
}
