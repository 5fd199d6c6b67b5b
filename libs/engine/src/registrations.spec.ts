import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projections, timers } from './makegood.ts';

const LIBS = join(import.meta.dirname, '../..');

/** What the files of this ending export. */
async function exported(ending: string): Promise<readonly unknown[]> {
  const files = readdirSync(LIBS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));
  const modules = await Promise.all(files.map((name) => import(join(LIBS, name)) as Promise<object>));
  return modules.flatMap((module) => Object.values(module) as unknown[]);
}
const has = (value: unknown, ...members: readonly string[]): value is { readonly name: string } =>
  typeof value === 'object' && value !== null && members.every((member) => member in value);

describe('What is defined is registered', () => {
  it('every projection', async () => {
    const defined = (await exported('.projection.ts')).filter((value) => has(value, 'model', 'when'));
    expect(defined.length).toBeGreaterThan(10);
    expect(defined.filter((one) => !projections.includes(one as never))).toEqual([]);
  });

  it('every timer', async () => {
    const defined = (await exported('.timer.ts')).filter((value) => has(value, 'name', 'commands'));
    expect(defined.length).toBeGreaterThan(2);
    expect(defined.filter((one) => !timers.includes(one as never))).toEqual([]);
  });
});
