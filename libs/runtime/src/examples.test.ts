import { readFileSync } from 'node:fs';
import { surviveACrash } from '../examples/survive-a-crash.ts';

test('the example of the README runs, and is the one that is shown', async () => {
  const { keys, ...end } = await surviveACrash();
  expect(end).toEqual({ status: 'succeeded', output: '{"charged":true}' });
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
  const [readme, example] = ['../README.md', '../examples/survive-a-crash.ts'].map((path) =>
    readFileSync(new URL(path, import.meta.url), 'utf8'),
  );
  expect(readme).toContain(example);
});
