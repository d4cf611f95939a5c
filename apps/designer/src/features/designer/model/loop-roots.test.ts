import { expect, test } from '@jest/globals';
import type { JsonValue, State, WorkflowDocument } from '@millrace/machine';
import { memberNames, shapeOf } from './data-shape.ts';
import type { PickerRoot } from './picker-root.ts';
import { pickerRoots } from './picker-roots.ts';
import { sampleBindings } from './sample-bindings.ts';
import { NO_SAMPLE, type SampleSource } from './sample-source.ts';
import { givenToStep } from './testing/missing-values.ts';

const orders: readonly JsonValue[] = [
  { id: 1, total: 5, lines: [{ sku: 'a' }] },
  { id: 2, total: 9, coupon: 'HALF', lines: [{ sku: 'b' }, { sku: 'c', gift: true }] },
];
const task = (more: object): State => ({ Type: 'Task', Resource: 'connector:shop/get', ...more });
const documentOf = (more: object = {}): WorkflowDocument => {
  const Lines = {
    ...{ Type: 'Map', Items: '{% $states.context.Map.Item.Value.lines %}', End: true },
    ItemProcessor: { StartAt: 'Send', States: { Send: task({ End: true }) } },
  };
  const States = {
    Price: task({ Assign: { price: '{% $states.result %}' }, Next: 'Pay' }),
    Pay: task({ Next: 'Lines' }),
  };
  const Each = {
    ...{ Type: 'Map', Items: '{% $states.input.orders %}', End: true, ...more },
    ItemProcessor: { StartAt: 'Price', States: { ...States, Lines } },
  };
  return { millrace: 1, name: 'orders', machine: { StartAt: 'Each', States: { Each } } } as unknown as WorkflowDocument;
};
const sample: SampleSource = { ...NO_SAMPLE, kind: 'sample', input: { orders } };
const rootsOf = (name: string, chosen: SampleSource, document = documentOf()): readonly PickerRoot[] =>
  pickerRoots(document, name, { sample: chosen, word: (word) => word, outputOf: () => undefined });
const sent = (name: string, chosen: SampleSource, document?: WorkflowDocument): ReturnType<typeof givenToStep> => {
  const roots = rootsOf(name, chosen, document);
  const bindings = sampleBindings(roots, { selected: name, sample: chosen, baseUrl: 'https://example.com' });
  return givenToStep(bindings, chosen.input, {});
};

test('a test is given the first item as it is, and the picker shows what all have', () => {
  expect(sent('Pay', sample).item).toEqual({ index: 0, value: orders[0] });
  const item = rootsOf('Pay', sample).find(({ kind }) => kind === 'item');
  expect(item).toMatchObject({ source: 'sample' });
  expect(memberNames(shapeOf(item?.sample, item?.schema))).toEqual(['id', 'total', 'lines', 'coupon']);
});

test('so it is in a loop within a loop, and with the item of the outer one', () => {
  const { item, variables } = sent('Send', sample);
  expect(item).toEqual({ index: 0, value: { sku: 'a' } });
  expect(variables).toMatchObject({ item: orders[0] });
});

test('of a run it is the item that the step was last visited with, and all values are of it', () => {
  const visit = (index: number, state: string, more: object): SampleSource['steps'][number] => ({
    ...{ state, path: `Each[${index}]/${state}`, ...more },
  });
  const steps = [
    visit(1, 'Price', { input: orders[1], assigned: { price: 'two' }, output: 'two' }),
    visit(1, 'Pay', { input: 'two' }),
    visit(0, 'Price', { input: orders[0], assigned: { price: 'one' }, output: 'one' }),
  ];
  const run: SampleSource = { ...sample, kind: 'run', steps };
  const second = { item: { index: 1, value: orders[1] }, stepInput: 'two', variables: { price: 'two' } };
  expect(sent('Pay', run)).toMatchObject(second);
  expect(sent('Lines', run).item).toEqual({ index: 0, value: orders[0] });
  expect(sent('Send', { ...run, steps: steps.slice(0, 2) }).item).toEqual({ index: 0, value: { sku: 'b' } });
});

test('where only a run knows the items, it is what one of them began with', () => {
  const computed = documentOf({ Items: '{% $filter($states.input.orders, $exists) %}' });
  expect(sent('Pay', sample, computed).item).toBeUndefined();
  const steps = [{ state: 'Price', path: 'Each[1]/Price', input: orders[1] }];
  expect(sent('Pay', { ...sample, steps }, computed).item).toEqual({ index: 1, value: orders[1] });
});

test('of batches no item is known before a run', () => {
  const batched = documentOf({ ItemBatcher: { MaxItemsPerBatch: 2 } });
  expect(sent('Pay', sample, batched).item).toBeUndefined();
  const steps = [{ state: 'Price', path: 'Each[0]/Price', input: { Items: orders } }];
  expect(sent('Pay', { ...sample, steps }, batched).item).toEqual({ index: 0, value: { Items: orders } });
});
