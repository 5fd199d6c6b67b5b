import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

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
