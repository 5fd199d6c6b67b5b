import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openImport } from './import-files.ts';
import { fileAt } from './import-source.ts';

it('the rows of a file leave turns to all others, although nothing is waited for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-import-'));
  const path = join(folder, 'sales.csv');
  writeFileSync(path, `serial,soldOn,soldTo\n${'x\n'.repeat(2_000)}`);
  let [rows, atLastTurn, most, isRead] = [0, 0, 0, false];
  const others = () => {
    most = Math.max(most, rows - atLastTurn);
    atLastTurn = rows;
    if (!isRead) setImmediate(others);
  };
  setImmediate(others);
  for await (const _ of (await openImport(await fileAt(path))).lines) rows++;
  isRead = true;
  rmSync(folder, { recursive: true });
  expect(rows).toBe(2_000);
  expect(Math.max(most, rows - atLastTurn)).toBeLessThanOrEqual(200);
});
