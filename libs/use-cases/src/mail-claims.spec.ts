import type { Serial } from '#kernel';
import type { Mail } from '#mail';
import type { ParsedMail } from '#platform';
import { claimRefused, draftClaims, suggestedSerials, unitsNamedIn } from './mail-claims.ts';

const parsed = (more: Partial<ParsedMail> = {}): ParsedMail => ({
  kind: 'parsed',
  refersTo: [],
  subject: 'LB2-000481',
  text: 'It stays dark.',
  headers: {},
  mediaType: 'text/plain',
  files: [],
  discard: async () => undefined,
  checks: { dkim: 'PASS', spf: 'NONE', dmarc: 'NONE' },
  ...more,
});
const units = async (serial: Serial) =>
  /^LB2-00048[1-3]$/.test(serial)
    ? { sku: 'LB2', holder: serial.endsWith('3') ? 'P-BERLIN' : 'P-SEOUL', shipment: { partnerId: 'P-SEOUL' } }
    : undefined;
const named = async (mail: Partial<ParsedMail>) =>
  (await unitsNamedIn(parsed(mail), 'P-SEOUL', { unit: units as never })).map(({ serial }) => serial);

describe('The units of a mail', () => {
  it.each([
    ['what was written', { text: 'LB2-000482 is dark\n> LB2-000481' }, ['LB2-000481', 'LB2-000482']],
    ['what it quotes, where nothing else names one', { subject: 'Fwd', text: '> LB2-000482 is dark' }, ['LB2-000482']],
    ['nothing of another partner', { subject: 'LB2-000483' }, []],
  ])('N1 are those of %s', async (_, mail, serials) => expect(await named(mail)).toEqual(serials));

  it('R10 that are mistyped are suggested, never taken', async () => {
    expect(await named({ subject: 'LB2-O00481' })).toEqual([]);
    expect(suggestedSerials(parsed({ subject: 'LB2-O00481' }), ['LB2-000481', 'LB2-000999'])).toEqual([
      { written: 'LB2-O00481', serial: 'LB2-000481' },
    ]);
  });
});

describe('The claims of a mail', () => {
  const mail = { received: { mailId: 'm-1' }, receivedAt: '2026-03-09T02:00:00.000Z' } as Mail;
  const photo = { kind: 'PHOTO', sha256: 'a'.repeat(64), mediaType: 'image/jpeg', bytes: 1 } as const;
  const product = async () => ({ current: { defectGroups: [{ group: 'LIGHT', codes: ['NO-LIGHT'], labels: [] }] } });
  const drafted = (files: readonly (typeof photo)[], more: Partial<ParsedMail> = {}) =>
    draftClaims(
      {
        parsed: parsed(more),
        mail,
        sender: { senderId: 'kim', partnerId: 'P-SEOUL' },
        units: [{ serial: 'LB2-000481' as Serial, sku: 'LB2' }],
        files,
      },
      { product: product as never },
    );

  it('N1 have a defect code only where it is named', async () => {
    const codes = async (text: string) =>
      (await drafted([photo], { text })).submissions.map(({ defect }) => defect.code);
    expect([await codes('NO-LIGHT'), await codes('It stays dark.')]).toEqual([['NO-LIGHT'], ['UNSPECIFIED']]);
  });

  it('N1 are none while something is missing, and all that is missing is named', async () => {
    expect(await drafted([], { text: '' })).toEqual({
      submissions: [],
      problems: [{ code: 'NO_DESCRIPTION' }, { code: 'NO_PICTURE' }],
    });
  });

  it('C2 that are refused are named with the reason', () =>
    expect(claimRefused('LB2-000481', { code: 'CLAIM_ALREADY_OPEN', message: 'Open.', rule: 'C2' })).toEqual({
      code: 'CLAIM_REFUSED',
      serial: 'LB2-000481',
      refusal: { code: 'CLAIM_ALREADY_OPEN', message: 'Open.' },
    }));
});
