import { describe, expect, test } from '@jest/globals';
import type { JsonObject, State, WorkflowDocument } from '@millrace/machine';
import { pickerRoots } from './picker-roots.ts';
import { NO_SAMPLE, type SampleStep } from './sample-source.ts';

const RESULT = '{% $states.result %}';
const task = (more: object): State => ({ Type: 'Task', Resource: 'connector:crm/get', ...more });
const documentOf = (StartAt: string, States: Record<string, State>): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  triggers: { hook: { type: 'webhook', path: 'orders' } },
  machine: { StartAt, States },
});
const output: JsonObject = { type: 'object', properties: { email: { type: 'string' } } };
const nothing = NO_SAMPLE;
const rootsOf = (
  document: WorkflowDocument,
  name: string,
  sample: Parameters<typeof pickerRoots>[2]['sample'] = nothing,
) =>
  pickerRoots(document, name, {
    sample,
    labels: { trigger: 'Webhook', previous: 'Previous output', token: 'Token' },
    outputOf: (resource) => (resource === 'connector:crm/get' ? output : undefined),
  });
const expressions = (document: WorkflowDocument, name: string): readonly string[] =>
  rootsOf(document, name).map(({ expression }) => expression);

const line = documentOf('Get', {
  Get: task({ Assign: { customer: RESULT }, Next: 'Price' }),
  Price: { Type: 'Pass', Assign: { total: 1, tax: 2 }, Next: 'Tell' },
  Tell: { Type: 'Succeed' },
});

describe('what a step may read', () => {
  test.each<[string, readonly string[]]>([
    ['Get', ['$states.input']],
    ['Price', ['$states.context.Execution.Input', '$customer', '$states.input']],
    ['Tell', ['$states.context.Execution.Input', '$customer', '$total', '$tax', '$states.input']],
    ['nobody', ['$states.context.Execution.Input', '$states.input']],
  ])('%s', (name, found) => {
    expect(expressions(line, name)).toEqual(found);
  });
  test('a first step that a loop leads back to reads the trigger as such', () => {
    const loop = documentOf('A', { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } });
    expect(expressions(loop, 'A')).toEqual(['$states.context.Execution.Input', '$states.input']);
  });
  test('variables of rules and of caught errors are there too', () => {
    const document = documentOf('Get', {
      Get: task({
        Next: 'Which',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tell', Assign: { error: '{% $states.errorOutput %}' } }],
      }),
      Which: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Tell', Assign: { rule: 1 } }] },
      Tell: { Type: 'Succeed' },
    });
    expect(expressions(document, 'Tell')).toEqual([
      '$states.context.Execution.Input',
      '$error',
      '$rule',
      '$states.input',
    ]);
  });
  test('two variables of one step are told apart', () => {
    expect(rootsOf(line, 'Tell').map(({ label }) => label)).toEqual([
      'Webhook',
      'Get',
      'Price · total',
      'Price · tax',
      'Previous output',
    ]);
  });
});

describe('before anything has run', () => {
  test('a kept result has the members that its action declares, and so has the output of a task', () => {
    const roots = rootsOf(line, 'Price');
    expect(roots.find(({ expression }) => expression === '$customer')?.schema).toBe(output);
    expect(roots.find(({ id }) => id === 'previous')?.schema).toBe(output);
  });
  test('a webhook brings a body', () => {
    expect(rootsOf(line, 'Get')[0]?.schema).toMatchObject({ properties: { body: {}, headers: {} } });
  });
  test('nothing is promised where it is not known', () => {
    expect(rootsOf(line, 'Tell').find(({ id }) => id === 'previous')?.schema).toBeUndefined();
    const mapped = documentOf('Get', {
      Get: task({ Output: 1, Assign: { id: '{% $states.result.id %}' }, Next: 'Tell' }),
      Tell: { Type: 'Succeed' },
    });
    expect(rootsOf(mapped, 'Tell').map(({ schema }) => schema === undefined)).toEqual([false, true, true]);
    const { triggers: _, ...called } = line;
    expect(rootsOf(called, 'Get')[0]?.schema).toBeUndefined();
  });
});

test('samples are those of the newest run', () => {
  const steps = [
    { state: 'Get', assigned: { customer: { email: 'ada@example.com' } }, output: 1 },
    { state: 'Price', assigned: { total: 5 }, output: 2 },
  ] as readonly SampleStep[];
  expect(
    rootsOf(line, 'Tell', { ...NO_SAMPLE, input: { body: { id: 'A-1' } }, steps }).map(({ sample }) => sample),
  ).toEqual([{ body: { id: 'A-1' } }, { email: 'ada@example.com' }, 5, undefined, 2]);
});

test('a step that waits for an answer may read its token', () => {
  const tokenOf = (Resource: string): readonly string[] => {
    const document = {
      millrace: 1,
      name: 'x',
      machine: { StartAt: 'A', States: { A: { Type: 'Task', Resource, End: true } } },
    } as const;
    const roots = pickerRoots(document, 'A', {
      sample: NO_SAMPLE,
      labels: { trigger: 'Webhook', previous: 'Previous output', token: 'Token' },
      outputOf: () => undefined,
    });
    return roots.filter(({ id }) => id === 'token').map(({ expression }) => expression);
  };
  expect(tokenOf('connector:http/request.waitForTaskToken')).toEqual(['$states.context.Task.Token']);
  expect(tokenOf('connector:http/request')).toEqual([]);
});
