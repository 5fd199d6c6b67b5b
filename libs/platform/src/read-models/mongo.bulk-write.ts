import { type AnyBulkWriteOperation, type Collection, MongoBulkWriteError } from 'mongodb';
import { DUPLICATE_KEY } from '../support/mongo-connection.ts';

/** @returns the number of replaces that matched, and the indexes of inserts whose document existed */
export async function bulkWritten<S extends { readonly _id: string }>(
  documents: Collection<S>,
  operations: AnyBulkWriteOperation<S>[],
): Promise<{ matched: number; duplicates: readonly number[] }> {
  try {
    const { matchedCount } = await documents.bulkWrite(operations, { ordered: false });
    return { matched: matchedCount, duplicates: [] };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const failures = [error.writeErrors].flat();
    const isOnlyDuplicates = failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY);
    if (!isOnlyDuplicates || error.result.getWriteConcernError()) throw error;
    return { matched: error.matchedCount, duplicates: failures.map(({ index }) => index) };
  }
}
