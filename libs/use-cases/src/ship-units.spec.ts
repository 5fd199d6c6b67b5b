import { batches } from '#batches';
import { produced } from '#batches/facts';
import { at, money, type Serial } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners, units } from '#warranty';
import { by, day, enrolled, shipped } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { type Shipment, shipUnits } from './ship-units.ts';

const { given, nothing } = useCaseScenarios([units], (data: Shipment, meta, facts) =>
  shipUnits(data, meta, portsOver(facts)),
);

const seoul = streamOf(partners, 'P-SEOUL')(enrolled());
const batch = streamOf(batches, 'B-2601')(produced());
const [first, second, third] = ['GL1-26-000042', 'GL1-26-000043', 'GL1-26-000044'] as never as [Serial, Serial, Serial];
const line = { sku: 'GLOW-1', batchId: 'B-2601', netPrice: money('129000', 'KRW'), taxCategory: 'S', taxRate: '10.00' };
const shipmentOf = (...lines: Shipment['lines']): Shipment => ({
  partnerId: 'P-SEOUL',
  invoiceNumber: 'INV-2026-0107',
  invoiceDate: day('2026-01-10'),
  shippedOn: day('2026-01-12'),
  lines,
});
const shippedUnit = (serial: Serial, more: Parameters<typeof shipped>[0] = {}) =>
  streamOf(units, serial)(at('2026-06-01T02:00:00.000Z', shipped({ serial, ...more })));

describe('shipping units', () => {
  it('C8 records every unit of the invoice with its own price, each on its own stream', () => {
    const cheaper = money('99000', 'KRW');
    return given(seoul, batch)
      .when(shipmentOf({ ...line, serials: [first, second] }, { ...line, netPrice: cheaper, serials: [third] }), by())
      .then(shippedUnit(first), shippedUnit(second), shippedUnit(third, { netPrice: cheaper }));
  });

  it('2 refuses the whole invoice when one unit was shipped before on another', () =>
    given(seoul, batch, streamOf(units, second)(shipped({ serial: second, invoiceNumber: 'INV-2025-1' })))
      .when(shipmentOf({ ...line, serials: [first, second] }), by())
      .thenRefused(undefined, 'UNIT_ALREADY_SHIPPED'));

  it('2 refuses a partner, a batch and a product that are not there, or do not fit', async () => {
    const shipment = shipmentOf({ ...line, serials: [first] });
    await nothing.when(shipment, by()).thenRefused(undefined, 'PARTNER_NOT_FOUND');
    await given(seoul).when(shipment, by()).thenRefused(undefined, 'BATCH_NOT_FOUND');
    await given(seoul, streamOf(batches, 'B-2601')(produced({ sku: 'MASK-2' })))
      .when(shipment, by())
      .thenRefused(undefined, 'WRONG_BATCH');
  });

  it('2 refuses an invoice that names no unit, or one twice', async () => {
    await given(seoul, batch).when(shipmentOf(), by()).thenRefused(undefined, 'NOTHING_SHIPPED');
    await given(seoul, batch)
      .when(shipmentOf({ ...line, serials: [first] }, { ...line, serials: [first] }), by())
      .thenRefused(undefined, 'SERIAL_TWICE');
  });
});
