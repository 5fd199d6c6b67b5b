import { catalogue } from './catalogue.ts';
import { batches, batchStreams } from '#batches';
import { claims, claimStreams } from '#claims';
import { type Clock, type Command, instantOf, type Typed } from '#kernel';
import {
  type Blobs,
  type Catalogue,
  CommandLoop,
  DecodedEvent,
  type EventStore,
  type Logger,
  type Outcome,
  type Backoff,
  waitFor,
  type Position,
  waitForProcess,
  type Process,
  Projector,
  Reactor,
  ReadModelError,
  type ReadModels,
  type Recorded,
  Visibility,
} from '#platform';
import {
  SLA_PROCESS,
  whenCalendarIsPublishedThenRecalculateItsDeadlines,
  whenClaimEndsThenFreeItsUnit,
  whenClaimChangesThenUpdateItsClock,
  whenCreditIsBoundThenIssueTheNote,
  whenCreditNoteIsIssuedThenResolveTheClaim,
  whenRemedyIsKnownThenBindIt,
  whenReplacementIsBoundThenOweIt,
  whenReplacementIsOwedThenQueueItOnTheClaim,
} from '#processes';
import { ClockSweep, dueClocks } from '#sla';
import { type Desk, freeLapsedReservations, defaultCalendar, reservations } from '#use-cases';
import { CalendarRepository } from '#sla';
import { type ProductPoliciesDocument, viewProjections } from '#views';
import {
  partners,
  partnerStreams,
  type PolicyEvent,
  policyStreams,
  type PublishedPolicy,
  products,
  productStreams,
  units,
  unitStreams,
} from '#warranty';
import { aggregates, cases, commandType } from '#requests';
import { type Lag, lagOf } from './lag.ts';
import type { Settings } from './settings.ts';
import { openStores, type Stores } from './stores.ts';

export const wallClock: Clock = { now: () => instantOf(Date.now()) };

export const projections = [...viewProjections, reservations, dueClocks];

/** Milliseconds between two looks at what is due. */
export const SWEEP_EVERY = 500;
/** How long a look waits for others to have followed the log, milliseconds. */
const PATIENCE = 2_000;
/** How often is looked whether they have, milliseconds. */
const LOOKS_EVERY = 10;

/** All parts of the engine, joined: the one place where stores, rules, read models and processes meet. */
export interface Makegood {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: EventStore;
  readonly catalogue: Catalogue;
  readonly models: ReadModels;
  readonly blobs: Blobs;
  readonly desk: Desk;
  readonly visibility: Visibility;
  readonly projector: Projector;
  /** Reactions go through `dispatch`, as everything does. */
  reactorWith(dispatch: (command: Command) => Promise<Outcome>): Reactor;
  /** How far each read model has followed the log. */
  lag(): Promise<Lag[]>;
  /** Publishes the calendar that holds for partners without one of their own, unless somebody has. */
  publishDefaultCalendar(): Promise<void>;
  /** One sweep over what is due. */
  sweep(): Promise<void>;
  /** Carries a command out, whoever sends it; authority is asked before. */
  carryOut(command: Command): Promise<Outcome>;
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly clock?: Clock;
  readonly logger: Logger;
  /** How time passes between two tries at a store that is out of reach. */
  readonly backoff?: Backoff;
}

/**
 * Opens the stores that the settings name and joins the parts. Nothing runs yet.
 * @throws DataFolderError, SettingsError: one line that says what to do
 */
export async function openMakegood(settings: Settings, surroundings: EngineOptions): Promise<Makegood> {
  const stores = await openStores(settings, surroundings.logger, surroundings.backoff ?? waitFor);
  return joinMakegood(settings, stores, surroundings);
}

