import { keptKey } from '#engine';
import { instantOf, type Serial } from '#kernel';
import { unitCode } from '#warranty';
import { ADAM, Maker } from '../support/maker.ts';

// R6: the terms of a policy version, for those who rely on them.

let maker: Maker;
let now = Date.UTC(2026, 2, 9, 2);
const POLICY = {
  id: 'LIMITED-1',
  skus: ['CUP'],
  effectiveFrom: '2026-03-10',
  kind: 'LIMITED',
  months: 18,
  startAnchor: 'SOLD',
  latestStartMonths: 6,
  claimWindowDays: 45,
  coveredDefects: ['CRACK'],
  excludedDefects: ['DROPPED'],
  evidenceDemanded: [{ defectCode: 'CRACK', kind: 'VIDEO', atLeast: 2 }],
  evidenceDays: 7,
  owedDays: 33,
  goodwillLimit: { amount: '98765', currency: 'KRW' },
  text: 'Handle with <b>care</b>.',
  signOff: { by: 'lea', on: '2026-03-09' },
};
beforeAll(async () => {
  maker = await Maker.start(undefined, { worker: false, clock: { now: () => instantOf(now++) } });
  await maker.makegood.publishDefaultCalendar();
  await maker.record('enrollStaff', { id: 'lea', name: 'Lea Recht', email: 'lea@maker.example', roles: ['AUDITOR'] });
  await maker.record('listProduct', {
    sku: 'CUP',
    name: 'Cup & Saucer',
    defectGroups: [
      {
        group: 'BODY',
        codes: ['CRACK'],
        labels: [
          { code: 'CRACK', label: 'A crack' },
          { code: 'CRACK', language: 'ko', label: '균열' },
        ],
      },
    ],
  });
  await maker.record('publishPolicy', POLICY);
});
afterAll(() => maker.end());

const terms = (path: string, headers: Record<string, string> = {}) =>
  maker.raw(undefined, `/terms/${path}`, { headers });
const PATH = `${encodeURIComponent(POLICY.id)}/1`;

