import { randomUUID } from 'node:crypto';
import { type Instant, uuidv5 } from '#kernel';
import { digestOf, linkHash } from './hash-chain.ts';
import { type EncodedEvent, recordedEvent } from './event-encoding.ts';
import { type NewEvent, positionOf, type RecordedEvent } from './event-store.port.ts';
import type { ServerEvent } from './eventstoredb.read-response.ts';

// EventStoreDB accepts a repeated append by ids alone; the same command in two processes has the same ids and other metadata,
// and must conflict. So the id on the server covers the hash (A2).
export const wireIdOf = ({ id, metadata: { hash } }: NewEvent): string => uuidv5(`${id}/${hash}`);

export const onTheWire = (events: readonly NewEvent[], encoded: readonly EncodedEvent[]): EncodedEvent[] =>
  encoded.map((each, index) => ({
    ...each,
    id: wireIdOf(events[index] as NewEvent),
    metadata: `{"eventId":"${each.id}",${each.metadata.slice(1)}`,
  }));

function offTheWire(id: string, metadata: unknown): { readonly id: string; readonly metadata: unknown } {
  const own = metadata as { readonly eventId?: unknown } | undefined;
  if (typeof own?.eventId !== 'string') return { id, metadata };
  const { eventId, ...ours } = own as { readonly eventId: string };
  return { id: eventId, metadata: ours };
}

/** The first event of a log: its id is the log's. */
export function logNamed(stream: string): NewEvent {
  const id = randomUUID();
  const at = new Date().toISOString() as Instant;
  const place = { stream, revision: 0, id, type: 'LogNamed' };
  const metadata = {
    actor: { id: 'makegood', role: 'SYSTEM' as const },
    $correlationId: id,
    schemaVersion: 1,
    recordedAt: at,
    occurredAt: at,
    commandId: id,
    dataDigest: digestOf({}),
  };
  return { id, type: place.type, data: {}, metadata: { ...metadata, hash: linkHash(null, place, metadata) } };
}

export const isSystem = (type: string): boolean => type.startsWith('$');

export function recorded(event: ServerEvent): RecordedEvent {
  const { type, streamId: stream, revision, position, data } = event;
  const { id, metadata } = offTheWire(event.id, event.metadata);
  return recordedEvent(
    { position: positionOf(position.commit, position.prepare), stream, revision: Number(revision), id, type },
    data,
    metadata,
    () =>
      data instanceof Uint8Array
        ? new TextDecoder().decode(data)
        : typeof data === 'string'
          ? data
          : JSON.stringify(data),
  );
}
