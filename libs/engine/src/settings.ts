import { createPrivateKey } from 'node:crypto';
import { LANGUAGES } from '#words';
import { z } from 'zod';

export class SettingsError extends Error {}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).type === 'private';
  } catch {
    return false;
  }
}

function isMailbox(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  return /^imaps?:$/.test(protocol) && hostname !== '' && username !== '';
}

const onOff = (fallback: boolean) =>
  z
    .enum(['on', 'off'], { error: 'must be "on" or "off"' })
    .optional()
    .transform((value) => (value === undefined ? fallback : value === 'on'));

/** The client of the server judges the rest: a list of hosts, for one, is not a URL. */
const address = (...schemes: string[]) =>
  z.string().refine((text) => schemes.some((scheme) => text.startsWith(`${scheme}://`)), {
    error: `must be an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });

const seconds = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) > 0, { error: 'must be whole seconds, 1 to 99999' })
    .transform(Number);

const port = z
  .string()
  .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, { error: 'must be a port from 0 to 65535' });

const schema = z.object({
  PORT: port.default('4000').transform(Number),
  HOST: z.string().min(1, { error: 'must be an address such as 127.0.0.1' }).default('127.0.0.1'),
  MAKEGOOD_DATA: z.string().min(1, { error: 'must be a folder' }).default('./data'),
  /** Of the evidence: a folder on a disk of its own, perhaps. Unset: `evidence` in the data folder. */
  MAKEGOOD_EVIDENCE: z.string().optional(),
  /** Free space that files leave to the log, on the disk of the data folder. */
  MAKEGOOD_RESERVE_MIB: z
    .string()
    .default('512')
    .refine((text) => /^\d{1,7}$/.test(text), { error: 'must be a whole number of MiB' })
    .transform(Number),
  MAKEGOOD_SAMPLES: onOff(true),
  /** Whether the web page is served. */
  MAKEGOOD_CONSOLE: onOff(true),
  /** The legal entity of a new store (R1); its series of credit notes are named `<entity>-<year>` (F1). */
  MAKEGOOD_LEGAL_ENTITY: z
    .string()
    .regex(/^[A-Z0-9]{1,16}$/, { error: 'must be 1 to 16 capital letters or digits' })
    .default('MG'),
  EVENT_STORE_URL: address('esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover').optional(),
  MONGODB_URL: address('mongodb', 'mongodb+srv').optional(),
  /** Not ready while a read model, or a process, has not seen an event that is older. */
  MAKEGOOD_READ_MODEL_LAG_SECONDS: seconds('30'),
  MAKEGOOD_PROCESS_LAG_SECONDS: seconds('30'),
  /** Sent by those that read /metrics. Unset: programs of this machine alone may. */
  MAKEGOOD_METRICS_TOKEN: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  MAKEGOOD_LANGUAGE: z.enum(LANGUAGES, { error: `must be one of ${LANGUAGES.join(', ')}` }).default('en'),
  /** The address by which partners reach this server. Unset: notices have no links, and are answered by mail. */
  PUBLIC_URL: address('https', 'http')
    .refine((text) => URL.canParse(text) && !/[?#]/.test(text), { error: 'must be a URL without ? and #' })
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  /** Unset: notices are written to the folder `outbox` in the data folder. */
  SMTP_URL: address('smtp', 'smtps')
    .refine((text) => URL.canParse(text), { error: 'must be a URL' })
    .optional(),
  /** What comes back, comes back to it; its host names the notices. */
  MAIL_FROM: z.email({ error: 'must be an e-mail address' }).default('makegood@localhost.localdomain'),
  /** With DKIM_PRIVATE_KEY: mail is signed for the host of MAIL_FROM. */
  DKIM_SELECTOR: z.string().min(1).optional(),
  /** PEM, its line breaks perhaps written as \\n. */
  DKIM_PRIVATE_KEY: z
    .string()
    .transform((text) => text.replaceAll('\\n', '\n'))
    .refine(isPrivateKey, { error: 'must be a private key in PEM' })
    .optional(),
  /** For development: webhooks may be http, and lead into the own network. */
  WEBHOOK_PRIVATE_ADDRESSES: onOff(false),
  /** Of what a contact is answered by itself; above it, a person looks. */
  MAIL_ANSWERS_PER_HOUR: z
    .string()
    .default('10')
    .refine((text) => /^\d{1,3}$/.test(text), { error: 'must be a whole number, 0 to 999' })
    .transform(Number),
  /** Sent by the mail server that passes on what comes in (`POST /inbound/email`). Unset: that is off. */
  INBOUND_EMAIL_TOKEN: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  /** On which the worker listens for the mail server that passes on what comes in. Unset: that is off. */
  MAIL_IN_PORT: port.transform(Number).optional(),
  MAIL_IN_HOST: z.string().min(1, { error: 'must be an address such as 127.0.0.1' }).default('127.0.0.1'),
  MAIL_IN_PROTOCOL: z.enum(['smtp', 'lmtp'], { error: 'must be smtp or lmtp' }).default('smtp'),
  /** Of the account managers, read by the worker: `imaps://user:password@host/folder`, with spaces between them. Unset: that is off. */
  IMAP_URLS: z
    .string()
    .transform((text) => text.split(/\s+/).filter((url) => url !== ''))
    .refine((urls) => urls.every(isMailbox), {
      error: 'must be addresses such as imaps://user:password@mail.example, with spaces between them',
    })
    .optional(),
  IMAP_POLL_SECONDS: seconds('20'),
  /** For mailboxes without a password (OAuth 2.0, client credentials). */
  IMAP_OAUTH_TOKEN_URL: address('https', 'http')
    .refine((text) => URL.canParse(text), { error: 'must be a URL' })
    .optional(),
  IMAP_OAUTH_CLIENT_ID: z.string().min(1).optional(),
  IMAP_OAUTH_CLIENT_SECRET: z.string().min(1).optional(),
  IMAP_OAUTH_SCOPE: z.string().min(1).optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' })
    .default('info'),
  /** Keys of the identity provider. Unset: tokens are signed with a key in the data folder. */
  AUTH_JWKS_URL: address('https', 'http')
    .refine((text) => URL.canParse(text), { error: 'must be a URL' })
    .optional(),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  /** By which browsers sign in. Unset: they do not, and machines bring tokens. */
  AUTH_CLIENT_ID: z.string().min(1).optional(),
  AUTH_CLIENT_SECRET: z.string().min(1).optional(),
  AUTH_SCOPE: z.string().min(1).default('openid'),
  /** An access token that was issued earlier is refused, whatever its own end. */
  AUTH_MAX_AGE_HOURS: z
    .string()
    .default('24')
    .refine((text) => /^\d{1,4}$/.test(text) && Number(text) > 0, { error: 'must be whole hours, 1 to 9999' })
    .transform(Number),
});

