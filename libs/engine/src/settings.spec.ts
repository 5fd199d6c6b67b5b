import { generateKeyPairSync } from 'node:crypto';
import { readSettings } from './settings.ts';

const SIGNING_KEY = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

describe('The settings', () => {
  it('have defaults that need no other server', () => {
    expect(readSettings({})).toEqual({
      PORT: 4000,
      HOST: '127.0.0.1',
      MAKEGOOD_DATA: './data',
      MAKEGOOD_RESERVE_MIB: 512,
      MAKEGOOD_SAMPLES: true,
      MAKEGOOD_CONSOLE: true,
      WEBHOOK_PRIVATE_ADDRESSES: false,
      MAKEGOOD_READ_MODEL_LAG_SECONDS: 30,
      MAKEGOOD_PROCESS_LAG_SECONDS: 30,
      MAKEGOOD_LANGUAGE: 'en',
      MAKEGOOD_LEGAL_ENTITY: 'MG',
      MAIL_ANSWERS_PER_HOUR: 10,
      MAIL_FROM: 'makegood@localhost.localdomain',
      MAIL_IN_HOST: '127.0.0.1',
      MAIL_IN_PROTOCOL: 'smtp',
      IMAP_POLL_SECONDS: 20,
      LOG_LEVEL: 'info',
      AUTH_MAX_AGE_HOURS: 24,
      AUTH_SCOPE: 'openid',
    });
  });

  it('count as unset when they are empty', () => {
    expect(readSettings({ PORT: '', MONGODB_URL: '' })).toEqual(readSettings({}));
  });

  it.each([
    [{ PORT: '70000' }, 'PORT must be a port from 0 to 65535 (it is "70000")'],
    [{ MAKEGOOD_RESERVE_MIB: '1 GB' }, 'MAKEGOOD_RESERVE_MIB must be a whole number of MiB (it is "1 GB")'],
    [{ MAIL_IN_PORT: '25s' }, 'MAIL_IN_PORT must be a port from 0 to 65535 (it is "25s")'],
    [{ PORT: 'http' }, 'PORT must be a port from 0 to 65535 (it is "http")'],
    [{ MAKEGOOD_LANGUAGE: 'fr' }, 'MAKEGOOD_LANGUAGE must be one of en, ko, zh, de, ja (it is "fr")'],
    [{ MAKEGOOD_CONSOLE: 'no' }, 'MAKEGOOD_CONSOLE must be "on" or "off" (it is "no")'],
    [{ MAKEGOOD_SAMPLES: 'yes' }, 'MAKEGOOD_SAMPLES must be "on" or "off" (it is "yes")'],
    [
      { MAKEGOOD_LEGAL_ENTITY: 'mg-1' },
      'MAKEGOOD_LEGAL_ENTITY must be 1 to 16 capital letters or digits (it is "mg-1")',
    ],
    [
      { MAKEGOOD_PROCESS_LAG_SECONDS: '1m' },
      'MAKEGOOD_PROCESS_LAG_SECONDS must be whole seconds, 1 to 99999 (it is "1m")',
    ],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be debug, info, warn, error or silent (it is "loud")'],
    [{ AUTH_MAX_AGE_HOURS: '0' }, 'AUTH_MAX_AGE_HOURS must be whole hours, 1 to 9999 (it is "0")'],
    [{ AUTH_JWKS_URL: 'https://id.example/keys' }, 'AUTH_ISSUER must be set together with AUTH_JWKS_URL'],
    [
      { AUTH_JWKS_URL: 'https://id.example/keys', AUTH_ISSUER: 'https://id.example' },
      'AUTH_AUDIENCE must be set together with AUTH_JWKS_URL',
    ],
    [{ AUTH_CLIENT_ID: 'makegood' }, 'AUTH_JWKS_URL must be set too, so that browsers can sign in'],
    [
      { DKIM_SELECTOR: 'mail' },
      'DKIM_SELECTOR is set without DKIM_PRIVATE_KEY, so mail would not be signed: set both, or neither',
    ],
    [
      { DKIM_PRIVATE_KEY: SIGNING_KEY },
      'DKIM_PRIVATE_KEY is set without DKIM_SELECTOR, so mail would not be signed: set both, or neither',
    ],
    [
      { IMAP_URLS: 'imaps://kim:secret@mail.example https://kim:secret@mail.example' },
      'IMAP_URLS must be addresses such as imaps://user:password@mail.example, with spaces between them',
    ],
    [
      { IMAP_URLS: 'imaps://kim%40maker.example@mail.example', IMAP_OAUTH_CLIENT_ID: 'makegood' },
      'IMAP_URLS has an address without a password: add it, or set IMAP_OAUTH_TOKEN_URL, IMAP_OAUTH_CLIENT_ID and IMAP_OAUTH_CLIENT_SECRET',
    ],
    // Not shown: it may be a key with one line too many.
    [{ DKIM_SELECTOR: 'mail', DKIM_PRIVATE_KEY: 'secret' }, 'DKIM_PRIVATE_KEY must be a private key in PEM'],
  ])('%j: one line with the name of the setting', (environment, line) => {
    expect(() => readSettings(environment)).toThrow(new Error(line));
  });

  it('take every address that a client may know: lists of hosts, IPv6, discovery', () => {
    for (const EVENT_STORE_URL of [
      'esdb://a:2113,b:2113,c:2113',
      'kurrentdb+discover://[::1]:2113?nodePreference=leader',
    ])
      expect(readSettings({ EVENT_STORE_URL })).toMatchObject({ EVENT_STORE_URL });
    for (const MONGODB_URL of [
      'mongodb://a,b:27018,c/makegood?replicaSet=rs0',
      'mongodb+srv://read-models.example.com/',
    ])
      expect(readSettings({ MONGODB_URL })).toMatchObject({ MONGODB_URL });
  });

  it('never show a refused address, which may hold a password', () => {
    const message = 'MONGODB_URL must be an address that begins with mongodb:// or mongodb+srv://';
    expect(() => readSettings({ MONGODB_URL: 'mongo://admin:secret@db' })).toThrow(new Error(message));
  });
});
