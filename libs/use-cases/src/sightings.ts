import {
  type BringsEvidence,
  type BroughtFile,
  broughtBy,
  claimStreams,
  isClaimedAgain,
  mayBeInBoth,
  type Sighting,
} from '#claims';
import type { Position, Recorded } from '#platform';
import type { AggregateReader } from './ports.ts';

/** Of how files are compared, which each event names (E3). */
export const SEEN_BEFORE_CHECK = 1;

/** Of each file, so many claims are named: the first that had it. */
const MOST_CLAIMS = 5;

export interface SightingPorts {
  readonly aggregates: Pick<AggregateReader, 'asOf'>;
  /** Claims that had a file before a position, from the first. */
  readonly filesBefore: (sha256: string, before: Position) => AsyncIterable<BroughtFile>;
}

/** E3: the files that an event brings and that stood in other claims before it. By the log up to the event, whatever was written since. */
export async function sightingsBy(
  event: Recorded<BringsEvidence>,
  { aggregates, filesBefore }: SightingPorts,
): Promise<readonly Sighting[]> {
  const { position, stream, data } = event;
  const claimId = claimStreams.idOf(stream) as string;
  const brought = { claimId, ...broughtBy(event) };
  const asOf = aggregates.asOf(position);
  const sightings: Sighting[] = [];
  for (const { evidenceId, sha256 } of data.evidence) {
    let found = 0;
    for await (const file of filesBefore(sha256, position)) {
      if (found === MOST_CLAIMS) break;
      if (mayBeInBoth(brought, file)) continue;
      if (isClaimedAgain(await asOf.claim(claimId), await asOf.claim(file.claimId))) continue;
      sightings.push({ evidenceId, sha256, claimId: file.claimId });
      found++;
    }
  }
  return sightings;
}
