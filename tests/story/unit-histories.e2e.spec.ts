import type { RequestName } from '#requests';
import { ADAM, BERLIN, Maker, OSAKA, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';

// Ten lives of a unit, each as one story, with the rule that gives each answer. The rules one by one: registry.e2e.spec.ts.

let maker: Maker;
const clock = new SpecClock();
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
});
afterAll(() => maker.end());

/** The code of the refusal, or the type of the answer. */
const answer = async (who: Who, mutation: RequestName, input: object): Promise<string> => {
  const { __typename, code } = await maker.do(who, mutation, input);
  await maker.settled();
  return __typename === 'Refused' ? code : 'accepted';
};
const claim = async (who: Who, serial: string, more: object = {}) =>
  answer(who, 'submitClaim', await maker.submission(who, serial, more));
const done = (mutation: RequestName, input: object) => answer(ADAM, mutation, input);
const covered = async (who: Who, serial: string, on: string) => {
  const query =
    'query($serial: String!, $on: Date!) { unit(serial: $serial) { coverage(on: $on) { covered expiresOn failedChecks { code } } } }';
  const { coverage } = (await maker.ask(who, query, { serial, on })).unit;
  return coverage.covered ? coverage.expiresOn : coverage.failedChecks[0].code;
};
/** What an approved claim comes to, in the words of its remedy, its note and the partner that is credited. */
const remedied = async (who: Who, serial: string, more: object = {}) => {
  const { id } = await maker.approvedClaim(who, serial, more);
  const fields = 'remedy creditNote { amount { amount } partner { id } }';
  const { remedy, creditNote } = await maker.claim(RITA, id, fields, await maker.settled());
  return { id, told: creditNote ? `${remedy} ${creditNote.amount.amount} ${creditNote.partner.id}` : remedy };
};
const told = async (who: Who, serial: string, more?: object) => (await remedied(who, serial, more)).told;
/** Each step in order: its rule, what it must answer, and the step. */
async function story(...steps: readonly (readonly [rule: string, answer: string, () => Promise<string>])[]) {
  for (const [rule, expected, step] of steps) expect(`${rule}: ${await step()}`).toBe(`${rule}: ${expected}`);
}

const shipped = (serial: string, more: object = {}, line: object = {}) =>
  done('shipUnits', {
    partnerId: 'P-SEOUL',
    invoiceNumber: `INV-${serial}`,
    invoiceDate: '2026-01-10',
    shippedOn: '2026-01-12',
    lines: [
      { sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '500', currency: 'KRW' }, serials: [serial], ...line },
    ],
    ...more,
  });
const sold = (serial: string, soldOn: string, soldTo?: string) => done('recordSale', { serial, soldOn, soldTo });
const product = async (sku: string, terms: object) => {
  await maker.record('listProduct', { sku, name: sku });
  await maker.record('recordBatch', { id: `B-${sku}`, sku, producedOn: '2025-12-01', quantity: 9 });
  return done('publishPolicy', {
    id: sku,
    skus: [sku],
    effectiveFrom: '2025-01-01',
    retroactiveReason: 'Agreed on before the engine was set up',
    kind: 'FULL',
    months: 12,
    startAnchor: 'SHIPPED',
    ...terms,
  });
};
const of = (sku: string) => ({ sku, batchId: `B-${sku}` });
const reason = 'Typed wrongly';

test('R3 R4 a unit that is sold on twice, and claimed on by each', () =>
  story(
    ['R1', 'accepted', () => shipped('U-1')],
    ['R3', 'accepted', () => sold('U-1', '2026-02-01', 'P-BERLIN')],
    ['R3', 'DATED_TOO_EARLY', () => sold('U-1', '2026-01-31', 'P-OSAKA')],
    ['R3', 'accepted', () => sold('U-1', '2026-02-01', 'P-OSAKA')],
    ['C2', 'NOT_YOUR_UNIT', () => claim(SEOUL, 'U-1')],
    ['C2', 'NOT_YOUR_UNIT', () => claim(BERLIN, 'U-1')],
    ['R4', 'REPLACEMENT', () => told(OSAKA, 'U-1', { preferredRemedy: 'CREDIT' })],
    ['R3', 'ALREADY_REMEDIED', () => sold('U-1', '2026-03-01', 'P-BERLIN')],
  ));

