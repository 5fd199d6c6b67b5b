import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type EvidenceItem, FlagBatch, type ReviewVerdict } from '#claims';
import { catalogue, type Makegood, type Stores } from '#engine';
import {
  type Actor,
  type Clock,
  type Command,
  type CommandMetadata,
  type Day,
  epochMilliseconds,
  type Instant,
  instantOf,
  sha256,
} from '#kernel';
import {
  type AppendResult,
  type EventStore,
  type Logger,
  type MachineClocks,
  type NewEvent,
  type Outcome,
  type Process,
  Reactor,
  type ReadModels,
  type Recorded,
  type RecordedEvent,
  silentLogger,
} from '#platform';
import { type PreparedRequest, requests } from '#requests';
import {
  type DueClock,
  dueClocksModel,
  type PublishCalendarData,
  type SlaEvent,
  slaStreams,
  StartSla,
  type ZoneRules,
} from '#sla';
import { type PartnerState } from '#warranty';
import { nextTurn } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { Engine, openTestStores } from '../support/engine.ts';
import { everyPicture } from '../support/every-picture.fixture.ts';
import { registry } from '../support/registry.ts';

// The engine on a clock that stands until it is set; its read models follow at once, and its processes react when a spec says so.

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

/** A machine whose clock can be set ahead of its uptime. */
export class SetMachine {
  ahead = 0;
  #uptime = 0;
  readonly clocks: MachineClocks;

  constructor(started: Instant) {
    this.clocks = {
      wall: () => epochMilliseconds(started) + this.#uptime + this.ahead,
      stopwatch: () => this.#uptime,
      uptime: () => this.#uptime,
    };
  }

  pass(milliseconds: number): void {
    this.#uptime += milliseconds;
  }
}

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
      get(target, name: keyof EventStore) {
        const own: unknown = watched[name] ?? target[name];
        return typeof own === 'function' ? own.bind(target) : own;
      },
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

/** The engine with a product, its terms, two partners (one is asked for its remedy, one is credited) and five units of each. */
export class PromiseEngine extends Engine {
  private constructor(
    readonly folder: string,
    readonly clock: SetClock,
    readonly watched: WatchedStore,
    readonly models: ReadModels,
    stores: Stores,
    logger: Logger,
  ) {
    super(stores, { clock, logger });
  }

  /** Its read models follow; its processes react when a spec says so. */
  static async start({
    logger = silentLogger,
    models: brittle = (models: ReadModels) => models,
  }: {
    readonly logger?: Logger;
    readonly models?: (models: ReadModels) => ReadModels;
  } = {}): Promise<PromiseEngine> {
    const folder = mkdtempSync(join(tmpdir(), 'makegood-promise-'));
    const stores = await openTestStores(folder, everyPicture);
    const watched = new WatchedStore(stores.store);
    const through = { ...stores, store: watched.store, models: brittle(stores.models) };
    const engine = new PromiseEngine(folder, new SetClock(on('03-09 10:00')), watched, stores.models, through, logger);
    await engine.prepare();
    engine.follow({ reactions: false });
    await engine.record(
      ...registry({
        batch: { producedOn: '2026-01-05' },
        partners: [
          { id: 'ASKED', standingInstruction: 'ASK', shipments: [lamps('ASKED', 5)] },
          { id: 'CREDITED', standingInstruction: 'CREDIT', shipments: [lamps('CREDITED', 5)] },
        ],
      }),
    );
    await engine.seen();
    return engine;
  }

  /** Another instance over the same stores, with a clock of its own. It follows nothing by itself. */
  instance(clock: Clock, models: Partial<ReadModels> = {}, zoneRules?: ZoneRules): Makegood {
    const own = new Proxy(this.models, {
      get: (target, name: keyof ReadModels) => models[name] ?? (target[name] as () => unknown).bind(target),
    });
    return new Engine({ ...this.makegood, models: own }, { clock, ...(zoneRules && { zoneRules }) }).makegood;
  }

  /** As if no process had ever run. */
  forgetCheckpoints(): void {
    const database = new DatabaseSync(join(this.folder, 'makegood.db'));
    database.exec('DELETE FROM process_checkpoints');
    database.close();
  }

  async stop(): Promise<void> {
    await this.stopFollowing();
    await this.makegood.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Some process alone. */
  async reactorOf(
    process: Process,
    dispatch: (command: Command) => Promise<Outcome> = this.makegood.dispatcher.execute,
  ): Promise<Reactor> {
    const { store, processState } = this.makegood;
    const options = { store, processState, catalogue, dispatch, logger: silentLogger, backoff: nextTurn };
    const reactor = new Reactor([process], options);
    await reactor.prepare();
    return reactor;
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
      (by) => new FlagBatch({ claimId, batchId: 'B-1', defectGroup: 'LIGHT' }, by),
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
    return Array.fromAsync(this.makegood.store.readAll());
  }

  async ofType(type: string): Promise<RecordedEvent[]> {
    return (await this.log()).filter((event) => event.type === type);
  }

  /** What the clock of a claim has said, in words. */
  async clockOf(claimId: string): Promise<string[]> {
    const events = this.makegood.aggregates.events<SlaEvent>(slaStreams.of(claimId));
    return (await Array.fromAsync(events)).flatMap((event) => inWords(event) ?? []);
  }

  async nominated(claimId: string): Promise<DueClock | undefined> {
    return (await this.models.get(dueClocksModel, [claimId])).get(claimId);
  }
}

/** Serials `ASKED-0` and so on, on one invoice. */
const lamps = (partnerId: string, units: number) => ({
  invoiceNumber: `INV-${partnerId}`,
  price: '129.00',
  serials: Array.from({ length: units }, (_, n) => `${partnerId}-${n}`),
});

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
    case 'SlaMetVoided':
      return `not met ${data.target} ${short(data.metAt)}: ${dues(data.deadlines)}`;
    case 'SlaCancelled':
      return `cancelled ${short(data.at)}`;
    case 'SlaBreachVoided':
      return `voided ${data.target} of ${short(data.dueAt)}: ${data.reason}`;
  }
}
