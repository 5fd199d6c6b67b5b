import type { RequestName } from '#requests';
import { ADAM, Maker, OSAKA, RITA, SEOUL, SpecClock } from '../support/maker.ts';

// What may still happen to a unit between the binding of its remedy and the end of its claim (R3, C1).

let maker: Maker;
const clock = new SpecClock();
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
});
afterAll(() => maker.end());

const code = async (mutation: RequestName, input: object) => {
  const answer = await maker.do(ADAM, mutation, input);
  return answer.__typename === 'Refused' ? `${answer.code} ${answer.rule}` : 'accepted';
};
const reason = 'Typed wrongly';

/** What would move the unit, or claim on it once more, and how each is answered. */
const attempts = async (serial: string) => [
  await code('recordSale', { serial, soldOn: '2026-03-01' }),
  await code('recordSale', { serial, soldOn: '2026-03-01', soldTo: 'P-OSAKA' }),
  await code('returnUnit', { serial, returnedOn: '2026-03-01', reason }),
  await code('correctShipment', { serial, reason, newSerial: `${serial}-X` }),
  (await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, serial, { claimId: `P-SEOUL.AGAIN-${serial}` })))
    .code,
];
const REMEDIED = [
  'ALREADY_REMEDIED R3',
  'ALREADY_REMEDIED R3',
  'ALREADY_REMEDIED R5',
  'ALREADY_REMEDIED R5',
  'ALREADY_REMEDIED',
];

test.each(['CREDIT', 'REPLACEMENT'])(
  'R3 C1 nothing happens to a unit from the %s on, whether the partner is told before, after or never',
  async (preferredRemedy) => {
    const serials = ['TOLD', 'LATER', 'NEVER'].map((name) => `${preferredRemedy}-${name}`);
    await maker.ship('P-SEOUL', `INV-${preferredRemedy}`, serials);
    const [told = '', later = '', never = ''] = serials;
    const { id: first } = await maker.approvedClaim(SEOUL, told, { preferredRemedy });
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: first });
    const { id: second } = await maker.approvedClaim(SEOUL, later, { preferredRemedy });
    await maker.approvedClaim(SEOUL, never, { preferredRemedy });
    await maker.settled();
    for (const serial of serials) expect([serial, ...(await attempts(serial))]).toEqual([serial, ...REMEDIED]);

    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: second });
    await maker.settled();
    expect(await attempts(later)).toEqual(REMEDIED);
  },
);

test('R3 R5 the buyer of a remedied unit stays; the day of the sale may still be put right', async () => {
  await maker.ship('P-SEOUL', 'INV-BUYER', ['BUYER-1']);
  await maker.record('recordSale', { serial: 'BUYER-1', soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
  await maker.approvedClaim(OSAKA, 'BUYER-1');
  await maker.settled();
  const correction = { serial: 'BUYER-1', reason };
  expect(await code('correctSale', { ...correction, soldTo: 'P-BERLIN' })).toBe('ALREADY_REMEDIED R5');
  expect(await code('correctSale', { ...correction, soldOn: '2026-02-02' })).toBe('accepted');
});

test('R3 a sale that is sent while a claim is decided comes before the remedy, or is refused', async () => {
  const serials = Array.from({ length: 12 }, (_, n) => `RACE-${n}`);
  await maker.ship('P-SEOUL', 'INV-RACE', serials);
  const codes = await Promise.all(
    serials.map(async (serial, n) => {
      const { claim } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, serial));
      const claimId = claim.id;
      await maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.' });
      const approval = maker.do(RITA, 'approveClaim', { claimId });
      // Later and later, so that some sales meet each step of the remedy.
      for (let turn = 0; turn < n; turn++) await maker.do(RITA, 'approveClaim', { claimId });
      const sale = await code('recordSale', { serial, soldOn: '2026-03-01' });
      await approval;
      return sale;
    }),
  );
  await maker.settled();
  expect(codes.filter((answer) => !['accepted', 'ALREADY_REMEDIED R3'].includes(answer))).toEqual([]);

  const events = await Array.fromAsync(maker.makegood.store.readAll());
  const at = (wanted: string, serial: string) =>
    events.findIndex(({ type, data }) => type === wanted && (data as { serial: string }).serial === serial);
  for (const [n, serial] of serials.entries()) {
    const [sale, remedy] = [at('UnitSold', serial), at('ClaimClosedOnUnit', serial)];
    expect([serial, remedy > 0]).toEqual([serial, true]);
    expect([serial, codes[n]]).toEqual([serial, sale < 0 ? 'ALREADY_REMEDIED R3' : 'accepted']);
    expect(sale).toBeLessThan(remedy);
  }
});
