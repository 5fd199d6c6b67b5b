import { RecordBatch } from '#batches';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { unlistedProduct } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

export async function recordBatch(
  batch: RecordBatch['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'product', RecordBatch>,
): Promise<Outcome> {
  const refusal = await unlistedProduct(aggregates, [batch.sku]);
  return refusal ? refused(refusal) : execute(new RecordBatch(batch, meta));
}
