import { deserialize, serialize } from 'node:v8';
import { type Alarm, watchPolicy } from '#batches';
import { type Day, type Instant, type Json, sameJson } from '#kernel';
import {
  type Catalogue,
  type Checkpoint,
  checkpointAt,
  type EventStore,
  ownTurn,
  type Position,
  type Recorded,
  type RecordedEvent,
  START,
  Turns,
} from '#platform';
import { BatchReplay, type FirstRing, firstRings, type ReplayedBatch } from './replayed-batch.ts';
import { WatchedEvents } from './watched-events.ts';
import { type WatchedEvent, WatchedLog, type WatchedState } from './watched-log.ts';

/** An alarm that the log has no suspicion of yet. */
export interface UnrecordedAlarm {
  readonly alarm: Alarm;
  /** When its last claim came. */
  readonly at: Instant;
}

interface Pending extends UnrecordedAlarm {
  readonly position: Position;
  sentFor?: Position;
}

/** Keeps the newest snapshot from one start to the next, for all processes; without it the log is read from its beginning. */
export interface SentinelSnapshots {
  load(): Promise<Uint8Array | undefined>;
  save(snapshot: Uint8Array): Promise<void>;
}

export interface SentinelSource {
  readonly store: Pick<EventStore, 'readAll' | 'eventAt'>;
  readonly catalogue: Pick<Catalogue, 'decode'>;
  readonly snapshots?: SentinelSnapshots;
  /** Default: what is read in a few seconds. */
  readonly eventsPerSnapshot?: number;
}

/** Up to where the log was read again. */
interface Place {
  position: Position;
  readonly events: WatchedEvents;
}

/** Plain data, all of it as of `checkpoint`. */
export interface Snapshot {
  readonly version: number;
  readonly policy: Json;
  readonly checkpoint: Checkpoint;
  readonly unreadable: Set<string>;
  readonly pending: Map<string, Pending>;
  readonly watched: WatchedState;
}

/** Another one for every change of what is known of the same events, or of its form: a spec compares it with what it was. */
export const SNAPSHOT_VERSION = 4;

const EVENTS_PER_SNAPSHOT = 50_000;
/** Asked for at once. */
const EVENTS_AT_A_TIME = 256;
/** Then others have their turn. */
const EVENTS_A_TURN = 64;
/** Batches that are replayed as the log grows: those that were looked at last. */
const MOST_REPLAYED = 20;

/**
 * The watched log, kept up to date with the event store. Nothing is known here that the log does not say: a new one begins with a
 * snapshot of another, or reads the log from the beginning.
 */
export class BatchSentinel {
  #watched = new WatchedLog();
  #events: WatchedEvents;
  /** By batch and defect group. */
  readonly #pending = new Map<string, Pending>();
  #checkpoint = START;
  #reading: Promise<void> | undefined;
  #begun: Promise<void> | undefined;
  #sinceSnapshot = 0;
  #saving: Promise<void> | undefined;
  /** The one that was looked at last comes last. */
  readonly #replays = new Map<string, BatchReplay>();
  readonly #passes = new Turns();
  readonly #replaying = new SharedPass((batchIds) => this.#passes.take('', () => this.#replayedOf(batchIds())));
  readonly #ringing = new SharedPass((batchIds) => this.#passes.take('', () => firstRings(this.#again(), batchIds())));

  constructor(private readonly source: SentinelSource) {
    this.#events = new WatchedEvents(source.catalogue);
  }

  /** As of now. @throws EventStoreError */
  async current(): Promise<Pick<WatchedLog, 'expectedClaims' | 'expectations' | 'baselines'>> {
    // What was written after an earlier reading began would be missing.
    await this.#reading?.catch(() => undefined);
    await this.#readOn();
    return this.#watched;
  }

