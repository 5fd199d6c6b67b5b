import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type EvidenceItem, FlagBatch, type ReviewVerdict } from '#claims';
import {
  type Actor,
  type Clock,
  Command,
  type Day,
  epochMilliseconds,
  type Instant,
  instantOf,
  type CommandMetadata,
  money,
  parseSerial,
  type Serial,
  sha256,
  uuidv5,
} from '#kernel';
import {
  type AppendResult,
  type EventStore,
  type Logger,
  type NewEvent,
  openFolderBlobs,
  openSqliteEventStore,
  openSqliteStores,
  type Outcome,
  type Process,
  Reactor,
  type ReadModels,
  type Recorded,
  type RecordedEvent,
  silentLogger,
} from '#platform';
import { dueClocksModel, type DueClock } from '#sla';
import { type PublishCalendarData, type SlaEvent, slaStreams, StartSla } from '#sla';
import { type PartnerState } from '#warranty';
import { type PreparedRequest, requests } from '#requests';
import { catalogue, joinMakegood, joinStores, type Makegood, projections, readSettings } from '#engine';
import { AcknowledgedMark } from '../../libs/platform/src/event-store/sqlite.acknowledged-mark.ts';
import { SqliteEventStore } from '../../libs/platform/src/event-store/sqlite.event-store.ts';

// The engine over real embedded stores, its read models followed at once and its processes when a spec says so, on a clock that
// stands until it is set.

const admin: Actor = { id: 'root', role: 'ADMIN' };
const rita: Actor = { id: 'rita', role: 'REVIEWER' };
const robert: Actor = { id: 'robert', role: 'REVIEWER' };

/** `03-09 10:00` → an instant of 2026; seconds and milliseconds may follow. */
export const on = (text: string): Instant =>
  instantOf(Date.parse(`2026-${text.replace(' ', 'T')}${/:\d\d:/.test(text) ? '' : ':00'}Z`));

/** A clock that stands where it was set. */
export class SetClock implements Clock {
  constructor(public at: Instant) {}
  now = () => this.at;
  move(milliseconds: number): void {
    this.at = instantOf(epochMilliseconds(this.at) + milliseconds);
  }
}

export const SECOND = 1_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A store in which something can happen just before an append arrives, and just after; and which knows what was read. */
export class WatchedStore {
  /** The stream of each event that was read from its stream. */
  readonly read: string[] = [];
  before: (stream: string, types: readonly string[]) => unknown = () => undefined;
  after: (stream: string, types: readonly string[]) => unknown = () => undefined;
  readonly store: EventStore;

  constructor(store: EventStore) {
    const append = async (stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> => {
      const types = events.map(({ type }) => type);
      await this.before(stream, types);
      const result = await store.append(stream, expected, events);
      await this.after(stream, types);
      return result;
    };
    const { read } = this;
    async function* readStream(...args: Parameters<EventStore['readStream']>): AsyncGenerator<RecordedEvent> {
      for await (const event of store.readStream(...args)) {
        read.push(event.stream);
        yield event;
      }
    }
    const watched: Partial<EventStore> = { append, readStream };
    this.store = new Proxy(store, {
      get: (target, name: keyof EventStore) => watched[name] ?? (target[name] as () => unknown).bind(target),
    });
  }

  /** Does it once, just before the first append that brings an event of the type. */
  onceBefore(type: string, work: () => unknown): void {
    this.before = async (_, types) => {
      if (!types.includes(type)) return;
      this.before = () => undefined;
      await work();
    };
  }
}

export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'] as const;

/** Monday to Friday around the clock in UTC, like the default calendar, with days off. */
export const weekdays = (calendarId: string, ...holidays: string[]): PublishCalendarData => ({
  calendarId,
  timeZone: 'UTC',
  mode: 'BUSINESS_DAY_24H',
  weekly: [{ days: [...WEEKDAYS], open: '00:00', close: '24:00' }],
  exceptions: holidays.map((day) => ({ date: `2026-${day}` as Day, kind: 'CLOSED' as const, name: 'Holiday' })),
});

const PARTNERS = { ASKED: 'ASK', CREDITED: 'CREDIT' } as const;
type PartnerId = keyof typeof PARTNERS;

export class Engine {
  #following = new AbortController();
  #follows: Promise<void> = Promise.resolve();
  #sent = 0;
  reactor!: Reactor;

  private constructor(
    readonly folder: string,
    readonly clock: SetClock,
    readonly watched: WatchedStore,
    readonly models: ReadModels,
    readonly makegood: Makegood,
  ) {
    this.follow();
  }

  /** The read models follow the log. */
  follow(): void {
    this.#following = new AbortController();
    this.#follows = this.makegood.projector.run(this.#following.signal);
  }

