import { setTimeout as wait } from 'node:timers/promises';
import { positionParts } from '#platform';
import { localToken } from '#server';
import { startApi } from '../apps/api/src/server.ts';
import { startWorker } from '../apps/worker/src/worker.ts';
import { openEngine } from './history.ts';
import { everyModel } from './visible.ts';
import { calendarOf, holiday } from './promise-seed.ts';

// Serves a folder as `npm start` does, but without the sweep. On the first message of its parent it sweeps, or publishes a holiday,
// and reports when the expected number of events is written and seen by every read model; on the second it ends.

/** What makes the clocks move. */
export type Cause = 'sweep' | 'holiday';

export interface Serving {
  readonly url: string;
  readonly token: string;
}

export interface Burst {
  /** Seconds from the first message. */
  readonly written: number;
  readonly visible: number;
  /** Of processor time, until visible. */
  readonly worked: number;
  /** Of the whole process. */
  readonly megabytesBefore: number;
  readonly peakMegabytes: number;
}

const [folder = '', cause = 'sweep', events = '0'] = process.argv.slice(2);
const makegood = await openEngine(folder);
const { store, appendLoop, clock, visibility, projector } = makegood;
const api = await startApi(makegood);
await projector.prepare();
await projector.catchUp();
let sweeping = false;
const worker = await startWorker({
  ...makegood,
  sweep: () => (sweeping ? makegood.sweep() : Promise.resolve()),
});
const serving: Serving = { url: api.url, token: await localToken(folder, { role: 'REVIEWER', id: 'rita' }) };
process.send?.(serving);
process.once('message', () => void go());

async function go(): Promise<void> {
  const last = (await length()) + Number(events);
  const megabytesBefore = process.memoryUsage.rss() / 2 ** 20;
  const begin = performance.now();
  const work = process.cpuUsage();
  const since = () => (performance.now() - begin) / 1_000;
  if (cause === 'sweep') sweeping = true;
  else await appendLoop.execute(holiday(await calendarOf(makegood), clock.now()));
  while ((await length()) < last) await wait(2);
  const written = since();
  await visibility.waitFor(everyModel, await store.head(), 60_000);
  const visible = since();
  const { user, system } = process.cpuUsage(work);
  const found: Burst = {
    written,
    visible,
    worked: (user + system) / 1e6,
    megabytesBefore,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
  process.send?.(found);
  process.once('message', () => void end());
}

async function end(): Promise<void> {
  await api.close();
  await worker.stop();
  await makegood.close();
  process.disconnect();
}

async function length(): Promise<number> {
  return Number(positionParts(await store.head()).commit);
}
