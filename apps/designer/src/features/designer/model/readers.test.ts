import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { readersOf, readsAny, variablesSetBy } from './readers.ts';

const passing = (Output: unknown): State => ({ Type: 'Pass', Output, End: true }) as State;

test.each<[string, State, readonly string[]]>([
  ['a step that keeps two', { Type: 'Pass', Assign: { a: 1, b: 2 } }, ['a', 'b']],
  ['a step that keeps none', { Type: 'Pass' }, []],
  [
    'the rules of a choice',
    {
      Type: 'Choice',
      Choices: [
        { Condition: true, Next: 'A', Assign: { c: 1 } },
        { Condition: true, Next: 'A' },
      ],
    },
    ['c'],
  ],
  [
    'caught errors',
    { Type: 'Task', Resource: 'x', Catch: [{ ErrorEquals: [], Next: 'A', Assign: { error: 1 } }] },
    ['error'],
  ],
])('%s sets its variables', (_, state, variables) => {
  expect(variablesSetBy(state)).toEqual(variables);
});

test.each<[string, unknown, boolean]>([
  ['an expression with it', '{% $customer.name %}', true],
  ['deep inside', { list: [{ x: '{% 1 + $customer %}' }] }, true],
  ['another variable that begins alike', '{% $customerId %}', false],
  ['another variable with an accent behind', '{% $customeré %}', false],
  ['a text inside of an expression', '{% "costs $customer" & \'$customer\' /* $customer */ %}', false],
  ['a back-ticked name', '{% `$customer` %}', false],
  ['behind a division', '{% 4 / $customer / 2 %}', true],
  ['in a regular expression', '{% $x[$match(/$customer/)] %}', false],
  ['a text that is no expression', 'costs $customer', false],
  ['numbers', { a: 1, b: null }, false],
])('%s', (_, output, reads) => {
  expect(readsAny(passing(output), ['customer'])).toBe(reads);
});

test('nothing reads no variables', () => {
  expect(readsAny(passing('{% $x %}'), [])).toBe(false);
});

describe('the readers of a step', () => {
  const document = (Get2: State = passing(1)): WorkflowDocument => ({
    millrace: 1,
    name: 'orders',
    machine: {
      StartAt: 'Get',
      States: {
        Get: { Type: 'Task', Resource: 'x', Assign: { order: '{% $states.result %}' }, Next: 'Use' },
        Use: passing('{% $order.id %}'),
        Other: passing('{% $states.input %}'),
        Get2,
      },
    },
  });
  test('are named', () => {
    expect(readersOf(document(), ['Get'])).toEqual(['Use']);
  });
  test('are none when another step keeps the same variable', () => {
    expect(readersOf(document({ Type: 'Pass', Assign: { order: 1 }, End: true }), ['Get'])).toEqual([]);
  });
  test.each(['Use', 'nobody', 'toString'])('are none of %s', (name) => {
    expect(readersOf(document(), [name])).toEqual([]);
  });
  test('go with those that are asked about', () => {
    expect(readersOf(document(), ['Get', 'Use'])).toEqual([]);
  });
  const around = (outer: unknown): WorkflowDocument => ({
    millrace: 1,
    name: 'orders',
    machine: {
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { order: 1 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          ItemProcessor: {
            StartAt: 'Inner',
            States: {
              Inner: { Type: 'Pass', Output: '{% $order %}', Assign: { mine: 1 }, Next: 'Reads' },
              Reads: { Type: 'Pass', Output: '{% $mine %}', End: true },
            },
          },
          Next: 'After',
        },
        After: passing(outer),
      },
    },
  });
  test('are inside of a loop too', () => {
    expect(readersOf(around(1), ['Set'])).toEqual(['Inner']);
    expect(readersOf(around(1), ['Set', 'Each'])).toEqual([]);
  });
  test('of what an inner step keeps are inside only', () => {
    expect(readersOf(around('{% $mine %}'), ['Inner'])).toEqual(['Reads']);
    expect(readersOf(around('{% $mine %}'), ['Each'])).toEqual([]);
  });
});
