import { describe, expect, test } from '@jest/globals';
import type { JsonValue } from '@millrace/machine';
import { followOutput, isUnstable, outputOfRows, renamedRow, rowsOfOutput, withRow } from './mapping-rows.ts';

test.each<[JsonValue | undefined, object | undefined]>([
  [undefined, {}],
  ['{% $states.input %}', {}],
  [{ a: 1 }, { a: 1 }],
  ['{% $customer %}', undefined],
  [[1], undefined],
  ['text', undefined],
])('%j has the rows %j', (output, rows) => {
  expect(rowsOfOutput(output)).toEqual(rows);
});

test('without rows, what was given is handed on', () => {
  expect(outputOfRows({})).toBe('{% $states.input %}');
  expect(outputOfRows({ a: 1 })).toEqual({ a: 1 });
});

describe('rows', () => {
  test('get a name that is free', () => {
    expect(withRow({ id: 1 }, 'id', 2)).toEqual({ id: 1, id2: 2 });
    expect(withRow({}, '', 2)).toEqual({ value: 2 });
  });
  test('are renamed in their place', () => {
    expect(Object.keys(renamedRow({ a: 1, b: 2, c: 3 }, 'b', 'x'))).toEqual(['a', 'x', 'c']);
  });
});

test('a variable that kept the old output keeps the new one', () => {
  expect(followOutput({ kept: { a: 1 }, other: 2 }, { a: 1 }, { a: 2 })).toEqual({ kept: { a: 2 }, other: 2 });
  expect(followOutput({ kept: '{% $states.input %}' }, undefined, { a: 2 })).toEqual({ kept: { a: 2 } });
  expect(followOutput(undefined, 1, 2)).toBeUndefined();
});

test.each<[JsonValue, boolean]>([
  ['{% $uuid() %}', true],
  [{ a: ['{% $random () & "x" %}'] }, true],
  ['$uuid()', false],
  [{ a: '{% $states.input %}' }, false],
  [null, false],
])('%j is unstable: %s', (value, unstable) => {
  expect(isUnstable(value)).toBe(unstable);
});
