import { readFileSync } from 'node:fs';
import { suite } from '../examples/acme-desk/test/suite.ts';

describe('the worked example passes the whole suite', () => {
  test.each(suite.map((found) => [found.name, found] as const))('%s', (_, { run }) => run());
});

test('the README shows lines of it', () => {
  const [readme, ...files] = [
    '../README.md',
    '../examples/acme-desk/src/index.ts',
    '../examples/acme-desk/test/suite.ts',
  ].map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'));
  const shown = [...(readme ?? '').matchAll(/```ts\n([\s\S]*?)```/g)].flatMap(([, code = '']) => code.split('\n'));
  const known = new Set(files.join('\n').split('\n'));
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter((line) => !known.has(line))).toEqual([]);
});
