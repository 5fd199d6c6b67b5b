import { HOUR_MS, instantOf } from '#kernel';
import type { RequestName } from '#requests';
import { ADAM, BERLIN, Maker, OSAKA, RITA, ROBERT, SEOUL, SpecClock, type Who } from '../support/maker.ts';
import { partnerDetails } from '../support/registry.ts';

// What once came out wrong for people who do this work, through the API: the smallest story of each, with the right end.
// Registry and money: registry.e2e.spec.ts. Remedied units: remedied-units.e2e.spec.ts. Reopenings: life-cycle.e2e.spec.ts.

let maker: Maker;
const clock = new SpecClock();
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
});
afterAll(() => maker.end());

/** The rule and code of a refusal, or that it was accepted. */
const answer = async (who: Who, request: RequestName, input: object): Promise<string> => {
  const { __typename, code, rule } = await maker.do(who, request, input);
  await maker.settled();
  return __typename === 'Refused' ? `${rule} ${code}` : 'accepted';
};
const submitted = async (who: Who, serial: string, more: object = {}): Promise<string> => {
  const { claim } = await maker.do(who, 'submitClaim', await maker.submission(who, serial, more));
  await maker.settled();
  return claim.id;
};
const review = (claimId: string, verdict = 'CONFIRMED') =>
  answer(RITA, 'reviewEvidence', { claimId, verdict, findings: 'Seen.' });
const rejection = async (claimId: string) => {
  const { evidence } = await maker.claim(RITA, claimId, 'evidence { id }');
  return { claimId, code: 'NO', explanation: 'It glows.', clause: '1', evidenceId: evidence[0].id };
};
const untold = async () => {
  const { workList } = await maker.ask(RITA, '{ workList(first: 100, part: UNTOLD) { nodes { id } } }');
  return workList.nodes.map(({ id }: { id: string }) => id);
};

test('C4 a claim without a sale date is approved by right once the sale is known', async () => {
  await maker.record('listProduct', { sku: 'BULB', name: 'Bulb' });
  await maker.record('recordBatch', { id: 'B-BULB', sku: 'BULB', producedOn: '2025-12-01', quantity: 9 });
  const terms = { effectiveFrom: '2026-01-01', retroactiveReason: 'Agreed on before', kind: 'FULL', months: 6 };
  await maker.record('publishPolicy', { id: 'BULBS', skus: ['BULB'], startAnchor: 'SOLD', ...terms });
  const lines = [{ sku: 'BULB', batchId: 'B-BULB', netPrice: { amount: '700', currency: 'KRW' }, serials: ['BULB-1'] }];
  await maker.ship('P-SEOUL', 'INV-BULB', [], { lines });
  const claimId = await submitted(SEOUL, 'BULB-1');
  const coverage = 'coverage { covered failedChecks { code } }';
  expect(await maker.claim(SEOUL, claimId, coverage)).toEqual({
    coverage: { covered: false, failedChecks: [{ code: 'NO_SALE_DATE' }] },
  });
  await review(claimId);
  expect(await answer(ROBERT, 'approveClaim', { claimId })).toBe('C3 GOODWILL_REASON_REQUIRED');
  await maker.record('recordSale', { serial: 'BULB-1', soldOn: '2026-02-01' });
  await maker.settled();
  expect(await maker.claim(SEOUL, claimId, coverage)).toEqual({ coverage: { covered: true, failedChecks: [] } });
  expect(await answer(ROBERT, 'approveClaim', { claimId })).toBe('accepted');
});

test('C7 a preference that is changed while the claim is under review is taken', async () => {
  const claimId = await submitted(SEOUL, 'KR-0001', { preferredRemedy: 'CREDIT' });
  await review(claimId);
  expect(await answer(SEOUL, 'chooseRemedy', { claimId, remedy: 'REPLACEMENT' })).toBe('accepted');
  await answer(ROBERT, 'approveClaim', { claimId });
  expect(await maker.claim(SEOUL, claimId, 'remedy')).toEqual({ remedy: 'REPLACEMENT' });
  expect(await answer(SEOUL, 'chooseRemedy', { claimId, remedy: 'CREDIT' })).toBe('C7 REMEDY_EXECUTED');
});

