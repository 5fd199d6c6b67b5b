import type { RequestName } from '#requests';
import { ADAM, BERLIN, Maker, OSAKA, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';

let maker: Maker;
const clock = new SpecClock();
/** A batch that is not held (B9): the claims here show the other one to be bad. */
const CALM = 'B-2601';
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
  await maker.record('recordBatch', { id: CALM, sku: 'LAMP', producedOn: '2025-12-01', quantity: 10 });
});
afterAll(() => maker.end());

const money = (amount: string, currency = 'KRW') => ({ amount, currency });
const line = (serials: readonly string[], more: object = {}) => ({
  sku: 'LAMP',
  batchId: 'B-2512',
  netPrice: money('500'),
  serials,
  ...more,
});
const invoice = (invoiceNumber: string, lines: readonly object[], more: object = {}) => ({
  partnerId: 'P-SEOUL',
  invoiceNumber,
  invoiceDate: '2026-01-10',
  shippedOn: '2026-01-12',
  lines,
  ...more,
});
const refusal = async (mutation: RequestName, input: object, who: Who = ADAM): Promise<[string, string]> => {
  const { __typename, code, rule } = await maker.do(who, mutation, input);
  if (__typename !== 'Refused') throw new Error(`${mutation} was accepted`);
  return [code, rule];
};
/** How each of several requests that were sent at once was answered: the code of a refusal, or that it was accepted. */
const atOnce = async (mutation: RequestName, inputs: readonly object[]): Promise<readonly string[]> => {
  const answers = await Promise.all(inputs.map((input) => maker.do(ADAM, mutation, input)));
  return answers.map(({ __typename, code }) => (__typename === 'Refused' ? code : 'accepted')).sort();
};
const unit = async (who: Who, serial: string, fields: string) => {
  await maker.settled();
  return (await maker.ask(who, `query($serial: String!) { unit(serial: $serial) { ${fields} } }`, { serial })).unit;
};
const submit = async (who: Who, serial: string, more: object = {}) =>
  maker.do(who, 'submitClaim', await maker.submission(who, serial, more));
/** Credited, and what the note says. */
const credited = async (who: Who, serial: string) => {
  const { id } = await maker.approvedClaim(who, serial, { preferredRemedy: 'CREDIT' });
  const fields = 'id creditNote { number amount { amount } tax { amount minorUnits } taxRate invoiceNumber }';
  return maker.claim(RITA, id, fields, await maker.settled());
};
/** Credited, and the partner has been told. */
const closed = async (who: Who, serial: string) => {
  const { id: claimId } = await credited(who, serial);
  await maker.do(who, 'acknowledgeDecision', { claimId });
  await maker.settled();
};
const product = async (sku: string, quantity: number, more: object = {}) => {
  await maker.record('listProduct', { sku, name: sku, ...more });
  await maker.record('recordBatch', { id: `B-${sku}`, sku, producedOn: '2025-12-01', quantity });
};
const policy = (id: string, skus: readonly string[], more: object = {}) => ({
  id,
  skus,
  effectiveFrom: '2026-03-10',
  kind: 'FULL',
  months: 24,
  startAnchor: 'SHIPPED',
  ...more,
});

