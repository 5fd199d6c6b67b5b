import { batches } from '#batches';
import { produced, unitsAssigned, unitsRemoved } from '#batches/facts';
import { claims } from '#claims';
import { rejected, reviewed, submitted } from '#claims/facts';
import { replacementLedgers } from '#finance';
import { allotted, owed, replacementSerialCorrected, replacementShipped } from '#finance/facts';
import { at, money, type Serial } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { invoices, legalEntities, policies, units } from '#warranty';
import {
  by,
  claimClosed,
  claimOpened,
  day,
  entityRegistered,
  extended,
  invoiceCorrected,
  invoiceRecorded,
  published,
  replaced,
  shipment,
  shipmentCorrected,
  shipped,
  sold,
} from '#warranty/facts';
import { correctShipment, type ShipmentCorrection } from './correct-shipment.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given } = useCaseScenarios(
  [invoices, batches, units, claims, replacementLedgers],
  (data: ShipmentCorrection, meta, facts) => correctShipment(data, meta, portsOver(facts)),
);
const NOW = '2026-06-01T02:00:00.000Z';
const serial = 'GL1-26-000042' as Serial;
const newSerial = 'GL1-26-000024' as Serial;
const unit = streamOf(units, serial);
const invoice = streamOf(invoices, 'MG/INV-2026-0107');
const batch = streamOf(batches, 'B-2601');
const otherBatch = streamOf(batches, 'B-2602');
const entity = streamOf(legalEntities, 'MG')(entityRegistered());
const registry = [
  ...entity,
  ...invoice(invoiceRecorded()),
  ...batch(produced({ quantity: 1 }), unitsAssigned('A-1', 1)),
];
const correct = (more: Partial<ShipmentCorrection>): ShipmentCorrection => ({
  serial,
  reason: 'Typed wrongly',
  ...more,
});
const shippedOn = day('2026-01-12');
const onDay = <E extends { readonly data: object }>(event: E): E => ({ ...event, data: { ...event.data, shippedOn } });

