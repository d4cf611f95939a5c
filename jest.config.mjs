// One project per package, one for suites that need Postgres, one for the rules of the house.
import { existsSync, readdirSync } from 'node:fs';

const root = import.meta.dirname;
const source = '@millrace/source';
const swc = [
  '@swc/jest',
  {
    module: { type: 'es6' },
    jsc: {
      target: 'es2023',
      experimental: { keepImportAttributes: true },
      parser: { syntax: 'typescript', tsx: true, decorators: true },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        react: { runtime: 'automatic' },
      },
    },
  },
];
const moduleNameMapper = { '^fast-check$': `${root}/tests/setup/fast-check.ts` };
const base = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: [source, 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.tsx?$': swc },
  moduleNameMapper,
  setupFilesAfterEnv: [`${root}/tests/setup/leaks.ts`],
};
const unit = {
  testMatch: ['<rootDir>/src/**/*.test.{ts,tsx}'],
  testPathIgnorePatterns: ['\\.int\\.test\\.ts$', '/node_modules/'],
};
const designer = {
  ...base,
  rootDir: `${root}/apps/designer`,
  testEnvironmentOptions: { customExportConditions: [source, 'browser'] },
  moduleNameMapper: { ...moduleNameMapper, '\\.css$': `${root}/apps/designer/src/testing/styles.ts` },
};
const packages = ['libs', 'connectors', 'apps']
  .flatMap((folder) => readdirSync(`${root}/${folder}`).map((name) => `${folder}/${name}`))
  .filter((path) => existsSync(`${root}/${path}/package.json`) && path !== 'apps/designer');

export default {
  // Real processes and budgets of time, on a machine that may be busy with the other suites.
  testTimeout: 30_000,
  projects: [
    ...packages.map((path) => ({ ...base, ...unit, displayName: path, rootDir: `${root}/${path}` })),
    // What draws nothing does without a document: to make one takes longer than most of these suites do.
    { ...designer, displayName: 'apps/designer', testMatch: ['<rootDir>/src/**/*.test.ts'] },
    {
      ...designer,
      displayName: 'apps/designer with a document',
      testMatch: ['<rootDir>/src/**/*.test.tsx'],
      testEnvironment: 'jsdom',
      setupFilesAfterEnv: [`${root}/apps/designer/src/testing/setup.ts`],
    },
    {
      ...base,
      displayName: 'integration',
      rootDir: root,
      testMatch: ['<rootDir>/{libs,connectors,apps}/*/src/**/*.int.test.ts'],
      globalSetup: `${root}/tests/setup/postgres.ts`,
      globalTeardown: `${root}/tests/setup/postgres-stop.ts`,
    },
    { ...base, displayName: 'rules', rootDir: `${root}/tests`, testMatch: ['<rootDir>/*.test.ts'] },
  ],
};
