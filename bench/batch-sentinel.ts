import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { keptSnapshots } from '#engine';
import { dayOf } from '#kernel';
import { type Position, silentLogger } from '#platform';
import { BatchSentinel } from '#use-cases';
import { count, type Extent, type Finding, milliseconds } from './findings.ts';
import { openEngine } from './history.ts';
import { median, quantile, secondsOf } from './measure.ts';

/** Claims that are taken one after the other, at most. */
const ONE_BY_ONE = 2_000;
const LOOKS = 20;

/** What the watch costs where it runs: with reading and decoding the log, claim by claim, after a start, and when a batch is looked at. */
export async function batchSentinel({ quick, scratch }: Extent, history: string, events: number): Promise<Finding> {
  const { store, catalogue, close } = await openEngine(history);
  const submitted: Position[] = [];
  let batchId = '';
  let last = '' as Position;
  let until = dayOf('2020-01-01T00:00:00.000Z' as never);
  for await (const event of store.readAll()) {
    last = event.position;
    if (event.type !== 'Submitted') continue;
    submitted.push(event.position);
    batchId = (event.data as { readonly batchId: string }).batchId;
    until = dayOf(event.metadata.occurredAt);
  }

  // As the log grows claim by claim, with what the processes write of each in between.
  let end = '' as Position;
  const growing = {
    eventAt: (position: Position) => store.eventAt(position),
    async *readAll(options?: Parameters<typeof store.readAll>[0]) {
      for await (const event of store.readAll(options)) {
        if (event.position > end) return;
        yield event;
      }
    },
  };
  const taken = submitted.slice(-Math.min(quick ? 50 : ONE_BY_ONE, Math.floor(submitted.length / 2)));
  const following = new BatchSentinel({ store: growing, catalogue });
  end = submitted[submitted.length - taken.length - 1] as Position;
  await following.current();
  const took: number[] = [];
  const before = process.cpuUsage();
  for (const position of taken) {
    end = position;
    took.push((await secondsOf(() => following.unrecordedAlarms(position))) * 1_000);
  }
  const { user, system } = process.cpuUsage(before);
  const perClaim = (user + system) / 1_000 / taken.length;

  const folder = join(scratch, 'sentinel');
  await mkdir(folder);
  const snapshots = keptSnapshots(folder, silentLogger);
  const whole = new BatchSentinel({ store, catalogue, snapshots, eventsPerSnapshot: 1 });
  const read = await secondsOf(() => whole.current());
  const held = monitorEventLoopDelay({ resolution: 1 });
  held.enable();
  const saved = await secondsOf(async () => {
    await whole.unrecordedAlarms(last);
    await whole.saved();
  });
  held.disable();
  const { size } = await stat(join(folder, 'sentinel.snapshot'));
  const restored = new BatchSentinel({ store, catalogue, snapshots });
  const restoring = await secondsOf(() => restored.current());
  const first = await secondsOf(() => restored.replayed(batchId, until));
  const later: number[] = [];
  for (let look = 0; look < LOOKS; look++) later.push(await secondsOf(() => restored.replayed(batchId, until)));
  await close();
  return {
    title: 'The batch sentinel in its process',
    method:
      `The log of ${count(events)} events and ${count(submitted.length)} claims (embedded store) as the sentinel of a server reads it, decoding included. One by one: the last ${count(taken.length)} claims, each with the ` +
      'events that the processes write in between, as the log has grown up to it; processor time, and the time that passes.',
    columns: ['', 'time'],
    rows: [
      ['a claim, processor time (mean)', milliseconds(perClaim)],
      [
        'a claim, time that passes (median, 99 of 100)',
        `${milliseconds(median(took))}, ${milliseconds(quantile(took, 0.99))}`,
      ],
      ['the whole log, from its beginning', `${read.toFixed(2)} s`],
      [`a snapshot written (${count(size / 1024)} KiB)`, `${saved.toFixed(2)} s`],
      ['of that, the longest turn in which nothing else is done', milliseconds(held.max / 1e6)],
      ['a start from the snapshot', `${restoring.toFixed(2)} s`],
      ['the first look at a batch: its curve', `${first.toFixed(2)} s`],
      ['a later look (median)', milliseconds(median(later) * 1_000)],
    ],
    goals: [
      {
        goal: 'the watch costs at most 1 ms per claim',
        found: `${milliseconds(perClaim)} of processor time`,
        reached: perClaim <= 1,
      },
    ],
  };
}
