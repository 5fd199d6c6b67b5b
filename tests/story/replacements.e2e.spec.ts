import { extractText, getDocumentProxy } from 'unpdf';
import { DAY_MS, instantOf } from '#kernel';
import { ADAM, BERLIN, Maker, SEOUL, SpecClock, type Who } from '../support/maker.ts';

// Acceptance: what is owed rides on the next order, the new unit can be claimed for, and what is owed for too long is credited.

let maker: Maker;
const clock = new SpecClock();
const FAY: Who = { role: 'FINANCE', id: 'fay' };
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock, environment: { PUBLIC_URL: 'https://claims.maker.example' } });
  // Not of B-2512, which the claims show to be bad, and which is held then (B9).
  await maker.record('recordBatch', { id: 'B-2601', sku: 'LAMP', producedOn: '2026-01-05', quantity: 100 });
});
afterAll(() => maker.end());

const REPLACEMENT =
  'status replacement { status newSerial orderNumber carrier trackingNumber deliveredOn proof creditOfferedAt }';
const shown = async (claimId: string, fields = REPLACEMENT, who = BERLIN) =>
  maker.claim(who, claimId, fields, await maker.settled());
const owed = async (serial: string) => {
  const { id } = await maker.approvedClaim(BERLIN, serial, { preferredRemedy: 'REPLACEMENT' });
  await maker.do(BERLIN, 'acknowledgeDecision', { claimId: id });
  await maker.settled();
  return id;
};
const zero = { amount: '0', currency: 'EUR' };
const order = (more: object, line: object) => ({
  partnerId: 'P-BERLIN',
  invoiceNumber: 'INV-DE-2',
  invoiceDate: '2026-03-09',
  orderNumber: 'PO-2',
  shippedOn: '2026-03-09',
  carrier: 'DHL',
  trackingNumber: '00340 ௧',
  ...more,
  lines: [{ sku: 'LAMP', batchId: 'B-2601', netPrice: zero, customsValue: { amount: '40', currency: 'EUR' }, ...line }],
});

