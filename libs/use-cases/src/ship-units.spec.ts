import { batches } from '#batches';
import { produced, released, suspected, unitsAssigned } from '#batches/facts';
import { at, money, type Serial, sha256 } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { invoices, legalEntities, legalEntityDirectory, partners, policies, units } from '#warranty';
import {
  by,
  day,
  enrolled,
  entityListed,
  entityRegistered,
  invoiceRecorded,
  published,
  returned,
  shipped,
} from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { type Shipment, shipUnits } from './ship-units.ts';

const { given, nothing } = useCaseScenarios([invoices, batches, units], (data: Shipment, meta, facts) =>
  shipUnits(data, meta, portsOver(facts)),
);

const NOW = '2026-06-01T02:00:00.000Z';
const directory = streamOf(legalEntityDirectory, 'all');
const maker = [...directory(entityListed()), ...streamOf(legalEntities, 'MG')(entityRegistered())];
const seoul = streamOf(partners, 'P-SEOUL')(enrolled());
const batch = streamOf(batches, 'B-2601');
const terms = streamOf(policies, 'STANDARD')(published(1));
const [first, second, third] = ['GL1-26-000042', 'GL1-26-000043', 'GL1-26-000044'] as never as [Serial, Serial, Serial];
const line = { sku: 'GLOW-1', batchId: 'B-2601', netPrice: money('129000', 'KRW'), taxCategory: 'S', taxRate: '10.00' };
const shipmentOf = (...lines: Shipment['lines']): Shipment => ({
  partnerId: 'P-SEOUL',
  invoiceNumber: 'INV-2026-0107',
  invoiceDate: day('2026-01-10'),
  shippedOn: day('2026-01-12'),
  lines,
});
const one = shipmentOf({ ...line, serials: [first] });
const shippedUnit = (serial: Serial, more: Parameters<typeof shipped>[0] = {}) =>
  streamOf(units, serial)(at(NOW, shipped({ serial, ...more })));
const invoiced = (more: Parameters<typeof invoiceRecorded>[0] = {}) =>
  streamOf(invoices, 'MG/INV-2026-0107')(at(NOW, invoiceRecorded(more)));
const assigned = (index: number, ...serials: Serial[]) => {
  const event = unitsAssigned(sha256(['MG', 'INV-2026-0107', index, ...serials].join('\n')), serials.length);
  return batch(at(NOW, { ...event, data: { ...event.data, shippedOn: day('2026-01-12') } } as typeof event));
};

const under = <E extends { readonly data: object }>(serial: Serial, event: E): E => ({
  ...event,
  data: { ...event.data, serial },
});

