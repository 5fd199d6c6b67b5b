import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { regionOf, withBlocks } from '../../docs/generator/blocks.ts';
import { decisionsIn } from '../../docs/generator/decisions.ts';
import { generatedDocs } from '../../docs/generator/generate.ts';
import { isAllowed, licencesPage } from '../../docs/generator/licences.ts';
import { missingFiles } from '../../docs/generator/named-files.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Every path there is, but for what is made and what is made wrong on purpose. */
async function pathsOf(root: string): Promise<ReadonlySet<string>> {
  const top = (await readdir(root)).filter((name) => !['.git', 'node_modules', 'dist', 'data'].includes(name));
  const below = await Promise.all(
    top.map(async (name) => {
      const inside = (await stat(join(root, name))).isDirectory()
        ? await readdir(join(root, name), { recursive: true })
        : [];
      return [name, ...inside.map((path) => join(name, path).replaceAll('\\', '/'))];
    }),
  );
  return new Set(below.flat().filter((path) => !path.startsWith('tests/arrows/fixtures/')));
}

describe('The pages in docs/', () => {
  it('say what the code says ("npm run docs" writes them)', async () => {
    for (const [path, content] of await generatedDocs(ROOT))
      expect({ [path]: await readFile(join(ROOT, path), 'utf8') }).toEqual({ [path]: content });
  });

  it('name no file that is not there', async () => {
    const paths = await pathsOf(ROOT);
    const pages = [...paths].filter((path) =>
      /^(?:docs[/].*|samples[/]README|README|CONTRIBUTING|SECURITY)[.]md$/.test(path),
    );
    const missing = await Promise.all(
      pages.map(async (page) => [page, missingFiles(page, await readFile(join(ROOT, page), 'utf8'), paths)]),
    );
    expect(Object.fromEntries(missing.filter(([, files]) => files?.length))).toEqual({});
  });

  it('name tests that are there', async () => {
    const page = await readFile(join(ROOT, 'SECURITY.md'), 'utf8');
    const named = [...page.matchAll(/`([^`\s]+[.]spec[.]ts)`: "([^"]+)"/g)].map(
      ([, path, title]) => [path, title] as const,
    );
    const missing = await Promise.all(
      named.map(async ([path = '', title = '']) => {
        const source = await readFile(join(ROOT, path), 'utf8');
        return source.includes(title.replaceAll("'", "\\'")) || source.includes(title) ? [] : [`${path}: ${title}`];
      }),
    );
    expect([named.length > 20, missing.flat()]).toEqual([true, []]);
  });

  it('show every picture that is kept of the console, in both themes', async () => {
    const page = await readFile(join(ROOT, 'docs/console.md'), 'utf8');
    const shown = [...page.matchAll(/\bsrc(?:set)?="console[/]([^"]+)"/g)].map(([, file]) => file as string);
    const names = new Set(shown.map((file) => file.replace(/-(?:light|dark)[.]png$/, '')));
    expect(shown.toSorted()).toEqual([...names].flatMap((name) => [`${name}-dark.png`, `${name}-light.png`]).sort());
    expect((await readdir(join(ROOT, 'docs/console'))).sort()).toEqual(shown.toSorted());
  });
});

it('The pages in docs/ send only requests that the schema has', async () => {
  const docs = join(ROOT, 'docs');
  const schema = buildSchema(await readFile(join(docs, 'schema.graphql'), 'utf8'));
  const pages = (await readdir(docs)).filter((name) => name.endsWith('.md'));
  const requests = await Promise.all(
    pages.map(async (page) =>
      [...(await readFile(join(docs, page), 'utf8')).matchAll(/^ *```graphql\n(.*?)^ *```/gms)].map(([, request]) => ({
        page,
        request: request as string,
      })),
    ),
  );
  const wrong = requests
    .flat()
    .flatMap(({ page, request }) => validate(schema, parse(request)).map(({ message }) => ({ page, message })));
  expect(requests.flat().length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});

describe('The licences of packages', () => {
  it.each([
    ['left-pad', 'MIT', true],
    ['sha.js', '(MIT AND BSD-3-Clause)', true],
    ['either', '(GPL-3.0-only OR MIT)', true],
    ['both', 'MIT AND GPL-3.0-only', false],
    ['ical.js', 'MPL-2.0', true],
    ['another', 'MPL-2.0', false],
    ['@img/sharp-libvips-linux-x64', 'LGPL-3.0-or-later', true],
    ['sharp', 'LGPL-3.0-or-later', false],
    ['any', 'AGPL-3.0-only', false],
    ['any', 'SEE LICENSE IN LICENSE.md', false],
  ])('%s under %s is allowed: %s', (name, licence, allowed) => {
    expect(isAllowed(name, licence)).toBe(allowed);
  });

  it('stop the page when one that is shipped is not allowed', async () => {
    const root = await mkdtemp(join(tmpdir(), 'makegood-licences-'));
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/fine': { version: '1.0.0', license: 'MIT' },
      'node_modules/test-only': { version: '1.0.0', license: 'GPL-3.0-only', dev: true },
      'node_modules/shipped': { version: '2.0.0', license: 'GPL-3.0-only' },
    };
    await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }));
    await expect(licencesPage(root)).rejects.toThrow(/: shipped 2\.0\.0: GPL-3\.0-only$/);
    await rm(root, { recursive: true });
  });
});

describe('missingFiles', () => {
  const paths = new Set(['README.md', 'docs/rules.md', 'libs/lamps/src/lamp.events.ts', 'libs/lamps/src']);
  const missing = (text: string) => missingFiles('docs/page.md', text, paths);

  it('finds a link that leads nowhere, from where the page stands', () => {
    expect(
      missing('[rules](rules.md), [more](../README.md#first), [gone](gone.md), [web](https://example.org/a.md)'),
    ).toEqual(['gone.md']);
    expect(missing('<source srcset="rules.md"><img src="gone.png" alt="A picture">')).toEqual(['gone.png']);
  });

  it('finds a source file, a folder and a process that are gone', () => {
    expect(
      missing('`lamp.events.ts` and libs/lamps/src/lamp.events.ts. Then `libs/lamps/src/`, `*.events.ts`.'),
    ).toEqual([]);
    expect(missing('`bulb.events.ts`, libs/bulbs, `when-lamp-is-sold-then-register-it`.')).toEqual([
      'bulb.events.ts',
      'libs/bulbs',
      'when-lamp-is-sold-then-register-it',
    ]);
  });
});

describe('Blocks of code', () => {
  const page = 'Declare it:\n\n<!-- from lamp.ts#sold -->\n```ts\nbefore\n```\n\nand\n```ts\nown\n```\n';

  it('are filled from where they say they come from, and stay as they are when filled again', () => {
    const filled = withBlocks(page, (source) => `// ${source}\n`);
    expect(filled).toBe(page.replace('before', '// lamp.ts#sold'));
    expect(withBlocks(filled, (source) => `// ${source}\n`)).toBe(filled);
  });

  it('are regions of a file without its margin and its markers', () => {
    const code = [
      'a',
      '  // #region sold',
      '  b {',
      '    // #region inner',
      '    c',
      '    // #endregion inner',
      '  }',
      '  // #endregion sold',
    ];
    expect(regionOf(code.join('\n'), 'sold')).toBe('b {\n  c\n}\n');
    expect(() => regionOf(code.join('\n'), 'bought')).toThrow('region bought is missing');
  });
});

