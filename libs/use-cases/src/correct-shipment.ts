import { AssignUnitsToBatch, RemoveUnitsFromBatch } from '#batches';
import { CorrectClaimedUnit } from '#claims';
import type { CommandMetadata, Day, Refusal, Serial, Verdict } from '#kernel';
import type { Outcome } from '#platform';
import {
  CorrectInvoice,
  CorrectShipment,
  type CorrectShipmentData,
  invoiceDecider,
  invoiceIdOf,
  policyOn,
  RecordInvoice,
  TakeOverUnit,
  type Unit,
  unitDecider,
  type UnitState,
} from '#warranty';
import { notFound } from './known-references.ts';
import { type AggregateReader, latestOf, partOf, refused, type UseCasePorts } from './ports.ts';
import { judgedByBatch, wrongBatch } from './ship-units.ts';

export interface ShipmentCorrection extends Omit<CorrectShipmentData, 'policy'> {
  readonly invoiceDate?: Day | undefined;
}

type Reads = 'unit' | 'claim' | 'batch' | 'policiesFor' | 'invoice' | 'legalEntity';
type InvoiceStep = RecordInvoice | CorrectInvoice;
type BatchStep = RemoveUnitsFromBatch | AssignUnitsToBatch;

/**
 * R5. Everything is checked before the first write; after a crash the same request completes the rest. The unit leaves a wrong serial
 * before it gets the right one, so that it can never be claimed under both; its claims follow it.
 */
export async function correctShipment(
  correction: ShipmentCorrection,
  meta: CommandMetadata,
  {
    aggregates,
    execute,
  }: UseCasePorts<Reads, InvoiceStep | BatchStep | CorrectShipment | TakeOverUnit | CorrectClaimedUnit>,
): Promise<Outcome> {
  const { invoiceDate: _, ...ofUnit } = correction;
  const { serial } = correction;
  const unit = await aggregates.unit(serial);
  const done: Outcome[] = [];
  let correct = new CorrectShipment(ofUnit, meta);
  // Otherwise the unit refuses: never shipped, or already under its right serial.
  if (unit && unit.newSerial === undefined) {
    const invoices = await invoiceSteps(correction, unit, meta, aggregates);
    if ('code' in invoices) return refused(invoices);
    const batches = await batchSteps(correction, unit, meta, aggregates);
    if ('code' in batches) return refused(batches);
    correct = new CorrectShipment({ ...ofUnit, ...(await policyOf(correction, unit, aggregates)) }, meta);
    const refusal = await firstJudged(correct, unit, invoices, batches, aggregates);
    if (refusal) return refused(refusal);
    for (const step of [...invoices, ...batches]) {
      const outcome = await execute(step);
      if (outcome.kind === 'refused') return outcome;
      done.push(outcome);
    }
  }
  done.push(await execute(correct));
  const left = await aggregates.unit(serial);
  const isMoved = left?.newSerial !== undefined && left.newSerial === correction.newSerial;
  if (isMoved) done.push(await execute(takeOver(left, left.newSerial, meta)));
  if (latestOf(done).kind === 'refused') return latestOf(done);
  const corrected = isMoved ? await aggregates.unit(left.newSerial) : left;
  return latestOf([...done, ...(await followedByClaims(corrected, meta, { aggregates, execute }))]);
}

async function followedByClaims(
  unit: UnitState,
  meta: CommandMetadata,
  { aggregates, execute }: Pick<UseCasePorts<'claim', CorrectClaimedUnit>, 'aggregates' | 'execute'>,
): Promise<Outcome[]> {
  if (!unit) return [];
  const { serial, batchId } = unit.shipment;
  const followed: Outcome[] = [];
  for (const claimId of [...unit.closedClaims.keys(), ...(unit.openClaim === undefined ? [] : [unit.openClaim])]) {
    // A unit is reserved for its claim before the claim is there.
    if (!(await aggregates.claim(claimId)).submission) continue;
    const claimed = { claimId, serial, sku: unit.sku, batchId };
    followed.push(await execute(new CorrectClaimedUnit(claimed, partOf(meta, `claim/${claimId}`))));
  }
  return followed;
}

const takeOver = ({ shipment, sales, extensions, closedClaims }: Unit, serial: Serial, meta: CommandMetadata) =>
  new TakeOverUnit(
    { serial, shipment, sales, extensions, closedClaims: [...closedClaims.values()] },
    partOf(meta, 'take-over'),
  );

