import { AssignUnitsToBatch, RemoveUnitsFromBatch } from '#batches';
import { CorrectClaimedUnit } from '#claims';
import type { CommandMetadata, Day, Refusal, Serial, Verdict } from '#kernel';
import type { Outcome } from '#platform';
import {
  CorrectInvoice,
  CorrectShipment,
  correctedLine,
  type CorrectShipmentData,
  invoiceDecider,
  invoiceIdOf,
  type LineCorrection,
  policyOn,
  RecordInvoice,
  TakeOverUnit,
  type Unit,
  unitDecider,
  type UnitAmounts,
  type UnitFact,
  type UnitState,
} from '#warranty';
import { notFound } from './known-references.ts';
import { type AggregateReader, latestOf, partOf, refused, type UseCasePorts } from './ports.ts';
import { batchVerdicts, wrongBatch } from './ship-units.ts';

export interface ShipmentCorrection extends Omit<CorrectShipmentData, 'policy' | 'amounts'>, LineCorrection {
  readonly invoiceDate?: Day | undefined;
}

type Reads = 'unit' | 'claim' | 'batch' | 'policiesFor' | 'invoice' | 'legalEntity';
type InvoiceStep = RecordInvoice | CorrectInvoice;
type BatchStep = RemoveUnitsFromBatch | AssignUnitsToBatch;

/**
 * R5, and R2 for price and tax: all units of the invoice line get them. Everything is checked before the first write; after a crash the same
 * request completes the rest. The unit leaves a wrong serial before it gets the right one, so that it can never be claimed under both;
 * its claims follow it.
 */
export async function correctShipment(
  correction: ShipmentCorrection,
  meta: CommandMetadata,
  {
    aggregates,
    execute,
  }: UseCasePorts<Reads, InvoiceStep | BatchStep | CorrectShipment | TakeOverUnit | CorrectClaimedUnit>,
): Promise<Outcome> {
  const { serial, reason, newSerial, sku, batchId, invoiceNumber } = correction;
  const ofUnit = { serial, reason, newSerial, sku, batchId, invoiceNumber };
  const unit = await aggregates.unit(serial);
  const done: Outcome[] = [];
  let correct = new CorrectShipment(ofUnit, meta);
  // Otherwise the unit refuses: never shipped, or already under its right serial.
  if (unit && unit.newSerial === undefined) {
    const invoices = await invoiceSteps(correction, unit, meta, aggregates);
    if ('code' in invoices) return refused(invoices);
    const batches = await batchSteps(correction, unit, meta, aggregates);
    if ('code' in batches) return refused(batches);
    const amounts = await amountsOf(correction, unit, aggregates);
    if ('code' in amounts) return refused(amounts);
    const policy = await policyOf(correction, unit, aggregates);
    correct = new CorrectShipment({ ...ofUnit, ...policy, amounts: amounts.get(serial) }, meta);
    const refusal = await firstJudged(correct, unit, invoices, batches, aggregates);
    if (refusal) return refused(refusal);
    const others = [...amounts].flatMap(([other, its]) =>
      other === serial
        ? []
        : new CorrectShipment({ serial: other, reason, amounts: its }, partOf(meta, `line/${other}`)),
    );
    for (const step of [...invoices, ...batches]) {
      const outcome = await execute(step);
      if (outcome.kind === 'refused') return outcome;
      done.push(outcome);
    }
    done.push(...(await Promise.all(others.map((other) => execute(other)))));
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

/** By serial; empty where neither price nor tax is corrected. */
async function amountsOf(
  { serial: _, reason: __, invoiceNumber, ...correction }: ShipmentCorrection,
  unit: Unit,
  aggregates: Pick<AggregateReader, 'unit'>,
): Promise<ReadonlyMap<Serial, UnitAmounts> | Refusal> {
  const { netPrice, taxCategory, taxRate, lineTax } = correction;
  if (!netPrice && taxCategory === undefined && taxRate === undefined && !lineTax) return new Map();
  const leaves = invoiceNumber !== undefined && !isSameInvoice(unit.shipment, { ...unit.shipment, invoiceNumber });
  return correctedLine(unit.shipment, leaves ? [unit] : await unitsOfLine(unit, aggregates), correction);
}

const isSameInvoice = (one: UnitFact<'UnitShipped'>, other: UnitFact<'UnitShipped'>): boolean =>
  invoiceIdOf(one.legalEntityId, one.invoiceNumber) === invoiceIdOf(other.legalEntityId, other.invoiceNumber);

/** Those still on its invoice line, in its order. Each names the next by the serial under which that one was shipped. */
async function unitsOfLine(unit: Unit, aggregates: Pick<AggregateReader, 'unit'>): Promise<readonly Unit[]> {
  const { shipment } = unit;
  const { units } = shipment.line;
  const found = [unit];
  let { nth, next } = shipment.line;
  for (let n = 1; n < units && next !== undefined; n++) {
    nth = (nth % units) + 1;
    let member = await aggregates.unit(next);
    while (member?.newSerial !== undefined) member = await aggregates.unit(member.newSerial);
    const isMeant = ({ line, ...its }: UnitFact<'UnitShipped'>) =>
      line.units === units &&
      line.nth === nth &&
      its.shippedOn === shipment.shippedOn &&
      its.invoicedTo === shipment.invoicedTo;
    if (member && isMeant(member.shipment) && isSameInvoice(member.shipment, shipment) && !member.returnedOn)
      found.push(member);
    next = member?.recordedShipments.findLast(isMeant)?.line.next;
  }
  return found.toSorted((one, other) => one.shipment.line.nth - other.shipment.line.nth);
}

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
  verdicts.push(...(await batchVerdicts(batches, aggregates)));
  const { newSerial } = correct.data;
  if (newSerial !== undefined && newSerial !== unit.shipment.serial)
    verdicts.push(unitDecider.decide(takeOver(unit, newSerial, correct.meta), await aggregates.unit(newSerial)));
  return verdicts.find((verdict) => verdict.kind === 'refused')?.refusal;
}
