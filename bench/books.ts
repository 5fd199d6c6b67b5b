import { join } from 'node:path';
import { creditNoteSeries } from '#finance';
import type { Instant } from '#kernel';
import { CommandLoop, openSqliteEventStore } from '#platform';
import {
  type CallerModels,
  creditJournalProjection,
  creditNotesCsv,
  creditTotals,
  creditTotalsProjection,
} from '#views';
import { documentOf } from './documents.ts';
import { count, type Extent, type Finding, milliseconds } from './findings.ts';
import { quantile } from './measure.ts';
import { readModelsOf, SERIES, writeSeries, YEAR } from './series.ts';

const AT = '2026-03-10T02:00:00.000Z' as Instant;
const MIB = 1024 * 1024;

/** What finance reads of a long series: its end, a year as CSV, and the totals of the year. */
export async function books({ quick, scratch }: Extent): Promise<Finding> {
  const notes = quick ? 2_000 : 1_000_000;
  const folder = join(scratch, 'books');
  await write(folder, notes);
  const { cold, warm } = await coldStart(folder, quick ? 5 : 50);
  const store = openSqliteEventStore(folder);
  const { documents, reader } = await readModelsOf(store, folder, [creditJournalProjection, creditTotalsProjection]);
  const { pace, growth } = await csv(reader, notes);
  const totals = await inTurn(quick ? 20 : 500, () => creditTotals(reader, YEAR));
  await documents.close();
  await store.close();
  return {
    title: 'Books: a long series of credit notes',
    method: `${count(notes)} credit notes of one series in an embedded store, on 365 days. Its end read by a process that has just started (median of ${cold.length}); the year as CSV, by the clock, with the growth of the resident memory while it is written; \`creditTotals\` of the year, one after the other.`,
    columns: ['', 'p50', 'p99'],
    rows: [
      [
        `series of ${count(notes)}, its end, cold`,
        milliseconds(quantile(cold, 0.5)),
        milliseconds(quantile(cold, 0.99)),
      ],
      ['the same from memory', milliseconds(quantile(warm, 0.5)), milliseconds(quantile(warm, 0.99))],
      ['totals of the year', milliseconds(quantile(totals, 0.5)), milliseconds(quantile(totals, 0.99))],
      [`CSV: ${count(pace)} rows/s, memory grows by ${count(growth)} MiB`, '', ''],
    ],
    goals: [
      {
        goal: 'the end of a series of 1,000,000 notes is read by one event',
        found: milliseconds(quantile(cold, 0.5)),
        reached: quantile(cold, 0.5) < 50,
      },
      { goal: 'CSV in flat memory: at most 100 MiB more', found: `${count(growth)} MiB`, reached: growth <= 100 },
    ],
  };
}

async function write(folder: string, notes: number): Promise<void> {
  const store = openSqliteEventStore(folder);
  await writeSeries(store, notes, AT, (n) => ({
    key: String(n),
    note: documentOf(n + 1, 'en-GB', 'Harbour Lights Ltd', 'Lumi desk lamp').document,
  }));
  await store.close();
}

async function coldStart(folder: string, rounds: number) {
  const [cold, warm]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const store = openSqliteEventStore(folder);
    const loop = new CommandLoop(store, { now: () => AT });
    const load = () => loop.load(creditNoteSeries, SERIES, 0);
    cold.push(...(await inTurn(1, load)));
    warm.push(...(await inTurn(1, load)));
    await store.close();
  }
  return { cold, warm };
}

async function csv(reader: CallerModels, notes: number): Promise<{ pace: number; growth: number }> {
  const before = process.memoryUsage.rss();
  let [peak, rows] = [before, -1];
  const start = performance.now();
  for await (const lines of creditNotesCsv(reader, YEAR)) {
    rows += lines.split('\r\n').length - 1;
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  if (rows !== notes) throw new Error(`the CSV has ${rows} rows for ${notes} notes`);
  return { pace: (rows * 1_000) / (performance.now() - start), growth: (peak - before) / MIB };
}

async function inTurn(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    await work();
    took.push(performance.now() - start);
  }
  return took;
}
