import { availableParallelism } from 'node:os';

/** Unit tests sit beside their file (what proves the rules as a whole is in test/domain); test/ holds what needs a server. Both run against the TypeScript sources. */
const common = {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }] },
  moduleNameMapper: { '^@countersign/client$': '<rootDir>/client/src/index.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
};

export default {
  // Never in the main process, as jest would on two cores: modules of a suite stay in the memory of the process that ran it, for good. A worker
  // that has grown is replaced between two suites.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  workerIdleMemoryLimit: '1GB',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{src,temporal,client/src,examples,bench,web/src}/**/*.test.ts', '<rootDir>/test/domain/**/*.test.ts'],
    },
    {
      ...common,
      displayName: 'service',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/domain/'],
      setupFilesAfterEnv: ['<rootDir>/test/support/patience.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
