import DataLoader from 'dataloader';
import type { Channel } from '#claims';
import type { Makegood } from '#engine';
import type { Actor } from '#kernel';
import type { AudienceTable, Fields, Identified, Position, ReadModel, ReadModels, RecordedEvent } from '#platform';
import type { Profile } from '#server';
import type { DryRun } from '#requests';
import { peopleModel } from '#people';
import { CallerModels, partnersModel, type Seen, type SeenOf, staffModel, type Streams } from '#views';
import type { Budget } from './budget.ts';
import { failure } from './errors.ts';
import { Reads } from './reads.ts';
import type { ReadYourWrites } from './read-your-writes.ts';

/** Per request, over all its aliases. */
const MAX_LINES = 10_000;

/** What has not been answered by then is refused. More than a page takes while a store is slow (docs/operations.md). */
const REQUEST_MS = 20_000;

export interface Deadline {
  readonly milliseconds: number;
  /** One for all requests: each of them ends with it, and an error with its stack would be made for nothing. */
  readonly passed: Error;
}

export const deadlineOf = (milliseconds = REQUEST_MS): Deadline => ({
  milliseconds,
  passed: failure('DEADLINE_EXCEEDED', `The answer took longer than ${milliseconds / 1000} s. Ask for less at a time.`),
});
const USUAL = deadlineOf();

/** Items of lists, and documents that were found, which are completed together. */
const PIECE = 10;
/** Documents that are read at once. */
const MAX_BATCH = 100;

export interface CallerOptions {
  readonly profile?: Profile;
  readonly budget: Budget;
  readonly deadline?: Deadline | undefined;
  /** Default: API. */
  readonly channel?: Channel;
  /** Of the page that asks (BCP 47). */
  readonly language?: string | undefined;
  /** It goes on for days, and what it is sent was not asked for: that is counted, but never refused. */
  readonly subscribes?: true;
  /** A5: before an answer with names or addresses of others leaves. */
  readonly onPeopleRead?: (ids: readonly string[]) => void;
}

/** The caller of one request, with the documents read for it; `caller` in the GraphQL context. */
export class Caller {
  readonly models: CallerModels;
  /** For reports, which sum over many documents: read in turn with others until the deadline, and not paid for. */
  readonly reports: CallerModels;
  readonly profile: Profile;
  readonly channel: Channel;
  #lines = 0;
  readonly #end = new AbortController();
  #late: NodeJS.Timeout | undefined;
  #turn: Promise<() => void> | undefined;
  #unread: () => void = () => undefined;
  #pieces = 0;
  #piece: Promise<void> = Promise.resolve();
  #reads = new Reads();
  /** Of what is not known yet. */
  readonly #loaders = new Map<string, DataLoader<string, unknown>>();
  #awaited: { readonly position: Position; readonly deadline: number } | undefined;
  readonly #people = new Set<string>();

