import {
  AssignUnitsToBatch,
  type BatchCommand,
  batchDecider,
  type BatchEvent,
  type BatchState,
  heldRefusal,
} from '#batches';
import {
  type CommandMetadata,
  type Day,
  fold,
  type Money,
  type Refusal,
  type Serial,
  sha256,
  type Verdict,
} from '#kernel';
import type { Outcome } from '#platform';
import {
  type InvoiceLine,
  invoiceDecider,
  isOfBatch,
  type NameReplacement,
  policyOn,
  RecordInvoice,
  shareInvoiceOut,
  ShipUnit,
  unitDecider,
  type UnitEvent,
  type UnitState,
} from '#warranty';
import { replacementLedgerDecider } from '#finance';
import { answeredClaims, type AnsweringLine, takenOver } from './answered-claims.ts';
import { legalEntityOf, notFound } from './known-references.ts';
import { type AggregateReader, latestOf, partOf, refused, type UseCasePorts } from './ports.ts';
import { type Answer, type AnswerStep, reservationOf, reservationRefusal, shipAnswers } from './replacement-steps.ts';

export interface Shipment {
  readonly legalEntityId?: string | undefined;
  readonly partnerId: string;
  readonly invoiceNumber: string;
  readonly invoiceDate: Day;
  readonly orderNumber?: string | undefined;
  readonly shippedOn: Day;
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
  /** F6; default: true. */
  readonly allotOwed?: boolean | undefined;
  /** Net (R2). */
  readonly allowance?: Money | undefined;
  readonly lines: readonly (Omit<InvoiceLine, 'units'> & AnsweringLine & { readonly batchId: string })[];
}

type Reads =
  | 'partner'
  | 'batch'
  | 'unit'
  | 'claim'
  | 'replacements'
  | 'policiesFor'
  | 'invoice'
  | 'legalEntity'
  | 'legalEntityIds';
type Sends = RecordInvoice | AssignUnitsToBatch | AnswerStep | ShipUnit;

/**
 * Appends to every unit, the invoice and the batches. Everything is checked before the first write; after a crash the same request
 * completes it. Invoice, batches and the ledger of replacements come first, where conflicting shipments meet (R2, F6).
 */
export async function shipUnits(
  shipment: Shipment,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Reads, Sends>,
): Promise<Outcome> {
  const known = await unitsOf(shipment, aggregates);
  const commands = await commandsOf(shipment, known, meta, aggregates);
  if ('code' in commands) return refused(commands);
  const { invoice, assignments, units, answers } = commands;
  const { partnerId, shippedOn, orderNumber, carrier, trackingNumber } = shipment;
  const carriage = { partnerId, shippedOn, orderNumber, carrier, trackingNumber };
  const reservation = answers.length > 0 ? reservationOf(answers, carriage, meta) : undefined;
  const unowed = reservation && reservationRefusal(reservation, await aggregates.replacements(partnerId));
  if (unowed) return refused(unowed);

  const recorded = await aggregates.invoice(invoice.data.legalEntityId, invoice.data.invoiceNumber);
  const verdicts = [
    invoiceDecider.decide(invoice, recorded),
    ...(await batchVerdicts(assignments, aggregates)),
    ...(await Promise.all(
      [...units, ...answers.map(({ step }) => step)].map((unit) =>
        unitVerdict(unit, known.get(unit.data.serial), aggregates),
      ),
    )),
  ];
  for (const verdict of verdicts) if (verdict.kind === 'refused') return verdict;

  for (const command of [invoice, ...assignments, ...(reservation ? [reservation] : [])]) {
    const outcome = await execute(command);
    if (outcome.kind === 'refused') return outcome;
  }
  const shipped = await Promise.all(units.map((unit) => execute(unit)));
  return latestOf([...shipped, ...(await shipAnswers(answers, carriage, meta, { aggregates, execute }))]);
}

async function unitsOf(
  { lines }: Shipment,
  { unit }: Pick<AggregateReader, 'unit'>,
): Promise<ReadonlyMap<Serial, UnitState>> {
  const serials = lines.flatMap((line) => line.serials);
  return new Map(await Promise.all(serials.map(async (serial) => [serial, await unit(serial)] as const)));
}

interface Commands {
  readonly invoice: RecordInvoice;
  readonly assignments: readonly AssignUnitsToBatch[];
  readonly units: readonly ShipUnit[];
  /** The units that replace others. */
  readonly answers: readonly Answer[];
}

