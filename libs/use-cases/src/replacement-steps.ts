import {
  type AnsweringUnit,
  CancelAllotments,
  replacementLedgerDecider,
  type ReplacementLedger,
  ReserveReplacements,
  ShipReplacements,
} from '#finance';
import type { CommandMetadata, Money, Refusal } from '#kernel';
import type { Outcome } from '#platform';
import { CorrectShipment, type NameReplacement, ReplaceUnit, type ShipUnit, type Unit } from '#warranty';
import type { TakenOver } from './answered-claims.ts';
import { partOf, type UseCasePorts } from './ports.ts';

/** A new unit, and how it becomes the replacement for its claim. */
export interface Answer extends AnsweringUnit, TakenOver {
  readonly customsValue?: Money | undefined;
  readonly step: ShipUnit | NameReplacement;
}

type Carriage = Omit<ShipReplacements['data'], 'units'>;
type Sends = ReserveReplacements | CancelAllotments | ShipReplacements | ReplaceUnit | CorrectShipment;
type Ports = Pick<UseCasePorts<'unit', Sends | Answer['step']>, 'aggregates' | 'execute'>;

const unitsOf = (answers: readonly Answer[]): readonly AnsweringUnit[] =>
  answers.map(({ claimId, newSerial, sku }) => ({ claimId, newSerial, sku }));

/** The ledger has named the new units before one of them is shipped: conflicting shipments and conversions meet there (F6). */
export const reservationOf = (
  answers: readonly Answer[],
  { partnerId, shippedOn, orderNumber }: Carriage,
  meta: CommandMetadata,
): ReserveReplacements =>
  new ReserveReplacements(
    { partnerId, units: unitsOf(answers), shippedOn, ...(orderNumber !== undefined && { orderNumber }) },
    partOf(meta, named('reserve', answers)),
  );

export function reservationRefusal(reservation: ReserveReplacements, ledger: ReplacementLedger): Refusal | undefined {
  const verdict = replacementLedgerDecider.decide(reservation, ledger);
  return verdict.kind === 'refused' ? verdict.refusal : undefined;
}

/** After the reservation: the units, those whose place they take, and the ledger. What another shipment took meanwhile stays owed. */
export async function shipAnswers(
  answers: readonly Answer[],
  carriage: Carriage,
  meta: CommandMetadata,
  ports: Ports,
): Promise<readonly Outcome[]> {
  const { partnerId } = carriage;
  const { execute } = ports;
  const steps = await Promise.all(answers.map(async (answer) => ({ answer, outcome: await execute(answer.step) })));
  const [shipped, refused] = [true, false].map((isShipped) =>
    steps.filter(({ outcome }) => (outcome.kind !== 'refused') === isShipped).map(({ answer }) => answer),
  ) as [Answer[], Answer[]];
  const outcomes = steps.map(({ outcome }) => outcome);
  if (refused.length > 0) {
    const units = unitsOf(refused);
    outcomes.push(await execute(new CancelAllotments({ partnerId, units }, partOf(meta, named('cancel', refused)))));
  }
  if (shipped.length === 0) return outcomes;
  outcomes.push(...(await Promise.all(shipped.map((answer) => takePlace(answer, meta, ports)))).flat());
  const units = shipped.map(({ claimId, newSerial, sku, customsValue }) => ({
    claimId,
    newSerial,
    sku,
    ...(customsValue && { customsValue }),
  }));
  outcomes.push(await execute(new ShipReplacements({ ...carriage, units }, partOf(meta, named('ship', shipped)))));
  return outcomes;
}

/** R2, R5: on the invoice line. What was corrected there while the unit was shipped is corrected on it too. */
async function takePlace(
  { claimId, newSerial, replacementOf: { serial } }: Answer,
  meta: CommandMetadata,
  { aggregates, execute }: Ports,
): Promise<readonly Outcome[]> {
  const replaced = await execute(
    new ReplaceUnit({ serial, claimId, newSerial }, partOf(meta, `replaced/${serial}/${newSerial}`)),
  );
  const { invoiceNumber, netPrice, taxCategory, taxRate, taxAmount } = ((await aggregates.unit(serial)) as Unit)
    .shipment;
  const reason = `As on unit ${serial}, which it replaces`;
  const corrected = new CorrectShipment(
    { serial: newSerial, reason, invoiceNumber, amounts: { netPrice, taxCategory, taxRate, taxAmount } },
    partOf(meta, `corrected/${serial}/${newSerial}`),
  );
  return [replaced, await execute(corrected)];
}

const named = (what: string, answers: readonly Answer[]): string =>
  ['replacements', what, ...answers.map(({ newSerial }) => newSerial)].join('/');

export type AnswerStep = Sends | Answer['step'];
