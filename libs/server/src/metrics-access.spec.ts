import { mayReadMetrics } from './metrics-access.ts';

const TOKEN = 'scrape-me-if-you-can';
const from = (remoteAddress: string | undefined, headers: Record<string, string> = {}) => ({
  headers,
  socket: { remoteAddress },
});

describe('metrics are shown', () => {
  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])('to programs of this machine: %s', (address) =>
    expect(mayReadMetrics(from(address), undefined)).toBe(true),
  );

  it.each(['10.0.0.7', '192.168.1.1', 'fe80::1', '::ffff:10.0.0.7', '', undefined])('not to others: %s', (address) =>
    expect(mayReadMetrics(from(address), undefined)).toBe(false),
  );

  it.each(['x-forwarded-for', 'x-forwarded-host', 'forwarded'])('not through a proxy of this machine: %s', (header) =>
    expect(mayReadMetrics(from('127.0.0.1', { [header]: 'for=203.0.113.7' }), undefined)).toBe(false),
  );

  it('with a token, to those that send it, wherever they are, and to nobody else', () => {
    const sent = (authorization: string) => mayReadMetrics(from('10.0.0.7', { authorization }), TOKEN);
    expect(sent(`Bearer ${TOKEN}`)).toBe(true);
    expect([sent(`Bearer ${TOKEN}x`), sent(TOKEN), sent('Bearer ')]).toEqual([false, false, false]);
    expect(mayReadMetrics(from('127.0.0.1'), TOKEN)).toBe(false);
  });
});
