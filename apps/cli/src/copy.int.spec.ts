import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Workbench } from './cli.fixture.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.remove());

describe('makegood copy', () => {
  it('A2 copies a history, reports what it verified, and changes nothing when run again', async () => {
    await bench.run('import', bench.file('products.csv', 'sku,name\nLAMP,Lamp\nWAND,Wand\n'));
    const target = join(bench.folder, 'other');
    expect(await bench.run('copy', '--from', bench.data, '--to', target)).toEqual({
      status: 0,
      // Includes the events that create the legal entity.
      out: '4 events copied; 4 hash chains verified in the target\n',
      err: '',
    });
    expect((await bench.run('copy', '--from', bench.data, '--to', target)).out).toBe(
      '0 events copied, 4 events were already there; 4 hash chains verified in the target\n',
    );
  });

  it('refuses a target with another history, and a folder without data, with an explanation', async () => {
    await bench.run('import', bench.file('products.csv', 'sku,name\nLAMP,Lamp\n'));
    const target = join(bench.folder, 'other');
    cpSync(bench.data, target, { recursive: true });
    await bench.run('import', bench.file('products2.csv', 'sku,name\nWAND,Wand\n'), '--as', 'products');
    expect((await bench.run('copy', '--from', target, '--to', bench.data)).err).toMatch(
      /^makegood: The target ends with an event that the source does not have \(product-WAND@0\)\./,
    );
    expect((await bench.run('copy', '--from', '/nowhere', '--to', target)).err).toMatch(
      /^makegood: there is no data in \/nowhere/,
    );
    expect((await bench.run('copy', '--from', 'esdb://a:2113', '--to', 'esdb://b:2113')).err).toMatch(
      /^makegood: one of the two must be a data folder/,
    );
    const server = 'esdb://makegood:se-cret@a,b,[::1]:2113?timeout=5';
    expect((await bench.run('copy', '--from', bench.data, '--to', server)).err).toBe(
      'makegood: --to cannot be used: the client of EventStoreDB does not know the option "timeout": remove it, or correct its name\n',
    );
    expect((await bench.run('copy', '--to', target)).err).toBe('makegood: name both --from and --to\n');
  });
});
