import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  randomPKCECodeVerifier,
  randomState,
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

  /** `query`: with which the provider sent the browser back. @returns the access token. @throws when it is not the answer to `pending` */
  async complete(query: string, { state, verifier }: PendingSignIn): Promise<string> {
    const answered = new URL(`${this.#callback}${query}`);
    const checks = { expectedState: state, pkceCodeVerifier: verifier };
    // The same resource again, which the token is for.
    const { scope: _, ...resource } = this.asked;
    return (await authorizationCodeGrant(await this.#discovered(), answered, checks, resource)).access_token;
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
