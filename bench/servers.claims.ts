import { join } from 'node:path';
import { localToken } from '#server';
import { type Running, server } from './child.ts';
import { count, type Finding, milliseconds, twoDigits } from './findings.ts';
import { Claimant, Imports, type Names, registryOf, shipmentsOf } from './imports.ts';
import { inTurns, median, processorMilliseconds, quantile, ratioOf, secondsOf } from './measure.ts';

const CALLERS = [1, 8, 64] as const;
/** Every unit is claimed for, and fewer than four claims make no batch suspected: in one that is, each claim has one more event. */
const UNITS_A_BATCH = 3;

export interface ClaimsExtent {
  readonly scratch: string;
  readonly url: string;
  /** Process of the event store, when it runs on this machine. */
  readonly peer?: number | undefined;
  readonly rounds: number;
  /** Of each caller and round. */
  readonly claims: number;
}

/** Of each claim its milliseconds; of each round the processor time per claim: of the product, of this process, and of the event store. */
interface Samples {
  readonly took: number[];
  readonly spent: number[][];
}

const samples = (): Samples => ({ took: [], spent: [] });

/** A server with units to claim for. */
class Served {
  #next = 0;

  private constructor(
    private readonly running: Running,
    private readonly url: string,
    private readonly claimant: Claimant,
    /** Other processes that work for it. */
    private readonly others: readonly number[],
  ) {}

  static async start(folder: string, units: number, events = '', others: readonly number[] = []): Promise<Served> {
    const running = await server('servers.serve.process', folder, events);
    const url = running.greeting.trim();
    const authorization = `Bearer ${await localToken(folder, { role: 'ADMIN', id: 'adam' })}`;
    const names: Names = { prefix: process.hrtime.bigint().toString(36).toUpperCase(), unitsABatch: UNITS_A_BATCH };
    const imported = new Imports(url, authorization);
    for (const [kind, content] of Object.entries(registryOf(units, names)))
      await imported.end(await imported.send(kind, content));
    await imported.end(await imported.send('shipments', shipmentsOf(0, units, names)));
    return new Served(running, url, new Claimant(url, authorization, names), others);
  }

  /** Claims a second. */
  async rate(callers: number, claims: number, { took, spent }: Samples): Promise<number> {
    // As partners do, who upload and then claim.
    await this.claimant.upload(this.#next, this.#next + callers * claims);
    const pids = [this.running.pid, process.pid, ...this.others];
    const before = pids.map(processorMilliseconds);
    const seconds = await secondsOf(() =>
      Promise.all(
        Array.from({ length: callers }, async () => {
          for (let n = 0; n < claims; n++) took.push(await this.claimant.submit(this.#next++));
        }),
      ),
    );
    for (const [index, pid] of pids.entries())
      (spent[index] ??= []).push((processorMilliseconds(pid) - (before[index] as number)) / (callers * claims));
    return (callers * claims) / seconds;
  }

  /** Reads of the event store so far, when the number no longer grows with reactions. */
  async reads(): Promise<number> {
    for (let before = await this.#reads(); ; ) {
      await new Promise((resume) => setTimeout(resume, 2_000));
      const now = await this.#reads();
      // What looks at the head of the log from time to time goes on.
      if (now - before < 100) return now;
      before = now;
    }
  }

  async #reads(): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(/^bench_reads (\d+)$/m.exec(text)?.[1] ?? 0);
  }

  stop(): Promise<void> {
    return this.running.stop();
  }
}

/** `submitClaim` over HTTP into an event store and into the embedded one, api and worker in one process, with embedded read models. */
export async function claimsOnServer({ scratch, url, peer, rounds, claims }: ClaimsExtent): Promise<Finding> {
  const perCaller = (callers: number) => Math.max(2, Math.round(claims / Math.sqrt(callers)));
  const units = CALLERS.reduce((sum, callers) => sum + callers * perCaller(callers) * (rounds + 1), 0);
  const [embedded, remote] = await Promise.all([
    Served.start(join(scratch, 'claims-embedded'), units),
    Served.start(join(scratch, 'claims-server'), units, url, peer === undefined ? [] : [peer]),
  ]);
  const rows: string[][] = [];
  const ratios: number[] = [];
  const last = { reads: Number.NaN, p50: Number.NaN };
  try {
    for (const callers of CALLERS) {
      const taken = { embedded: samples(), remote: samples() };
      const before = await remote.reads();
      const paired = await inTurns(
        rounds,
        () => remote.rate(callers, perCaller(callers), taken.remote),
        () => embedded.rate(callers, perCaller(callers), taken.embedded),
      );
      last.reads = ((await remote.reads()) - before) / taken.remote.took.length;
      last.p50 = quantile(taken.remote.took, 0.5);
      const ratio = ratioOf(paired.a, paired.b);
      ratios.push(ratio);
      rows.push([
        String(callers),
        count(median(paired.b)),
        count(median(paired.a)),
        twoDigits(ratio),
        `${milliseconds(last.p50)} / ${milliseconds(quantile(taken.remote.took, 0.99))}`,
        last.reads.toFixed(1),
        processor(taken.embedded),
        processor(taken.remote),
      ]);
    }
  } finally {
    await Promise.all([embedded.stop(), remote.stop()]);
  }
  const least = Math.min(...ratios);
  return {
    title: 'Claims over HTTP: EventStoreDB against the embedded store',
    method:
      '`submitClaim` over HTTP, api and worker in one process with embedded read models; medians of ' +
      `${rounds} rounds, both stores in turns. Reads are all that the client was asked for, with those of the reactions, of the ` +
      'adapter itself and of the looks at the head of the log. Processor time per claim in milliseconds, with its reactions and read models up to the last answer: ' +
      'of the product, of the callers, and of the event store where it runs on this machine.',
    columns: [
      'callers',
      'embedded, claims/s',
      'EventStoreDB, claims/s',
      'ratio',
      'p50 / p99',
      'reads per claim',
      'processor, embedded',
      'processor, EventStoreDB',
    ],
    rows,
    goals: [
      {
        goal: '≥ 0.6 of the embedded store at every number of callers',
        found: twoDigits(least),
        reached: least >= 0.6,
      },
      { goal: 'p50 at 64 callers ≤ 120 ms', found: milliseconds(last.p50), reached: last.p50 <= 120 },
      { goal: 'at most 4 reads per claim at 64 callers', found: last.reads.toFixed(1), reached: last.reads <= 4 },
    ],
  };
}

const processor = ({ spent }: Samples): string => spent.map((each) => median(each).toFixed(1)).join(' / ');
