import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { result } from '../examples/test-a-workflow.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the example runs, and is what the README shows', () => {
  expect(result).toMatchObject({
    status: 'failed',
    failures: [{ path: '/expect/steps/Get customer/arguments/id', expected: 8, actual: 7 }],
    outcome: { status: 'succeeded', output: 'Hello Ada' },
  });
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('examples/test-a-workflow.ts')}\`\`\`\n`);
});
