import vm, { type Context } from 'node:vm';
import { ModernFakeTimers } from '@jest/fake-timers';
import type { JestEnvironmentConfig } from '@jest/environment';
import { ModuleMocker } from 'jest-mock';

inOneRealm();

/**
 * Suites run in the realm of the process that Jest runs them in, one after the other, so that packages are loaded once for all of them (see
 * `suite.runtime.ts`). What a suite changes in it is put back at its end.
 */
export default class SuiteEnvironment {
  readonly global = globalThis;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  readonly #exportConditions: string[];
  readonly #putBack = remembered();
  #context: Context | null = {};

  constructor({ projectConfig }: JestEnvironmentConfig) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.#exportConditions = projectConfig.testEnvironmentOptions.customExportConditions as string[];
    // Its default of ten is too few to find out what failed.
    Error.stackTraceLimit = 100;
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  teardown(): Promise<void> {
    this.#context = null;
    this.fakeTimersModern.dispose();
    this.#putBack();
    return Promise.resolve();
  }

  exportConditions(): string[] {
    return this.#exportConditions;
  }

  /** Not used (see `inOneRealm`); absent: the suite has ended. */
  getVmContext(): Context | null {
    return this.#context;
  }
}

/** What Nest's GraphQL notes of every class with its decorators, in globals of its own. */
interface NotedClasses {
  readonly GqlTypeMetadataStorage?: { clear(): void };
  readonly GqlLazyMetadataStorageHost?: { readonly lazyMetadataByTarget: Map<unknown, unknown> };
}

/** @returns puts globals, settings and the process back as they are now */
function remembered(): () => void {
  const { console } = globalThis;
  const symbols = new Set(Object.getOwnPropertySymbols(globalThis));
  const environment = { ...process.env };
  const { exit, exitCode } = process;
  return () => {
    globalThis.console = console;
    // Under symbols are the tests of a suite, and what it has set for all its properties; names are those of packages, or set anew.
    for (const symbol of Object.getOwnPropertySymbols(globalThis))
      if (!symbols.has(symbol)) Reflect.deleteProperty(globalThis, symbol);
    const noted = globalThis as NotedClasses;
    noted.GqlTypeMetadataStorage?.clear();
    noted.GqlLazyMetadataStorageHost?.lazyMetadataByTarget.clear();
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    Object.assign(process, { exit, exitCode });
  };
}

/**
 * Jest gives each suite a context of its own; here all are in that of the process. It loads modules of the product anew for each suite: V8 then
 * parses their source again, unless it gets what it made of the same source before.
 */
function inOneRealm(): void {
  const made = new Map<string, Buffer>();
  const { SourceTextModule, SyntheticModule, compileFunction } = vm;

  vm.SourceTextModule = class extends SourceTextModule {
    // Missing in the types of Node.
    declare createCachedData: () => Buffer;

    constructor(source: string, options: vm.SourceTextModuleOptions) {
      super(source, { ...options, context: undefined, cachedData: made.get(source) });
      if (!made.has(source)) made.set(source, this.createCachedData());
    }
  };
  vm.SyntheticModule = class extends SyntheticModule {
    constructor(...[names, evaluate, options]: ConstructorParameters<typeof SyntheticModule>) {
      super(names, evaluate, { ...options, context: undefined });
    }
  };
  vm.compileFunction = (source, parameters, options) => {
    const compiled = compileFunction(source, parameters, {
      ...options,
      parsingContext: undefined,
      cachedData: made.get(source),
      produceCachedData: !made.has(source),
    });
    if (compiled.cachedData) made.set(source, compiled.cachedData);
    return compiled;
  };
}
