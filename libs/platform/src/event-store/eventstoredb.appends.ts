import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EventData, type EventStoreDBClient, NO_STREAM as NO_STREAM_YET } from '@eventstore/db-client';
import { append as appendByOwnCall } from '@eventstore/db-client/dist/streams/appendToStream/append.js';
import { type EncodedEvent, encodeEvents } from './event-encoding.ts';
import {
  type AppendResult,
  type EventStore,
  EventStoreError,
  NO_STREAM,
  type NewEvent,
  positionOf,
  type RecordedEvent,
} from './event-store.port.ts';
import { AppendStream } from './eventstoredb.append-stream.ts';
import { answerWithin, internalsOf } from './eventstoredb.client.ts';
import { appendFault, Refused } from './eventstoredb.faults.ts';
import { onTheWire, wireIdOf } from './eventstoredb.wire.ts';
import { backoffMs, waitFor } from '../support/backoff.ts';
import { Recent } from '../support/recent.ts';

const MAX_REMEMBERED = 25_000;

/** Remembers where it wrote events: EventStoreDB would store a repeated append again at another expected revision. */
export class Appends {
  readonly #client: EventStoreDBClient;
  readonly #stream: AppendStream;
  readonly #readStream: EventStore['readStream'];
  readonly #timeoutMs: number;
  readonly #closed: AbortSignal;

  /** How many times in a row the outcome was unknown, by stream and first id. */
  readonly #unknown = new Recent<number>(MAX_REMEMBERED);
  readonly #written = new Recent<{ readonly stream: string; readonly revision: number }>(MAX_REMEMBERED);
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(
    client: EventStoreDBClient,
    readStream: EventStore['readStream'],
    timeoutMs: number,
    closed: AbortSignal,
  ) {
    this.#client = client;
    this.#stream = new AppendStream(internalsOf(client), timeoutMs);
    this.#readStream = readStream;
    this.#timeoutMs = timeoutMs;
    this.#closed = closed;
  }

  /** `ready`: nothing is sent before; what it throws is the answer. */
  append(stream: string, expected: number, events: readonly NewEvent[], ready?: Promise<void>): Promise<AppendResult> {
    const append = () => this.#append(stream, expected, events);
    const result = ready ? ready.then(append) : append();
    this.#underWay.add(result);
    const leave = () => this.#underWay.delete(result);
    result.then(leave, leave);
    return result;
  }

  async drain(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const encoded = onTheWire(events, encodeEvents(events));
    for (const [index, { id }] of events.entries()) {
      const written = this.#written.get(id);
      if (!written || (written.stream === stream && written.revision === expected + 1 + index)) continue;
      return { kind: written.stream === stream ? 'conflict' : 'id-used-elsewhere' };
    }
    const key = `${stream} ${events[0]?.id}`;
    const unknown = this.#unknown.get(key) ?? 0;
    if (unknown > 0) await waitFor(backoffMs(unknown), this.#closed);
    const send = () =>
      // The call that lost the first answer may lose the next one: a retry opens its own.
      unknown > 0 ? this.#sendAlone(stream, expected, events) : this.#send(stream, expected, encoded);
    const outcome = await this.#outcomeOf(send);
    if (!(outcome instanceof EventStoreError)) {
      this.#unknown.delete(key);
      const answer = outcome.kind === 'conflict' ? await this.#earlierAppend(stream, expected, events) : outcome;
      if (answer.kind === 'appended')
        for (const [index, { id }] of events.entries())
          this.#written.set(id, { stream, revision: expected + 1 + index });
      return answer;
    }
    // "Nothing was written" holds for this attempt, not for earlier ones.
    if (outcome.fault === 'outcome-unknown' || (outcome.fault === 'unavailable' && unknown > 0)) {
      this.#unknown.set(key, unknown + 1);
      throw new EventStoreError('outcome-unknown', outcome.message, { cause: outcome });
    }
    throw outcome;
  }

  /** A conflict with the same events under other metadata is a repeated append. */
  async #earlierAppend(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const conflict = { kind: 'conflict' } as const;
    try {
      const there: RecordedEvent[] = [];
      for await (const event of this.#readStream(stream, { from: expected + 1, limit: events.length }))
        there.push(event);
      const last = there.at(-1);
      if (!last || events.some(({ id }, index) => id !== there[index]?.id)) return conflict;
      return { kind: 'appended', position: last.position, revision: last.revision, repeated: true };
    } catch {
      return conflict;
    }
  }

  /** Repeats an append that wrote nothing: by then the client has found the leader, or a live connection. */
  async #outcomeOf(send: () => Promise<AppendResult>): Promise<AppendResult | EventStoreError> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        const fault = appendFault(error);
        if (fault === 'conflict') return { kind: 'conflict' };
        if (fault.fault !== 'unavailable' || attempt === 2) return fault;
        await nextTurn();
      }
    }
  }

  async #send(stream: string, expected: number, events: readonly EncodedEvent[]): Promise<AppendResult> {
    const { written, refused } = await this.#stream.send(stream, expected, events);
    if (!written) throw new Refused(refused);
    return {
      kind: 'appended',
      position: positionOf(written.commit, written.prepare),
      revision: Number(written.revision),
    };
  }

  async #sendAlone(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const data = events.map((event) => ({
      id: wireIdOf(event),
      type: event.type,
      contentType: 'application/json',
      data: event.data,
      metadata: { eventId: event.id, ...event.metadata },
    }));
    const expectedRevision = expected === NO_STREAM ? NO_STREAM_YET : BigInt(expected);
    const { nextExpectedRevision, position } = await answerWithin(
      this.#timeoutMs,
      'an append',
      appendByOwnCall.call(this.#client as never, stream, data as unknown as EventData[], {
        expectedRevision,
        batchAppendSize: 0,
        deadline: this.#timeoutMs,
      }),
    );
    return {
      kind: 'appended',
      position: positionOf(position?.commit ?? 0n, position?.prepare),
      revision: Number(nextExpectedRevision),
    };
  }
}
