import { batches, batchStreams } from '#batches';
import { claims, claimStreams } from '#claims';
import type { Clock, Command, Serial, Typed } from '#kernel';
import {
  type Aggregate,
  CommandLoop,
  DecodedEvent,
  type EventStore,
  type Outcome,
  type ReadModels,
  type Recorded,
} from '#platform';
import { CalendarRepository, slaClocks, slaStreams } from '#sla';
import type { AggregateReader, CommandExecutor } from '#use-cases';
import { productPoliciesModel } from '#views';
import {
  partners,
  partnerStreams,
  type PolicyEvent,
  policyStreams,
  products,
  productStreams,
  type PublishedPolicy,
  units,
  unitStreams,
} from '#warranty';
import { everyAggregate } from './aggregates.ts';
import { catalogue } from './catalogue.ts';

const byCommand = new Map(
  everyAggregate.flatMap((aggregate) => aggregate.decider.commandTypes.map((type) => [type, aggregate] as const)),
);

/** Types of all commands that an aggregate takes. */
export const commandTypes: ReadonlySet<string> = new Set(byCommand.keys());

/** Aggregates in the event store, read and written by the append loop. */
export class StoredAggregates implements AggregateReader, CommandExecutor {
  readonly calendars: CalendarRepository;
  readonly #loop: CommandLoop;

  constructor(
    private readonly store: EventStore,
    private readonly models: ReadModels,
    clock: Clock,
  ) {
    this.#loop = new CommandLoop(store, clock);
    this.calendars = new CalendarRepository(store);
  }

  execute = async (command: Command): Promise<Outcome> => {
    const aggregate = byCommand.get(command.type);
    if (!aggregate) throw new Error(`no aggregate takes ${command.type}`);
    return this.#loop.execute(aggregate, command);
  };

  claim = (claimId: string) => this.#state(claims, claimStreams.of(claimId));
  unit = (serial: Serial) => this.#state(units, unitStreams.of(serial));
  partner = (partnerId: string) => this.#state(partners, partnerStreams.of(partnerId));
  product = (sku: string) => this.#state(products, productStreams.of(sku));
  batch = (batchId: string) => this.#state(batches, batchStreams.of(batchId));
  clock = (claimId: string) => this.#state(slaClocks, slaStreams.of(claimId));

  /**
   * The policies of a product are found in a read model and read from their streams. One that was just published may be missing:
   * then coverage fails a check and a person decides (C4).
   */
  async policiesFor(sku: string): Promise<readonly PublishedPolicy[]> {
    const known = (await this.models.get(productPoliciesModel, [sku])).get(sku);
    const versions: PublishedPolicy[] = [];
    for (const policyId of known?.policyIds ?? [])
      for await (const { data } of this.events<PolicyEvent>(policyStreams.of(policyId))) versions.push(data);
    return versions;
  }

  async policy(policyId: string, version: number): Promise<PublishedPolicy | undefined> {
    // Versions are numbered without gaps, so the number gives the revision.
    const only = { from: version - 1, limit: 1 };
    for await (const { data } of this.events<PolicyEvent>(policyStreams.of(policyId), only)) return data;
    return undefined;
  }

  async *events<E extends Typed>(
    stream: string,
    options?: { readonly from?: number; readonly limit?: number },
  ): AsyncGenerator<Recorded<E>> {
    for await (const raw of this.store.readStream(stream, options))
      yield new DecodedEvent(raw, catalogue.decode).event as Recorded<E>;
  }

  async #state<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, stream: string): Promise<S> {
    return (await this.#loop.load(aggregate, stream)).state;
  }
}
