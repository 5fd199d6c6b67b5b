import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Built } from '../support/built.ts';
import { SEOUL } from '../support/maker.ts';

let built: Built;
let folder: string;
beforeAll(async () => {
  built = await Built.make();
  folder = await mkdtemp(join(tmpdir(), 'makegood-folder-'));
});
afterAll(async () => {
  built.end();
  await rm(folder, { recursive: true, force: true });
});

it('the data folder and all that is in it is for its owner alone; the token of ADMIN is not printed into a file', async () => {
  const data = join(folder, 'new', 'data');
  const maker = await built.start(data);
  await maker.picture(SEOUL, 'a picture');
  await maker.record('listProduct', { sku: 'S', name: 'S' });
  const open: string[] = [];
  for (const name of ['', ...(await readdir(data, { recursive: true }))]) {
    const { mode } = await stat(join(data, name));
    if ((mode & 0o077) !== 0) open.push(`${name} ${(mode & 0o777).toString(8)}`);
  }
  expect(open).toEqual([]);
  const printed = maker.printed();
  expect(printed).toContain('REVIEWER');
  expect(printed).toContain('npm run makegood -- token --role admin --id adam');
  expect(printed).not.toMatch(/^ {2}ADMIN/m);
  await maker.stop();
});
