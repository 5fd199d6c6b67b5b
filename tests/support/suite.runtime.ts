import { realpathSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import vm from 'node:vm';
import type runtime from 'jest-runtime';

const addressOf = (folder: string) =>
  `${pathToFileURL(realpathSync(join(import.meta.dirname, '../..', folder))).href}/`;
const PACKAGES = addressOf('node_modules');
const LASTING = [addressOf('apps'), addressOf('libs'), PACKAGES];
const OF_SPECS = /\.(spec|fixture|contract)\.ts$/;
const require = createRequire(import.meta.url);
// By `require`: its types are those of a CommonJS module.
const { default: Runtime } = require('jest-runtime') as typeof runtime;
const { getBuiltinModule } = process;

/**
 * Loads modules of the product, and packages, Jest's own among them, once for all suites of a worker: they are most of what a suite loads, and
 * what V8 has compiled of them it keeps. Specs, fixtures and `tests` are loaded anew for each suite.
 */
export default class SuiteRuntime extends Runtime {
  readonly #modules = new LoadedModules();

  constructor(...given: ConstructorParameters<typeof Runtime>) {
    super(...given);
    this['registries'].esModuleRegistry = this.#modules;
    // Jest's stand-in loads as this suite does; packages outlast it.
    process.getBuiltinModule = getBuiltinModule;
  }

  override requireModuleOrMock<T>(from: string, name: string): T {
    return isPackage(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }

  override requireInternalModule<T>(from: string, name?: string): T {
    return name === undefined ? super.requireInternalModule(from) : createRequire(from)(name);
  }

  /** A server that a suite has started goes on between its tests, and may import what it had no use for before. */
  override leaveTestCode(): void {}

  /** By path, also of what another suite has loaded. */
  override getSourceMaps() {
    const own = super.getSourceMaps() as Map<string, string>;
    for (const [path, map] of sourceMaps) own.set(path, map);
    return own;
  }

  override teardown(): void {
    for (const [path, map] of super.getSourceMaps()) sourceMaps.set(path, map);
    if (this.#modules.declareTypes) forgetAll();
    super.teardown();
  }
}

const sourceMaps = new Map<string, string>();

const isPackage = (name: string) => /^[@a-z]/i.test(name) && !isBuiltin(name) && !name.startsWith('@jest/');

/** By address. Those of the product and of packages stay when the suite ends. */
class LoadedModules extends Map<string, vm.Module> {
  /** Whether one of the suite itself adds to the schema of the API. */
  declareTypes = false;

  override get(url: string): vm.Module | undefined {
    return super.get(url) ?? lasting.get(url) ?? packaged(url);
  }

  override has(url: string): boolean {
    return this.get(url) !== undefined;
  }

  override set(url: string, module: vm.Module): this {
    if (LASTING.some((folder) => url.startsWith(folder)) && !OF_SPECS.test(url)) {
      lasting.set(url, module);
      return this;
    }
    const { moduleRequests = [] } = module as Partial<vm.SourceTextModule>;
    this.declareTypes ||= moduleRequests.some(({ specifier }) => specifier === '@nestjs/graphql');
    return super.set(url, module);
  }
}

const lasting = new Map<string, vm.Module>();

/** Nest's GraphQL notes every class with its decorators, in globals of its own. */
interface NotedClasses {
  readonly GqlTypeMetadataStorage?: { clear(): void };
  readonly GqlLazyMetadataStorageHost?: { readonly lazyMetadataByTarget: Map<unknown, unknown> };
}

function forgetAll(): void {
  lasting.clear();
  const noted = globalThis as NotedClasses;
  noted.GqlTypeMetadataStorage?.clear();
  noted.GqlLazyMetadataStorageHost?.lazyMetadataByTarget.clear();
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
