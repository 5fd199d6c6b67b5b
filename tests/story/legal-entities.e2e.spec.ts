import { BindRemedy } from '#claims';
import type { RequestName } from '#requests';
import { ADAM, ARTHUR, Maker, OSAKA, SEOUL, SpecClock } from '../support/maker.ts';

let maker: Maker;
const clock = new SpecClock();
afterEach(() => maker.end());

const address = { lines: ['Teheran-ro 1'], city: 'Seoul', country: 'KR' };
const details = { vatId: '220-81-62517', electronicAddress: '0060:690549662' };
const register = (id: string, timeZone: string, more: object = {}) =>
  maker.record('registerLegalEntity', { id, name: `${id} Ltd`, address, timeZone, ...details, ...more });
const entities = async () =>
  (await maker.ask(ARTHUR, '{ legalEntities { id name timeZone fiscalYearStart } }')).legalEntities;
const notes = async () => {
  await maker.settled();
  const { creditNotes } = await maker.ask(ADAM, '{ creditNotes(first: 100) { nodes { number issuedOn serials } } }');
  return creditNotes.nodes
    .map(({ number, issuedOn, serials }: { number: string; issuedOn: string; serials: string[] }) =>
      [...serials, number, issuedOn].join(' '),
    )
    .sort();
};

test('R1 a new store is founded with the legal entity of the settings; shipments name none until there is a second', async () => {
  maker = await Maker.start(undefined, { clock, environment: { MAKEGOOD_LEGAL_ENTITY: 'LUMESSA' } });
  expect(await entities()).toEqual([{ id: 'LUMESSA', name: 'LUMESSA', timeZone: 'UTC', fiscalYearStart: '01-01' }]);
  const contact = { name: 'Accounts', phone: '+82 2 555 0100', email: 'accounts@shop.example' };
  await register('SHOP', 'Asia/Seoul', { fiscalYearStart: '04-01', contact });
  await register('SHOP', 'Asia/Seoul', { fiscalYearStart: '04-01', contact });
  const stated = '{ address { lines city postalCode country } electronicAddress contact { name phone email } }';
  await maker.settled();
  expect((await maker.ask(ARTHUR, `{ legalEntities ${stated} }`)).legalEntities).toEqual([
    {
      address: { lines: ['Torstrasse 1'], city: 'Berlin', postalCode: '10115', country: 'DE' },
      electronicAddress: null,
      contact: null,
    },
    { address: { ...address, postalCode: null }, electronicAddress: details.electronicAddress, contact },
  ]);
  expect(
    await maker.do(ADAM, 'registerLegalEntity', { id: 'SHOP', name: 'Shop', address, timeZone: 'Asia/Seoul' }),
  ).toMatchObject({ code: 'LEGAL_ENTITY_EXISTS', rule: 'R1' });
  expect(await maker.do(ADAM, 'registerLegalEntity', { id: 'X', name: 'X', address, timeZone: 'Mars' })).toMatchObject({
    __typename: 'Refused',
    message: expect.stringContaining('timeZone'),
  });

  const line = { sku: 'LAMP', batchId: 'B-2512', netPrice: { amount: '500', currency: 'KRW' }, serials: ['L-1'] };
  const invoice = { partnerId: 'P-SEOUL', invoiceNumber: 'I-1', invoiceDate: '2026-01-10', shippedOn: '2026-01-12' };
  expect(await maker.do(ADAM, 'shipUnits', { ...invoice, lines: [line] })).toMatchObject({
    code: 'LEGAL_ENTITY_REQUIRED',
    message: expect.stringContaining('LUMESSA, SHOP'),
    rule: 'R1',
  });
  expect(await maker.do(ADAM, 'shipUnits', { ...invoice, legalEntityId: 'OTHER', lines: [line] })).toMatchObject({
    code: 'LEGAL_ENTITY_NOT_FOUND',
  });
  await maker.record('shipUnits', { ...invoice, legalEntityId: 'SHOP', lines: [line] });
  // Each numbers its own invoices.
  await maker.ship('P-OSAKA', 'I-1', ['L-2'], { legalEntityId: 'LUMESSA' });
  await maker.settled();
  expect((await entities()).map(({ id }: { id: string }) => id)).toEqual(['LUMESSA', 'SHOP']);
});

