import { catalogue } from './catalogue.ts';
import { checkDeclarations } from './check-declarations.ts';
import { type Clock, instantOf } from '#kernel';
import {
  type Catalogue,
  type Logger,
  type Backoff,
  waitFor,
  type Position,
  waitForProcess,
  type Process,
  Projector,
  Reactor,
  DocumentStoreError,
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
import { ClockSweep, clockSweep, dueClocks } from '#sla';
import {
  type AggregateReader,
  type CommandExecutor,
  defaultCalendar,
  freeLapsedReservations,
  lapsedReservations,
  reservations,
} from '#use-cases';
import { viewProjections } from '#views';
import { Dispatcher, requests, systemCommands } from '#requests';
import { Registry } from 'prom-client';
import { commandTypes, StoredAggregates } from './stored-aggregates.ts';
import { type EngineStatus, engineStatus } from './reader-status.ts';
import type { Settings } from './settings.ts';
import { openStores, type Stores } from './stores.ts';

export const wallClock: Clock = { now: () => instantOf(Date.now()) };

export const projections = [...viewProjections, reservations, dueClocks];

export const timers = [clockSweep, lapsedReservations];

/** Milliseconds between two looks at what is due. */
export const SWEEP_EVERY = 500;
/** How long a look waits for others to have followed the log, milliseconds. */
const PATIENCE = 2_000;
/** How often is looked whether they have, milliseconds. */
const LOOKS_EVERY = 10;

/** All parts of the engine, joined: the one place where stores, rules, read models and processes meet. */
export interface Makegood extends Stores {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalogue: Catalogue;
  readonly metrics: Registry;
  readonly aggregates: AggregateReader;
  /** The door of every request and command. */
  readonly dispatcher: Dispatcher;
  /** Where every command ends, by whichever way it came. Who may send it was asked at the door. */
  readonly appendLoop: CommandExecutor;
  readonly visibility: Visibility;
  readonly projector: Projector;
  readonly processes: readonly Process[];
  createReactor(): Reactor;
  /** How far read models and processes have followed the log. */
  status(): Promise<EngineStatus>;
  /** Publishes the calendar that holds for partners without one of their own, unless somebody has. */
  publishDefaultCalendar(): Promise<void>;
  /** One sweep over what is due. */
  sweep(): Promise<void>;
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
  stores: Stores,
  { clock = wallClock, logger, backoff = waitFor }: EngineOptions,
): Makegood {
  const { store, models, processState } = stores;
  const aggregates = new StoredAggregates(store, models, clock);
  const metrics = new Registry();
  const dispatcher = new Dispatcher({ aggregates, transport: aggregates, logger, metrics });

  const visibility = new Visibility(models, LOOKS_EVERY, backoff);
  const projector = new Projector(projections, { store, models, catalogue, logger, backoff });
  projector.onBatch(visibility.moved);
  const followed = (position: Position) => waitForProcess(processState, SLA_PROCESS, position, PATIENCE, backoff);
  const listed = (position: Position) => visibility.waitFor([dueClocks.model.name], position, PATIENCE);
  const processes: Process[] = [
    whenRemedyIsKnownThenBindIt,
    whenCreditIsBoundThenIssueTheNote(aggregates, settings.MAKEGOOD_LEGAL_ENTITY),
    whenCreditNoteIsIssuedThenResolveTheClaim,
    whenReplacementIsBoundThenOweIt(aggregates),
    whenReplacementIsOwedThenQueueItOnTheClaim,
    whenClaimEndsThenFreeItsUnit(aggregates),
    whenClaimChangesThenUpdateItsClock(aggregates, dispatcher),
    whenCalendarIsPublishedThenRecalculateItsDeadlines(aggregates, models, logger, async (position) => {
      if (!(await followed(position)) || !(await listed(position)))
        throw new DocumentStoreError('unavailable', `not all clocks are known yet as they stand at ${position}`);
    }),
  ];
  checkDeclarations({
    catalogue,
    commandTypes,
    projections,
    processes,
    timers,
    requests: Object.values(requests),
    systemCommands,
  });
  const sweep = new ClockSweep({
    store,
    models,
    execute: dispatcher.execute,
    clock,
    logger,
    followed,
    listed,
  });

  return {
    ...stores,
    settings,
    clock,
    logger,
    catalogue,
    metrics,
    aggregates,
    dispatcher,
    appendLoop: aggregates,
    visibility,
    projector,
    processes,
    createReactor: () =>
      new Reactor(processes, { store, processState, catalogue, dispatch: dispatcher.execute, logger, backoff }),
    status: () => engineStatus({ store, models, processState, clock }, projections, processes),
    async publishDefaultCalendar() {
      await defaultCalendar(aggregates, dispatcher, clock.now());
    },
    async sweep() {
      // Neither waits for the other, nor fails with it.
      const looks = await Promise.allSettled([
        freeLapsedReservations(models, aggregates, dispatcher, clock),
        sweep.tick(),
      ]);
      for (const look of looks) if (look.status === 'rejected') throw look.reason;
    },
  };
}
