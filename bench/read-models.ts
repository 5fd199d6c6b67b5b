import { measuredBy } from './child.ts';
import { count, type Extent, type Finding } from './findings.ts';
import type { Followed } from './follow.process.ts';
import { median } from './measure.ts';

const rate = (events: number, runs: readonly Followed[]): number => events / median(runs.map(({ seconds }) => seconds));

async function repeated(times: number, ...args: string[]): Promise<readonly Followed[]> {
  const runs: Followed[] = [];
  for (let run = 0; run < times; run++) runs.push(await measuredBy<Followed>('follow.process', ...args));
  return runs;
}

/** All read models from zero; then single ones beside those in use. */
export async function readModels({ quick }: Extent, history: string, events: number): Promise<Finding> {
  const times = quick ? 1 : 5;
  const all = await repeated(times, history);
  const rows = [row('all read models, catch-up', events, all)];
  for (const model of ['claims', 'units', 'all'])
    rows.push(
      row(
        model === 'all' ? 'all read models, rebuild' : `\`${model}\`, rebuild`,
        events,
        await repeated(times, history, model),
      ),
    );
  const caughtUp = rate(events, all);
  return {
    title: 'Read models: catch-up and rebuild',
    method:
      `A log of ${count(events)} events as the engine writes it (half units and sales, half complete claims), followed from its ` +
      `beginning by the worker's projector into every read model; and one model, or all in one pass, rebuilt beside those in use, until the switch. ` +
      `Medians of ${times} runs, one process each.`,
    columns: ['', 'events/s', 'seconds', 'peak memory'],
    rows,
    goals: [
      {
        goal: 'catch-up of all read models ≥ 40,000 events/s',
        found: `${count(caughtUp)} events/s`,
        reached: caughtUp >= 40_000,
      },
    ],
  };
}

const row = (what: string, events: number, runs: readonly Followed[]): string[] => [
  what,
  count(rate(events, runs)),
  median(runs.map(({ seconds }) => seconds)).toFixed(1),
  `${count(median(runs.map(({ peakMegabytes }) => peakMegabytes)))} MB`,
];
