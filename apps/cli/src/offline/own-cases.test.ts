// What the recorded answers do not cover: expectations from the specification and the documentation of Step Functions.
import { afterAll, describe, expect, test } from '@jest/globals';
import { Files, millrace } from '../testing/run-millrace.ts';

const files = new Files();
afterAll(() => files.remove());

interface Given {
  readonly states: object;
  readonly input?: unknown;
  readonly tasks?: object;
}
const pass = (fields: object = {}) => ({ Type: 'Pass', End: true, ...fields });
const machine = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

async function run({ states, input = {}, tasks = {} }: Given): Promise<{ readonly trace: readonly object[] }> {
  const definition = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
  const { out } = await millrace([
    ...['machine', 'run', files.write('machine.json', definition), '--trace'],
    ...['--input', files.write('input.json', JSON.stringify(input))],
    ...['--tasks', files.write('tasks.json', tasks)],
  ]);
  return JSON.parse(out) as { readonly trace: readonly object[] };
}

test('nested states are traced between the ends of the state around them, in order', async () => {
  const inner = {
    Type: 'Map',
    Items: '{% $states.input %}',
    MaxConcurrency: 1,
    ItemProcessor: machine('Deep', pass()),
    End: true,
  };
  const states = {
    Both: { Type: 'Parallel', Branches: [machine('A', pass({ Output: 'a' })), machine('Each', inner)], End: true },
  };
  expect(await run({ states, input: [1, 2] })).toEqual({
    status: 'SUCCEEDED',
    output: ['a', [1, 2]],
    trace: [
      { type: 'ParallelStateEntered', name: 'Both', input: [1, 2] },
      { type: 'PassStateEntered', name: 'A', input: [1, 2] },
      { type: 'PassStateExited', name: 'A', output: 'a' },
      { type: 'MapStateEntered', name: 'Each', input: [1, 2] },
      { type: 'PassStateEntered', name: 'Deep', input: 1 },
      { type: 'PassStateExited', name: 'Deep', output: 1 },
      { type: 'PassStateEntered', name: 'Deep', input: 2 },
      { type: 'PassStateExited', name: 'Deep', output: 2 },
      { type: 'MapStateExited', name: 'Each', output: [1, 2] },
      { type: 'ParallelStateExited', name: 'Both', output: ['a', [1, 2]] },
    ],
  });
});

describe('a Parallel', () => {
  const failing = machine('Stop', { Type: 'Fail', Error: 'Own', Cause: 'because' });
  test.each<[string, Given, object]>([
    [
      'fails with the error of its branch',
      { states: { Both: { Type: 'Parallel', Branches: [machine('A', pass()), failing], End: true } } },
      { status: 'FAILED', error: 'Own', cause: 'because' },
    ],
    [
      'assigns in its Catch to the scope around it',
      {
        states: {
          Both: {
            Type: 'Parallel',
            Branches: [failing],
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Sorry', Assign: { why: '{% $states.errorOutput.Error %}' } }],
            End: true,
          },
          Sorry: pass({ Output: '{% $why %}' }),
        },
      },
      { status: 'SUCCEEDED', output: 'Own' },
    ],
    [
      'waits in all its branches at once',
      {
        states: {
          Both: {
            Type: 'Parallel',
            Branches: [
              machine('Hour', { Type: 'Wait', Seconds: 3600, End: true }),
              machine('Day', { Type: 'Wait', Seconds: 86_400, End: true }),
            ],
            Next: 'When',
          },
          When: pass({ Output: '{% $states.context.State.EnteredTime %}' }),
        },
      },
      { status: 'SUCCEEDED', output: '2030-01-02T00:00:00.000Z' },
    ],
    [
      'is tried again as a whole',
      {
        states: {
          Both: {
            Type: 'Parallel',
            Branches: [machine('Call', { Type: 'Task', Resource: 'x', End: true })],
            Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 600 }],
            Output: '{% $states.result[0] & $string($states.context.State.RetryCount) %}',
            End: true,
          },
        },
        tasks: { Call: [{ throw: { error: 'Busy' } }, { return: 'well ' }] },
      },
      { status: 'SUCCEEDED', output: 'well 1' },
    ],
  ])('%s', async (_, given, expected) => {
    expect(await run(given)).toMatchObject(expected);
  });
});

describe('a Map', () => {
  test.each<[string, object, unknown, object]>([
    ['takes its input', {}, [1, 2], { output: [1, 2] }],
    [
      'gives each item and its index to what selects the input',
      { ItemSelector: { i: '{% $states.context.Map.Item.Index %}', v: '{% $states.context.Map.Item.Value %}' } },
      ['a'],
      { output: [{ i: 0, v: 'a' }] },
    ],
    [
      'hands batches on',
      { ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { a: 1 } } },
      [1, 2, 3],
      {
        output: [
          { BatchInput: { a: 1 }, Items: [1, 2] },
          { BatchInput: { a: 1 }, Items: [3] },
        ],
      },
    ],
    [
      'takes no object for its items',
      { Items: '{% $states.input %}' },
      { a: 1 },
      {
        error: 'States.QueryEvaluationError',
        cause:
          "The JSONata expression '$states.input' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {\"a\":1}",
      },
    ],
    [
      'wants a number for what is a number',
      { MaxConcurrency: "{% 'many' %}" },
      [],
      {
        error: 'States.QueryEvaluationError',
        cause:
          "The JSONata expression ''many'' specified for the field 'MaxConcurrency' returned an unexpected result type. Expected 'number', but was 'string' for value: \"many\"",
      },
    ],
  ])('%s', async (...[, fields, input, expected]) => {
    const states = { Each: { Type: 'Map', ItemProcessor: machine('Item', pass()), End: true, ...fields } };
    expect(await run({ states, input })).toMatchObject(expected);
  });
});

test('a task that waits for a token is answered by its mock, and knows the token', async () => {
  const Ask = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Arguments: { token: '{% $states.context.Task.Token %}' },
    Output: '{% $length($states.context.Task.Token) > 0 and $states.result %}',
    End: true,
  };
  expect(await run({ states: { Ask }, tasks: { Ask: [{ return: true }] } })).toMatchObject({ output: true });
});
