import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claims } from '#claims';
import { CommandLoop, openSqliteEventStore } from '#platform';
import { count, type Extent, type Finding, twoDigits } from './findings.ts';
import { lifeOfClaim, steadyClock } from './life-of-claims.ts';
import { inTurns, median, ratioOf, secondsOf } from './measure.ts';
import { openRawLog, type Row, storedRows } from './raw-log.ts';

/**
 * The command path (load, decide, hash chain, metadata, append) against a loop that only inserts the same rows into the same
 * table with the same durability. For n callers the loop commits n rows at a time, the best that group commit can reach.
 */
export async function append({ quick, scratch }: Extent): Promise<Finding> {
  const rounds = quick ? 1 : 7;
  const rows: string[][] = [];
  const ratios: number[] = [];
  for (const callers of [1, 8, 64]) {
    const lives = (quick ? 128 : 1_536) * (callers === 1 ? 1 : 2);
    let stored: readonly Row[] = [];
    const paired = await inTurns(
      rounds,
      async () => {
        const folder = join(scratch, 'commands');
        const seconds = await commandPath(folder, callers, lives);
        stored = storedRows(folder);
        await rm(folder, { recursive: true });
        return stored.length / seconds;
      },
      async () => {
        const folder = join(scratch, 'raw');
        const seconds = await rawLoop(folder, callers, stored);
        await rm(folder, { recursive: true });
        return stored.length / seconds;
      },
    );
    const ratio = ratioOf(paired.a, paired.b);
    ratios.push(ratio);
    rows.push([String(callers), count(median(paired.b)), count(median(paired.a)), twoDigits(ratio)]);
  }
  return {
    title: 'Append: the command path against a raw loop',
    method:
      `Claims from submission to credit, six commands each, one durable append per command. Both write the same rows into the same table ` +
      `(WAL, \`synchronous=FULL\`). One caller: the raw loop commits each row by itself; n callers: it commits n rows at a time. ` +
      `Medians of ${rounds} rounds, run in turns; the ratio is the median of the pairs.`,
    columns: ['callers', 'raw loop, appends/s', 'command path, appends/s', 'ratio'],
    rows,
    goals: [
      {
        goal: 'command path ≥ 0.67 of the raw loop at the same durability',
        found: `${ratios.map(twoDigits).join(', ')} at 1, 8 and 64 callers`,
        reached: ratios.every((ratio) => ratio >= 0.67),
      },
    ],
  };
}

/** Seconds until every caller has executed all commands of its claims, one after the other. */
async function commandPath(folder: string, callers: number, lives: number): Promise<number> {
  const store = openSqliteEventStore(folder);
  const loop = new CommandLoop(store, steadyClock());
  const shares = Array.from({ length: callers }, (_, caller) =>
    Array.from({ length: lives / callers }, (_, n) => lifeOfClaim(n * callers + caller)).flat(),
  );
  const seconds = await secondsOf(() =>
    Promise.all(
      shares.map(async (share) => {
        for (const command of share) {
          const { kind } = await loop.execute(claims, command);
          if (kind !== 'accepted') throw new Error(`${command.type} was ${kind}`);
        }
      }),
    ),
  );
  await store.close();
  return seconds;
}

async function rawLoop(folder: string, group: number, rows: readonly Row[]): Promise<number> {
  const log = await openRawLog(folder);
  const seconds = await secondsOf(() => {
    for (let at = 0; at < rows.length; at += group) log.append(rows.slice(at, at + group));
  });
  log.close();
  return seconds;
}
