import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { setTimeout as wait } from 'node:timers/promises';
import { AddressError } from './address-error.ts';
import type { Outage } from './outage.ts';

/** How servers of one product are recognised, and what to do about an address that does not fit them. */
export interface Protocol {
  readonly product: string;
  /** What a client sends first. */
  readonly greeting: Buffer;
  readonly alpn?: readonly string[];
  recognises(answer: Buffer): boolean;
  /** What is wrong with a server of the product. */
  mistakeIn?(answer: Buffer): string | undefined;
  readonly advice: { readonly noTls: string; readonly useTls: string; readonly clientCertificate: string };
}

export interface ProbedServers {
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** Undefined: without TLS. */
  readonly tls: ConnectionOptions | undefined;
}

/** How long an opening may take before its servers are looked at. */
const SLOW_MS = 500;
const ANSWER_MS = 2_000;

/**
 * `opening`, unless its servers show that it cannot succeed; an absent or starting server shows nothing. Later outages are explained
 * the same way. @throws AddressError
 */
export async function unlessMistaken<T>(
  opening: Promise<T>,
  servers: () => ProbedServers,
  protocol: Protocol,
  outage?: Outage,
): Promise<T> {
  const over = new AbortController();
  const fail = async () => {
    const mistake = await mistakeIn(servers(), protocol);
    if (mistake !== undefined) throw new AddressError(mistake);
  };
  const failed = async (error: unknown): Promise<never> => {
    if ((error as { fault?: string }).fault === 'unavailable') await fail();
    throw error;
  };
  const slow = wait(SLOW_MS, undefined, { signal: over.signal, ref: false }).then(fail, () => undefined);
  try {
    const opened = await Promise.race([opening.catch(failed), slow.then(() => opening.catch(failed))]);
    outage?.explainBy(() => mistakeIn(servers(), protocol));
    return opened;
  } finally {
    over.abort();
  }
}

type Finding =
  | { readonly kind: 'usable' }
  /** Or starting, or frozen. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' | 'mistaken'; readonly mistake: string };

/** Of a server that answers, when none can be used; or that all names are unknown. */
async function mistakeIn({ hosts, tls }: ProbedServers, protocol: Protocol): Promise<string | undefined> {
  const findings = await Promise.all(hosts.map((at) => look(at, protocol, tls)));
  if (findings.some(({ kind }) => kind === 'usable')) return undefined;
  const [mistaken] = findings.flatMap((finding) => (finding.kind === 'mistaken' ? [finding.mistake] : []));
  const unknown = findings.flatMap((finding) => (finding.kind === 'unknown' ? [finding.mistake] : []));
  return mistaken ?? (unknown.length === hosts.length ? unknown[0] : undefined);
}

type Host = ProbedServers['hosts'][number];

async function look(at: Host, protocol: Protocol, tls: ConnectionOptions | undefined): Promise<Finding> {
  const { product, advice, greeting } = protocol;
  const where = `${at.host.includes(':') ? `[${at.host}]` : at.host}:${at.port}`;
  const mistaken = (mistake: string): Finding => ({ kind: 'mistaken', mistake: `${where} ${mistake}` });
  const secured = (options: ConnectionOptions) => ({
    ...options,
    ...(protocol.alpn && { ALPNProtocols: [...protocol.alpn] }),
  });
  const isOurs = (talk: Talk) => talk.kind === 'answer' && protocol.recognises(talk.bytes);

  const first = await talk(at, greeting, tls && secured(tls));
  if (isOurs(first)) {
    const mistake = first.kind === 'answer' ? protocol.mistakeIn?.(first.bytes) : undefined;
    return mistake === undefined ? { kind: 'usable' } : mistaken(mistake);
  }
  if (first.kind === 'silent') return { kind: 'absent' };
  if (first.kind === 'failed') {
    if (first.code === 'ENOTFOUND')
      return { kind: 'unknown', mistake: `the host ${at.host} is not known: correct its name` };
    if (ABSENT.has(first.code)) return { kind: 'absent' };
    if (first.code in CERTIFICATE) return mistaken(certificateMistake(first.code, tls?.ca !== undefined));
    if (CLIENT_CERTIFICATE.has(first.code)) return mistaken(advice.clientCertificate);
  }
  const found = await lookFurther();
  // A server that was starting meanwhile is not mistaken.
  return found.kind === 'mistaken' && isOurs(await talk(at, greeting, tls && secured(tls)))
    ? { kind: 'usable' }
    : found;

  async function lookFurther(): Promise<Finding> {
    // Encryption may be the difference: try the other way.
    const second = await talk(at, greeting, tls ? undefined : secured({ rejectUnauthorized: false }));
    const wantsTls = second.kind === 'failed' && CLIENT_CERTIFICATE.has(second.code);
    if (isOurs(second) || (!tls && wantsTls)) return mistaken(tls ? advice.noTls : advice.useTls);
    const answers = [first, second, await talk(at, ANY_GREETING)];
    // A port that only closes connections may be a proxy in front of a server that is starting.
    return answers.some(({ kind }) => kind === 'answer')
      ? mistaken(`is not ${product}: something else listens there, so correct the port`)
      : { kind: 'absent' };
  }
}

/** Most servers answer this with something, if only a complaint. */
const ANY_GREETING = Buffer.from('GET / HTTP/1.0\r\n\r\n');

type Talk =
  | { readonly kind: 'answer'; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'silent' | 'closed' };

function talk({ host, port }: Host, greeting: Buffer, tls?: ConnectionOptions): Promise<Talk> {
  return new Promise((resolve) => {
    const socket = tls
      ? connectTls({ ...tls, host, port, ...(isIP(host) === 0 && { servername: host }) })
      : connectPlain({ host, port });
    const end = (outcome: Talk) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => end({ kind: 'silent' }), ANSWER_MS);
    socket.once(tls ? 'secureConnect' : 'connect', () => socket.write(greeting));
    socket.once('data', (bytes: Buffer) => end({ kind: 'answer', bytes }));
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => end({ kind: 'failed', code }));
    socket.once('close', () => end({ kind: 'closed' }));
  });
}

const ABSENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
]);

const UNTRUSTED = 'untrusted';
const CERTIFICATE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_SIGNATURE_FAILURE: UNTRUSTED,
  CERT_UNTRUSTED: UNTRUSTED,
  CERT_HAS_EXPIRED: 'has a certificate that has expired: renew it',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet: check the clocks of both machines',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for other names: connect by a name that it lists',
};

function certificateMistake(code: string, hasAuthority: boolean): string {
  const mistake = CERTIFICATE[code] as string;
  if (mistake !== UNTRUSTED) return mistake;
  return hasAuthority
    ? 'has a certificate that was not issued by the authority in tlsCAFile: name the file of its authority'
    : 'has a certificate of an authority that is not known here: name the file of the authority by tlsCAFile';
}

const CLIENT_CERTIFICATE: ReadonlySet<string> = new Set([
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
]);
