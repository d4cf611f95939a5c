import { describe, expect, test } from '@jest/globals';
import { type ConditionRow, EMPTY_ROW } from './condition.ts';
import { finishedText, pickedInto, rowsOf } from './condition-draft.ts';
import { kindOf, kindsFor, textOfValue, valueOfText, withKind, withOperator } from './condition-input.ts';

const row = (left: string): ConditionRow => ({ left, operator: 'is', right: { kind: 'literal', value: 'gold' } });

describe('a condition that is being built', () => {
  test.each(['', 'true', ' false '])('%j begins with an empty row', (source) => {
    expect(rowsOf(source)).toEqual({ join: 'and', rows: [EMPTY_ROW] });
  });

  test('is written when every row is finished', () => {
    expect(finishedText({ join: 'and', rows: [row('$a'), EMPTY_ROW] })).toBeUndefined();
    expect(finishedText({ join: 'or', rows: [row('$a'), row('$b')] })).toBe("$a = 'gold' or $b = 'gold'");
  });

  test('what an operator would take apart gets brackets', () => {
    expect(finishedText({ join: 'and', rows: [row('$a and $b')] })).toBe("($a and $b) = 'gold'");
    expect(finishedText({ join: 'and', rows: [row('$a. "')] })).toBeUndefined();
  });

  test('a broken pattern is not written', () => {
    const right = { kind: 'literal', value: '(' } as const;
    expect(finishedText({ join: 'and', rows: [{ left: '$a', operator: 'matches', right }] })).toBeUndefined();
  });
});

test('a pick fills a side that is empty, and else belongs at the caret', () => {
  const begun = { join: 'and', rows: [EMPTY_ROW, row('$a')] } as const;
  expect(pickedInto(begun, { row: 0, side: 'left' }, '$x')?.rows[0]?.left).toBe('$x');
  expect(pickedInto(begun, { row: 1, side: 'left' }, '$x')).toBeUndefined();
  expect(pickedInto(begun, { row: 1, side: 'right' }, '$x')?.rows[1]?.right).toEqual({ kind: 'data', source: '$x' });
  expect(pickedInto(begun, { row: 2, side: 'left' }, '$x')).toBeUndefined();
});

describe('the right side', () => {
  test.each([
    ['text', 'gold', 'is', { kind: 'literal', value: 'gold' }],
    ['number', '4.5', 'is', { kind: 'literal', value: 4.5 }],
    ['number', 'x', 'is', undefined],
    ['number', '', 'is', undefined],
    ['truth', 'true', 'is', { kind: 'literal', value: true }],
    ['null', '', 'is', { kind: 'literal', value: null }],
    ['data', '$a.b', 'is', { kind: 'data', source: '$a.b' }],
    ['text', 'a, b,', 'isOneOf', { kind: 'list', values: ['a', 'b'] }],
    ['number', '1, 2', 'isOneOf', { kind: 'list', values: [1, 2] }],
    ['number', '1, b', 'isOneOf', undefined],
  ] as const)('%s %j for %s', (...[kind, text, operator, expected]) => {
    const value = valueOfText(kind, text, operator);
    expect(value).toEqual(expected);
    if (value !== undefined) expect(kindOf(value)).toBe(kind);
  });

  test('a list of several kinds is written as an expression', () => {
    const value = { kind: 'list', values: [1, 'a'] } as const;
    expect([kindOf(value), textOfValue(value)]).toEqual(['data', "[1, 'a']"]);
  });

  test('keeps its value with another operator that takes it', () => {
    expect(withOperator(row('$a'), 'contains')).toEqual({ ...row('$a'), operator: 'contains' });
    expect(withOperator(row('$a'), 'exists')).toEqual({ left: '$a', operator: 'exists' });
    expect(withOperator(row('$a'), 'isOneOf').right).toEqual({ kind: 'list', values: ['gold'] });
    expect(withOperator({ left: '$a', operator: 'exists' }, 'is').right).toEqual({ kind: 'literal', value: '' });
    const yes: ConditionRow = { left: '$a', operator: 'is', right: { kind: 'literal', value: true } };
    expect(withOperator(yes, 'contains').right).toEqual({ kind: 'literal', value: 'true' });
  });

  test('every kind can be chosen for each operator that takes it', () => {
    for (const operator of ['is', 'greater', 'contains', 'isOneOf'] as const)
      for (const kind of kindsFor(operator)) {
        const value = withKind({ kind: 'literal', value: 'gold' }, kind, operator);
        expect(kindOf(value)).toBe(kind);
      }
  });
});
