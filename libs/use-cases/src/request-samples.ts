import { RequestSamples } from '#batches';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { notFound } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

/** B6. */
export async function requestSamples(
  samples: RequestSamples['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'partner', RequestSamples>,
): Promise<Outcome> {
  for (const partnerId of samples.fromPartners)
    if (!(await aggregates.partner(partnerId)))
      return refused(notFound('PARTNER_NOT_FOUND', partnerId, 'Name partners that hold units of the batch.'));
  return execute(new RequestSamples(samples, meta));
}
