import DataLoader from 'dataloader';
import type { Actor } from '#kernel';
import type { AudienceTable, Fields, Identified, Position, ReadModel, ReadModels } from '#platform';
import { CallerModels, type Seen } from '#views';
import { failure } from './errors.ts';
import type { ReadYourWrites } from './read-your-writes.ts';

/** Windows and lines of arithmetic that one request is answered with at most, however many aliases it has. */
const LINES_AT_MOST = 10_000;

/** Who asks, and what was read for this one request. It stands in the GraphQL context as `caller`. */
export class Caller {
  /** All that a request reads of read models. */
  readonly models: CallerModels;
  #lines = 0;
  /** What reads must show, each of its own read model, and until when they wait for it. */
  #awaited: { readonly position: Position; readonly deadline: number } | undefined;
  readonly #loaders = new Map<string, DataLoader<string, unknown>>();

  constructor(
    readonly actor: Actor,
    models: ReadModels,
    private readonly written: ReadYourWrites,
  ) {
    this.models = new CallerModels(actor, models, async (model) => {
      if (this.#awaited) await this.written.waitFor(model, this.#awaited.position, this.#awaited.deadline);
    });
  }

  /** What is read from here on shows what was written up to there; the read models that it is read from are waited for. */
  mustShow(position: Position): void {
    const { position: other = position } = this.#awaited ?? {};
    this.#awaited = { position: other > position ? other : position, deadline: this.written.deadline() };
    this.forget();
  }

  /** The same for the argument `atLeast` of a query. @throws BAD_USER_INPUT for what no mutation can have given */
  atLeast(position: string | null | undefined): void {
    if (position !== undefined && position !== null) this.mustShow(this.written.parsed(position));
  }

  /** A document the caller may see; undefined when there is none or it is somebody else's. */
  find<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    id: string,
  ): Promise<Seen<D, A> | undefined> {
    return this.#loader(`own ${model.name}`, (ids) => this.models.get(model, ids)).load(id);
  }

  /** A document that belongs to one the caller sees. */
  related<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    id: string,
  ): Promise<Seen<D, A> | undefined> {
    return this.#loader(`related ${model.name}`, (ids) => this.models.related(model, ids)).load(id);
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
  #loader<S>(
    key: string,
    read: (ids: readonly string[]) => Promise<Map<string, S>>,
  ): DataLoader<string, S | undefined> {
    const known = this.#loaders.get(key) as DataLoader<string, S | undefined> | undefined;
    if (known) return known;
    const loader = new DataLoader<string, S | undefined>(async (ids) => {
      const found = await read(ids);
      return ids.map((id) => found.get(id));
    });
    this.#loaders.set(key, loader);
    return loader;
  }
}
