import { batches, batchStreams } from '#batches';
import { claims, claimStreams, sightings, sightingStreams } from '#claims';
import {
  books,
  bookStreams,
  creditNoteSeries,
  creditNoteSeriesStreams,
  creditNoteStreams,
  issuedNotes,
  replacementLedgers,
  replacementStreams,
  reversalSeries,
  reversalSeriesStreams,
} from '#finance';
import type { Command, Serial, Typed } from '#kernel';
import { mails, mailStreams } from '#mail';
import { notices, noticeStreams } from '#notices';
import {
  desks,
  deskStreams,
  persons,
  personStreams,
  staff,
  staffDirectory,
  staffDirectoryStreams,
  staffStreams,
  THE_STAFF_DIRECTORY,
} from '#people';
import {
  type Aggregate,
  type CacheFeed,
  type CommandLoop,
  DecodedEvent,
  DryCommandLoop,
  type EventStore,
  NO_STREAM,
  type Outcome,
  type Position,
  RECENT_MS,
  type Recorded,
  stateAsOf,
} from '#platform';
import { calendars, type CalendarRepository, type Calendars, calendarStreams, slaClocks, slaStreams } from '#sla';
import type { RequestReaders } from '#requests';
import type { AggregateReader, CommandExecutor } from '#use-cases';
import {
  invoiceIdOf,
  invoices,
  invoiceStreams,
  legalEntities,
  legalEntityDirectory,
  legalEntityDirectoryStreams,
  legalEntityStreams,
  partners,
  partnerStreams,
  policies,
  policyStreams,
  products,
  productStreams,
  type PublishedPolicy,
  THE_DIRECTORY,
  units,
  unitStreams,
} from '#warranty';
import type { LoadedClaim } from '#views';
import { type Owner, ownerKey, webhookDeliveries, webhookDeliveryStreams, webhooks, webhookStreams } from '#webhooks';
import { catalogue, everyAggregate } from './catalogue.ts';

const byCommand = new Map(
  everyAggregate.flatMap((aggregate) => aggregate.decider.commandTypes.map((type) => [type, aggregate] as const)),
);

export const commandTypes: ReadonlySet<string> = new Set(byCommand.keys());

/** From when on a stream in memory is current enough to be read, in milliseconds of the loop's stopwatch. */
interface Freshness {
  /** Streams that the reader may write. */
  readonly own: () => number;
  /** Streams that are only consulted, and change seldom. */
  readonly consulted: () => number | Promise<number>;
}

export class StoredAggregates implements AggregateReader, CommandExecutor, RequestReaders {
  readonly calendars: Calendars;
  readonly #freshness: Freshness;