test('C1 a file that was never uploaded shows nothing, whatever is said of it', async () => {
  const invented = { kind: 'PHOTO', sha256: 'ab'.repeat(32), mediaType: 'image/jpeg', bytes: 10 };
  const evidence = [invented];
  expect(await answer(SEOUL, 'submitClaim', { ...(await maker.submission(SEOUL, 'KR-0002')), evidence })).toBe(
    'C1 EVIDENCE_NOT_FOUND',
  );
  const picture = await maker.picture(SEOUL, 'KR-0002');
  const claimId = await submitted(SEOUL, 'KR-0002', { evidence: [{ ...picture, mediaType: 'text/html', bytes: 1 }] });
  const { evidence: stored } = await maker.claim(SEOUL, claimId, 'evidence { mediaType bytes }');
  expect(stored).toEqual([{ mediaType: 'image/jpeg', bytes: (picture as { bytes: number }).bytes }]);
});

test('C6 a decision rests on a review that has seen all evidence, and waits for what was asked', async () => {
  const claimId = await submitted(SEOUL, 'KR-0003');
  await review(claimId);
  const attach = async (note: string) =>
    answer(SEOUL, 'attachEvidence', { claimId, evidence: [await maker.picture(SEOUL, note)] });
  await attach('a second look');
  expect(await answer(ROBERT, 'approveClaim', { claimId })).toBe('C6 EVIDENCE_NOT_REVIEWED');
  await review(claimId, 'NOT_CONFIRMED');
  await attach('a third look');
  expect(await answer(ROBERT, 'rejectClaim', await rejection(claimId))).toBe('C6 EVIDENCE_NOT_REVIEWED');
  await review(claimId, 'NOT_CONFIRMED');
  await answer(RITA, 'requestEvidence', { claimId, missing: ['plate'], message: 'Please.' });
  expect(await answer(ROBERT, 'rejectClaim', await rejection(claimId))).toBe('C6 EVIDENCE_AWAITED');
});

test('C9 a decision that staff tell by phone is told, and until then it is on a work list', async () => {
  const { id: claimId } = await maker.approvedClaim(SEOUL, 'KR-0004');
  await maker.settled();
  expect(await untold()).toContain(claimId);
  const said = { claimId, how: 'By phone', whom: 'Ms Kim' };
  expect(await answer(RITA, 'recordCommunication', { ...said, toldAt: '2026-03-01T00:00:00Z' })).toBe(
    'R12 DATED_TOO_EARLY',
  );
  expect(await answer(RITA, 'recordCommunication', { ...said, toldAt: instantOf(clock.at) })).toBe('accepted');
  expect(await maker.claim(SEOUL, claimId, 'status')).toEqual({ status: 'RESOLVED' });
  expect(await untold()).not.toContain(claimId);
});

test('C10 S13 staff withdraw an overdue claim with a reason alone, and its breach stays', async () => {
  const claimId = await submitted(SEOUL, 'KR-0005');
  clock.at += 240 * HOUR_MS;
  await maker.makegood.sweep();
  await maker.settled();
  const clockOf = 'sla { state targets { name breachedAt } }';
  const breached = (await maker.claim(RITA, claimId, clockOf)).sla.targets;
  expect(breached).toEqual([
    { name: 'FIRST_REVIEW', breachedAt: expect.any(String) },
    { name: 'RESOLUTION', breachedAt: expect.any(String) },
  ]);
  expect(await answer(RITA, 'withdrawClaim', { claimId })).toBe('C10 ON_BEHALF_REASON_REQUIRED');
  expect(await answer(RITA, 'withdrawClaim', { claimId, onBehalfReason: '\u200b' })).toBe(
    'C10 ON_BEHALF_REASON_REQUIRED',
  );
  expect(await answer(RITA, 'withdrawClaim', { claimId, onBehalfReason: 'They called' })).toBe('accepted');
  expect((await maker.claim(RITA, claimId, clockOf)).sla.targets).toEqual(breached);
});

