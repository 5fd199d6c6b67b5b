import { batches } from '#batches';
import { produced, unitsAssigned } from '#batches/facts';
import { claims } from '#claims';
import { approved, bound, claimId, reviewed, submitted } from '#claims/facts';
import { replacementLedgers } from '#finance';
import { owed } from '#finance/facts';
import { at, money, type Serial, sha256 } from '#kernel';
import { streamOf } from '#platform/specs';
import { legalEntities, legalEntityDirectory, partners, policies, units } from '#warranty';
import {
  claimClosed,
  claimOpened,
  day,
  enrolled,
  entityListed,
  entityRegistered,
  invoiceRecorded,
  published,
  shipped,
} from '#warranty/facts';
import type { Shipment } from './ship-units.ts';

const NOW = '2026-06-01T02:00:00.000Z';
export const OLD = 'LB2-000481' as Serial;
export const [A, B] = ['GL1-26-000101', 'GL1-26-000102'] as [Serial, Serial];
export const under = <E extends { readonly data: object }>(serial: Serial, event: E): E => ({
  ...event,
  data: { ...event.data, serial },
});
export const now = <E>(event: E) => at(NOW, event);

export const registry = [
  ...streamOf(legalEntityDirectory, 'all')(entityListed()),
  ...streamOf(legalEntities, 'MG')(entityRegistered()),
  ...streamOf(partners, 'P-SEOUL')(enrolled()),
  ...streamOf(policies, 'STANDARD')(published(1)),
  ...streamOf(batches, 'B-2601')(produced()),
];
export const unit = (serial: Serial) => streamOf(units, serial);
export const ledger = streamOf(replacementLedgers, 'P-SEOUL');
export const claimed = [
  ...unit(OLD)(
    shipped({ serial: OLD }),
    under(OLD, claimOpened(claimId)),
    under(OLD, claimClosed(claimId, 'REPLACED')),
  ),
  ...streamOf(claims, claimId)(submitted({ serial: OLD }), reviewed('CONFIRMED'), approved(), bound('REPLACEMENT')),
];
export const due = ledger(owed(claimId, { serial: OLD, sku: 'GLOW-1' }));
export const facts = [...registry, ...claimed, ...due];

export const free = {
  sku: 'GLOW-1',
  batchId: 'B-2601',
  netPrice: money('0', 'KRW'),
  taxCategory: 'S',
  taxRate: '10.00',
};
export const order = (...lines: Shipment['lines']): Shipment => ({
  partnerId: 'P-SEOUL',
  invoiceNumber: 'INV-2026-0200',
  invoiceDate: day('2026-05-04'),
  orderNumber: 'PO-9',
  shippedOn: day('2026-05-04'),
  carrier: 'CJ',
  trackingNumber: '42',
  lines,
});
export const onOrder = { invoiceNumber: 'INV-2026-0200' };
export const invoiced = now(invoiceRecorded({ ...onOrder, invoiceDate: day('2026-05-04') }));
export const assigned = (...serials: Serial[]) => {
  const event = unitsAssigned(sha256(['MG', 'INV-2026-0200', 0, ...serials].join('\n')), serials.length);
  return now({ ...event, data: { ...event.data, shippedOn: day('2026-05-04') } } as typeof event);
};
/** C11: 12 months from 2026-01-12. */
export const replacementOf = {
  serial: OLD,
  claimId,
  originalExpiresOn: day('2027-01-11'),
  minimumDays: 90,
};
export const carried = { orderNumber: 'PO-9', carrier: 'CJ', trackingNumber: '42', shippedOn: day('2026-05-04') };
export const answered = (serial: Serial) =>
  shipped({ serial, ...carried, replacementOf: { ...replacementOf, ...onOrder } });
export const plain = (serial: Serial) =>
  shipped({
    serial,
    ...carried,
    ...onOrder,
    netPrice: money('0', 'KRW'),
    taxAmount: money('0', 'KRW'),
    line: { units: 1, nth: 1 },
  });
