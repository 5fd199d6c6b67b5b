import { ClearBatch, ConfirmBatchDefective, SuspectBatch } from '#batches';
import type { Command, CommandMetadata, Refusal } from '#kernel';
import type { Outcome } from '#platform';
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
    const refusal = await unknownGroup(data, aggregates);
    return refusal ? refused(refusal) : execute(new Class(data, meta));
  };

export const suspectBatch = ofGroup<SuspectBatch['data'], SuspectBatch>(SuspectBatch);
export const confirmBatchDefective = ofGroup<ConfirmBatchDefective['data'], ConfirmBatchDefective>(
  ConfirmBatchDefective,
);
export const clearBatch = ofGroup<ClearBatch['data'], ClearBatch>(ClearBatch);

async function unknownGroup(
  { batchId, defectGroup }: OfGroup,
  { batch, product }: Pick<AggregateReader, 'batch' | 'product'>,
): Promise<Refusal | undefined> {
  const known = await batch(batchId);
  if (!known) return notFound('BATCH_NOT_FOUND', batchId, 'Record it first.');
  const groups = (await product(known.produced.sku))?.current.defectGroups.map(({ group }) => group) ?? [];
  if (groups.includes(defectGroup)) return undefined;
  return {
    code: 'UNKNOWN_DEFECT_GROUP',
    message: `Product ${known.produced.sku} has no defect group ${defectGroup}. ${groups.length > 0 ? `Name one of ${groups.join(', ')}.` : 'Give it defect groups first (changeProduct).'}`,
    rule: 'B2',
    details: { defectGroup },
  };
}