  constructor(
    readonly actor: Actor,
    models: ReadModels,
    private readonly written: ReadYourWrites,
    private readonly options: CallerOptions,
  ) {
    this.profile = options.profile ?? {};
    this.channel = options.channel ?? 'API';
    const { milliseconds, passed } = this.#deadline;
    if (!options.subscribes) this.#late = setTimeout(() => this.#end.abort(passed), milliseconds).unref();
    const beforeReading = async (model: string, what: 'page' | 'documents') => {
      await this.#turnToRead(what === 'page' ? 'new' : 'begun');
      if (this.#awaited) await this.written.waitFor(model, this.#awaited.position, this.#awaited.deadline);
    };
    const { signal } = this.#end;
    const onPeople = (ids: readonly string[]) => ids.forEach((id) => this.#given(id));
    this.models = new CallerModels(actor, models, beforeReading, (documents) => this.#pay(documents), signal, onPeople);
    this.reports = new CallerModels(actor, models, beforeReading, () => this.#mayGoOn(), signal);
  }

  get #deadline(): Deadline {
    return this.options.deadline ?? USUAL;
  }

  /** Before an answer leaves: once for each, however many names are in it. */
  answers(): void {
    if (this.#people.size > 0) this.options.onPeopleRead?.([...this.#people].sort());
    this.#people.clear();
  }

  /** Its answer waits to be read. */
  answered(bytes: number): void {
    this.#unread = this.options.budget.answered(bytes);
  }

  /** The answer is complete, or not wanted any more: nothing further is read for it, and what is being read is given up. */
  leave(): void {
    clearTimeout(this.#late);
    this.#unread();
    this.#end.abort(this.#deadline.passed);
    void this.#turn?.then((end) => end()).catch(() => undefined);
  }

  /** Further reads wait until their read model has passed the position. */
  mustShow(position: Position): void {
    const { position: other = position } = this.#awaited ?? {};
    this.#awaited = { position: other > position ? other : position, deadline: this.written.deadline() };
    this.forget();
  }

  /** Before each answer of a subscription, which has its own price and its turn. `reads`: what others of the caller have read for the same change. */
  async beginAnswer(position: Position, reads = new Reads()): Promise<void> {
    this.#lines = 0;
    this.#turn = undefined;
    this.mustShow(position);
    this.#reads = reads;
    await this.giveWay('new');
  }

  /** @throws BAD_USER_INPUT for a malformed position */
  atLeast(position: string | null | undefined): void {
    if (position !== undefined && position !== null) this.mustShow(this.written.parsed(position));
  }

  find<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    id: string,
  ): Promise<Seen<D, A> | undefined> {
    return this.#load('own', model, id, (ids) => this.models.get(model, ids));
  }

  related<D extends Identified, F extends Fields, A extends AudienceTable | 'staff'>(
    model: ReadModel<D, F, A>,
    id: string,
  ): Promise<Seen<D, A> | undefined> {
    return this.#load('related', model, id, (ids) => this.models.related(model, ids));
  }

  /** What requests of the caller would be answered: each stream is read once, until something is written. */
  dryRun(makegood: Pick<Makegood, 'dryRun'>): DryRun {
    return (this.#reads.dryRun ??= makegood.dryRun());
  }

  /** What is long to find, and may be selected more than once. */
  once<T>(key: string, find: () => Promise<T>): Promise<T> {
    return this.#reads.once(key, this, find);
  }

  forget(): void {
    this.#reads = new Reads();
  }

  /** Counts lines whose number depends on arguments, not on the selection. @throws TOO_MANY; OverBudget; DEADLINE_EXCEEDED */
  spend(lines: number): void {
    this.#pay(lines);
    this.#lines += lines;
    if (this.#lines > MAX_LINES)
      throw failure('TOO_MANY', `One request returns at most ${MAX_LINES} lines. Request fewer at a time.`);
  }

  /** Before streams whose state is asked for: mostly it is in memory, and what was added is read. */
  async streamRead(streams = 1): Promise<void> {
    this.spend(streams);
    await this.inPieces();
  }

  /** Each stream is read once for the request; each event that is replayed is paid for. */
  streams(store: Streams): Streams {
    return {
      readStream: (stream, options) => this.#replayed(store, stream, options),
    };
  }

  async *#replayed(
    store: Streams,
    stream: string,
    options?: Parameters<Streams['readStream']>[1],
  ): AsyncGenerator<RecordedEvent> {
    await this.#turnToRead('new');
    const key = `stream ${stream} ${JSON.stringify(options ?? {})}`;
    const events = await this.once(key, () => this.#read(store.readStream(stream, options)));
    this.spend(events.length);
    yield* events;
  }

  async #read(events: AsyncIterable<RecordedEvent>): Promise<readonly RecordedEvent[]> {
    const read: RecordedEvent[] = [];
    for await (const event of events) {
      this.#mayGoOn();
      read.push(event);
      if (read.length > MAX_LINES) break;
    }
    return read;
  }

  /** Commands do not wait for it: they write in their own order. */
  async #turnToRead(work: 'begun' | 'new'): Promise<void> {
    const { budget, subscribes } = this.options;
    // Once it has left, nobody would give its place back.
    this.#mayGoOn();
    // What a subscription has read for earlier answers is paid back first.
    await (this.#turn ??= subscribes ? budget.afford(0).then(() => () => undefined) : budget.begin());
    await this.giveWay(work);
    this.#mayGoOn();
  }

  /** Before something that takes the processor for long when there is much of it: requests of others are answered in between. */
  giveWay(work?: 'begun' | 'new'): Promise<void> {
    return this.options.budget.turn(work);
  }

  /** The same for small things of which there may be many: some of them go on together. */
  inPieces(): Promise<void> {
    if (this.#pieces++ % PIECE === 0) this.#piece = this.giveWay();
    return this.#piece;
  }

  /** For what has been done already: counted, and not refused. */
  charge(lines: number): void {
    this.options.budget.count(lines);
  }

  #pay(lines: number): void {
    this.#mayGoOn();
    const { budget, subscribes } = this.options;
    if (subscribes) budget.count(lines);
    else budget.spend(lines);
  }

  #mayGoOn(): void {
    this.#end.signal.throwIfAborted();
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

  /** BCP 47: that of the member of staff, by which its mails go as well, else of the token, else of its partner. */
  async statedLocale(): Promise<string | undefined> {
    const member = this.isPartner ? undefined : await this.find(staffModel, this.actor.id);
    return member?.locale ?? this.profile.locale ?? (await this.partner())?.terms.locale;
  }

  async locale(): Promise<string> {
    return (await this.statedLocale()) ?? 'en';
  }

  /** BCP 47: in which names are answered. That of the page, with the country of the person where it is the same. */
  async language(): Promise<string> {
    const locale = await this.locale();
    const { language = locale } = this.options;
    return primary(language) === primary(locale) ? locale : language;
  }

  async #load<S>(
    whose: 'own' | 'related',
    { name }: { readonly name: string },
    id: string,
    read: (ids: readonly string[]) => Promise<Map<string, S>>,
  ): Promise<S | undefined> {
    const key = `${whose} ${name}`;
    const found = await this.once(`${key} ${id}`, () => this.#loader(key, read).load(id));
    // Another subscription of the caller may have read it.
    if (found && name === peopleModel.name) this.#given(id);
    // Many wait for the same documents.
    await this.inPieces();
    return found;
  }

  /** A5. */
  #given(person: string): void {
    if (person !== this.actor.id) this.#people.add(person);
  }

  #loader<S>(
    key: string,
    read: (ids: readonly string[]) => Promise<Map<string, S>>,
  ): DataLoader<string, S | undefined> {
    const known = this.#loaders.get(key) as DataLoader<string, S | undefined> | undefined;
    if (known) return known;
    const loader = new DataLoader<string, S | undefined>(
      async (ids) => {
        const found = await read(ids);
        return ids.map((id) => found.get(id));
      },
      // Behind all that waits already, which may ask for more.
      { cache: false, maxBatchSize: MAX_BATCH, batchScheduleFn: (dispatch) => void this.giveWay().then(dispatch) },
    );
    this.#loaders.set(key, loader);
    return loader;
  }
}

const primary = (tag: string): string => (tag.split('-', 1)[0] as string).toLowerCase();
