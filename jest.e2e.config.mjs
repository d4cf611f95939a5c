// The journeys of a user in a real browser against a real server: `npm run e2e`.
import base from './jest.config.mjs';

const { transform, extensionsToTreatAsEsm, testEnvironment } = base.projects.find(
  ({ displayName }) => displayName === 'rules',
);

export default {
  displayName: 'e2e',
  rootDir: `${import.meta.dirname}/tests/e2e`,
  testMatch: ['<rootDir>/**/*.e2e.ts'],
  globalSetup: `${import.meta.dirname}/tests/setup/e2e.ts`,
  globalTeardown: `${import.meta.dirname}/tests/setup/e2e-stop.ts`,
  testEnvironment,
  extensionsToTreatAsEsm,
  transform,
  testTimeout: 120_000,
  // A server with its database and a browser each: two of them wait for each other little, also on two cores.
  maxWorkers: 2,
};
