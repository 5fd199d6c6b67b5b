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

function day(limit = LIMIT) {
  const kept = new Map<string, number>();
  const uploads = {
    refusalOf: async (holder: string, bytes: number) =>
      (kept.get(holder) ?? 0) + bytes > limit
        ? ({ refusal: { code: 'USED_UP', message: holder } } as RefusedFile)
        : undefined,
    kept: async (holder: string) => kept.get(holder) ?? 0,
    count: async (holder: string, bytes: number) => void kept.set(holder, (kept.get(holder) ?? 0) + bytes),
  };
  const byAddress = async (address: string) =>
    (CONTACTS[address] ?? []).map((partnerId) => ({ personId: address, partnerId }) as never);
  const quota = new MailQuota(uploads, { byAddress });
  const headOf = (from: string) => Buffer.from(`Subject: x\r\n${from}\r\n\r\nFrom: in@the.text`);
  /** Whose quota is used up. */
  const refused = (from: string, bytes = 60) =>
    quota.admit(headOf(from), bytes).then(
      () => undefined,
      (error: Error) => error.message,
    );
  const read = (bytes: number, partnerId?: string) => quota.read({ bytes, sender: undefined }, partnerId);
  return { quota, headOf, refused, read };
}

describe('E1 how much mail is kept of a partner on a day', () => {
  it('is counted over all its contacts, and keeps out no other partner, and nobody else', async () => {
    const { read, refused } = day();
    await read(50, 'P-SEOUL');
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
    const { read, refused } = day();
    await read(50);
    expect(await refused(from)).toBe('mail');
    expect(await refused('From: kim@seoul.example')).toBeUndefined();
  });
});

describe('E1 how much mail of a sender waits to be read', () => {
  const GiB = 1024 ** 3;
  const KIM = 'From: kim@seoul.example';
  const forged = `Received: from x ([203.0.113.9]) by maker.example\r\n${KIM}`;

  function unlimited() {
    const { quota, headOf, refused } = day(Infinity);
    return { quota, headOf, refused };
  }

  it('has a limit, which keeps out neither others nor whom it names falsely, until it is read', async () => {
    const { quota, refused } = unlimited();
    expect(await refused(forged, GiB)).toBeUndefined();
    expect(await refused(forged, 1)).toMatch(/^1024 MiB of mails of this sender wait to be read/);
    expect([await refused(KIM, 1), await refused('From: stranger@elsewhere.example', 1)]).toEqual([
      undefined,
      undefined,
    ]);
    await quota.read({ bytes: GiB, sender: 'P-SEOUL 203.0.113.9' }, undefined);
    expect(await refused(forged, 1)).toBeUndefined();
  });

  it('is that of all who name no contact together, and does not count what is not kept', async () => {
    const { quota, headOf, refused } = unlimited();
    const stranger = 'From: stranger@elsewhere.example';
    expect(await refused(stranger, GiB)).toBeUndefined();
    for (let n = 0; n < 2; n++) expect(await refused('From: other@elsewhere.example', 1)).toMatch(/wait to be read/);
    await quota.dropped(headOf(stranger), GiB);
    expect(await refused('From: other@elsewhere.example', GiB)).toBeUndefined();
  });
});
