import { BEGINNING, type Checkpoint, type Position } from '../event-store/event-store.port.ts';

export type ReaderState =
  | { readonly kind: 'live' }
  | { readonly kind: 'behind' }
  /** It continues without the streams that have an event it could not apply. */
  | { readonly kind: 'quarantining'; readonly streams: number }
  | { readonly kind: 'halted'; readonly reason: string }
  | { readonly kind: 'unbuilt' };

export function readerState(found: {
  readonly halted?: string | undefined;
  readonly quarantined: number;
}): ReaderState {
  if (found.halted !== undefined) return { kind: 'halted', reason: found.halted };
  return found.quarantined > 0 ? { kind: 'quarantining', streams: found.quarantined } : { kind: 'live' };
}

/** Where the log is to be read from for all of them. What has halted waits for nothing. */
export function oldestOf(readers: readonly { readonly checkpoint: Checkpoint; readonly halted?: unknown }[]): Position {
  const positions = readers.filter(({ halted }) => !halted).map(({ checkpoint }) => checkpoint.position);
  return positions.sort()[0] ?? BEGINNING;
}
