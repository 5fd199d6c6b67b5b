import { booksDecider, CloseMonth } from '#finance';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { legalEntityOf } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

/**
 * F1, R9: in the zone of the legal entity, which may be left out while there is one (R1). What was due before is dated in the month, so it
 * must have been issued; a credit that is held is dated when it can be issued, after the month.
 */
export async function closeMonth(
  { legalEntityId, month }: { readonly legalEntityId?: string | undefined; readonly month: string },
  meta: CommandMetadata,
  { aggregates, execute, documentsIssued }: UseCasePorts<'books' | 'legalEntity' | 'legalEntityIds', CloseMonth>,
): Promise<Outcome> {
  const entity = await legalEntityOf(legalEntityId, aggregates);
  if ('code' in entity) return refused(entity);
  const { timeZone } = entity;
  const closing = new CloseMonth({ legalEntityId: entity.legalEntityId, month, timeZone }, meta);
  const isNew = booksDecider.decide(closing, await aggregates.books(entity.legalEntityId)).kind === 'accepted';
  if (isNew && !(await documentsIssued()))
    return refused({
      code: 'DOCUMENTS_DUE',
      message: `Credit notes or reversals that are due are still being issued, and may be dated in ${month}. Close it in a minute; if it is refused again, an operator must look at the processes (makegood status).`,
      rule: 'F1',
    });
  return execute(closing);
}
