import vm, { type Context } from 'node:vm';
import { ModernFakeTimers } from '@jest/fake-timers';
import type { JestEnvironmentConfig } from '@jest/environment';
import { ModuleMocker } from 'jest-mock';

inOneRealm();

/**
 * Suites run in the realm of the process that Jest runs them in, one after the other, so that the product and packages are loaded once for all
 * of them (see `suite.runtime.ts`). What a suite changes in it is put back at its end.
 */
export default class SuiteEnvironment {
  readonly global = globalThis;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  readonly #putBack = remembered();
  #context: Context | null = {};

  constructor({ projectConfig }: JestEnvironmentConfig) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
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
    return ['node', 'node-addons'];
  }

  /** Not used (see `inOneRealm`); absent: the suite has ended. */
  getVmContext(): Context | null {
    return this.#context;
  }
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
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    Object.assign(process, { exit, exitCode });
  };
}

/**
 * Jest gives each suite a context of its own; here all are in that of the process. It loads fixtures anew for each suite: V8 then parses their
 * source again, unless it gets what it made of the same source before.
 */
function inOneRealm(): void {
  const made = new Map<string, Buffer>();
  const { SourceTextModule, SyntheticModule, compileFunction } = vm;
  let importing: vm.SourceTextModuleOptions['importModuleDynamically'];

  vm.SourceTextModule = class extends SourceTextModule {
    // Missing in the types of Node.
    declare createCachedData: () => Buffer;

    constructor(source: string, options: vm.SourceTextModuleOptions) {
      // What outlasts the suite that loaded it imports as the present one does.
      importing = options.importModuleDynamically ?? importing;
      const importModuleDynamically: typeof importing = (...given) => importing?.(...given) as vm.Module;
      super(source, { ...options, importModuleDynamically, context: undefined, cachedData: made.get(source) });
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
