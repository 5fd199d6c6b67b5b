import { batches } from '#batches';
import { suspected, unitsAssigned } from '#batches/facts';
import { claimId } from '#claims/facts';
import { replacementLedgers } from '#finance';
import { allotted, owed, replacementShipped } from '#finance/facts';
import { at, sha256 } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { invoices, legalEntities, units } from '#warranty';
import { by, day, entityChanged, namedAsReplacement, replaced, shipped } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import {
  A,
  OLD,
  carried,
  claimed,
  facts,
  ledger,
  now,
  onOrder,
  plain,
  registry,
  replacementOf,
  under,
  unit,
} from './replacement-facts.fixture.ts';
import { type ReplacementShipment, shipReplacement } from './ship-replacement.ts';

const written = [invoices, batches, units, replacementLedgers];
const alone = useCaseScenarios(written, (data: ReplacementShipment, meta, facts) =>
  shipReplacement(data, meta, portsOver(facts)),
);

describe('a replacement shipped by itself', () => {
  const sent = { claimId, newSerial: A, shippedOn: day('2026-05-04'), carrier: 'CJ', trackingNumber: '42' };
  const { orderNumber: _, ...noOrder } = carried;
  const change = unitsAssigned(sha256(['replacement', claimId, A].join('\n')), 1);
  const registered = [
    streamOf(
      batches,
      'B-2601',
    )(now({ ...change, data: { ...change.data, shippedOn: day('2026-05-04') } } as typeof change)),
    ledger(now(allotted(claimId, undefined, A))),
    unit(A)(now(shipped({ serial: A, ...noOrder, replacementOf }))),
    unit(OLD)(now(under(OLD, replaced(claimId, A)))),
    ledger(now(replacementShipped(claimId, A, { sku: 'GLOW-1', ...noOrder }))),
  ];

  it('F6 is registered with its batch, and stands on the invoice line of the unit it replaces (R2)', () => {
    return alone
      .given(facts)
      .when({ ...sent, batchId: 'B-2601' }, by())
      .then(...registered);
  });

  it('B9 is no unit of a batch that is held, though it was shipped before', () =>
    alone
      .given([...facts, ...unit(A)(plain(A)), ...streamOf(batches, 'B-2601')(suspected())])
      .when(sent, by())
      .thenRefused('B9', 'BATCH_HELD'));

  it('B9 R9 R12 of a batch that is held is one that left before, by the day of the legal entity that ships', async () => {
    const seoul = entityChanged({ timeZone: 'Asia/Seoul' });
    // There that was on the 5th.
    const held = [
      ...facts,
      ...streamOf(legalEntities, 'MG')(seoul),
      ...streamOf(batches, 'B-2601')(at('2026-05-04T20:00:00.000Z', suspected())),
    ];
    const leaving = (on: string) => ({ ...sent, shippedOn: day(on), batchId: 'B-2601' });
    await alone.given(held).when(leaving('2026-05-05'), by()).thenRefused('B9', 'BATCH_HELD');
    await alone
      .given(held)
      .when(leaving('2026-05-04'), by())
      .then(...registered);
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
      .thenRefused('R2', 'BATCH_NOT_FOUND');
  });
});