test('R2 C10 an approval and a withdrawal at once: one of them holds, and no reaction is left behind', async () => {
  for (const serial of ['DE-0001', 'DE-0002', 'DE-0003']) {
    const claimId = await submitted(BERLIN, serial);
    await review(claimId);
    await Promise.all([maker.do(ROBERT, 'approveClaim', { claimId }), maker.do(BERLIN, 'withdrawClaim', { claimId })]);
    await maker.settled();
    const { status, replacement } = await maker.claim(RITA, claimId, 'status replacement { status }');
    expect([status, replacement?.status]).toEqual(
      status === 'WITHDRAWN' ? ['WITHDRAWN', undefined] : ['APPROVED', 'OWED'],
    );
  }
  expect(await maker.makegood.processState.failedReactions()).toEqual([]);
});

test('R2 the rate of a partner is of the units that came to it, also of those that it sold on', async () => {
  const rate = async (id: string) =>
    (await maker.ask(RITA, 'query($id: ID!) { partner(id: $id) { claimRate } }', { id })).partner.claimRate;
  await maker.record('enrollPartner', {
    id: 'P-SHOP',
    name: 'Shop',
    locale: 'ja-JP',
    currency: 'JPY',
    accountManager: 'kim',
  });
  const before = await rate('P-OSAKA');
  await maker.record('recordSale', { serial: 'JP-0001', soldOn: '2026-02-01', soldTo: 'P-SHOP' });
  await submitted({ role: 'PARTNER', id: 'sho', partnerId: 'P-SHOP' }, 'JP-0001');
  expect(await rate('P-SHOP')).toBe(1);
  expect(await rate('P-OSAKA')).toBe(before);
  await submitted(OSAKA, 'JP-0002');
  expect(await rate('P-OSAKA')).toBe(1 / 20);
});

test('F3 a credit note says the tax of its invoice line, its invoice and its units', async () => {
  const line = { sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '1.234', currency: 'KWD' }, taxRate: '5' };
  await maker.record('enrollPartner', {
    id: 'P-KWT',
    name: 'Kuwait',
    locale: 'en-KW',
    currency: 'KWD',
    accountManager: 'kim',
    ...partnerDetails,
  });
  await maker.ship('P-KWT', 'INV-KWD', [], { lines: [{ ...line, serials: ['KWD-1', 'KWD-2'] }] });
  const kuwait: Who = { role: 'PARTNER', id: 'noor', partnerId: 'P-KWT' };
  const fields =
    'amount { amount currency } tax { amount } payable { amount } taxRate taxCategory invoiceNumber invoiceDate serials legalEntity';
  const notes = [];
  for (const serial of ['KWD-1', 'KWD-2']) {
    const { id } = await maker.approvedClaim(kuwait, serial, { preferredRemedy: 'CREDIT' });
    notes.push((await maker.claim(kuwait, id, `creditNote { ${fields} }`, await maker.settled())).creditNote);
  }
  // 5 % of 2.468 is 0.123, and not twice 0.062.
  expect(notes.map(({ tax, payable }) => [tax.amount, payable.amount])).toEqual([
    ['0.062', '1.296'],
    ['0.061', '1.295'],
  ]);
  expect(notes[1]).toMatchObject({
    amount: { amount: '1.234', currency: 'KWD' },
    taxRate: '5.00',
    taxCategory: 'S',
    invoiceNumber: 'INV-KWD',
    invoiceDate: '2026-01-10',
    serials: ['KWD-2'],
    legalEntity: 'MG',
  });
});

test('S3 a due time over a long span is answered', async () => {
  const query = '{ dueAt(calendarId: "default", from: "2026-03-09T02:00:00Z", target: "PT9999H") { dueAt } }';
  expect((await maker.ask(ADAM, query)).dueAt.dueAt).toMatch(/^2027-/);
});