describe('The terms of a policy version', () => {
  it('R6 spell out kind, what is covered and excluded, length, steps, cost, promise, contact and legal sign-off', async () => {
    const { status, text, headers } = await terms(PATH, { 'accept-language': 'en-GB,en;q=0.9' });
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const said of [
      'Warranty terms LIMITED-1',
      '<h2>Version 1</h2>',
      'Valid for units shipped from March 10, 2026',
      'Cup &amp; Saucer (CUP)',
      'only the defects listed here are covered',
      '<li>A crack (CRACK)</li>',
      '<li>DROPPED</li>',
      '18 months from the day of sale',
      'the term starts 6 months after shipment',
      'within 45 days of the failure',
      'For defect A crack (CRACK): at least 2 × video.',
      'you have 7 business days to send it',
      'owed for longer than 33 days',
      'within 48 business hours of its receipt',
      'in the time zone UTC',
      '<li>Mon, Tue, Wed, Thu, Fri, 00:00 to 24:00</li>',
      'Your account manager',
      'Handle with &lt;b&gt;care&lt;/b&gt;.',
      'Approved by Lea Recht on March 9, 2026.',
    ])
      expect(text).toContain(said);
  });

  it('R6 name neither a price nor a limit of the manufacturer, and no partner', async () => {
    const { text } = await terms(PATH);
    expect(text).not.toMatch(/98.?765|KRW|P-SEOUL|Seoul/);
  });

  it.each([
    ['ko', '보증 조건'],
    ['zh', '保修条款'],
    ['de', 'Garantiebedingungen'],
    ['ja', '保証条件'],
  ])('R6 are in the language that was asked for: %s', async (language, title) => {
    const { text } = await terms(`${PATH}?language=${language}`);
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(`<h1>${title} LIMITED-1</h1>`);
    expect(text).toContain(language === 'ko' ? '<li>균열 (CRACK)</li>' : '<li>A crack (CRACK)</li>');
    const { status, headers, text: pdf } = await terms(`${PATH}.pdf?language=${language}`);
    expect([status, headers.get('content-type'), pdf.slice(0, 5)]).toEqual([200, 'application/pdf', '%PDF-']);
  });

  it('R6 exist for published versions alone', async () => {
    for (const path of [`${PATH.slice(0, -1)}2`, `${PATH.slice(0, -1)}0`, 'OTHER/1', `${PATH}.xml`])
      expect(await terms(path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('R6 are not signed off by a stranger', async () => {
    const answer = await maker.do(ADAM, 'publishPolicy', {
      ...POLICY,
      months: 12,
      signOff: { by: 'nobody', on: '2026-03-09' },
    });
    expect(answer).toMatchObject({ __typename: 'Refused', code: 'STAFF_NOT_FOUND' });
  });
});

describe('The terms of a unit', () => {
  const shipped = (invoiceNumber: string, serials: readonly string[]) =>
    maker.record('shipUnits', {
      partnerId: 'P-SEOUL',
      invoiceNumber,
      invoiceDate: '2026-03-11',
      shippedOn: '2026-03-11',
      lines: [{ sku: 'CUP', batchId: 'B-CUP', netPrice: { amount: '4321', currency: 'KRW' }, serials }],
    });
  beforeAll(async () => {
    now = Date.UTC(2026, 2, 13, 2);
    await maker.record('recordBatch', { id: 'B-CUP', sku: 'CUP', producedOn: '2026-02-01', quantity: 9 });
    await shipped('INV-CUP', ['CUP/1', 'CUP-2', 'CUP-3']);
    await maker.record('recordSale', { serial: 'CUP/1', soldOn: '2026-03-12' });
  });
  const code = async (serial: string) => unitCode(serial as Serial, await keptKey(maker.folder, 'terms'));
  const ofUnit = async (serial: string, more = '?language=en') => terms(`unit/${await code(serial)}${more}`);

  it('R6 are those of the version that governs it, for anyone with its code, also after a later version', async () => {
    await maker.record('publishPolicy', { ...POLICY, months: 36, effectiveFrom: '2026-03-20' });
    const { status, text } = await ofUnit('CUP/1');
    expect(status).toBe(200);
    for (const said of [
      '<h2>Your unit</h2>\n<p>Cup &amp; Saucer (CUP)</p>\n<p>Serial number: CUP/1</p>\n<p>The term ends with September 11, 2027.</p>',
      '<h2>Version 1</h2>',
      '18 months from the day of sale',
    ])
      expect(text).toContain(said);
    expect((await terms(`${POLICY.id}/2?language=en`)).text).toContain('36 months');
  });

  it('R6 say that the start of its term is not known while the sale is not recorded (C4)', async () => {
    expect((await ofUnit('CUP-2')).text).toContain('the day of sale is not recorded yet.');
  });

  it('R6 name no partner and no price', async () => {
    expect((await ofUnit('CUP/1')).text).not.toMatch(/P-SEOUL|Seoul|4.?321|KRW|INV-CUP/);
  });

  it('R6 are also there as PDF, and in the language of the reader', async () => {
    const { status, text } = await ofUnit('CUP/1', '.pdf');
    expect([status, text.slice(0, 5)]).toEqual([200, '%PDF-']);
    expect((await terms(`unit/${await code('CUP/1')}`, { 'accept-language': 'ko-KR' })).text).toContain(
      '일련번호: CUP/1',
    );
  });

  it('R6 R5 are found by the code of a serial that was mistyped', async () => {
    await maker.record('correctShipment', { serial: 'CUP-3', newSerial: 'CUP-30', reason: 'Mistyped.' });
    expect((await ofUnit('CUP-3')).text).toContain('<p>Serial number: CUP-30</p>');
  });

  it('R6 a code that is wrong says so, whether or not there is such a serial', async () => {
    const [, signature] = (await code('CUP/1')).split('.');
    const guessed = (serial: string) => `unit/${Buffer.from(serial).toString('base64url')}.${signature}?language=en`;
    const [existing, other, none] = [
      await terms(guessed('CUP-2')),
      await terms(guessed('CUP-9')),
      await terms('unit/x?language=en'),
    ];
    expect(existing.status).toBe(404);
    expect(existing.text).toContain('This code is not valid');
    expect([other.text, none.text]).toEqual([existing.text, existing.text]);
    // Of a unit that is packed and not shipped yet.
    expect(await ofUnit('CUP-9')).toMatchObject({
      status: 404,
      text: expect.stringContaining('No terms are recorded'),
    });
  });
});
