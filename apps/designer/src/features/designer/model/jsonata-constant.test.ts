import { describe, expect, test } from '@jest/globals';
import { createEvaluator } from '@millrace/expressions';
import type { JsonValue } from '@millrace/machine';
import { constantOf } from './jsonata-constant.ts';

const evaluator = createEvaluator();
const given = (expression: string): JsonValue | undefined =>
  evaluator.evaluate({ expression, bindings: {}, nowMs: 0, seed: 'test' });

describe('a constant', () => {
  test.each([
    '"a\\u0041\\n\\"\\/"',
    '\'say "a"\'',
    '-1.5e3',
    'true',
    'null',
    '[]',
    '[[1], [], [[2, 3]]]',
    '{}',
    '{ "a": [1, { "b": null }], \'c\': -1 }',
    ' /* why */ 1 ',
  ])('%s is what the engine gives', (source) => {
    expect(constantOf(source)).toEqual({ value: given(source) });
  });
  test.each([
    ...['', 'a', '$a', '1 + 1', '[a]', '{ "a": $b }', '{ a: 1 }', '{ "a": 1, "a": 2 }', '{ "__proto__": 1 }'],
    ...['"\\q"', '"a', '[1', '[1,]', '{ "a" }', '{ "a": 1', '- - 1', '-"a"', '(1)', '1 2', '`true`', '01'],
  ])('%s is none', (source) => {
    expect(constantOf(source)).toBeUndefined();
  });
});
