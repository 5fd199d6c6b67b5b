import {
  BEGINNING,
  type EventStore,
  EventStoreError,
  positionOf,
  positionParts,
  type RecordedEvent,
} from './event-store.port.ts';

/** A gap, both ends included; without `to` nothing readable follows. */
export interface Unreadable {
  readonly from: bigint;
  readonly to?: bigint;
}

/** A damaged page holds a few dozen events. */
const MAX_GAP = 10_000n;

/** Every readable event of a damaged embedded log, in order; `lost` is called for each gap. */
export async function* salvaged(store: EventStore, lost: (stretch: Unreadable) => void): AsyncGenerator<RecordedEvent> {
  let last = positionParts(BEGINNING).commit;
  let from: bigint | undefined;
  for (;;) {
    const probing = from !== undefined;
    let found = false;
    try {
      for await (const event of store.readAll({ after: positionOf(last), ...(probing && { limit: 1 }) })) {
        last = positionParts(event.position).commit;
        if (from !== undefined) lost({ from, to: last - 1n });
        from = undefined;
        found = true;
        yield event;
      }
      if (probing && found) continue;
      break;
    } catch (error) {
      if (!(error instanceof EventStoreError) || error.fault !== 'damaged') throw error;
      from ??= last + 1n;
      if (++last - from >= MAX_GAP) break;
    }
  }
  if (from !== undefined) lost({ from });
}