  async stopFollowing(): Promise<void> {
    this.#following.abort();
    await this.#follows;
  }

  /** With a product, its terms, two partners (one is asked for its remedy, one is credited) and a few units of each. */
  static async start(
    options: { readonly logger?: Logger; readonly models?: (models: ReadModels) => ReadModels } = {},
  ): Promise<Engine> {
    const engine = await Engine.over(mkdtempSync(join(tmpdir(), 'makegood-promise-')), on('03-09 10:00'), options);
    await engine.#fillRegistry();
    return engine;
  }

  static async over(
    folder: string,
    at: Instant,
    {
      logger = silentLogger,
      models: brittle = (models: ReadModels) => models,
    }: Parameters<typeof Engine.start>[0] = {},
  ): Promise<Engine> {
    const clock = new SetClock(at);
    await openSqliteEventStore(folder).close();
    // Nothing here cuts the power: no need to wait for the disk.
    const database = new DatabaseSync(join(folder, 'makegood.db'));
    database.exec('PRAGMA synchronous = OFF');
    const watched = new WatchedStore(new SqliteEventStore(database, new AcknowledgedMark(folder)));
    const documents = openSqliteStores(folder);
    const blobs = await openFolderBlobs(folder);
    const backoff = () => new Promise<void>((resolve) => setImmediate(resolve));
    const makegood = joinMakegood(
      readSettings({}),
      joinStores(watched.store, { ...documents, models: brittle(documents.models) }, blobs),
      { clock, logger, backoff },
    );
    await makegood.projector.prepare();
    const engine = new Engine(folder, clock, watched, documents.models, makegood);
    await engine.restartReactor();
    return engine;
  }

  /** Another instance over the same stores, with a clock of its own. It follows nothing by itself. */
  instance(clock: Clock, models: Partial<ReadModels> = {}): Makegood {
    const own = new Proxy(this.models, {
      get: (target, name: keyof ReadModels) => models[name] ?? (target[name] as () => unknown).bind(target),
    });
    return joinMakegood(readSettings({}), { ...this.makegood, models: own }, { clock, logger: silentLogger });
  }

  /** As if no process had ever run. */
  forgetCheckpoints(): void {
    const database = new DatabaseSync(join(this.folder, 'makegood.db'));
    database.exec('DELETE FROM process_checkpoints');
    database.close();
  }

  async stop({ keep = false } = {}): Promise<void> {
    await this.stopFollowing();
    await this.makegood.close();
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
  }

  /** The processes as a program has them that starts now. */
  async restartReactor(): Promise<void> {
    this.reactor = this.makegood.createReactor();
    await this.reactor.prepare();
  }

  /** Some process alone. */
  async reactorOf(
    process: Process,
    dispatch: (command: Command) => Promise<Outcome> = this.makegood.dispatcher.execute,
  ): Promise<Reactor> {
    const { store, processState } = this.makegood;
    const backoff = () => new Promise<void>((resolve) => setImmediate(resolve));
    const reactor = new Reactor([process], { store, processState, catalogue, dispatch, logger: silentLogger, backoff });
    await reactor.prepare();
    return reactor;
  }

  async #fillRegistry(): Promise<void> {
    await this.send(admin, (by) => requests.listProduct.of({ sku: 'LAMP', name: 'Lamp' }, by));
    await this.terms();
    await this.send(admin, (by) =>
      requests.recordBatch.of({ batchId: 'B-1', sku: 'LAMP', producedOn: '2026-01-05' as Day, quantity: 500 }, by),
    );
    for (const partnerId of Object.keys(PARTNERS) as PartnerId[]) {
      await this.send(admin, (by) =>
        requests.enrollPartner.of(
          {
            partnerId,
            name: partnerId,
            locale: 'en-US',
            currency: 'EUR',
            accountManager: 'kim',
            standingInstruction: PARTNERS[partnerId],
          },
          by,
        ),
      );
      await this.ship(partnerId, 5);
    }
    await this.seen();
  }

  async terms(more: object = {}): Promise<void> {
    const terms = {
      policyId: 'STANDARD',
      skus: ['LAMP'],
      effectiveFrom: '2025-01-01' as Day,
      kind: 'FULL' as const,
      months: 24,
      startAnchor: 'SHIPPED' as const,
    };
    await this.send(admin, (by) => requests.publishPolicy.of({ ...terms, ...more }, by));
    await this.seen();
  }

  /** Units `ASKED-0` and so on. */
  async ship(partnerId: string, units: number): Promise<void> {
    const day = '2026-01-12' as Day;
    const serials = Array.from({ length: units }, (_, n) => parseSerial(`${partnerId}-${n}`) as Serial);
    const lines = [{ sku: 'LAMP', batchId: 'B-1', netPrice: money('129', 'EUR'), serials }];
    const invoice = { partnerId, invoiceNumber: `INV-${partnerId}`, invoiceDate: day, shippedOn: day };
    await this.send(admin, (by) => requests.shipUnits.of({ ...invoice, lines }, by));
  }

