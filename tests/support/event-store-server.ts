import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { openUnsyncedEventStore } from '../../libs/platform/src/runtime/recorded-facts.fixture.ts';
import { nextTurn } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { type Backoff, type EventStore, openEventStoreDb, type RecordedEvent, waitFor } from '#platform';
import { PeerCluster } from './peer-cluster.ts';
import { AS_MEASURED, type PeerOptions, ScriptedPeer } from './scripted-peer.ts';

// The one place from which suites take an event store. What they write to the server of TEST_EVENT_STORE_URL stays there, so each
// gets streams of its own.

/** Address of an event store of its own for tests: disposable, insecure or with an account that may do everything. Its log stays. */
const REAL = process.env.TEST_EVENT_STORE_URL;

/** As in a title: which server the suites speak to. */
export const EVENT_STORE_SERVER = REAL ? 'the server of TEST_EVENT_STORE_URL' : 'a scripted peer';

type Title = string;
type Named = ((title: Title, ...rest: never[]) => unknown) & object;

/** With a real server skipped by name, with the reason. */
const skippedWithServer = <T extends Named & { readonly skip: Named }>(declare: T, reason: string): T => {
  if (!REAL) return declare;
  const skip = declare.skip as (title: Title, ...rest: unknown[]) => unknown;
  const named = (title: Title, ...rest: unknown[]) => skip(`${reason}: ${title}`, ...rest);
  const each =
    (...rows: unknown[]) =>
    (title: Title, ...rest: unknown[]) =>
      (declare.skip as unknown as { each: (...rows: unknown[]) => typeof skip }).each(...rows)(
        `${reason}: ${title}`,
        ...rest,
      );
  return Object.assign(named, declare.skip, { each }) as unknown as T;
};

const NEEDS_PEER = 'needs the scripted peer, not a real server';
/** For suites in which the server must misbehave, or its log must be seen or changed: see `startPeer`. */
export const describeWithPeer = skippedWithServer(describe, NEEDS_PEER);
export const itWithPeer = skippedWithServer(it, NEEDS_PEER);

const NEEDS_EMBEDDED = 'needs the embedded event store, not a server';
/** For suites that look into its file, or play a subscription themselves and must be answered at once. */
export const describeWithEmbedded = skippedWithServer(describe, NEEDS_EMBEDDED);
export const itWithEmbedded = skippedWithServer(it, NEEDS_EMBEDDED);

/** Only in suites and tests `…WithPeer`: all others must also pass on a real server. */
export async function startPeer(options?: PeerOptions): Promise<ScriptedPeer> {
  mustBeSkipped();
  return ScriptedPeer.start(options);
}

/** As `startPeer`. */
export async function startPeerCluster(options?: PeerOptions): Promise<PeerCluster> {
  mustBeSkipped();
  return PeerCluster.start(options);
}

function mustBeSkipped(): void {
  if (REAL) throw new Error('this suite needs the scripted peer: declare it by describeWithPeer or itWithPeer');
}

export interface EventStoreServer {
  readonly url: string;
  /** Absent with a real server. */
  readonly peer?: ScriptedPeer;
  stop(): Promise<void>;
}

/** An event store without events. */
export async function startEventStoreServer(options: PeerOptions = AS_MEASURED): Promise<EventStoreServer> {
  if (REAL) return { url: withStreams(REAL, randomUUID()), stop: async () => undefined };
  const peer = await ScriptedPeer.start(options);
  return { url: peer.url(), peer, stop: () => peer.stop() };
}

/** For programs with this data folder: their log is embedded, or on the server. */
export const eventStoreOf = (folder: string): Readonly<Record<string, string>> =>
  REAL ? { EVENT_STORE_URL: withStreams(REAL, folder) } : {};

/** The log of programs with this data folder. */
export async function openLogOf(folder: string, categories: readonly string[]): Promise<EventStore> {
  return REAL ? openEventStoreDb(withStreams(REAL, folder), { categories }) : openUnsyncedEventStore(folder);
}

/** Between two looks at what an event store does: a server needs the processor too. */
export const beforeNextLook: Backoff = REAL ? waitFor : nextTurn;

const STILL_MS = 60_000;
const LOOK_MS = 20;

/** A server does in a test what the embedded store does, only slower. */
export const timeLimit = (milliseconds: number): number => (REAL ? 5 * milliseconds : milliseconds);

/** The log as of each call, which reads only what is new: for suites that look at it again and again. */
export class GrowingLog {
  readonly #events: RecordedEvent[] = [];
  #read: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: EventStore) {}

  events(): Promise<readonly RecordedEvent[]> {
    const read = this.#read.then(async () => {
      const after = this.#events.at(-1)?.position;
      for await (const event of this.store.readAll(after && { after })) this.#events.push(event);
      return this.#events;
    });
    this.#read = read.catch(() => undefined);
    return read;
  }

  /** Waits until the log shows it; fails when it has not grown for a minute. */
  async until(shows: (events: readonly RecordedEvent[]) => boolean): Promise<void> {
    let length = -1;
    let grown = performance.now();
    for (let events = await this.events(); !shows(events); events = await this.events()) {
      if (events.length > length) grown = performance.now();
      else if (performance.now() - grown > STILL_MS)
        throw new Error(`still not so at ${length} events, a minute later: ${shows.toString()}`);
      length = events.length;
      await wait(LOOK_MS);
    }
  }
}

/** Streams of its own on the server, the same ones for the same owner. */
function withStreams(url: string, owner: string): string {
  const prefix = `test_${createHash('sha256').update(owner).digest('hex').slice(0, 12)}_`;
  return `${url}${url.includes('?') ? '&' : '?'}streamPrefix=${prefix}`;
}
