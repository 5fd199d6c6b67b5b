import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Built } from '../support/built.ts';

const HOOK = join(import.meta.dirname, '../support/loaded-files.mjs');
/** Of other stores, documents, holidays, mailboxes, pictures, and the API: large, and for some commands or settings. */
const FOR_SOME = [
  'mongodb',
  '@grpc/grpc-js',
  '@eventstore/db-client',
  'pdfkit',
  'fontkit',
  'date-holidays',
  'imapflow',
  'sharp',
  'graphql',
];

describe('What a program loads', () => {
  let built: Built;
  let data: string;
  beforeAll(async () => {
    [built, data] = await Promise.all([Built.make(), mkdtemp(join(tmpdir(), 'makegood-loaded-'))]);
  });
  afterAll(async () => {
    built.end();
    await rm(data, { recursive: true, force: true });
  });

  /** The files that are loaded, and the packages whose code is in them. */
  const noted = async (list: string) => {
    const files = [...new Set((await readFile(list, 'utf8')).trim().split('\n'))];
    const texts = await Promise.all(files.map((url) => readFile(fileURLToPath(url), 'utf8')));
    const sources = texts.flatMap((text) => text.match(/^\s*\/\/.*\bnode_modules\/.+/gm) ?? []);
    const named = [...files, ...sources].map((path) => /.*\bnode_modules\/((?:@[^/]+\/)?[^/\s]+)/.exec(path)?.[1]);
    return { files: files.filter((url) => !url.endsWith('loaded-files.mjs')), packages: new Set(named) };
  };

  it('is few files for the help of the command line, and nothing that only some commands need', async () => {
    const list = join(data, 'help');
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', HOOK, built.pathOf('cli'), '--help'], {
      env: { LOADED_FILES: list },
    });
    expect(stdout).toContain('makegood <command> --help');
    const { files, packages } = await noted(list);
    expect(files.length).toBeLessThan(50);
    // Otherwise nothing would be found in files that say no more where they are from.
    expect(packages).toContain('zod');
    expect(FOR_SOME.filter((name) => packages.has(name))).toEqual([]);
  });

  it('is few files for a server with embedded stores, and of these things the API alone', async () => {
    const list = join(data, 'server');
    const running = await built.start(join(data, 'data'), {
      NODE_OPTIONS: `--import ${HOOK}`,
      LOADED_FILES: list,
    });
    await running.stop();
    const { files, packages } = await noted(list);
    expect(files.length).toBeLessThan(60);
    expect(FOR_SOME.filter((name) => packages.has(name))).toEqual(['graphql']);
  });
});
