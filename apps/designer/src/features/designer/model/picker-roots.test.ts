import { describe, expect, test } from '@jest/globals';
import type { JsonObject, State, WorkflowDocument } from '@millrace/machine';
import { memberNames, shapeOf } from './data-shape.ts';
import type { Knowledge, PickerRoot } from './picker-root.ts';
import { pathLabelOf } from './path-label.ts';
import { pickerRoots } from './picker-roots.ts';
import { NO_SAMPLE } from './sample-source.ts';

const RESULT = '{% $states.result %}';
const task = (more: object): State => ({ Type: 'Task', Resource: 'connector:crm/get', ...more });
const documentOf = (StartAt: string, States: Record<string, State>, more: Partial<WorkflowDocument> = {}) =>
  ({ millrace: 1, name: 'orders', machine: { StartAt, States }, ...more }) as WorkflowDocument;
const output: JsonObject = {
  type: 'object',
  properties: { email: { type: 'string' }, orders: { type: 'array', items: { properties: { id: {} } } } },
};
const known: Knowledge = {
  sample: NO_SAMPLE,
  word: (word, values) => (values?.step === undefined ? word : `${word} ${values.step}`),
  outputOf: (resource) => (resource === 'connector:crm/get' ? output : undefined),
};
const rootsOf = (document: WorkflowDocument, name: string, more: Partial<Knowledge> = {}) =>
  pickerRoots(document, name, { ...known, ...more });
/** The roots of steps, loops and errors: the others are always there. */
const ownRoots = (document: WorkflowDocument, name: string, more: Partial<Knowledge> = {}): readonly PickerRoot[] =>
  rootsOf(document, name, more).filter(({ kind }) => ['step', 'item', 'index', 'error'].includes(kind));
const shown = ({ label, expression, mayBeMissing = false, prepare }: PickerRoot): string =>
  [label, expression, ...(mayBeMissing ? ['may be missing'] : []), ...(prepare === undefined ? [] : ['new'])].join(
    ', ',
  );
const namesOf = ({ schema, sample }: PickerRoot): readonly string[] => memberNames(shapeOf(sample, schema));

const line = documentOf('Get', {
  Get: task({ Assign: { customer: RESULT }, Next: 'Price' }),
  Price: { Type: 'Pass', Assign: { total: 1, tax: { rate: '{% $customer.email %}' } }, Next: 'Tell' },
  Tell: { Type: 'Succeed' },
});

describe('what every step may read', () => {
  test.each(['Get', 'Tell', 'nobody'])('%s', (name) => {
    const kinds = rootsOf(line, name).map(({ kind, expression }) => [kind, expression]);
    expect(kinds[0]).toEqual(['trigger', '$states.context.Execution.Input']);
    expect(kinds.slice(-2)).toEqual([
      ['previous', '$states.input'],
      ['run', '$states.context'],
    ]);
  });
  test('with several triggers it is the input of the workflow', () => {
    const two = documentOf('A', { A: { Type: 'Pass' } }, { triggers: { a: { type: 'call' }, b: { type: 'call' } } });
    expect(rootsOf(two, 'A')[0]?.label).toBe('input');
    expect(rootsOf(line, 'Get')[0]?.label).toBe('trigger');
  });
});

test('a field of a trigger reads what has come to it, and nothing of a run', () => {
  const triggers = {
    hook: { type: 'webhook', path: 'orders' },
    clock: { type: 'schedule', cron: '0 9 * * *' },
  } as const;
  const document = documentOf('A', { A: { Type: 'Pass' } }, { triggers });
  const roots = rootsOf(document, 'trigger:hook', { input: { type: 'object', properties: { body: {} } } });
  expect(roots.map(shown)).toEqual(['trigger, $states.input']);
  expect(roots).toMatchObject([{ kind: 'trigger', trigger: 'webhook' }]);
  expect(pathLabelOf('$states.input.body.id', roots)?.names).toEqual(['trigger', 'body', 'id']);
});

