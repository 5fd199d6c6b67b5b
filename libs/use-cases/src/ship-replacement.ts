import { AssignUnitsToBatch } from '#batches';
import { notOwed } from '#finance';
import { type CommandMetadata, type Day, type Refusal, type Serial, sha256 } from '#kernel';
import type { Outcome } from '#platform';
import { isOfBatch, NameReplacement, policyOn, ShipUnit, type UnitState } from '#warranty';
import { type TakenOver, takenOver } from './answered-claims.ts';
import { notFound } from './known-references.ts';
import { type AggregateReader, latestOf, partOf, refused, type UseCasePorts } from './ports.ts';
import { type Answer, type AnswerStep, reservationOf, reservationRefusal, shipAnswers } from './replacement-steps.ts';
import { batchVerdicts, unitVerdict } from './ship-units.ts';

export interface ReplacementShipment {
  readonly claimId: string;
  readonly newSerial: Serial;
  readonly shippedOn: Day;
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  /** Registers the unit, and ships it alone at the manufacturer's cost; absent: it was shipped at a price of zero. */
  readonly batchId?: string | undefined;
}

type Reads = 'claim' | 'unit' | 'batch' | 'policiesFor' | 'replacements' | 'legalEntity';

/** F6. Everything is checked before the first write; after a crash the same request completes it. */
export async function shipReplacement(
  shipment: ReplacementShipment,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Reads, AssignUnitsToBatch | AnswerStep>,
): Promise<Outcome> {
  const { claimId, newSerial, batchId, ...carriage } = shipment;
  const partnerId = (await aggregates.claim(claimId)).submission?.partnerId;
  if (partnerId === undefined) return refused(notOwed(claimId));
  const taken = await takenOver(claimId, carriage.shippedOn, aggregates);
  if ('code' in taken) return refused(taken);
  const known = await aggregates.unit(newSerial);
  const planned = await (batchId === undefined
    ? named(shipment, partnerId, taken, known, meta)
    : shippedAlone({ ...shipment, batchId }, partnerId, taken, known, meta, aggregates));
  if ('code' in planned) return refused(planned);
  const { answer, assignments, orderNumber } = planned;
  const shipped = { partnerId, orderNumber, ...carriage };

  const reservation = reservationOf([answer], shipped, meta);
  const unowed = reservationRefusal(reservation, await aggregates.replacements(partnerId));
  if (unowed) return refused(unowed);
  for (const verdict of [
    ...(await batchVerdicts(assignments, aggregates)),
    await unitVerdict(answer.step, known, aggregates),
  ])
    if (verdict.kind === 'refused') return verdict;

  for (const command of [...assignments, reservation]) {
    const outcome = await execute(command);
    if (outcome.kind === 'refused') return outcome;
  }
  return latestOf(await shipAnswers([answer], shipped, meta, { aggregates, execute }));
}

interface Plan {
  readonly answer: Answer;
  readonly assignments: readonly AssignUnitsToBatch[];
  /** That it was shipped with. */
  readonly orderNumber?: string | undefined;
}

function named(
  { claimId, newSerial }: ReplacementShipment,
  partnerId: string,
  taken: TakenOver,
  known: UnitState,
  meta: CommandMetadata,
): Plan | Refusal {
  if (!known || known.newSerial !== undefined)
    return {
      code: 'UNKNOWN_SERIAL',
      message: `No unit ${newSerial} was ever shipped. Check the serial, or name the batch it is from to ship it alone.`,
      rule: 'F6',
      details: { serial: newSerial },
    };
  const { sku, shipment } = known;
  const { invoiceNumber } = shipment;
  const replacementOf = { ...taken.replacementOf, invoiceNumber };
  const step = new NameReplacement(
    { serial: newSerial, partnerId, replacementOf, invoicing: taken.invoicing },
    partOf(meta, newSerial),
  );
  return {
    answer: { claimId, newSerial, sku, customsValue: shipment.customsValue, ...taken, step },
    assignments: [],
    orderNumber: shipment.orderNumber,
  };
}

async function shippedAlone(
  { claimId, newSerial, batchId, ...shipment }: ReplacementShipment & { readonly batchId: string },
  partnerId: string,
  taken: TakenOver,
  known: UnitState,
  meta: CommandMetadata,
  aggregates: Pick<AggregateReader, 'batch' | 'policiesFor' | 'legalEntity'>,
): Promise<Plan | Refusal> {
  const batch = await aggregates.batch(batchId);
  if (!batch) return notFound('BATCH_NOT_FOUND', batchId, 'Record it first.');
  const { sku } = batch.produced;
  const { shippedOn } = shipment;
  const policy = policyOn(sku, shippedOn, await aggregates.policiesFor(sku));
  const unit = {
    serial: newSerial,
    sku,
    batchId,
    partnerId,
    ...shipment,
    ...taken.invoicing,
    replacementOf: taken.replacementOf,
    ...(policy && { policy: { policyId: policy.policyId, version: policy.version } }),
  };
  const changeId = sha256(['replacement', claimId, newSerial].join('\n'));
  const timeZone = (await aggregates.legalEntity(taken.invoicing.legalEntityId))?.current.timeZone;
  const assigned = { batchId, changeId, units: 1, shippedOn, timeZone };
  const assignment = new AssignUnitsToBatch(assigned, partOf(meta, 'batch'));
  return {
    answer: { claimId, newSerial, sku, ...taken, step: new ShipUnit(unit, partOf(meta, newSerial)) },
    assignments: isOfBatch(known, batchId) ? [] : [assignment],
  };
}
