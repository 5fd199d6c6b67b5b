import {
  BEGINNING,
  type EventStore,
  EventStoreError,
  positionOf,
  positionParts,
  type RecordedEvent,
} from './event-store.port.ts';

/** A stretch of the log that cannot be read, both ends included; without `to` when nothing readable follows. */
export interface Unreadable {
  readonly from: bigint;
  readonly to?: bigint;
}

/** Unreadable positions in a row behind which nothing more is expected: a damaged page holds a few dozen events. */
const PATIENCE = 10_000n;

/**
 * All that can still be read of a damaged log, in its order; `lost` hears of each stretch that cannot. For an embedded store
 * that was opened with `salvage`, whose positions are consecutive numbers.
 */
export async function* salvaged(store: EventStore, lost: (stretch: Unreadable) => void): AsyncGenerator<RecordedEvent> {
  let last = positionParts(BEGINNING).commit;
  let from: bigint | undefined;
  for (;;) {
    const feeling = from !== undefined;
    let felt = false;
    try {
      for await (const event of store.readAll({ after: positionOf(last), ...(feeling && { limit: 1 }) })) {
        last = positionParts(event.position).commit;
        if (from !== undefined) lost({ from, to: last - 1n });
        from = undefined;
        felt = true;
        yield event;
      }
      if (feeling && felt) continue;
      break;
    } catch (error) {
      if (!(error instanceof EventStoreError) || error.fault !== 'damaged') throw error;
      from ??= last + 1n;
      if (++last - from >= PATIENCE) break;
    }
  }
  if (from !== undefined) lost({ from });
}
