import { afterAll, describe, expect, test } from '@jest/globals';
import { Files, millrace } from '../testing/run-millrace.ts';

const files = new Files();
afterAll(() => files.remove());

interface Given {
  readonly input?: unknown;
  readonly tasks?: unknown;
  readonly trace?: boolean;
}

/** The answer to a machine of these states, the first of which is the start. */
async function answer(states: Readonly<Record<string, object>>, { input, tasks, trace = false }: Given = {}) {
  const machine = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
  return answerTo(machine, { input, tasks, trace });
}
async function answerTo(machine: object, { input, tasks, trace = false }: Given = {}) {
  const { exitCode, out, complaints } = await millrace([
    'machine',
    'run',
    files.write('machine.json', machine),
    ...(input === undefined ? [] : ['--input', files.write('input.json', JSON.stringify(input))]),
    ...(tasks === undefined ? [] : ['--tasks', files.write('tasks.json', tasks)]),
    ...(trace ? ['--trace'] : []),
  ]);
  return { exitCode, complaints, answer: out === '' ? undefined : (JSON.parse(out) as unknown), out };
}
const charge = { Type: 'Task', Resource: 'connector:bank/charge', End: true };

describe('the answer', () => {
  test('to a machine that succeeds is its output, on one line, and 0', async () => {
    const { exitCode, out } = await answer(
      { A: { Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' }, End: true } },
      { input: { n: 1 } },
    );
    expect(out).toBe('{"status":"SUCCEEDED","output":{"n":2}}\n');
    expect(exitCode).toBe(0);
  });

  test('to a machine that fails is its error and cause, and 1', async () => {
    const { exitCode, out } = await answer({ A: { Type: 'Fail', Error: 'Order.Invalid', Cause: 'No items.' } });
    expect(out).toBe('{"status":"FAILED","error":"Order.Invalid","cause":"No items."}\n');
    expect(exitCode).toBe(1);
  });

  test.each([
    ['an error alone', { Error: 'A' }, { status: 'FAILED', error: 'A' }],
    ['a cause alone', { Cause: 'b' }, { status: 'FAILED', cause: 'b' }],
    ['neither', {}, { status: 'FAILED' }],
  ])('to a Fail with %s has no other member, as in Step Functions', async (_, fields, expected) => {
    expect((await answer({ A: { Type: 'Fail', ...fields } })).answer).toEqual(expected);
  });

  test('to a machine whose time is up is TIMED_OUT', async () => {
    const machine = { StartAt: 'A', TimeoutSeconds: 60, States: { A: { Type: 'Wait', Seconds: 61, End: true } } };
    expect(await answerTo(machine)).toMatchObject({
      exitCode: 1,
      answer: { status: 'TIMED_OUT', error: 'States.Timeout' },
    });
  });

  test('takes {} as input when none is given, and any JSON when it is', async () => {
    expect((await answer({ A: { Type: 'Succeed' } })).answer).toMatchObject({ output: {} });
    for (const input of [null, 7, 'text', [1]]) {
      expect((await answer({ A: { Type: 'Succeed' } }, { input })).answer).toMatchObject({ output: input });
    }
  });

  test('is the same for the machine inside a workflow document', async () => {
    const document = { millrace: 1, name: 'a', machine: { StartAt: 'A', States: { A: { Type: 'Succeed' } } } };
    expect(await answerTo(document)).toMatchObject({ exitCode: 0, answer: { status: 'SUCCEEDED' } });
  });

  test('reads the machine from standard input', async () => {
    const { out } = await millrace(
      ['machine', 'run', '-', '--json'],
      '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
    );
    expect(out).toBe('{"status":"SUCCEEDED","output":{}}\n');
  });

  test.each([
    [
      'a distributed Map',
      { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' } }, End: true },
      'does not run distributed Map states',
    ],
    ['JSONPath', { Type: 'Pass', QueryLanguage: 'JSONPath', End: true }, 'does not run JSONPath mode'],
  ])('to a machine with %s says what is not run', async (_, state, words) => {
    const { exitCode, answer: found } = await answer({ A: state });
    expect(exitCode).toBe(1);
    expect(found).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining(words) });
  });

  test('is a complaint when the machine is malformed where it matters', async () => {
    const { exitCode, out, complaints } = await answer({ A: { Type: 'Choice', Default: 'A' } });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(complaints).toBe(
      '/States/A must have the member "Choices". "millrace machine validate" prints every problem.\n',
    );
  });

  test.each([
    ['are a list', { StartAt: 'A', States: [] }, 'no state named'],
    ['are nothing', { StartAt: 'A', States: null }, undefined],
  ])('does not come when the states %s', async (_, machine, words) => {
    const { exitCode, complaints, answer: found } = await answerTo(machine);
    if (words === undefined)
      expect([exitCode, complaints]).toEqual([2, expect.stringContaining('/States must be an object')]);
    else expect(found).toMatchObject({ cause: expect.stringContaining(words) });
  });
});

describe('time', () => {
  test('is virtual: a year of waiting takes none', async () => {
    const before = performance.now();
    const { answer: found } = await answer({
      Year: { Type: 'Wait', Seconds: 31_536_000, Next: 'Until' },
      Until: { Type: 'Wait', Timestamp: '2040-01-01T00:00:00Z', Next: 'When' },
      When: { Type: 'Pass', Output: '{% $states.context.State.EnteredTime %}', End: true },
    });
    expect(found).toMatchObject({ output: '2040-01-01T00:00:00.000Z' });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test('is virtual between attempts too, and starts in 2030 for everybody', async () => {
    const Retry = [{ ErrorEquals: ['A'], IntervalSeconds: 3600, BackoffRate: 1 }];
    const tasks = { Charge: [{ throw: { error: 'A' } }, { return: 1 }] };
    const states = {
      Charge: { ...charge, Retry, End: undefined, Next: 'When' },
      When: { Type: 'Pass', Output: '{% $states.context.State.EnteredTime %}', End: true },
    };
    expect((await answer(states, { tasks })).answer).toMatchObject({ output: '2030-01-01T01:00:00.000Z' });
  });

  test('and chance are the same in every run', async () => {
    const states = { A: { Type: 'Pass', Output: ['{% $random() %}', '{% $uuid() %}', '{% $now() %}'], End: true } };
    expect((await answer(states)).out).toBe((await answer(states)).out);
  });
});

describe('mocks', () => {
  test('are one an attempt, the last one repeating', async () => {
    const Retry = [{ ErrorEquals: ['Bank.Busy'], MaxAttempts: 5 }];
    const tasks = {
      Charge: [
        { throw: { error: 'Bank.Busy', cause: 'Later.' } },
        { throw: { error: 'Bank.Busy' } },
        { return: { id: 7 } },
      ],
    };
    expect((await answer({ Charge: { ...charge, Retry } }, { tasks })).answer).toEqual({
      status: 'SUCCEEDED',
      output: { id: 7 },
    });
    const busy = { Charge: [{ return: 1 }, { throw: { error: 'Bank.Busy' } }] };
    const loop = {
      Charge: { ...charge, End: undefined, Next: 'Again' },
      Again: { Type: 'Pass', Next: 'Charge' },
    };
    expect((await answer(loop, { tasks: busy })).answer).toEqual({ status: 'FAILED', error: 'Bank.Busy' });
  });

  test('give a cause to Catch', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }];
    const states = { Charge: { ...charge, Catch }, Sorry: { Type: 'Succeed' } };
    const tasks = { Charge: [{ throw: { error: 'A', cause: 'b' } }] };
    expect((await answer(states, { tasks })).answer).toEqual({
      status: 'SUCCEEDED',
      output: { Error: 'A', Cause: 'b' },
    });
  });

  test.each([
    ['missing', {}, 'The task "Charge" has no mock. Add it to the file given with --tasks'],
    ['missing, though an object has such a member', {}, 'The task "constructor" has no mock.'],
    ['empty', { Charge: [] }, 'The mock at /Charge must have 1 item at least'],
    ['no list', { Charge: { return: 1 } }, 'The mock at /Charge must be an array, but is an object'],
    ['neither', { Charge: [{ retrun: 1 }] }, 'The mock at /Charge/0 must have the member "return"'],
    ['both', { Charge: [{ return: 1, throw: { error: 'A' } }] }, 'The mock at /Charge/0/return has the unknown member'],
    ['without an error', { Charge: [{ throw: {} }] }, 'The mock at /Charge/0/throw must have the member "error"'],
  ])('that are %s are refused', async (_, tasks, words) => {
    const name = words.includes('constructor') ? 'constructor' : 'Charge';
    const { exitCode, out, complaints } = await answer({ [name]: charge }, { tasks });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(complaints).toContain(words);
  });
});

