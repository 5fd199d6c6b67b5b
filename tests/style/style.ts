import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Typed documents of the console are generated. */
const SHIPPED = /^(?:apps|libs)\/.*(?<![.](?:spec|fixture|contract|graphql))[.][jt]sx?$/;
/** Lines that a shipped file has at most: more is two files. */
const MAX_LINES = 450;

/** What is specified beside its code: projections, processes, timers and use cases. */
const SPECIFIED =
  /^libs\/(?:.*[.](?:projection|process|timer)|use-cases\/src\/(?!(?:index|parts|ports|known-references)[.])[^/.]+)[.]ts$/;

/** Words that plain English does without, in any inflection and inside names; CONTRIBUTING.md says what to write instead. */
const NOT_PLAIN = /reckon|whoever|nobody['’]s|furnish/i;
/** They name the words. */
const WORD_LISTS = /^(?:CONTRIBUTING[.]md$|tests\/style\/)/;
const BINARY = /[.](?:jpg|jpeg|png|webp|gz|ico|woff2|xlsx|ods)$/;

/** Suites take their event store from tests/support/event-store-server.ts, so that a real one can take its place. */
const PEER = /\b(?:ScriptedPeer|PeerCluster)[.]start\b/;
const SUITE = /^(?!tests\/(?:support|style)\/).*[.](?:spec|fixture|contract)[.]ts$/;

/** Formats hold memory that comes back late: shipped code keeps those that it has made. */
const FORMAT = /\bnew Intl[.]DateTimeFormat\b/;
const KEPT_FORMATS = 'libs/kernel/src/date-format.ts';

const NOT_OURS = ['.git', 'node_modules', 'dist', 'coverage', 'data'];

/** One line for each offence against CONTRIBUTING.md that a machine can find. */
export async function offences(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const files = new Set(await filesUnder(root));
  for (const path of files) {
    const spec = path.replace(/[.]ts$/, '.spec.ts');
    if (SPECIFIED.test(path) && !files.has(spec)) found.push(`${path} has no spec beside it: write ${basename(spec)}`);
    if (BINARY.test(path)) continue;
    const lines = (await readFile(join(root, path), 'utf8')).split('\n');
    if (SHIPPED.test(path) && lines.length - 1 > MAX_LINES)
      found.push(`${path} has ${lines.length - 1} lines, more than ${MAX_LINES}: split it where it has a seam`);
    if (WORD_LISTS.test(path)) continue;
    for (const [index, line] of [path, ...lines].entries()) {
      if (SUITE.test(path) && PEER.test(line))
        found.push(
          `${path}:${index} starts a peer itself: use startEventStoreServer, or startPeer if it must misbehave`,
        );
      if (SHIPPED.test(path) && path !== KEPT_FORMATS && FORMAT.test(line))
        found.push(`${path}:${index} makes a format each time: use dateFormat (#kernel), which keeps it`);
      const [word] = NOT_PLAIN.exec(line) ?? [];
      if (word !== undefined) found.push(`${path}:${index} says "${word}": see the word list in CONTRIBUTING.md`);
    }
  }
  return found;
}

async function filesUnder(root: string, folder = ''): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory() && !NOT_OURS.includes(entry.name)) found.push(...(await filesUnder(root, path)));
  }
  return found.sort();
}
