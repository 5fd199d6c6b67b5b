export interface Moment {
  readonly occurredAt: string;
  readonly recordedAt: string;
}

/** The moments at which something happened, or became known, in order. */
export const momentsOf = (events: readonly Moment[], axis: keyof Moment): readonly string[] =>
  [...new Set(events.map((event) => event[axis]))].sort();

/** The last of the moments that is not after `instant`; the last of all without one, and -1 before the first. */
export function indexAt(moments: readonly string[], instant: string | undefined): number {
  return instant === undefined ? moments.length - 1 : moments.findLastIndex((moment) => moment <= instant);
}

export type Standing = 'there' | 'later' | 'unknown';

/** Whether an event had happened, and was known. */
export function standing({ occurredAt, recordedAt }: Moment, of: string, known: string): Standing {
  if (occurredAt > of) return 'later';
  return recordedAt > known ? 'unknown' : 'there';
}