describe('what a step is given', () => {
  const held = { Get: { output: { paid: true } } };
  const sample = (more: object) => ({ sample: { ...NO_SAMPLE, kind: 'run', input: { body: 1 }, ...more } }) as never;
  const inputOf = (document: WorkflowDocument, name: string, more: object = {}): unknown =>
    rootsOf(document, name, sample(more)).find(({ kind }) => kind === 'previous')?.sample;
  const two = (more: object = {}) =>
    documentOf('Get', { Get: task({ Next: 'Tell', ...more }), Tell: { Type: 'Succeed' } });

  test('at the start of a workflow is what the workflow is given; later what came before, and else nothing', () => {
    expect(inputOf(two(), 'Get')).toEqual({ body: 1 });
    expect(inputOf(two(), 'Tell')).toBeUndefined();
    expect(inputOf(two(), 'Tell', { steps: [{ state: 'Get', path: 'Get', output: 'gotten' }] })).toBe('gotten');
  });

  test('is what stands in for the step before, unless that hands on something else', () => {
    const steps = [{ state: 'Tell', path: 'Tell', input: 'told' }];
    expect(inputOf(two(), 'Tell', { held, steps })).toEqual({ paid: true });
    expect(inputOf(two({ Output: '{% 1 %}' }), 'Tell', { held, steps })).toBe('told');
  });

  test('at the start of a loop is an item that there was, and not what items have together', () => {
    const inner = { StartAt: 'Each', States: { Each: task({ Next: 'Then' }), Then: { Type: 'Succeed' } } };
    const loop = (more: object) =>
      documentOf('Loop', {
        Loop: { Type: 'Map', Items: '{% $states.input.orders %}', ItemProcessor: inner, ...more } as never,
      });
    const orders = [{ id: 1 }, { id: 2, coupon: 'HALF' }];
    const given = { input: { orders } };
    expect(inputOf(loop({}), 'Each', given)).toEqual({ id: 1 });
    expect(inputOf(loop({ ItemSelector: { n: 1 } }), 'Each', given)).toBeUndefined();
    expect(inputOf(loop({}), 'Then', given)).toBeUndefined();
    const item = rootsOf(loop({}), 'Each', sample(given)).find(({ kind }) => kind === 'item');
    expect(item?.sample).toEqual({ id: 1 });
    expect(item === undefined ? [] : namesOf(item)).toEqual(['id', 'coupon']);
  });
});

describe('earlier steps', () => {
  test.each<[string, readonly string[]]>([
    ['Get', []],
    ['Price', ['Get, $customer']],
    ['Tell', ['Get, $customer', 'Price · total, $total', 'Price · tax, $tax']],
  ])('of %s', (name, found) => {
    expect(ownRoots(line, name).map(shown)).toEqual(found);
  });

  test('stand in the order of the outline, and one that is not on every way may be missing', () => {
    const document = documentOf('Which', {
      End: { Type: 'Succeed' },
      Left: task({ Assign: { left: RESULT }, Next: 'End' }),
      Right: task({ Assign: { right: RESULT }, Next: 'End' }),
      First: task({ Assign: { first: RESULT }, Next: 'Which2' }),
      Which: { Type: 'Choice', Choices: [{ Condition: true, Next: 'First', Assign: { rule: 1 } }], Default: 'First' },
      Which2: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Left' }], Default: 'Right' },
    });
    expect(ownRoots(document, 'End').map(shown)).toEqual([
      'Which, $rule, may be missing',
      'First, $first',
      'Left, $left, may be missing',
      'Right, $right, may be missing',
    ]);
  });

  test('a step that is skipped may be missing', () => {
    const skipped = { ...line, settings: { skip: ['Get'] } } as WorkflowDocument;
    expect(ownRoots(skipped, 'Price').map(shown)).toEqual(['Get, $customer, may be missing']);
  });

  test('one that keeps nothing keeps its result once it is picked', () => {
    const document = documentOf('Get orders', {
      'Get orders': task({ Next: 'Map it' }),
      'Map it': { Type: 'Pass', Output: { id: '{% $states.input.email %}' }, Next: 'End' },
      End: { Type: 'Succeed' },
    });
    const [got, mapped] = ownRoots(document, 'End');
    expect([got, mapped].flatMap((root) => (root === undefined ? [] : [shown(root)]))).toEqual([
      'Get orders, $getOrders, new',
      'Map it, $mapIt, new',
    ]);
    expect(got?.prepare?.(document).machine.States['Get orders']).toMatchObject({ Assign: { getOrders: RESULT } });
    const after = mapped?.prepare?.(document) ?? document;
    expect(after.machine.States['Map it']).toMatchObject({ Assign: { mapIt: { id: '{% $states.input.email %}' } } });
    expect(ownRoots(after, 'End').map(shown)).toContain('Map it, $mapIt');
  });

  test('loops of plain states end', () => {
    const loop = documentOf('A', {
      A: { Type: 'Pass', Assign: { a: '{% $b %}' }, Next: 'B' },
      B: { Type: 'Pass', Assign: { b: '{% $a %}' }, Next: 'A' },
    });
    expect(ownRoots(loop, 'A').map(shown)).toEqual(['B, $b, may be missing']);
  });
});