describe('decisionsIn', () => {
  it('finds the events that the entry of a command makes, and those of functions it uses', () => {
    const files = {
      'lamps/lamp.decider.ts': `
        import * as policy from './lamp.policies.ts';
        import { scrapped } from './lamp.policies.ts';
        const after = (event) => lampDecider.evolve(undefined, event);
        export const lampDecider = decider<LampCommand, LampEvent, Lamp>({
          evolve: { LampSold: (lamp) => ({ ...lamp, type: 'table lamp' }) },
          decide: {
            SellLamp: ({ data }, state) => state ? unchanged : accept({ type: 'LampSold', data }),
            ScrapLamp(_, state) { return accept(...policy.warned(after(state)), scrapped()); },
          },
        });`,
      'lamps/lamp.policies.ts': `
        export const warned = (lamp: { type: 'LampLost' }) => lamp.type === 'LampBroken' ? [{ type: 'LampWarned' }] : [];
        export function scrapped() { return { type: 'LampScrapped', data: {} }; }`,
    };
    expect(decisionsIn(new Map(Object.entries(files)))).toEqual([
      { command: 'SellLamp', events: ['LampSold'], file: 'lamps/lamp.decider.ts' },
      { command: 'ScrapLamp', events: ['LampWarned', 'LampScrapped'], file: 'lamps/lamp.decider.ts' },
    ]);
  });
});
