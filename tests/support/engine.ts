import { join } from 'node:path';
import { catalogue, joinMakegood, joinStores, type Makegood, projections, readSettings, type Stores } from '#engine';
import { type Actor, type Clock, Command, type CommandMetadata, type Instant, uuidv5 } from '#kernel';
import {
  type Backoff,
  type Blobs,
  type DocumentStores,
  type EventStore,
  type Logger,
  type MailReader,
  openFolderBlobs,
  openSqliteStores,
  type Outcome,
  type Reactor,
  silentLogger,
} from '#platform';
import { type PreparedRequest, requests } from '#requests';
import type { ZoneRules } from '#sla';
import { beforeNextLook, openLogOf } from './event-store-server.ts';
import type { Row } from './registry.ts';

/** The stores of a folder where nobody cuts the power: appends do not wait for the disk. What is left out is its own. */
export const openTestStores = async (
  folder: string,
  files?: Blobs,
  documents: DocumentStores = openSqliteStores(folder),
  events?: EventStore,
): Promise<Stores> =>
  joinStores(
    events ?? (await openLogOf(folder, catalogue.categories)),
    documents,
    files ?? (await openFolderBlobs(join(folder, 'evidence'))),
    await openFolderBlobs(join(folder, 'imports')),
  );

export interface EngineOptions {
  readonly clock: Clock;
  readonly logger?: Logger;
  /** Settings as the environment has them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How time passes between two tries, or two looks; absent: with the next turn of the event loop, unless a server is waited for. */
  readonly backoff?: Backoff;
  readonly stopwatch?: () => number;
  /** Those of the run time unless said otherwise. */
  readonly zoneRules?: ZoneRules;
  readonly mailReader?: MailReader;
}

const admin: Actor = { id: 'root', role: 'ADMIN' };

/** The parts of the product joined over stores in this process: the one engine of all specs. */
export class Engine {
  readonly makegood: Makegood;
  reactor: Reactor;
  #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #sent = 0;

  /** Over stores that are open, and that `makegood.close` closes. */
  constructor(
    stores: Stores,
    { logger = silentLogger, environment = {}, backoff = beforeNextLook, ...options }: EngineOptions,
  ) {
    this.makegood = joinMakegood(readSettings(environment), stores, { logger, backoff, ...options });
    this.reactor = this.makegood.createReactor();
  }

  /** The read models and the processes are where they were left. */
  async prepare(): Promise<this> {
    await this.makegood.projector.prepare();
    await this.restartReactor();
    return this;
  }

  /** Other processes, as a program that starts now has them. */
  async restartReactor(): Promise<void> {
    this.reactor = this.makegood.createReactor();
    await this.reactor.prepare();
  }

  /** From now on the read models follow the log, and, unless told otherwise, the processes react to it. */
  follow({ reactions = true } = {}): void {
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    const { projector, keepCurrent } = this.makegood;
    this.#running = Promise.all([projector.run(signal), reactions && this.reactor.run(signal), keepCurrent(signal)]);
  }

  async stopFollowing(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Sends a request or a command of the system; what is refused fails the spec. */
  async send(
    actor: Actor,
    make: (meta: CommandMetadata) => Command | PreparedRequest,
    at: Instant = this.makegood.clock.now(),
    { dispatcher }: Makegood = this.makegood,
  ): Promise<Outcome> {
    const id = uuidv5(`${actor.id} ${++this.#sent}`);
    const made = make({ id, actor, at, correlationId: id });
    const outcome = await (made instanceof Command ? dispatcher.execute(made) : dispatcher.perform(made));
    if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.refusal));
    return outcome;
  }

  /** Requests of an administrator in the words of the public API, one after the other. */
  async record(...rows: readonly Row[]): Promise<void> {
    await this.makegood.createFirstLegalEntity();
    for (const { request, input } of rows)
      await this.send(admin, (meta) => {
        const { clock } = this.makegood;
        const prepared = requests[request].prepare(input, { actor: admin, channel: 'API', clock });
        if (prepared.kind !== 'request') throw new Error(`${request}: ${JSON.stringify(prepared)}`);
        return { ...prepared.request, meta };
      });
  }

  /** Waits until the read models, which must follow, have seen the log to its end. */
  async seen(): Promise<void> {
    const { visibility, store } = this.makegood;
    const names = projections.map(({ model }) => model.name);
    if (!(await visibility.waitFor(names, await store.head(), 60_000)))
      throw new Error('the read models do not follow the log');
  }

  /** The processes, which must not run by themselves, react to all that is in the log, and the read models have seen it. */
  async settle(): Promise<void> {
    await this.reactor.settle();
    await this.seen();
  }
}
