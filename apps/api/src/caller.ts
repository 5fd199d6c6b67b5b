import DataLoader from 'dataloader';
import type { Makegood } from '#engine';
import type { Actor } from '#kernel';
import type { AudienceTable, Fields, Identified, Position, ReadModel, ReadModels } from '#platform';
import type { Profile } from '#server';
import type { DryRun } from '#requests';
import { CallerModels, partnersModel, type Seen, type SeenOf } from '#views';
import { failure } from './errors.ts';
import type { ReadYourWrites } from './read-your-writes.ts';

/** Per request, over all its aliases. */
const MAX_LINES = 10_000;

/** The caller of one request, with the documents read for it; `caller` in the GraphQL context. */
export class Caller {
  readonly models: CallerModels;
  #lines = 0;
  #dryRun: DryRun | undefined;
  #awaited: { readonly position: Position; readonly deadline: number } | undefined;
  readonly #loaders = new Map<string, DataLoader<string, unknown>>();

  constructor(
    readonly actor: Actor,
    models: ReadModels,
    private readonly written: ReadYourWrites,
    readonly profile: Profile = {},
  ) {
    this.models = new CallerModels(actor, models, async (model) => {
      if (this.#awaited) await this.written.waitFor(model, this.#awaited.position, this.#awaited.deadline);
    });
  }

  /** Further reads wait until their read model has passed the position. */
  mustShow(position: Position): void {
    const { position: other = position } = this.#awaited ?? {};
    this.#awaited = { position: other > position ? other : position, deadline: this.written.deadline() };
    this.forget();
  }

  /** Before each answer of a subscription, which has its own price. */
  beginAnswer(position: Position): void {
    this.#lines = 0;
    this.mustShow(position);
  }

  /** @throws BAD_USER_INPUT for a malformed position */
  atLeast(position: string | null | undefined): void {
    if (position !== undefined && position !== null) this.mustShow(this.written.parsed(position));
  }

  find<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    id: string,
  ): Promise<Seen<D, A> | undefined> {
    return this.#loader(`own ${model.name}`, (ids) => this.models.get(model, ids)).load(id);
  }

  related<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    id: string,
  ): Promise<Seen<D, A> | undefined> {
    return this.#loader(`related ${model.name}`, (ids) => this.models.related(model, ids)).load(id);
  }

  /** What requests of the caller would be answered: each stream is read once, until something is written. */
  dryRun(makegood: Pick<Makegood, 'dryRun'>): DryRun {
    return (this.#dryRun ??= makegood.dryRun());
  }

  forget(): void {
    this.#loaders.clear();
    this.#dryRun = undefined;
  }

  /** Counts lines whose number depends on arguments, not on the selection. @throws TOO_MANY */
  spend(lines: number): void {
    this.#lines += lines;
    if (this.#lines > MAX_LINES)
      throw failure('TOO_MANY', `One request returns at most ${MAX_LINES} lines. Request fewer at a time.`);
  }

  /** `what`: the beginning of the message. @throws FORBIDDEN for a partner */
  requireStaff(what: string): void {
    if (this.isPartner) throw failure('FORBIDDEN', `${what} is for the manufacturer's staff.`);
  }

  get isPartner(): boolean {
    return this.actor.role === 'PARTNER';
  }

  /** Undefined for staff. */
  async partner(): Promise<SeenOf<typeof partnersModel> | undefined> {
    const { onBehalfOf } = this.actor;
    return onBehalfOf === undefined ? undefined : this.find(partnersModel, onBehalfOf);
  }

  /** BCP 47: that of the token, else of its partner. */
  async locale(): Promise<string> {
    return this.profile.locale ?? (await this.partner())?.terms.locale ?? 'en';
  }

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
