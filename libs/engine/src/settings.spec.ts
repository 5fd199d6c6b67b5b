import { readSettings } from './settings.ts';

describe('The settings', () => {
  it('have defaults that need no other server', () => {
    expect(readSettings({})).toEqual({
      PORT: 4000,
      HOST: '127.0.0.1',
      MAKEGOOD_DATA: './data',
      MAKEGOOD_SAMPLES: true,
      MAKEGOOD_LANGUAGE: 'en',
      MAKEGOOD_LEGAL_ENTITY: 'MG',
      LOG_LEVEL: 'info',
      AUTH_MAX_AGE_HOURS: 24,
    });
  });

  it('count as unset when they are empty', () => {
    expect(readSettings({ PORT: '', MONGODB_URL: '' })).toEqual(readSettings({}));
  });

  it.each([
    [{ PORT: '70000' }, 'PORT must be a port from 0 to 65535 (it is "70000")'],
    [{ PORT: 'http' }, 'PORT must be a port from 0 to 65535 (it is "http")'],
    [{ MAKEGOOD_LANGUAGE: 'fr' }, 'MAKEGOOD_LANGUAGE must be one of en, ko, zh, de, ja (it is "fr")'],
    [{ MAKEGOOD_SAMPLES: 'yes' }, 'MAKEGOOD_SAMPLES must be "on" or "off" (it is "yes")'],
    [
      { MAKEGOOD_LEGAL_ENTITY: 'mg-1' },
      'MAKEGOOD_LEGAL_ENTITY must be 1 to 16 capital letters or digits (it is "mg-1")',
    ],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be debug, info, warn, error or silent (it is "loud")'],
    [{ AUTH_MAX_AGE_HOURS: '0' }, 'AUTH_MAX_AGE_HOURS must be whole hours, 1 to 9999 (it is "0")'],
    [{ AUTH_JWKS_URL: 'https://id.example/keys' }, 'AUTH_ISSUER must be set together with AUTH_JWKS_URL'],
    [
      { AUTH_JWKS_URL: 'https://id.example/keys', AUTH_ISSUER: 'https://id.example' },
      'AUTH_AUDIENCE must be set together with AUTH_JWKS_URL',
    ],
  ])('%j: one line with the name of the setting', (environment, line) => {
    expect(() => readSettings(environment)).toThrow(new Error(line));
  });

  it('never show a refused address, which may hold a password', () => {
    const message = 'MONGODB_URL must be an address that begins with mongodb:// or mongodb+srv://';
    expect(() => readSettings({ MONGODB_URL: 'mongo://admin:secret@db' })).toThrow(new Error(message));
  });
});
