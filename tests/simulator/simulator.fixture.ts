import { cpSync, rmSync } from 'node:fs';
import {
  type ClaimState,
  claimStreams,
  claims,
  CommunicateDecision,
  type EvidenceItem,
  isOpen,
  TakeBackCommunication,
} from '#claims';
import { type CreditNoteEvent, creditNoteNumber } from '#finance';
import {
  type Actor,
  type Clock,
  type CommandMetadata,
  type Day,
  epochMilliseconds,
  HOUR_MS,
  instantOf,
  parseSerial,
  type Serial,
  sha256,
  type Typed,
  uuidv5,
} from '#kernel';
import {
  ChainVerifier,
  DecodedEvent,
  type EventStore,
  type EventStoreError,
  ModelVerifier,
  type Outcome,
  type ReadModels,
  type Reactor,
  type RecordedEvent,
} from '#platform';
import { WEEKDAYS } from '#sla';
import { type PreparedRequest, requests } from '#requests';
import { catalogue, type Makegood, projections, stateInWords, type Stores } from '#engine';
import {
  type AppendFault,
  FaultyEventStore,
  faultyStore,
} from '../../libs/platform/src/runtime/faulty-stores.fixture.ts';
import { nextTurn, seeded } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { Engine, openTestStores } from '../support/engine.ts';
import { everyPicture } from '../support/every-picture.fixture.ts';
import { registry } from '../support/registry.ts';
import { type Head, PromiseOracle } from './promise-oracle.fixture.ts';

// The whole engine in one thread, on a simulated clock, over real stores whose connections break by a seed. The same seed gives the same
// story, event for event.

type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

const PARTNERS = [
  { partnerId: 'P-SEOUL', currency: 'KRW', standingInstruction: 'ASK' },
  { partnerId: 'P-BERLIN', currency: 'EUR', standingInstruction: 'CREDIT' },
  { partnerId: 'P-OSAKA', currency: 'JPY', standingInstruction: 'REPLACEMENT' },
] as const;
const SERIALS = PARTNERS.flatMap(({ partnerId }, n) => [0, 1].map((k) => ({ partnerId, serial: `GL1-${n}${k}` })));
const FIRST_DAY = Date.parse('2026-12-30T08:00:00.000Z');

const admin: Actor = { id: 'root', role: 'ADMIN' };
const speakerOf = (partnerId: string): Actor => ({ id: `desk-${partnerId}`, role: 'PARTNER', onBehalfOf: partnerId });
const postman: Actor = { id: 'mail', role: 'SYSTEM' };
const staff: readonly Actor[] = ['anna', 'ben', 'chris'].map((id) => ({ id, role: 'REVIEWER' }));

