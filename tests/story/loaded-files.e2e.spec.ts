import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Built } from '../support/built.ts';

const HOOK = join(import.meta.dirname, '../support/loaded-files.mjs');
/** Of databases, documents, mailboxes and the API: large, and for some commands or some settings. */
const FOR_SOME = ['mongodb', '@grpc/grpc-js', '@eventstore/db-client', 'pdfkit', 'fontkit', 'date-holidays', 'graphql'];

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
    const named = texts.flatMap((text) => [...text.matchAll(/^\s*\/\/.*\/node_modules\/((?:@[^/]+\/)?[^/\s]+)\//gm)]);
    return { files: files.filter((url) => !url.endsWith('loaded-files.mjs')), packages: named.map(([, name]) => name) };
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
    expect(packages.filter((name) => FOR_SOME.includes(name as string))).toEqual([]);
  });

  it('is few files for a server on embedded stores, and no client of other stores', async () => {
    const list = join(data, 'server');
    const running = await built.start(join(data, 'data'), {
      NODE_OPTIONS: `--import ${HOOK}`,
      LOADED_FILES: list,
    });
    await running.stop();
    const { files, packages } = await noted(list);
    expect(files.length).toBeLessThan(100);
    expect(packages).toContain('graphql');
    expect(packages.filter((name) => FOR_SOME.includes(name as string) && name !== 'graphql')).toEqual([]);
  });
});
