import { pagesOf, type Position, type ReadModels } from '#platform';
import { claimsModel } from './claims.projection.ts';
import { IN_STOCK, unitsModel } from './units.projection.ts';

const AT_A_TIME = 500;

/** Claims and units of a batch, once the lists have seen the log up to a position. */
export const membersOfBatch = (
  models: Pick<ReadModels, 'query'>,
  listed: (model: { readonly name: string }, position: Position) => Promise<void>,
) => ({
  async *claims(batchId: string, upTo: Position): AsyncGenerator<string> {
    await listed(claimsModel, upTo);
    const where = [{ field: 'batchId', eq: batchId }] as const;
    for await (const claims of pagesOf(models, claimsModel, { where, limit: AT_A_TIME }))
      yield* claims.map(({ id }) => id);
  },

  /** That a partner has and that are not remedied. */
  async *heldUnits(batchId: string, upTo: Position): AsyncGenerator<{ serial: string; partnerId: string }> {
    await listed(unitsModel, upTo);
    const where = [{ field: 'shipment.batchId', eq: batchId }] as const;
    for await (const units of pagesOf(models, unitsModel, { where, limit: AT_A_TIME }))
      for (const { id: serial, partnerId, remedied } of units)
        if (partnerId !== IN_STOCK && !remedied) yield { serial, partnerId };
  },
});
