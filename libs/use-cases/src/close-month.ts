import { CloseMonth } from '#finance';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { legalEntityOf } from './known-references.ts';
import { refused, type UseCasePorts } from './ports.ts';

/** F1, R9: in the zone of the legal entity, which may be left out while there is one (R1). */
export async function closeMonth(
  { legalEntityId, month }: { readonly legalEntityId?: string | undefined; readonly month: string },
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'legalEntity' | 'legalEntityIds', CloseMonth>,
): Promise<Outcome> {
  const entity = await legalEntityOf(legalEntityId, aggregates);
  if ('code' in entity) return refused(entity);
  return execute(new CloseMonth({ legalEntityId: entity.legalEntityId, month, timeZone: entity.timeZone }, meta));
}
