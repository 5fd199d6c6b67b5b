import { enrolled } from '#warranty/facts';
import { senderOf } from './mail-sender.ts';

const checks = { dkim: 'PASS', spf: 'PASS', dmarc: 'PASS' } as const;
const { data: seoul } = enrolled({ contacts: ['kim'] });
const ports = (...people: { personId: string; partnerId?: string }[]) => ({
  people: { byAddress: async () => people.map((person) => ({ ...person, email: 'kim@seoul.example' })) },
  aggregates: {
    partner: async (partnerId: string) =>
      ({ enrolment: seoul, current: { ...seoul, partnerId } }) as unknown as ReturnType<never>,
  },
});
const kim = { personId: 'kim', partnerId: 'P-SEOUL' };
const from = 'kim@seoul.example';

describe('The sender of a mail', () => {
  it('N1 is a contact of a partner', async () =>
    expect(await senderOf({ from, checks }, ports(kim))).toEqual({
      known: { senderId: 'kim', partnerId: 'P-SEOUL' },
    }));

  it.each([
    ['is a member of staff', ports({ personId: 'kim' }), checks, 'SENDER_UNKNOWN'],
    ['was a contact before', ports({ ...kim, personId: 'lee' }), checks, 'SENDER_UNKNOWN'],
    ['is a contact of two partners', ports(kim, { ...kim, partnerId: 'P-BUSAN' }), checks, 'SEVERAL_PARTNERS'],
    ['does not pass the checks', ports(kim), { ...checks, dmarc: 'FAIL' } as const, 'CHECKS_FAILED'],
  ] as const)('N1 is not known when it %s', async (_, known, results, reason) =>
    expect(await senderOf({ from, checks: results }, known)).toEqual({ reason }),
  );

  it('N1 is not known when nobody can say who it is', async () =>
    expect(await senderOf({ checks }, ports(kim))).toEqual({ reason: 'SENDER_UNKNOWN' }));
});
