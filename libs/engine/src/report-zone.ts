import { QueryError } from '#platform';
import type { AggregateReader } from '#use-cases';

type Entities = Pick<AggregateReader, 'legalEntityIds' | 'legalEntity'>;

/** S13: the zone named, or that of the only legal entity. @throws QueryError when there are several */
export async function reportZone(entities: Entities, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const zone = await onlyEntityZone(entities);
  if (zone !== undefined) return zone;
  const ids = await entities.legalEntityIds();
  if (ids.length > 1)
    throw new QueryError(
      `timeZone: state the zone in which days begin and end, since there are several legal entities (${ids.join(', ')}).`,
    );
  return 'UTC';
}

/** Undefined unless there is exactly one. */
export async function onlyEntityZone({ legalEntityIds, legalEntity }: Entities): Promise<string | undefined> {
  const [only, ...others] = await legalEntityIds();
  return only !== undefined && others.length === 0 ? (await legalEntity(only))?.current.timeZone : undefined;
}