test('a trace tells what was entered and exited, as Step Functions names it', async () => {
  const states = {
    Charge: {
      ...charge,
      End: undefined,
      Arguments: { cents: 500 },
      Assign: { id: '{% $states.result.id %}', note: 'paid' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }],
      Next: 'Big?',
    },
    'Big?': { Type: 'Choice', Choices: [{ Condition: '{% $id > 5 %}', Next: 'Pause' }], Default: 'Stop' },
    Pause: { Type: 'Wait', Seconds: 9, Output: 'slept', Next: 'Again' },
    Again: { ...charge, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }] },
    Stop: { Type: 'Fail', Error: 'Own' },
  };
  const tasks = { Charge: [{ return: { id: 7 } }], Again: [{ throw: { error: 'A', cause: 'b' } }] };
  const { exitCode, answer: found } = await answer(states, { input: 'in', tasks, trace: true });
  expect(exitCode).toBe(1);
  expect(found).toEqual({
    status: 'FAILED',
    error: 'Own',
    trace: [
      { type: 'TaskStateEntered', name: 'Charge', input: 'in' },
      { type: 'TaskStateExited', name: 'Charge', output: { id: 7 }, assigned: { id: '7', note: '"paid"' } },
      { type: 'ChoiceStateEntered', name: 'Big?', input: { id: 7 } },
      { type: 'ChoiceStateExited', name: 'Big?', output: { id: 7 } },
      { type: 'WaitStateEntered', name: 'Pause', input: { id: 7 } },
      { type: 'WaitStateExited', name: 'Pause', output: 'slept' },
      { type: 'TaskStateEntered', name: 'Again', input: 'slept' },
      { type: 'TaskStateExited', name: 'Again', output: { Error: 'A', Cause: 'b' } },
      { type: 'FailStateEntered', name: 'Stop', input: { Error: 'A', Cause: 'b' } },
    ],
  });
});
