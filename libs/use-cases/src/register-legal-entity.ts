import { type CommandMetadata, type Instant, uuidv5 } from '#kernel';
import type { Outcome } from '#platform';
import { ListLegalEntity, RegisterLegalEntity } from '#warranty';
import { latestOf, partOf, type UseCasePorts } from './ports.ts';

/** R1. Registered before it is listed, so that every listed entity exists. */
export async function registerLegalEntity(
  entity: RegisterLegalEntity['data'],
  meta: CommandMetadata,
  { execute }: Pick<UseCasePorts<never, RegisterLegalEntity | ListLegalEntity>, 'execute'>,
): Promise<Outcome> {
  const registered = await execute(new RegisterLegalEntity(entity, meta));
  if (registered.kind === 'refused') return registered;
  const { legalEntityId } = entity;
  return latestOf([registered, await execute(new ListLegalEntity({ legalEntityId }, partOf(meta, 'list')))]);
}

/** R1: a new store gets one legal entity. Processes that start together conflict in the directory. */
export async function createFirstLegalEntity(
  legalEntityId: string,
  at: Instant,
  {
    aggregates,
    execute,
  }: Pick<
    UseCasePorts<'legalEntity' | 'legalEntityIds', RegisterLegalEntity | ListLegalEntity>,
    'aggregates' | 'execute'
  >,
): Promise<void> {
  const meta = (part: string): CommandMetadata => ({
    id: uuidv5(`found/${legalEntityId}/${part}`),
    actor: { id: 'found-legal-entity', role: 'SYSTEM' },
    at,
    correlationId: 'found-legal-entity',
  });
  if ((await aggregates.legalEntityIds()).length === 0)
    await execute(new ListLegalEntity({ legalEntityId, unlessAny: true }, meta('list')));
  const [founded] = await aggregates.legalEntityIds();
  if (founded === undefined || (await aggregates.legalEntity(founded))) return;
  const entity = { legalEntityId: founded, name: founded, timeZone: 'UTC' };
  await execute(new RegisterLegalEntity(entity, meta('register')));
}
