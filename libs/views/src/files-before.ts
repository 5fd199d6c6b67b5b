import type { PictureHash } from '#claims';
import { differenceOf, SIMILAR_PICTURE_BITS, SimilarHashes } from '#evidence';
import {
  type Listed,
  pagesOf,
  type Position,
  positionOf,
  positionParts,
  type QuerySpec,
  type ReadModels,
} from '#platform';
import { type EvidenceFileDocument, evidenceFilesModel } from './evidence-files.projection.ts';

/** Of one file or picture: what stands in more claims is found in these. */
const MOST = 200;
/** Files of events that have one of these. */
const MOST_FILES = 1_000;
const AT_ONCE = 20;
const AT_A_TIME = 500;
const FIRST_FIRST = { field: 'since', direction: 'asc' } as const;
/** Hexadecimal digits of a hash of a file that are kept: few files share them, and a small integer takes little memory. */
const KEPT_DIGITS = 7;
const BEFORE_ALL = '' as Position;

/** A file that looks like another. */
export interface SimilarFile extends EvidenceFileDocument {
  readonly picture: PictureHash;
  readonly distance: number;
}

/** E3: files of claims before a position, once the list has seen the log up to there, in the order in which they came. */
export function filesBefore(models: Pick<ReadModels, 'query'>, listed: Listed) {
  const known = new KnownFiles(models, listed);
  return async (position: Position) => {
    await known.readTo(position);
    return {
      /** Those with that content, from the first. */
      async *same(sha256: string): AsyncGenerator<EvidenceFileDocument> {
        if (!known.mayHave(sha256, position)) return;
        yield* filesWhere(models, [
          { field: 'sha256', eq: sha256 },
          { field: 'since', lt: position },
        ]);
      },

      /** The first whose hash differs in at most ten bits. */
      async similar(picture: PictureHash): Promise<readonly SimilarFile[]> {
        const near = known.near(picture, position);
        if (near.length === 0) return [];
        const { items } = await models.query(evidenceFilesModel, {
          where: [{ field: 'since', in: near }],
          orderBy: FIRST_FIRST,
          limit: MOST_FILES,
        });
        return items.flatMap(({ document }) => {
          if (document.picture?.version !== picture.version) return [];
          const distance = differenceOf(picture.hash, document.picture.hash);
          return distance <= SIMILAR_PICTURE_BITS ? [{ ...document, picture: document.picture, distance }] : [];
        });
      },
    };
  };
}

/** E3: files of all claims with that content, from the first, once the list has seen the log up to its head. */
export const filesByNow = (models: Pick<ReadModels, 'query'>, listed: Listed, head: () => Promise<Position>) =>
  async function* (sha256: string): AsyncGenerator<EvidenceFileDocument> {
    await listed(evidenceFilesModel, await head());
    yield* filesWhere(models, [{ field: 'sha256', eq: sha256 }]);
  };

type Where = QuerySpec<(typeof evidenceFilesModel)['fields']>['where'];

async function* filesWhere(models: Pick<ReadModels, 'query'>, where: Where): AsyncGenerator<EvidenceFileDocument> {
  let seen = 0;
  for await (const files of pagesOf(models, evidenceFilesModel, { where, orderBy: FIRST_FIRST, limit: AT_ONCE })) {
    yield* files;
    seen += files.length;
    if (seen >= MOST) return;
  }
}

/** Hashes of one version, and for each the number of its file. */
interface Pictures {
  readonly hashes: SimilarHashes;
  readonly files: number[];
}

/** What is kept of the files of all claims: most have not been before, and no store is asked for them. */
class KnownFiles {
  /** By the number of a file, the position of the event by which it came. */
  readonly #commits: number[] = [];
  readonly #prepares: number[] = [];
  /** By the beginning of its hash, the first file. */
  readonly #first = new Map<number, number>();
  readonly #pictures = new Map<number, Pictures>();
  /** All that came up to there are known. */
  #upTo = BEFORE_ALL;
  /** Where to go on after a fault; files of that event are taken again, which changes nothing. */
  #from = BEFORE_ALL;
  #reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly models: Pick<ReadModels, 'query'>,
    private readonly listed: Listed,
  ) {}

  /** One after the other: each begins where the one before it has ended, and mostly has nothing left to read. */
  readTo(position: Position): Promise<void> {
    const read = this.#reading.then(() => this.#read(position));
    this.#reading = read.catch(() => undefined);
    return read;
  }

  mayHave(sha256: string, before: Position): boolean {
    const first = this.#first.get(beginningOf(sha256));
    return first !== undefined && this.#position(first) < before;
  }

  /** Positions of events that brought one. */
  near({ version, hash }: PictureHash, before: Position): readonly Position[] {
    const pictures = this.#pictures.get(version);
    const near = new Set<Position>();
    for (const number of pictures?.hashes.near(hash) ?? []) {
      const position = this.#position(pictures?.files[number] as number);
      if (position >= before || near.size === MOST) break;
      near.add(position);
    }
    return [...near];
  }

  async #read(to: Position): Promise<void> {
    if (this.#upTo >= to) return;
    // All that is listed by now: those that ask next need no look of their own.
    const upTo = await this.listed(evidenceFilesModel, to);
    await this.#takeUpTo(upTo);
    this.#from = this.#upTo = upTo;
  }

  async #takeUpTo(upTo: Position): Promise<void> {
    for await (const files of pagesOf(this.models, evidenceFilesModel, {
      where: [{ field: 'since', gte: this.#from }],
      orderBy: FIRST_FIRST,
      limit: AT_A_TIME,
    }))
      for (const file of files) {
        // A store may show some files of what is being listed before others that came earlier.
        if (file.since > upTo) return;
        if (file.since > this.#upTo) this.#take(file);
        this.#from = file.since;
      }
  }

  #take({ sha256, picture, since }: EvidenceFileDocument): void {
    const { commit, prepare } = positionParts(since);
    const file = this.#commits.push(Number(commit)) - 1;
    this.#prepares.push(Number(prepare));
    const beginning = beginningOf(sha256);
    if (!this.#first.has(beginning)) this.#first.set(beginning, file);
    if (!picture) return;
    const pictures = this.#pictures.get(picture.version) ?? { hashes: new SimilarHashes(), files: [] };
    this.#pictures.set(picture.version, pictures);
    pictures.hashes.add(picture.hash);
    pictures.files.push(file);
  }

  #position(file: number): Position {
    return positionOf(BigInt(this.#commits[file] as number), BigInt(this.#prepares[file] as number));
  }
}

const beginningOf = (sha256: string): number => Number.parseInt(sha256.slice(0, KEPT_DIGITS), 16);
