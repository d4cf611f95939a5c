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
    expect(readersOf(document(), 'Get')).toEqual(['Use']);
  });
  test('are none when another step keeps the same variable', () => {
    expect(readersOf(document({ Type: 'Pass', Assign: { order: 1 }, End: true }), 'Get')).toEqual([]);
  });
  test.each(['Use', 'nobody', 'toString'])('are none of %s', (name) => {
    expect(readersOf(document(), name)).toEqual([]);
  });
});
