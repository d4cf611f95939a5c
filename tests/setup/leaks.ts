// Fails a test that writes to the console: a passing suite prints nothing of its own.
import { afterEach, beforeEach, expect } from '@jest/globals';

const METHODS = ['debug', 'info', 'log', 'warn', 'error'] as const;
const originals = METHODS.map((method) => [method, console[method]] as const);
let written: string[] = [];

beforeEach(() => {
  written = [];
  for (const method of METHODS) console[method] = (...values: unknown[]) => written.push(values.map(String).join(' '));
});

afterEach(() => {
  for (const [method, original] of originals) console[method] = original;
  expect(written).toEqual([]);
});
