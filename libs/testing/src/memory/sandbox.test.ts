import { testSandbox } from '../suites/sandbox.suite.ts';
import { MemorySandbox } from './sandbox.ts';

describe('code in memory', () => {
  testSandbox({ setup: () => Promise.resolve(new MemorySandbox()), teardown: () => Promise.resolve() });
});
