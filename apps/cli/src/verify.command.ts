import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BEGINNING,
  type Blobs,
  checkDataFile,
  checkPositions,
  copyDataFile,
  type DataFileCopy,
  DataFolderError,
  DecodedEvent,
  inOrder,
  ModelVerifier,
  silentLogger,
  StreamOrder,
} from '#platform';
import { catalogue, counted, keptSnapshots, projections, sentinelSnapshot, type Settings, type Stores } from '#engine';
import { CliError, type CliCommand, print, requireData, settingsOf, textOf, withStores } from './cli.ts';
import {
  creditNotes,
  decodableEvents,
  filesNamed,
  type Finding,
  hashChains,
  HeadsError,
  keptHeads,
  type LogCheck,
  NamedStreams,
  openClaims,
} from '#engine';

const NAMED = 20;

export const verifyCommand: CliCommand = {
  summary: 'checks the log, the read models and the files, and lists every problem',
  usage: '[--heads <file>]',
  details: `
One line per check: the structure of the data file, its positions, the hash chain of every stream, that every event can be read, the numbers of credit
notes, at most one open claim per serial at any time, that no stream was deleted or truncated, that the streams exist that others name, every read model and the snapshot of the batch sentinel against a replay, every file of evidence, notices and mails against its SHA-256.
--heads  also compares with a file of "makegood heads", which shows what was cut, removed or written anew since

Reads only: the data file is copied inside its folder first, so its disk needs as much space again. Exit status 1: there are problems.`,
  options: { heads: { type: 'string' } },
  words: [0, 0],
  async run(given, context) {
    const { stdout } = context;
    const path = textOf(given, 'heads');
    const heads = path === undefined ? [] : [await headsIn(path)];
    let wrong = 0;
    const report = (finding: Finding) => {
      wrong += finding.problems.length;
      print(stdout, ...inLines(finding));
    };
    const settings = settingsOf(context);
    requireData(settings);
    // Before the log, so that this has all that it rests on.
    const snapshot = await keptSnapshots(settings.MAKEGOOD_DATA, silentLogger).load();
    const checks = [...heads, ...(snapshot ? [sentinelSnapshot(snapshot, catalogue)] : [])];
    const copy = await copied(settings).catch((error: unknown): undefined => {
      if (!(error instanceof DataFolderError && error.fault === 'damaged')) throw error;
      report({ check: 'data file', counts: 'not one page', problems: [error.message] });
    });
    try {
      const pages = copy && checkDataFile(copy.folder);
      if (pages) report({ check: 'data file', counts: 'every page', problems: pages });
      // A damaged file is not opened: "export --salvage" reads what is left of it.
      if (wrong === 0)
        await withStores(context, settingsOver(copy, settings), { readOnlyLog: true }, async (stores) => {
          for await (const finding of findingsIn(stores, checks)) report(finding);
        });
      const positions = copy && settings.EVENT_STORE_URL === undefined ? checkPositions(copy.folder) : undefined;
      if (positions) report({ check: 'positions', counts: 'every event', problems: positions });
    } finally {
      await copy?.remove();
    }
    print(stdout, wrong === 0 ? 'no problems' : counted(wrong, 'problem'));
    return wrong === 0 ? 0 : 1;
  },
};

const copied = ({ MAKEGOOD_DATA, MAKEGOOD_RESERVE_MIB }: Settings): Promise<DataFileCopy | undefined> =>
  copyDataFile(MAKEGOOD_DATA, { reserveBytes: MAKEGOOD_RESERVE_MIB * 1024 * 1024 });

/** Read models on a server go on while the copy stands still: they are compared with the log itself. */
function settingsOver(copy: DataFileCopy | undefined, settings: Settings): Settings {
  const { MAKEGOOD_DATA, MAKEGOOD_EVIDENCE = join(MAKEGOOD_DATA, 'evidence'), MONGODB_URL } = settings;
  if (!copy || MONGODB_URL !== undefined) return settings;
  return { ...settings, MAKEGOOD_DATA: copy.folder, MAKEGOOD_EVIDENCE };
}

async function* findingsIn({ store, log, models, blobs }: Stores, more: readonly LogCheck[]): AsyncGenerator<Finding> {
  if (log.state.kind === 'other') {
    yield { check: 'event log', counts: 'not the known one', problems: [log.state.reason] };
    return;
  }
  const verifier = await ModelVerifier.begin(projections, { store, models, catalogue });
  const checks = [hashChains(), decodableEvents(), creditNotes(), openClaims(), ...more];
  const files = filesNamed();
  const named = new NamedStreams();
  const order = new StreamOrder(BEGINNING);
  for await (const read of store.readAll()) {
    // Read models set a stream aside that lacks events.
    const [raw = read] = (await inOrder(store, order, [read])).valid;
    const event = new DecodedEvent(raw, catalogue.decode);
    for (const check of checks) check.take(event);
    files.take(event);
    named.take(event);
    verifier.take(event);
  }
  for (const check of checks) yield check.finding();
  const damaged = store.damage?.list.streams ?? [];
  if (store.damage)
    yield {
      check: 'deleted or truncated streams',
      counts: damaged.length === 0 ? 'none' : counted(damaged.length, 'stream'),
      problems: damaged.map(({ damage }) => damage),
    };
  yield await named.finding(store);
  for await (const { model, documents, differences } of verifier.verdicts())
    yield { check: `read model ${model}`, counts: counted(documents, 'document'), problems: differences };
  yield await filesHeld(blobs, files.files());
}

/** @throws CliError */
async function headsIn(path: string): Promise<LogCheck> {
  try {
    return keptHeads(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof HeadsError) throw new CliError(`--heads: ${path}: ${error.message}`);
    throw new CliError(`--heads: ${path} cannot be read (${(error as Error).message})`);
  }
}

/** E1: every file that an event names is stored, and what is stored has its hash, whether something names it or not. */
async function filesHeld(blobs: Blobs, named: ReadonlyMap<string, string>): Promise<Finding> {
  const problems: string[] = [];
  const missing = new Set(named.keys());
  let held = 0;
  for await (const sha256 of blobs.list()) {
    const file = await blobs.open(sha256);
    if (!file) continue;
    missing.delete(sha256);
    held++;
    const hash = createHash('sha256');
    for await (const chunk of file.stream) hash.update(chunk as Buffer);
    const digest = hash.digest('hex');
    const whose = named.get(sha256) ?? 'nothing in the log';
    if (digest !== sha256) problems.push(`${sha256} of ${whose}: the file has the hash ${digest}`);
  }
  for (const sha256 of missing) problems.push(`${sha256} of ${named.get(sha256)}: the file is missing`);
  return { check: 'files', counts: counted(held, 'file'), problems };
}

function inLines({ check, counts, problems }: Finding): readonly string[] {
  if (problems.length === 0) return [`ok     ${check}: ${counts}`];
  const more = problems.length - NAMED;
  return [
    `WRONG  ${check}: ${counts}, ${counted(problems.length, 'problem')}`,
    ...problems.slice(0, NAMED).map((problem) => `         ${problem}`),
    ...(more > 0 ? [`         and ${more} more`] : []),
  ];
}
