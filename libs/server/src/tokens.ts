import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  SignJWT,
} from 'jose';
import { type Actor, canonicalLocale, instantOf, isTimeZone, ROLES, type Role } from '#kernel';
import { keptKey, type Settings } from '#engine';
import { Recent } from '#platform';
import type { RevokedTokens } from './revoked-tokens.ts';

/** The token is missing, forged, expired, revoked or from another issuer: one message, which reveals none of these. */
export class Unauthenticated extends Error {
  constructor() {
    super('Send "Authorization: Bearer <token>" with a valid token.');
  }
}

/** The identity provider does not give its keys or addresses: nothing can be said of a token, and nobody can sign in. */
export class KeysUnavailable extends Error {}

export interface Profile {
  readonly name?: string;
  readonly locale?: string;
  readonly timeZone?: string;
}

export interface Authenticated {
  readonly actor: Actor;
  readonly profile: Profile;
  readonly expiresAtMs: number;
  /** Whether the token was revoked since. */
  isRevoked(): boolean;
}

export interface Authenticator {
  /** @throws Unauthenticated; KeysUnavailable */
  authenticate(authorization: string | undefined): Promise<Authenticated>;
  actorOf(authorization: string | undefined): Promise<Actor>;
}

const LOCAL_ISSUER = 'makegood-local';
const LOCAL_AUDIENCE = 'makegood';
export const MAX_LOCAL_DAYS = 3_650;
/** Between the clocks of the identity provider and of this machine. */
const CLOCK_TOLERANCE_SECONDS = 30;

/** For so long its signature, its age and the keys are not looked at again. It ends, and is revoked, at its time. */
const SOUND_MS = 10_000;
const MAX_SOUND = 5_000;

/** Made at the first start. Anyone who can read it can act as anyone: production uses `AUTH_JWKS_URL`. */
const localKey = (folder: string) => keptKey(folder, 'token');

export interface Bearer {
  readonly role: Role;
  readonly id: string;
  readonly partnerId?: string | undefined;
}

/** For trying things out: one of each role of the staff. */
export const LOCAL_STAFF: readonly Bearer[] = [
  { role: 'REVIEWER', id: 'rita' },
  { role: 'QUALITY', id: 'quinn' },
  { role: 'FINANCE', id: 'fiona' },
  { role: 'AUDITOR', id: 'arthur' },
  { role: 'ADMIN', id: 'adam' },
];

export async function localToken(folder: string, { role, id, partnerId }: Bearer, days = 30): Promise<string> {
  await mkdir(folder, { recursive: true });
  return new SignJWT({ role, ...(partnerId !== undefined && { partner: partnerId }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setJti(randomUUID())
    .setSubject(id)
    .setIssuer(LOCAL_ISSUER)
    .setAudience(LOCAL_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${days}d`)
    .sign(await localKey(folder));
}

export async function authenticator(
  settings: Settings,
  revoked: Pick<RevokedTokens, 'covers'> = { covers: () => false },
  now: () => number = Date.now,
): Promise<Authenticator> {
  const verify = await verifierOf(settings, now);
  const sound = new Recent<{ readonly authenticated: Authenticated; readonly untilMs: number }>(MAX_SOUND);
  const verified = async (token: string): Promise<Authenticated> => {
    const result = await verify(token).catch((error: unknown) => {
      throw error instanceof errors.JOSEError ? new Unauthenticated() : error;
    });
    if (!isAccessToken(result)) throw new Unauthenticated();
    const { payload } = result;
    const actor = actorIn(payload);
    const [issuedAt, expiresAtMs] = [instantOf((payload.iat as number) * 1000), (payload.exp as number) * 1000];
    const issued = { subject: actor.id, tokenId: payload.jti, issuedAt };
    const isRevoked = () => revoked.covers(issued);
    const authenticated = { actor, profile: profileIn(payload), expiresAtMs, isRevoked };
    sound.set(token, { authenticated, untilMs: Math.min(now() + SOUND_MS, expiresAtMs) });
    return authenticated;
  };
  const authenticate: Authenticator['authenticate'] = async (authorization) => {
    const token = /^Bearer +([^\s]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new Unauthenticated();
    const known = sound.get(token);
    const authenticated = known && now() < known.untilMs ? known.authenticated : await verified(token);
    if (authenticated.isRevoked()) throw new Unauthenticated();
    return authenticated;
  };
  return { authenticate, actorOf: async (authorization) => (await authenticate(authorization)).actor };
}

type Verify = (token: string) => Promise<JWTVerifyResult>;

/** A token without an end, or without the moment from which its age counts, is not accepted. */
const requiredClaims = ['exp', 'iat'];

async function verifierOf(
  { AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_MAX_AGE_HOURS, MAKEGOOD_DATA }: Settings,
  now: () => number,
): Promise<Verify> {
  const verified = (token: string, key: Uint8Array | JWTVerifyGetKey, expected: JWTVerifyOptions) =>
    jwtVerify(token, key as JWTVerifyGetKey, { ...expected, currentDate: new Date(now()) });
  if (AUTH_JWKS_URL === undefined) {
    const key = await localKey(MAKEGOOD_DATA);
    const maxTokenAge = `${MAX_LOCAL_DAYS}d`;
    const expected = { issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE, requiredClaims, maxTokenAge };
    return (token) => verified(token, key, { algorithms: ['HS256'], ...expected });
  }
  const keys = keysOf(AUTH_JWKS_URL);
  const expected: JWTVerifyOptions = {
    issuer: AUTH_ISSUER,
    audience: AUTH_AUDIENCE,
    requiredClaims,
    maxTokenAge: `${AUTH_MAX_AGE_HOURS}h`,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    // Asymmetric only: a token "signed" with the public key as an HMAC secret must not pass.
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'],
  };
  return (token) => verified(token, keys, expected);
}

/** @throws KeysUnavailable for all that is not the fault of the token */
function keysOf(url: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url));
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      throw new KeysUnavailable(`the keys of AUTH_JWKS_URL cannot be read: ${(error as Error).message}`);
    }
  };
}

/** RFC 9068. An ID token tells a client who signed in; it does not open an API. */
function isAccessToken({ protectedHeader: { typ }, payload }: JWTVerifyResult): boolean {
  const type =
    typ === undefined
      ? undefined
      : String(typ)
          .toLowerCase()
          .replace(/^application\//, '');
  if (type === 'at+jwt') return true;
  return (type === undefined || type === 'jwt') && !('nonce' in payload) && !('at_hash' in payload);
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