/** R6. */
async function policyOf(
  { sku }: ShipmentCorrection,
  unit: Unit,
  aggregates: Pick<AggregateReader, Reads>,
): Promise<Pick<CorrectShipmentData, 'policy'>> {
  if (sku === undefined || sku === unit.sku) return {};
  const governing = policyOn(sku, unit.shippedOn, await aggregates.policiesFor(sku));
  return { policy: governing ? { policyId: governing.policyId, version: governing.version } : null };
}

async function invoiceSteps(
  { reason, invoiceNumber, invoiceDate, netPrice }: ShipmentCorrection,
  { shipment }: Unit,
  meta: CommandMetadata,
  aggregates: Pick<AggregateReader, Reads>,
): Promise<readonly InvoiceStep[] | Refusal> {
  const { legalEntityId, invoicedTo: partnerId } = shipment;
  const entity = await aggregates.legalEntity(legalEntityId);
  const current = await aggregates.invoice(legalEntityId, shipment.invoiceNumber);
  if (!entity || !current) throw new Error(`${shipment.serial} was shipped without an invoice`);
  const { timeZone } = entity.current;
  const number = invoiceNumber ?? shipment.invoiceNumber;
  const known = await aggregates.invoice(legalEntityId, number);
  const isAnother = invoiceIdOf(legalEntityId, number) !== invoiceIdOf(legalEntityId, shipment.invoiceNumber);
  const record = {
    legalEntityId,
    invoiceNumber: number,
    partnerId,
    invoiceDate: (isAnother ? invoiceDate : undefined) ?? (known ?? current).invoiceDate,
    currency: (netPrice ?? shipment.netPrice).currency,
    allowance: known?.recorded.allowance,
    timeZone,
  };
  const steps: InvoiceStep[] = [new RecordInvoice(record, partOf(meta, 'invoice'))];
  if (!isAnother && invoiceDate !== undefined)
    steps.push(
      new CorrectInvoice(
        { legalEntityId, invoiceNumber: number, reason, invoiceDate, timeZone },
        partOf(meta, 'invoice-date'),
      ),
    );
  return steps;
}

async function batchSteps(
  { sku, batchId }: ShipmentCorrection,
  { shipment, corrections }: Unit,
  meta: CommandMetadata,
  { batch }: Pick<AggregateReader, Reads>,
): Promise<readonly BatchStep[] | Refusal> {
  const to = { sku: sku ?? shipment.sku, batchId: batchId ?? shipment.batchId };
  if (to.sku === shipment.sku && to.batchId === shipment.batchId) return [];
  const its = await batch(to.batchId);
  if (!its) return notFound('BATCH_NOT_FOUND', to.batchId, 'Record it first.');
  if (its.produced.sku !== to.sku) return wrongBatch(to.batchId, its.produced.sku, to.sku);
  const { serial, shippedOn } = shipment;
  // The same for every request until the unit has the correction.
  const change = { changeId: `${serial}/${corrections + 1}`, units: 1, shippedOn };
  return [
    new RemoveUnitsFromBatch({ batchId: shipment.batchId, ...change }, partOf(meta, 'leave-batch')),
    new AssignUnitsToBatch({ batchId: to.batchId, ...change }, partOf(meta, 'join-batch')),
  ];
}

async function firstJudged(
  correct: CorrectShipment,
  unit: Unit,
  invoices: readonly InvoiceStep[],
  batches: readonly BatchStep[],
  aggregates: Pick<AggregateReader, Reads>,
): Promise<Refusal | undefined> {
  const verdicts: Verdict<unknown>[] = [unitDecider.decide(correct, unit)];
  for (const step of invoices) {
    const { legalEntityId, invoiceNumber } = step.data;
    verdicts.push(invoiceDecider.decide(step, await aggregates.invoice(legalEntityId, invoiceNumber)));
  }
  verdicts.push(...(await judgedByBatch(batches, aggregates)));
  const { newSerial } = correct.data;
  if (newSerial !== undefined && newSerial !== unit.shipment.serial)
    verdicts.push(unitDecider.decide(takeOver(unit, newSerial, correct.meta), await aggregates.unit(newSerial)));
  return verdicts.find((verdict) => verdict.kind === 'refused')?.refusal;
}
