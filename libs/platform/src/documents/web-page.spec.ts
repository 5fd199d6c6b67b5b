import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { webPage } from './web-page.ts';

const CONSOLE = join(import.meta.dirname, '../../../../apps/console/src/styles/base.css');

it('a page outside the console has its colours, light and dark', async () => {
  const css = await readFile(CONSOLE, 'utf8');
  const ofConsole = new Map(
    [...css.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\)/g)].map(([, name, light, dark]) => [
      name,
      [light, dark],
    ]),
  );
  const [light = '', dark = ''] = webPage('en', 'Title', []).split('@media (prefers-color-scheme: dark)');
  const coloursOf = (text: string) => [...text.matchAll(/--([\w-]+): (#\w+)/g)];
  const darkOf = new Map(coloursOf(dark).map(([, name, colour]) => [name, colour]));
  const ofPage = coloursOf(light).map(([, name, colour]) => [name, [colour, darkOf.get(name)]] as const);
  expect(ofPage.length).toBeGreaterThan(0);
  expect(ofPage).toEqual(ofPage.map(([name]) => [name, ofConsole.get(name)]));
  // And no others.
  expect((light + dark).match(/#[0-9a-f]{3,8}\b/g)).toHaveLength(2 * ofPage.length);
});
