import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const KB = 1_000;
/** Of what is sent, compressed. */
const MOST = { first: 150 * KB, screen: 40 * KB, language: 15 * KB };

/** Ends the build when a part has grown too large: the first load, a screen, or a language. */
export function sizes(): Plugin {
  return {
    name: 'sizes',
    apply: 'build',
    generateBundle(_, bundle) {
      const size = (name: string): number => {
        const part = bundle[name];
        if (!part) return 0;
        return gzipSync(part.type === 'chunk' ? part.code : part.source).length;
      };
      const parts = Object.values(bundle);
      const chunks = parts.filter((part) => part.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.isEntry);
      if (!entry) return;
      const styles = parts.filter(({ fileName }) => fileName.endsWith('.css')).map(({ fileName }) => fileName);
      const first = new Set([entry.fileName, ...entry.imports, ...styles]);
      const total = [...first].map(size).reduce((sum, bytes) => sum + bytes, 0);
      const measured = [
        { name: 'the first load', bytes: total, most: MOST.first },
        ...chunks
          .filter(({ fileName }) => !first.has(fileName))
          .map(({ fileName, facadeModuleId }) => {
            const isLanguage = facadeModuleId?.includes('virtual:language/') === true;
            return { name: fileName, bytes: size(fileName), most: isLanguage ? MOST.language : MOST.screen };
          }),
      ];
      for (const { name, bytes, most } of measured)
        if (bytes > most) this.error(`${name} has ${bytes} bytes compressed, more than ${most}`);
    },
  };
}
