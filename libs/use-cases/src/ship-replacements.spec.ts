import { batches } from '#batches';
import { produced, unitsAssigned } from '#batches/facts';
import { claims } from '#claims';
import { approved, bound, claimId, reviewed, submitted } from '#claims/facts';
import { replacementLedgers } from '#finance';
import { allotted, converted, owed, replacementShipped } from '#finance/facts';
import { at, type Command, money, type Serial, sha256 } from '#kernel';
import { BEGINNING, type Outcome } from '#platform';
import { streamOf, useCaseScenarios } from '#platform/specs';
import {
  invoices,
  invoicingOf,
  legalEntities,
  legalEntityDirectory,
  partners,
  policies,
  ShipUnit,
  units,
} from '#warranty';
import {
  admin,
  by,
  claimClosed,
  claimOpened,
  day,
  enrolled,
  entityListed,
  entityRegistered,
  invoiceRecorded,
  namedAsReplacement,
  partner,
  published,
  replaced,
  shipment,
  shipped,
} from '#warranty/facts';
import { convertReplacement } from './convert-replacement.ts';
import { recordDelivery } from './record-delivery.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { shipAnswers } from './replacement-steps.ts';
import { type ReplacementShipment, shipReplacement } from './ship-replacement.ts';
import { type Shipment, shipUnits } from './ship-units.ts';

const written = [invoices, batches, units, replacementLedgers];
const shipping = useCaseScenarios(written, (data: Shipment, meta, facts) => shipUnits(data, meta, portsOver(facts)));
const alone = useCaseScenarios(written, (data: ReplacementShipment, meta, facts) =>
  shipReplacement(data, meta, portsOver(facts)),
);
const converting = useCaseScenarios(written, (data: { claimId: string }, meta, facts) =>
  convertReplacement(data, meta, portsOver(facts)),
);
const delivering = useCaseScenarios(written, (data: Parameters<typeof recordDelivery>[0], meta, facts) =>
  recordDelivery(data, meta, portsOver(facts)),
);

const NOW = '2026-06-01T02:00:00.000Z';
const OLD = 'LB2-000481' as Serial;
const [A, B] = ['GL1-26-000101', 'GL1-26-000102'] as [Serial, Serial];
const under = <E extends { readonly data: object }>(serial: Serial, event: E): E => ({
  ...event,
  data: { ...event.data, serial },
});
const now = <E>(event: E) => at(NOW, event);

const registry = [
  ...streamOf(legalEntityDirectory, 'all')(entityListed()),
  ...streamOf(legalEntities, 'MG')(entityRegistered()),
  ...streamOf(partners, 'P-SEOUL')(enrolled()),
  ...streamOf(policies, 'STANDARD')(published(1)),
  ...streamOf(batches, 'B-2601')(produced()),
];
const unit = (serial: Serial) => streamOf(units, serial);
const ledger = streamOf(replacementLedgers, 'P-SEOUL');
const claimed = [
  ...unit(OLD)(
    shipped({ serial: OLD }),
    under(OLD, claimOpened(claimId)),
    under(OLD, claimClosed(claimId, 'REPLACED')),
  ),
  ...streamOf(claims, claimId)(submitted({ serial: OLD }), reviewed('CONFIRMED'), approved(), bound('REPLACEMENT')),
];
const due = ledger(owed(claimId, { serial: OLD, sku: 'GLOW-1' }));
const facts = [...registry, ...claimed, ...due];

const free = { sku: 'GLOW-1', batchId: 'B-2601', netPrice: money('0', 'KRW'), taxCategory: 'S', taxRate: '10.00' };
const order = (...lines: Shipment['lines']): Shipment => ({
  partnerId: 'P-SEOUL',
  invoiceNumber: 'INV-2026-0200',
  invoiceDate: day('2026-05-04'),
  orderNumber: 'PO-9',
  shippedOn: day('2026-05-04'),
  carrier: 'CJ',
  trackingNumber: '42',
  lines,
});
const onOrder = { invoiceNumber: 'INV-2026-0200' };
const invoiced = now(invoiceRecorded({ ...onOrder, invoiceDate: day('2026-05-04') }));
const assigned = (...serials: Serial[]) => {
  const event = unitsAssigned(sha256(['MG', 'INV-2026-0200', 0, ...serials].join('\n')), serials.length);
  return now({ ...event, data: { ...event.data, shippedOn: day('2026-05-04') } } as typeof event);
};
/** C11: 12 months from 2026-01-12. */
const replacementOf = {
  serial: OLD,
  claimId,
  originalExpiresOn: day('2027-01-11'),
  minimumDays: 90,
};
const carried = { orderNumber: 'PO-9', carrier: 'CJ', trackingNumber: '42', shippedOn: day('2026-05-04') };
const answered = (serial: Serial) => shipped({ serial, ...carried, replacementOf: { ...replacementOf, ...onOrder } });
const plain = (serial: Serial) =>
  shipped({
    serial,
    ...carried,
    ...onOrder,
    netPrice: money('0', 'KRW'),
    taxAmount: money('0', 'KRW'),
    line: { units: 1, nth: 1 },
  });

