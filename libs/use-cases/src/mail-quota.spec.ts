import type { RefusedFile } from '#evidence';
import { MailQuota } from './mail-quota.ts';

const LIMIT = 100;

/** Of Seoul and of Berlin, with one address that both have stated. */
const CONTACTS: Readonly<Record<string, readonly string[]>> = {
  'kim@seoul.example': ['P-SEOUL'],
  'lee@seoul.example': ['P-SEOUL'],
  'anna@berlin.example': ['P-BERLIN'],
  'both@elsewhere.example': ['P-SEOUL', 'P-BERLIN'],
};

function day() {
  const kept = new Map<string, number>();
  const uploads = {
    refusalOf: async (holder: string, bytes: number) =>
      (kept.get(holder) ?? 0) + bytes > LIMIT
        ? ({ refusal: { code: 'USED_UP', message: holder } } as RefusedFile)
        : undefined,
    count: async (holder: string, bytes: number) => void kept.set(holder, (kept.get(holder) ?? 0) + bytes),
  };
  const byAddress = async (address: string) =>
    (CONTACTS[address] ?? []).map((partnerId) => ({ personId: address, partnerId }) as never);
  const quota = new MailQuota(uploads, { byAddress });
  /** Whose quota is used up. */
  const refused = (from: string) =>
    quota.require(Buffer.from(`Subject: x\r\n${from}\r\n\r\nFrom: in@the.text`), 60).then(
      () => undefined,
      (error: Error) => error.message,
    );
  return { quota, refused };
}

describe('E1 how much mail is kept of a partner on a day', () => {
  it('is counted over all its contacts, and keeps out no other partner, and nobody else', async () => {
    const { quota, refused } = day();
    await quota.count('P-SEOUL', 50);
    expect(await refused('From: "Kim, Min" <kim@seoul.example>')).toBe('mail-P-SEOUL');
    expect(await refused('From:\r\n lee@seoul.example')).toBe('mail-P-SEOUL');
    expect(await refused('From: anna@berlin.example')).toBeUndefined();
    expect(await refused('From: stranger@elsewhere.example')).toBeUndefined();
  });

  it.each([
    'From: stranger@elsewhere.example',
    'From: both@elsewhere.example',
    'From: kim@seoul.example\r\nFrom: anna@berlin.example',
    'From: kim@seoul.example, anna@berlin.example',
    'From: undisclosed:;',
    'Reply-To: kim@seoul.example',
  ])('is that of all who are no partner alone, and keeps out no partner: %j', async (from) => {
    const { quota, refused } = day();
    await quota.count(undefined, 50);
    expect(await refused(from)).toBe('mail');
    expect(await refused('From: kim@seoul.example')).toBeUndefined();
  });
});
