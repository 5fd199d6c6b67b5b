import { closeSync, fdatasyncSync, openSync, statfsSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { append } from './append.ts';
import { batchPower } from './batch-power.ts';
import { batchSentinel } from './batch-sentinel.ts';
import { batchWatch } from './batch-watch.ts';
import { books } from './books.ts';
import { workList } from './console.ts';
import { documents } from './documents.ts';
import { type Extent, type Finding, markdown, milliseconds } from './findings.ts';
import { openEngine, writeHistory } from './history.ts';
import { mails } from './mails.ts';
import { median } from './measure.ts';
import { namedParts } from './named-parts.ts';
import { notices } from './notices.ts';
import { businessTime } from './promise.ts';
import { imports } from './imports.ts';
import { issuing } from './issuing.ts';
import { bursts } from './promise-bursts.ts';
import { ticks } from './promise-ticks.ts';
import { queries } from './queries.ts';
import { readModels } from './read-models.ts';
import { start } from './start.ts';
import { visible } from './visible.ts';
import { yearOfClaims } from './year-of-claims.ts';

// npm run bench              measures, prints, and writes the figures into docs/benchmarks.md
// npm run bench -- --quick   a small run of everything, to see that it still runs; its figures mean nothing
// npm run bench -- append queries   only these parts, printed: append, read-models, queries, start, visible, business-time, documents,
//                            books, issuing, year-of-claims, notices, mails, imports, ticks, bursts,
//                            batch-watch, batch-sentinel, console
// npm run bench -- batch-power   writes the table of docs/batch-sentinel.md

const PARTS = [
  'append',
  'read-models',
  'queries',
  'start',
  'visible',
  'business-time',
  'documents',
  'books',
  'issuing',
  'year-of-claims',
  'notices',
  'mails',
  'imports',
  'ticks',
  'bursts',
  'batch-watch',
  'batch-sentinel',
  'console',
  'batch-power',
] as const;
const OF_HISTORY = ['read-models', 'queries', 'start', 'batch-sentinel', 'visible'] as const;

const PAGE = 'docs/benchmarks.md';
/** What stands between these lines is written by the run; the rest of the page by people. */
const FIGURES = { begin: '<!-- figures: written by npm run bench -->', end: '<!-- end of the figures -->' };
const POWER = { begin: '<!-- figures: written by npm run bench -- batch-power -->', end: FIGURES.end };

const quick = process.argv.includes('--quick');
const measured = namedParts(PARTS);
// In the project's folder: its disk is the one to measure.
await mkdir('data', { recursive: true });
const scratch = await mkdtemp(join('data', 'bench-'));
const extent: Extent = { quick, scratch };
try {
  const sections = [machine(scratch)];
  const found = (finding: Finding) => {
    const section = markdown(finding);
    sections.push(section);
    process.stdout.write(`${section}\n\n`);
  };
  process.stdout.write(`${sections[0]}\n\n`);
  if (measured.has('append')) found(await append(extent));

  if (OF_HISTORY.some((part) => measured.has(part))) {
    const history = join(scratch, 'history');
    const claims = await writeHistory(history, quick ? 2_500 : 200_000);
    const events = await length(history);
    if (measured.has('read-models')) found(await readModels(extent, history, events));
    if (measured.has('queries')) found(await queries(extent, history, claims));
    if (measured.has('start')) found(await start(extent, history, events));
    if (measured.has('batch-sentinel')) found(await batchSentinel(extent, history, events));
    // Last, because it writes to the history.
    if (measured.has('visible')) found(await visible(extent, history));
  }

  if (measured.has('business-time')) for (const finding of await businessTime(extent)) found(finding);
  if (measured.has('documents')) found(await documents(extent));
  if (measured.has('books')) found(await books(extent));
  if (measured.has('issuing')) found(await issuing(extent));
  if (measured.has('year-of-claims')) found(await yearOfClaims(extent));
  if (measured.has('notices')) found(await notices(extent));
  if (measured.has('mails')) found(await mails(extent));
  if (measured.has('imports')) found(await imports(extent));
  if (measured.has('ticks')) found(await ticks(extent));
  if (measured.has('bursts')) found(await bursts(extent));
  if (measured.has('batch-watch')) found(batchWatch(extent));
  if (measured.has('console')) {
    const finding = await workList(extent);
    if (finding) found(finding);
    else process.stdout.write('The console was not measured: there is no Chromium.\n\n');
  }
  if (!quick && measured.size === PARTS.length) await publish(PAGE, FIGURES, sections.join('\n\n'));
  if (measured.has('batch-power')) {
    const power = markdown(batchPower(extent));
    process.stdout.write(`${power}\n\n`);
    // Seeded: the same on every machine.
    if (!quick) await publish('docs/batch-sentinel.md', POWER, power);
  }
} finally {
  await rm(scratch, { recursive: true });
}

async function length(folder: string): Promise<number> {
  const makegood = await openEngine(folder);
  const head = await makegood.store.head();
  await makegood.close();
  return Number.parseInt(head, 16);
}

async function publish(path: string, lines: typeof FIGURES, figures: string): Promise<void> {
  const page = await readFile(path, 'utf8');
  const [begin, end] = [page.indexOf(lines.begin), page.indexOf(lines.end)];
  if (begin < 0 || end < begin)
    throw new Error(`${path} lacks the lines "${lines.begin}" and "${lines.end}", between which the figures go`);
  const before = page.slice(0, begin + lines.begin.length);
  await writeFile(path, `${before}\n\n${figures}\n\n${page.slice(end)}`);
}

/** The machine, the day, and the cost of one durable write here, on which all figures of appends depend. */
function machine(folder: string): string {
  const [cpu] = cpus();
  return [
    `- ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${type()} ${release()}`,
    `- ${cpus().length} cores (${cpu?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB of memory`,
    `- disk: ${fileSystem(folder)}; 4 KiB written and synced: ${milliseconds(syncTime(folder))} (median)`,
  ].join('\n');
}

function fileSystem(folder: string): string {
  const magic = statfsSync(folder).type;
  const known: Readonly<Record<number, string>> = {
    0xef53: 'ext4',
    0x58465342: 'xfs',
    0x9123683e: 'btrfs',
    0x01021994: 'tmpfs',
    0x794c7630: 'overlayfs',
  };
  return known[magic] ?? `file system 0x${magic.toString(16)}`;
}

function syncTime(folder: string): number {
  const file = openSync(join(folder, 'sync'), 'w');
  const block = Buffer.alloc(4096);
  const took = Array.from({ length: 200 }, () => {
    const begin = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    return performance.now() - begin;
  });
  closeSync(file);
  return median(took);
}