test('F6 C8 C9 C11 R2 two owed units ride on the next order, and a new one is claimed for and credited at the price of the first', async () => {
  const [first, second] = [await owed('DE-0001'), await owed('DE-0002')];
  expect(await shown(first)).toMatchObject({ status: 'RESOLVED', replacement: { status: 'OWED', newSerial: null } });
  const possible = async (claimId: string, who: Who = FAY) => {
    const { replacement } = await maker.claim(who, claimId, 'replacement { actions { name refusal { code } } }');
    return replacement.actions.map(
      ({ name, refusal }: { name: string; refusal: { code: string } | null }) => `${name} ${refusal?.code ?? 'open'}`,
    );
  };
  expect(await possible(first)).toEqual(['allotReplacements open', 'shipReplacement open']);
  expect(await possible(first, BERLIN)).toEqual(['allotReplacements FORBIDDEN', 'shipReplacement FORBIDDEN']);

  const shipment = order({}, { serials: ['NEW-1', 'NEW-2'] });
  const answer = {
    __typename: 'RecordAccepted',
    replacements: [
      { claim: { id: first }, newSerial: 'NEW-1' },
      { claim: { id: second }, newSerial: 'NEW-2' },
    ],
    stillOwed: [],
  };
  expect(await maker.do(ADAM, 'shipUnits', shipment)).toMatchObject(answer);
  expect(await maker.do(ADAM, 'shipUnits', shipment)).toMatchObject(answer);
  await maker.settled();
  const shipped = ['allotReplacements REPLACEMENT_SHIPPED', 'shipReplacement REPLACEMENT_SHIPPED'];
  expect(await possible(first)).toEqual([...shipped, 'recordDelivery open']);
  const delivery = { serials: ['NEW-1'], deliveredOn: '2026-03-09', proof: 'Signed by Greta' };
  expect(await maker.do(FAY, 'recordDelivery', delivery)).toMatchObject({ __typename: 'RecordAccepted', id: 'NEW-1' });
  expect(await shown(first)).toEqual({
    status: 'RESOLVED',
    replacement: {
      status: 'SHIPPED',
      newSerial: 'NEW-1',
      orderNumber: 'PO-2',
      carrier: 'DHL',
      trackingNumber: '00340 ௧',
      deliveredOn: '2026-03-09',
      proof: 'Signed by Greta',
      creditOfferedAt: null,
    },
  });
  expect(await possible(first)).toEqual([...shipped, 'recordDelivery ALREADY_DELIVERED']);
  expect(await shown(second)).toMatchObject({
    status: 'RESOLVED',
    replacement: { status: 'SHIPPED', newSerial: 'NEW-2' },
  });

  const { text } = await maker.raw(BERLIN, '/exports/packing-list.csv?orderNumber=PO-2');
  const withoutNumber = (line: string) => line.split(',').toSpliced(3, 1);
  expect(text.split('\r\n').map(withoutNumber)).toEqual([
    expect.arrayContaining(['order', 'claim', 'defective_serial', 'new_serial', 'freight_paid_by']),
    ...[
      [first, 'DE-0001', 'NEW-1'],
      [second, 'DE-0002', 'NEW-2'],
    ].map(([claim, old, fresh]) => [
      ...['PO-2', 'P-BERLIN', claim, old, 'LAMP', 'SHIPPED', fresh, '2026-03-09', 'DHL', '00340 ௧', '40.00', 'EUR'],
      'MANUFACTURER',
    ]),
    [''],
  ]);

  const authorization = `Bearer ${await maker.token(BERLIN)}`;
  const printed = await fetch(`${maker.url}/exports/packing-list.pdf?orderNumber=PO-2`, { headers: { authorization } });
  const bytes = new Uint8Array(await printed.arrayBuffer());
  const source = Buffer.from(bytes).toString('latin1');
  const page = (await extractText(await getDocumentProxy(bytes), { mergePages: true })).text;
  for (const said of [
    'Packliste',
    'Berlin Licht',
    'PO-2',
    'DHL',
    '00340',
    'U+0BE7',
    'NEW-1',
    'DE-0001',
    'NEW-2',
    '40,00 EUR',
  ])
    expect(page).toContain(said);
  // R6: a code for the packing of each new unit, which leads to its terms.
  const codes = [...source.matchAll(/\/Alt \(https:\/\/claims\.maker\.example([^)]+)\)/g)];
  expect(codes).toHaveLength(2);
  const { unit: coded } = await maker.ask(BERLIN, '{ unit(serial: "NEW-1") { termsCode } }');
  expect(codes[0]?.[1]).toBe(`/terms/unit/${coded.termsCode}`);
  expect((await maker.raw(undefined, `${codes[1]?.[1]}?language=en`)).text).toContain('<p>Serial number: NEW-2</p>');

  // C11: the rest of the term of DE-0001, which was shipped on 2026-01-12.
  const { unit: old } = await maker.ask(
    BERLIN,
    '{ unit(serial: "DE-0001") { coverage(on: "2026-02-01") { expiresOn } } }',
  );
  const { unit } = await maker.ask(
    BERLIN,
    '{ unit(serial: "NEW-1") { deliveredOn coverage(on: "2026-03-20") { covered expiresOn } chain { serial } } }',
  );
  expect(unit).toEqual({
    deliveredOn: '2026-03-09',
    coverage: { covered: true, expiresOn: old.coverage.expiresOn },
    chain: [{ serial: 'DE-0001' }, { serial: 'NEW-1' }],
  });

  clock.at += 20 * DAY_MS;
  const again = await maker.approvedClaim(BERLIN, 'NEW-1', { preferredRemedy: 'CREDIT', failedOn: '2026-03-20' });
  expect(
    await shown(
      again.id,
      'coverage { covered expiresOn } creditNote { amount { amount currency } tax { amount } invoiceNumber serials } unit { chain { serial } }',
    ),
  ).toEqual({
    coverage: { covered: true, expiresOn: old.coverage.expiresOn },
    creditNote: {
      amount: { amount: '89.90', currency: 'EUR' },
      tax: { amount: '8.99' },
      invoiceNumber: 'INV-DE-1',
      serials: ['NEW-1'],
    },
    unit: { chain: [{ serial: 'DE-0001' }, { serial: 'NEW-1' }] },
  });
  const twice = await maker.do(BERLIN, 'submitClaim', await maker.submission(BERLIN, 'DE-0001'));
  expect(twice.code).toBe('ALREADY_REMEDIED');
});