test('R4 a unit that is sold on, where its supplier agreed to be credited', async () => {
  const terms = { id: 'P-SEOUL', creditsForUnitsSoldOn: 'TO_INVOICED_PARTNER' };
  await story(
    ['R4', 'accepted', () => done('changePartnerTerms', terms)],
    ['R1', 'accepted', () => shipped('U-2')],
    ['R3', 'accepted', () => sold('U-2', '2026-02-01', 'P-OSAKA')],
    ['R4', 'CREDIT 500 P-SEOUL', () => told(OSAKA, 'U-2', { preferredRemedy: 'CREDIT' })],
    ['R4', 'accepted', () => done('changePartnerTerms', { ...terms, creditsForUnitsSoldOn: 'NONE' })],
  );
  const { creditNotes } = await maker.ask(OSAKA, '{ creditNotes { totalCount } }');
  expect(creditNotes.totalCount).toBe(0);
});

test('R5 a unit whose price is corrected after its credit', async () => {
  await shipped('U-3');
  const { id, told: credited } = await remedied(SEOUL, 'U-3');
  expect(`C8: ${credited}`).toBe('C8: CREDIT 500 P-SEOUL');
  const netPrice = { amount: '600', currency: 'KRW' };
  await story(
    ['R5', 'accepted', () => done('correctShipment', { serial: 'U-3', reason, netPrice })],
    ['C1', 'ALREADY_REMEDIED', () => claim(SEOUL, 'U-3')],
  );
  const fields = 'creditNote { amount { amount } }';
  expect(await maker.claim(SEOUL, id, fields)).toEqual({ creditNote: { amount: { amount: '500' } } });
  const { corrections } = await maker.ask(ADAM, '{ corrections(first: 1) { nodes { subject claims { id } } } }');
  expect(corrections.nodes).toEqual([{ subject: 'U-3', claims: [{ id }] }]);
});

test('R7 R8 a unit whose extension is bought late, and one more in time', async () => {
  const bought = { serial: 'U-4', months: 12, reason: 'Service plan' };
  await story(
    ['R6', 'accepted', () => product('SHORT', { months: 1 })],
    ['R1', 'accepted', () => shipped('U-4', {}, of('SHORT'))],
    ['R7', '2026-02-11', () => covered(SEOUL, 'U-4', '2026-02-11')],
    ['R7', 'EXPIRED', () => covered(SEOUL, 'U-4', '2026-02-12')],
    ['R8', 'DATED_TOO_EARLY', () => done('extendCoverage', { ...bought, boughtOn: '2026-01-11' })],
    ['R8', 'accepted', () => done('extendCoverage', { ...bought, boughtOn: '2026-03-01' })],
    ['R8', 'EXPIRED', () => covered(SEOUL, 'U-4', '2026-02-28')],
    ['R8', '2027-02-28', () => covered(SEOUL, 'U-4', '2026-03-01')],
    ['R8', 'accepted', () => done('extendCoverage', { ...bought, boughtOn: '2026-03-01' })],
    ['R8', '2028-02-29', () => covered(SEOUL, 'U-4', '2026-03-01')],
  );
});

