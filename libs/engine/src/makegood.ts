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
import { processesOver, SLA_PROCESS } from '#processes';
import {
  ClockSweep,
  clockSweep,
  dueClocks,
  runtimeZoneRules,
  type ZoneRules,
  ZoneRulesChange,
  zoneRulesChange,
} from '#sla';
import { applyDefaultRemedies, defaultRemedies, openChoices } from '#claims';
import { storedEvidence } from '#evidence';
import {
  type AggregateReader,
  type CommandExecutor,
  type EvidenceFiles,
  defaultCalendar,
  foundLegalEntity,
  freeLapsedReservations,
  lapsedReservations,
  reservations,
  standingInstructionOf,
} from '#use-cases';
import { viewProjections } from '#views';
import { Dispatcher, requests, systemCommands } from '#requests';
import { Registry } from 'prom-client';
import { commandTypes, StoredAggregates } from './stored-aggregates.ts';
import { type EngineStatus, engineStatus } from './reader-status.ts';
import type { Settings } from './settings.ts';
import { openStores, type Stores } from './stores.ts';

export const wallClock: Clock = { now: () => instantOf(Date.now()) };

export const projections = [...viewProjections, reservations, dueClocks, openChoices];

export const timers = [clockSweep, zoneRulesChange, lapsedReservations, defaultRemedies];

/** Milliseconds between two ticks of the timers. */
export const SWEEP_MS = 500;
/** How long a tick waits for processes and read models to have followed the log, milliseconds. */
const FOLLOWED_TIMEOUT_MS = 2_000;
const POLL_MS = 10;

export interface Makegood extends Stores {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalogue: Catalogue;
  readonly metrics: Registry;
  readonly aggregates: AggregateReader;
  readonly dispatcher: Dispatcher;
  /** Executes commands without asking who may send them. */
  readonly appendLoop: CommandExecutor;
  readonly visibility: Visibility;
  readonly projector: Projector;
  readonly processes: readonly Process[];
  createReactor(): Reactor;
  status(): Promise<EngineStatus>;
  /** Founds a new store with the legal entity of the settings (R1); nothing where there is one. */
  foundLegalEntity(): Promise<void>;
  /** Publishes the calendar of partners without one of their own, unless it exists. */
  publishDefaultCalendar(): Promise<void>;
  sweep(): Promise<void>;
}

export interface EngineOptions {
  readonly clock?: Clock;
  readonly logger: Logger;
  /** Those of the run time unless said otherwise. */
  readonly zoneRules?: ZoneRules;
  readonly backoff?: Backoff;
}

/** Opens the stores that the settings name and joins the parts. Nothing runs yet. @throws DataFolderError, SettingsError */
export async function openMakegood(settings: Settings, options: EngineOptions): Promise<Makegood> {
  const stores = await openStores(settings, options.logger, options.backoff ?? waitFor);
  return joinMakegood(settings, stores, options);
}

export function joinMakegood(
  settings: Settings,
  stores: Stores,
  { clock = wallClock, logger, zoneRules = runtimeZoneRules, backoff = waitFor }: EngineOptions,
): Makegood {
  const { store, models, processState, blobs } = stores;
  const files: EvidenceFiles = { find: (sha256, partnerId) => storedEvidence(blobs, sha256, partnerId) };
  const aggregates = new StoredAggregates(store, clock, zoneRules);
  const metrics = new Registry();
  const dispatcher = new Dispatcher({ aggregates, files, transport: aggregates, logger, metrics });

  const visibility = new Visibility(models, POLL_MS, backoff);
  const projector = new Projector(projections, { store, models, catalogue, logger, backoff });
  projector.onBatch(visibility.notify);
  const followed = (position: Position) =>
    waitForProcess(processState, SLA_PROCESS, position, FOLLOWED_TIMEOUT_MS, backoff);
  const listed = (position: Position) => visibility.waitFor([dueClocks.model.name], position, FOLLOWED_TIMEOUT_MS);
  const caughtUp = async (position: Position) => {
    if (!(await followed(position)) || !(await listed(position)))
      throw new DocumentStoreError(
        'unavailable',
        `clocks or their due list have not followed the log up to ${position} yet`,
      );
  };
  const processes = processesOver({ aggregates, executor: dispatcher, models, logger, caughtUp });
  checkDeclarations({
    catalogue,
    commandTypes,
    projections,
    processes,
    timers,
    requests: Object.values(requests),
    systemCommands,
  });
  const swept = { store, models, execute: dispatcher.execute, clock, logger, followed, listed };
  const sweep = new ClockSweep(swept);
  const rulesChange = new ZoneRulesChange({ ...swept, calendars: aggregates.calendars, rules: zoneRules });
  const standingInstructionFor = async (claimId: string) =>
    standingInstructionOf(await aggregates.claim(claimId), aggregates);

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
    foundLegalEntity: () =>
      foundLegalEntity(settings.MAKEGOOD_LEGAL_ENTITY, clock.now(), { aggregates, files, execute: dispatcher.execute }),
    async publishDefaultCalendar() {
      await defaultCalendar(aggregates, dispatcher, clock.now());
    },
    async sweep() {
      // Neither waits for the other, nor fails with it.
      const ticks = await Promise.allSettled([
        freeLapsedReservations(models, aggregates, dispatcher, clock),
        sweep.tick(),
        rulesChange.tick(),
        applyDefaultRemedies({ models, clock, execute: dispatcher.execute, standingInstructionFor }),
      ]);
      for (const tick of ticks) if (tick.status === 'rejected') throw tick.reason;
    },
  };
}