  /** Sends a command of this moment, or of `at`; what is refused fails the spec. */
  async send(
    actor: Actor,
    make: (by: CommandMetadata) => Command | PreparedRequest,
    at = this.clock.now(),
    through: Makegood = this.makegood,
  ): Promise<Outcome> {
    const id = uuidv5(`promise ${++this.#sent}`);
    const { execute, perform } = through.dispatcher;
    const made = make({ id, actor, at, correlationId: id });
    const outcome = await (made instanceof Command ? execute(made) : perform(made));
    if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.refusal));
    return outcome;
  }

  /** Terms of a partner by which a calendar is its own. */
  async changeTerms(partnerId: string, calendarId: string): Promise<void> {
    const { current } = (await this.makegood.aggregates.partner(partnerId)) as NonNullable<PartnerState>;
    await this.send(admin, (by) => requests.changePartnerTerms.of({ ...current, calendarId }, by));
  }

  async publish(calendar: PublishCalendarData, through?: Makegood): Promise<void> {
    await this.send(admin, (by) => requests.publishCalendar.of(calendar, by), undefined, through);
  }

  // ── What happens to a claim ──────────────────────────────────────────────────────────────────────────────────────────

  /** Files the claim of a unit; its id is the serial's. */
  async file(serial: string, { at, partnerId = serial.slice(0, -2) }: { at?: Instant; partnerId?: string } = {}) {
    const data = {
      claimId: `C-${serial}`,
      partnerId,
      serial,
      defect: { code: 'NO-LIGHT', description: 'Dark.' },
      failedOn: '2026-03-01' as Day,
      evidence: [picture(serial)],
      channel: 'API' as const,
    };
    await this.send(ownerOf(partnerId), (by) => requests.submitClaim.of(data, by), at);
    return data.claimId;
  }

  review = (claimId: string, verdict: ReviewVerdict = 'CONFIRMED') =>
    this.send(rita, (by) => requests.reviewEvidence.of({ claimId, verdict, findings: 'Seen.' }, by));
  approve = (claimId: string) => this.send(rita, (by) => requests.approveClaim.of({ claimId }, by));
  reject = (claimId: string, person = rita) =>
    this.send(person, (by) =>
      requests.rejectClaim.of(
        { claimId, code: 'MISUSE', explanation: 'Opened.', clause: '4.2', evidenceId: picture('').evidenceId },
        by,
      ),
    );
  /** By the other reviewer, as C10 has it after a reopening. */
  rejectAgain = (claimId: string) => this.reject(claimId, robert);
  request = (claimId: string, message = 'A picture of the plate') =>
    this.send(rita, (by) => requests.requestEvidence.of({ claimId, missing: ['PLATE'], message }, by));
  attach = (claimId: string, note = 'plate') =>
    this.#byOwner(claimId, (by) => requests.attachEvidence.of({ claimId, evidence: [picture(note, note)] }, by));
  flag = (claimId: string) =>
    this.send(
      { id: 'alarms', role: 'SYSTEM' },
      (by) => new FlagBatch({ claimId, batchId: 'B-1', defectGroup: 'LIGHT', alarm: 'an alarm' }, by),
    );
  choose = (claimId: string) =>
    this.#byOwner(claimId, (by) => requests.chooseRemedy.of({ claimId, remedy: 'CREDIT' }, by));
  communicate = (claimId: string, at?: Instant) =>
    this.#byOwner(claimId, (by) => requests.acknowledgeDecision.of({ claimId, how: 'SEEN_BY_PARTNER' }, by), at);
  withdraw = (claimId: string) => this.#byOwner(claimId, (by) => requests.withdrawClaim.of({ claimId }, by));
  reopen = (claimId: string, note = 'another side') =>
    this.#byOwner(claimId, (by) =>
      requests.reopenClaim.of({ claimId, reason: 'Look again', evidence: [picture(note, note)] }, by),
    );

  /** A request of the partner whose claim it is. */
  async #byOwner(claimId: string, make: (by: CommandMetadata) => PreparedRequest, at?: Instant): Promise<Outcome> {
    const { submission } = await this.makegood.aggregates.claim(claimId);
    return this.send(ownerOf(submission?.partnerId as string), make, at);
  }

  /** Clocks without claims, for crowds: all started now, by a calendar. */
  async startClocks(count: number, calendarId: string): Promise<void> {
    const calendar = await this.makegood.aggregates.calendars.newest(calendarId);
    if (!calendar) throw new Error(`no calendar ${calendarId}`);
    const targets = { resolutionTarget: 'PT48H', firstReviewTarget: 'PT24H' };
    const start = (n: number) =>
      this.send(
        { id: 'crowd', role: 'SYSTEM' },
        (by) => new StartSla({ claimId: `N-${n}`, partnerId: 'P', sku: 'LAMP', calendar, ...targets }, by),
      );
    for (let n = 0; n < count; n += 250)
      await Promise.all(Array.from({ length: Math.min(250, count - n) }, (_, k) => start(n + k)));
    await this.seen();
  }

  // ── What follows ─────────────────────────────────────────────────────────────────────────────────────────────

  /** Waits until the read models have seen the log to its end. */
  async seen(): Promise<void> {
    const names = projections.map(({ model }) => model.name);
    if (!(await this.makegood.visibility.waitFor(names, await this.makegood.store.head(), 20_000)))
      throw new Error('the read models do not follow');
  }

  /** The processes react to all that is in the log, and the read models have seen it. */
  async settle(): Promise<void> {
    await this.reactor.settle();
    await this.seen();
  }

  /** One sweep, or one by each of several instances at once; the processes have reacted to all that was there before. */
  async sweep(...by: readonly Makegood[]): Promise<void> {
    await this.reactor.settle();
    await Promise.all((by.length > 0 ? by : [this.makegood]).map((one) => one.sweep()));
    await this.seen();
  }

  /** Sets the clock, and sweeps then, twice: the second has nothing to find. */
  async sweepAt(at: Instant): Promise<void> {
    this.clock.at = at;
    await this.sweep();
    await this.sweep();
  }

  async log(): Promise<RecordedEvent[]> {
    return listed(this.makegood.store.readAll());
  }

  async ofType(type: string): Promise<RecordedEvent[]> {
    return (await this.log()).filter((event) => event.type === type);
  }

  /** What the clock of a claim has said, in words. */
  async clockOf(claimId: string): Promise<string[]> {
    const events = this.makegood.aggregates.events<SlaEvent>(slaStreams.of(claimId));
    return (await listed(events)).flatMap((event) => inWords(event) ?? []);
  }

  async nominated(claimId: string): Promise<DueClock | undefined> {
    return (await this.models.get(dueClocksModel, [claimId])).get(claimId);
  }
}