export type Settings = z.output<typeof schema>;

/** Empty values count as unset. @throws SettingsError that names the setting */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    // May contain a password or a key, and this line is logged.
    const shown = /_URLS?$|_TOKEN$|_SECRET$|_KEY$/.test(name) ? '' : ` (it is "${given[name]}")`;
    throw new SettingsError(`${name} ${issue?.message}${shown}`);
  }
  const { AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE } = parsed.data;
  const { IMAP_URLS = [], IMAP_OAUTH_TOKEN_URL, IMAP_OAUTH_CLIENT_ID, IMAP_OAUTH_CLIENT_SECRET } = parsed.data;
  const hasOauth = IMAP_OAUTH_TOKEN_URL && IMAP_OAUTH_CLIENT_ID && IMAP_OAUTH_CLIENT_SECRET;
  if (!hasOauth && IMAP_URLS.some((url) => new URL(url).password === ''))
    throw new SettingsError(
      'IMAP_URLS has an address without a password: add it, or set IMAP_OAUTH_TOKEN_URL, IMAP_OAUTH_CLIENT_ID and IMAP_OAUTH_CLIENT_SECRET',
    );
  if (AUTH_JWKS_URL && !AUTH_ISSUER) throw new SettingsError('AUTH_ISSUER must be set together with AUTH_JWKS_URL');
  for (const [one, other] of [
    ['DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'],
    ['DKIM_PRIVATE_KEY', 'DKIM_SELECTOR'],
  ] as const)
    if (parsed.data[one] !== undefined && parsed.data[other] === undefined)
      throw new SettingsError(`${one} is set without ${other}, so mail would not be signed: set both, or neither`);
  if (AUTH_JWKS_URL && !AUTH_AUDIENCE) throw new SettingsError('AUTH_AUDIENCE must be set together with AUTH_JWKS_URL');
  const { AUTH_CLIENT_ID, AUTH_CLIENT_SECRET, PUBLIC_URL } = parsed.data;
  if (AUTH_CLIENT_ID || AUTH_CLIENT_SECRET)
    for (const [needed, value] of Object.entries({ AUTH_JWKS_URL, AUTH_CLIENT_ID, AUTH_CLIENT_SECRET, PUBLIC_URL }))
      if (!value) throw new SettingsError(`${needed} must be set too, so that browsers can sign in`);
  return parsed.data;
}
