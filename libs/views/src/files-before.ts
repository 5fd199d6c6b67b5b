import { pagesOf, type Position, type ReadModels } from '#platform';
import { type EvidenceFileDocument, evidenceFilesModel } from './evidence-files.projection.ts';

/** Of one file: what stands in more claims is found in these. */
const MOST = 200;
const AT_A_TIME = 20;

/** E3: claims that had a file before a position, from the first, once the list has seen the log up to there. */
export const filesBefore = (
  models: Pick<ReadModels, 'query'>,
  listed: (model: { readonly name: string }, position: Position) => Promise<void>,
) =>
  async function* (sha256: string, before: Position): AsyncGenerator<EvidenceFileDocument> {
    await listed(evidenceFilesModel, before);
    const where = [
      { field: 'sha256', eq: sha256 },
      { field: 'since', lt: before },
    ] as const;
    const orderBy = { field: 'since', direction: 'asc' } as const;
    let seen = 0;
    for await (const files of pagesOf(models, evidenceFilesModel, { where, orderBy, limit: AT_A_TIME })) {
      yield* files;
      seen += files.length;
      if (seen >= MOST) return;
    }
  };
