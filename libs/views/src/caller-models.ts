import type { Actor } from '#kernel';
import { peopleModel } from '#people';
import {
  type AudienceTable,
  type Condition,
  eachPage,
  type Fields,
  type Identified,
  type Page,
  type QuerySpec,
  type ReadModel,
  type ReadModels,
} from '#platform';
import { documentFor, mayRead, narrowed, type Seen } from './access.ts';

/** The read models as one caller may see them: other documents read as missing. */
export class CallerModels {
  constructor(
    readonly caller: Actor,
    private readonly models: ReadModels,
    /** Waits for what the caller has written. */
    private readonly beforeReading: (model: string, what: 'page' | 'documents') => Promise<void> = async () =>
      undefined,
    /** How many documents are paid for. */
    private readonly afterReading: (documents: number) => void = () => undefined,
    private readonly signal?: AbortSignal,
    /** A5: whose names and addresses the caller was given. */
    private readonly onPeople: (ids: readonly string[]) => void = () => undefined,
  ) {}

  async get<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    ids: readonly string[],
  ): Promise<Map<string, Seen<D, A>>> {
    return this.#read(model, ids, (document) => mayRead(this.caller, model, document));
  }

  /** Documents related to one that the caller may read (the unit of its claim), whatever their owner. */
  async related<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    ids: readonly string[],
  ): Promise<Map<string, Seen<D, A>>> {
    return this.#read(model, ids, () => true);
  }

  async query<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    query: QuerySpec<F>,
  ): Promise<Page<Seen<D, A>>> {
    const where = narrowed(this.caller, model, query.where ?? [], query.orderBy);
    if (!where) return { items: [], hasMore: false };
    await this.beforeReading(model.name, 'page');
    const { items, hasMore } = await this.models.query<D, F>(model, { ...query, where }, this.signal);
    this.afterReading(items.length);
    this.#given(
      model,
      items.map(({ document }) => document.id),
    );
    return {
      items: items.map(({ document, cursor }) => ({ document: documentFor(this.caller, model, document), cursor })),
      hasMore,
    };
  }

  /** All that a query finds, a page at a time. */
  pages<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    query: Omit<QuerySpec<F>, 'after'>,
  ): AsyncGenerator<readonly Seen<D, A>[]> {
    return eachPage((after) => this.query(model, { ...query, ...after }));
  }

  async count<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    conditions: readonly Condition<F>[],
  ): Promise<number> {
    const where = narrowed(this.caller, model, conditions);
    if (!where) return 0;
    await this.beforeReading(model.name, 'page');
    const count = await this.models.count(model, where, this.signal);
    this.afterReading(1);
    return count;
  }

  /** Unrestricted, only to find other documents, which are then read as the caller. */
  async lookUp<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    ids: readonly string[],
  ): Promise<Map<string, D>> {
    await this.beforeReading(model.name, 'documents');
    const found = await this.models.get(model, ids, this.signal);
    // Also for those that are not there: the price must not tell them from those of others.
    this.afterReading(ids.length);
    return found;
  }

  /** The same, of what a query finds. */
  pagesLookedUp<D extends Identified, F extends Fields>(
    model: ReadModel<D, F>,
    query: Omit<QuerySpec<F>, 'after'>,
  ): AsyncGenerator<readonly D[]> {
    return eachPage(async (after) => {
      await this.beforeReading(model.name, 'page');
      const page = await this.models.query(model, { ...query, ...after }, this.signal);
      this.afterReading(Math.max(1, page.items.length));
      return page;
    });
  }

  async #read<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    ids: readonly string[],
    isMeant: (document: D) => boolean,
  ): Promise<Map<string, Seen<D, A>>> {
    const seen = new Map<string, Seen<D, A>>();
    for (const [id, document] of await this.lookUp<D, F>(model, ids))
      if (isMeant(document)) seen.set(id, documentFor(this.caller, model, document));
    this.#given(model, [...seen.keys()]);
    return seen;
  }

  /** A4: they are in this model alone. */
  #given({ name }: { readonly name: string }, ids: readonly string[]): void {
    if (name === peopleModel.name && ids.length > 0) this.onPeople(ids);
  }
}
