import { join } from 'node:path';

const tools = join(import.meta.dirname, 'tools/test');

// One configuration for every TypeScript project: ESM, compiled by swc, sibling projects read from their source.
export default {
  testEnvironment: 'node',
  testRegex: '\\.spec\\.ts$',
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['@naru/source', 'node', 'node-addons'] },
  maxWorkers: 2,
  // Jest's 5 s are too short on a busy machine; what hangs is found all the same.
  testTimeout: 60_000,
  reporters: ['default', join(tools, 'leave-reporter.js')],
  globalSetup: join(tools, 'scratch-setup.js'),
  globalTeardown: join(tools, 'scratch-teardown.js'),
};
