import type { MailEvent, MailFact } from './mail.events.ts';

export const MAIL_ID = '6c6f2f3e-0000-5000-8000-000000000001';

const checks = { dkim: 'PASS', spf: 'PASS', dmarc: 'PASS' } as const;
export const fromKim = { senderId: 'kim', partnerId: 'P-SEOUL', checks } as const;

export const mailReceived = (more: Partial<MailFact<'MailReceived'>> = {}): MailEvent => ({
  type: 'MailReceived',
  data: { mailId: MAIL_ID, door: 'HTTP', contentSha256: 'a'.repeat(64), bytes: 1234, ...more },
});
export const mailBecameClaims = (more: Partial<MailFact<'MailBecameClaims'>> = {}): MailEvent => ({
  type: 'MailBecameClaims',
  data: { ...fromKim, claims: [{ claimId: 'C-1', serial: 'LB2-000481' }], problems: [], isAnswered: false, ...more },
});
export const mailFoundIncomplete = (more: Partial<MailFact<'MailFoundIncomplete'>> = {}): MailEvent => ({
  type: 'MailFoundIncomplete',
  data: { ...fromKim, problems: [{ code: 'NO_PICTURE' }], suggestions: [], isAnswered: true, ...more },
});
export const mailLeftToStaff = (more: Partial<MailFact<'MailLeftToStaff'>> = {}): MailEvent => ({
  type: 'MailLeftToStaff',
  data: { reason: 'SENDER_UNKNOWN', ...more },
});
export const mailIgnored = (more: Partial<MailFact<'MailIgnored'>> = {}): MailEvent => ({
  type: 'MailIgnored',
  data: { kind: 'AUTO_REPLY', ...more },
});
export const mailDeleted = (more: Partial<MailFact<'MailDeleted'>> = {}): MailEvent => ({
  type: 'MailDeleted',
  data: { reason: 'The contact asks for it.', requestedBy: 'root', ...more },
});
export const mailAddedToClaim = (more: Partial<MailFact<'MailAddedToClaim'>> = {}): MailEvent => ({
  type: 'MailAddedToClaim',
  data: { ...fromKim, claimId: 'C-1', evidence: ['b'.repeat(64)], isReopened: false, ...more },
});
