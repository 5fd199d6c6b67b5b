import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { RecordSale } from '#warranty';
import { notFound } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

export async function recordSale(
  sale: RecordSale['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'partner', RecordSale>,
): Promise<Outcome> {
  const { soldTo } = sale;
  if (soldTo !== undefined && !(await aggregates.partner(soldTo)))
    return refused(notFound('PARTNER_NOT_FOUND', soldTo, 'Enrol it first, or leave it out for a sale to a consumer.'));
  return execute(new RecordSale(sale, meta));
}