describe('an order that answers claims', () => {
  const reserved = now(allotted(claimId, 'PO-9', A));
  const done = now(replacementShipped(claimId, A, { sku: 'GLOW-1', ...carried }));
  const outcome = [
    ...streamOf(invoices, 'MG/INV-2026-0200')(invoiced),
    ...streamOf(batches, 'B-2601')(assigned(A)),
    ...ledger(reserved),
    ...unit(A)(now(answered(A))),
    ...unit(OLD)(now(under(OLD, replaced(claimId, A)))),
    ...ledger(done),
  ] as const;

  it('F6 R2 C11 names them on a line of price zero; the unit takes over invoice line and term', () =>
    shipping
      .given(facts)
      .when(order({ ...free, serials: [A], replacementFor: [claimId] }), by())
      .then(outcome));

  it('F6 answers what has been owed longest where the line names no claim', () =>
    shipping
      .given(facts)
      .when(order({ ...free, serials: [A] }), by())
      .then(outcome));

  it('F6 answers nothing where that is turned off, nor with another product', async () => {
    const unanswered = [
      ...streamOf(invoices, 'MG/INV-2026-0200')(invoiced),
      ...streamOf(batches, 'B-2601')(assigned(A)),
      ...unit(A)(now(plain(A))),
    ] as const;
    await shipping
      .given(facts)
      .when({ ...order({ ...free, serials: [A] }), allotOwed: false }, by())
      .then(unanswered);
    await shipping
      .given([...registry, ...claimed, ...ledger(owed(claimId, { serial: OLD, sku: 'LB-200' }))])
      .when(order({ ...free, serials: [A] }), by())
      .then(unanswered);
    await shipping
      .given([...facts, ...ledger(allotted(claimId, 'PO-10'))])
      .when(order({ ...free, serials: [A] }), by())
      .then(unanswered);
  });

  it('C8 never has a price for a unit that answers a claim', () =>
    shipping
      .given(facts)
      .when(order({ ...free, netPrice: money('1', 'KRW'), serials: [A], replacementFor: [claimId] }), by())
      .thenRefused('C8', 'SHIPPED_AT_A_PRICE'));

  it('F6 names one serial for each claim, and each claim once', async () => {
    const wrong = (more: Pick<Shipment['lines'][number], 'serials' | 'replacementFor'>) =>
      shipping.given(facts).when(order({ ...free, ...more }), by());
    await wrong({ serials: [A, B], replacementFor: [claimId] }).thenRefused('F6', 'SERIALS_AND_CLAIMS_DIFFER');
    await wrong({ serials: [A, B], replacementFor: [claimId, claimId] }).thenRefused('F6', 'SERIALS_AND_CLAIMS_DIFFER');
    await wrong({ serials: [A], replacementFor: ['C-9'] }).thenRefused('F6', 'REPLACEMENT_NOT_OWED');
  });

  it('F6 is refused before anything is written when the claim was answered or converted, or the unit is shipped', async () => {
    const line = { ...free, serials: [A], replacementFor: [claimId] };
    await shipping
      .given([...facts, ...ledger(converted(claimId))])
      .when(order(line), by())
      .thenRefused('F6', 'REPLACEMENT_CONVERTED');
    await shipping
      .given([...facts, ...ledger(replacementShipped(claimId, B))])
      .when(order(line), by())
      .thenRefused('F6', 'REPLACEMENT_SHIPPED');
    await shipping
      .given([...facts, ...unit(A)(shipped({ serial: A }))])
      .when(order(line), by())
      .thenRefused(undefined, 'UNIT_ALREADY_SHIPPED');
  });
});

