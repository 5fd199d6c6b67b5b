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
