import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type EventStoreDBClient,
  eventTypeFilter,
  type RecordedEvent as ClientEvent,
  START,
} from '@eventstore/db-client';
import { backoffMs, waitFor } from '../support/backoff.ts';
import { Recent } from '../support/recent.ts';
import {
  BEGINNING,
  type DamageList,
  EventStoreError,
  type Position,
  positionOf,
  positionParts,
  type StreamDamage,
} from './event-store.port.ts';
import type { ServerEvent } from './eventstoredb.read-response.ts';

/** How many events the server looks through before it says how far it is. */
const CHECKPOINT_INTERVAL = 100;
/** From the read that does not find a stream to its first append: for so long it is not asked again whether it was deleted. */
const MOMENT_MS = 1_000;
const MAX_REMEMBERED = 1_000;
const METADATA = '$metadata';
const TOMBSTONE = '$streamDeleted';
const MAX_REVISION = 2n ** 63n - 1n;

export interface DamageOptions {
  readonly client: EventStoreDBClient;
  readonly isOurs: (stream: string) => boolean;
  /** The only event of a read, or none. @throws EventStoreError */
  readonly readOne: (stream: string, from: 'start' | 'end') => Promise<ServerEvent | undefined>;
  /** Nothing of ours lies before. */
  readonly beginning: () => Position;
  /** Reads the log to its end, unless that is far; `see` is called with each event. @throws EventStoreError */
  readonly readRest: (after: Position) => Promise<'read' | 'far'>;
  readonly closed: AbortSignal;
}

interface Noted {
  readonly damage: string | undefined;
  readonly position: Position;
}

/**
 * A stream of which the server does not keep every event: soft-deleted, with a tombstone, or truncated by `$tb`, `$maxCount` or
 * `$maxAge`. The server says so by an event in the log, and in the stream `$$<stream>` until a tombstone takes that too.
 */
export class DamagedStreams implements StreamDamage {
  readonly #options: DamageOptions;
  readonly #noted = new Map<string, Noted>();
  readonly #listeners = new Set<(stream: string) => void>();
  /** When a stream was last not found, and had not been deleted. */
  readonly #missed = new Recent<number>(MAX_REMEMBERED);
  #upTo = BEGINNING;
  #isCurrent = false;

  constructor(options: DamageOptions) {
    this.#options = options;
  }

  /** Everything that has happened until a moment ago is known without asking. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  get list(): DamageList {
    const streams = [...this.#noted]
      .flatMap(([stream, { damage }]) => (damage ? [{ stream, damage }] : []))
      .sort((one, other) => (one.stream < other.stream ? -1 : 1));
    return { upTo: this.#upTo, streams };
  }

  onChange(listener: (stream: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async of(stream: string): Promise<string | undefined> {
    return (
      this.#noted.get(stream)?.damage ?? (await this.#announced(stream)) ?? (await this.#missingAtTheBeginning(stream))
    );
  }

  /** @throws EventStoreError `stream-damaged` */
  refuseKnown(stream: string): void {
    const damage = this.#noted.get(stream)?.damage;
    if (damage) throw damaged(damage);
  }

