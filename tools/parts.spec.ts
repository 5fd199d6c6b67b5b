import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { lists } from './parts.ts';

const trees: string[] = [];
afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true });
});

/** Path → code. */
function listsOf(files: Readonly<Record<string, string>>): Record<string, string> {
  const root = mkdtempSync(join(tmpdir(), 'makegood-parts-'));
  trees.push(root);
  for (const [path, code] of Object.entries({ 'apps/api/src/main.ts': '', ...files })) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), code);
  }
  return Object.fromEntries(lists(root));
}

const PARTS = {
  'libs/lamps/src/index.ts': "export * from './parts.ts';",
  'libs/lamps/src/lamps.aggregates.ts': 'export const lamps: Aggregate<LampCommand, LampEvent, Lamp> = {};',
  'libs/lamps/src/old-lamps.timer.ts': 'export const oldLamps = defineTimer<ScrapLamp, OldLampsOptions>({});',
  'libs/views/src/lamps.projection.ts':
    'export const lampsModel = defineReadModel<Lamp>()({});\nexport const lampsProjection = defineProjection<Lamp, LampEvent>({});',
  'libs/processes/src/when-lamp-breaks-then-scrap-it.process.ts':
    'export const whenLampBreaksThenScrapIt = defineProcess<LampEvent, ScrapLamp>({});',
  'libs/processes/src/when-lamp-is-old-then-test-it.process.ts':
    'export function whenLampIsOldThenTestIt({ aggregates }: Reads<"lamp">) {\n  return defineProcess<LampEvent, TestLamp>({});\n}',
  'libs/requests/src/lamps.requests.ts': "export const sellLamp = request({ name: 'sellLamp' });",
  'apps/api/src/lamp.resolver.ts':
    '@Resolver(() => Lamp)\nexport class LampResolver {}\n\n@Resolver()\nexport class LampShadeResolver {}',
};

describe('A part takes part because its file is there', () => {
  const written = listsOf(PARTS);

  it('the engine is given each aggregate, projection, process and timer', () => {
    expect(written['libs/engine/src/parts.ts']).toBe(
      [
        '// Written by "npm run parts".',
        '',
        'import {',
        '  lamps,',
        '  oldLamps,',
        "} from '#lamps';",
        'import {',
        '  whenLampBreaksThenScrapIt,',
        '  whenLampIsOldThenTestIt,',
        "} from '#processes';",
        'import {',
        '  lampsProjection,',
        "} from '#views';",
        '',
        'export const aggregates = [',
        '  lamps,',
        '];',
        '',
        'export const projections = [',
        '  lampsProjection,',
        '];',
        '',
        'export const processes = [',
        '  whenLampBreaksThenScrapIt,',
        '  whenLampIsOldThenTestIt,',
        '];',
        '',
        'export const timers = [',
        '  oldLamps,',
        '];',
        '',
      ].join('\n'),
    );
  });

  it('its library exports it', () => {
    expect(written['libs/lamps/src/parts.ts']).toBe(
      "// Written by \"npm run parts\".\n\nexport * from './lamps.aggregates.ts';\nexport * from './old-lamps.timer.ts';\n",
    );
    expect(written['libs/requests/src/parts.ts']).toContain("export * from './lamps.requests.ts';");
  });

  it('the API is given each resolver', () => {
    expect(written['apps/api/src/resolvers.ts']).toContain(
      "import { LampResolver, LampShadeResolver } from './lamp.resolver.ts';\n\n" +
        'export const resolvers = [\n  LampResolver,\n  LampShadeResolver,\n];\n',
    );
  });

  it('what specs define does not', () => {
    const fixture = { 'libs/lamps/src/lamps.fixture.ts': PARTS['libs/lamps/src/old-lamps.timer.ts'] };
    expect(listsOf({ ...PARTS, ...fixture })).toEqual(written);
  });
});

describe('A part that would not be found is an error that names its file', () => {
  it.each([
    ['aggregates', 'lamps.ts', PARTS['libs/lamps/src/lamps.aggregates.ts'], '.aggregates.ts'],
    ['projections', 'lamps.view.ts', PARTS['libs/views/src/lamps.projection.ts'], '.projection.ts'],
    ['processes', 'lamps.ts', 'const scrap = defineProcess<LampEvent, ScrapLamp>({});', '.process.ts'],
    ['timers', 'lamps.ts', PARTS['libs/lamps/src/old-lamps.timer.ts'], '.timer.ts'],
    ['requests', 'lamps.ts', PARTS['libs/requests/src/lamps.requests.ts'], '.requests.ts'],
  ])('%s in a file of another name', (role, file, code, ending) => {
    expect(() => listsOf({ [`libs/lamps/src/${file}`]: code })).toThrow(
      `libs/lamps/src/${file} defines ${role}: give it a name that ends in ${ending}`,
    );
  });

  it('a resolver in a file of another name', () => {
    expect(() =>
      listsOf({ 'libs/lamps/src/index.ts': '', 'apps/api/src/lamp.ts': PARTS['apps/api/src/lamp.resolver.ts'] }),
    ).toThrow('apps/api/src/lamp.ts defines resolvers: give it a name that ends in .resolver.ts');
  });

  it('a projection that is not exported', () => {
    expect(() =>
      listsOf({
        'libs/views/src/lamps.projection.ts': 'const lampsProjection = defineProjection<Lamp, LampEvent>({});',
      }),
    ).toThrow(
      'libs/views/src/lamps.projection.ts exports no projections: write "export const … = defineProjection<…>(…)"',
    );
  });
});

it('The lists are those of the files ("npm run parts" writes them)', () => {
  const root = join(import.meta.dirname, '..');
  for (const [path, content] of lists(root))
    expect({ [path]: readFileSync(join(root, path), 'utf8') }).toEqual({ [path]: content });
});
