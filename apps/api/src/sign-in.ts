import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  ResponseBodyError,
  tokenRevocation,
} from 'openid-client';
import type { Settings } from '#engine';
import { KeysUnavailable } from '#server';

/** What the browser keeps, sealed, while the person is at the identity provider. */
export interface PendingSignIn {
  readonly state: string;
  readonly verifier: string;
  /** Path of this server that is shown afterwards. */
  readonly to: string;
}

/** As the identity provider gives them; `refresh` and `identity` are for itself. */
export interface Tokens {
  readonly access: string;
  readonly accessEndsAtMs: number;
  readonly refresh?: string | undefined;
  readonly identity?: string | undefined;
}
type GivenTokens = Omit<Tokens, 'accessEndsAtMs'>;

/** Signing in at the identity provider: OpenID Connect's code flow with PKCE, by a client with a secret. */
export class SignIn {
  #provider: Promise<Configuration> | undefined;

  private constructor(
    private readonly client: { readonly issuer: string; readonly id: string; readonly secret: string },
    private readonly publicUrl: string,
    private readonly asked: Readonly<Record<string, string>>,
  ) {}

  /** Undefined when no client is set. */
  static with(settings: Settings): SignIn | undefined {
    const { AUTH_ISSUER, AUTH_CLIENT_ID, AUTH_CLIENT_SECRET, AUTH_SCOPE, AUTH_AUDIENCE, PUBLIC_URL } = settings;
    if (!AUTH_ISSUER || !AUTH_CLIENT_ID || !AUTH_CLIENT_SECRET || !AUTH_AUDIENCE || !PUBLIC_URL) return undefined;
    const client = { issuer: AUTH_ISSUER, id: AUTH_CLIENT_ID, secret: AUTH_CLIENT_SECRET };
    // RFC 8707, for providers that need to be told for whom the token is; it knows addresses alone.
    const resource = URL.canParse(AUTH_AUDIENCE) && { resource: AUTH_AUDIENCE };
    return new SignIn(client, PUBLIC_URL, { scope: AUTH_SCOPE, ...resource });
  }

  /** `to`: what leads away from this server counts as its first page. */
  async begin(to: string | undefined): Promise<{ location: string; pending: PendingSignIn }> {
    const provider = await this.#discovered();
    const pending = { state: randomState(), verifier: randomPKCECodeVerifier(), to: this.#pathOf(to ?? '') };
    const location = buildAuthorizationUrl(provider, {
      ...this.asked,
      redirect_uri: this.#callback,
      state: pending.state,
      code_challenge: await calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { location: location.href, pending };
  }

  /** `query`: with which the provider sent the browser back. @throws when it is not the answer to `pending` */
  async complete(query: string, { state, verifier }: PendingSignIn): Promise<GivenTokens> {
    const answered = new URL(`${this.#callback}${query}`);
    const checks = { expectedState: state, pkceCodeVerifier: verifier };
    return givenTokens(await authorizationCodeGrant(await this.#discovered(), answered, checks, this.#resource));
  }

  /** Undefined when the provider gives none any more. @throws KeysUnavailable */
  async refreshed(refresh: string): Promise<GivenTokens | undefined> {
    const provider = await this.#discovered();
    try {
      return givenTokens(await refreshTokenGrant(provider, refresh, this.#resource));
    } catch (error) {
      if (error instanceof ResponseBodyError && error.status < 500) return undefined;
      throw new KeysUnavailable(`the identity provider gives no new token: ${(error as Error).message}`);
    }
  }

  /** Where the person signs out there, and comes back to `to`; undefined when the provider has no such place. @throws KeysUnavailable */
  async signOutAddress(identity: string, to: string): Promise<string | undefined> {
    const provider = await this.#discovered();
    if (provider.serverMetadata().end_session_endpoint === undefined) return undefined;
    const back = { id_token_hint: identity, post_logout_redirect_uri: `${this.publicUrl}${to}` };
    return buildEndSessionUrl(provider, back).href;
  }

  /** What a copy of it could still be used for, ends. */
  async revoke(refresh: string): Promise<void> {
    const provider = await this.#discovered();
    if (provider.serverMetadata().revocation_endpoint !== undefined)
      await tokenRevocation(provider, refresh, { token_type_hint: 'refresh_token' });
  }

  /** The same again, which the token is for. */
  get #resource(): Readonly<Record<string, string>> {
    const { scope: _, ...resource } = this.asked;
    return resource;
  }

  get #callback(): string {
    return `${this.publicUrl}/session/callback`;
  }

  #pathOf(to: string): string {
    const first = new URL(`${this.publicUrl}/`);
    const { origin, pathname, search } = URL.canParse(to, first.href) ? new URL(to, first) : first;
    // What begins with two slashes would name another host again.
    return origin === first.origin ? `${pathname.replace(/^\/+/, '/')}${search}` : first.pathname;
  }

  /** Once it was reached. @throws KeysUnavailable */
  #discovered(): Promise<Configuration> {
    const { issuer, id, secret } = this.client;
    const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    this.#provider ??= discovery(new URL(issuer), id, secret, undefined, { execute }).catch((error: unknown) => {
      this.#provider = undefined;
      throw new KeysUnavailable(
        `the identity provider at AUTH_ISSUER does not describe itself: ${(error as Error).message}`,
      );
    });
    return this.#provider;
  }
}

const givenTokens = ({
  access_token: access,
  refresh_token: refresh,
  id_token: identity,
}: Readonly<Record<'access_token', string> & Partial<Record<'refresh_token' | 'id_token', string>>>): GivenTokens => ({
  access,
  refresh,
  identity,
});
