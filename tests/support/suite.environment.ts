import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

compileOnce();

/**
 * In the context that Jest makes for a suite, each use of a global, as of `Object` or `Math`, asks a proxy. This one is as separate, and its
 * globals are ordinary properties.
 */
export default class SuiteEnvironment extends TestEnvironment {
  constructor(...options: ConstructorParameters<typeof TestEnvironment>) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...options);
    } finally {
      vm.createContext = createContext;
    }
  }
}

/** Jest loads every module anew for each suite. V8 then parses its source again, unless it gets what it made of the same source before. */
function compileOnce(): void {
  const made = new Map<string, Buffer>();
  const { SourceTextModule, compileFunction } = vm;

  vm.SourceTextModule = class extends SourceTextModule {
    // Missing in the types of Node.
    declare createCachedData: () => Buffer;

    constructor(source: string, options: vm.SourceTextModuleOptions) {
      super(source, { ...options, cachedData: made.get(source) });
      if (!made.has(source)) made.set(source, this.createCachedData());
    }
  };
  vm.compileFunction = (source, parameters, options) => {
    const compiled = compileFunction(source, parameters, {
      ...options,
      cachedData: made.get(source),
      produceCachedData: !made.has(source),
    });
    if (compiled.cachedData) made.set(source, compiled.cachedData);
    return compiled;
  };
}
