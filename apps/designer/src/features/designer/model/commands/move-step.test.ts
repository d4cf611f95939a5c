import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { moveStep } from './move-step.ts';

const line = (states: Record<string, object>, StartAt = 'A'): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { StartAt, States: states as Record<string, State> },
});
const order = (document: WorkflowDocument): string => {
  const names: string[] = [];
  for (let name: string | undefined = document.machine.StartAt; name !== undefined && names.length < 9;) {
    names.push(name);
    name = (document.machine.States[name] as { Next?: string }).Next;
  }
  return names.join('');
};
const three = line({
  A: { Type: 'Pass', Next: 'B' },
  B: { Type: 'Pass', Next: 'C' },
  C: { Type: 'Pass', End: true },
});

test.each([
  ['A', 'later', 'BAC'],
  ['B', 'later', 'ACB'],
  ['B', 'earlier', 'BAC'],
  ['C', 'earlier', 'ACB'],
] as const)('%s moves %s', (name, direction, expected) => {
  const moved = moveStep(three, name, direction);
  expect('document' in moved && order(moved.document)).toBe(expected);
});

test('the last step has an end and no next', () => {
  const moved = moveStep(three, 'B', 'later');
  expect('document' in moved && moved.document.machine.States.B).toEqual({ Type: 'Pass', End: true });
});

test('every way to the first of the two leads to the other', () => {
  const document = line(
    {
      W: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'A' },
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Pass', Next: 'C' },
      C: { Type: 'Pass', End: true },
    },
    'W',
  );
  const moved = moveStep(document, 'B', 'later');
  expect('document' in moved && moved.document.machine.States).toEqual({
    W: { Type: 'Choice', Choices: [{ Condition: true, Next: 'C' }], Default: 'A' },
    A: { Type: 'Pass', Next: 'C' },
    B: { Type: 'Pass', End: true },
    C: { Type: 'Pass', Next: 'B' },
  });
});

test('two steps that are a loop stay one', () => {
  const moved = moveStep(line({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }), 'A', 'later');
  expect('document' in moved && moved.document.machine).toMatchObject({ StartAt: 'B', States: { B: { Next: 'A' } } });
});

describe('a step stays where it is', () => {
  const reads = line({
    A: { Type: 'Task', Resource: 'x', Assign: { customer: '{% $states.result %}' }, Next: 'B' },
    B: { Type: 'Pass', Output: { name: '{% $customer.name %}' }, End: true },
  });
  test.each<[string, { document: WorkflowDocument; name: string; direction: 'earlier' | 'later' }, object]>([
    ['at the start', { document: three, name: 'A', direction: 'earlier' }, { kind: 'end', name: 'A' }],
    ['at the end', { document: three, name: 'C', direction: 'later' }, { kind: 'end', name: 'C' }],
    [
      'when it is a choice',
      { document: line({ A: { Type: 'Choice', Choices: [], Default: 'A' } }), name: 'A', direction: 'later' },
      { kind: 'branches', name: 'A' },
    ],
    ['when it is not there', { document: three, name: 'X', direction: 'later' }, { kind: 'branches', name: 'X' }],
    [
      'before a choice',
      {
        document: line({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Choice', Choices: [] } }),
        name: 'A',
        direction: 'later',
      },
      { kind: 'branches', name: 'A' },
    ],
    [
      'before a step that is missing',
      { document: line({ A: { Type: 'Pass', Next: 'gone' } }), name: 'A', direction: 'later' },
      { kind: 'branches', name: 'A' },
    ],
    [
      'when the next one reads it',
      { document: reads, name: 'A', direction: 'later' },
      { kind: 'reads', reader: 'B', writer: 'A', variable: 'customer' },
    ],
    [
      'when it reads the one before',
      { document: reads, name: 'B', direction: 'earlier' },
      { kind: 'reads', reader: 'B', writer: 'A', variable: 'customer' },
    ],
  ])('%s', (_, { document, name, direction }, refused) => {
    expect(moveStep(document, name, direction)).toEqual({ refused });
  });
});