test('R5 a unit that comes back and is shipped again to another partner', () =>
  story(
    ['R1', 'accepted', () => shipped('U-5')],
    ['R5', 'accepted', () => done('returnUnit', { serial: 'U-5', returnedOn: '2026-02-01', reason: 'Not ordered' })],
    ['C2', 'NOT_YOUR_UNIT', () => claim(SEOUL, 'U-5')],
    ['R3', 'UNIT_IN_STOCK', () => sold('U-5', '2026-02-02', 'P-OSAKA')],
    [
      'R3',
      'DATED_TOO_EARLY',
      () => shipped('U-5', { partnerId: 'P-OSAKA', invoiceNumber: 'INV-U-5-2', shippedOn: '2026-01-31' }),
    ],
    ['R2', 'INVOICE_DIFFERS', () => shipped('U-5', { partnerId: 'P-OSAKA', shippedOn: '2026-02-03' })],
    [
      'R5',
      'accepted',
      () =>
        shipped(
          'U-5',
          { partnerId: 'P-OSAKA', invoiceNumber: 'INV-U-5-2', shippedOn: '2026-02-03' },
          { netPrice: { amount: '700', currency: 'JPY' } },
        ),
    ],
    ['R7', '2028-02-02', () => covered(OSAKA, 'U-5', '2026-03-01')],
    ['C8', 'CREDIT 700 P-OSAKA', () => told(OSAKA, 'U-5', { preferredRemedy: 'CREDIT' })],
  ));

test('R6 two units of a product whose policy changes in between', () => {
  const later = { id: 'CHANGED', skus: ['CHANGED'], kind: 'FULL', months: 6, startAnchor: 'SOLD' };
  const two = { invoiceNumber: 'INV-U-6B', shippedOn: '2026-03-09', invoiceDate: '2026-03-09' };
  return story(
    ['R6', 'accepted', () => product('CHANGED', { months: 36 })],
    ['R1', 'accepted', () => shipped('U-6A', {}, of('CHANGED'))],
    [
      'R6',
      'RETROACTIVE_AND_WORSE',
      () => done('publishPolicy', { ...later, effectiveFrom: '2026-01-01', retroactiveReason: 'Cheaper' }),
    ],
    ['R6', 'EFFECTIVE_BEFORE_PUBLICATION', () => done('publishPolicy', { ...later, effectiveFrom: '2026-01-01' })],
    ['R6', 'accepted', () => done('publishPolicy', { ...later, effectiveFrom: '2026-03-09' })],
    ['R1', 'accepted', () => shipped('U-6B', two, of('CHANGED'))],
    ['R6', '2029-01-11', () => covered(SEOUL, 'U-6A', '2026-03-09')],
    ['C4', 'NO_SALE_DATE', () => covered(SEOUL, 'U-6B', '2026-03-09')],
    ['R3', 'accepted', () => sold('U-6A', '2026-03-09')],
    ['R3', 'accepted', () => sold('U-6B', '2026-03-09')],
    ['R6', '2029-01-11', () => covered(SEOUL, 'U-6A', '2026-03-09')],
    ['R7', '2026-09-08', () => covered(SEOUL, 'U-6B', '2026-03-09')],
  );
});

test('C1 R3 R5 a unit that was credited, and what is tried with it afterwards', async () => {
  await shipped('U-7');
  const { id: claimId, told: credited } = await remedied(SEOUL, 'U-7');
  await story(
    ['C8', 'CREDIT 500 P-SEOUL', () => Promise.resolve(credited)],
    ['C9', 'accepted', () => answer(SEOUL, 'acknowledgeDecision', { claimId })],
    ['C1', 'ALREADY_REMEDIED', () => claim(SEOUL, 'U-7')],
    ['R3', 'ALREADY_REMEDIED', () => sold('U-7', '2026-03-01', 'P-OSAKA')],
    ['R3', 'ALREADY_REMEDIED', () => answer(SEOUL, 'recordSale', { serial: 'U-7', soldOn: '2026-03-01' })],
    ['R5', 'ALREADY_REMEDIED', () => done('returnUnit', { serial: 'U-7', returnedOn: '2026-03-01', reason })],
    ['R5', 'ALREADY_REMEDIED', () => done('correctShipment', { serial: 'U-7', reason, newSerial: 'U-7X' })],
    ['R2', 'UNIT_ALREADY_SHIPPED', () => shipped('U-7', { invoiceNumber: 'INV-U-7X' })],
  );
});

