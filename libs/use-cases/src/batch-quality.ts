import {
  ClearBatch,
  ConfirmBatchDefective,
  outstandingOf,
  ReceiveSample,
  RequestSamples,
  SuspectBatch,
  tooManyRequests,
} from '#batches';
import { type Command, type CommandMetadata, type Refusal, sameCode } from '#kernel';
import type { Outcome } from '#platform';
import { defectGroupNamed, type ProductState } from '#warranty';
import { notFound } from './known-references.ts';
import { type AggregateReader, refused, type UseCasePorts } from './ports.ts';

interface OfGroup {
  readonly batchId: string;
  readonly defectGroup: string;
}

/** B2: what is said of a batch is said of one group of the defects of its product. */
const ofGroup =
  <D extends OfGroup, C extends Command>(Class: new (data: D, meta: CommandMetadata) => C) =>
  async (
    data: D,
    meta: CommandMetadata,
    { aggregates, execute }: UseCasePorts<'batch' | 'product', C>,
  ): Promise<Outcome> => {
    const defectGroup = await groupOf(data, aggregates);
    return typeof defectGroup === 'string' ? execute(new Class({ ...data, defectGroup }, meta)) : refused(defectGroup);
  };

export const suspectBatch = ofGroup<SuspectBatch['data'], SuspectBatch>(SuspectBatch);
export const confirmBatchDefective = ofGroup<ConfirmBatchDefective['data'], ConfirmBatchDefective>(
  ConfirmBatchDefective,
);
export const clearBatch = ofGroup<ClearBatch['data'], ClearBatch>(ClearBatch);

/** B6. */
export async function requestSamples(
  samples: Omit<RequestSamples['data'], 'held'>,
  meta: CommandMetadata,
  { aggregates, execute, unitsOfBatch }: UseCasePorts<'partner' | 'batch', RequestSamples>,
): Promise<Outcome> {
  const { batchId, fromPartners } = samples;
  const { requests = [], received = [] } = (await aggregates.batch(batchId))?.samples ?? {};
  const heldBy = () => {
    const asked = new Set([...fromPartners, ...outstandingOf(requests).flatMap((request) => request.fromPartners)]);
    return unitsOfBatch.countedBy([...asked], batchId, received);
  };
  // Of more requests than there can be, nobody is counted.
  const held = tooManyRequests(batchId, requests) ? new Map<string, number>() : await heldBy();
  const outcome = await execute(new RequestSamples({ ...samples, held }, meta));
  if (outcome.kind !== 'refused' || outcome.refusal.code !== 'PARTNER_HOLDS_NO_UNIT') return outcome;
  for (const partnerId of fromPartners)
    if (!(await aggregates.partner(partnerId)))
      return refused(notFound('PARTNER_NOT_FOUND', partnerId, 'Name partners that hold units of the batch.'));
  return outcome;
}

/** B6: a sample is of the batch that its unit belongs to now (R5). */
export async function receiveSample(
  { batchId, serial }: Pick<ReceiveSample['data'], 'batchId' | 'serial'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'unit', ReceiveSample>,
): Promise<Outcome> {
  const unitOf = (await aggregates.unit(serial))?.shipment.batchId;
  return execute(new ReceiveSample({ batchId, serial, unitOf }, meta));
}

/** As it is spelt. One that the product had when the batch was suspected of it can still be judged. */
async function groupOf(
  { batchId, defectGroup }: OfGroup,
  { batch, product }: Pick<AggregateReader, 'batch' | 'product'>,
): Promise<string | Refusal> {
  const known = await batch(batchId);
  if (!known) return notFound('BATCH_NOT_FOUND', batchId, 'Record it first.');
  const { sku } = known.produced;
  const its = await product(sku);
  const suspected = [...known.groups.keys()].find((group) => sameCode(group, defectGroup));
  return suspected ?? (its && defectGroupNamed(its.current, defectGroup)) ?? unknownGroup(sku, its, defectGroup);
}

function unknownGroup(sku: string, product: ProductState, defectGroup: string): Refusal {
  const groups = product?.current.defectGroups.map(({ group }) => group) ?? [];
  return {
    code: 'UNKNOWN_DEFECT_GROUP',
    message: `Product ${sku} has no defect group ${defectGroup}. Name one of ${groups.join(', ')}, or add it to the product first.`,
    rule: 'B2',
    details: { defectGroup },
  };
}