test('F6 what is owed for 60 days is offered as a credit, and becomes one on the word of the partner alone', async () => {
  const claimId = await owed('DE-0003');
  clock.at += 60 * DAY_MS - 60_000;
  await maker.makegood.sweep();
  expect(await shown(claimId)).toMatchObject({ replacement: { status: 'OWED', creditOfferedAt: null } });
  clock.at += 60_000;
  await maker.makegood.sweep();
  const { replacement } = await shown(claimId);
  expect(replacement).toMatchObject({ status: 'OWED' });
  expect(replacement.creditOfferedAt).not.toBeNull();

  expect((await maker.do(FAY, 'convertReplacement', { claimId })).code).toBe('PARTNERS_CHOICE');
  expect((await maker.do(SEOUL, 'convertReplacement', { claimId })).code).toBe('CLAIM_NOT_FOUND');
  const conversion = await maker.do(BERLIN, 'convertReplacement', { claimId });
  expect(conversion).toMatchObject({ __typename: 'ReplacementAccepted', replacement: { status: 'CONVERTED' } });
  expect(await maker.do(BERLIN, 'convertReplacement', { claimId })).toMatchObject({
    __typename: 'ReplacementAccepted',
  });
  expect(await shown(claimId, 'status remedy creditNote { amount { amount } invoiceNumber }')).toEqual({
    status: 'RESOLVED',
    remedy: 'CREDIT',
    creditNote: { amount: { amount: '89.90' }, invoiceNumber: 'INV-DE-1' },
  });
  const { replacements } = await maker.ask(BERLIN, '{ replacements(status: CONVERTED) { nodes { claim { id } } } }');
  expect(replacements.nodes).toEqual([{ claim: { id: claimId } }]);
  const late = order({ invoiceNumber: 'INV-DE-3' }, { serials: ['NEW-3'], replacementFor: [claimId] });
  expect((await maker.do(ADAM, 'shipUnits', late)).code).toBe('REPLACEMENT_CONVERTED');
});

test('F6 R2 an order takes what was allotted to it, a unit is shipped alone, and one named later is as good', async () => {
  const [third, fourth, fifth] = [await owed('DE-0004'), await owed('DE-0005'), await owed('DE-0006')];
  const allotment = { partnerId: 'P-BERLIN', orderNumber: 'PO-5', claimIds: [fourth] };
  expect(await maker.do(FAY, 'allotReplacements', allotment)).toMatchObject({ __typename: 'RecordAccepted' });
  const today = instantOf(clock.at).slice(0, 10);
  const dated = { invoiceDate: today, shippedOn: today };
  const sent = order({ invoiceNumber: 'INV-DE-5', orderNumber: 'PO-5', ...dated }, { serials: ['NEW-5'] });
  expect(await maker.do(ADAM, 'shipUnits', sent)).toMatchObject({
    replacements: [{ claim: { id: fourth }, newSerial: 'NEW-5' }],
    stillOwed: [{ claim: { id: third } }, { claim: { id: fifth } }],
  });
  const elsewhere = { partnerId: 'P-BERLIN', orderNumber: 'PO-6', claimIds: [third] };
  expect(await maker.do(FAY, 'allotReplacements', elsewhere)).toMatchObject({ __typename: 'RecordAccepted' });
  const alone = { claimId: third, newSerial: 'NEW-6', shippedOn: today, batchId: 'B-2601', carrier: 'DHL' };
  expect(await maker.do(FAY, 'shipReplacement', alone)).toMatchObject({
    __typename: 'ReplacementAccepted',
    replacement: {
      status: 'SHIPPED',
      newSerial: 'NEW-6',
      carrier: 'DHL',
      orderNumber: null,
      formerOrderNumber: 'PO-6',
    },
  });
  expect(await shown(third, 'replacement { orderNumber formerOrderNumber }')).toEqual({
    replacement: { orderNumber: null, formerOrderNumber: 'PO-6' },
  });
  const gift = order({ invoiceNumber: 'INV-DE-7', allotOwed: false, ...dated }, { serials: ['NEW-7'] });
  expect(await maker.do(ADAM, 'shipUnits', gift)).toMatchObject({
    replacements: [],
    stillOwed: [{ claim: { id: fifth } }],
  });
  const named = { claimId: fifth, newSerial: 'NEW-7', shippedOn: today };
  expect(await maker.do(FAY, 'shipReplacement', named)).toMatchObject({
    replacement: { status: 'SHIPPED', newSerial: 'NEW-7' },
  });
  expect((await maker.do(FAY, 'shipReplacement', { ...named, newSerial: 'NEW-5' })).code).toBe('REPLACEMENT_SHIPPED');
  await maker.settled();
  const { unit } = await maker.ask(BERLIN, '{ unit(serial: "NEW-7") { netPrice { amount } invoiceNumber } }');
  expect(unit).toEqual({ netPrice: { amount: '89.90' }, invoiceNumber: 'INV-DE-1' });
});

