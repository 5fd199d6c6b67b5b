import { decodeEvent, type EventContracts, type Typed, UndecodableEvent } from '#kernel';
import type { RecordedEvent } from './event-store.port.ts';

/** All event types of the product: unique in the whole store (rule book section 2). */
export interface Catalogue {
  readonly contracts: EventContracts;
  /** @throws UndecodableEvent */
  decode(event: RecordedEvent): Typed;
}

/** Merges the contexts' contracts. @throws Error when two contexts use one type name. */
export function catalogueOf(...contexts: readonly EventContracts[]): Catalogue {
  const contracts: Record<string, EventContracts[string]> = {};
  for (const context of contexts)
    for (const [type, contract] of Object.entries(context)) {
      if (Object.hasOwn(contracts, type)) throw new Error(`event type ${type} is declared twice`);
      contracts[type] = contract;
    }
  return {
    contracts,
    decode(event) {
      if (event.malformed) throw new UndecodableEvent(event.malformed);
      return decodeEvent(contracts, event.type, event.metadata.schemaVersion, event.data);
    },
  };
}
