import DataLoader from 'dataloader';
import type { Actor } from '#kernel';
import type { Identified } from '#platform';
import { DocumentsById, type Sources } from '#views';
import { failure } from './errors.ts';

/** Reads on behalf of something the caller may already see: a claim's unit, say, that was sold on since. */
const THROUGH_WHAT_IS_SEEN: Actor = { id: 'api', role: 'SYSTEM' };

/** Windows and lines of arithmetic that one request is answered with at most, however many aliases it has. */
const LINES_AT_MOST = 10_000;

/** Who asks, and what was read for this one request. It stands in the GraphQL context as `caller`. */
export class Caller {
  #lines = 0;
  readonly #loaders = new Map<string, DataLoader<string, Identified | undefined>>();

  constructor(
    readonly actor: Actor,
    private readonly sources: Sources,
  ) {}

  /** A document the caller may see; undefined when there is none or it is somebody else's. */
  find<D extends Identified>(model: string, id: string): Promise<D | undefined> {
    return this.#loader(model, this.actor).load(id) as Promise<D | undefined>;
  }

  /** A document that belongs to one the caller sees. */
  related<D extends Identified>(model: string, id: string): Promise<D | undefined> {
    return this.#loader(model, THROUGH_WHAT_IS_SEEN).load(id) as Promise<D | undefined>;
  }

  /** What comes next is read anew. */
  forget(): void {
    this.#loaders.clear();
  }

  /** What is long by its arguments, not by its selection, counts against the request. @throws TOO_MANY */
  spend(lines: number): void {
    this.#lines += lines;
    if (this.#lines > LINES_AT_MOST)
      throw failure('TOO_MANY', `One request is answered with at most ${LINES_AT_MOST} lines. Ask for less at a time.`);
  }

  /** @throws FORBIDDEN for a partner; `what`: the words begin with it */
  requireStaff(what: string): void {
    if (this.isPartner) throw failure('FORBIDDEN', `${what} is for the manufacturer's staff.`);
  }

  get isPartner(): boolean {
    return this.actor.role === 'PARTNER';
  }

  /** One call for all ids that a request needs of a model, however many claims are on the page. */
  #loader(model: string, asker: Actor): DataLoader<string, Identified | undefined> {
    const key = `${asker.role} ${model}`;
    const loader =
      this.#loaders.get(key) ??
      new DataLoader<string, Identified | undefined>(async (ids) => {
        const found = await new DocumentsById(asker, model, ids).execute(this.sources);
        return ids.map((id) => found.get(id));
      });
    this.#loaders.set(key, loader);
    return loader;
  }
}
