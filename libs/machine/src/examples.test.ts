import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { outcome } from '../examples/run-a-machine.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the example runs, and is what the README shows', () => {
  expect(outcome).toEqual({ kind: 'succeeded', output: { charged: { cents: 500 } } });
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('examples/run-a-machine.ts')}\`\`\`\n`);
});
