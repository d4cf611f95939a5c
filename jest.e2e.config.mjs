// The journeys of a user in a real browser against a real server: `npm run e2e`.
import base from './jest.config.mjs';

const { transform, extensionsToTreatAsEsm, testEnvironment } = base.projects.find(
  ({ displayName }) => displayName === 'rules',
);

export default {
  displayName: 'e2e',
  rootDir: `${import.meta.dirname}/tests/e2e`,
  testMatch: ['<rootDir>/**/*.e2e.ts'],
  testEnvironment,
  extensionsToTreatAsEsm,
  transform,
  testTimeout: 120_000,
  maxWorkers: 1,
};
