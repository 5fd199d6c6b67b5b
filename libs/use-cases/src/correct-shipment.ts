import { AssignUnitsToBatch, RemoveUnitsFromBatch } from '#batches';
import { CorrectClaimedUnit } from '#claims';
import { CorrectReplacement, replacementLedgerDecider } from '#finance';
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
  ReplaceUnit,
  TakeOverUnit,
  type Unit,
  unitDecider,
  type UnitState,
} from '#warranty';
import { notFound } from './known-references.ts';
import { isSameInvoice, placeOf, placesOfLine, standingOn } from './places-of-line.ts';
import { type AggregateReader, latestOf, partOf, refused, type UseCasePorts } from './ports.ts';
import { batchVerdicts, wrongBatch } from './ship-units.ts';

export interface ShipmentCorrection extends Omit<CorrectShipmentData, 'policy' | 'amounts'>, LineCorrection {
  readonly invoiceDate?: Day | undefined;
}

type Reads = 'unit' | 'claim' | 'batch' | 'policiesFor' | 'invoice' | 'legalEntity' | 'replacements';
type InvoiceStep = RecordInvoice | CorrectInvoice;
type BatchStep = RemoveUnitsFromBatch | AssignUnitsToBatch;
type SerialStep = TakeOverUnit | ReplaceUnit | CorrectReplacement;
type OnInvoice = Pick<CorrectShipmentData, 'invoiceNumber' | 'amounts'>;

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
  }: UseCasePorts<Reads, InvoiceStep | BatchStep | CorrectShipment | SerialStep | CorrectClaimedUnit>,
): Promise<Outcome> {
  const { serial, reason, newSerial, sku, batchId, orderNumber, invoiceNumber } = correction;
  const ofUnit = { serial, reason, newSerial, sku, batchId, orderNumber, invoiceNumber };
  const unit = await aggregates.unit(serial);
  const done: Outcome[] = [];
  let correct = new CorrectShipment(ofUnit, meta);
  // Otherwise the unit refuses: never shipped, or already under its right serial.
  if (unit && unit.newSerial === undefined) {
    const invoices = await invoiceSteps(correction, unit, meta, aggregates);
    if ('code' in invoices) return refused(invoices);
    const batches = await batchSteps(correction, unit, meta, aggregates);
    if ('code' in batches) return refused(batches);
    const onLine = await onInvoice(correction, unit, aggregates);
    if ('code' in onLine) return refused(onLine);
    const policy = await policyOf(correction, unit, aggregates);
    correct = new CorrectShipment({ ...ofUnit, ...policy, ...onLine.get(serial) }, meta);
    const refusal = await firstJudged(correct, unit, invoices, batches, aggregates);
    if (refusal) return refused(refusal);
    const others = [...onLine].flatMap(([other, its]) =>
      other === serial ? [] : new CorrectShipment({ serial: other, reason, ...its }, partOf(meta, `line/${other}`)),
    );
    for (const step of [...invoices, ...batches, ...others]) {
      const outcome = await execute(step);
      if (outcome.kind === 'refused') return outcome;
      done.push(outcome);
    }
  }
  done.push(await execute(correct));
  const left = await aggregates.unit(serial);
  const isMoved = left?.newSerial !== undefined && left.newSerial === correction.newSerial;
  if (isMoved)
    for (const step of await serialSteps(left, left.newSerial, meta, aggregates)) done.push(await execute(step));
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

/** The unit under its right serial, also where it answers a claim. */
async function serialSteps(
  { shipment, sales, extensions, closedClaims, delivery }: Unit,
  serial: Serial,
  meta: CommandMetadata,
  aggregates: Pick<AggregateReader, 'claim'>,
): Promise<readonly SerialStep[]> {
  const taken = { serial, shipment, sales, extensions, closedClaims: [...closedClaims.values()], delivery };
  const steps: SerialStep[] = [new TakeOverUnit(taken, partOf(meta, 'take-over'))];
  const { replacementOf } = shipment;
  if (!replacementOf) return steps;
  const { claimId, serial: replaced } = replacementOf;
  const { submission } = await aggregates.claim(claimId);
  if (!submission) throw new Error(`${shipment.serial} answers the claim ${claimId}, which was never submitted`);
  const { partnerId } = submission;
  return [
    ...steps,
    new ReplaceUnit({ serial: replaced, claimId, newSerial: serial }, partOf(meta, 'replaced')),
    new CorrectReplacement({ partnerId, claimId, newSerial: serial }, partOf(meta, 'replacement')),
  ];
}

/** R2: the units at its place, with the corrected invoice number; and where price or tax is corrected, all units of its line, with theirs. */
async function onInvoice(
  { serial: _, reason: __, invoiceNumber, ...correction }: ShipmentCorrection,
  unit: Unit,
  aggregates: Pick<AggregateReader, 'unit'>,
): Promise<ReadonlyMap<Serial, OnInvoice> | Refusal> {
  const place = await placeOf(unit, aggregates);
  const corrected = new Map(place.map(({ shipment }) => [shipment.serial, { invoiceNumber } as OnInvoice]));
  const { netPrice, taxCategory, taxRate, lineTax } = correction;
  if (!netPrice && taxCategory === undefined && taxRate === undefined && !lineTax) return corrected;
  const leaves = invoiceNumber !== undefined && !isSameInvoice(unit.shipment, { ...unit.shipment, invoiceNumber });
  const places = leaves ? [place] : await placesOfLine(place, aggregates);
  const line = correctedLine(unit.shipment, places.map(standingOn), correction);
  if ('code' in line) return line;
  for (const units of places) {
    const amounts = line.get(standingOn(units).shipment.serial);
    for (const { shipment } of units) corrected.set(shipment.serial, { ...corrected.get(shipment.serial), amounts });
  }
  return corrected;
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
    new AssignUnitsToBatch({ batchId: to.batchId, ...change, corrected: true }, partOf(meta, 'join-batch')),
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
    for (const step of await serialSteps(unit, newSerial, correct.meta, aggregates))
      verdicts.push(
        step instanceof CorrectReplacement
          ? replacementLedgerDecider.decide(step, await aggregates.replacements(step.data.partnerId))
          : unitDecider.decide(step, await aggregates.unit(step.data.serial)),
      );
  return verdicts.find((verdict) => verdict.kind === 'refused')?.refusal;
}
