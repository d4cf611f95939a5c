import { expect, test } from '@jest/globals';
import type { PickerRoot } from './picker-root.ts';
import { sampleBindings } from './sample-bindings.ts';
import { NO_SAMPLE, type SampleSource } from './sample-source.ts';

const root = (kind: PickerRoot['kind'], expression: string, sample?: unknown): PickerRoot => ({
  ...{ id: expression, kind, label: kind, expression, sample },
});
const roots = [
  root('trigger', '$states.context.Execution.Input', { id: 1 }),
  root('step', '$customer', { name: 'Ada' }),
  root('step', '$order'),
  root('item', '$states.context.Map.Item.Value', 'first'),
  root('index', '$states.context.Map.Item.Index', 3),
  root('item', '$outer', 'kept'),
  root('previous', '$states.input', [1]),
];
const sample: SampleSource = {
  kind: 'run',
  runId: 'r1',
  input: { id: 1 },
  steps: [{ state: 'Tell', path: 'Tell', output: 7 }],
  held: {},
};
const situation = { selected: 'Tell', baseUrl: 'https://example.com' };

test('nothing is evaluated without a sample', () => {
  expect(sampleBindings(roots, { ...situation, sample: NO_SAMPLE })).toBeUndefined();
});

test('a step has its variables, and the states of its run', () => {
  expect(sampleBindings(roots, { ...situation, sample })).toEqual({
    customer: { name: 'Ada' },
    outer: 'kept',
    states: {
      input: [1],
      result: 7,
      context: {
        Execution: { Input: { id: 1 }, Id: 'r1' },
        Millrace: { BaseUrl: 'https://example.com' },
        Map: { Item: { Value: 'first', Index: 3 } },
      },
    },
  });
});

test('what is pinned is enough', () => {
  const held = { Get: { kind: 'pin', output: 1 } } as const;
  expect(sampleBindings([root('step', '$a', 1)], { ...situation, sample: { ...NO_SAMPLE, held } })).toMatchObject({
    a: 1,
  });
});

test('an input that is not known is left out: the data of the trigger are others', () => {
  const unknown = [root('step', '$customer', 1), root('previous', '$states.input')];
  expect(sampleBindings(unknown, { ...situation, sample })?.states).not.toHaveProperty('input');
});

test('a field of a trigger reads what has come to it', () => {
  const call = [root('trigger', '$states.input', { id: 1 })];
  expect(sampleBindings(call, { ...situation, sample })).toMatchObject({ states: { input: { id: 1 } } });
});
