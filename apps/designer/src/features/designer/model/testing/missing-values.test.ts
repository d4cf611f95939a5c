import { describe, expect, test } from '@jest/globals';
import { givenToStep, missingValues } from './missing-values.ts';

describe('what is asked for', () => {
  test('variables by name, then what else is missing', () => {
    const missing = { variables: ['customer', 'lines'], stepInput: true, input: false, item: true };
    expect(missingValues({ missing }).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'variable customer',
      'variable lines',
      'stepInput stepInput',
      'item item',
    ]);
  });
  test('nothing of another refusal', () => {
    expect(missingValues({})).toEqual([]);
  });
});

describe('what a step alone is given', () => {
  const item = { Index: 3, Value: 'c' };
  const bindings = { customer: 1, states: { input: { a: 1 }, context: { Map: { Item: item } } } };
  test('the chosen data', () => {
    expect(givenToStep(bindings, { id: 7 }, {})).toEqual({
      variables: { customer: 1 },
      input: { id: 7 },
      stepInput: { a: 1 },
      item: { index: 3, value: 'c' },
    });
  });
  test('what was given by hand stands over it', () => {
    const given = { 'variable:customer': 2, 'variable:more': [], 'input:input': null, 'item:item': 'z' };
    expect(givenToStep(bindings, { id: 7 }, given)).toEqual({
      variables: { customer: 2, more: [] },
      input: null,
      stepInput: { a: 1 },
      item: { index: 0, value: 'z' },
    });
  });
  test('nothing where there is no data at all', () => {
    expect(givenToStep(undefined, undefined, {})).toEqual({ variables: {} });
  });
});