describe('R2 facts are checked against each other', () => {
  it('R2 the tax that was invoiced for a line is credited once, whatever the rate gives for each unit', async () => {
    const serials = ['TAX-1', 'TAX-2', 'TAX-3'];
    const netPrice = money('9.99', 'EUR');
    await maker.ship('P-BERLIN', 'INV-TAX', [], {
      lines: [line(serials, { netPrice, taxRate: '19', lineTax: money('5.69', 'EUR') })],
    });
    const notes = [];
    for (const serial of serials) notes.push((await credited(BERLIN, serial)).creditNote);
    expect(notes.map(({ amount, tax }) => [amount.amount, tax.amount])).toEqual([
      ['9.99', '1.90'],
      ['9.99', '1.90'],
      ['9.99', '1.89'],
    ]);
  });

  it('R2 C8 a discount on the invoice is taken off before anything is credited', async () => {
    const lines = [line(['ALW-1', 'ALW-2']), line(['ALW-3'], { netPrice: money('1000') })];
    await maker.ship('P-SEOUL', 'INV-ALW', [], { lines, allowance: money('201') });
    const amounts = [];
    for (const serial of ['ALW-1', 'ALW-2', 'ALW-3']) amounts.push((await credited(SEOUL, serial)).creditNote.amount);
    expect(amounts.map(({ amount }) => amount)).toEqual(['450', '450', '899']);
  });

  it('R2 an invoice has one partner, date and currency, in whatever shipments, also when two are sent at once', async () => {
    await maker.record('shipUnits', invoice('INV-ONE', [line(['ONE-1'])]));
    await maker.record('shipUnits', invoice('inv-one', [line(['ONE-2'])], { shippedOn: '2026-01-20' }));
    for (const other of [
      { partnerId: 'P-OSAKA' },
      { invoiceDate: '2026-01-11' },
      { lines: [line(['ONE-3'], { netPrice: money('5.00', 'EUR') })] },
    ])
      expect(await refusal('shipUnits', invoice('INV-ONE', [line(['ONE-3'])], other))).toEqual([
        'INVOICE_DIFFERS',
        'R2',
      ]);
    const mixed = [line(['ONE-4']), line(['ONE-5'], { netPrice: money('5.00', 'EUR') })];
    expect(await refusal('shipUnits', invoice('INV-MIX', mixed))).toEqual(['SEVERAL_CURRENCIES', 'R2']);

    const shipments = ['P-SEOUL', 'P-OSAKA'].map((partnerId) =>
      invoice('INV-RACE', [line([`RACE-${partnerId}`])], { partnerId }),
    );
    expect(await atOnce('shipUnits', shipments)).toEqual(['INVOICE_DIFFERS', 'accepted']);
  });

  it('R2 a batch ships no more than was produced, and not before, also when two shipments are sent at once', async () => {
    await product('FEW', 3);
    const few = (serials: readonly string[]) => line(serials, { sku: 'FEW', batchId: 'B-FEW' });
    const early = { invoiceDate: '2025-11-30', shippedOn: '2025-11-30' };
    expect(await refusal('shipUnits', invoice('INV-F0', [few(['FEW-0'])], early))).toEqual([
      'SHIPPED_BEFORE_PRODUCED',
      'R2',
    ]);
    const shipments = ['A', 'B'].map((name) => invoice(`INV-F${name}`, [few([`FEW-${name}1`, `FEW-${name}2`])]));
    expect(await atOnce('shipUnits', shipments)).toEqual(['BATCH_EXHAUSTED', 'accepted']);
    await maker.record('shipUnits', invoice('INV-FC', [few(['FEW-C'])]));
    expect(await refusal('shipUnits', invoice('INV-FD', [few(['FEW-D'])]))).toEqual(['BATCH_EXHAUSTED', 'R2']);
  });

  it.each<[string, string, object, object]>([
    ['INVOICED_IN_FUTURE', 'R2', {}, { invoiceDate: '2099-01-10' }],
    ['DATED_IN_FUTURE', 'R12', { batchId: CALM }, { shippedOn: '2099-01-12' }],
    ['INVALID_TAX', 'R2', { taxRate: '0.19', taxCategory: 'S' }, {}],
    ['INVALID_TAX', 'F3', { taxRate: '19', lineTax: money('9', 'EUR') }, {}],
    ['INVALID_AMOUNT', 'R2', {}, { allowance: money('501') }],
  ])('R2 a shipment is refused as %s (%s): a line with %j, an invoice with %j', async (code, rule, ofLine, more) => {
    const shipment = invoice('INV-BAD', [line(['BAD-1'], ofLine)], more);
    expect(await refusal('shipUnits', shipment)).toEqual([code, rule]);
    expect(await unit(ADAM, 'BAD-1', 'serial')).toBeNull();
  });

  it('R2 a rate below one percent is most likely meant as a share, and the refusal says so', async () => {
    const shipment = invoice('INV-BAD', [line(['BAD-1'], { taxRate: '0.19' })]);
    expect((await maker.do(ADAM, 'shipUnits', shipment)).message).toContain('0.19 is 0.19 percent; write 19');
  });

  it.each([
    ['enrollPartner', { currency: 'XXY' }],
    ['enrollPartner', { locale: 'xx-invented-' }],
    ['enrollPartner', { timeZone: 'Asia/Nowhere' }],
    ['enrollPartner', { calendarId: 'NOWHERE' }],
    ['enrollPartner', { shipTo: { lines: ['1 Street'], city: 'Nowhere', country: 'XQ' } }],
  ] as const)('R2 S3 %s with %j is refused, for there is none', async (mutation, more) => {
    const valid = { id: 'P-NEW', name: 'New', locale: 'de-DE', currency: 'EUR', accountManager: 'kim' };
    expect(await maker.do(ADAM, mutation, { ...valid, ...more })).toMatchObject({
      __typename: 'Refused',
      message: expect.stringContaining(
        Object.keys(more)[0] === 'shipTo' ? 'country' : (Object.keys(more)[0] as string),
      ),
    });
  });

  it('R2 a unit at no price is registered, and can be replaced', async () => {
    await maker.ship('P-BERLIN', 'INV-FREE', [], { lines: [line(['FREE-1'], { netPrice: money('0', 'EUR') })] });
    const { id } = await maker.approvedClaim(BERLIN, 'FREE-1');
    expect(await maker.claim(BERLIN, id, 'remedy replacement { status }', await maker.settled())).toEqual({
      remedy: 'REPLACEMENT',
      replacement: { status: 'OWED' },
    });
  });
});

