import type { Json } from '#kernel';
import { type EventMetadata, EventStoreError, LIMITS, type NewEvent, type RecordedEvent } from './event-store.port.ts';

export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** @throws EventStoreError `too-large`; TypeError for a bug of the caller */
export function encodeEvents(events: readonly NewEvent[]): EncodedEvent[] {
  if (events.length === 0) throw new TypeError('an append needs at least one event');
  if (events.length > LIMITS.appendEvents)
    throw new EventStoreError('too-large', `an append has ${events.length} events, more than ${LIMITS.appendEvents}`);
  let total = 0;
  return events.map((event) => {
    if (!isObject(event.data)) throw new TypeError(`the data of ${event.type} is not a JSON object`);
    const data = JSON.stringify(event.data);
    const metadata = JSON.stringify(event.metadata);
    const bytes = Buffer.byteLength(data) + Buffer.byteLength(metadata);
    total += bytes;
    if (bytes > LIMITS.eventBytes)
      throw new EventStoreError('too-large', `${event.type} has ${bytes} bytes, more than ${LIMITS.eventBytes}`);
    if (total > LIMITS.appendBytes)
      throw new EventStoreError('too-large', `an append has more than ${LIMITS.appendBytes} bytes`);
    return { id: event.id, type: event.type, data, metadata };
  });
}

type Place = Pick<RecordedEvent, 'id' | 'type' | 'stream' | 'revision' | 'position'>;

/** `malformed` unless data and metadata are as we write them; `asStored` then gives the text to show an operator. */
export function recordedEvent(place: Place, data: unknown, metadata: unknown, asStored: () => string): RecordedEvent {
  const malformed = isObject(data)
    ? isMetadata(metadata)
      ? undefined
      : 'its metadata lacks required fields'
    : 'its data is not a JSON object';
  if (malformed === undefined) return { ...place, data: data as Json, metadata: metadata as EventMetadata };
  return {
    ...place,
    data: isObject(data) ? (data as Json) : asStored(),
    metadata: (isObject(metadata) ? metadata : {}) as unknown as EventMetadata,
    malformed,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

const isMetadata = (value: unknown): boolean =>
  isObject(value) &&
  isObject(value.actor) &&
  typeof value.schemaVersion === 'number' &&
  typeof value.commandId === 'string' &&
  typeof value.recordedAt === 'string' &&
  typeof value.dataDigest === 'string' &&
  typeof value.hash === 'string';
