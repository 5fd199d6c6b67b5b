import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { holderOf, receiveEvidence } from '#evidence';
import { type Instant, sha256 } from '#kernel';
import { openFolderBlobs } from '#platform';
import type { RequestName } from '#requests';
import type { ZoneRules } from '#sla';
import { jpeg } from '#evidence/files';
import { registry as registryRows } from '../../../tests/support/registry.ts';
import { run } from './program.ts';

class Caught extends Writable {
  text = '';
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const NOW = '2026-06-01T08:00:00.000Z' as Instant;

export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'makegood-cli-'));
  readonly data = join(this.folder, 'data');
  readonly environment: Record<string, string> = { MAKEGOOD_DATA: this.data };

  async run(...line: string[]): Promise<{ status: number; out: string; err: string }> {
    return this.runAt(NOW, ...line);
  }

  async runAt(now: Instant, ...line: string[]): Promise<{ status: number; out: string; err: string }> {
    return this.#run(now, Readable.from([]), line);
  }

  /** As after an update of Node.js that brought other rules of time zones. */
  async runByRules(zoneRules: ZoneRules, now: Instant, ...line: string[]) {
    return this.#run(now, Readable.from([]), line, zoneRules);
  }

  async answer(typed: string, ...line: string[]): Promise<{ status: number; out: string; err: string }> {
    return this.#run(NOW, Object.assign(Readable.from([`${typed}\n`]), { isTTY: true }), line);
  }

  async #run(now: Instant, stdin: Readable, line: readonly string[], zoneRules?: ZoneRules) {
    const [stdout, stderr] = [new Caught(), new Caught()];
    // An import names files that were uploaded before.
    const files = line.filter((word) => existsSync(word) && statSync(word).isFile()).map((word) => readFileSync(word));
    for (const [hash, content] of PICTURES) if (files.some((file) => file.includes(hash))) await this.upload(content);
    const clock = { now: () => now };
    const { environment } = this;
    const status = await run(line, { stdin, stdout, stderr, environment, clock, ...(zoneRules && { zoneRules }) });
    return { status, out: stdout.text, err: stderr.text };
  }

  /** Uploads a file, as staff do. */
  async upload(content: Buffer): Promise<void> {
    const blobs = await openFolderBlobs(join(this.data, 'evidence'));
    await receiveEvidence(Readable.from([content]), { holder: holderOf({ id: 'anna', role: 'REVIEWER' }) }, blobs);
  }

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  requests(name: string, lines: readonly object[]): string {
    return this.file(name, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const line = (request: RequestName, input: object, more: object = {}) => ({ request, input, ...more });

const seoul = { as: { role: 'PARTNER', id: 'lee', partner: 'P-SEOUL' } };
const reviewer = { as: { role: 'REVIEWER', id: 'rita' } };
/** Pictures that staff have uploaded before anything is imported. */
const PICTURES = new Map<string, Buffer>();

/** Each unit has its own: one that several claims share is seen before (E3). */
export function pictureOf(serial: string): string {
  const content = jpeg(serial);
  const hash = sha256(content);
  PICTURES.set(hash, content);
  return hash;
}

/** One partner, which has units with these serials. */
export const registryWith = (serials: readonly string[]) =>
  registryRows({
    product: { defectGroups: [{ group: 'light', codes: ['DARK'] }] },
    policy: { id: 'TERMS' },
    batch: { id: 'B1', quantity: Math.max(100, serials.length) },
    partners: [
      {
        id: 'P-SEOUL',
        name: 'Seoul Beauty',
        locale: 'ko-KR',
        standingInstruction: 'CREDIT',
        shipments: [
          {
            invoiceNumber: 'INV-1',
            invoiceDate: '2026-01-05',
            shippedOn: '2026-01-05',
            price: '100.00',
            serials,
          },
        ],
      },
    ],
  });

export const registry = registryWith(['L-1', 'L-2', 'L-3', 'L-4', 'L-5']);

export const submission = (claimId: string, serial: string, at: string, hash = pictureOf(serial)) =>
  line(
    'submitClaim',
    {
      claimId,
      serial,
      defect: { code: 'DARK', description: 'Stays dark' },
      failedOn: at.slice(0, 10),
      evidence: [{ kind: 'PHOTO', sha256: hash, mediaType: 'image/jpeg', bytes: 1234 }],
    },
    { ...seoul, at },
  );

export const creditedClaim = (claimId: string, serial: string, day: string) => [
  submission(claimId, serial, `${day}T01:00:00Z`),
  line(
    'reviewEvidence',
    { claimId, verdict: 'CONFIRMED', findings: 'Dark indeed' },
    { ...reviewer, at: `${day}T02:00:00Z` },
  ),
  line('approveClaim', { claimId }, { ...reviewer, at: `${day}T03:00:00Z` }),
  line('acknowledgeDecision', { claimId }, { ...seoul, at: `${day}T04:00:00Z` }),
];
