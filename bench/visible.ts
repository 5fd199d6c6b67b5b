import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Actor, type Day, type Instant, parseSerial, type Serial, uuidv5 } from '#kernel';
import { ShipUnit, type UnitEvent } from '#warranty';
import { type Makegood, projections } from '#engine';
import { startWorker } from '../apps/worker/src/worker.ts';
import { count, type Extent, type Finding, milliseconds } from './findings.ts';
import { openEngine, partnerId } from './history.ts';
import { quantile } from './measure.ts';
import { openRawLog, storedRows } from './raw-log.ts';

const ADMIN: Actor = { id: 'adam', role: 'ADMIN' };
export const everyModel = projections.map(({ model }) => model.name);

/** A row: the median and the 99th percentile of a sample. */
export const line = (what: string, sample: readonly number[]): string[] => [
  what,
  milliseconds(quantile(sample, 0.5)),
  milliseconds(quantile(sample, 0.99)),
];

/** From the command until every read model shows it, with the worker running as in a server. */
export async function visible({ quick, scratch }: Extent, history: string): Promise<Finding> {
  const blocks = quick ? 2 : 10;
  const perBlock = quick ? 30 : 200;
  const makegood = await openEngine(history);
  await makegood.projector.prepare();
  await makegood.projector.catchUp();
  const worker = await startWorker(makegood);
  const rawFolder = join(scratch, 'raw-round-trips');
  const raw = await openRawLog(rawFolder);
  const rows = storedRows(history, (blocks + 1) * perBlock);

  const appended: number[] = [];
  const seen: number[] = [];
  const alone: number[] = [];
  for (let block = 0; block <= blocks; block++) {
    for (let at = 0; at < perBlock; at++) {
      const [toStored, toSeen] = await shipAndLook(makegood, block * perBlock + at);
      // The first block is warm-up.
      if (block === 0) continue;
      appended.push(toStored);
      seen.push(toSeen);
    }
    for (const row of rows.slice(block * perBlock, (block + 1) * perBlock)) {
      const start = performance.now();
      raw.append([row]);
      if (block > 0) alone.push(performance.now() - start);
    }
  }
  raw.close();
  await rm(rawFolder, { recursive: true });
  await worker.stop();
  await makegood.close();

  const over = quantile(seen, 0.99) - quantile(alone, 0.99);
  return {
    title: 'From append to visible',
    method:
      `A unit is shipped; the time until its event is durable, and until all ${everyModel.length} read models have it, with projector and processes running. ` +
      `Against one row appended alone to the same kind of table. ${count(blocks * perBlock)} of each, in blocks of ${perBlock} in turns.`,
    columns: ['', 'p50', 'p99'],
    rows: [
      line('raw append, one round trip', alone),
      line('command stored', appended),
      line('visible in every read model', seen),
    ],
    goals: [
      {
        goal: 'visible p99 ≤ 20 ms over one raw round trip',
        found: `${milliseconds(over)} over`,
        reached: over <= 20,
      },
    ],
  };
}

/** Milliseconds until the command is stored, and until it is visible. */
export async function shipAndLook({ appendLoop, visibility }: Makegood, n: number): Promise<readonly [number, number]> {
  const serial = parseSerial(`SEEN-${n}-${process.pid}`) as Serial;
  const id = uuidv5(serial);
  const data: Extract<UnitEvent, { type: 'UnitShipped' }>['data'] = {
    serial,
    sku: 'LAMP-0',
    batchId: 'B-0000',
    partnerId: partnerId(0),
    invoiceNumber: 'INV-SEEN',
    shippedOn: '2025-07-01' as Day,
    legalEntityId: 'MG',
    invoicedTo: partnerId(0),
    netPrice: { minor: 12_990, currency: 'EUR' },
    taxCategory: 'S',
    taxRate: '19.00',
    taxAmount: { minor: 2_468, currency: 'EUR' },
    line: { units: 1, nth: 1 },
  };
  const command = new ShipUnit(data, {
    id,
    actor: ADMIN,
    at: '2026-03-02T01:00:00.000Z' as Instant,
    correlationId: id,
  });
  const start = performance.now();
  const outcome = await appendLoop.execute(command);
  const stored = performance.now() - start;
  if (outcome.kind !== 'accepted') throw new Error(`the shipment was ${outcome.kind}`);
  if (!(await visibility.waitFor(everyModel, outcome.position, 10_000))) throw new Error('not visible within 10 s');
  return [stored, performance.now() - start];
}