describe('a replacement shipped by itself', () => {
  const sent = { claimId, newSerial: A, shippedOn: day('2026-05-04'), carrier: 'CJ', trackingNumber: '42' };
  const { orderNumber: _, ...noOrder } = carried;

  it('F6 is registered with its batch, and stands on the invoice line of the unit it replaces (R2)', () => {
    const change = unitsAssigned(sha256(['replacement', claimId, A].join('\n')), 1);
    return alone
      .given(facts)
      .when({ ...sent, batchId: 'B-2601' }, by())
      .then(
        streamOf(
          batches,
          'B-2601',
        )(now({ ...change, data: { ...change.data, shippedOn: day('2026-05-04') } } as typeof change)),
        ledger(now(allotted(claimId, undefined, A))),
        unit(A)(now(shipped({ serial: A, ...noOrder, replacementOf }))),
        unit(OLD)(now(under(OLD, replaced(claimId, A)))),
        ledger(now(replacementShipped(claimId, A, { sku: 'GLOW-1', ...noOrder }))),
      );
  });

  it('F6 may be a unit that was shipped at a price of zero', () =>
    alone
      .given([...facts, ...unit(A)(plain(A))])
      .when(sent, by())
      .then(
        ledger(now(allotted(claimId, 'PO-9', A))),
        unit(A)(now(namedAsReplacement({ serial: A, replacementOf: { ...replacementOf, ...onOrder } }))),
        unit(OLD)(now(under(OLD, replaced(claimId, A)))),
        ledger(now(replacementShipped(claimId, A, { sku: 'GLOW-1', ...carried }))),
      ));

  it('F6 C8 is refused for an unknown serial, a unit with a price, another product, or a claim that is owed nothing', async () => {
    await alone.given(facts).when(sent, by()).thenRefused('F6', 'UNKNOWN_SERIAL');
    await alone
      .given([...facts, ...unit(A)(shipped({ serial: A }))])
      .when(sent, by())
      .thenRefused('C8', 'SHIPPED_AT_A_PRICE');
    await alone
      .given([...registry, ...claimed, ...ledger(owed(claimId, { sku: 'LB-200' }))])
      .when({ ...sent, batchId: 'B-2601' }, by())
      .thenRefused('C8', 'WRONG_PRODUCT');
    await alone
      .given(facts)
      .when({ ...sent, claimId: 'C-9' }, by())
      .thenRefused('F6', 'REPLACEMENT_NOT_OWED');
    await alone
      .given(facts)
      .when({ ...sent, batchId: 'B-9999' }, by())
      .thenRefused(undefined, 'BATCH_NOT_FOUND');
  });
});

describe('a conversion', () => {
  it('F6 is asked for by the partner', () =>
    converting
      .given(facts)
      .when({ claimId }, by(partner('P-SEOUL')))
      .then(ledger(now(converted(claimId)))));

  it('R2 R4 is refused where no credit is possible, and on the word of another', async () => {
    const gift = unit(OLD)(shipped({ serial: OLD, netPrice: money('0', 'KRW') }));
    await converting
      .given([...registry, ...gift, ...claimed.slice(3), ...due])
      .when({ claimId }, by(partner('P-SEOUL')))
      .thenRefused('R2', 'NOTHING_TO_CREDIT');
    const bought = unit(OLD)(shipped({ serial: OLD, invoicedTo: 'P-BUSAN' }));
    await converting
      .given([...registry, ...bought, ...claimed.slice(3), ...due])
      .when({ claimId }, by(partner('P-SEOUL')))
      .thenRefused('R4', 'CREDIT_TO_INVOICED_PARTNER_ONLY');
    await converting.given(facts).when({ claimId }, by(admin)).thenRefused('F6', 'PARTNERS_CHOICE');
  });
});

describe('a delivery', () => {
  const delivered = { serials: [A, B], deliveredOn: day('2026-05-06') };
  const both = [...unit(A)(plain(A)), ...unit(B)(plain(B))];
  const fact = (serial: Serial) =>
    now({ type: 'UnitDelivered' as const, data: { serial, deliveredOn: day('2026-05-06'), proof: 'Signed by Kim' } });

  it('F6 is a day and its proof, for all units or for none', async () => {
    await delivering
      .given(both)
      .when({ ...delivered, proof: 'Signed by Kim' }, by())
      .then(unit(A)(fact(A)), unit(B)(fact(B)));
    await delivering.given(both).when(delivered, by()).thenRefused('F6', 'PROOF_REQUIRED');
    await delivering
      .given(both.slice(0, 1))
      .when({ ...delivered, proof: 'Signed by Kim' }, by())
      .thenRefused('C2', 'UNKNOWN_SERIAL');
  });
});

describe('the steps of a shipment', () => {
  it('F6 leave a claim owed as before when another shipment took its unit meanwhile', async () => {
    const sent: string[] = [];
    const cancelled: Outcome = { kind: 'accepted', stream: 'replacements-P-SEOUL', position: BEGINNING, revision: 3 };
    const refusal = { code: 'UNIT_ALREADY_SHIPPED', message: 'It was shipped to another partner.' };
    const execute = async ({ type }: Command): Promise<Outcome> => {
      sent.push(type);
      return type === 'ShipUnit' ? { kind: 'refused', refusal } : cancelled;
    };
    const step = new ShipUnit(shipment({ serial: A }), by());
    const answer = {
      claimId,
      newSerial: A,
      sku: 'GLOW-1',
      replacementOf,
      invoicing: invoicingOf({ shipment: shipment() }),
      step,
    };
    const outcomes = await shipAnswers([answer], { partnerId: 'P-SEOUL', shippedOn: day('2026-05-04') }, by(), {
      execute,
    });
    expect(sent).toEqual(['ShipUnit', 'CancelAllotments']);
    expect(outcomes[0]).toEqual({ kind: 'refused', refusal });
  });
});
