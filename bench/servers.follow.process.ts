import { openMongoStores, openSqliteEventStore, openSqliteStores, Projector, silentLogger } from '#platform';
import { catalogue, projections } from '#engine';
import { secondsOf } from './measure.ts';

// Follows the log of a folder from its beginning into all read models, in MongoDB or embedded; a process of its own, so that its
// memory can be measured. Prints its result as JSON.

export interface FollowedLong {
  readonly events: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
  /** Peak resident memory in each quarter of the log, megabytes. */
  readonly quarters: readonly number[];
}

const [folder = '', url, database = ''] = process.argv.slice(2);
const store = openSqliteEventStore(folder);
const { models, close } = url ? await openMongoStores(url, { database }) : openSqliteStores(folder);
const projector = new Projector(projections, { store, models, catalogue, logger: silentLogger });
await projector.prepare();
const head = await store.head();
// The embedded log numbers its events.
const events = Number.parseInt(head, 16);
const quarters = [0, 0, 0, 0];
const there = new AbortController();
projector.onBatch(() => {
  const [slowest = head] = projector.status.map(({ position }) => position).sort();
  const quarter = Math.min(3, Math.floor((4 * Number.parseInt(slowest, 16)) / events));
  quarters[quarter] = Math.max(quarters[quarter] as number, process.memoryUsage.rss() / 2 ** 20);
  if (slowest >= head) there.abort();
});
const seconds = await secondsOf(() => projector.run(there.signal));
for (const { name, state } of projector.status) if (state.kind !== 'live') throw new Error(`${name} is ${state.kind}`);
const found: FollowedLong = { events, seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024, quarters };
process.stdout.write(JSON.stringify(found));
await close();
await store.close();
