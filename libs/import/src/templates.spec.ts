import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnyRequest, type Input, readInput, requests } from '#requests';
import { openImport } from './import-files.ts';
import { fileAt } from './import-source.ts';
import { IMPORT_KINDS, type ImportKind, TABLES } from './tables.ts';
import { templateColumns, templateCsv, templateXlsx } from './templates.ts';

const SHA256 = 'a'.repeat(64);

describe.each(IMPORT_KINDS)('The template of %s', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-template-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function readBack(ending: string, content: string | Buffer, as: ImportKind) {
    const path = join(folder, `${as}.${ending}`);
    writeFileSync(path, content);
    const lines = [];
    for await (const { value, fault } of (await openImport(await fileAt(path))).lines) lines.push(fault ?? value);
    return lines as { readonly request: keyof typeof requests; readonly input: Record<string, unknown> }[];
  }

  it('is read back by the importer, and its example is a valid request', async () => {
    const lines = await readBack('csv', templateCsv(kind), kind);
    expect(await readBack('xlsx', await templateXlsx(kind), kind)).toEqual(lines);
    expect(lines).toHaveLength(1);
    const [{ request, input } = { request: 'recordSale' as const, input: {} }] = lines;
    expect(request).toBe(TABLES[kind].request);
    const declared: AnyRequest = requests[request];
    // A claim's files are found before it is sent.
    const evidence = { kind: 'PHOTO', sha256: SHA256, mediaType: 'image/jpeg', bytes: 1 };
    const sent = 'evidence' in input ? { ...input, evidence: [evidence] } : input;
    expect(readInput(declared.input as Input, sent)).toMatchObject({ kind: 'read' });
  });

  it('has a column for every field of the request, with its meaning, and an example of every one that is needed', () => {
    const columns = templateColumns(kind);
    expect(columns.filter(({ description }) => !/^[A-Z].*\.$/s.test(description))).toEqual([]);
    expect(columns.filter(({ required, example }) => required && example === '')).toEqual([]);
    const names = columns.map(({ name }) => name);
    expect(Object.keys(TABLES[kind].example).filter((name) => !names.includes(name))).toEqual([]);
    const covered = new Set(TABLES[kind].columns.map(({ path, name }) => path[0] ?? name));
    const { input }: AnyRequest = requests[TABLES[kind].request];
    expect(Object.keys((input as Input).fields).filter((field) => !covered.has(field))).toEqual([]);
  });
});
