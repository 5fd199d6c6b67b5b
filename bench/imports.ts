import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import sharp from 'sharp';
import { localToken } from '#server';
import { ADDRESS, programBeside, started } from './child.ts';
import { count, type Extent, type Finding, milliseconds } from './findings.ts';
import { quantile } from './measure.ts';
import { post } from './queries.ts';
import { randomFrom } from '../samples/random.ts';

/** As the scripts of package.json start the command line. */
const CLI_OPTIONS = ['--max-semi-space-size=8', '--max-old-space-size=1024'];
/** Of a picture, in pixels. */
const SIDE = 32;
const UPLOADS_AT_ONCE = 8;
const UNITS_AN_INVOICE = 20;

/** What the units of a run are called, and how they were made. */
export interface Names {
  /** Precedes every id, so that runs on one server do not meet. */
  readonly prefix: string;
  readonly unitsABatch: number;
}
const PLAIN: Names = { prefix: '', unitsABatch: 5_000 };

export const registryOf = (units: number, { prefix, unitsABatch }: Names = PLAIN) => ({
  products: `sku,name,defectGroups\n${prefix}LAMP,Lamp,light: DARK\n`,
  batches: `id,sku,producedOn,quantity\n${Array.from({ length: Math.ceil(units / unitsABatch) }, (_, n) => `${prefix}B${n},${prefix}LAMP,2025-12-01,${unitsABatch}\n`).join('')}`,
  staff: 'id,name,email,roles\nkim,Kim Ji-woo,kim@maker.example,REVIEWER\n',
  partners: `id,name,locale,currency,accountManager\n${Array.from({ length: 20 }, (_, n) => `${prefix}P-${n},Partner ${n},de-DE,EUR,kim\n`).join('')}`,
});

const serialOf = (n: number, { prefix }: Names) => `${prefix}L${String(n).padStart(8, '0')}`;

export function shipmentsOf(from: number, to: number, names: Names = PLAIN): string {
  const { prefix, unitsABatch } = names;
  const rows = [
    'partnerId,invoiceNumber,invoiceDate,shippedOn,sku,batchId,netPrice,currency,taxCategory,taxRate,serial',
  ];
  for (let n = from; n < to; n++) {
    const invoice = Math.floor(n / UNITS_AN_INVOICE);
    const of = `${prefix}P-${invoice % 20},${prefix}INV-${invoice},2026-01-05,2026-01-06,${prefix}LAMP,${prefix}B${Math.floor(n / unitsABatch)}`;
    rows.push(`${of},100.00,EUR,S,19.00,${serialOf(n, names)}`);
  }
  return `${rows.join('\n')}\n`;
}

/** Rows a second and memory of the command line, and what a claim costs beside an import of a server. */
export async function imports({ quick, scratch }: Extent): Promise<Finding> {
  const rows = quick ? 6_000 : 100_000;
  const { pace, memory } = await byCommandLine(join(scratch, 'import-cli'), scratch, rows);
  const { quiet, beside } = await besideAnImport(
    join(scratch, 'import-http'),
    quick ? 100 : 1_000,
    quick ? 20_000 : 200_000,
  );
  const [calm, busy] = [quantile(quiet, 0.99), quantile(beside, 0.99)];
  return {
    title: 'Import',
    method: `${count(rows)} shipment rows of CSV, ${UNITS_AN_INVOICE} on an invoice, by the command line into an embedded store, and its largest resident memory. Then claims (submitClaim over HTTP, one after the other): ${count(quiet.length)} while nothing else happens, and ${count(beside.length)} beside an import of shipments by POST /imports into the same server.`,
    columns: ['', 'p50', 'p99'],
    rows: [
      [`${count(pace)} rows/s, ${memory} MiB`, '', ''],
      ['claim, quiet', milliseconds(quantile(quiet, 0.5)), milliseconds(calm)],
      ['claim, beside an import', milliseconds(quantile(beside, 0.5)), milliseconds(busy)],
    ],
    goals: [
      { goal: '3,000 shipment rows/s', found: `${count(pace)}`, reached: pace >= 3_000 },
      { goal: 'at most 300 MiB', found: `${memory} MiB`, reached: memory <= 300 },
      {
        goal: "a claim's p99 beside an import at most 3 × quiet",
        found: `${(busy / calm).toFixed(1)} ×`,
        reached: busy <= 3 * calm,
      },
    ],
  };
}

async function byCommandLine(data: string, scratch: string, rows: number): Promise<{ pace: number; memory: number }> {
  const files = { ...registryOf(rows), shipments: shipmentsOf(0, rows) };
  let printed = '';
  for (const [kind, content] of Object.entries(files)) {
    const path = join(scratch, `${kind}.csv`);
    await writeFile(path, content);
    const child = spawn(process.execPath, [...CLI_OPTIONS, programBeside('cli'), 'import', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, MAKEGOOD_DATA: data },
    });
    [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  }
  const [, pace, memory] = /, (\d+) a second, at most (\d+) MiB/.exec(printed) ?? [];
  if (memory === undefined) throw new Error(`the import did not say its pace: ${printed}`);
  return { pace: Number(pace), memory: Number(memory) };
}

