import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { CorrectSale } from '#warranty';
import { notFound } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

export async function correctSale(
  sale: CorrectSale['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'partner', CorrectSale>,
): Promise<Outcome> {
  const { soldTo } = sale;
  if (soldTo !== undefined && !(await aggregates.partner(soldTo)))
    return refused(notFound('PARTNER_NOT_FOUND', soldTo, 'Enrol it first.'));
  return execute(new CorrectSale(sale, meta));
}
