import { describe, expect, test } from '@jest/globals';
import { shapesOf } from './expression-shapes.ts';
import type { PickerRoot } from './picker-root.ts';

const rootOf = (expression: string, more: Partial<PickerRoot> = {}): PickerRoot => ({
  ...{ id: expression, kind: 'step', label: expression, expression, sample: undefined },
  ...more,
});
const text = { type: 'string' };

describe('shapes', () => {
  test('without any root there is what every step has', () => {
    expect(Object.keys(shapesOf([]).variables.states?.properties ?? {})).toEqual([
      'input',
      'context',
      'result',
      'errorOutput',
    ]);
  });

  test('a declared schema needs no run', () => {
    const schema = { type: 'object', properties: { name: text } };
    expect(shapesOf([rootOf('$customer', { schema })]).variables.customer).toMatchObject({
      properties: { name: text },
    });
  });

  test('a sample shows what no schema says', () => {
    const sample = { orders: [{ price: 1 }] };
    expect(shapesOf([rootOf('$customer', { sample })]).variables.customer).toMatchObject({
      properties: { orders: { type: 'array', items: { properties: { price: { type: 'number' } } } } },
    });
  });

  test('roots below $states stand where they are read, beside each other', () => {
    const schema = { type: 'object', properties: { id: text } };
    const roots = [
      rootOf('$states.context.Execution.Input', { schema }),
      rootOf('$states.context', { schema: { type: 'object', properties: { State: { type: 'object' } } } }),
      rootOf('$states.input', { schema }),
    ];
    expect(shapesOf(roots).variables.states).toMatchObject({
      properties: {
        input: { properties: { id: text } },
        context: { properties: { Execution: { properties: { Input: { properties: { id: text } } } }, State: {} } },
      },
    });
  });

  test('what two roots know of one object is there together', () => {
    const schema = { type: 'object', properties: { amount: text } };
    const run = { type: 'object', properties: { Execution: { type: 'object', properties: { Id: text } } } };
    const roots = [rootOf('$states.context.Execution.Input', { schema }), rootOf('$states.context', { schema: run })];
    for (const inOrder of [roots, roots.toReversed()])
      expect(shapesOf(inOrder).variables.states).toMatchObject({
        properties: { context: { properties: { Execution: { properties: { Id: text, Input: schema } } } } },
      });
  });

  test('what is no path is left out', () => {
    expect(Object.keys(shapesOf([rootOf('$f($x)'), rootOf('1')]).variables)).toEqual(['states']);
  });
});
