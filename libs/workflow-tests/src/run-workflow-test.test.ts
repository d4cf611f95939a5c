import { describe, expect, test } from '@jest/globals';
import type { State, WorkflowDocument, WorkflowTest } from '@millrace/machine';
import { runWorkflowTest, type WorkflowTestOptions } from './run-workflow-test.ts';
import type { WorkflowTestResult } from './result.ts';

type States = Readonly<Record<string, State>>;
const task = (more: object = {}): State => ({ Type: 'Task', Resource: 'connector:bank/charge', End: true, ...more });
const documentOf = (states: States, more: Partial<WorkflowDocument> = {}): WorkflowDocument => ({
  millrace: 1,
  name: 'orders',
  machine: { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] ?? '', States: states },
  ...more,
});
const run = (
  states: States,
  given: Partial<WorkflowTest>,
  options: WorkflowTestOptions & { readonly document?: Partial<WorkflowDocument> } = {},
): Promise<WorkflowTestResult> =>
  runWorkflowTest(
    documentOf(states, options.document),
    { name: 't', expect: { status: 'succeeded' }, ...given },
    options,
  );
const failuresOf = ({ failures }: WorkflowTestResult): readonly string[] =>
  failures.map(({ path, message }) => `${path}: ${message}`);

describe('how a run ends', () => {
  test.each<[string, States, Partial<WorkflowTest>, readonly string[]]>([
    ['as expected', { A: { Type: 'Succeed' } }, { input: 1, expect: { status: 'succeeded', output: 1 } }, []],
    [
      'with another output',
      { A: { Type: 'Succeed', Output: { a: 1, b: 2 } } },
      { expect: { status: 'succeeded', output: { a: 1, b: 3 } } },
      ['/expect/output/b: Expected 3, but it is 2.'],
    ],
    [
      'badly',
      { A: { Type: 'Fail', Error: 'Order.Invalid', Cause: 'No items.' } },
      {},
      ['/expect/status: The run should have succeeded, but failed with "Order.Invalid": No items.'],
    ],
    ['badly, as expected', { A: { Type: 'Fail', Error: 'A' } }, { expect: { status: 'failed', error: 'A' } }, []],
    [
      'with another error',
      { A: { Type: 'Fail', Error: 'A' } },
      { expect: { status: 'failed', error: 'B' } },
      ['/expect/error: Expected the error "B", but it is "A".'],
    ],
    [
      'well, against all expectations',
      { A: { Type: 'Succeed' } },
      { expect: { status: 'failed' } },
      ['/expect/status: The run should have failed, but succeeded.'],
    ],
  ])('%s', async (...[, states, given, expected]) => {
    const result = await run(states, given);
    expect(failuresOf(result)).toEqual(expected);
    expect(result.status).toBe(expected.length === 0 ? 'passed' : 'failed');
  });
});

describe('tasks', () => {
  test('take the mock of each attempt, over hours of virtual time', async () => {
    const result = await run(
      {
        Charge: task({
          Retry: [{ ErrorEquals: ['Bank.Busy'], IntervalSeconds: 3600, MaxAttempts: 2 }],
          End: undefined,
          Next: 'Night',
        }),
        Night: { Type: 'Wait', Seconds: 86_400, End: true },
      },
      {
        mocks: { Charge: [{ throw: { error: 'Bank.Busy' } }, { throw: { error: 'Bank.Busy' } }, { return: 7 }] },
        expect: { status: 'succeeded', output: 7 },
      },
    );
    expect(failuresOf(result)).toEqual([]);
    expect(result.trace.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['Charge', 3],
      ['Night', undefined],
    ]);
    const [charge, night] = result.trace;
    expect((night?.endedAtMs ?? 0) - (charge?.startedAtMs ?? 0)).toBe((3 * 3600 + 86_400) * 1000);
  });

  test('are caught by the errors of their mocks', async () => {
    const states: States = {
      Charge: task({ Catch: [{ ErrorEquals: ['Bank.Refused'], Next: 'Sorry' }] }),
      Sorry: { Type: 'Pass', Output: '{% $states.input.Cause %}', End: true },
    };
    const mocks = { Charge: [{ throw: { error: 'Bank.Refused', cause: 'No money.' } }] };
    const result = await run(states, { mocks, expect: { status: 'succeeded', output: 'No money.' } });
    expect(failuresOf(result)).toEqual([]);
    expect(result.trace[0]).toMatchObject({ status: 'failed', error: { error: 'Bank.Refused' } });
  });

  test.each(['connector:bank/charge', 'workflow:charge', 'code:javascript', 'connector:a/b.waitForTaskToken'])(
    'of %s are mocked alike',
    async (Resource) => {
      const result = await run({ A: task({ Resource }) }, { mocks: { A: [{ return: 1 }] } });
      expect(result.outcome).toEqual({ status: 'succeeded', output: 1 });
    },
  );

  test('without a mock end the test, and say what to do', async () => {
    const { failures, outcome, status } = await run({ 'A/B': task() }, {});
    expect({ failures, outcome, status }).toEqual({
      status: 'failed',
      outcome: undefined,
      failures: [
        {
          path: '/mocks/A~1B',
          message: 'The task "A/B" has no mock. Say what it gives: "mocks": { "A/B": [ { "return": … } ] }.',
        },
      ],
    });
  });

  test('are not asked when they are skipped', async () => {
    const result = await run({ A: task() }, { input: 5 }, { document: { settings: { skip: ['A'] } } });
    expect(result.outcome).toEqual({ status: 'succeeded', output: 5 });
  });

  test('fail the test by arguments that their action would refuse', async () => {
    const inputSchemas = { 'connector:bank/charge': { type: 'object', properties: { cents: { type: 'integer' } } } };
    const states = { A: task({ Arguments: { cents: '{% $states.input.price %}' } }) };
    const given = { mocks: { A: [{ return: 1 }] } };
    expect(failuresOf(await run(states, { ...given, input: { price: 1.5 } }, { inputSchemas }))).toEqual([
      '/mocks/A: "A" (A) does not fit connector:bank/charge. The argument /cents must be an integer, but is a number.',
    ]);
    expect(failuresOf(await run(states, { ...given, input: { price: 2 } }, { inputSchemas }))).toEqual([]);
  });
});

