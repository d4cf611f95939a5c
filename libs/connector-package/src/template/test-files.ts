/** How tests are written: for Node's own runner, which needs no install, or for the one of a repository. */
export interface TestStyle {
  /** The lines above all others. */
  readonly imports: string;
  readonly equal: (actual: string, expected: string) => string;
  readonly rejects: (promise: string, pattern: string) => string;
}

export const NODE_TESTS: TestStyle = {
  imports: `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n`,
  equal: (actual, expected) => `assert.deepEqual(${actual}, ${expected});`,
  rejects: (promise, pattern) => `await assert.rejects(${promise}, ${pattern});`,
};

export const JEST_TESTS: TestStyle = {
  imports: '',
  equal: (actual, expected) => `expect(${actual}).toEqual(${expected});`,
  rejects: (promise, pattern) => `await expect(${promise}).rejects.toThrow(${pattern});`,
};

/** The test that every connector has. */
export const indexTest = ({
  imports,
  equal,
}: TestStyle): string => `${imports}import { readPackage, testConnector } from '@millrace/connector-sdk/testing';
import connector from './index.ts';

test('the connector is fit to be published', () => {
  ${equal("testConnector(connector, readPackage(new URL('..', import.meta.url)))", '[]')}
});
`;
