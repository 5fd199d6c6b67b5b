import { decodeEvent, type EventContracts, type StreamCategory, type Typed, UndecodableEvent } from '#kernel';
import type { RecordedEvent } from './event-store.port.ts';

/** All event types of the product; each is declared once. */
export interface Catalogue {
  readonly contracts: EventContracts;
  /** The first part of a stream's name: `claim`, `unit`, … */
  readonly categories: readonly string[];
  readonly streamsOf: ReadonlyMap<string, StreamCategory>;
  decode(event: RecordedEvent): Typed;
}

export interface EventSource {
  readonly streams: StreamCategory;
  readonly contracts: EventContracts;
}

/** @throws Error when two sources declare the same event type */
export function catalogueOf(...sources: readonly EventSource[]): Catalogue {
  const contracts: Record<string, EventContracts[string]> = {};
  const streamsOf = new Map<string, StreamCategory>();
  for (const { streams, contracts: own } of sources)
    for (const [type, contract] of Object.entries(own)) {
      if (streamsOf.has(type)) throw new Error(`event type ${type} is declared twice`);
      contracts[type] = contract;
      streamsOf.set(type, streams);
    }
  return {
    contracts,
    categories: sources.map(({ streams }) => streams.category),
    streamsOf,
    decode(event) {
      if (event.malformed) throw new UndecodableEvent(event.malformed);
      return decodeEvent(contracts, event.type, event.metadata.schemaVersion, event.data);
    },
  };
}