describe('steps', () => {
  const each: States = {
    Each: {
      Type: 'Map',
      Items: '{% $states.input %}',
      ItemProcessor: {
        StartAt: 'Charge',
        States: {
          Charge: task({ Arguments: { id: '{% $states.input %}' }, Retry: [{ ErrorEquals: ['Busy'] }] }),
        },
      },
      End: true,
    },
  };
  const answers = { Charge: [{ throw: { error: 'Busy' } }, { return: 'b' }, { return: 'c' }, { return: 'a' }] };
  const given = { input: [1, 2, 3], mocks: answers };

  test('inside a Map are told in the order of its items, whenever they took place', async () => {
    const steps = {
      Charge: [
        { input: 1, arguments: { id: 1 }, output: 'a' },
        { input: 2, output: 'b' },
        { input: 3, output: 'c' },
      ],
    };
    const result = await run(each, { ...given, expect: { status: 'succeeded', output: ['a', 'b', 'c'], steps } });
    expect(failuresOf(result)).toEqual([]);
  });

  test.each([
    ['a visit that is not so', [{ output: 'a' }, { output: 'x' }, {}], ['/1/output: Expected "x", but it is "b".']],
    ['fewer visits', [{}, {}], [': "Charge" is entered 3 times; expected: 2 times.']],
    ['a number of visits', { visits: 1 }, ['/visits: "Charge" is entered 3 times; expected: once.']],
    ['the right number', { visits: 3 }, []],
    [
      'what every visit has',
      { output: 'a' },
      [
        '/output: Each[1]/Charge: Expected "a", but it is "b".',
        '/output: Each[2]/Charge: Expected "a", but it is "c".',
      ],
    ],
  ])('%s', async (_, Charge, expected) => {
    const result = await run(each, { ...given, expect: { status: 'succeeded', steps: { Charge } } });
    expect(failuresOf(result)).toEqual(expected.map((text) => `/expect/steps/Charge${text}`));
  });

  test('that are never entered fail, unless that is expected', async () => {
    const states: States = { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } };
    const expecting = (B: object) => run(states, { expect: { status: 'succeeded', steps: { B } } });
    expect(failuresOf(await expecting({}))).toEqual([
      '/expect/steps/B: "B" is never entered. Expect "visits": 0 if that is right.',
    ]);
    expect(failuresOf(await expecting({ visits: 0 }))).toEqual([]);
  });

  test('of a loop count each visit', async () => {
    const states: States = {
      Next: {
        Type: 'Pass',
        Assign: { n: '{% $states.input + 1 %}' },
        Output: '{% $states.input + 1 %}',
        Next: 'More?',
      },
      'More?': { Type: 'Choice', Choices: [{ Condition: '{% $n < 3 %}', Next: 'Next' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    };
    const steps = { Next: [{ output: 1 }, { output: 2 }, { output: 3 }], 'More?': { visits: 3 } };
    expect(failuresOf(await run(states, { input: 0, expect: { status: 'succeeded', steps } }))).toEqual([]);
  });
});

describe('limits', () => {
  const loop: States = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, Next: 'A' } };

  test('end an endless loop', async () => {
    const result = await run(loop, {}, { limits: { steps: 100, durationMs: 5000 } });
    expect(result).toMatchObject({
      status: 'failed',
      failures: [
        {
          path: '',
          message: 'The run entered more than 100 states, the last one "A": look at the way out of its loops.',
        },
      ],
    });
    expect(result.trace).toHaveLength(101);
  });

  test('end a test that takes too long', async () => {
    let now = 0;
    const result = await run(loop, {}, { clock: () => (now += 100) });
    expect(failuresOf(result)).toEqual([
      ': The run took longer than 5 s, and had come to "A": give the test less data.',
    ]);
  });
});

test('the trigger is what the document says it is', async () => {
  const states: States = { A: { Type: 'Pass', Output: '{% $states.context.Trigger %}', End: true } };
  const document = { triggers: { hook: { type: 'webhook', path: 'orders' } } } as const;
  const outputOf = async (trigger?: string) => {
    const { outcome } = await run(states, trigger === undefined ? {} : { trigger }, { document });
    return outcome;
  };
  expect(await outputOf('hook')).toMatchObject({ output: { Id: 'hook', Type: 'webhook' } });
  expect(await outputOf()).toMatchObject({ output: { Type: 'manual' } });
});

test('a draft that cannot be run fails its tests, and says why', async () => {
  const broken = documentOf({ A: { Type: 'Choice' } as unknown as State });
  const result = await runWorkflowTest(broken, { name: 't', expect: { status: 'succeeded' } });
  expect(failuresOf(result)).toEqual([expect.stringContaining(': The workflow cannot be run as it is: ')]);
  const empty = await runWorkflowTest({} as WorkflowDocument, { name: 't', expect: { status: 'succeeded' } });
  expect(empty.status).toBe('failed');
});