async function listed<T>(events: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const event of events) list.push(event);
  return list;
}

const ownerOf = (partnerId: string): Actor => ({ id: `desk-${partnerId}`, role: 'PARTNER', onBehalfOf: partnerId });

const picture = (note: string, evidenceId = 'E-1'): EvidenceItem => ({
  evidenceId,
  kind: 'PHOTO',
  sha256: sha256(note),
  mediaType: 'image/jpeg',
  bytes: 4_711,
});

/** `2026-03-09T10:00:00.000Z` → `03-09 10:00`; the year, seconds and milliseconds where they are not the usual ones. */
const short = (at: Instant): string => {
  const [, year, day, minute, rest] = /^(\d{4})-(.{5})T(.{5}):(.{6})Z$/.exec(at) as unknown as string[];
  return `${year === '2026' ? '' : `${year}-`}${day} ${minute}${rest === '00.000' ? '' : `:${rest}`}`;
};
const dues = (deadlines: readonly { readonly target: string; readonly dueAt: Instant }[]): string =>
  deadlines.map(({ target, dueAt }) => `${target} ${short(dueAt)}`).join(', ');

function inWords({ type, data }: Recorded<SlaEvent>): string | undefined {
  switch (type) {
    case 'SlaClaimFollowed':
      return undefined;
    case 'SlaStarted':
      return `started ${short(data.startsAt ?? data.receivedAt)} by ${data.calendarId} ${data.calendarVersion}: ${dues(data.deadlines)}`;
    case 'SlaPaused':
      return `paused ${data.cause} ${short(data.at)}`;
    case 'SlaResumed':
      return `resumed ${data.cause} ${short(data.at)}: ${dues(data.deadlines)}`;
    case 'SlaDeadlineMoved':
      return `moved ${data.cause}: ${data.moved.map(({ target, from, to }) => `${target} ${from ? short(from) : 'never'} to ${to ? short(to) : 'never'}`).join(', ')}`;
    case 'SlaWarned':
      return `warned ${data.percent} % of ${short(data.reachedAt)} at ${short(data.noticedAt)}`;
    case 'SlaBreached':
      return `breached ${data.target} of ${short(data.dueAt)} at ${short(data.noticedAt)}`;
    case 'SlaMet':
      return `met ${data.target} ${short(data.at)}`;
    case 'SlaCancelled':
      return `cancelled ${short(data.at)}`;
    case 'SlaBreachVoided':
      return `voided ${data.target} of ${short(data.dueAt)}: ${data.reason}`;
  }
}
