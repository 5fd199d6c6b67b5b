export type ReaderState =
  | { readonly kind: 'live' }
  /** There are events it has not seen yet. */
  | { readonly kind: 'behind' }
  /** It goes on; streams with an event that it could not apply wait for an operator. */
  | { readonly kind: 'quarantining'; readonly streams: number }
  | { readonly kind: 'halted'; readonly reason: string }
  | { readonly kind: 'unbuilt' };

/** The most serious state. `halted`: the reason. */
export function readerState(found: {
  readonly halted?: string | undefined;
  readonly quarantined: number;
}): ReaderState {
  if (found.halted !== undefined) return { kind: 'halted', reason: found.halted };
  return found.quarantined > 0 ? { kind: 'quarantining', streams: found.quarantined } : { kind: 'live' };
}
