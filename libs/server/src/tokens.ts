import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { type Actor, canonicalLocale, isTimeZone, ROLES, type Role } from '#kernel';
import type { Settings } from '#engine';

/** The token is missing, forged, expired or from another issuer: one message, which reveals none of these. */
export class Unauthenticated extends Error {
  constructor() {
    super('Send "Authorization: Bearer <token>" with a valid token.');
  }
}

export interface Profile {
  readonly name?: string;
  readonly locale?: string;
  readonly timeZone?: string;
}

export interface Authenticated {
  readonly actor: Actor;
  readonly profile: Profile;
}

export interface Authenticator {
  authenticate(authorization: string | undefined): Promise<Authenticated>;
  actorOf(authorization: string | undefined): Promise<Actor>;
}

const LOCAL_ISSUER = 'makegood-local';
const LOCAL_AUDIENCE = 'makegood';

/** Made at the first start. Anyone who can read it can act as anyone: production uses `AUTH_JWKS_URL`. */
async function localKey(folder: string): Promise<Uint8Array> {
  const path = join(folder, 'token.key');
  await mkdir(folder, { recursive: true });
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(randomBytes(32).toString('hex'));
    await file.sync();
    await file.close();
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  if (key.length !== 32)
    throw new Error(`${path} is damaged: delete it and start again; local tokens made before become invalid`);
  return key;
}

export interface Bearer {
  readonly role: Role;
  readonly id: string;
  readonly partnerId?: string | undefined;
}

export async function localToken(folder: string, { role, id, partnerId }: Bearer, days = 30): Promise<string> {
  return new SignJWT({ role, ...(partnerId !== undefined && { partner: partnerId }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(id)
    .setIssuer(LOCAL_ISSUER)
    .setAudience(LOCAL_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${days}d`)
    .sign(await localKey(folder));
}

export async function authenticator(settings: Settings): Promise<Authenticator> {
  const { AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE, MAKEGOOD_DATA } = settings;
  const verify = AUTH_JWKS_URL
    ? remote(AUTH_JWKS_URL, { issuer: AUTH_ISSUER as string, audience: AUTH_AUDIENCE as string })
    : local(await localKey(MAKEGOOD_DATA));
  const authenticate: Authenticator['authenticate'] = async (authorization) => {
    const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new Unauthenticated();
    try {
      const payload = await verify(token);
      return { actor: actorIn(payload), profile: profileIn(payload) };
    } catch (error) {
      // A key server that does not answer is not the client's mistake.
      if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) throw new Unauthenticated();
      throw error;
    }
  };
  return { authenticate, actorOf: async (authorization) => (await authenticate(authorization)).actor };
}

const local = (key: Uint8Array) => async (token: string) =>
  (await jwtVerify(token, key, { algorithms: ['HS256'], issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE })).payload;

function remote(url: string, expected: { issuer: string; audience: string }) {
  const keys = createRemoteJWKSet(new URL(url));
  // Asymmetric only: a token "signed" with the public key as an HMAC secret must not pass.
  const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
  return async (token: string) => (await jwtVerify(token, keys, { ...expected, algorithms })).payload;
}

function actorIn({ sub, role, partner }: JWTPayload): Actor {
  const known = ROLES.find((one) => one === role);
  if (!sub || !known) throw new Unauthenticated();
  if (known !== 'PARTNER') return { id: sub, role: known };
  if (typeof partner !== 'string' || partner === '') throw new Unauthenticated();
  return { id: sub, role: known, onBehalfOf: partner };
}

/** Malformed claims count as absent. */
function profileIn({ name, locale, zoneinfo }: JWTPayload): Profile {
  const language = typeof locale === 'string' ? canonicalLocale(locale) : undefined;
  return {
    ...(typeof name === 'string' && name !== '' && { name }),
    ...(language !== undefined && { locale: language }),
    ...(typeof zoneinfo === 'string' && isTimeZone(zoneinfo) && { timeZone: zoneinfo }),
  };
}
