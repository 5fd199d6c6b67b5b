import { openEngine } from './history.ts';
import { secondsOf } from './measure.ts';

// Follows the log of a folder from its beginning into all read models, or rebuilds one of them (or `all`) beside those in use; a process of
// its own, so that its memory can be measured. Prints its result as JSON.

export interface Followed {
  readonly seconds: number;
  readonly peakMegabytes: number;
}

const [folder = '', model] = process.argv.slice(2);
const makegood = await openEngine(folder);
const { projector, models, store } = makegood;
if (model === undefined) for (const { build } of await models.builds()) await models.dropBuild(build);
await projector.prepare();
const head = await store.head();
const seconds = await secondsOf(
  model === undefined
    ? untilHead
    : () => projector.rebuild(model === 'all' ? projector.status.map(({ name }) => name) : [model]),
);
const found: Followed = { seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(JSON.stringify(found));
await makegood.close();

/** As a server does: by the worker's subscription, ended when every read model has seen the last event. */
async function untilHead(): Promise<void> {
  const there = new AbortController();
  projector.onBatch(() => {
    if (projector.status.every(({ position }) => position >= head)) there.abort();
  });
  await projector.run(there.signal);
}
