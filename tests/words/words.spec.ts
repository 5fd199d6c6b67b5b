import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CompiledMessage, compileMessage } from '@lingui/message-utils/compileMessage';
import { buildSchema, isEnumType } from 'graphql';
import { MOVE_CAUSES, OWERS, PAUSE_CAUSES, VOID_REASONS } from '../../libs/sla/src/sla.events.ts';
import { TAX_CATEGORIES } from '../../libs/warranty/src/warranty.events.ts';
import { LANGUAGES, type Language, noticeWords, words } from '#words';
import { texts as de } from '../../apps/console/src/texts/de.ts';
import { texts as en } from '../../apps/console/src/texts/en.ts';
import { texts as ja } from '../../apps/console/src/texts/ja.ts';
import { texts as ko } from '../../apps/console/src/texts/ko.ts';
import { texts as zh } from '../../apps/console/src/texts/zh.ts';
import { codesIn } from '../../docs/generator/codes.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const { codes, values } = words.en;
const CONSOLE: Readonly<Record<Language, object>> = { en, ko, zh, de, ja };

/** Words that a language does not use, each with the one that it has for the same thing. */
const NOT_BUT: Readonly<Record<Language, readonly (readonly [not: RegExp, but: string])[]>> = {
  en: [],
  ko: [
    [/결함/, '불량'],
    [/시료|견본/, '샘플'],
    [/약관/, '보증 정책'],
    [/(?<!번)호의/, '선의 처리'],
    [/(?<!제)출하/, '출고'],
    [/기대/, '예상'],
    [/인증 제공자/, 'ID 공급자'],
    [/[가-힣]세요/, '십시오'],
    [/[이은을]\([가는를]\)/, 'a sentence without the particle'],
  ],
  zh: [
    [/退款/, '贷记'],
    [/补救|补偿方式/, '处理方式'],
    [/补发|替换/, '更换'],
    [/营业/, '工作时间'],
    [/法律实体/, '法人实体'],
    [/善意|好意/, '通融'],
    [/暂挂/, '暂缓'],
    [/[\p{Script=Han}] ?\(/u, '（'],
  ],
  de: [
    [/\bLos(es|e)?\b/, 'Charge'],
    [/Mangel|Mängel|Defekt\b/, 'Fehler'],
    [/enehmig/, 'anerkennen'],
    [/Abhilfe|Entschädigung/, 'Lösung'],
    [/Versprechen/, 'Zusage'],
    [/freiwillig/, 'optional'],
    [/Mitarbeitende|Teammitglied/, 'Mitarbeiter'],
  ],
  ja: [
    [/バッチ/, 'ロット'],
    [/返金/, 'クレジット'],
    [/欠陥/, '不具合'],
    [/好意/, '特別対応'],
    [/(?<!その)他の/, 'ほかの'],
    [/救済|補償/, '対応'],
    [/閾値/, 'しきい値'],
    [/ブラウザ(?!ー)/, 'ブラウザー'],
    [/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}] ?[(:?]/u, '（ ： ？'],
  ],
};

/** Every text with its place: `codes.EXPIRED`. */
function texts(of: object, place = ''): [place: string, text: string][] {
  return Object.entries(of).flatMap(([name, value]: [string, string | object]) =>
    typeof value === 'string' ? [[place + name, value] as [string, string]] : texts(value, `${place}${name}.`),
  );
}

const said = (language: Language) =>
  texts({
    words: words[language],
    console: CONSOLE[language],
    notices: language in noticeWords ? noticeWords[language as keyof typeof noticeWords] : {},
  });

/** The places of a text that depend on a number, also within a form of another. */
function pluralsIn(text: CompiledMessage): readonly { number: string; forms: Record<string, CompiledMessage> }[] {
  return text.flatMap((part) => {
    if (typeof part === 'string' || part[1] !== 'plural') return [];
    const { offset: _, ...forms } = part[2] as Record<string, CompiledMessage>;
    return [{ number: part[0], forms }, ...Object.values(forms).flatMap(pluralsIn)];
  });
}
const NEVER_ONE = /^notices\.(?:kinds\.TOLD_TOGETHER|answer\.evidenceText)/;

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

  test('have a name for each cause of a pause, of a moved deadline and of closed time, and each tax category', () => {
    expect(Object.keys(values.PauseReason).sort()).toEqual([...PAUSE_CAUSES].sort());
    expect(Object.keys(values.OwedBy).sort()).toEqual([...OWERS].sort());
    expect(Object.keys(values.TaxCategory)).toEqual(Object.keys(TAX_CATEGORIES));
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

  test.each(LANGUAGES)('and those of the console and of mails name one thing by one word in %s', (language) => {
    expect(
      NOT_BUT[language].flatMap(([not, but]) =>
        said(language)
          .filter(([, text]) => not.test(text))
          .map(([place, text]) => ({ place, text, but })),
      ),
    ).toEqual([]);
  });

  test.each(LANGUAGES)(
    'and those of the console and of mails have a form for each number that a language tells apart, in %s',
    (language) => {
      const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted().join();
      const found = said(language).flatMap(([place, text]) =>
        pluralsIn(compileMessage(text)).map(({ forms }) => ({ place, forms: Object.keys(forms).toSorted().join() })),
      );
      expect(found.length).toBeGreaterThan(0);
      // Or one form for all.
      expect(found.filter(({ forms }) => forms !== categories && forms !== 'other')).toEqual([]);
    },
  );

  test('and those of the console and of mails say in English no number before the plural of a noun, but where it is never one', () => {
    const numbers = said('en').flatMap(([, text]) => pluralsIn(compileMessage(text)).map(({ number }) => number));
    const beforeNoun = new RegExp(`\\{(${[...new Set(numbers)].join('|')})\\} (\\w+ )?\\w+s\\b`);
    const places = said('en').filter(([place, text]) => beforeNoun.test(text) && !NEVER_ONE.test(place));
    expect(places).toEqual([]);
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
