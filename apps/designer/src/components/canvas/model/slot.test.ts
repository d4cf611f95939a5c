import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import { machineOf, outlineOf, slotId, slotsOf } from './slot.ts';

const documentOf = (StartAt: string, States: Record<string, unknown>): WorkflowDocument =>
  ({ millrace: 1, name: 'orders', machine: { StartAt, States } }) as unknown as WorkflowDocument;
const ways = (state: State): string =>
  slotsOf('S', state)
    .map(({ slot, target }) => `${slotId(slot)}>${target ?? ''}`)
    .join(' ');

test.each<[string, State, string]>([
  ['a step that goes on', { Type: 'Pass', Next: 'A' }, 'next:S>A'],
  ['a step that ends', { Type: 'Wait', End: true }, 'next:S>'],
  ['a step with an empty next', { Type: 'Pass', Next: '' }, 'next:S>'],
  ['the end of a run', { Type: 'Succeed' }, ''],
  ['a failure', { Type: 'Fail' }, ''],
  [
    'a choice',
    {
      Type: 'Choice',
      Choices: [
        { Condition: true, Next: 'A' },
        { Condition: true, Next: '' },
      ],
      Default: 'B',
    },
    'rule:0:S>A rule:1:S> default:S>B',
  ],
  ['a choice without otherwise', { Type: 'Choice', Choices: [] }, 'default:S>'],
  [
    'a task with caught errors',
    {
      Type: 'Task',
      Resource: 'x',
      Next: 'A',
      Catch: [
        { ErrorEquals: [], Next: 'B' },
        { ErrorEquals: [], Next: '' },
      ],
    },
    'next:S>A catch:0:S>B catch:1:S>',
  ],
])('the ways out of %s', (_, state, expected) => {
  expect(ways(state)).toBe(expected);
});

describe('the outline', () => {
  test('reads depth first, then what nothing leads to', () => {
    const document = documentOf('W', {
      Lost: { Type: 'Pass', End: true },
      B: { Type: 'Pass', Next: 'End' },
      A: { Type: 'Pass', Next: 'End' },
      W: { Type: 'Choice', Choices: [{ Condition: true, Next: 'A' }], Default: 'B' },
      End: { Type: 'Succeed' },
    });
    expect(outlineOf(document)).toEqual(['W', 'A', 'End', 'B', 'Lost']);
  });
  test('ends in a loop, and passes over pointers to nowhere', () => {
    expect(outlineOf(documentOf('A', { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }))).toEqual([
      'A',
      'B',
    ]);
    expect(outlineOf(documentOf('gone', { A: { Type: 'Pass', Next: 'toString' } }))).toEqual(['A']);
  });
});

test.each([
  ['no machine', { millrace: 1 }, { StartAt: '', States: {} }],
  [
    'states that are none',
    { machine: { States: { A: null, B: 1, C: {}, D: { Type: 'Pass' } } } },
    { StartAt: '', States: { D: { Type: 'Pass' } } },
  ],
])('of %s what can be drawn is read', (_, document, machine) => {
  expect(machineOf(document as unknown as WorkflowDocument)).toEqual(machine);
});

test('the slot of the start is one', () => {
  expect(slotId({ kind: 'start' })).toBe('start');
});
