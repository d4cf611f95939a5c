import { expect, test } from '@jest/globals';
import type { State, WorkflowDocument } from '@millrace/machine';
import type { Slot } from '../../../../components/canvas/model/slot.ts';
import { copySteps } from './fragment.ts';
import { pasteSteps } from './paste-steps.ts';

const copyStep = (document: WorkflowDocument, name: string): string | undefined => copySteps(document, [name]);
const pasteStep = (document: WorkflowDocument, slot: Slot, text: string) => {
  const attempt = pasteSteps(document, slot, text);
  return 'refused' in attempt ? undefined : attempt;
};

const task: State = {
  Type: 'Task',
  Resource: 'connector:http/request',
  Arguments: { url: 'https://example.com' },
  Assign: { order: '{% $states.result %}' },
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Elsewhere' }],
  Next: 'Elsewhere',
};
const from: WorkflowDocument = {
  millrace: 1,
  name: 'orders',
  connectors: { http: '1.2.0' },
  machine: { StartAt: 'Get', States: { Get: task, Wait: { Type: 'Wait', Seconds: 5, End: true } } },
};
const empty: WorkflowDocument = { millrace: 1, name: 'other', machine: { StartAt: '', States: {} } };
const start = { kind: 'start' } as const;

test('a copied step can be pasted into another workflow, without the ways that it had', () => {
  const edit = pasteStep(empty, start, copyStep(from, 'Get') ?? '');
  expect(edit?.states).toEqual(['Get']);
  expect(edit?.document.connectors).toEqual({ http: '1.2.0' });
  expect(edit?.document.machine).toEqual({
    StartAt: 'Get',
    States: {
      Get: {
        Type: 'Task',
        Resource: 'connector:http/request',
        Arguments: { url: 'https://example.com' },
        Assign: { order: '{% $states.result %}' },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: '' }],
        End: true,
      },
    },
  });
});

test('pasted beside its origin, it has a name and variables of its own', () => {
  const edit = pasteStep(from, { kind: 'next', state: 'Wait' }, copyStep(from, 'Get') ?? '');
  expect(edit?.states).toEqual(['Get 2']);
  expect(edit?.document.machine.States['Get 2']).toMatchObject({
    Assign: { order2: '{% $states.result %}' },
    End: true,
  });
});

test('a choice comes with its rules, which lead nowhere yet', () => {
  const choice: State = { Type: 'Choice', Choices: [{ Condition: true, Next: 'A', Comment: 'yes' }], Default: 'B' };
  const text = copyStep({ ...empty, machine: { StartAt: 'C', States: { C: choice } } }, 'C') ?? '';
  expect(pasteStep(empty, start, text)?.document.machine.States.C).toEqual({
    Type: 'Choice',
    Choices: [{ Condition: true, Next: '', Comment: 'yes' }],
  });
});

test('a step of no connector, or of one that is not pinned, brings no pin', () => {
  expect(copyStep(from, 'Wait')).not.toContain('connectors');
  const { connectors: _, ...unpinned } = from;
  const text = copyStep(unpinned, 'Get') ?? '';
  expect(text).not.toContain('connectors');
  expect(pasteStep(empty, start, text)?.document.connectors).toBeUndefined();
});

test('a step that is not there is not copied', () => {
  expect(copyStep(from, 'toString')).toBeUndefined();
});

const fragmentOf = (fragment: unknown): string => JSON.stringify({ millrace: 1, fragment });
test.each([
  ['no JSON', 'hello'],
  ['JSON of another kind', '{"a":1}'],
  ['another version', JSON.stringify({ millrace: 2, fragment: { name: 'A', state: { Type: 'Pass' } } })],
  ['a fragment that is no object', fragmentOf([])],
  ['no name', fragmentOf({ state: { Type: 'Pass' } })],
  ['no state', fragmentOf({ name: 'A' })],
  ['a state of no known type', fragmentOf({ name: 'A', state: { Type: 'Loop' } })],
  ['a task without a resource', fragmentOf({ name: 'A', state: { Type: 'Task' } })],
  ['a choice without rules', fragmentOf({ name: 'A', state: { Type: 'Choice' } })],
  ['a catch that is no list', fragmentOf({ name: 'A', state: { Type: 'Task', Resource: 'x', Catch: 1 } })],
])('%s is no step', (_, text) => {
  expect(pasteStep(empty, start, text)).toBeUndefined();
});

test('several steps come with their ways, and read what they keep under the names that are free', () => {
  const document: WorkflowDocument = {
    millrace: 1,
    name: 'orders',
    settings: { skip: ['Use'] },
    machine: {
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { order: '{% $order.id & $other %}' }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: '{% $order.items %}',
          ItemProcessor: {
            StartAt: 'Use',
            States: { Use: { Type: 'Pass', Output: '{% $order & "$order" & $other %}', End: true } },
          },
          Next: 'After',
        },
        After: { Type: 'Pass', End: true },
      },
    },
  };
  const text = copySteps(document, ['Each', 'Set']) ?? '';
  const edit = pasteStep(document, { kind: 'next', state: 'Each' }, text);
  expect(edit?.states).toEqual(['Set 2', 'Each 2']);
  expect(edit?.document.settings?.skip).toEqual(['Use', 'Use 2']);
  expect(edit?.document.machine.States).toMatchObject({
    Each: { Next: 'Set 2' },
    // What it reads before anything of the copy has set it is what was there before.
    'Set 2': { Assign: { order2: '{% $order.id & $other %}' }, Next: 'Each 2' },
    'Each 2': {
      Items: '{% $order2.items %}',
      ItemProcessor: {
        StartAt: 'Use 2',
        States: { 'Use 2': { Output: '{% $order2 & "$order" & $other %}' } },
      },
      Next: 'After',
    },
  });
  expect(pasteStep(empty, start, text)?.document.machine).toMatchObject({
    StartAt: 'Set',
    States: { Each: { End: true } },
  });
  expect(copySteps(document, ['Use', 'After'])).toBeUndefined();
});

test('a text with one step, as it was once written, can be pasted', () => {
  const text = fragmentOf({ name: 'A', state: { Type: 'Pass', End: true }, connectors: { http: '1.0.0', odd: 1 } });
  const edit = pasteStep(from, { kind: 'next', state: 'Get' }, text);
  expect(edit?.states).toEqual(['A']);
  expect(edit?.document.connectors).toEqual({ http: '1.2.0' });
});

test('a text in which two steps have one name is none', () => {
  const inner = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
  const text = fragmentOf({ startAt: 'A', states: { A: { Type: 'Map', ItemProcessor: inner, End: true } } });
  expect(pasteStep(empty, start, text)).toBeUndefined();
});
