import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

const PREFIX = 'virtual:language/';
const ROOT = join(import.meta.dirname, '../..');

/** `virtual:language/ko`: the texts of the page, compiled, with what the answers of the engine say, in one file for each language. */
export function languages(): Plugin {
  return {
    name: 'languages',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const language = id.slice(PREFIX.length + 1);
      const files = { texts: `apps/console/src/texts/${language}.ts`, words: `libs/words/src/${language}.ts` };
      for (const file of Object.values(files)) this.addWatchFile(join(ROOT, file));
      const { texts } = await evaluated(files.texts);
      const { codes, values } = (await evaluated(files.words))[language] as { codes: object; values: object };
      const messages = Object.entries(texts as Record<string, string>).map(([key, text]) => [
        key,
        compileMessage(text),
      ]);
      const content = { messages: Object.fromEntries(messages), codes, values };
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(content))});`;
    },
  };
}

const evaluated = async (path: string): Promise<Record<string, unknown>> =>
  (await import(`${pathToFileURL(join(ROOT, path)).href}?${Date.now()}`)) as Record<string, unknown>;