async function commandsOf(
  { lines, allowance: stated, invoiceDate, allotOwed = true, ...shipment }: Shipment,
  known: ReadonlyMap<Serial, UnitState>,
  meta: CommandMetadata,
  aggregates: Pick<AggregateReader, Reads>,
): Promise<Commands | Refusal> {
  const { partnerId, invoiceNumber, shippedOn } = shipment;
  // Zero is what some systems write for none.
  const allowance = stated?.minor === 0 ? undefined : stated;
  const entity = await legalEntityOf(shipment.legalEntityId, aggregates);
  if ('code' in entity) return entity;
  const { legalEntityId, timeZone } = entity;
  if (!(await aggregates.partner(partnerId))) return notFound('PARTNER_NOT_FOUND', partnerId, 'Enrol it first.');
  const serials = lines.flatMap((line) => line.serials);
  const bare = lines.length === 0 ? 0 : lines.findIndex((line) => line.serials.length === 0);
  if (bare >= 0)
    return {
      code: 'NOTHING_SHIPPED',
      message: `Line ${bare + 1} of invoice ${invoiceNumber} names no serial. Give the serials that were shipped, or leave the line out.`,
      rule: 'R2',
    };
  const seen = new Set<Serial>();
  for (const serial of serials)
    if (seen.size === seen.add(serial).size)
      return { code: 'SERIAL_TWICE', message: `Serial ${serial} appears twice on this invoice.`, rule: 'R2' };
  const shares = shareInvoiceOut(
    lines.map((line) => ({ ...line, units: line.serials.length })),
    allowance,
  );
  if ('code' in shares) return shares;
  const isFree = lines.some(({ netPrice, replacementFor = [] }) => netPrice.minor === 0 || replacementFor.length > 0);
  const ledger = isFree ? await aggregates.replacements(partnerId) : replacementLedgerDecider.initial;
  const answered = answeredClaims(lines, { ...shipment, allotOwed }, known, ledger);
  if ('code' in answered) return answered;

  const assignments: AssignUnitsToBatch[] = [];
  const units: ShipUnit[] = [];
  const answers: Answer[] = [];
  for (const [index, { sku, batchId, serials, customsValue }] of lines.entries()) {
    const batch = await aggregates.batch(batchId);
    if (!batch) return notFound('BATCH_NOT_FOUND', batchId, 'Record it first.');
    if (batch.produced.sku !== sku) return wrongBatch(batchId, batch.produced.sku, sku);
    const more = serials.filter((serial) => !isOfBatch(known.get(serial), batchId)).length;
    if (more > 0) {
      // Of the whole line, so that a repeated request makes the same assignment.
      const changeId = sha256([legalEntityId, invoiceNumber, index, ...serials].join('\n'));
      const part = partOf(meta, `batch/${index}`);
      assignments.push(new AssignUnitsToBatch({ batchId, changeId, units: more, shippedOn, timeZone }, part));
    }
    const governing = policyOn(sku, shippedOn, await aggregates.policiesFor(sku));
    const policy = governing && { policyId: governing.policyId, version: governing.version };
    for (const [nth, serial] of serials.entries()) {
      const share = shares[index]?.[nth];
      if (!share) throw new Error(`no share of the invoice for ${serial}`);
      const next = serials.length > 1 && { next: serials[(nth + 1) % serials.length] as Serial };
      const line = { ...share.line, ...next };
      const invoicing = { legalEntityId, invoicedTo: partnerId, invoiceNumber, ...share, line };
      const unit = {
        ...shipment,
        ...invoicing,
        sku,
        batchId,
        serial,
        ...(policy && { policy }),
        ...(customsValue && { customsValue }),
      };
      const claimId = answered.get(serial);
      if (claimId === undefined) {
        units.push(new ShipUnit(unit, partOf(meta, serial)));
        continue;
      }
      const taken = await takenOver(claimId, shippedOn, aggregates);
      if ('code' in taken) return taken;
      const replacementOf = { ...taken.replacementOf, invoiceNumber };
      const step = new ShipUnit({ ...unit, ...taken.invoicing, replacementOf }, partOf(meta, serial));
      answers.push({ claimId, newSerial: serial, sku, customsValue, ...taken, step });
    }
  }
  const currency = shares.flat()[0]?.netPrice.currency ?? '';
  const invoice = {
    legalEntityId,
    invoiceNumber,
    partnerId,
    invoiceDate,
    currency,
    ...(allowance && { allowance: { amount: allowance, sharedOver: sha256(serials.toSorted().join('\n')) } }),
    timeZone,
  };
  return { invoice: new RecordInvoice(invoice, partOf(meta, 'invoice')), assignments, units, answers };
}

export const wrongBatch = (batchId: string, its: string, sku: string): Refusal => ({
  code: 'WRONG_BATCH',
  message: `Batch ${batchId} is of product ${its}, not of ${sku}.`,
  rule: 'R2',
});

/**
 * B9: a unit that its batch has counted before is not assigned to it again: one that came back, or that is named as a replacement
 * after it was shipped.
 */
export async function unitVerdict(
  step: ShipUnit | NameReplacement,
  known: UnitState,
  { batch }: Pick<AggregateReader, 'batch'>,
): Promise<Verdict<UnitEvent>> {
  const verdict = unitDecider.decide(step, known);
  const batchId = step.type === 'ShipUnit' ? step.data.batchId : (known?.shipment.batchId ?? '');
  if (verdict.kind !== 'accepted' || !isOfBatch(known, batchId)) return verdict;
  const held = heldRefusal(await batch(batchId));
  return held ? { kind: 'refused', refusal: held } : verdict;
}

/** Each is checked as if those before it had been executed. */
export async function batchVerdicts(
  commands: readonly BatchCommand[],
  { batch }: Pick<AggregateReader, 'batch'>,
): Promise<readonly Verdict<BatchEvent>[]> {
  const states = new Map<string, BatchState>();
  const verdicts: Verdict<BatchEvent>[] = [];
  for (const command of commands) {
    const { batchId } = command.data;
    const state = states.has(batchId) ? states.get(batchId) : await batch(batchId);
    const verdict = batchDecider.decide(command, state);
    verdicts.push(verdict);
    if (verdict.kind === 'accepted')
      states.set(batchId, fold({ ...batchDecider, initial: state }, verdict.events, command.meta.at));
  }
  return verdicts;
}
