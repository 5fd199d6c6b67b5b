import type { Config } from 'jest';

const swc = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2024',
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const config: Config = {
  testEnvironment: './tests/support/suite.environment.ts',
  runtime: './tests/support/suite.runtime.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/tests', '<rootDir>/tools'],
  globalSetup: './tests/support/run.setup.ts',
  globalTeardown: './tests/support/run.teardown.ts',
  testRegex: '\\.spec\\.ts$',
  // What suites leave behind; recycling a worker gives the memory back.
  workerIdleMemoryLimit: '1GB',
  testSequencer: './tests/support/suite.order.ts',
  // More than the cores of a small machine: suites of servers and faults wait for half of their time.
  maxWorkers: 3,
  // A worker that has ended still frees its memory, which takes longer than the default half second on a busy machine.
  workerGracefulExitTimeout: 10_000,
  // A machine that is busy with other things, and a server that is slower than a scripted peer, are no faults: what hangs is still found.
  testTimeout: process.env.TEST_EVENT_STORE_URL ? 600_000 : 120_000,
};

export default config;