  /**
   * Of events up to this position, each for one event: for the same again when that is delivered again. Before any is given, the log is
   * read to its end, so that a suspicion that is recorded already causes none. @throws EventStoreError
   */
  async unrecordedAlarms(upTo: Position): Promise<readonly UnrecordedAlarm[]> {
    if (this.#checkpoint.position < upTo || this.#due(upTo).length > 0) await this.current();
    this.#saveWhenDue();
    const due = this.#due(upTo);
    for (const pending of due) pending.sentFor = upTo;
    return due;
  }

  /**
   * One batch through the log, until a day. The first look at a batch takes a pass over the log, which all have together that are
   * asked for meanwhile; later ones what was written since. @throws EventStoreError
   */
  async replayed(batchId: string, until: Day): Promise<ReplayedBatch> {
    await this.current();
    const replay = this.#replays.get(batchId) ?? (await this.#replaying.with(batchId));
    if (this.#replays.delete(batchId)) this.#replays.set(batchId, replay);
    return replay.through(until, this.#watched);
  }

  /** What today's detectors would have said of one batch: another pass over the log, which is shared likewise. @throws EventStoreError */
  async firstRings(batchId: string): Promise<readonly FirstRing[]> {
    await this.current();
    return this.#ringing.with(batchId);
  }

  /** Until what was begun to be saved is. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  #due(upTo: Position): readonly Pending[] {
    return [...this.#pending.values()].filter(({ position, sentFor = upTo }) => position <= upTo && sentFor === upTo);
  }

  #readOn(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    await (this.#begun ??= this.#restore().catch((error: unknown) => {
      this.#begun = undefined;
      throw error;
    }));
    for (;;) {
      let read = 0;
      for await (const raw of this.#page(this.#checkpoint.position)) {
        this.#checkpoint = checkpointAt(raw);
        read++;
        const event = this.#events.of(raw);
        if (event) this.#apply(event);
      }
      this.#sinceSnapshot += read;
      if (read < EVENTS_AT_A_TIME) return;
    }
  }

  async *#page(after: Position): AsyncGenerator<RecordedEvent> {
    let read = 0;
    for await (const raw of this.source.store.readAll({ after, limit: EVENTS_AT_A_TIME })) {
      yield raw;
      if (++read % EVENTS_A_TURN === 0) await ownTurn();
    }
  }

  #apply(event: Recorded<WatchedEvent>): void {
    if (event.type === 'BatchSuspected' || event.type === 'BatchConfirmedDefective' || event.type === 'BatchCleared')
      this.#pending.delete(keyOf(event.data.batchId, event.data.defectGroup));
    const { position, metadata } = event;
    for (const alarm of applied(event, this.#watched, [...this.#replays.values()]))
      this.#pending.set(keyOf(alarm.batchId, alarm.group), { alarm, at: metadata.occurredAt, position });
  }

  /** Reads the log again as far as it is known, for batches of which only the end was seen. */
  async #replayedOf(batchIds: ReadonlySet<string>): Promise<ReadonlyMap<string, BatchReplay>> {
    const replays = new Map([...batchIds].map((batchId) => [batchId, new BatchReplay(batchId)]));
    const all = [...replays.values()];
    const watched = new WatchedLog();
    const place = this.#beginning();
    // The sentinel reads on meanwhile.
    while (place.position < this.#checkpoint.position)
      for await (const event of this.#nextPage(place)) applied(event, watched, all);
    for (const replay of all) this.#replays.set(replay.batchId, replay);
    for (const batchId of this.#replays.keys()) {
      if (this.#replays.size <= MOST_REPLAYED) break;
      this.#replays.delete(batchId);
    }
    return replays;
  }

  #beginning(): Place {
    return { position: START.position, events: new WatchedEvents(this.source.catalogue) };
  }

  /** What follows a place, no further than the log is known. */
  async *#nextPage(place: Place): AsyncGenerator<Recorded<WatchedEvent>> {
    const after = place.position;
    for await (const raw of this.#page(after)) {
      if (raw.position > this.#checkpoint.position) break;
      place.position = raw.position;
      const event = place.events.of(raw);
      if (event) yield event;
    }
    if (place.position === after) throw new Error(`the log no longer has the events after ${after}`);
  }

  /** The log as far as it is known. */
  async *#again(): AsyncGenerator<Recorded<WatchedEvent>> {
    const place = this.#beginning();
    while (place.position < this.#checkpoint.position) yield* this.#nextPage(place);
  }

  /** Of a log that has the event of its checkpoint; of any other it says nothing. */
  async #restore(): Promise<void> {
    const bytes = await this.source.snapshots?.load();
    const snapshot = bytes && readSnapshot(bytes);
    if (!snapshot) return;
    const { checkpoint, unreadable, pending, watched } = snapshot;
    if ((await this.source.store.eventAt(checkpoint.position))?.id !== checkpoint.id) return;
    this.#checkpoint = checkpoint;
    this.#events = new WatchedEvents(this.source.catalogue, unreadable);
    // What was sent for an event may not have been recorded.
    for (const [key, { alarm, at, position }] of pending) this.#pending.set(key, { alarm, at, position });
    this.#watched = new WatchedLog({ state: watched });
  }

  #saveWhenDue(): void {
    const { snapshots, eventsPerSnapshot = EVENTS_PER_SNAPSHOT } = this.source;
    if (!snapshots || this.#saving || this.#sinceSnapshot < eventsPerSnapshot) return;
    this.#sinceSnapshot = 0;
    this.#saving = snapshots.save(this.#snapshot()).finally(() => (this.#saving = undefined));
  }

  #snapshot(): Uint8Array {
    const snapshot: Snapshot = {
      version: SNAPSHOT_VERSION,
      policy: watchPolicy(),
      checkpoint: this.#checkpoint,
      unreadable: this.#events.unreadable,
      pending: this.#pending,
      watched: this.#watched.state,
    };
    return serialize(snapshot);
  }
}

/** One pass for all that are asked for until it begins: whatever is asked, one is made and one waits. */
class SharedPass<T> {
  #asked = new Set<string>();
  #waiting: Promise<ReadonlyMap<string, T>> | undefined;

  /** `begin`: in its turn, for those that are asked for by then. */
  constructor(private readonly begin: (batchIds: () => ReadonlySet<string>) => Promise<ReadonlyMap<string, T>>) {}

  async with(batchId: string): Promise<T> {
    this.#asked.add(batchId);
    this.#waiting ??= Promise.resolve().then(() =>
      this.begin(() => {
        const asked = this.#asked;
        [this.#asked, this.#waiting] = [new Set(), undefined];
        return asked;
      }),
    );
    return (await this.#waiting).get(batchId) as T;
  }
}

function applied(
  event: Recorded<WatchedEvent>,
  watched: WatchedLog,
  replays: readonly BatchReplay[],
): readonly Alarm[] {
  for (const replay of replays) replay.before(event, watched);
  const alarms = watched.apply(event);
  for (const replay of replays) replay.after(event, alarms);
  return alarms;
}

/** Undefined: of another version, by another policy, or damaged. */
export function readSnapshot(bytes: Uint8Array): Snapshot | undefined {
  try {
    const snapshot = deserialize(bytes) as Snapshot;
    return snapshot.version === SNAPSHOT_VERSION && sameJson(snapshot.policy, watchPolicy()) ? snapshot : undefined;
  } catch {
    return undefined;
  }
}

const keyOf = (batchId: string, defectGroup: string): string => JSON.stringify([batchId, defectGroup]);
