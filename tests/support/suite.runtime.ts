import { createRequire, isBuiltin } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import vm from 'node:vm';
import type runtime from 'jest-runtime';

const PACKAGES = pathToFileURL(join(import.meta.dirname, '../../node_modules/')).href;
const require = createRequire(import.meta.url);
// By `require`: its types are those of a CommonJS module.
const { default: Runtime } = require('jest-runtime') as typeof runtime;
const { getBuiltinModule } = process;

/**
 * Loads the modules of the product anew for each suite, and packages, Jest's own among them, by Node: once for all suites of a worker. They
 * are most of what a suite loads.
 */
export default class SuiteRuntime extends Runtime {
  constructor(...given: ConstructorParameters<typeof Runtime>) {
    super(...given);
    this['registries'].esModuleRegistry = new ModulesAndPackages();
    // Jest's stand-in loads as this suite does; packages outlast it.
    process.getBuiltinModule = getBuiltinModule;
  }

  override requireModuleOrMock<T>(from: string, name: string): T {
    return isPackage(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }

  override requireInternalModule<T>(from: string, name?: string): T {
    return name === undefined ? super.requireInternalModule(from) : createRequire(from)(name);
  }
}

const isPackage = (name: string) => /^[@a-z]/i.test(name) && !isBuiltin(name) && !name.startsWith('@jest/');

/** What Jest asks before it loads a module, by its address. */
class ModulesAndPackages extends Map<string, unknown> {
  override get(url: string): unknown {
    return super.get(url) ?? packaged(url);
  }

  override has(url: string): boolean {
    return this.get(url) !== undefined;
  }
}

const loaded = new Map<string, vm.Module | undefined>();

/** A module of a package; undefined where Jest has to load it. */
function packaged(url: string): vm.Module | undefined {
  if (!url.startsWith(PACKAGES) || !['.js', '.cjs', '.mjs', '.json'].includes(extname(url))) return undefined;
  if (!loaded.has(url)) loaded.set(url, loadedByNode(fileURLToPath(url)));
  return loaded.get(url);
}

function loadedByNode(path: string): vm.Module | undefined {
  const exported = required(path);
  if (exported === undefined) return undefined;
  const names = typeof exported === 'object' || typeof exported === 'function' ? Object.keys(exported as object) : [];
  const values = new Map(names.map((name) => [name, (exported as Record<string, unknown>)[name]]));
  if (!types.isModuleNamespaceObject(exported)) values.set('default', exported);
  const module = new vm.SyntheticModule([...values.keys()], () => {
    for (const [name, value] of values) module.setExport(name, value);
  });
  // Ends at once.
  void module.evaluate();
  return module;
}

function required(path: string): unknown {
  try {
    return require(path);
  } catch (error) {
    // It awaits something while it is loaded, which only `import` can wait for.
    if ((error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ASYNC_MODULE') return undefined;
    throw error;
  }
}
