import { ADAM, Maker } from '../support/maker.ts';

// R6: the terms of a policy version, for those who rely on them.

let maker: Maker;
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
  maker = await Maker.start(undefined, { worker: false });
  await maker.makegood.publishDefaultCalendar();
  await maker.record('enrollStaff', { id: 'lea', name: 'Lea Recht', email: 'lea@maker.example', roles: ['AUDITOR'] });
  await maker.record('listProduct', {
    sku: 'CUP',
    name: 'Cup & Saucer',
    defectGroups: [{ group: 'BODY', codes: ['CRACK'] }],
  });
  await maker.record('publishPolicy', POLICY);
}, 60_000);
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
      '<li>CRACK</li>',
      '<li>DROPPED</li>',
      '18 months from the day of sale',
      'the term starts 6 months after shipment',
      'within 45 days of the failure',
      'For defect CRACK: at least 2 × video.',
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
