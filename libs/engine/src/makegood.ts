import { catalogue } from './catalogue.ts';
import { watchDamagedStreams } from './damaged-streams.ts';
import { checkDeclarations } from './check-declarations.ts';
import { type Clock, type Instant, instantOf } from '#kernel';
import {
  CacheFeed,
  CommandLoop,
  type Catalogue,
  type Logger,
  type Backoff,
  waitFor,
  type Position,
  waitForProcess,
  type Process,
  Projector,
  ReactingCache,
  Reactor,
  DocumentStoreError,
  type Listed,
  MailReader,
  Visibility,
} from '#platform';
import { dueDeliveries } from '#webhooks';
import { dueNotices, renderNotice } from '#notices';
import { type People, peopleFrom } from '#people';
import { DOCUMENT_PROCESSES, type ProcessPorts, SLA_PROCESS } from '#processes';
import { filesBefore, filesByNow, keptBytes, membersOfBatch, unitsOfBatch } from '#views';
import { dueReminders, openChoices } from '#claims';
import { owedReplacements } from '#finance';
import { type MailDoor, mailsProjection } from '#mail';
import { CalendarRepository, dueClocks, runtimeZoneRules, type ZoneRules } from '#sla';
import { StoredEvidence, Uploads } from '#evidence';
import {
  type AggregateReader,
  BatchSentinel,
  type CommandExecutor,
  type MailBodies,
  type MailPieces,
  MailQuota,
  defaultCalendar,
  createFirstLegalEntity,
  mailOpener,
  type SendWebhooksOptions,
  receiveMail,
  type ReceivedMail,
  type AttemptOutcome,
  standingInstructionOf,
  reservations,
} from '#use-cases';
import { Dispatcher, type DryRun, requests, systemCommands } from '#requests';
import { Counter, Registry } from 'prom-client';
import { commandTypes, StoredAggregates } from './stored-aggregates.ts';
import { type EngineStatus, engineStatus } from './reader-status.ts';
import type { Settings } from './settings.ts';
import { processes as everyProcess, projections, timers } from './parts.ts';
import { openClock } from './kept-clock.ts';
import { keptSnapshots } from './kept-snapshot.ts';
import { keptTries } from './kept-tries.ts';
import { partnerRequestsBy, serialsIn } from './incoming-mail.ts';
import { answerUrls, documentFilesIn, mailBodiesIn, mailSenderOf, openMailer } from './outgoing-mail.ts';
import { webhookCallerOf, webhookSecretsOf } from './outgoing-webhooks.ts';
import { openStores, type Stores } from './stores.ts';

export const wallClock: Clock = { now: () => instantOf(Date.now()) };

/** Read models from which timers find what is due. */
export const dueLists: readonly string[] = [
  openChoices,
  owedReplacements,
  dueClocks,
  reservations,
  dueNotices,
  dueReminders,
  dueDeliveries,
  mailsProjection,
].map(({ model }) => model.name);

export const SWEEP_MS = 500;
const FOLLOWED_TIMEOUT_MS = 2_000;
const POLL_MS = 10;

export interface Makegood extends Stores {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly catalogue: Catalogue;
  readonly metrics: Registry;
  readonly aggregates: AggregateReader;
  readonly people: People;
  readonly webhookSecret: SendWebhooksOptions['webhookSecret'];
  /** As of its beginning, or later: what the request has written is in memory. */
  forRequest(): Pick<StoredAggregates, 'claimPage' | 'claim' | 'replacements' | 'legalEntityIds' | 'webhooks'>;
  /** For one request: what others would be answered. */
  dryRun(): DryRun;
  readonly dispatcher: Dispatcher;
  /** Executes commands without checking who may send them. */
  readonly appendLoop: CommandExecutor;
  readonly uploads: Uploads;
  readonly evidence: StoredEvidence;
  readonly mailBodies: MailBodies;
  readonly mailReader: Pick<MailReader, 'read'>;
  /** N1: keeps it; the worker reads it. @throws UploadRefused, BlobsError, EventStoreError, and what `pieces` throws */
  receiveMail(
    pieces: MailPieces,
    how: { readonly door: MailDoor; readonly receivedAt?: Instant },
  ): Promise<ReceivedMail>;
  readonly visibility: Visibility;
  readonly sentinel: BatchSentinel;
  readonly projector: Projector;
  readonly processes: readonly Process[];
  createReactor(): Reactor;
  /** Follows the log for the streams that requests read from memory, until the signal aborts. */
  keepCurrent(signal: AbortSignal): Promise<void>;
  status(): Promise<EngineStatus>;
  /** Why requests should not be sent here yet; set by a program while it starts. */
  readonly preparation: { pending?: string | undefined };
  /** R1: the legal entity of the settings, unless there is one. */
  createFirstLegalEntity(): Promise<void>;
  /** The calendar of partners that have none, unless it exists. */
  publishDefaultCalendar(): Promise<void>;
  sweep(): Promise<void>;
  /** Timers that wait for others, each to be run apart. */
  readonly independentTimers: readonly { readonly name: string; tick(): Promise<unknown> }[];
}

