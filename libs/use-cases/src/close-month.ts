import { monthInWords } from '#kernel';
import { CloseMonth, isThrough, StartClosing } from '#finance';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { legalEntityOf } from './known-references.ts';
import { partOf, refused, type UseCasePorts } from './ports.ts';

/**
 * F1, R9: in the zone of the legal entity, which may be left out while there is one (R1). What becomes due once the closing has started is
 * dated after the month, so the month is closed when all that was due before is issued (ADR 0017); a credit that is held is due when it can be
 * issued. A repeat completes what an earlier one has started.
 */
export async function closeMonth(
  { legalEntityId, month }: { readonly legalEntityId?: string | undefined; readonly month: string },
  meta: CommandMetadata,
  {
    aggregates,
    execute,
    documentsIssued,
  }: UseCasePorts<'books' | 'legalEntity' | 'legalEntityIds', StartClosing | CloseMonth>,
): Promise<Outcome> {
  const entity = await legalEntityOf(legalEntityId, aggregates);
  if ('code' in entity) return refused(entity);
  const { timeZone } = entity;
  const closing = { legalEntityId: entity.legalEntityId, month };
  const started = await execute(new StartClosing({ ...closing, timeZone }, partOf(meta, 'start')));
  if (started.kind === 'refused') return started;
  const { closedThrough } = await aggregates.books(entity.legalEntityId);
  if (!isThrough(month, closedThrough) && !(await documentsIssued(started.position)))
    return refused({
      code: 'DOCUMENTS_DUE',
      message: `The closing of ${monthInWords(month)} has started, and what becomes due from now on is dated after it. But credit notes or reversals that were due before are still being issued. Close it again in a minute to complete it; if it is refused again, an operator must look at the processes (makegood status).`,
      rule: 'F1',
    });
  return execute(new CloseMonth(closing, meta));
}
