import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

const ROOT = resolve(import.meta.dirname, '../..');
const FIXTURES = join(import.meta.dirname, 'fixtures');
const SOUND = join(FIXTURES, 'sound');

const options = await extractDepcruiseOptions(join(ROOT, '.dependency-cruiser.cjs'));
const rules = (options.ruleSet?.forbidden ?? []).map(({ name }) => name as string);

async function arrowsOf(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(['apps', 'libs'], { ...options, baseDir }, options.enhancedResolveOptions);
  return output as ICruiseResult;
}

/** Every arrow that breaks a rule. Taken from the modules: the summary names a cycle once, not each of its files. */
const broken = ({ modules }: ICruiseResult) =>
  modules.flatMap(({ source, dependencies }) =>
    dependencies.flatMap(({ resolved, rules = [] }) =>
      rules.map(({ name }) => ({ rule: name, from: source, to: resolved })),
    ),
  );

const filesUnder = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.ts')).sort();

describe('the arrows: apps → server, import → engine → requests, processes → use-cases, views → contexts → platform → kernel', () => {
  let tree: string;

  beforeEach(async () => {
    tree = await mkdtemp(join(tmpdir(), 'makegood-arrows-'));
    // The real names of the parts and the real packages, so that a fixture breaks what the product would break.
    await cp(join(ROOT, 'package.json'), join(tree, 'package.json'));
    await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
    await cp(SOUND, tree, { recursive: true });
  });

  afterEach(() => rm(tree, { recursive: true }));

  test('hold in this repository', async () => {
    const result = await arrowsOf(ROOT);

    expect(broken(result)).toEqual([]);
    // A check that could not follow the names would be green as well.
    const named = result.modules
      .flatMap(({ dependencies }) => dependencies)
      .filter(({ module }) => module === '#kernel');
    expect(new Set(named.map(({ resolved }) => resolved))).toEqual(new Set(['libs/kernel/src/index.ts']));
  });

  test('allow what the design allows', async () => {
    const result = await arrowsOf(tree);

    expect(broken(result)).toEqual([]);
    const cruised = result.modules.map(({ source }) => source).filter((source) => /^(?:apps|libs)\//.test(source));
    expect(cruised.sort()).toEqual(await filesUnder(SOUND));
  });

  test('have a fixture for every rule, and none for a rule that is gone', async () => {
    const fixtures = (await readdir(FIXTURES)).filter((name) => name !== 'sound');

    expect(fixtures.sort()).toEqual([...rules].sort());
  });

  test.each(rules)('%s is reported by every file that breaks it, and nothing else is', async (rule) => {
    const fixture = join(FIXTURES, rule);
    await cp(fixture, tree, { recursive: true });

    const found = broken(await arrowsOf(tree));

    expect([...new Set(found.map((arrow) => arrow.rule))]).toEqual([rule]);
    expect([...new Set(found.map(({ from }) => from))].sort()).toEqual(await filesUnder(fixture));
  });
});
