import { decodeJwt } from 'jose';
import { instantOf } from '#kernel';
import { type Logger, Recent } from '#platform';
import { type Authenticator, type RevokedTokens, Unauthenticated } from '#server';
import type { SignIn, Tokens } from './sign-in.ts';

const MAX_SESSIONS = 1_000;

/** New access tokens for sessions in use. Many requests of a page ask at once, and a provider may take a refresh token only once. */
export class FreshTokens {
  /** By the refresh token that was given for them. */
  readonly #given = new Recent<Promise<Tokens | undefined>>(MAX_SESSIONS);

  constructor(
    private readonly signIn: Pick<SignIn, 'refreshed' | 'revoke'>,
    private readonly authenticator: Authenticator,
    private readonly revoked: Pick<RevokedTokens, 'covers'>,
    private readonly logger: Logger,
    private readonly now: () => number = Date.now,
  ) {}

  /** Those that follow `access`; undefined when there are none: the session has ended at the provider, or its token was revoked here. @throws KeysUnavailable */
  async after(access: string, refresh: string): Promise<Tokens | undefined> {
    const given = this.#given.get(refresh);
    if (given) {
      const tokens = await given;
      if (!tokens || tokens.accessEndsAtMs > this.now()) return tokens;
      // Those have ended as well, and brought a refresh token of their own.
      if (tokens.refresh !== undefined && tokens.refresh !== refresh) return this.after(tokens.access, tokens.refresh);
    }
    const made = this.#ask(access, refresh);
    this.#given.set(refresh, made);
    made.catch(() => this.#given.delete(refresh));
    return made;
  }

  /** None are given any more for a session that has ended, here or at the provider, a copy of its cookies included. */
  async end(refresh: string): Promise<void> {
    const given = await this.#given.get(refresh)?.catch(() => undefined);
    this.#given.set(refresh, Promise.resolve(undefined));
    if (given?.refresh !== undefined && given.refresh !== refresh) return this.end(given.refresh);
    await this.signIn.revoke(refresh).catch((error: unknown) => {
      this.logger.warn({ error: String(error) }, 'the refresh token of a session could not be revoked');
    });
  }

  async #ask(access: string, refresh: string): Promise<Tokens | undefined> {
    // Read from a cookie that was sealed here; it may have ended.
    const { sub = '', jti, iat = 0 } = decodeJwt(access);
    // Who was shut out does not come in again by a token of later date.
    if (this.revoked.covers({ subject: sub, tokenId: jti, issuedAt: instantOf(iat * 1000) })) return undefined;
    const tokens = await this.signIn.refreshed(refresh);
    if (!tokens) return undefined;
    try {
      const { actor, expiresAtMs } = await this.authenticator.authenticate(`Bearer ${tokens.access}`);
      return actor.id === sub ? { ...tokens, accessEndsAtMs: expiresAtMs } : undefined;
    } catch (error) {
      if (error instanceof Unauthenticated) return undefined;
      throw error;
    }
  }
}
