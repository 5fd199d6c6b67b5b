import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';
import { SHOWN } from './src/texts/shown.ts';

const PREFIX = 'virtual:language/';
const ROOT = join(import.meta.dirname, '../..');

/**
 * `virtual:language/ko`: the texts of the page, compiled, with what the answers of the engine say, in one file for each language;
 * `virtual:language/ko/office`: the texts of the screens of the office, and of a curve.
 */
export function languages(): Plugin {
  return {
    name: 'languages',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const [language = '', part] = id.slice(PREFIX.length + 1).split('/');
      const files = {
        texts: `apps/console/src/texts/${language}.ts`,
        office: `apps/console/src/texts/${language}.office.ts`,
        units: `apps/console/src/texts/${language}.units.ts`,
        words: `libs/words/src/${language}.ts`,
      };
      for (const file of Object.values(files)) this.addWatchFile(join(ROOT, file));
      const { texts } = (await evaluated(files.texts)) as { texts: Readonly<Record<string, string>> };
      const { office } = (await evaluated(files.office)) as { office: object };
      const { codes, values, curve } = (await evaluated(files.words))[language] as Record<
        string,
        Record<string, object>
      >;
      const messages = Object.fromEntries(
        Object.entries(texts)
          .filter(([key]) => Object.hasOwn(office, key) === (part === 'office'))
          .map(([key, text]) => [key, compileMessage(text)]),
      );
      const content =
        part === 'office'
          ? // The legend is for the drawing as a file of its own.
            { messages, curve: { ...curve, legend: undefined } }
          : { messages, codes, values: Object.fromEntries(SHOWN.map((name) => [name, values?.[name]])) };
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(content))});`;
    },
  };
}

const evaluated = async (path: string): Promise<Record<string, unknown>> =>
  (await import(`${pathToFileURL(join(ROOT, path)).href}?${Date.now()}`)) as Record<string, unknown>;
