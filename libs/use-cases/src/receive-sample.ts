import { ReceiveSample } from '#batches';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import type { UseCasePorts } from './ports.ts';

/** B6: a sample is of the batch that its unit belongs to now (R5). */
export async function receiveSample(
  { batchId, serial }: Pick<ReceiveSample['data'], 'batchId' | 'serial'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'unit', ReceiveSample>,
): Promise<Outcome> {
  const unitOf = (await aggregates.unit(serial))?.shipment.batchId;
  return execute(new ReceiveSample({ batchId, serial, unitOf }, meta));
}
