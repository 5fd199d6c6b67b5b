import { type BatchOfLots, sharedLots, type SharedLot } from '#batches';
import { batchesModel } from './batches.projection.ts';
import type { CallerModels } from './caller-models.ts';

/** Which lots the batches share that are suspected or confirmed: by any defect group, unless one is named. */
export const lotsOfSuspectedBatches = (models: CallerModels, defectGroup?: string): Promise<readonly SharedLot[]> =>
  sharedLots(lotsOf(models, defectGroup));

async function* lotsOf(models: CallerModels, defectGroup: string | undefined): AsyncGenerator<BatchOfLots> {
  for await (const batches of models.pages(batchesModel, { limit: 500 }))
    for (const { id: batchId, qc, groups = [] } of batches) {
      const suspected = groups.some(
        (each) => each.state !== 'CLEARED' && (defectGroup === undefined || each.defectGroup === defectGroup),
      );
      yield { batchId, qc, suspected };
    }
}
