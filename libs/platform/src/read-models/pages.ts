import { ownTurn } from '../support/own-turn.ts';
import type { ReadModels } from './read-model.port.ts';
import type { Fields, Identified, Page, QuerySpec, ReadModel } from './read-model.ts';

/** All documents of a query, a page at a time. @throws DocumentStoreError */
export const pagesOf = <D extends Identified, F extends Fields>(
  models: Pick<ReadModels, 'query'>,
  model: ReadModel<D, F>,
  query: Omit<QuerySpec<F>, 'after'>,
): AsyncGenerator<readonly D[]> =>
  eachPage(async (after) => {
    if (after.after !== undefined) await ownTurn();
    return models.query<D, F>(model, { ...query, ...after });
  });

export async function* eachPage<D>(
  read: (after: Pick<QuerySpec, 'after'>) => Promise<Page<D>>,
): AsyncGenerator<readonly D[]> {
  let after: string | undefined;
  do {
    const { items, hasMore } = await read(after === undefined ? {} : { after });
    if (items.length > 0) yield items.map(({ document }) => document);
    after = hasMore ? items.at(-1)?.cursor : undefined;
  } while (after !== undefined);
}