describe('R3 a unit has one holder', () => {
  beforeAll(() => maker.ship('P-SEOUL', 'INV-HOLD', ['HOLD-1', 'HOLD-2', 'HOLD-3']));

  it('R3 each hand-over, and the sale to the consumer, is not earlier than the one before', async () => {
    expect(await refusal('recordSale', { serial: 'HOLD-1', soldOn: '2026-01-11', soldTo: 'P-OSAKA' })).toEqual([
      'DATED_TOO_EARLY',
      'R12',
    ]);
    await maker.record('recordSale', { serial: 'HOLD-1', soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
    expect(await refusal('recordSale', { serial: 'HOLD-1', soldOn: '2026-01-31' }, OSAKA)).toEqual([
      'DATED_TOO_EARLY',
      'R3',
    ]);
    expect(await maker.do(OSAKA, 'recordSale', { serial: 'HOLD-1', soldOn: '2026-02-01' })).toMatchObject({
      __typename: 'RecordAccepted',
    });
  });

  it('R3 it changes hands neither while a claim is open on it nor after a remedy', async () => {
    const sale = { serial: 'HOLD-2', soldOn: '2026-03-01', soldTo: 'P-OSAKA' };
    const { claim } = await submit(SEOUL, 'HOLD-2');
    expect(await refusal('recordSale', sale)).toEqual(['CLAIM_ALREADY_OPEN', 'R3']);
    await maker.do(SEOUL, 'withdrawClaim', { claimId: claim.id });
    await maker.settled();
    await closed(SEOUL, 'HOLD-2');
    expect(await refusal('recordSale', sale)).toEqual(['ALREADY_REMEDIED', 'R3']);
    expect(await refusal('recordSale', { ...sale, soldTo: undefined }, SEOUL)).toEqual(['ALREADY_REMEDIED', 'R3']);
  });

  it('C1 a unit that was credited is not claimed on again', async () => {
    await closed(SEOUL, 'HOLD-3');
    expect(await submit(SEOUL, 'HOLD-3')).toMatchObject({ code: 'ALREADY_REMEDIED', rule: 'C1' });
  });

  it('R4 a later holder sees the unit, and neither price, tax nor invoice; and the one that sold it on sees nothing', async () => {
    const seen = (who: Who, field: string) =>
      maker.graphql(who, `{ unit(serial: "HOLD-1") { ${field} } }`).then(({ body }) => body);
    for (const field of ['netPrice { amount }', 'invoiceNumber']) {
      expect((await seen(OSAKA, field)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      for (const other of [SEOUL, BERLIN]) expect((await seen(other, field)).data).toEqual({ unit: null });
    }
    expect((await seen(OSAKA, 'partner { id }')).data).toEqual({ unit: { partner: { id: 'P-OSAKA' } } });
  });
});

describe('R5 wrong facts are corrected by a further event', () => {
  const corrections = async () => {
    await maker.settled();
    const fields = 'kind subject reason changes correctedBy { id } claims { id }';
    return (await maker.ask(ADAM, `{ corrections(first: 1) { nodes { ${fields} } } }`)).corrections.nodes[0];
  };

  it('R5 a price: later credits pay it; a note that was issued stays, and its claim is listed for a person', async () => {
    await maker.ship('P-SEOUL', 'INV-WRONG', ['WRONG-1', 'WRONG-2']);
    const { id, creditNote } = await credited(SEOUL, 'WRONG-1');
    expect(creditNote.amount.amount).toBe('500');
    const correction = { reason: 'Typed wrongly', netPrice: money('600'), taxRate: '10' };
    for (const serial of ['WRONG-1', 'WRONG-2']) await maker.record('correctShipment', { ...correction, serial });
    expect(await corrections()).toEqual({
      kind: 'SHIPMENT',
      subject: 'WRONG-1',
      reason: 'Typed wrongly',
      changes: expect.objectContaining({ netPrice: { minor: 600, currency: 'KRW' }, taxRate: '10.00' }),
      correctedBy: { id: 'adam' },
      claims: [{ id }],
    });
    expect(await maker.claim(RITA, id, 'creditNote { amount { amount } }')).toEqual({
      creditNote: { amount: { amount: '500' } },
    });
    expect((await credited(SEOUL, 'WRONG-2')).creditNote).toMatchObject({
      amount: { amount: '600' },
      tax: { amount: '60' },
      taxRate: '10.00',
    });
  });

  it('R2 R5 the tax of a line, also when units on it were credited: the credits never add up to more', async () => {
    const serials = ['LINE-1', 'LINE-2', 'LINE-3'];
    const netPrice = money('9.99', 'EUR');
    await maker.ship('P-BERLIN', 'INV-LINE', [], {
      lines: [line(serials, { netPrice, taxRate: '19', lineTax: money('5.70', 'EUR') })],
    });
    const want = { preferredRemedy: 'CREDIT' };
    const taxOf = async (serial: string) => {
      const { id } = await maker.approvedClaim(BERLIN, serial, want);
      const { creditNote } = await maker.claim(RITA, id, 'creditNote { tax { amount } }', await maker.settled());
      return creditNote.tax.amount;
    };
    expect(await taxOf('LINE-3')).toBe('1.90');
    const correction = { serial: 'LINE-1', reason: 'As printed', lineTax: money('5.69', 'EUR') };
    await maker.record('correctShipment', correction);
    await maker.settled();
    expect([await taxOf('LINE-1'), await taxOf('LINE-2')]).toEqual(['1.90', '1.89']);
  });

  it('R5 an invoice: number and date; it keeps to its partner and currency', async () => {
    await maker.ship('P-SEOUL', 'INV-MISTYPED', ['NUM-1']);
    await maker.record('correctShipment', { serial: 'NUM-1', reason: 'Typed wrongly', invoiceNumber: 'INV-RIGHT' });
    expect(await unit(SEOUL, 'NUM-1', 'invoiceNumber')).toEqual({ invoiceNumber: 'INV-RIGHT' });
    expect(
      await refusal('correctShipment', { serial: 'NUM-1', reason: 'Typed wrongly', invoiceNumber: 'INV-DE-1' }),
    ).toEqual(['INVOICE_DIFFERS', 'R2']);
    await maker.record('correctShipment', { serial: 'NUM-1', reason: 'Typed wrongly', invoiceDate: '2026-01-11' });
    const { id } = await credited(SEOUL, 'NUM-1');
    expect(await maker.claim(SEOUL, id, 'creditNote { invoiceNumber invoiceDate }')).toEqual({
      creditNote: { invoiceNumber: 'INV-RIGHT', invoiceDate: '2026-01-11' },
    });
  });

  it('R5 a serial: the unit goes on under the right one with its sales, and nothing is left under the wrong one', async () => {
    await maker.ship('P-SEOUL', 'INV-SERIAL', ['SER-O1', 'SER-2']);
    await maker.record('recordSale', { serial: 'SER-O1', soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
    const correction = { serial: 'SER-O1', reason: 'O for 0', newSerial: 'SER-01' };
    expect(await refusal('correctShipment', { ...correction, newSerial: 'SER-2' })).toEqual([
      'UNIT_ALREADY_SHIPPED',
      'R2',
    ]);
    await maker.record('correctShipment', correction);
    await maker.record('correctShipment', correction);
    expect(await unit(OSAKA, 'SER-01', 'shippedOn partner { id }')).toEqual({
      shippedOn: '2026-01-12',
      partner: { id: 'P-OSAKA' },
    });
    expect(await unit(OSAKA, 'SER-O1', 'serial')).toBeNull();
    expect(await submit(OSAKA, 'SER-O1')).toMatchObject({ code: 'UNKNOWN_SERIAL' });
    expect((await submit(OSAKA, 'SER-01')).__typename).toBe('ClaimAccepted');
  });

  it('R5 R2 a batch and a product: the units count for the right batch', async () => {
    await product('NEXT', 1);
    await maker.ship('P-SEOUL', 'INV-BATCH', ['BAT-1', 'BAT-2']);
    const correction = { reason: 'Wrong box', sku: 'NEXT', batchId: 'B-NEXT' };
    expect(await refusal('correctShipment', { serial: 'BAT-1', reason: 'Wrong box', batchId: 'B-NEXT' })).toEqual([
      'WRONG_BATCH',
      'R2',
    ]);
    await maker.record('correctShipment', { ...correction, serial: 'BAT-1' });
    expect(await unit(SEOUL, 'BAT-1', 'product { sku } batch { id }')).toEqual({
      product: { sku: 'NEXT' },
      batch: { id: 'B-NEXT' },
    });
    expect(await refusal('correctShipment', { ...correction, serial: 'BAT-2' })).toEqual(['BATCH_EXHAUSTED', 'R2']);
  });

  it('R5 a sale: its day, its buyer, or that it never took place', async () => {
    await maker.ship('P-SEOUL', 'INV-SALE', ['SALE-1']);
    const reason = 'Typed wrongly';
    expect(await refusal('correctSale', { serial: 'SALE-1', reason, soldOn: '2026-02-02' })).toEqual([
      'NOT_SOLD',
      'R5',
    ]);
    await maker.record('recordSale', { serial: 'SALE-1', soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
    await maker.record('correctSale', { serial: 'SALE-1', reason, soldTo: 'P-BERLIN' });
    expect(await unit(BERLIN, 'SALE-1', 'partner { id }')).toEqual({ partner: { id: 'P-BERLIN' } });
    expect(await unit(OSAKA, 'SALE-1', 'serial')).toBeNull();
    expect(await refusal('correctSale', { serial: 'SALE-1', reason, soldOn: '2026-01-01' })).toEqual([
      'DATED_TOO_EARLY',
      'R12',
    ]);
    await maker.record('correctSale', { serial: 'SALE-1', reason, soldTo: 'P-SEOUL' });
    expect((await submit(SEOUL, 'SALE-1')).__typename).toBe('ClaimAccepted');
  });

  it('R3 R4 R5 R8 F6 what can be recorded of a unit is said as its requests are answered, and what is known of it to those who may see it', async () => {
    const amounts = { taxCategory: 'S', taxRate: '10.00' };
    await maker.record('shipUnits', invoice('INV-ACT', [line(['ACT-1'], { batchId: CALM, ...amounts })]));
    const said = async (who: Who) =>
      Object.fromEntries(
        (await unit(who, 'ACT-1', 'actions { name refusal { code } }')).actions.map(
          ({ name, refusal: why }: { name: string; refusal: { code: string } | null }) => [name, why?.code ?? 'open'],
        ),
      );
    const [forbidden, open] = ['FORBIDDEN', 'open'];
    const shipped = { extendCoverage: open, correctShipment: open, recordSale: open, returnUnit: open };
    expect(await said(ADAM)).toEqual({ ...shipped, correctSale: 'NOT_SOLD', recordDelivery: open });
    const others = { extendCoverage: forbidden, correctSale: forbidden, returnUnit: forbidden };
    const ofFinance = { ...others, recordSale: forbidden, correctShipment: open, recordDelivery: open };
    expect(await said({ role: 'FINANCE' })).toEqual(ofFinance);
    const ofPartner = { ...others, recordSale: open, correctShipment: forbidden, recordDelivery: forbidden };
    expect(await said(SEOUL)).toEqual(ofPartner);
    await maker.record('recordDelivery', { serials: ['ACT-1'], deliveredOn: '2026-01-14', proof: 'Signed' });
    await maker.record('recordSale', { serial: 'ACT-1', soldOn: '2026-01-20', soldTo: 'P-OSAKA' });
    await maker.record('extendCoverage', { serial: 'ACT-1', months: 6, reason: 'Paid for', boughtOn: '2026-01-21' });
    expect(await said(ADAM)).toEqual({ ...shipped, correctSale: open, recordDelivery: 'ALREADY_DELIVERED' });
    expect(await said(OSAKA)).toEqual(ofPartner);
    await maker.record('recordSale', { serial: 'ACT-1', soldOn: '2026-01-30' });
    expect((await submit(OSAKA, 'ACT-1')).__typename).toBe('ClaimAccepted');
    const { recordSale: _, ...sold } = shipped;
    const claimed = { ...sold, returnUnit: 'CLAIM_ALREADY_OPEN', correctSale: open };
    expect(await said(ADAM)).toEqual({ ...claimed, recordDelivery: 'ALREADY_DELIVERED' });
    expect(await refusal('returnUnit', { serial: 'ACT-1', returnedOn: '2026-02-01', reason: 'Tried' })).toEqual([
      'CLAIM_ALREADY_OPEN',
      'R5',
    ]);

    const known = `invoice { legalEntityId number date netPrice { amount } taxCategory taxRate tax { amount } }
      sales { soldOn soldBy { id } soldTo { id } } extensions { months boughtOn reason } newSerial`;
    const extension = { months: 6, boughtOn: '2026-01-21' };
    expect(await unit(ADAM, 'ACT-1', known)).toEqual({
      invoice: {
        legalEntityId: 'MG',
        number: 'INV-ACT',
        date: '2026-01-10',
        netPrice: { amount: '500' },
        tax: { amount: '50' },
        ...amounts,
      },
      sales: [
        { soldOn: '2026-01-20', soldBy: { id: 'P-SEOUL' }, soldTo: { id: 'P-OSAKA' } },
        { soldOn: '2026-01-30', soldBy: { id: 'P-OSAKA' }, soldTo: null },
      ],
      extensions: [{ ...extension, reason: 'Paid for' }],
      newSerial: null,
    });
    expect(await unit(OSAKA, 'ACT-1', known)).toEqual({
      invoice: null,
      sales: [],
      extensions: [{ ...extension, reason: null }],
      newSerial: null,
    });
    await maker.ship('P-SEOUL', 'INV-TYPO', ['TYPO-1']);
    await maker.record('correctShipment', { serial: 'TYPO-1', newSerial: 'TYPE-1', reason: 'Mistyped' });
    const moved = { newSerial: 'TYPE-1', actions: [] };
    expect(await unit(ADAM, 'TYPO-1', 'newSerial actions { name }')).toEqual(moved);
  });

  it('R5 a unit that came back cannot be claimed on, and can be shipped again', async () => {
    await maker.record('shipUnits', invoice('INV-BACK', [line(['BACK-1'], { batchId: CALM })]));
    await maker.record('returnUnit', { serial: 'BACK-1', returnedOn: '2026-02-10', reason: 'Not ordered' });
    expect(await unit(ADAM, 'BACK-1', 'partner { id }')).toEqual({ partner: null });
    expect(await submit(SEOUL, 'BACK-1')).toMatchObject({ code: 'NOT_YOUR_UNIT' });
    const again = { invoiceDate: '2026-02-09', shippedOn: '2026-02-09', partnerId: 'P-OSAKA' };
    const jpy = [line(['BACK-1'], { batchId: CALM, netPrice: money('700', 'JPY') })];
    expect(await refusal('shipUnits', invoice('INV-AGAIN', jpy, again))).toEqual(['DATED_TOO_EARLY', 'R3']);
    await maker.record('shipUnits', invoice('INV-AGAIN', jpy, { ...again, shippedOn: '2026-02-11' }));
    expect((await credited(OSAKA, 'BACK-1')).creditNote).toMatchObject({ amount: { amount: '700' } });
  });

  it('R5 facts of a partner, and the defects of a product', async () => {
    await maker.record('correctPartner', { id: 'P-BERLIN', reason: 'New number', vatId: 'DE123456788' });
    expect(await corrections()).toMatchObject({ kind: 'PARTNER', subject: 'P-BERLIN', reason: 'New number' });
    const defectGroups = [{ group: 'LIGHT', codes: ['NO-LIGHT', 'FLICKER'] }];
    await maker.record('changeProduct', { sku: 'LAMP', name: 'Lumira Lamp', defectGroups });
    expect(await corrections()).toMatchObject({
      kind: 'PRODUCT',
      subject: 'LAMP',
      changes: { sku: 'LAMP', defectGroups },
    });
  });
});

describe('R6 a unit keeps the version of its policy', () => {
  it('R6 a sale that is recorded later, or later terms, do not move it; a shorter retroactive version is refused', async () => {
    await product('KEEP', 10);
    const reason = { retroactiveReason: 'Agreed on before the engine was set up' };
    const first = policy('KEPT', ['KEEP'], { effectiveFrom: '2025-01-01', months: 36, ...reason });
    expect(await refusal('publishPolicy', { ...first, retroactiveReason: undefined })).toEqual([
      'EFFECTIVE_BEFORE_PUBLICATION',
      'R6',
    ]);
    await maker.record('publishPolicy', first);
    await maker.record('shipUnits', invoice('INV-KEEP', [line(['KEEP-1'], { sku: 'KEEP', batchId: 'B-KEEP' })]));
    const shorter = { ...first, months: 12, startAnchor: 'SOLD_ELSE_SHIPPED' };
    expect(await refusal('publishPolicy', shorter)).toEqual(['RETROACTIVE_AND_WORSE', 'R6']);
    await maker.record('publishPolicy', { ...shorter, effectiveFrom: '2026-03-09', retroactiveReason: undefined });
    await maker.record('recordSale', { serial: 'KEEP-1', soldOn: '2026-03-09' });
    expect(await unit(SEOUL, 'KEEP-1', 'coverage(on: "2028-12-31") { covered expiresOn }')).toEqual({
      coverage: { covered: true, expiresOn: '2029-01-11' },
    });
  });

  it('R6 two policies never govern one product on one day, also when two are published at once', async () => {
    expect(await refusal('publishPolicy', policy('SECOND', ['LAMP']))).toEqual(['TWO_POLICIES', 'R6']);
    await product('DUEL', 10);
    expect(await atOnce('publishPolicy', [policy('DUEL-A', ['DUEL']), policy('DUEL-B', ['DUEL'])])).toEqual([
      'TWO_POLICIES',
      'accepted',
    ]);
  });
});

describe('R8 extensions', () => {
  it('R8 C12 two that are alike count twice; the same request sent twice counts once', async () => {
    await maker.ship('P-SEOUL', 'INV-EXT', ['EXT-1']);
    const bought = { serial: 'EXT-1', months: 6, reason: 'Service plan', boughtOn: '2026-02-01' };
    for (const idempotencyKey of ['plan-1', 'plan-2', 'plan-2'])
      await maker.record('extendCoverage', { ...bought, idempotencyKey });
    expect(await unit(SEOUL, 'EXT-1', 'coverage(on: "2028-01-01") { expiresOn }')).toEqual({
      coverage: { expiresOn: '2029-01-11' },
    });
  });

  it('R8 one that is bought after the end of the term covers from that day on, and no failure before', async () => {
    await product('BRIEF', 5);
    const brief = policy('BRIEF', ['BRIEF'], { effectiveFrom: '2025-01-01', months: 1, retroactiveReason: 'Late' });
    await maker.record('publishPolicy', brief);
    await maker.record('shipUnits', invoice('INV-BRF', [line(['BRF-1'], { sku: 'BRIEF', batchId: 'B-BRIEF' })]));
    await maker.record('extendCoverage', { serial: 'BRF-1', months: 12, reason: 'Bought', boughtOn: '2026-03-01' });
    const covered = async (on: string) =>
      (await unit(SEOUL, 'BRF-1', `coverage(on: "${on}") { covered expiresOn failedChecks { code } }`)).coverage;
    expect(await covered('2026-02-11')).toMatchObject({ covered: true });
    expect(await covered('2026-02-20')).toMatchObject({ covered: false, failedChecks: [{ code: 'EXPIRED' }] });
    expect(await covered('2026-03-01')).toEqual({ covered: true, expiresOn: '2027-02-28', failedChecks: [] });
    expect((await submit(SEOUL, 'BRF-1', { failedOn: '2026-02-20' })).claim.coverage.covered).toBe(false);
  });
});

describe('R9 a day is the day of the place', () => {
  it('R9 a claim from New York on the evening of the last day covered is covered', async () => {
    const terms = { locale: 'en-US', currency: 'USD', accountManager: 'kim', timeZone: 'America/New_York' };
    await maker.record('enrollPartner', { id: 'P-NYC', name: 'NYC', ...terms });
    const usd = { netPrice: money('5.00', 'USD') };
    const early = { invoiceDate: '2026-01-02', shippedOn: '2026-01-02', partnerId: 'P-NYC' };
    await maker.record('shipUnits', invoice('INV-NYC', [line(['NYC-1', 'NYC-2'], usd)], early));
    const nina: Who = { role: 'PARTNER', id: 'nina', partnerId: 'P-NYC' };
    // Covered to 2028-01-01; five hours behind UTC.
    clock.at = Date.UTC(2028, 0, 2, 4, 59);
    expect((await submit(nina, 'NYC-1', { failedOn: undefined })).claim.coverage).toEqual({
      covered: true,
      failedChecks: [],
    });
    clock.at = Date.UTC(2028, 0, 2, 5);
    expect((await submit(nina, 'NYC-2', { failedOn: undefined })).claim.coverage).toMatchObject({ covered: false });
  });
});

describe('R10 one spelling', () => {
  it.each(['spell-0001', 'SPELL\u20110001', 'ＳＰＥＬＬ－０００１', 'SP\u200bELL\u2013\u200e0001', ' Spell - 0001 '])(
    'R10 %j is the unit SPELL-0001',
    async (serial) => {
      await maker.ship('P-SEOUL', 'INV-SPELL', ['SPELL-0001']);
      expect(await unit(SEOUL, serial, 'serial')).toEqual({ serial: 'SPELL-0001' });
    },
  );

  it('R10 what a spreadsheet has damaged is refused with that word, in a shipment and in a claim', async () => {
    for (const serial of ['1.23E+12', '1,23E12', '12345678901234500000']) {
      expect(await submit(SEOUL, serial)).toMatchObject({ code: 'DAMAGED_BY_SPREADSHEET', rule: 'R10' });
      expect(await refusal('shipUnits', invoice('INV-XLS', [line([serial])]))).toEqual([
        'DAMAGED_BY_SPREADSHEET',
        'R10',
      ]);
    }
  });

  it('R10 C3 a defect that the product does not have, or an excluded one however it is typed, goes to a person', async () => {
    await maker.ship('P-SEOUL', 'INV-CODE', ['CODE-1', 'CODE-2', 'CODE-3']);
    const checks = async (serial: string, code: string) =>
      (await submit(SEOUL, serial, { defect: { code, description: 'Dark.' } })).claim.coverage.failedChecks;
    expect(await checks('CODE-1', 'GHOST')).toMatchObject([{ code: 'UNKNOWN_DEFECT_CODE' }]);
    expect(await checks('CODE-2', 'ｗａｔｅｒ')).toMatchObject([{ code: 'EXCLUDED_DEFECT' }]);
    expect(await checks('CODE-3', 'no\u2013light')).toEqual([]);
  });
});