test('R1 R9 a note is issued by the entity that invoiced, dated in its zone, in the series of its fiscal year', async () => {
  maker = await Maker.start(undefined, { clock });
  await register('KR', 'Asia/Seoul');
  await register('NY', 'America/New_York', { fiscalYearStart: '04-01' });
  await maker.ship('P-SEOUL', 'INV-1', ['K-1', 'K-2'], { legalEntityId: 'KR' });
  await maker.ship('P-SEOUL', 'INV-1', ['N-1', 'N-2', 'N-3'], { legalEntityId: 'NY' });
  for (const [at, serials] of [
    ['2026-12-31T14:59:00.000Z', ['K-1']],
    ['2026-12-31T23:30:00.000Z', ['K-2', 'N-1']],
    ['2027-04-01T03:59:00.000Z', ['N-2']],
    ['2027-04-01T04:00:00.000Z', ['N-3']],
  ] as const) {
    clock.at = Date.parse(at);
    for (const serial of serials) await maker.approvedClaim(SEOUL, serial);
    await maker.settled();
  }
  expect(await notes()).toEqual([
    'K-1 KR-2026-000001 2026-12-31',
    'K-2 KR-2027-000001 2027-01-01',
    'N-1 NY-2026-000001 2026-12-31',
    'N-2 NY-2026-000002 2027-03-31',
    'N-3 NY-2027-000001 2027-04-01',
  ]);
});

test('R1 F2 a program that starts with another setting amid decided claims issues the same notes, each once', async () => {
  const environment = (MAKEGOOD_LEGAL_ENTITY: string) => ({ environment: { MAKEGOOD_LEGAL_ENTITY }, clock });
  clock.at = Date.UTC(2026, 2, 9, 2);
  maker = await Maker.start(undefined, { ...environment('FIRST'), worker: false });
  await register('SECOND', 'Asia/Tokyo');
  await maker.ship('P-SEOUL', 'INV-1', ['F-1', 'F-2'], { legalEntityId: 'FIRST' });
  await maker.ship('P-OSAKA', 'INV-2', ['S-1'], { legalEntityId: 'SECOND' });
  await maker.approvedClaim(SEOUL, 'F-1');
  await maker.approvedClaim(OSAKA, 'S-1', { preferredRemedy: 'CREDIT' });
  maker = await maker.restarted(environment('SECOND'));
  const first = ['F-1 FIRST-2026-000001 2026-03-09', 'S-1 SECOND-2026-000001 2026-03-09'];
  expect(await notes()).toEqual(first);

  maker = await maker.restarted(environment('THIRD'));
  await maker.approvedClaim(SEOUL, 'F-2');
  expect(await notes()).toEqual([first[0], 'F-2 FIRST-2026-000002 2026-03-09', first[1]]);
  expect((await entities()).map(({ id }: { id: string }) => id)).toEqual(['FIRST', 'SECOND']);
});

test('R1 R5 F2 what changes between binding and issue, and all reactions done once more, gives the one note of the entity that invoiced', async () => {
  clock.at = Date.UTC(2026, 11, 31, 16);
  maker = await Maker.start(undefined, { clock, worker: false });
  await register('KR', 'Asia/Seoul');
  await maker.ship('P-SEOUL', 'INV-1', ['B-1'], { legalEntityId: 'KR' });
  const { id: claimId } = await maker.approvedClaim(SEOUL, 'B-1');
  const meta = { id: 'bind', actor: { id: 'spec', role: 'SYSTEM' as const }, at: clock.now(), correlationId: 'bind' };
  expect((await maker.makegood.dispatcher.execute(new BindRemedy({ claimId }, meta))).kind).toBe('accepted');

  const reason = 'Typed wrongly';
  const changed = { id: 'KR', name: 'KR Holdings', address, timeZone: 'America/New_York', fiscalYearStart: '04-01' };
  const changes: [RequestName, object][] = [
    ['changeLegalEntity', changed],
    ['correctPartner', { id: 'P-SEOUL', reason, name: 'Seoul Beauty Ltd', timeZone: 'Asia/Tokyo', vatId: 'KR1' }],
    ['changePartnerTerms', { id: 'P-SEOUL', standingInstruction: 'REPLACEMENT' }],
    ['correctShipment', { serial: 'B-1', reason, netPrice: { amount: '600', currency: 'KRW' } }],
    ['correctShipment', { serial: 'B-1', reason, invoiceNumber: 'INV-2', invoiceDate: '2026-01-11' }],
    ['registerLegalEntity', { ...changed, id: 'US' }],
  ];
  for (const [mutation, input] of changes) await maker.record(mutation, input);

  // In Seoul it was 2027 already when the credit was bound.
  const once = ['B-1 KR-2027-000001 2027-01-01'];
  maker = await maker.restarted({ clock });
  expect(await notes()).toEqual(once);
  const note =
    '{ creditNote(number: "KR-2027-000001") { amount { amount } invoiceNumber invoiceDate legalEntity partner { id } claim { id status } } }';
  expect((await maker.ask(ADAM, note)).creditNote).toEqual({
    amount: { amount: '500' },
    invoiceNumber: 'INV-1',
    invoiceDate: '2026-01-10',
    legalEntity: 'KR',
    partner: { id: 'P-SEOUL' },
    claim: { id: claimId, status: 'APPROVED' },
  });

  maker = await maker.restarted({ clock, worker: false });
  await maker.makegood.processState.startOver();
  maker = await maker.restarted({ clock });
  expect(await notes()).toEqual(once);
  expect(await maker.makegood.createReactor().failedReactions()).toEqual([]);
});
