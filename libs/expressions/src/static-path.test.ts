import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { compileExpression } from './compile.ts';
import { createEvaluator } from './evaluator.ts';
import type { JsonValue } from './json.ts';

const evaluator = createEvaluator();
const read = (expression: string, bindings: Readonly<Record<string, JsonValue | undefined>>) =>
  evaluator.evaluate({ expression, bindings, nowMs: 0, seed: '' });

describe('what is a static path', () => {
  test.each([
    ['$x', { variable: 'x', names: [] }],
    ['$states.input.body.id', { variable: 'states', names: ['input', 'body', 'id'] }],
    ['$x."a b".`c d`', { variable: 'x', names: ['a b', 'c d'] }],
    [' $x . a ', { variable: 'x', names: ['a'] }],
  ])('%s', (expression, path) => {
    expect(compileExpression(expression).path).toEqual(path);
  });

  test.each([
    '$',
    '$$',
    '$$.a',
    'a',
    '$x[0]',
    '$x.a[0]',
    '$x.a[]',
    '$x.a.*',
    '$x.(a)',
    '$x.a^(b)',
    '$x.a{b: c}',
    '$x@$y.a',
    '$sum($x)',
    '($x)',
    '1',
  ])('not %s', (expression) => {
    expect(compileExpression(expression).path).toBeUndefined();
  });
});

test('it is read', () => {
  const body = { id: 'a' };
  expect(read('$states.input.body.id', { states: { input: { body } } })).toBe('a');
  expect(read('$states.input.body', { states: { input: { body } } })).toBe(body);
  expect(read('$states.input.missing.id', { states: { input: null } })).toBeUndefined();
  expect(read('$missing', {})).toBeUndefined();
  expect(read('$constructor', {})).toBeUndefined();
  expect(read('$x.constructor', { x: {} })).toBeUndefined();
  expect(read('$x.length', { x: 'text' })).toBeUndefined();
});

test('a path through an array is left to the evaluator', () => {
  const items = [{ id: 1 }, { id: 2 }, {}];
  expect(read('$x.items.id', { x: { items } })).toEqual([1, 2]);
  expect(read('$x.items', { x: { items } })).toBe(items);
  expect(read('$x.id', { x: [] })).toBeUndefined();
});

test('a name that only a function has is nothing', () => {
  expect(read('$sum', {})).toBeUndefined();
  expect(read('$sum', { sum: 3 })).toBe(3);
});

const name = fc.constantFrom('a', 'b', 'c', 'a b', '0', 'length', 'constructor', '__proto__');
const { value: tree } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(
      fc.constantFrom<JsonValue>(null, true, '', 'text', 0, -1.5),
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}));

/** What JSON can hold, and no more. */
const written = (value: unknown): unknown =>
  value === undefined
    ? undefined
    : JSON.parse(JSON.stringify(value), (key, member: unknown) => (key === '__proto__' ? undefined : member));

test('it means what the reference says, for any data', async () => {
  await fc.assert(
    fc.asyncProperty(tree, fc.array(name, { maxLength: 4 }), async (x, names) => {
      const expression = ['$x', ...names.map((part) => `\`${part}\``)].join('.');
      const expected = written(await jsonata(expression).evaluate(undefined, { x: structuredClone(x) }));
      expect(read(expression, { x })).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
