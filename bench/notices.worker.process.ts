import { setTimeout as wait } from 'node:timers/promises';
import { openMakegood, readSettings } from '#engine';
import { dueNoticesModel } from '#notices';
import { silentLogger } from '#platform';
import { startWorker } from '../apps/worker/src/worker.ts';

// A worker on a folder whose read models have the whole log. Ends, and reports, when nothing is due any more.

export interface Sent {
  readonly seconds: number;
  readonly megabytesBefore: number;
  /** In the middle, and at the end: of what grows with the number sent, the end has twice as much. */
  readonly megabytes: readonly [number, number];
  /** Events that read models and processes have not seen, at the end. */
  readonly lag: number;
}

const LOOK_MS = 25;
const megabytes = () => process.memoryUsage.rss() / 2 ** 20;

const [folder = '', relay = '', notices = '0'] = process.argv.slice(2);
const settings = readSettings({ MAKEGOOD_DATA: folder, SMTP_URL: relay, LOG_LEVEL: 'error' });
const makegood = await openMakegood(settings, { logger: silentLogger });
const { models, projector } = makegood;
await projector.prepare();
await projector.catchUp();
const due = () => models.count(dueNoticesModel, []);
if ((await due()) !== Number(notices)) throw new Error(`${await due()} notices are due, not ${notices}`);
const megabytesBefore = megabytes();
const begin = performance.now();
const worker = await startWorker(makegood);
let middle = 0;
for (let left = await due(); left > 0; left = await due()) {
  if (middle === 0 && left <= Number(notices) / 2) middle = megabytes();
  await wait(LOOK_MS);
}
const seconds = (performance.now() - begin) / 1_000;
const end = megabytes();
await wait(LOOK_MS);
const { readModels, processes } = await makegood.status();
const lag = Math.max(...[...readModels, ...processes].map(({ lagEvents }) => lagEvents));
await worker.stop();
await makegood.close();
const sent: Sent = { seconds, megabytesBefore, megabytes: [middle, end], lag };
process.stdout.write(JSON.stringify(sent));
