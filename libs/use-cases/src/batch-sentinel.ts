import { setImmediate } from 'node:timers/promises';
import type { Alarm } from '#batches';
import type { Instant } from '#kernel';
import { BEGINNING, type Catalogue, DecodedEvent, type EventStore, type Position, type Recorded } from '#platform';
import { WATCHED_EVENTS, type WatchedEvent, WatchedLog } from './watched-log.ts';

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

/** Read at once; then others have their turn. */
const EVENTS_AT_A_TIME = 1_024;

/**
 * The watched log, kept up to date with the event store. It has no state of its own: a new one reads the log from the beginning, and
 * what the log says of suspicions and verdicts is what it knows of them.
 */
export class BatchSentinel {
  readonly #watched: WatchedLog;
  readonly #types: ReadonlySet<string> = new Set(WATCHED_EVENTS);
  /** An event of theirs cannot be read, so what follows it says too little. */
  readonly #unreadable = new Set<string>();
  /** By batch and defect group. */
  readonly #pending = new Map<string, Pending>();
  #position = BEGINNING;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly source: {
      readonly store: Pick<EventStore, 'readAll'>;
      readonly catalogue: Pick<Catalogue, 'decode'>;
    },
    watched = new WatchedLog(),
  ) {
    this.#watched = watched;
  }

  /** As of now. @throws EventStoreError */
  async current(): Promise<Pick<WatchedLog, 'expectedClaims'>> {
    // What was written after an earlier reading began would be missing.
    await this.#reading?.catch(() => undefined);
    await this.#readOn();
    return this.#watched;
  }

  /**
   * Of events up to this position, each for one event: for the same again when that is delivered again. The log is read to its end
   * first, so that a suspicion that is recorded already causes none. @throws EventStoreError
   */
  async unrecordedAlarms(upTo: Position): Promise<readonly UnrecordedAlarm[]> {
    if (this.#position < upTo || this.#pending.size > 0) await this.current();
    const due = [...this.#pending.values()].filter(
      ({ position, sentFor = upTo }) => position <= upTo && sentFor === upTo,
    );
    for (const pending of due) pending.sentFor = upTo;
    return due;
  }

  #readOn(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    for (;;) {
      let read = 0;
      for await (const raw of this.source.store.readAll({ after: this.#position, limit: EVENTS_AT_A_TIME })) {
        this.#position = raw.position;
        read++;
        if (!this.#types.has(raw.type) || this.#unreadable.has(raw.stream)) continue;
        const event =
          raw.damage === undefined ? this.#decoded(new DecodedEvent(raw, this.source.catalogue.decode)) : undefined;
        if (event) this.#apply(event);
        else this.#unreadable.add(raw.stream);
      }
      if (read < EVENTS_AT_A_TIME) return;
      await setImmediate();
    }
  }

  #decoded(event: DecodedEvent): Recorded<WatchedEvent> | undefined {
    try {
      return event.event as Recorded<WatchedEvent>;
    } catch {
      return undefined;
    }
  }

  #apply(event: Recorded<WatchedEvent>): void {
    if (event.type === 'BatchSuspected' || event.type === 'BatchConfirmedDefective' || event.type === 'BatchCleared')
      this.#pending.delete(keyOf(event.data.batchId, event.data.defectGroup));
    const { position, metadata } = event;
    for (const alarm of this.#watched.apply(event))
      this.#pending.set(keyOf(alarm.batchId, alarm.group), { alarm, at: metadata.occurredAt, position });
  }
}

const keyOf = (batchId: string, defectGroup: string): string => JSON.stringify([batchId, defectGroup]);
