import { QueryError } from '#platform';
import type { AggregateReader } from '#use-cases';

type Entities = Pick<AggregateReader, 'legalEntityIds' | 'legalEntity'>;

/** S13: the zone of a report's days: the one named, or that of the only legal entity. @throws QueryError when there are several */
export async function reportZone(entities: Entities, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const zone = await onlyEntityZone(entities);
  if (zone !== undefined) return zone;
  const ids = await entities.legalEntityIds();
  if (ids.length > 1)
    throw new QueryError(
      `timeZone: name the zone in which days begin and end: there are several legal entities (${ids.join(', ')}).`,
    );
  return 'UTC';
}

/** The zone of the only legal entity; undefined when there is none, or several. */
export async function onlyEntityZone({ legalEntityIds, legalEntity }: Entities): Promise<string | undefined> {
  const [only, ...others] = await legalEntityIds();
  return only !== undefined && others.length === 0 ? (await legalEntity(only))?.current.timeZone : undefined;
}
