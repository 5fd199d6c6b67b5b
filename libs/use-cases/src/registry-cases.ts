import { RecordBatch } from '#batches';
import { Command, type Day, type Money, parseSerial, type Refusal, type Serial } from '#kernel';
import type { Outcome } from '#platform';
import { PublishPolicy, SellUnit, ShipUnit, unitDecider } from '#warranty';
import { type AggregateReader, type Case, partOf, refused } from './ports.ts';

const missing = (what: string, id: string, how: string): Refusal => ({
  code: `${what}_NOT_FOUND`,
  message: `There is no ${what.toLowerCase()} ${id}. ${how}`,
});

async function unlisted(
  { product }: Pick<AggregateReader, 'product'>,
  skus: readonly string[],
): Promise<Refusal | undefined> {
  for (const sku of new Set(skus)) if (!(await product(sku))) return missing('PRODUCT', sku, 'List it first.');
  return undefined;
}

/** Terms for products that exist. */
export class PublishTerms extends Command<PublishPolicy['data']> {
  readonly type = 'PublishTerms' as const;
}
export const publishTerms: Case<PublishTerms> = {
  CommandClass: PublishTerms,
  async handle({ data, meta }, ports) {
    const refusal = await unlisted(ports.aggregates, data.skus);
    return refusal ? refused(refusal) : ports.execute(new PublishPolicy(data, meta));
  },
};

/** B1: a batch of a product that exists. */
export class RegisterBatch extends Command<RecordBatch['data']> {
  readonly type = 'RegisterBatch' as const;
}
export const registerBatch: Case<RegisterBatch> = {
  CommandClass: RegisterBatch,
  async handle({ data, meta }, ports) {
    const refusal = await unlisted(ports.aggregates, [data.sku]);
    return refusal ? refused(refusal) : ports.execute(new RecordBatch(data, meta));
  },
};

/** A sale, to the consumer or to a partner that exists. */
export class RegisterSale extends Command<{
  readonly serial: string;
  readonly soldOn: Day;
  readonly soldTo?: string | undefined;
}> {
  readonly type = 'RegisterSale' as const;
}
export const registerSale: Case<RegisterSale> = {
  CommandClass: RegisterSale,
  async handle({ data: { serial: typed, soldOn, soldTo }, meta }, ports) {
    const serial = parseSerial(typed);
    if (!serial) return refused(noSerial(typed));
    if (soldTo !== undefined && !(await ports.aggregates.partner(soldTo)))
      return refused(missing('PARTNER', soldTo, 'Enrol it first, or leave it out for a sale to a consumer.'));
    return ports.execute(new SellUnit({ serial, soldOn, ...(soldTo !== undefined && { soldTo }) }, meta));
  },
};

/** Units of one invoice. */
export class ShipUnits extends Command<{
  readonly partnerId: string;
  readonly invoiceNumber: string;
  readonly invoiceDate: Day;
  readonly orderNumber?: string | undefined;
  readonly shippedOn: Day;
  readonly lines: readonly {
    readonly sku: string;
    readonly batchId: string;
    readonly netPrice: Money;
    readonly taxCategory?: string | undefined;
    readonly taxRate?: string | undefined;
    readonly serials: readonly string[];
  }[];
}> {
  readonly type = 'ShipUnits' as const;
}

/**
 * Every unit has its own stream, so a shipment is many appends. All of them are judged before the first is made: either
 * nothing is refused, or nothing is written. A crash in between leaves a part; the same command again completes it.
 */
export const shipUnits: Case<ShipUnits> = {
  CommandClass: ShipUnits,
  async handle({ data, meta }, ports) {
    const { lines, ...invoice } = data;
    if (!(await ports.aggregates.partner(data.partnerId)))
      return refused(missing('PARTNER', data.partnerId, 'Enrol it first.'));
    if (lines.every(({ serials }) => serials.length === 0))
      return refused({ code: 'NOTHING_SHIPPED', message: 'Name at least one serial that was shipped.' });

    const units: ShipUnit[] = [];
    const seen = new Set<Serial>();
    for (const { serials, ...line } of lines) {
      const batch = await ports.aggregates.batch(line.batchId);
      if (!batch) return refused(missing('BATCH', line.batchId, 'Record it first.'));
      if (batch.produced.sku !== line.sku)
        return refused({
          code: 'WRONG_BATCH',
          message: `Batch ${line.batchId} is of product ${batch.produced.sku}, not of ${line.sku}.`,
        });
      for (const typed of serials) {
        const serial = parseSerial(typed);
        if (!serial) return refused(noSerial(typed));
        if (seen.has(serial))
          return refused({ code: 'SERIAL_TWICE', message: `Serial ${serial} stands on this invoice twice.` });
        seen.add(serial);
        units.push(new ShipUnit({ ...invoice, ...line, serial }, partOf(meta, serial)));
      }
    }
    const verdicts = await Promise.all(
      units.map(async (unit) => unitDecider.decide(unit, await ports.aggregates.unit(unit.data.serial))),
    );
    for (const verdict of verdicts) if (verdict.kind === 'refused') return verdict;
    return last(await Promise.all(units.map((unit) => ports.execute(unit))));
  },
};

/** The first refusal, or else the outcome that is furthest in the log. */
function last(outcomes: readonly Outcome[]): Outcome {
  const refusal = outcomes.find(({ kind }) => kind === 'refused');
  if (refusal) return refusal;
  const written = outcomes.filter((outcome) => outcome.kind !== 'refused');
  return written.reduce((latest, outcome) => (outcome.position > latest.position ? outcome : latest));
}

const noSerial = (typed: string): Refusal => ({
  code: 'INVALID_SERIAL',
  message: `"${typed.slice(0, 80)}" is no serial: 1 to 64 letters, digits and -._/ are.`,
});
