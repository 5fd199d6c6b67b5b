import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { texts as de } from './src/texts/de.ts';
import { events } from './src/texts/en.events.ts';
import { texts as en } from './src/texts/en.ts';
import { texts as ja } from './src/texts/ja.ts';
import { texts as ko } from './src/texts/ko.ts';
import { texts as zh } from './src/texts/zh.ts';

const LIBS = join(import.meta.dirname, '../../libs');
/** Whose events the history of a claim has: all of the first, of the second those that name a claim. */
const OF_CLAIMS = ['claims', 'sla'];
/** Of no claim. */
const OTHERS = ['CalendarPublished'];

const placeholders = (text: string): readonly string[] => [...new Set(text.match(/\{\w+(?=[,}])/g) ?? [])].sort();

describe.each(Object.entries({ en, ko, zh, de, ja }))('The texts of the console in %s', (_, texts) => {
  test('are those of the English, with the same placeholders', () =>
    expect(
      Object.entries(texts)
        .map(([id, text]) => [id, placeholders(text)])
        .sort(),
    ).toEqual(
      Object.entries(en)
        .map(([id, text]) => [id, placeholders(text)])
        .sort(),
    ));

  test('call what leaves a dialog otherwise than anything that can be done in one', () => {
    const acts = Object.entries<string>(texts).flatMap(([id, text]) => (id.startsWith('action.') ? [text] : []));
    expect(acts.filter((act) => act.includes(texts.notNow))).toEqual([]);
  });

  test('can be compiled, and none is empty', () => {
    for (const text of Object.values(texts)) expect(JSON.stringify(compileMessage(text))).not.toBe('[]');
  });
});

test('Each event of a claim and of its clock is said in words', async () => {
  const files = (await Promise.all(OF_CLAIMS.map((context) => readdir(join(LIBS, context, 'fixtures'))))).flat();
  const types = [...new Set(files.map((file) => file.split('.')[0] as string))].filter(
    (type) => !OTHERS.includes(type),
  );
  expect(types.filter((type) => !Object.hasOwn(events, `event.${type}`))).toEqual([]);
});