describe('what went wrong before', () => {
  const caught = (more: object): WorkflowDocument =>
    documentOf('Get', {
      Get: task({ Next: 'Ok', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Mend', ...more }] }),
      Ok: { Type: 'Succeed' },
      Mend: { Type: 'Succeed' },
    });
  test('is what the catcher keeps', () => {
    const roots = ownRoots(caught({ Assign: { problem: '{% $states.errorOutput %}' } }), 'Mend');
    expect(roots.map(shown)).toContain('errorOf Get, $problem');
    expect(roots.filter(({ kind }) => kind === 'error').map(namesOf)).toEqual([['Error', 'Cause']]);
  });
  test('is kept by the catcher once it is picked', () => {
    const document = caught({});
    const root = ownRoots(document, 'Mend').find(({ kind }) => kind === 'error');
    expect(root?.expression).toBe('$error');
    const after = root?.prepare?.(document) ?? document;
    expect(ownRoots(after, 'Mend').map(shown)).toContain('errorOf Get, $error');
  });
});

describe('inside of loops', () => {
  const each = (Items: string, States: Record<string, State>): State => ({
    Type: 'Map',
    Items,
    ItemProcessor: { StartAt: Object.keys(States)[0] ?? '', States },
    End: true,
  });
  const document = documentOf('Get', {
    Get: task({ Assign: { customer: RESULT }, Next: 'Orders' }),
    Orders: each('{% $customer.orders %}', {
      Load: task({ Assign: { loaded: RESULT }, Next: 'Lines' }),
      Lines: each('{% $loaded.orders %}', { Charge: task({ End: true }) }),
    }),
  });

  test('the current item has the shape of the items, and steps around are read too', () => {
    const roots = ownRoots(document, 'Load');
    expect(roots.map(shown)).toEqual([
      'Get, $customer',
      'item Orders, $states.context.Map.Item.Value',
      'index, $states.context.Map.Item.Index',
    ]);
    expect(roots.filter(({ kind }) => kind === 'item').map(namesOf)).toEqual([['id']]);
  });

  test('the item of an outer loop is remembered by a step at its start', () => {
    const roots = ownRoots(document, 'Charge');
    const outer = roots.find(({ label }) => label === 'outerItem Orders');
    expect(roots.map(shown)).toEqual([
      'Get, $customer',
      'Load, $loaded',
      'item Lines, $states.context.Map.Item.Value',
      'index, $states.context.Map.Item.Index',
      'outerItem Orders, $item, new',
    ]);
    const after = outer?.prepare?.(document) ?? document;
    const inner = (after.machine.States.Orders as Extract<State, { Type: 'Map' }>).ItemProcessor;
    expect(inner.StartAt).toBe('rememberItem');
    expect(inner.States.rememberItem).toMatchObject({
      Assign: { item: '{% $states.context.Map.Item.Value %}' },
      Next: 'Load',
    });
    expect(ownRoots(after, 'Charge').map(shown)).toContain('rememberItem, $item');
    expect(ownRoots(after, 'Charge').map(({ label }) => label)).not.toContain('outerItem Orders');
  });

  test('what is inside of a loop is not read outside of it', () => {
    const after = documentOf('Each', {
      Each: { ...each('{% [1] %}', { In: task({ Assign: { in: RESULT }, End: true }) }), Next: 'End' } as State,
      End: { Type: 'Succeed' },
    });
    expect(ownRoots(after, 'End').map(shown)).toEqual(['Each, $each, new']);
  });
});

describe('what a root looks like, before anything has run', () => {
  const root = (document: WorkflowDocument, name: string, expression: string): PickerRoot | undefined =>
    rootsOf(document, name).find((candidate) => candidate.expression === expression);
  test('a result as its action declares it, and a part of it as that part', () => {
    expect(root(line, 'Price', '$customer')).toMatchObject({ schema: output, source: 'schema' });
    const part = documentOf('Get', {
      Get: task({ Assign: { list: '{% $states.result.orders %}' }, Next: 'End' }),
      End: { Type: 'Succeed' },
    });
    expect(root(part, 'End', '$list')?.schema).toMatchObject({ type: 'array', items: { type: 'object' } });
  });
  test('what a transform makes is inferred from how it is made', () => {
    expect(root(line, 'Tell', '$tax')).toMatchObject({
      source: 'inferred',
      schema: { type: 'object', properties: { rate: { type: 'string' } } },
    });
  });
  test('what a task hands on, unless it hands on something else', () => {
    expect(root(line, 'Price', '$states.input')?.schema).toBe(output);
    expect(root(line, 'Tell', '$states.input')?.schema).toBeUndefined();
  });
});

describe('samples', () => {
  const sample = {
    ...NO_SAMPLE,
    kind: 'run',
    input: { body: { id: 'A-1' } },
    steps: [
      { state: 'Get', path: 'Get', assigned: { customer: { email: 'ada@example.com' } }, output: 1 },
      { state: 'Price', path: 'Price', assigned: { total: 5 }, output: 2 },
    ],
  } as const;
  test('are those of the chosen data', () => {
    expect(ownRoots(line, 'Tell', { sample }).map((root) => root.sample)).toEqual([
      { email: 'ada@example.com' },
      5,
      undefined,
    ]);
    expect(rootsOf(line, 'Tell', { sample }).find(({ kind }) => kind === 'previous')?.sample).toBe(2);
    expect(rootsOf(line, 'Get', { sample })[0]).toMatchObject({ sample: sample.input, source: 'sample' });
  });
  test('what is pinned or mocked stands before them', () => {
    const held = { Get: { kind: 'mock', output: { email: 'x' } } } as const;
    expect(ownRoots(line, 'Tell', { sample: { ...sample, held } })[0]).toMatchObject({
      sample: { email: 'x' },
      source: 'mock',
    });
  });
});