describe('shipping units', () => {
  it('C8 R2 records the invoice, the shipped units of the batch, and every unit with its own price', () => {
    const cheaper = money('99000', 'KRW');
    return given(maker, seoul, batch(produced()), terms)
      .when(shipmentOf({ ...line, serials: [first, second] }, { ...line, netPrice: cheaper, serials: [third] }), by())
      .then(
        invoiced(),
        assigned(0, first, second),
        assigned(1, third),
        shippedUnit(first, { line: { units: 2, nth: 1, next: second } }),
        shippedUnit(second, { line: { units: 2, nth: 2, next: first } }),
        shippedUnit(third, { netPrice: cheaper, taxAmount: money('9900', 'KRW'), line: { units: 1, nth: 1 } }),
      );
  });

  it('R2 distributes a discount and the tax actually invoiced over the units', () =>
    given(maker, seoul, batch(produced()), terms)
      .when(
        {
          ...shipmentOf({ ...line, lineTax: money('25001', 'KRW'), serials: [first, second] }),
          allowance: money('1001', 'KRW'),
        },
        by(),
      )
      .then(
        invoiced({ allowance: { amount: money('1001', 'KRW'), sharedOver: sha256(`${first}\n${second}`) } }),
        assigned(0, first, second),
        shippedUnit(first, {
          netPrice: money('128499', 'KRW'),
          allowance: money('501', 'KRW'),
          taxAmount: money('12501', 'KRW'),
          line: { units: 2, nth: 1, next: second },
        }),
        shippedUnit(second, {
          netPrice: money('128500', 'KRW'),
          allowance: money('500', 'KRW'),
          taxAmount: money('12500', 'KRW'),
          line: { units: 2, nth: 2, next: first },
        }),
      ));

  it('R2 takes an allowance of zero for none', () =>
    given(maker, seoul, batch(produced()), terms)
      .when({ ...one, allowance: money('0', 'KRW') }, by())
      .then(invoiced(), assigned(0, first), shippedUnit(first, { line: { units: 1, nth: 1 } })));

  it('R1 needs a legal entity: the one named, or the only one', async () => {
    await given(seoul, batch(produced())).when(one, by()).thenRefused('R1', 'LEGAL_ENTITY_REQUIRED');
    const two = [...maker, ...directory(entityListed('KR'))];
    await given(two, seoul, batch(produced())).when(one, by()).thenRefused('R1', 'LEGAL_ENTITY_REQUIRED');
    await given(two, seoul, batch(produced()))
      .when({ ...one, legalEntityId: 'XX' }, by())
      .thenRefused('R2', 'LEGAL_ENTITY_NOT_FOUND');
    await given(two, seoul, batch(produced()), terms)
      .when({ ...one, legalEntityId: 'MG' }, by())
      .then(invoiced(), assigned(0, first), shippedUnit(first, { line: { units: 1, nth: 1 } }));
  });

  it('R6 binds the policy version of the day of shipment, if any', () => {
    const later = streamOf(policies, 'STANDARD')(published(2, { effectiveFrom: day('2026-01-13') }));
    return Promise.all([
      given(maker, seoul, batch(produced()), terms, later)
        .when(one, by())
        .then(invoiced(), assigned(0, first), shippedUnit(first, { line: { units: 1, nth: 1 } })),
      given(maker, seoul, batch(produced()), later)
        .when(one, by())
        .then(invoiced(), assigned(0, first), shippedUnit(first, { line: { units: 1, nth: 1 }, policy: undefined })),
    ]);
  });

  it('R2 refuses an invoice recorded with another partner, date or currency', () =>
    given(maker, seoul, batch(produced()), streamOf(invoices, 'MG/INV-2026-0107')(invoiceRecorded({ currency: 'USD' })))
      .when(one, by())
      .thenRefused('R2', 'INVOICE_DIFFERS'));

  it('R2 refuses more units than the batch has left, counted over all lines', () =>
    given(maker, seoul, batch(produced({ quantity: 2 }), unitsAssigned('A-1', 1)))
      .when(
        shipmentOf({ ...line, serials: [first] }, { ...line, netPrice: money('1', 'KRW'), serials: [second] }),
        by(),
      )
      .thenRefused('R2', 'BATCH_EXHAUSTED'));

  it('R12 refuses a shipment before the day of production', () =>
    given(maker, seoul, batch(produced({ producedOn: day('2026-01-13') })))
      .when(one, by())
      .thenRefused('R2', 'SHIPPED_BEFORE_PRODUCED'));

  it('R5 R2 counts a returned unit that is shipped again only once', () =>
    given(
      maker,
      seoul,
      terms,
      batch(produced({ quantity: 1 }), unitsAssigned('A-1', 1)),
      streamOf(units, first)(
        shipped({ serial: first, invoiceNumber: 'INV-2025-1', shippedOn: day('2026-01-10') }),
        under(first, returned('2026-01-11')),
      ),
    )
      .when(one, by())
      .then(invoiced(), shippedUnit(first, { line: { units: 1, nth: 1 } })));

  it('B9 refuses a returned unit of a batch that is held, until that is released', async () => {
    const back = [
      maker,
      seoul,
      terms,
      batch(produced({ quantity: 1 }), unitsAssigned('A-1', 1), suspected()),
      streamOf(units, first)(
        shipped({ serial: first, invoiceNumber: 'INV-2025-1', shippedOn: day('2026-01-10') }),
        under(first, returned('2026-01-11')),
      ),
    ];
    await given(...back)
      .when(one, by())
      .thenRefused('B9', 'BATCH_HELD');
    await given(...back, batch(released()))
      .when(one, by())
      .then(invoiced(), shippedUnit(first, { line: { units: 1, nth: 1 } }));
    // C12.
    await given(
      ...back.slice(0, 3),
      batch(produced({ quantity: 1 }), unitsAssigned('A-1', 1)),
      back[4]!,
      invoiced(),
      shippedUnit(first, { line: { units: 1, nth: 1 } }),
      batch(suspected()),
    )
      .when(one, by())
      .thenUnchanged();
  });

  it('2 refuses the whole invoice when one unit was shipped before on another', () =>
    given(
      maker,
      seoul,
      batch(produced()),
      streamOf(units, second)(shipped({ serial: second, invoiceNumber: 'INV-2025-1' })),
    )
      .when(shipmentOf({ ...line, serials: [first, second] }), by())
      .thenRefused('R2', 'UNIT_ALREADY_SHIPPED'));

  it('2 refuses an unknown partner, batch or product, and a batch of another product', async () => {
    await nothing.when(one, by()).thenRefused('R1', 'LEGAL_ENTITY_REQUIRED');
    await given(maker).when(one, by()).thenRefused('R2', 'PARTNER_NOT_FOUND');
    await given(maker, seoul).when(one, by()).thenRefused('R2', 'BATCH_NOT_FOUND');
    await given(maker, seoul, batch(produced({ sku: 'MASK-2' })))
      .when(one, by())
      .thenRefused('R2', 'WRONG_BATCH');
  });

  it('2 refuses an invoice without units, or with one twice', async () => {
    await given(maker, seoul, batch(produced())).when(shipmentOf(), by()).thenRefused('R2', 'NOTHING_SHIPPED');
    await given(maker, seoul, batch(produced()))
      .when(shipmentOf({ ...line, serials: [first] }, { ...line, serials: [first] }), by())
      .thenRefused('R2', 'SERIAL_TWICE');
  });
});
