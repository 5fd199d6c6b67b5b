import { uuidv5 } from '#kernel';
import type { EncodedEvent } from './event-encoding.ts';
import type { NewEvent } from './event-store.port.ts';

/**
 * An event's id on the server. EventStoreDB takes an append for a repeated one by ids alone and answers it with success, whatever is
 * in it. The same command carried out by another process at another time has the same ids (UUIDv5 of command id and index) and
 * another envelope: that must be a conflict. So the id there covers the hash of the envelope (A2), and with it everything; the
 * event's own id stands in the metadata as `eventId`.
 */
export const wireIdOf = ({ id, metadata: { hash } }: NewEvent): string => uuidv5(`${id}/${hash}`);

/** Encoded events with their ids as they go to the server. */
export const onTheWire = (events: readonly NewEvent[], encoded: readonly EncodedEvent[]): EncodedEvent[] =>
  encoded.map((each, index) => ({
    ...each,
    id: wireIdOf(events[index] as NewEvent),
    metadata: `{"eventId":"${each.id}",${each.metadata.slice(1)}`,
  }));

/** The event's own id and metadata, of what the server gives back; what was not written by us keeps the id it has. */
export function offTheWire(id: string, metadata: unknown): { readonly id: string; readonly metadata: unknown } {
  const own = metadata as { readonly eventId?: unknown } | undefined;
  if (typeof own?.eventId !== 'string') return { id, metadata };
  const { eventId, ...ours } = own as { readonly eventId: string };
  return { id: eventId, metadata: ours };
}