test('R5 a unit whose serial was mistyped, with all that had happened to it', () =>
  story(
    ['R1', 'accepted', () => shipped('U-B')],
    ['R3', 'accepted', () => sold('U-B', '2026-02-01', 'P-BERLIN')],
    ['R8', 'accepted', () => done('extendCoverage', { serial: 'U-B', months: 6, reason, boughtOn: '2026-02-02' })],
    ['C2', 'accepted', () => claim(BERLIN, 'U-B')],
    ['R5', 'CLAIM_ALREADY_OPEN', () => done('correctShipment', { serial: 'U-B', reason, newSerial: 'U-8' })],
    [
      'C10',
      'accepted',
      async () => {
        const { unit } = await maker.ask(BERLIN, '{ unit(serial: "U-B") { claims { id } } }');
        return answer(BERLIN, 'withdrawClaim', { claimId: unit.claims[0].id });
      },
    ],
    ['R5', 'accepted', () => done('correctShipment', { serial: 'U-B', reason, newSerial: 'U-8' })],
    ['C2', 'UNKNOWN_SERIAL', () => claim(BERLIN, 'U-B')],
    ['R8', '2028-07-11', () => covered(BERLIN, 'U-8', '2026-03-01')],
    ['R4', 'REPLACEMENT', () => told(BERLIN, 'U-8')],
    ['R1', 'accepted', () => shipped('U-B', { invoiceNumber: 'INV-U-8B' })],
    ['C2', 'accepted', () => claim(SEOUL, 'U-B')],
  ));

test('R5 R7 a unit whose day of sale was wrong', () =>
  story(
    ['R6', 'accepted', () => product('DATED', { months: 1, startAnchor: 'SOLD' })],
    ['R1', 'accepted', () => shipped('U-9', {}, of('DATED'))],
    ['C4', 'NO_SALE_DATE', () => covered(SEOUL, 'U-9', '2026-03-01')],
    ['R3', 'accepted', () => answer(SEOUL, 'recordSale', { serial: 'U-9', soldOn: '2026-01-20' })],
    ['R7', 'EXPIRED', () => covered(SEOUL, 'U-9', '2026-03-01')],
    ['R3', 'UNIT_ALREADY_SOLD', () => answer(SEOUL, 'recordSale', { serial: 'U-9', soldOn: '2026-02-20' })],
    ['R12', 'DATED_IN_FUTURE', () => done('correctSale', { serial: 'U-9', reason, soldOn: '2026-03-20' })],
    ['R5', 'accepted', () => done('correctSale', { serial: 'U-9', reason, soldOn: '2026-02-20' })],
    ['R7', '2026-03-19', () => covered(SEOUL, 'U-9', '2026-03-01')],
    ['C8', 'CREDIT 500 P-SEOUL', () => told(SEOUL, 'U-9')],
  ));

test('R2 R5 a unit that was given away, recorded under the wrong product', () =>
  story(
    ['R6', 'accepted', () => product('GIFT', { months: 1 })],
    ['R2', 'accepted', () => shipped('U-10', {}, { netPrice: { amount: '0', currency: 'KRW' } })],
    ['R7', '2028-01-11', () => covered(SEOUL, 'U-10', '2026-02-01')],
    ['R5', 'WRONG_BATCH', () => done('correctShipment', { serial: 'U-10', reason, sku: 'GIFT' })],
    ['R5', 'accepted', () => done('correctShipment', { serial: 'U-10', reason, ...of('GIFT') })],
    ['R6', '2026-02-11', () => covered(SEOUL, 'U-10', '2026-02-01')],
    ['R2', 'REPLACEMENT', () => told(SEOUL, 'U-10', { failedOn: '2026-02-01', preferredRemedy: 'CREDIT' })],
  ));
