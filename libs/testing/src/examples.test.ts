import { readFileSync } from 'node:fs';
import { loseAnAnswer } from '../examples/store-outage.ts';

test('the example of the README runs, and is the one that is shown', async () => {
  expect(await loseAnAnswer()).toEqual({ status: 'succeeded', charges: 1 });
  const [readme, example] = ['../README.md', '../examples/store-outage.ts'].map((path) =>
    readFileSync(new URL(path, import.meta.url), 'utf8'),
  );
  expect(readme).toContain(example);
});
