import { batches } from '#batches';
import { claimId } from '#claims/facts';
import { replacementLedgers } from '#finance';
import { allotted, converted, owed, replacementShipped } from '#finance/facts';
import { type Instant, money } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { invoices, units } from '#warranty';
import { by, replaced, shipped } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import {
  A,
  B,
  OLD,
  answered,
  assigned,
  carried,
  claimed,
  facts,
  free,
  invoiced,
  ledger,
  now,
  order,
  plain,
  registry,
  under,
  unit,
} from './replacement-facts.fixture.ts';
import { type Shipment, shipUnits } from './ship-units.ts';

const LATER = '2026-12-01T02:00:00.000Z' as Instant;
const written = [invoices, batches, units, replacementLedgers];
const shipping = useCaseScenarios(written, (data: Shipment, meta, facts) => shipUnits(data, meta, portsOver(facts)));

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
    // R12: it was shipped before.
    await shipping
      .given([...registry, ...claimed, ...ledger(owed(claimId, { serial: OLD, sku: 'GLOW-1', owedSince: LATER }))])
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
      .thenRefused('R2', 'UNIT_ALREADY_SHIPPED');
  });
});
