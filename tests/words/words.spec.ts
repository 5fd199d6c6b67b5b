import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSchema, isEnumType } from 'graphql';
import { MOVE_CAUSES, OWERS, PAUSE_CAUSES, VOID_REASONS } from '../../libs/sla/src/sla.events.ts';
import { LANGUAGES, words } from '#words';
import { codesIn } from '../../docs/generator/codes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const { codes, values } = words.en;

/** Every text with its place: `codes.EXPIRED`. */
function texts(of: object, place = ''): [place: string, text: string][] {
  return Object.entries(of).flatMap(([name, value]: [string, string | object]) =>
    typeof value === 'string' ? [[place + name, value] as [string, string]] : texts(value, `${place}${name}.`),
  );
}

describe('The words of the engine', () => {
  test('have a sentence for each code of a refusal, a failed check or an error, and none for a code that is gone', async () => {
    const found = await codesIn(ROOT);
    expect(found.filter(({ code }) => code === undefined)).toEqual([]);
    expect([...new Set(found.map(({ code }) => code))].sort()).toEqual(Object.keys(codes).sort());
  });

  test('have a name for each value of the enumerations of the API', async () => {
    const schema = buildSchema(await readFile(join(ROOT, 'docs/schema.graphql'), 'utf8'));
    const enumerations = Object.values(schema.getTypeMap()).filter(
      (type) => isEnumType(type) && !type.name.startsWith('__'),
    );
    const expected = Object.fromEntries(
      enumerations.map((type) => [
        type.name,
        isEnumType(type) &&
          type
            .getValues()
            .map(({ name }) => name)
            .sort(),
      ]),
    );
    const named = Object.entries(values).flatMap(([name, of]) =>
      name in expected ? [[name, Object.keys(of).sort()]] : [],
    );
    expect(Object.fromEntries(named)).toEqual(expected);
  });

  test('have a name for each cause of a pause, of a moved deadline and of closed time', () => {
    expect(Object.keys(values.PauseReason).sort()).toEqual([...PAUSE_CAUSES].sort());
    expect(Object.keys(values.OwedBy).sort()).toEqual([...OWERS].sort());
    expect(Object.keys(values.DeadlineCause).sort()).toEqual([...new Set([...MOVE_CAUSES, ...VOID_REASONS])].sort());
  });

  test.each(LANGUAGES)('say everything in %s', (language) => {
    const said = texts(words[language]);
    expect(said.map(([place]) => place).sort()).toEqual(
      texts(words.en)
        .map(([place]) => place)
        .sort(),
    );
    expect(
      said.filter(([, text]) => text.trim() === '' || text !== text.trim() || text !== text.normalize('NFC')),
    ).toEqual([]);
  });

  test.each([
    ['ko', /\p{Script=Hangul}/u],
    ['zh', /\p{Script=Han}/u],
    ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u],
  ] as const)('are in the script of %s', (language, script) => {
    expect(
      texts(words[language]).filter(([place, text]) => !script.test(text) && place !== 'values.Channel.API'),
    ).toEqual([]);
  });

  test('end each sentence of a code, and no name of a value, with a full stop', () => {
    for (const language of LANGUAGES) {
      expect(texts(words[language].codes).filter(([, text]) => !/[.。]$/.test(text))).toEqual([]);
      expect(texts(words[language].values).filter(([, text]) => /[.。]$/.test(text))).toEqual([]);
    }
  });

  describe('are checked against the source', () => {
    let tree: string;
    beforeEach(async () => {
      tree = await mkdtemp(join(tmpdir(), 'makegood-words-'));
      await mkdir(join(tree, 'libs/claims/src'), { recursive: true });
    });
    afterEach(() => rm(tree, { recursive: true }));

    test('whichever way a code and its rule are given, and a code that is put together is found out', async () => {
      await writeFile(
        join(tree, 'libs/claims/src/claim.policies.ts'),
        `const refuse = (code: string, message: string, more: { rule?: string }) => ({ code, message, ...more });
         const because = (rule: string, code: string, message: string) => ({ code, message, rule });
         because('C1', 'BY_FUNCTION', 'x');
         const two = { code: bad ? 'FIRST' : 'SECOND', message: 'x' };
         const built = { code: \`\${verb}_BUILT\`, message: 'x' };
         refuse('BY_MORE', 'x', { rule: 'C2' });
         const country = { code: 'KR', name: 'Korea' };`,
      );
      const found = await codesIn(tree);
      expect(found.map(({ code, rule, at }) => [code, rule, at])).toEqual([
        ['BY_FUNCTION', 'C1', 'libs/claims/src/claim.policies.ts:3'],
        ['FIRST', undefined, 'libs/claims/src/claim.policies.ts:4'],
        ['SECOND', undefined, 'libs/claims/src/claim.policies.ts:4'],
        [undefined, undefined, 'libs/claims/src/claim.policies.ts:5'],
        ['BY_MORE', 'C2', 'libs/claims/src/claim.policies.ts:6'],
      ]);
    });
  });
});
