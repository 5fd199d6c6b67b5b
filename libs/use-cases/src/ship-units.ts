import type { CommandMetadata, Serial } from '#kernel';
import type { Outcome } from '#platform';
import { ShipUnit, unitDecider } from '#warranty';
import { notFound } from './known-references.ts';
import { partOf, refused, type UseCasePorts } from './ports.ts';

type OfLine = 'sku' | 'batchId' | 'netPrice' | 'taxCategory' | 'taxRate';

/** Units of one invoice. */
export interface Shipment extends Omit<ShipUnit['data'], 'serial' | 'replacementOf' | OfLine> {
  readonly lines: readonly (Pick<ShipUnit['data'], OfLine> & { readonly serials: readonly Serial[] })[];
}

/**
 * Every unit has its own stream, so a shipment is many appends. All are checked before the first is written, so a refusal writes
 * nothing. A crash may leave a part; the same request completes it.
 */
export async function shipUnits(
  { lines, ...invoice }: Shipment,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'partner' | 'batch' | 'unit', ShipUnit>,
): Promise<Outcome> {
  const { partnerId } = invoice;
  if (!(await aggregates.partner(partnerId))) return refused(notFound('PARTNER', partnerId, 'Enrol it first.'));
  if (lines.every(({ serials }) => serials.length === 0))
    return refused({ code: 'NOTHING_SHIPPED', message: 'Name at least one serial that was shipped.' });

  const units: ShipUnit[] = [];
  const seen = new Set<Serial>();
  for (const { serials, ...line } of lines) {
    const batch = await aggregates.batch(line.batchId);
    if (!batch) return refused(notFound('BATCH', line.batchId, 'Record it first.'));
    if (batch.produced.sku !== line.sku)
      return refused({
        code: 'WRONG_BATCH',
        message: `Batch ${line.batchId} is of product ${batch.produced.sku}, not of ${line.sku}.`,
      });
    for (const serial of serials) {
      if (seen.has(serial))
        return refused({ code: 'SERIAL_TWICE', message: `Serial ${serial} stands on this invoice twice.` });
      seen.add(serial);
      units.push(new ShipUnit({ ...invoice, ...line, serial }, partOf(meta, serial)));
    }
  }
  const verdicts = await Promise.all(
    units.map(async (unit) => unitDecider.decide(unit, await aggregates.unit(unit.data.serial))),
  );
  for (const verdict of verdicts) if (verdict.kind === 'refused') return verdict;
  return last(await Promise.all(units.map((unit) => execute(unit))));
}

/** The first refusal, or the outcome with the highest position. */
function last(outcomes: readonly Outcome[]): Outcome {
  const refusal = outcomes.find(({ kind }) => kind === 'refused');
  if (refusal) return refusal;
  const written = outcomes.filter((outcome) => outcome.kind !== 'refused');
  return written.reduce((latest, outcome) => (outcome.position > latest.position ? outcome : latest));
}
