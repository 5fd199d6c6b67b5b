import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { programBeside, started } from './child.ts';
import { count, type Extent, type Finding } from './findings.ts';
import { median } from './measure.ts';

const MAIN = programBeside('makegood');

export async function start({ quick, scratch }: Extent, history: string, events: number): Promise<Finding> {
  const times = quick ? 1 : 5;
  const empty: number[] = [];
  const first: number[] = [];
  const again: number[] = [];
  const long: number[] = [];
  // Node caches compiled code: only the first start of a fresh build is slower.
  if (!quick) await startOnce(join(scratch, 'warm-up'), 'off');
  for (let time = 0; time < times; time++) {
    const folders = [join(scratch, 'empty'), join(scratch, 'samples')] as const;
    empty.push(await startOnce(folders[0], 'off'));
    first.push(await startOnce(folders[1], 'on'));
    again.push(await startOnce(folders[1], 'on'));
    long.push(await startOnce(history, 'off'));
    for (const folder of folders) await rm(folder, { recursive: true });
  }
  const row = (what: string, sample: readonly number[]) => [what, `${median(sample).toFixed(2)} s`];
  return {
    title: 'Start',
    method: `\`dist/programs/makegood.js\` from the start of the process until it prints that it is ready. Medians of ${times}, in turns.`,
    columns: ['', 'ready after'],
    rows: [
      row('empty store, no samples', empty),
      row('first start, samples loaded', first),
      row('started again on the samples', again),
      row(`started again on a log of ${count(events)} events`, long),
    ],
    goals: [
      {
        goal: 'ready in 2 s',
        found: `${median(first).toFixed(2)} s with the samples to load, ${median(again).toFixed(2)} s afterwards`,
        reached: median(first) <= 2 && median(again) <= 2,
      },
    ],
  };
}

async function startOnce(folder: string, samples: 'on' | 'off'): Promise<number> {
  const begin = performance.now();
  const env = { MAKEGOOD_DATA: folder, MAKEGOOD_SAMPLES: samples, PORT: '0', LOG_LEVEL: 'error' };
  const running = await started(MAIN, { env, ready: /ready at http/ });
  const seconds = (performance.now() - begin) / 1000;
  await running.stop();
  return seconds;
}
