import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { mapped } from '../examples/map-an-order.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

test('the example runs, and is what the README shows', () => {
  expect(mapped).toEqual({
    total: 49.8,
    words: 'Order A-1042',
    hint: expect.stringContaining('$uppercase') as unknown,
  });
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('examples/map-an-order.ts')}\`\`\`\n`);
});