/** Joins the parts over stores that are open. Nothing runs yet. */
export function joinMakegood(
  settings: Settings,
  { store, models, blobs }: Stores,
  { clock = wallClock, logger, backoff = waitFor }: EngineOptions,
): Makegood {
  const loop = new CommandLoop(store, clock);

  const byCommand = new Map(
    aggregates.flatMap(
      (aggregate) =>
        (aggregate.decider as { commandTypes?: readonly string[] }).commandTypes?.map(
          (type) => [type, aggregate] as const,
        ) ?? [],
    ),
  );
  const execute = (command: Command): Promise<Outcome> => {
    const aggregate = byCommand.get(command.type);
    if (!aggregate) throw new Error(`no aggregate takes ${command.type}`);
    return loop.execute(aggregate, command);
  };
  const desk: Desk = {
    execute,
    claim: async (claimId) => (await loop.load(claims, claimStreams.of(claimId))).state,
    unit: async (serial) => (await loop.load(units, unitStreams.of(serial))).state,
    partner: async (partnerId) => (await loop.load(partners, partnerStreams.of(partnerId))).state,
    product: async (sku) => (await loop.load(products, productStreams.of(sku))).state,
    batch: async (batchId) => (await loop.load(batches, batchStreams.of(batchId))).state,
    // Which policies name a product is known from a read model; what they say is read from their streams. A policy published
    // a moment ago may be missing: then coverage fails a check and a person looks (C4), never the other way round.
    async policiesFor(sku) {
      const known = (await models.get<ProductPoliciesDocument>('product-policies', [sku])).get(sku);
      const versions: PublishedPolicy[] = [];
      for (const policyId of known?.policyIds ?? [])
        for await (const event of store.readStream(policyStreams.of(policyId)))
          versions.push((catalogue.decode(event) as PolicyEvent).data);
      return versions;
    },
    async policy(policyId, version) {
      // Versions are numbered without holes, so the number tells the revision.
      for await (const { data } of this.events<PolicyEvent>(policyStreams.of(policyId), {
        from: version - 1,
        limit: 1,
      }))
        return data;
      return undefined;
    },
    calendars: new CalendarRepository(store),
    async *events<E extends Typed>(stream: string, options?: { from?: number; limit?: number }) {
      for await (const raw of store.readStream(stream, options))
        yield new DecodedEvent(raw, catalogue.decode).event as Recorded<E>;
    },
  };
  const byCase = new Map(cases.map((one) => [commandType(one.CommandClass), one]));

  const visibility = new Visibility(models, LOOKS_EVERY, backoff);
  const projector = new Projector(projections, { store, models, catalogue, logger, backoff });
  projector.onBatch(visibility.moved);
  const told = (position: Position) => waitForProcess(models, SLA_PROCESS, position, PATIENCE, backoff);
  const listed = (position: Position) => visibility.waitFor([dueClocks.model.name], position, PATIENCE);
  const processes: Process[] = [
    whenRemedyIsKnownThenBindIt,
    whenCreditIsBoundThenIssueTheNote(desk, settings.MAKEGOOD_LEGAL_ENTITY),
    whenCreditNoteIsIssuedThenResolveTheClaim,
    whenReplacementIsBoundThenOweIt(desk),
    whenReplacementIsOwedThenQueueItOnTheClaim,
    whenClaimEndsThenFreeItsUnit(desk),
    whenClaimChangesThenUpdateItsClock(desk),
    whenCalendarIsPublishedThenRecalculateItsDeadlines(desk, models, logger, async (position) => {
      if (!(await told(position)) || !(await listed(position)))
        throw new ReadModelError('unavailable', `not all clocks are known yet as they stand at ${position}`);
    }),
  ];
  const sweep = new ClockSweep({
    store,
    models,
    execute,
    clock,
    logger,
    told,
    listed,
  });

  return {
    settings,
    clock,
    logger,
    store,
    catalogue,
    models,
    blobs,
    desk,
    visibility,
    projector,
    reactorWith: (dispatch) => new Reactor(processes, { store, models, catalogue, dispatch, logger, backoff }),
    lag: () => lagOf(store, models, clock),
    async publishDefaultCalendar() {
      await defaultCalendar(desk, clock.now());
    },
    async sweep() {
      // Neither waits for the other, nor fails with it.
      const looks = await Promise.allSettled([freeLapsedReservations(models, desk, clock), sweep.tick()]);
      for (const look of looks) if (look.status === 'rejected') throw look.reason;
    },
    carryOut(command) {
      const one = byCase.get(command.type);
      return one ? one.handle(command, desk) : execute(command);
    },
    async close() {
      await store.close();
      await models.close();
    },
  };
}
