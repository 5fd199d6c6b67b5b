import { isDeepStrictEqual } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import type { Catalogue } from '#platform';
import { readSnapshot, WatchedEvents, WatchedLog } from '#use-cases';
import { counted } from './counted.ts';
import type { LogCheck } from './log-checks.ts';

const CHECK = 'snapshot of the batch sentinel';

/** A3: it is what a fresh reading of the log gives. `bytes`: read before the log. */
export function sentinelSnapshot(bytes: Uint8Array, catalogue: Pick<Catalogue, 'decode'>): LogCheck {
  const snapshot = readSnapshot(bytes);
  const events = new WatchedEvents(catalogue);
  const fresh = new WatchedLog();
  let isOfThisLog = false;
  return {
    take({ raw }) {
      if (!snapshot || raw.position > snapshot.checkpoint.position) return;
      if (raw.position === snapshot.checkpoint.position) isOfThisLog = raw.id === snapshot.checkpoint.id;
      const event = events.of(raw);
      if (event) fresh.apply(event);
    },
    finding() {
      if (!snapshot || !isOfThisLog)
        return { check: CHECK, counts: 'of another version or log, and not used', problems: [] };
      const { batches } = snapshot.watched;
      const read = deserialize(serialize(fresh.state)) as typeof fresh.state;
      const different = (Object.keys(read) as (keyof typeof read)[]).filter(
        (part) => !isDeepStrictEqual(read[part], snapshot.watched[part]),
      );
      return {
        check: CHECK,
        counts: counted(batches.size, 'batch', 'batches'),
        problems: different.map((part) => `${part}: not what the log gives. Delete sentinel.snapshot and start again`),
      };
    },
  };
}
