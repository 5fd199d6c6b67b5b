import { QueryError } from '#platform';
import type { AggregateReader } from '#use-cases';

/** S13: the zone of a report's days: the one named, or that of the only legal entity. @throws QueryError when there are several */
export async function reportZone(
  { legalEntityIds, legalEntity }: Pick<AggregateReader, 'legalEntityIds' | 'legalEntity'>,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) return named;
  const [only, ...others] = await legalEntityIds();
  if (others.length > 0)
    throw new QueryError(
      `timeZone: name the zone in which days begin and end: there are several legal entities (${[only, ...others].join(', ')}).`,
    );
  return (only && (await legalEntity(only))?.current.timeZone) ?? 'UTC';
}