export interface EngineOptions {
  /** The steady clock of this machine unless said otherwise. */
  readonly clock?: Clock;
  readonly logger: Logger;
  readonly zoneRules?: ZoneRules;
  readonly backoff?: Backoff;
  /** Milliseconds that never go back. */
  readonly stopwatch?: () => number;
  /** Of streams that are kept in memory. */
  readonly cachedBytes?: number;
  readonly mailReader?: MailReader;
}

/** Opens the stores and connects the parts; nothing runs yet. @throws DataFolderError, SettingsError */
export async function openMakegood(settings: Settings, options: EngineOptions): Promise<Makegood> {
  const { logger, backoff = waitFor } = options;
  const stores = await openStores(settings, logger, backoff);
  const clock = options.clock ?? (await openClock(stores, logger));
  return joinMakegood(settings, stores, { ...options, clock });
}

export function joinMakegood(
  settings: Settings,
  stores: Stores,
  {
    clock,
    logger,
    zoneRules = runtimeZoneRules,
    backoff = waitFor,
    stopwatch,
    cachedBytes,
    mailReader = new MailReader({ room: () => stores.blobs.room() }),
  }: EngineOptions & { readonly clock: Clock },
): Makegood {
  const { store, models, processState, blobs } = stores;
  const evidence = new StoredEvidence(blobs);
  const calendars = new CalendarRepository(store, zoneRules);
  const loop = new CommandLoop(store, clock, {
    backoff,
    ...(stopwatch && { stopwatch }),
    ...(cachedBytes !== undefined && { cachedBytes }),
  });
  const { cache, now } = loop;
  store.damage?.onChange((stream) => cache.forget(stream));
  const cacheFeed = new CacheFeed({ store, cache, now, logger, backoff });
  const aggregates = new StoredAggregates(store, loop, calendars, undefined, cacheFeed);
  const reacting = new ReactingCache(cache, now);
  const metrics = new Registry();
  const attempts = new Counter({
    name: 'makegood_notice_attempts_total',
    help: 'Attempts of this program to send a notice, by what became of them.',
    labelNames: ['outcome'],
    registers: [metrics],
  });
  const documentsIssued = async (upTo: Position) => {
    const issued = DOCUMENT_PROCESSES.map((name) =>
      waitForProcess(processState, name, upTo, FOLLOWED_TIMEOUT_MS, backoff),
    );
    return (await Promise.all(issued)).every(Boolean);
  };
  const webhookCaller = webhookCallerOf(settings);
  const webhookSecret = webhookSecretsOf(settings);
  const mailBodies = mailBodiesIn(blobs);
  const uploads = new Uploads(blobs, clock);
  const receiveFile = uploads.receive.bind(uploads);
  const visibility = new Visibility(models, POLL_MS, backoff);
  const listed: Listed = async ({ name }, position) => {
    const reached = await visibility.reached([name], position, FOLLOWED_TIMEOUT_MS);
    if (reached !== undefined) return reached;
    throw new DocumentStoreError('unavailable', `${name} has not caught up with the log at ${position} yet`);
  };
  const filesOfClaims = filesByNow(models, listed, () => store.head());
  const dispatcher = new Dispatcher({
    aggregates,
    files: evidence,
    documentsIssued,
    acceptsWebhook: webhookCaller.accepts,
    openMail: mailOpener({ mailBodies, mailReader, receiveFile, filesOfClaims, aggregates }),
    unitsOfBatch: unitsOfBatch(models),
    transport: aggregates,
    logger,
    metrics,
    keptTries: keptTries(processState),
  });

  const projector = new Projector(projections, { store, models, catalogue, logger, backoff });
  projector.onBatch(visibility.notify);
  const followed = (position: Position) =>
    waitForProcess(processState, SLA_PROCESS, position, FOLLOWED_TIMEOUT_MS, backoff);
  const caughtUp = async (position: Position) => {
    if (!(await followed(position)))
      throw new DocumentStoreError('unavailable', `the clocks have not caught up with the log at ${position} yet`);
    await listed(dueClocks.model, position);
  };
  const reader = aggregates.since(() => reacting.since);
  const mailer = openMailer(settings);
  const snapshots = keptSnapshots(settings.MAKEGOOD_DATA, logger);
  const sentinel = new BatchSentinel({ store, catalogue, snapshots });
  const kept = keptBytes(models, listed);
  const ports: ProcessPorts = {
    aggregates: reader,
    executor: dispatcher,
    models,
    logger,
    caughtUp,
    listed,
    ofBatch: membersOfBatch(models, listed),
    filesBefore: filesBefore(models, listed),
    kept,
    mailBodies,
    mailer,
    sentinel,
  };
  const processes = everyProcess.map((process) => (typeof process === 'function' ? process(ports) : process));
  checkDeclarations({
    catalogue,
    commandTypes,
    projections,
    processes,
    timers,
    requests: Object.values(requests),
    systemCommands,
  });
  const people = peopleFrom(aggregates, models);
  const mailQuota = new MailQuota(uploads, people);
  const incoming = { aggregates, mailBodies, mailQuota, execute: dispatcher.execute, clock };
  const timerPorts = {
    store,
    models,
    aggregates,
    calendars,
    execute: dispatcher.execute,
    clock,
    logger,
    rules: zoneRules,
    followed,
    listed: (position: Position) => visibility.waitFor([dueClocks.model.name], position, FOLLOWED_TIMEOUT_MS),
    standingInstructionFor: async (claimId: string) =>
      standingInstructionOf(await aggregates.claim(claimId), aggregates),
    people,
    render: renderNotice,
    attempted: (outcome: AttemptOutcome) => attempts.inc({ outcome }),
    answerUrls: answerUrls(settings, aggregates),
    mailer,
    mailSender: mailSenderOf(settings),
    documentFiles: documentFilesIn({ store, catalogue }),
    webhookCaller,
    webhookSecret,
    mailBodies,
    mailReader,
    mailQuota,
    receiveFile,
    filesOfClaims,
    serialsOf: serialsIn(models),
    partnerRequests: partnerRequestsBy(dispatcher),
    answersPerHour: settings.MAIL_ANSWERS_PER_HOUR,
  };
  const ticking = timers.map((timer) => ({ timer, tick: timer.ticksOver(timerPorts) }));
  const ticks = ticking.flatMap(({ timer, tick }) => (timer.independent ? [] : [tick]));

  return {
    ...stores,
    settings,
    clock,
    logger,
    catalogue,
    metrics,
    aggregates,
    people,
    webhookSecret,
    forRequest: () => aggregates.forRequest(),
    dryRun: () => dispatcher.dryRun(aggregates.dryRun()),
    dispatcher,
    appendLoop: aggregates,
    uploads,
    evidence,
    mailBodies,
    mailReader,
    receiveMail: (pieces, how) => receiveMail(pieces, how, incoming),
    visibility,
    sentinel,
    projector,
    processes,
    createReactor: () =>
      new Reactor(processes, {
        store,
        processState,
        catalogue,
        dispatch: dispatcher.execute,
        cache: reacting,
        logger,
        backoff,
      }),
    async keepCurrent(signal) {
      await Promise.all([
        cacheFeed.run(signal),
        watchDamagedStreams({ store, processState }, { logger, backoff, signal }),
      ]);
    },
    preparation: {},
    status: () => engineStatus({ store, models, processState, blobs, clock }, projections, processes),
    createFirstLegalEntity: () =>
      createFirstLegalEntity(settings.MAKEGOOD_LEGAL_ENTITY, clock.now(), {
        aggregates,
        execute: dispatcher.execute,
      }),
    async publishDefaultCalendar() {
      await defaultCalendar(aggregates, dispatcher, clock.now());
    },
    independentTimers: ticking.flatMap(({ timer, tick }) => (timer.independent ? [{ name: timer.name, tick }] : [])),
    async close() {
      mailer.close();
      await mailReader.close();
      await sentinel.saved();
      await stores.close();
    },
    async sweep() {
      // A timer that fails must not stop the others.
      const outcomes = await Promise.allSettled(ticks.map((tick) => tick()));
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
}