test('R2 R5 a corrected price and a corrected serial reach the unit that was shipped in place of another', async () => {
  const claimId = await owed('DE-0010');
  const shipment = order(
    { invoiceNumber: 'INV-DE-3', invoiceDate: '2026-05-28', shippedOn: '2026-05-28' },
    { serials: ['NEW-9'], replacementFor: [claimId] },
  );
  expect(await maker.do(ADAM, 'shipUnits', shipment)).toMatchObject({ replacements: [{ newSerial: 'NEW-9' }] });
  const price = {
    serial: 'DE-0004',
    reason: 'Invoiced at another price',
    netPrice: { amount: '80.00', currency: 'EUR' },
  };
  expect((await maker.do(ADAM, 'correctShipment', price)).__typename).toBe('RecordAccepted');
  const plate = { serial: 'NEW-9', reason: 'Mistyped', newSerial: 'NEW-8' };
  expect(await maker.do(ADAM, 'correctShipment', plate)).toMatchObject({ __typename: 'RecordAccepted' });
  await maker.settled();
  expect(await shown(claimId)).toMatchObject({ replacement: { status: 'SHIPPED', newSerial: 'NEW-8' } });

  const again = await maker.approvedClaim(BERLIN, 'NEW-8', { preferredRemedy: 'CREDIT', failedOn: '2026-05-28' });
  expect(await shown(again.id, 'creditNote { amount { amount } invoiceNumber } unit { chain { serial } }')).toEqual({
    creditNote: { amount: { amount: '80.00' }, invoiceNumber: 'INV-DE-1' },
    unit: { chain: [{ serial: 'DE-0010' }, { serial: 'NEW-8' }] },
  });
});

test('C8 another product is shipped only once the partner agrees to it', async () => {
  const claimId = await owed('DE-0011');
  await maker.do(ADAM, 'listProduct', { sku: 'LAMP-2', name: 'Lamp 2' });
  await maker.do(ADAM, 'recordBatch', { id: 'B-2605', sku: 'LAMP-2', producedOn: '2026-05-01', quantity: 10 });
  const newer = { claimId, newSerial: 'L2-0001', batchId: 'B-2605', shippedOn: '2026-05-28' };
  expect((await maker.do(FAY, 'shipReplacement', newer)).code).toBe('WRONG_PRODUCT');
  const agreed = { claimId, substituteSku: 'LAMP-2' };
  // That what is owed stands already does not keep the partner from agreeing to something else.
  const actions = 'actions(names: ["agreeSubstitute"]) { name refusal { code } }';
  expect(await maker.claim(BERLIN, claimId, actions)).toEqual({
    actions: [{ name: 'agreeSubstitute', refusal: null }],
  });
  expect((await maker.do(FAY, 'agreeSubstitute', agreed)).code).toBe('PARTNERS_CHOICE');
  expect((await maker.do(BERLIN, 'agreeSubstitute', agreed)).__typename).toBe('ReplacementAccepted');
  expect(await maker.do(FAY, 'shipReplacement', newer)).toMatchObject({
    replacement: { status: 'SHIPPED', newSerial: 'L2-0001' },
  });
});
