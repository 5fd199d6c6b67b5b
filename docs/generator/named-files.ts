import { dirname, join } from 'node:path/posix';

const LINK = /(?:\]\(|\b(?:src|srcset)=")([^)"\s#]*)[^)"\s]*[)"]/g;
/** Names without wildcards, in text and code. */
const NAME = /(?<![\w/.*…<>{-])[\w@][\w./@-]*(?![\w*…<>{])/g;
const SOURCE = /[.](?:ts|cjs|graphql)$|^(?:apps|libs|docs|tests|samples|bench|docker)\/./;
const PROCESS = /^when-[a-z-]+-then-[a-z-]+$/;

/**
 * Broken links, and names of source files and processes that do not exist.
 * @param page path of the page from the root
 * @param paths all paths, from the root
 */
export function missingFiles(page: string, text: string, paths: ReadonlySet<string>): readonly string[] {
  const links = [...text.matchAll(LINK)]
    .map(([, target = '']) => target)
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !paths.has(join(dirname(page), target).replace(/\/$/, '')));
  const known = (name: string): boolean =>
    paths.has(name.replace(/\/$/, '')) ||
    [...paths].some(
      (path) => (!name.startsWith('libs/') && path.endsWith(`/${name}`)) || path.endsWith(`/${name}.process.ts`),
    );
  const names = [...text.replaceAll(LINK, ']').matchAll(NAME)]
    .map(([name]) => name.replace(/[.]+$/, ''))
    .filter((name) => (SOURCE.test(name) || PROCESS.test(name)) && !known(name));
  return [...new Set([...links, ...names])];
}
