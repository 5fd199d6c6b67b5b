import type { PictureHash } from '#claims';
import { differenceOf, MOST_DIFFERENT, SimilarHashes } from '#evidence';
import { pagesOf, type Position, positionOf, positionParts, type ReadModels } from '#platform';
import { type EvidenceFileDocument, evidenceFilesModel } from './evidence-files.projection.ts';

/** Of one file or picture: what stands in more claims is found in these. */
const MOST = 200;
/** Files of events that have one of these. */
const MOST_FILES = 1_000;
const AT_ONCE = 20;
const AT_A_TIME = 500;
const FIRST_FIRST = { field: 'since', direction: 'asc' } as const;

/** A file that looks like another. */
export interface SimilarFile extends EvidenceFileDocument {
  readonly picture: PictureHash;
  readonly distance: number;
}

/** Hashes of one version, and by their numbers the positions of the events by which the pictures came. */
interface Known {
  readonly hashes: SimilarHashes;
  readonly commits: number[];
  readonly prepares: number[];
}

/** E3: files of claims before a position, once the list has seen the log up to there, in the order in which they came. */
export class FilesBefore {
  readonly #known = new Map<number, Known>();
  /** All that came before are known; with `isWhole`, those of this position too. */
  #upTo: Position | undefined;
  #isWhole = false;
  #reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly models: Pick<ReadModels, 'query'>,
    private readonly listed: (model: { readonly name: string }, position: Position) => Promise<void>,
  ) {}

  /** Those with that content, from the first. */
  async *same(sha256: string, before: Position): AsyncGenerator<EvidenceFileDocument> {
    await this.listed(evidenceFilesModel, before);
    const where = [
      { field: 'sha256', eq: sha256 },
      { field: 'since', lt: before },
    ] as const;
    let seen = 0;
    for await (const files of pagesOf(this.models, evidenceFilesModel, {
      where,
      orderBy: FIRST_FIRST,
      limit: AT_ONCE,
    })) {
      yield* files;
      seen += files.length;
      if (seen >= MOST) return;
    }
  }

  /** The first whose hash differs in at most ten bits. */
  async similar(picture: PictureHash, before: Position): Promise<readonly SimilarFile[]> {
    await this.listed(evidenceFilesModel, before);
    await this.#readTo(before);
    const near = this.#near(picture, before);
    if (near.length === 0) return [];
    const { items } = await this.models.query(evidenceFilesModel, {
      where: [{ field: 'since', in: near }],
      orderBy: FIRST_FIRST,
      limit: MOST_FILES,
    });
    return items.flatMap(({ document }) => {
      if (document.picture?.version !== picture.version) return [];
      const distance = differenceOf(picture.hash, document.picture.hash);
      return distance <= MOST_DIFFERENT ? [{ ...document, picture: document.picture, distance }] : [];
    });
  }

  #near({ version, hash }: PictureHash, before: Position): readonly Position[] {
    const known = this.#known.get(version);
    const near = new Set<Position>();
    for (const number of known?.hashes.near(hash) ?? []) {
      const position = positionOf(BigInt(known?.commits[number] as number), BigInt(known?.prepares[number] as number));
      if (position >= before || near.size === MOST) break;
      near.add(position);
    }
    return [...near];
  }

  /** One after the other: each begins where the one before it has ended. */
  #readTo(position: Position): Promise<void> {
    const read = this.#reading.then(() => this.#read(position));
    this.#reading = read.catch(() => undefined);
    return read;
  }

  /** All that is listed by now: those that ask next need no look of their own. */
  async #read(to: Position): Promise<void> {
    if (this.#upTo !== undefined && this.#upTo >= to) return;
    const from = this.#upTo;
    const known = this.#isWhole ? from : undefined;
    // After a fault files of the last event are read again, which changes nothing.
    this.#isWhole = false;
    for await (const files of pagesOf(this.models, evidenceFilesModel, {
      where: from === undefined ? [] : [{ field: 'since', gte: from }],
      orderBy: FIRST_FIRST,
      limit: AT_A_TIME,
    }))
      for (const { picture, since } of files) {
        if (since === known) continue;
        if (picture) this.#take(picture, since);
        this.#upTo = since;
      }
    if (this.#upTo !== undefined && this.#upTo >= to) this.#isWhole = true;
    else this.#upTo = to;
  }

  #take({ version, hash }: PictureHash, since: Position): void {
    let known = this.#known.get(version);
    if (!known) this.#known.set(version, (known = { hashes: new SimilarHashes(), commits: [], prepares: [] }));
    const { commit, prepare } = positionParts(since);
    known.hashes.add(hash);
    known.commits.push(Number(commit));
    known.prepares.push(Number(prepare));
  }
}
