const ANSWER_MS = 10_000;
/** Not used in its last minute. */
const MARGIN_MS = 60_000;

export interface OauthClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
}

/** Access tokens by the client credentials grant (RFC 6749, 4.4), each used until a minute before its end. @throws Error without the secret in it */
export function oauthTokens({ tokenUrl, clientId, clientSecret, scope }: OauthClient, now: () => number) {
  let known: { readonly token: string; readonly until: number } | undefined;
  return async (): Promise<string> => {
    if (known && now() < known.until) return known.token;
    const form = {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      ...(scope !== undefined && { scope }),
    };
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { access_token: token, expires_in: seconds = 0 } = (await response.json().catch(() => ({}))) as {
      access_token?: string;
      expires_in?: number;
    };
    if (!response.ok || typeof token !== 'string')
      throw new Error(`${new URL(tokenUrl).host} gave no access token (status ${response.status})`);
    known = { token, until: now() + seconds * 1000 - MARGIN_MS };
    return token;
  };
}
