import type { RecordedEvent as ClientEvent } from '@eventstore/db-client';
import { uuidv5 } from '#kernel';
import { type EncodedEvent, recordedEvent } from './event-encoding.ts';
import { type NewEvent, positionOf, type RecordedEvent } from './event-store.port.ts';

/**
 * An event's id on the server. EventStoreDB recognises a repeated append by ids alone and answers it with success, whatever its
 * content. The same command executed by another process at another time has the same ids (UUIDv5 of command id and index) but
 * other metadata, and must be a conflict. So the id on the server covers the hash of the metadata (A2); the event's own id is
 * kept in the metadata as `eventId`.
 */
export const wireIdOf = ({ id, metadata: { hash } }: NewEvent): string => uuidv5(`${id}/${hash}`);

export const onTheWire = (events: readonly NewEvent[], encoded: readonly EncodedEvent[]): EncodedEvent[] =>
  encoded.map((each, index) => ({
    ...each,
    id: wireIdOf(events[index] as NewEvent),
    metadata: `{"eventId":"${each.id}",${each.metadata.slice(1)}`,
  }));

/** The event's own id and metadata; an event of another program keeps the id it has. */
function offTheWire(id: string, metadata: unknown): { readonly id: string; readonly metadata: unknown } {
  const own = metadata as { readonly eventId?: unknown } | undefined;
  if (typeof own?.eventId !== 'string') return { id, metadata };
  const { eventId, ...ours } = own as { readonly eventId: string };
  return { id: eventId, metadata: ours };
}

/** An event of a read or a subscription, or a link to one that is gone. */
export type Delivered = { readonly event?: ClientEvent };

export const isSystem = (type: string): boolean => type.startsWith('$');

export function recorded(event: ClientEvent): RecordedEvent {
  const { type, streamId: stream, revision, position, data } = event;
  const { id, metadata } = offTheWire(event.id, event.metadata);
  return recordedEvent(
    { position: positionOf(position?.commit ?? 0n, position?.prepare), stream, revision: Number(revision), id, type },
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
