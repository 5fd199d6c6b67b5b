import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const NEVER_SHIPPED = /[.](?:spec|fixture|contract)[.]ts$/;

/** TypeScript of libraries and programs: path from the root → content. Specs: only their paths. */
export class SourceFiles {
  private constructor(
    readonly shipped: ReadonlyMap<string, string>,
    private readonly specs: ReadonlySet<string>,
  ) {}

  static async read(root: string): Promise<SourceFiles> {
    const found = await Promise.all(
      ['apps', 'libs'].map(async (folder) =>
        (await readdir(join(root, folder), { recursive: true })).map((path) => join(folder, path)),
      ),
    );
    const paths = found
      .flat()
      .filter((path) => path.endsWith('.ts'))
      .map((path) => path.replaceAll('\\', '/'))
      .sort();
    const shipped = await Promise.all(
      paths
        .filter((path) => !NEVER_SHIPPED.test(path))
        .map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const),
    );
    return new SourceFiles(new Map(shipped), new Set(paths.filter((path) => path.endsWith('.spec.ts'))));
  }

  /** The one file with this suffix that matches `what`. @throws Error unless there is exactly one */
  declaring(what: RegExp, suffix: RegExp): string {
    const found = [...this.shipped].filter(([path, content]) => suffix.test(path) && what.test(content));
    if (found.length !== 1) throw new Error(`${what} is in ${found.length} files ${suffix}, not in one`);
    return (found[0] as [string, string])[0];
  }

  /** The one file of this name. @throws Error unless there is exactly one */
  named(name: string): string {
    return this.declaring(/^/, new RegExp(`/${name.replaceAll('.', '[.]')}$`));
  }

  /** The spec beside a file, where there is one. */
  specOf(path: string): string | undefined {
    return ['.spec.ts', '.int.spec.ts']
      .map((ending) => path.replace(/\.ts$/, ending))
      .find((spec) => this.specs.has(spec));
  }
}
