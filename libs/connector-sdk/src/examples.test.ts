import { readFileSync } from 'node:fs';
import { suite } from '../examples/acme-desk/test/suite.ts';

describe('the worked example passes the whole suite', () => {
  test.each(suite.map((found) => [found.name, found] as const))('%s', (_, { run }) => run());
});

test.each([
  ['../README.md', '# Connector SDK'],
  ['../../../docs/connectors.md', '## Pausing'],
])('%s shows lines of it', (page, heading) => {
  const [whole = '', ...files] = [
    page,
    '../examples/acme-desk/src/index.ts',
    '../examples/acme-desk/test/suite.ts',
    './testing/pausing.test.ts',
  ].map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'));
  const [, text = ''] = whole.split(`${heading}\n`);
  const [part = ''] = heading.startsWith('## ') ? text.split('\n## ') : [text];
  const shown = [...part.matchAll(/```ts\n([\s\S]*?)```/g)].flatMap(([, code = '']) => code.split('\n'));
  const known = new Set(files.flatMap((file) => file.split('\n')).map((line) => line.trim()));
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter((line) => !known.has(line.trim()))).toEqual([]);
});