/** Time that advances only when it is read, or set. */
class StoryClock implements Clock {
  #now = FIRST_DAY;
  now() {
    return instantOf((this.#now += 7));
  }
  pass(milliseconds: number) {
    this.#now += milliseconds;
  }
  /** Without advancing it. */
  peek() {
    return instantOf(this.#now);
  }
}

/** Faults per call, and crashes per step of a client. */
export interface Weather {
  readonly append: number;
  readonly read: number;
  readonly subscription: number;
  readonly models: number;
  readonly crash: number;
  readonly processes: 1 | 2;
}

export const calm: Weather = { append: 0, read: 0, subscription: 0, models: 0, crash: 0, processes: 1 };
const weatherOf = (random: Random): Weather => ({
  append: random() * 0.25,
  read: random() * 0.03,
  subscription: random() * 0.3,
  models: random() * 0.2,
  crash: random() < 0.5 ? 0 : random() * 0.1,
  processes: random() < 0.5 ? 1 : 2,
});

/** One process of the engine, from its start to its death. */
class Life {
  readonly store: FaultyEventStore;
  readonly engine: Engine;
  #dead = false;
  /** A failed start is tried again, as a supervisor would; the story begins when it has succeeded. */
  #starting = true;

  constructor(stores: Stores, clock: StoryClock, weather: () => Weather, random: Random) {
    const happens = (share: (weather: Weather) => number) =>
      this.#dead || (!this.#starting && random() < share(weather()));
    this.store = new FaultyEventStore(stores.store);
    this.store.appendFault = (): AppendFault | undefined => {
      if (this.#dead) return 'unavailable';
      if (!happens(({ append }) => append)) return undefined;
      return pick(random, ['unavailable', 'request-lost', 'answer-lost', 'late'] as const);
    };
    this.store.readFault = () => happens(({ read }) => read);
    this.store.subscriptionFault = () =>
      happens(({ subscription }) => subscription) ? pick(random, ['error', 'end', 'again'] as const) : undefined;
    let looks = 0;
    const brittle = <S extends object>(of: S) =>
      faultyStore(of, (call) => {
        // Also called by a timer of real time: drawing a random number here would make the story depend on the machine's speed.
        if (call === 'builds' && !this.#dead) return undefined;
        if (!happens(({ models }) => models)) return undefined;
        return this.#dead ? 'before' : pick(random, ['before', 'after', () => random() < 0.5] as const);
      });
    this.engine = new Engine(
      { ...stores, store: this.store, models: brittle(stores.models), processState: brittle(stores.processState) },
      // How current a stream in memory is must not depend on the speed of the machine. Never twice the same moment, as in life.
      { clock, stopwatch: () => epochMilliseconds(clock.peek()) + (looks += 0.000_1) },
    );
  }

  async start(): Promise<this> {
    await this.engine.prepare();
    this.#starting = false;
    this.engine.follow();
    return this;
  }

  get makegood(): Makegood {
    return this.engine.makegood;
  }

  get reactor(): Reactor {
    return this.engine.reactor;
  }

  /** From now on nothing it does reaches a store; what was already sent may arrive. */
  async die(random: Random): Promise<void> {
    this.#dead = true;
    await this.engine.stopFollowing();
    if (random() < 0.5) await this.store.arrive();
  }

  get caughtUp(): string {
    const { projector } = this.makegood;
    return [...projector.status, ...this.reactor.status]
      .map(({ state, position }) => `${state.kind} ${position}`)
      .join();
  }
}

const isFault = (error: unknown): error is EventStoreError => typeof (error as { fault?: unknown }).fault === 'string';

/** Answers to clients, to be compared with the log. */
interface Told {
  readonly request: PreparedRequest;
  readonly outcome: Outcome;
}

export interface Story {
  readonly log: readonly RecordedEvent[];
  readonly told: readonly Told[];
  /** Violated properties; empty if all hold. */
  readonly findings: readonly string[];
  /** Number of checks of promises. */
  readonly promises: PromiseOracle['said'];
}

/** A folder with a registry: partners, a product, its policy, and units on invoices. */
export async function registryTemplate(folder: string): Promise<void> {
  const clock = new StoryClock();
  const stores = await openTestStores(folder, everyPicture);
  const life = await new Life(stores, clock, () => calm, seeded(0)).start();
  await life.engine.record(
    ...registry({
      product: { sku: 'GLOW-1', name: 'Glow One' },
      policy: {
        effectiveFrom: '2020-01-01',
        resolutionTarget: 'PT8H',
        firstReviewTarget: 'PT4H',
        evidenceDays: 1,
        choiceDays: 1,
      },
      batch: { producedOn: '2023-05-01' },
      partners: PARTNERS.map(({ partnerId, ...partner }) => ({
        id: partnerId,
        ...partner,
        // The term of each partner's second unit is over: goodwill.
        shipments: ['2026-06-01', '2023-06-01'].map((day, k) => ({
          invoiceDate: day,
          shippedOn: day,
          price: '129',
          serials: SERIALS.filter((unit) => unit.partnerId === partnerId)
            .slice(k, k + 1)
            .map(({ serial }) => serial),
        })),
      })),
    }),
  );
  await settled([life], stores.store);
  await life.die(() => 1);
  await stores.close();
}

/** Waits until all reactions to the log are complete. */
async function settled(lives: readonly Life[], store: EventStore): Promise<void> {
  for (let quiet = 0, last = '', turns = 0; quiet < 3; turns++) {
    if (turns > 20_000) throw new Error(`it does not come to rest: ${last}`);
    await new Promise((resolve) => setImmediate(resolve));
    const head = await store.head();
    const now = `${head} ${lives.map((life) => life.caughtUp).join()}`;
    const positions = lives.flatMap(({ makegood, reactor }) => [...makegood.projector.status, ...reactor.status]);
    const done = positions.every(({ position, state }) => position === head || state.kind === 'halted');
    quiet = done && now === last ? quiet + 1 : 0;
    last = now;
  }
}

/** Some clients with claims on a few units, the processes that answer them, and the weather; then calm, and the checks. */
export async function story(
  template: string,
  folder: string,
  seed: number,
  weatherAt: (random: Random) => Weather = weatherOf,
): Promise<Story> {
  cpSync(template, folder, { recursive: true });
  // Crashes here are of processes, not of the machine.
  const stores = await openTestStores(folder, everyPicture);
  const { store } = stores;

  const clock = new StoryClock();
  clock.pass(HOUR_MS);
  const random = seeded(seed);
  let weather = weatherAt(random);
  let births = 0;
  const bear = () => new Life(stores, clock, () => weather, seeded(seed * 1_000 + ++births)).start();
  const lives = await Promise.all(Array.from({ length: weather.processes }, bear));

  const told: Told[] = [];
  /** Requests whose clients gave up without an answer. */
  const abandoned: PreparedRequest[] = [];
  const filed = new Set<string>();
  const heads: Head[] = [];
  const lookUp = async () => {
    const position = await store.head();
    heads.push({ at: clock.peek(), position });
  };
  await Promise.all([1, 2, 3].map((client) => act(client)));
  weather = { ...calm, processes: weather.processes };
  for (const life of lives) await life.store.arrive();
  await settled(lives, store);
  // An incomplete submission lapses, below. A reopening does not (see the due list of reservations): its client repeats the request.
  for (const request of abandoned)
    if (request.declaration.name === 'reopenClaim')
      told.push({ request, outcome: await (lives[0] as Life).makegood.dispatcher.perform(request) });
  await settled(lives, store);
  // Incomplete submissions lapse, with the reactions to that.
  for (const later of [120_000, 120_000, 240 * HOUR_MS]) {
    clock.pass(later);
    await lookUp();
    await (lives[0] as Life).makegood.sweep();
    await settled(lives, store);
  }
  const { findings, promises } = await checkStory(store, stores.models, told, lives, clock, heads);
  const log = await logOf(store);
  await Promise.all(lives.map((life) => life.die(() => 1)));
  await stores.close();
  rmSync(folder, { recursive: true, force: true });
  return { log, told, findings, promises };

  async function act(client: number): Promise<void> {
    const dice = seeded(seed * 100 + client);
    const post = seeded(seed * 100 + 50 + client);
    for (let step = 0; step < 24; step++) {
      if (dice() < weather.crash) {
        const victim = Math.floor(dice() * lives.length);
        const dying = lives[victim] as Life;
        const heir = await bear();
        // Another client may have crashed it meanwhile.
        if (lives[victim] === dying) lives[victim] = heir;
        else await heir.die(dice);
        await dying.die(dice);
      }
      await lookUp();
      if (dice() < 0.12) {
        clock.pass(pick(dice, [40_000, HOUR_MS, 3 * HOUR_MS, 7 * HOUR_MS]));
        await pick(dice, lives).makegood.sweep().catch(passing);
      }
      if (post() < 0.3 && filed.size > 0) {
        // N4: mail of the decision arrives, or comes back.
        const claimId = pick(post, [...filed]);
        const mail = { claimId, noticeId: `N-${claimId}` };
        const postId = uuidv5(`post ${seed} ${client} ${step}`);
        const meta = { id: postId, at: clock.now(), correlationId: postId, actor: postman };
        const command =
          post() < 0.6
            ? new CommunicateDecision({ ...mail, how: 'NOTICE_DELIVERED' }, meta)
            : new TakeBackCommunication({ ...mail, reason: '550 no such mailbox' }, meta);
        await pick(post, lives).makegood.dispatcher.execute(command).catch(passing);
      }
      const make = dice() < 0.05 ? newCalendar(dice) : wish(dice, filed);
      const id = uuidv5(`story ${seed} ${client} ${step}`);
      const digest = sha256(id);
      const request = make({ id, at: clock.now(), correlationId: id, digest });
      const impatience = dice() < 0.2 ? 0.5 : 0;
      for (let tries = 0; ; tries++)
        try {
          const outcome = await pick(dice, lives).makegood.dispatcher.perform(request);
          told.push({ request, outcome });
          if (request.declaration.name === 'submitClaim' && outcome.kind === 'accepted')
            filed.add((request.data as { claimId: string }).claimId);
          // Sometimes the answer is lost on its way to the client, which repeats the request.
          if (dice() > 0.1) break;
        } catch (error) {
          passing(error);
          if (dice() < impatience) {
            abandoned.push(request);
            break;
          }
          await nextTurn(0, new AbortController().signal);
          if (tries > 500) throw new Error(`no end of trying ${request.declaration.name}`, { cause: error });
        }
    }
  }
}

/** The default calendar, with random holidays during the story. */
function newCalendar(dice: Random): (issue: Omit<CommandMetadata, 'actor'>) => PreparedRequest {
  const free = ['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-04'].filter(() => dice() < 0.3);
  const calendar = {
    calendarId: 'default',
    timeZone: 'UTC',
    mode: 'BUSINESS_DAY_24H' as const,
    weekly: [{ days: [...WEEKDAYS.slice(0, 5)], open: '00:00', close: '24:00' }],
    exceptions: free.map((date) => ({ date: date as Day, kind: 'CLOSED' as const })),
  };
  return (issue) => requests.publishCalendar.of(calendar, { ...issue, actor: admin });
}

function passing(error: unknown): void {
  if (!isFault(error)) throw error;
}

/** What somebody might want at this moment, sensible or not. */
function wish(dice: Random, filed: ReadonlySet<string>): (issue: Omit<CommandMetadata, 'actor'>) => PreparedRequest {
  const { serial, partnerId } = pick(dice, SERIALS);
  const evidence = (n: number): EvidenceItem => ({
    evidenceId: `E-${n}`,
    kind: 'PHOTO',
    sha256: sha256(`picture ${n}`),
    mediaType: 'image/jpeg',
    bytes: 4_711,
  });
  const known = [...filed];
  const claimId = known.length > 0 ? pick(dice, known) : 'C-0';
  const owner = speakerOf((SERIALS.find((unit) => claimId.startsWith(`C-${unit.serial}`)) ?? { partnerId }).partnerId);
  // The second unit of each partner.
  const expired = /^C-GL1-\d1/.test(claimId);
  const person = pick(dice, staff);
  const shot = Math.floor(dice() * 9);
  const kind = dice();
  const variant = dice();
  return (issue) => {
    const of = (actor: Actor): CommandMetadata => ({ ...issue, actor });
    if (kind < 0.2 || known.length === 0) {
      return requests.submitClaim.of(
        {
          claimId: `C-${serial}-${Math.floor(variant * 4)}`,
          partnerId,
          serial: variant < 0.5 ? serial : ` ${serial.toLowerCase()} `,
          defect: { code: 'LED-DEAD', description: 'It stays dark.' },
          failedOn: '2026-12-20' as Day,
          evidence: [evidence(0)],
          channel: 'API',
          ...(variant < 0.3 && { preferredRemedy: variant < 0.15 ? ('CREDIT' as const) : ('REPLACEMENT' as const) }),
        },
        of(speakerOf(partnerId)),
      );
    }
    if (kind < 0.45) {
      const verdict = variant < 0.85 ? 'CONFIRMED' : 'NOT_CONFIRMED';
      return requests.reviewEvidence.of({ claimId, verdict, findings: 'Seen.' }, of(person));
    }
    if (kind < 0.67)
      return requests.approveClaim.of(
        { claimId, ...(expired === variant < 0.9 && { goodwillReason: 'A good customer' }) },
        of(person),
      );
    if (kind < 0.72)
      return requests.requestEvidence.of(
        { claimId, missing: ['PLATE'], message: variant < 0.5 ? 'The plate' : 'All' },
        of(person),
      );
    if (kind < 0.78)
      return requests.rejectClaim.of(
        { claimId, code: 'MISUSE', explanation: 'Opened.', clause: '4.2', evidenceId: 'E-0' },
        of(person),
      );
    if (kind < 0.83)
      return requests.chooseRemedy.of({ claimId, remedy: variant < 0.5 ? 'CREDIT' : 'REPLACEMENT' }, of(owner));
    if (kind < 0.9) return requests.acknowledgeDecision.of({ claimId, how: 'SEEN_BY_PARTNER' }, of(owner));
    if (kind < 0.93) return requests.withdrawClaim.of({ claimId }, of(owner));
    if (kind < 0.955) return requests.attachEvidence.of({ claimId, evidence: [evidence(shot)] }, of(owner));
    return requests.reopenClaim.of({ claimId, reason: 'Look again', evidence: [evidence(shot)] }, of(owner));
  };
}

async function logOf(store: EventStore): Promise<RecordedEvent[]> {
  return Array.fromAsync(store.readAll());
}

/** The properties, each read off the log alone. */
async function checkStory(
  store: EventStore,
  models: ReadModels,
  told: readonly Told[],
  lives: readonly Life[],
  clock: Clock,
  heads: readonly Head[],
): Promise<Pick<Story, 'findings' | 'promises'>> {
  const findings: string[] = [];
  const oracle = new PromiseOracle(heads);
  const find = (property: string, what: string) => findings.push(`${property}: ${what}`);
  const log = await logOf(store);
  const at = new Map(log.map((event) => [event.position, event]));
  const chain = new ChainVerifier();
  const verifier = await ModelVerifier.begin(projections, { store, models, catalogue });
  const revisions = new Map<string, number>();
  const ids = new Set<string>();
  const claimStates = new Map<string, ClaimState>();
  const openOn = new Map<Serial, Set<string>>();
  const reserved = new Map<Serial, string>();
  const notes = new Map<string, CreditNoteEvent['data'][]>();
  const owed = new Set<string>();

  for (const { outcome } of told) {
    if (outcome.kind === 'refused') continue;
    const event = at.get(outcome.position);
    if (event?.stream !== outcome.stream || event.revision !== outcome.revision)
      find('P1', `${outcome.stream}@${outcome.revision} was acknowledged and is not in the log`);
  }
  for (const event of log) {
    const { stream, revision, id } = event;
    if (revision !== (revisions.get(stream) ?? -1) + 1) find('P3', `${stream}@${revision} does not follow`);
    revisions.set(stream, revision);
    if (ids.has(id)) find('P2', `${stream}@${revision} has the id of another event`);
    ids.add(id);
    chain.check(event);
    const decoded = new DecodedEvent(event, catalogue.decode);
    verifier.take(decoded);
    oracle.take(decoded.event);
    const typed = decoded.event as unknown as Typed & { data: never };

    const claimId = claimStreams.idOf(stream);
    if (claimId !== undefined) {
      const state = claims.decider.evolve(
        claimStates.get(claimId) ?? claims.decider.initial,
        typed as never,
        event.metadata.occurredAt,
      );
      claimStates.set(claimId, state);
      const serial = state.submission?.serial;
      if (serial) {
        const open = openOn.get(serial) ?? new Set();
        openOn.set(serial, open);
        // A bound remedy stays with the unit, which nobody can claim on any more (R3).
        if (isOpen(state) && !state.choice?.binding) open.add(claimId);
        else open.delete(claimId);
        if (open.size > 1) find('P7', `${[...open].join(' and ')} are open on ${serial} at ${event.position}`);
      }
    }
    if (typed.type === 'ClaimOpenedOnUnit')
      reserved.set((typed.data as { serial: Serial }).serial, (typed.data as { claimId: string }).claimId);
    if (typed.type === 'ClaimClosedOnUnit') reserved.delete((typed.data as { serial: Serial }).serial);
    if (typed.type === 'CreditNoteIssued') {
      const note = typed.data as CreditNoteEvent['data'];
      const series = notes.get(note.series) ?? [];
      notes.set(note.series, series);
      if (note.number !== creditNoteNumber(note.series, series.length + 1) || revision !== series.length)
        find('P8', `${note.number} is number ${series.length + 1} of its series`);
      if ((series.at(-1)?.issuedOn ?? '') > note.issuedOn) find('F1', `${note.number} is dated before the one before`);
      series.push(note);
    }
    if (typed.type === 'ReplacementOwed') {
      const { claimId: owing } = typed.data as { claimId: string };
      if (owed.has(owing)) find('F6', `${owing} is owed twice`);
      owed.add(owing);
    }
  }
  findings.push(...oracle.check(epochMilliseconds(clock.now())));
  for (const { event, reason } of chain.faults) find('P9', `${event.stream}@${event.revision}: ${reason}`);
  for await (const { model, differences } of verifier.verdicts())
    for (const difference of differences) find('P4', `${model}: ${difference}`);

  const head = await store.head();
  for (const { build, checkpoint } of await models.builds())
    if (checkpoint.position !== head)
      find('P5 P10', `${build} has read up to ${checkpoint.position}, the log ends at ${head}`);
  for (const { makegood, reactor } of lives) {
    for (const { name, state } of [...makegood.projector.status, ...reactor.status])
      if (state.kind !== 'live') find('P10', `${name}: ${stateInWords(state)}`);
    // A claim withdrawn or bound to another choice meanwhile; anything else would be work left lying.
    for (const { process, stream, reason } of await reactor.failedReactions())
      if (!/^(CLAIM_WITHDRAWN|CLAIM_NOT_OPEN)/.test(reason)) find('left undone', `${process} of ${stream}: ${reason}`);
  }

  const credited = [...notes.values()].flat();
  for (const [claimId, { submission, withdrawn, choice, execution, decision }] of claimStates) {
    const ofClaim = credited.filter((note) => note.claimId === claimId);
    if (ofClaim.length > 1) find('F2', `${claimId} has ${ofClaim.map(({ number }) => number).join(' and ')}`);
    const executed = Number(ofClaim.length > 0) + Number(owed.has(claimId));
    if (executed > 1) find('F2', `${claimId} is credited and replaced`);
    const due = submission && !withdrawn && decision?.outcome === 'APPROVED' && choice ? 1 : 0;
    if (executed !== due) find('F7', `${claimId} is due ${due} remedies and has ${executed}`);
    if (due && execution?.remedy !== choice?.remedy) find('C9', `${claimId} does not tell of its ${choice?.remedy}`);
  }
  for (const { serial: text } of SERIALS) {
    const serial = parseSerial(text) as Serial;
    const holder = reserved.get(serial);
    const [open] = openOn.get(serial) ?? [];
    if (holder !== open) find('C2', `${serial} is held by ${holder}, the open claim on it is ${open}`);
  }
  return { findings, promises: oracle.said };
}
