import {
  type AppendResult,
  START,
  type EventStore,
  EventStoreError,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from '../event-store/event-store.port.ts';
import type { BuildBatch } from '../read-models/read-model.port.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';

// Real stores behind a connection that fails according to a script.

/** `unavailable`: nothing was sent. The other outcomes are unknown; `late` arrives only after the next call was answered. */
export type AppendFault = 'unavailable' | 'request-lost' | 'answer-lost' | 'late';

/** Replaces the next batch of a subscription; `again` delivers the last batches a second time. */
export type SubscriptionFault = 'error' | 'end' | 'again';

export class FaultyEventStore implements EventStore {
  /** Every append sent, also those that never arrived. */
  readonly appends: { stream: string; expected: number; events: readonly NewEvent[] }[] = [];
  appendFault: (stream: string) => AppendFault | undefined = () => undefined;
  readFault: () => boolean = () => false;
  subscriptionFault: () => SubscriptionFault | undefined = () => undefined;
  readonly #late: (() => Promise<unknown>)[] = [];

  constructor(private readonly store: EventStore) {}

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    this.appends.push({ stream, expected, events });
    const send = () => this.store.append(stream, expected, events);
    const unknown = () => new EventStoreError('outcome-unknown', 'no answer in time');
    switch (this.appendFault(stream)) {
      case 'unavailable':
        throw new EventStoreError('unavailable', 'no connection');
      case 'request-lost':
        throw unknown();
      case 'answer-lost':
        await send();
        throw unknown();
      case 'late':
        this.#late.push(send);
        throw unknown();
      case undefined: {
        const answer = await send();
        await this.arrive();
        return answer;
      }
    }
  }

  async arrive(): Promise<void> {
    for (const send of this.#late.splice(0)) await send();
  }

  async *readStream(...args: Parameters<EventStore['readStream']>): AsyncGenerator<RecordedEvent> {
    yield* this.#brittle(this.store.readStream(...args));
  }

  async *readAll(...args: Parameters<EventStore['readAll']>): AsyncGenerator<RecordedEvent> {
    yield* this.#brittle(this.store.readAll(...args));
  }

  async *subscribe(options: {
    after?: Position;
    batch?: number;
    signal: AbortSignal;
  }): AsyncGenerator<readonly RecordedEvent[]> {
    this.#mayBreak();
    const delivered: (readonly RecordedEvent[])[] = [];
    for await (const events of this.store.subscribe(options)) {
      const fault = this.subscriptionFault();
      if (fault === 'error') throw new EventStoreError('unavailable', 'connection reset');
      if (fault === 'end') return;
      if (fault === 'again') yield* delivered;
      delivered.push(events);
      yield events;
    }
  }

  async head(): Promise<Position> {
    this.#mayBreak();
    return this.store.head();
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    this.#mayBreak();
    return this.store.eventAt(position);
  }

  async id(options?: { create?: boolean }): Promise<string | undefined> {
    this.#mayBreak();
    return this.store.id(options);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  async *#brittle(events: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent> {
    this.#mayBreak();
    for await (const event of events) {
      yield event;
      this.#mayBreak();
    }
  }

  #mayBreak(): void {
    if (this.readFault()) throw new EventStoreError('unavailable', 'connection reset');
  }
}

/** `before`: nothing was done. `after`: the answer was lost. A function: only the writes it selects were done, and no checkpoint. */
export type StoreFault = 'before' | 'after' | ((write: BuildBatch['writes'][number]) => boolean);

/** Read models, process state or leases whose calls fail as `fault` returns. */
export function faultyStore<S extends object>(store: S, fault: (call: keyof S) => StoreFault | undefined): S {
  const broken = async (call: keyof S, proper: (...args: unknown[]) => Promise<unknown>, args: unknown[]) => {
    const kind = fault(call);
    if (kind === undefined) return proper(...args);
    if (kind === 'after') await proper(...args);
    else if (kind !== 'before' && call === 'write') {
      const batches = args[0] as readonly BuildBatch[];
      // A checkpoint never moves backwards, so this one changes nothing.
      await proper(batches.map((batch) => ({ ...batch, writes: batch.writes.filter(kind), checkpoint: START })));
    }
    throw new DocumentStoreError('unavailable', 'no connection');
  };
  return new Proxy(store, {
    get(target, name) {
      const method = (target[name as keyof S] as (...args: unknown[]) => Promise<unknown>).bind(target);
      return name === 'scan' ? method : (...args: unknown[]) => broken(name as keyof S, method, args);
    },
  });
}