  /** For a stream that is not found: it was deleted, or has never been. @throws EventStoreError `stream-damaged` */
  async refuseDeleted(stream: string): Promise<void> {
    if (this.#isCurrent) return this.refuseKnown(stream);
    await this.#refuseAnnounced(stream);
    this.#missed.set(stream, performance.now());
  }

  /** Before its first append, which would begin a deleted stream anew. @throws EventStoreError `stream-damaged` */
  async refuseBeginning(stream: string): Promise<void> {
    const missed = this.#missed.get(stream) ?? Number.NEGATIVE_INFINITY;
    this.#missed.delete(stream);
    if (this.#isCurrent || performance.now() - missed < MOMENT_MS) return this.refuseKnown(stream);
    await this.#refuseAnnounced(stream);
  }

  async #refuseAnnounced(stream: string): Promise<void> {
    const damage = await this.#announced(stream);
    if (damage) throw damaged(damage);
  }

  /** For a stream without events that must be there. */
  async missing(stream: string, first: number): Promise<EventStoreError> {
    return damaged((await this.#announced(stream)) ?? this.#note(stream, cutOff(stream, first)));
  }

  /** For a stream at which the server has answered that it was deleted for ever. */
  tombstone(stream: string): EventStoreError {
    return damaged(this.#note(stream, hasTombstone(stream)));
  }

  /** Of the whole log, in any order. */
  see({ streamId, type, data, position }: ServerEvent | ClientEvent): void {
    if (type !== METADATA && type !== TOMBSTONE) return;
    const stream = type === METADATA ? streamId.replace(/^\$\$/, '') : streamId;
    if (!this.#options.isOurs(stream)) return;
    const at = positionOf(position?.commit ?? 0n, position?.prepare);
    const before = this.#noted.get(stream);
    if (before && before.position >= at) return;
    const damage = type === METADATA ? limitsOf(stream, data) : hasTombstone(stream);
    this.#noted.set(stream, { damage, position: at });
    if (before?.damage !== damage) for (const listener of this.#listeners) listener(stream);
  }

  async watch(known: DamageList | undefined, signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, this.#options.closed]);
    for (const { stream, damage } of known?.streams ?? []) this.#note(stream, damage);
    this.#upTo = known?.upTo ?? BEGINNING;
    for (let failures = 1; !stop.aborted; failures++) {
      const before = this.#upTo;
      const error = await this.#follow(stop);
      this.#isCurrent = false;
      // The list may be of another log, in which no record begins there.
      if (error !== undefined && this.#upTo === before && failures % LOOKS === 0) this.#forget();
      if (this.#upTo > before) failures = 1;
      await waitFor(backoffMs(failures), stop);
    }
  }

  /** @returns the error that ended it */
  async #follow(stop: AbortSignal): Promise<unknown> {
    const beginning = this.#options.beginning();
    const from = this.#upTo > beginning ? this.#upTo : beginning;
    const subscription = this.#options.client.subscribeToAll({
      fromPosition: from === BEGINNING ? START : positionParts(from),
      filter: eventTypeFilter({
        prefixes: [METADATA, TOMBSTONE],
        checkpointInterval: CHECKPOINT_INTERVAL,
        checkpointReached: (_, { commit, prepare }) => {
          // It comes ahead of events that are delivered, but not yet taken.
          if (subscription.readableLength === 0) this.#upTo = positionOf(commit, prepare);
          void readRest();
        },
      }),
    });
    const ended = Promise.withResolvers<unknown>();
    let hasEnded = false;
    const current = () => {
      this.#isCurrent = !hasEnded && !stop.aborted;
    };
    let isReading = false;
    // 22.10 never says that a subscription has caught up. From its confirmation on it delivers what a read does not find any more.
    const readRest = async () => {
      if (isReading || hasEnded || this.#isCurrent) return;
      isReading = true;
      const rest = await this.#options.readRest(this.#upTo).catch(() => 'far');
      isReading = false;
      if (rest === 'read') current();
    };
    subscription.on('confirmation', () => void readRest());
    subscription.on('data', ({ event }: { readonly event?: ClientEvent }) => {
      if (!event) return;
      this.see(event);
      this.#upTo = positionOf(event.position?.commit ?? 0n, event.position?.prepare);
    });
    subscription.on('caughtUp', () => {
      void nextTurn().then(current);
    });
    subscription.on('error', ended.resolve);
    subscription.on('end', () => ended.resolve(undefined));
    const leave = () => ended.resolve(undefined);
    stop.addEventListener('abort', leave, { once: true });
    const error = await ended.promise;
    hasEnded = true;
    stop.removeEventListener('abort', leave);
    subscription.unsubscribe().catch(() => undefined);
    return error;
  }

  #forget(): void {
    this.#noted.clear();
    this.#upTo = BEGINNING;
  }

  async #announced(stream: string): Promise<string | undefined> {
    try {
      const event = await this.#options.readOne(`$$${stream}`, 'end');
      const damage = event && limitsOf(stream, event.data);
      return damage && this.#note(stream, damage);
    } catch (error) {
      const { fault } = error as Partial<EventStoreError>;
      if (fault === 'stream-damaged') return this.#note(stream, hasTombstone(stream));
      // An account may read the log without reading what the server knows of each stream: then the log says it.
      if (fault === 'access-denied') return undefined;
      throw error;
    }
  }

  async #missingAtTheBeginning(stream: string): Promise<string | undefined> {
    const first = await this.#options.readOne(stream, 'start');
    return first && first.revision > 0n ? this.#note(stream, cutOff(stream, Number(first.revision))) : undefined;
  }

  #note(stream: string, damage: string): string {
    const before = this.#noted.get(stream);
    this.#noted.set(stream, { damage, position: before?.position ?? BEGINNING });
    if (before?.damage !== damage) for (const listener of this.#listeners) listener(stream);
    return damage;
  }
}

const LOOKS = 3;

const hasTombstone = (stream: string) => `${stream} was deleted for ever in EventStoreDB (tombstone)`;
const cutOff = (stream: string, first: number) => `the events of ${stream} before revision ${first} are missing`;

function limitsOf(stream: string, metadata: unknown): string | undefined {
  const { $tb, $maxCount, $maxAge } = (metadata ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof $tb === 'number' && BigInt($tb) >= MAX_REVISION) return `${stream} was deleted in EventStoreDB`;
  if (typeof $tb === 'number' && $tb > 0) return `EventStoreDB cuts off the events of ${stream} before revision ${$tb}`;
  if ($maxCount !== undefined)
    return `EventStoreDB keeps only the last events of ${stream} ($maxCount: ${String($maxCount)})`;
  if ($maxAge !== undefined)
    return `EventStoreDB keeps the events of ${stream} only for some time ($maxAge: ${String($maxAge)} s)`;
  return undefined;
}

const damaged = (damage: string) =>
  new EventStoreError(
    'stream-damaged',
    `${damage}: nothing was written. docs/operations.md, "Damaged streams", says how to bring it back.`,
  );
