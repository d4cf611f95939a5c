import { readFileSync } from 'node:fs';
import { problems, selection } from '../examples/find-failures.ts';

test('the example of the README runs, and is the one that is shown', () => {
  expect(selection).toMatchObject({
    acceptedFromMs: Date.parse('2026-11-28T12:00:00Z'),
    conditions: [{ kind: 'status' }, { kind: 'attribute', name: 'orderId' }],
    payload: [{ kind: 'payload', path: ['amount'] }],
  });
  expect(problems).toMatchObject([{ code: 'query.status_unknown', from: 7, to: 12 }]);
  const [readme, example] = ['../README.md', '../examples/find-failures.ts'].map((path) =>
    readFileSync(new URL(path, import.meta.url), 'utf8'),
  );
  expect(readme).toContain(example);
});