async function besideAnImport(
  data: string,
  claims: number,
  rows: number,
): Promise<{ quiet: number[]; beside: number[] }> {
  const env = { MAKEGOOD_DATA: data, MAKEGOOD_SAMPLES: 'off', PORT: '0', LOG_LEVEL: 'error' };
  const running = await started(programBeside('makegood'), { env, ready: ADDRESS });
  try {
    const [, url = ''] = ADDRESS.exec(running.greeting) ?? [];
    const authorization = `Bearer ${await localToken(data, { role: 'ADMIN', id: 'adam' })}`;
    const imported = new Imports(url, authorization);
    for (const [kind, content] of Object.entries(registryOf(rows + 2 * claims)))
      await imported.end(await imported.send(kind, content));
    await imported.end(await imported.send('shipments', shipmentsOf(0, 2 * claims)));
    const claimant = new Claimant(url, authorization);
    await claimant.upload(0, 2 * claims);
    const { submit } = claimant;
    // Warm-up.
    for (let n = 0; n < claims / 10; n++) await submit(n);
    const quiet: number[] = [];
    for (let n = claims / 10; n < claims; n++) quiet.push(await submit(n));
    const id = await imported.send('shipments', shipmentsOf(2 * claims, rows + 2 * claims));
    const beside: number[] = [];
    for (let n = claims; n < 2 * claims && !(await imported.hasEnded(id)); n++) beside.push(await submit(n));
    return { quiet, beside };
  } finally {
    await running.stop();
  }
}

/** Uploads the nth, as the evidence of a claim: one that stood in another claim, or looks like that, would have been seen before (E3). */
export function picture(url: string, authorization: string, n: number): Promise<object> {
  const random = randomFrom(n);
  const pixels = Uint8Array.from({ length: 3 * SIDE * SIDE }, () => random.between(0, 255));
  return uploaded(url, authorization, pixels);
}

/** Uploads the nth of pictures that look alike (E3). */
export function similarPicture(url: string, authorization: string, n: number): Promise<object> {
  const pixels = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, at) => (at < 3 * n ? 255 : 2 * (at % (3 * SIDE))));
  return uploaded(url, authorization, pixels);
}

/** A picture of that side. */
async function uploaded(url: string, authorization: string, pixels: Uint8Array): Promise<object> {
  const body = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .jpeg()
    .toBuffer();
  const upload = await fetch(`${url}/evidence`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'image/jpeg' },
    body: new Uint8Array(body),
  });
  const { kind, sha256, mediaType, bytes } = (await upload.json()) as Record<string, unknown>;
  return { kind, sha256, mediaType, bytes };
}

/** Claims on units that were shipped. */
export class Claimant {
  readonly #evidence = new Map<number, object>();
  // Half of what `fetch` costs, on the processors that are measured.
  readonly #agent = new Agent({ keepAlive: true });

  constructor(
    private readonly url: string,
    private readonly authorization: string,
    private readonly names: Names = PLAIN,
  ) {}

  /** Uploads the pictures of the claims from one number up to another. */
  async upload(from: number, to: number): Promise<void> {
    for (let next = from; next < to; next += UPLOADS_AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(UPLOADS_AT_ONCE, to - next) }, async (_, at) =>
          this.#evidence.set(next + at, await picture(this.url, this.authorization, next + at)),
        ),
      );
  }

  /** Milliseconds that the claim on the nth unit took. */
  submit = async (n: number): Promise<number> => {
    const input = {
      partnerId: `${this.names.prefix}P-${Math.floor(n / UNITS_AN_INVOICE) % 20}`,
      serial: serialOf(n, this.names),
      defect: { code: 'DARK', description: 'Stays dark' },
      evidence: [this.#evidence.get(n)],
    };
    const query = 'mutation($input: SubmitClaimInput!) { submitClaim(input: $input) { __typename } }';
    const start = performance.now();
    const body = JSON.stringify({ query, variables: { input } });
    const answer = await post(`${this.url}/graphql`, this.#agent, this.authorization, body);
    if (!answer.includes('ClaimAccepted')) throw new Error(`the claim was not accepted: ${answer}`);
    return performance.now() - start;
  };
}

/** Imports over HTTP in somebody's name. */
export class Imports {
  constructor(
    private readonly url: string,
    private readonly authorization: string,
  ) {}

  async send(kind: string, content: string): Promise<string> {
    const body = new FormData();
    body.append('kind', kind);
    body.append('file', new Blob([content]), `${kind}.csv`);
    const headers = { authorization: this.authorization };
    const response = await fetch(`${this.url}/imports`, { method: 'POST', headers, body });
    return ((await response.json()) as { id: string }).id;
  }

  async hasEnded(id: string): Promise<boolean> {
    const response = await fetch(`${this.url}/imports/${id}`, { headers: { authorization: this.authorization } });
    return ((await response.json()) as { endedAt?: string }).endedAt !== undefined;
  }

  async end(id: string): Promise<void> {
    while (!(await this.hasEnded(id))) await new Promise((resume) => setTimeout(resume, 20));
  }
}
