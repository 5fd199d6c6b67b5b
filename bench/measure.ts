import { readFileSync } from 'node:fs';

/** Seconds that `work` took. */
export async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The q-th quantile (0 to 1) of a sample by the nearest-rank method; NaN of nothing. */
export function quantile(sample: readonly number[], q: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (sample: readonly number[]): number => quantile(sample, 0.5);

/**
 * Runs both in turns, A B A B …, after one round of warm-up: what slows the machine slows both, so the ratio of each pair says
 * more than either figure.
 */
export async function inTurns(
  rounds: number,
  a: () => Promise<number>,
  b: () => Promise<number>,
): Promise<{ readonly a: readonly number[]; readonly b: readonly number[] }> {
  await a();
  await b();
  const taken = { a: [] as number[], b: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    taken.a.push(await a());
    taken.b.push(await b());
  }
  return taken;
}

/** Median of the ratios of the pairs. */
export const ratioOf = (a: readonly number[], b: readonly number[]): number =>
  median(a.map((value, index) => value / (b[index] as number)));

const TICKS_A_SECOND = 100;

/** Processor time that a process has used so far, in milliseconds; NaN where the system does not tell. */
export function processorMilliseconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it may contain anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_A_SECOND;
  } catch {
    return Number.NaN;
  }
}