  /** Without `freshness` every stream is read as of now. */
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly loop: Pick<CommandLoop, 'load' | 'execute' | 'now'>,
    private readonly repository: CalendarRepository,
    freshness?: Freshness,
    private readonly feed?: Pick<CacheFeed, 'beRecent'>,
  ) {
    this.#freshness = freshness ?? { own: loop.now, consulted: loop.now };
    this.calendars = repository.loadedBy((id) => this.#consulted(calendars, calendarStreams.of(id)));
  }

  /** For one request: each stream is read once, and commands are decided without anything being appended. */
  dryRun(): AggregateReader & CommandExecutor {
    return new StoredAggregates(this.store, new DryCommandLoop(this.loop), this.repository);
  }

  /** From memory, as far as that was current at `since` or later. */
  since(since: () => number): AggregateReader {
    return new StoredAggregates(this.store, this.loop, this.repository, { own: since, consulted: since });
  }

  forRequest({ fresh = false } = {}): StoredAggregates {
    const start = this.loop.now();
    const own = () => start;
    const recent = async () => {
      await this.feed?.beRecent();
      return start - RECENT_MS;
    };
    const freshness = { own, consulted: fresh || !this.feed ? own : recent };
    return new StoredAggregates(this.store, this.loop, this.repository, freshness);
  }

  execute = async (command: Command): Promise<Outcome> => {
    const aggregate = byCommand.get(command.type);
    if (!aggregate) throw new Error(`no aggregate handles ${command.type}`);
    return this.loop.execute(aggregate, command);
  };

  claim = (claimId: string) => this.#state(claims, claimStreams.of(claimId));
  sightings = (claimId: string) => this.#state(sightings, sightingStreams.of(claimId));
  unit = (serial: Serial) => this.#state(units, unitStreams.of(serial));
  partner = (partnerId: string) => this.#consulted(partners, partnerStreams.of(partnerId));
  person = (id: string) => this.#consulted(persons, personStreams.of(id));
  staffMember = (id: string) => this.#consulted(staff, staffStreams.of(id));
  staffIds = () => this.#consulted(staffDirectory, staffDirectoryStreams.of(THE_STAFF_DIRECTORY));
  product = (sku: string) => this.#consulted(products, productStreams.of(sku));
  batch = (batchId: string) => this.#consulted(batches, batchStreams.of(batchId));
  legalEntity = (id: string) => this.#consulted(legalEntities, legalEntityStreams.of(id));
  legalEntityIds = () => this.#consulted(legalEntityDirectory, legalEntityDirectoryStreams.of(THE_DIRECTORY));
  invoice = (legalEntityId: string, invoiceNumber: string) =>
    this.#state(invoices, invoiceStreams.of(invoiceIdOf(legalEntityId, invoiceNumber)));
  replacements = (partnerId: string) => this.#state(replacementLedgers, replacementStreams.of(partnerId));
  creditNoteSeries = (series: string) => this.#state(creditNoteSeries, creditNoteSeriesStreams.of(series));
  reversalSeries = (series: string) => this.#state(reversalSeries, reversalSeriesStreams.of(series));
  issuedNote = (number: string) => this.#state(issuedNotes, creditNoteStreams.of(number));
  books = (legalEntityId: string) => this.#state(books, bookStreams.of(legalEntityId));
  notice = (noticeId: string) => this.#state(notices, noticeStreams.of(noticeId));
  webhooks = (owner: Owner) => this.#consulted(webhooks, webhookStreams.of(ownerKey(owner)));
  webhookDelivery = (id: string) => this.#state(webhookDeliveries, webhookDeliveryStreams.of(id));
  mail = (mailId: string) => this.#state(mails, mailStreams.of(mailId));
  clock = (claimId: string) => this.#state(slaClocks, slaStreams.of(claimId));
  desk = (claimId: string) => this.#state(desks, deskStreams.of(claimId));

  /** For the answer to a request that has just written it. */
  claimPage = async (claimId: string): Promise<LoadedClaim> => {
    const own = this.#freshness.own();
    const claim = await this.loop.load(claims, claimStreams.of(claimId), own);
    // Reactions start the clock, and look for its files, after the submission.
    if (claim.revision === 0) return { claim, clock: undefined, sightings: [] };
    const clock = await this.loop.load(slaClocks, slaStreams.of(claimId), own);
    const found = await this.loop.load(sightings, sightingStreams.of(claimId), own);
    return { claim, clock: clock.state, sightings: found.state };
  };

  asOf = (position: Position): ReturnType<AggregateReader['asOf']> => ({
    claim: (claimId) => this.#stateAsOf(position, claims, claimStreams.of(claimId)),
    books: (id) => this.#stateAsOf(position, books, bookStreams.of(id)),
    partner: (partnerId) => this.#stateAsOf(position, partners, partnerStreams.of(partnerId)),
    product: (sku) => this.#stateAsOf(position, products, productStreams.of(sku)),
    webhooks: (owner) => this.#stateAsOf(position, webhooks, webhookStreams.of(ownerKey(owner))),
    unit: (serial) => this.#stateAsOf(position, units, unitStreams.of(serial)),
    legalEntity: (id) => this.#stateAsOf(position, legalEntities, legalEntityStreams.of(id)),
    invoice: (id, number) => this.#stateAsOf(position, invoices, invoiceStreams.of(invoiceIdOf(id, number))),
  });

  latest = (): ReturnType<AggregateReader['latest']> => new StoredAggregates(this.store, this.loop, this.repository);

  policiesFor = async (sku: string): Promise<readonly PublishedPolicy[]> => {
    const ids = Object.keys((await this.product(sku))?.policies ?? {});
    return (await Promise.all(ids.map((id) => this.#consulted(policies, policyStreams.of(id))))).flat();
  };

  policy = async (policyId: string, version: number): Promise<PublishedPolicy | undefined> =>
    (await this.#consulted(policies, policyStreams.of(policyId)))[version - 1];

  async *events<E extends Typed>(
    stream: string,
    options?: { readonly from?: number; readonly limit?: number },
  ): AsyncGenerator<Recorded<E>> {
    for await (const raw of this.store.readStream(stream, options))
      yield new DecodedEvent(raw, catalogue.decode).event as Recorded<E>;
  }

  async #state<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, stream: string): Promise<S> {
    return (await this.loop.load(aggregate, stream, this.#freshness.own())).state;
  }

  async #consulted<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, stream: string): Promise<S> {
    const known = await this.loop.load(aggregate, stream, await this.#freshness.consulted());
    // What is absent may just have been written by another process.
    return known.revision === NO_STREAM ? this.#state(aggregate, stream) : known.state;
  }

  async #stateAsOf<C extends Command, E extends Typed, S>(
    position: Position,
    aggregate: Aggregate<C, E, S>,
    stream: string,
  ): Promise<S> {
    const { decider } = aggregate;
    const newest = await this.loop.load(aggregate, stream, this.#freshness.own());
    const known = stateAsOf(newest, position);
    if (known) return known.state;
    if (newest.position <= position) return newest.state;
    let state = decider.initial;
    for await (const event of this.events<E>(stream)) {
      if (event.position > position) break;
      state = decider.evolve(state, event, event.metadata.occurredAt);
    }
    return state;
  }
}
