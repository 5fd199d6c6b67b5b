import {
  type BringsEvidence,
  type BroughtFile,
  broughtBy,
  type ClaimState,
  claimStreams,
  type EvidenceItem,
  isClaimedAgain,
  mayBeInBoth,
  MOST_SIGHTINGS,
  type PictureHash,
  type Sighting,
} from '#claims';
import { ownTurn, type Position, type Recorded } from '#platform';
import type { AggregateReader } from './ports.ts';

/** Of how files and pictures are compared, which each event names (E3). 2: pictures, too. */
export const SEEN_BEFORE_CHECK = 2;

/** For each file so many claims are named that had it, and as many with a similar picture. */
const MOST_CLAIMS = 5;

export interface SightingPorts {
  readonly aggregates: Pick<AggregateReader, 'asOf'>;
  readonly filesBefore: (position: Position) => Promise<FilesBefore>;
}

/** Files of claims before a position, from the first that came. */
export interface FilesBefore {
  same(sha256: string): AsyncIterable<BroughtFile>;
  similar(picture: PictureHash): Promise<readonly SimilarFile[]>;
}

export interface SimilarFile extends BroughtFile {
  readonly sha256: string;
  readonly picture: PictureHash;
  /** Bits in which the hashes differ, at most ten. */
  readonly distance: number;
}

/**
 * E3: the files that an event brings and that stood in other claims before it, and the pictures that look like some there. By the log up
 * to the event, whatever was written since.
 */
export async function sightingsBy(
  event: Recorded<BringsEvidence>,
  { aggregates, filesBefore }: SightingPorts,
): Promise<readonly Sighting[]> {
  const { position, stream, data } = event;
  if (data.evidence.length === 0) return [];
  const claimId = claimStreams.idOf(stream) as string;
  const brought = { claimId, ...broughtBy(event) };
  const asOf = aggregates.asOf(position);
  const files = await filesBefore(position);
  // Hundreds of files may stand in the same claims.
  const claims = new Map<string, Promise<ClaimState>>();
  const claimOf = (id: string): Promise<ClaimState> => {
    const known = claims.get(id) ?? asOf.claim(id);
    claims.set(id, known);
    return known;
  };
  const tells = async (file: BroughtFile): Promise<boolean> =>
    !mayBeInBoth(brought, file) && !isClaimedAgain(await claimOf(claimId), await claimOf(file.claimId));

  const sightingsOf = async ({ evidenceId, sha256, picture }: EvidenceItem): Promise<Sighting[]> => {
    const same = await firstOf(files.same(sha256), tells);
    const known = new Set(same.map((file) => file.claimId));
    const looks = picture ? await files.similar(picture) : [];
    const others = looks.filter((file) => file.sha256 !== sha256 && !known.has(file.claimId));
    const similar = await firstOf(
      others.toSorted((one, other) => one.distance - other.distance),
      tells,
    );
    return [
      ...same.map((file) => ({ evidenceId, sha256, claimId: file.claimId })),
      ...similar.map((file) => ({
        evidenceId,
        sha256,
        claimId: file.claimId,
        similar: {
          sha256: file.sha256,
          picture: picture as PictureHash,
          toPicture: file.picture,
          distance: file.distance,
        },
      })),
    ];
  };
  const sightings: Sighting[] = [];
  for (const item of data.evidence) {
    if (sightings.length >= MOST_SIGHTINGS) break;
    await ownTurn();
    sightings.push(...(await sightingsOf(item)));
  }
  return sightings;
}

/** One file of each claim. */
async function firstOf<F extends BroughtFile>(
  files: AsyncIterable<F> | Iterable<F>,
  tells: (file: F) => Promise<boolean>,
): Promise<readonly F[]> {
  const found = new Map<string, F>();
  for await (const file of files) {
    if (found.size === MOST_CLAIMS) break;
    if (!found.has(file.claimId) && (await tells(file))) found.set(file.claimId, file);
  }
  return [...found.values()];
}