describe('correcting a shipment', () => {
  it('R5 can correct the price, in the currency of its invoice', async () => {
    await given(registry, unit(shipped()))
      .when(correct({ netPrice: money('120000', 'KRW') }), by())
      .then(unit(at(NOW, shipmentCorrected({ netPrice: money('120000', 'KRW'), taxAmount: money('12000', 'KRW') }))));
    await given(registry, unit(shipped()))
      .when(correct({ netPrice: money('120', 'USD') }), by())
      .thenRefused('R2', 'INVOICE_DIFFERS');
  });

  it('R5 can correct the number of the order, of this unit alone', () =>
    given(registry, unit(shipped({ orderNumber: 'PO-ლ1' })))
      .when(correct({ orderNumber: 'PO-L1' }), by())
      .then(unit(at(NOW, shipmentCorrected({ orderNumber: 'PO-L1' })))));

  describe('R2 R5 can correct price and tax of the invoice line, for all its units', () => {
    const [second, third] = ['GL1-26-000043', 'GL1-26-000044'] as [Serial, Serial];
    const onLine = (nth: number, its: Serial, next: Serial) => ({ serial: its, line: { units: 3, nth, next } });
    const line = [
      ...unit(shipped(onLine(1, serial, second))),
      ...streamOf(units, second)(shipped(onLine(2, second, third))),
      ...streamOf(units, third)(shipped(onLine(3, third, serial))),
    ];
    const taxed = (its: Serial, minor: string) =>
      streamOf(units, its)(at(NOW, shipmentCorrected({ serial: its, taxAmount: money(minor, 'KRW') })));

    it('R2 named by any of them', () =>
      given(registry, line)
        .when({ ...correct({ lineTax: money('38699', 'KRW') }), serial: second }, by())
        .then(taxed(third, '12899')));

    it('R2 by what the credits have left of its tax', () =>
      given(registry, line, unit(claimOpened('C-1'), claimClosed('C-1', 'CREDITED')))
        .when({ ...correct({ lineTax: money('38698', 'KRW') }), serial: third }, by())
        .then(taxed(second, '12899'), taxed(third, '12899')));

    it('R2 by the right serial of each, and without a unit that came back or was moved to another invoice', async () => {
      const moved = streamOf(units, second)(shipmentCorrected({ serial: second, newSerial }));
      const renamed = streamOf(units, newSerial)(shipped({ ...onLine(2, newSerial, third), correctedFrom: second }));
      const asked = correct({ taxRate: '8' });
      const corrected = (its: Serial) =>
        streamOf(
          units,
          its,
        )(at(NOW, shipmentCorrected({ serial: its, taxRate: '8.00', taxAmount: money('10320', 'KRW') })));
      await given(registry, line, moved, renamed)
        .when(asked, by())
        .then(corrected(newSerial), corrected(third), corrected(serial));
      const away = [
        ...streamOf(
          units,
          second,
        )({ type: 'UnitReturned' as const, data: { serial: second, returnedOn: day('2026-02-01'), reason: 'Back' } }),
        ...streamOf(units, third)(shipmentCorrected({ serial: third, invoiceNumber: 'INV-9' })),
      ];
      await given(registry, line, away).when(asked, by()).then(corrected(serial));
    });
  });

  describe('of a unit that was replaced, or of its replacement', () => {
    const [second, replacement, again] = ['GL1-26-000043', 'GL1-26-000101', 'GL1-26-000102'] as [
      Serial,
      Serial,
      Serial,
    ];
    const onLine = (nth: number, its: Serial, next: Serial) => ({ serial: its, line: { units: 2, nth, next } });
    const inPlaceOf = (its: Serial, claimId: string) => ({ replacementOf: { serial: its, claimId, minimumDays: 90 } });
    const of = (its: Serial) => streamOf(units, its);
    const under = <E extends { readonly data: object }>(its: Serial, event: E): E => ({
      ...event,
      data: { ...event.data, serial: its },
    });
    const standsIn = {
      ...onLine(1, replacement, second),
      ...inPlaceOf(serial, 'C-1'),
      shippedOn: day('2026-05-04'),
      batchId: 'B-2602',
    };
    const line = [
      ...unit(
        shipped(onLine(1, serial, second)),
        claimOpened('C-1'),
        claimClosed('C-1', 'REPLACED'),
        replaced('C-1', replacement),
      ),
      ...of(second)(shipped(onLine(2, second, serial))),
      ...of(replacement)(shipped(standsIn)),
    ];

    it('R2 R5 price and tax reach every unit that has stood at a place of the line', async () => {
      const corrected = (its: Serial) =>
        of(its)(
          at(
            NOW,
            shipmentCorrected({
              serial: its,
              taxRate: '8.00',
              taxAmount: money('10320', 'KRW'),
              claimIds: its === serial ? ['C-1'] : [],
            }),
          ),
        );
      for (const [named, ...others] of [
        [serial, replacement, second],
        [second, serial, replacement],
        [replacement, serial, second],
      ] as const) {
        await given(registry, line)
          .when({ ...correct({ taxRate: '8' }), serial: named }, by())
          .then(...others.map(corrected), corrected(named));
      }
    });

    it('R2 the tax left by credits is shared by the units that stand on the line now', () =>
      given(
        registry,
        line,
        of(second)(under(second, claimOpened('C-2')), under(second, claimClosed('C-2', 'CREDITED'))),
      )
        .when(correct({ lineTax: money('25802', 'KRW') }), by())
        .then(
          of(replacement)(at(NOW, shipmentCorrected({ serial: replacement, taxAmount: money('12901', 'KRW') }))),
          of(second)(
            at(NOW, shipmentCorrected({ serial: second, taxAmount: money('12901', 'KRW'), claimIds: ['C-2'] })),
          ),
          unit(at(NOW, shipmentCorrected({ taxAmount: money('12901', 'KRW'), claimIds: ['C-1'] }))),
        ));

    it('R5 another invoice number reaches its replacement, and no other unit of the line', () =>
      given(registry, line)
        .when(correct({ invoiceNumber: 'INV-2026-0108' }), by())
        .then(
          streamOf(invoices, 'MG/INV-2026-0108')(at(NOW, invoiceRecorded({ invoiceNumber: 'INV-2026-0108' }))),
          of(replacement)(at(NOW, shipmentCorrected({ serial: replacement, invoiceNumber: 'INV-2026-0108' }))),
          unit(at(NOW, shipmentCorrected({ invoiceNumber: 'INV-2026-0108', claimIds: ['C-1'] }))),
        ));

    describe('whose serial was mistyped', () => {
      const ledger = streamOf(replacementLedgers, 'P-SEOUL');
      const claim = streamOf(claims, 'C-1')(submitted({ claimId: 'C-1', serial }));
      const debt = ledger(owed('C-1', { serial, sku: 'GLOW-1' }), allotted('C-1', undefined, replacement));
      const named = { ...correct({ newSerial: again }), serial: replacement };

      it('F6 R5 the ledger and the unit that was replaced name the right one, with its delivery', () => {
        const delivered = {
          type: 'UnitDelivered' as const,
          data: { serial: replacement, claimId: 'C-1', deliveredOn: day('2026-05-06'), proof: 'POD-1' },
        };
        return given(
          registry,
          line,
          claim,
          debt,
          ledger(replacementShipped('C-1', replacement)),
          of(replacement)(delivered),
        )
          .when(named, by())
          .then(
            of(replacement)(at(NOW, shipmentCorrected({ serial: replacement, newSerial: again }))),
            of(again)(
              at(NOW, shipped({ ...standsIn, serial: again, correctedFrom: replacement })),
              at(NOW, under(again, delivered)),
            ),
            unit(at(NOW, replaced('C-1', again))),
            ledger(at(NOW, replacementSerialCorrected('C-1', again))),
          );
      });

      it('F6 is refused before its shipment is complete, and nothing is written', () =>
        given(registry, line, claim, debt).when(named, by()).thenRefused('F6', 'REPLACEMENT_BEING_SHIPPED'));
    });
  });

  it('R5 R2 can correct the invoice date, for all units of the invoice', async () => {
    await given(registry, unit(shipped()))
      .when(correct({ invoiceDate: day('2026-01-12') }), by())
      .then(invoice(at(NOW, invoiceCorrected('2026-01-12'))));
    await given(registry, unit(shipped()))
      .when(correct({ invoiceDate: day('2099-01-12') }), by())
      .thenRefused('R2', 'INVOICED_IN_FUTURE');
  });

  it('R5 R2 can correct the invoice number, to an invoice with the same partner and currency or one not recorded yet', async () => {
    const other = streamOf(invoices, 'MG/INV-2026-0108');
    const onOther = unit(at(NOW, shipmentCorrected({ invoiceNumber: 'INV-2026-0108' })));
    await given(registry, unit(shipped()))
      .when(correct({ invoiceNumber: 'INV-2026-0108' }), by())
      .then(other(at(NOW, invoiceRecorded({ invoiceNumber: 'INV-2026-0108' }))), onOther);
    await given(
      registry,
      other(invoiceRecorded({ invoiceNumber: 'INV-2026-0108', invoiceDate: day('2026-01-11') })),
      unit(shipped()),
    )
      .when(correct({ invoiceNumber: 'INV-2026-0108' }), by())
      .then(onOther);
    await given(
      registry,
      other(invoiceRecorded({ invoiceNumber: 'INV-2026-0108', partnerId: 'P-BERLIN' })),
      unit(shipped()),
    )
      .when(correct({ invoiceNumber: 'INV-2026-0108' }), by())
      .thenRefused('R2', 'INVOICE_DIFFERS');
  });

  it('R5 R2 can correct the batch: the unit leaves one and joins the other, which must have room and the same product', async () => {
    const room = otherBatch(produced({ batchId: 'B-2602', quantity: 1 }));
    const joined = unitsAssigned(`${serial}/1`, 1, 'B-2602');
    await given(registry, room, unit(shipped()))
      .when(correct({ batchId: 'B-2602' }), by())
      .then(
        batch(at(NOW, onDay(unitsRemoved(`${serial}/1`, 1)))),
        otherBatch(at(NOW, onDay(joined))),
        unit(at(NOW, shipmentCorrected({ batchId: 'B-2602' }))),
      );
    await given(registry, room, otherBatch(unitsAssigned('A-2', 1, 'B-2602')), unit(shipped()))
      .when(correct({ batchId: 'B-2602' }), by())
      .thenRefused('R2', 'BATCH_EXHAUSTED');
    await given(registry, unit(shipped()))
      .when(correct({ batchId: 'B-2602' }), by())
      .thenRefused('R2', 'BATCH_NOT_FOUND');
    await given(registry, unit(shipped()))
      .when(correct({ sku: 'MASK-2' }), by())
      .thenRefused('R2', 'WRONG_BATCH');
  });

  it('R5 R6 can correct the product, and with it the policy', async () => {
    const mask = otherBatch(produced({ batchId: 'B-2602', sku: 'MASK-2' }));
    const joined = unitsAssigned(`${serial}/1`, 1, 'B-2602');
    const asked = correct({ sku: 'MASK-2', batchId: 'B-2602' });
    const moved = [batch(at(NOW, onDay(unitsRemoved(`${serial}/1`, 1)))), otherBatch(at(NOW, onDay(joined)))];
    await given(
      registry,
      mask,
      streamOf(policies, 'MASKS')(published(1, { policyId: 'MASKS', skus: ['MASK-2'] })),
      unit(shipped()),
    )
      .when(asked, by())
      .then(
        ...moved,
        unit(
          at(NOW, shipmentCorrected({ sku: 'MASK-2', batchId: 'B-2602', policy: { policyId: 'MASKS', version: 1 } })),
        ),
      );
    await given(registry, mask, unit(shipped()))
      .when(asked, by())
      .then(...moved, unit(at(NOW, shipmentCorrected({ sku: 'MASK-2', batchId: 'B-2602', policy: null }))));
  });

  it('R5 can correct the serial: the unit leaves the wrong one, then appears under the right one with its history', () => {
    const renamed = streamOf(units, newSerial);
    const under = <E extends { data: object }>(event: E) =>
      ({ ...event, data: { ...event.data, serial: newSerial } }) as E;
    return given(registry, unit(shipped(), sold('2026-02-01'), extended(6)))
      .when(correct({ newSerial }), by())
      .then(
        unit(at(NOW, shipmentCorrected({ newSerial }))),
        renamed(
          at(NOW, shipped({ ...shipment(), serial: newSerial, correctedFrom: serial })),
          at(NOW, under(sold('2026-02-01'))),
          at(NOW, under(extended(6))),
        ),
      );
  });

  it('R5 C10 its serial: the claims on it follow, but not one that never came', () => {
    const renamed = streamOf(units, newSerial);
    const claim = streamOf(claims, 'C-2026-0001');
    const from = { serial, sku: 'GLOW-1', batchId: 'B-2601' };
    const closed = (it: string) => ({
      type: 'ClaimClosedOnUnit' as const,
      data: {
        serial: newSerial,
        claimId: it,
        outcome: it === 'C-LOST' ? ('WITHDRAWN' as const) : ('REJECTED' as const),
        round: 1,
      },
    });
    return given(
      registry,
      unit(shipped(), claimOpened('C-2026-0001')),
      claim(submitted(from), reviewed('NOT_CONFIRMED'), rejected()),
      unit(claimClosed('C-2026-0001', 'REJECTED'), claimOpened('C-LOST'), claimClosed('C-LOST', 'WITHDRAWN')),
    )
      .when(correct({ newSerial }), by())
      .then(
        unit(at(NOW, shipmentCorrected({ newSerial, claimIds: ['C-2026-0001'] }))),
        renamed(
          at(NOW, shipped({ ...shipment(), serial: newSerial, correctedFrom: serial })),
          at(NOW, closed('C-2026-0001')),
          at(NOW, closed('C-LOST')),
        ),
        claim(
          at(NOW, {
            type: 'ClaimedUnitCorrected' as const,
            data: { claimId: 'C-2026-0001', ...from, serial: newSerial, from },
          }),
        ),
      );
  });

  it('R5 cannot move to the serial of another unit, nor correct a unit that was never shipped', async () => {
    await given(
      registry,
      unit(shipped()),
      streamOf(units, newSerial)(shipped({ serial: newSerial, partnerId: 'P-BERLIN' })),
    )
      .when(correct({ newSerial }), by())
      .thenRefused('R2', 'UNIT_ALREADY_SHIPPED');
    await given(registry).when(correct({ newSerial }), by()).thenRefused('C2', 'UNKNOWN_SERIAL');
  });

  it('C12 to the present data changes nothing', () =>
    given(registry, unit(shipped()))
      .when(correct({ batchId: 'B-2601', invoiceNumber: 'INV-2026-0107', invoiceDate: day('2026-01-10') }), by())
      .thenUnchanged());
});
