import { closingOf } from '#finance';
import type { AggregateReader } from '#use-cases';

export interface UnfinishedClosing {
  readonly legalEntityId: string;
  readonly month: string;
}

/** F1: months whose closing has started and is not done: `closeMonth` has to be repeated. */
export async function unfinishedClosings(
  aggregates: Pick<AggregateReader, 'legalEntityIds' | 'books'>,
): Promise<readonly UnfinishedClosing[]> {
  const closings = (await aggregates.legalEntityIds()).map(async (legalEntityId) => {
    const month = closingOf(await aggregates.books(legalEntityId));
    return month === undefined ? [] : [{ legalEntityId, month }];
  });
  return (await Promise.all(closings)).flat();
}
