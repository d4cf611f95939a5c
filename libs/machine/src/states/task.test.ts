import { describe, expect, test } from '@jest/globals';
import { initialCheckpoint, interpret } from '../interpret.ts';
import type { JsonValue } from '../json.ts';
import { aMachine } from '../testing/machine-builder.ts';
import { MemoryHost, returned, run, runThrough, START_MS, threw } from '../testing/memory-host.ts';

type Fields = Readonly<Record<string, unknown>>;
const charging = (fields: Fields = {}) => aMachine().task('Charge', fields).pass('After').pass('Rescue').build();
const retried = (retrier: Fields = {}) => ({ Retry: [{ ErrorEquals: ['Connector.Retryable'], ...retrier }] });
const busy = threw('Connector.Retryable', { cause: 'Busy.' });
const fatal = threw('Connector.Fatal', { cause: 'No.' });
const failed = (error: string, words = ''): object => ({
  kind: 'failed',
  error,
  cause: expect.stringContaining(words),
});

describe('a call', () => {
  test('carries the arguments, the connection and the limit', async () => {
    const host = new MemoryHost();
    const machine = charging({
      Resource: 'connector:bank/charge',
      Arguments: { amount: '{% $states.input.total * 100 %}', note: 'order' },
      Credentials: { Connection: 'acme' },
      TimeoutSeconds: 30,
    });
    await run(machine, { total: 2 }, host);
    expect(host.calls).toEqual([
      {
        path: 'Charge',
        thread: '',
        within: '',
        state: 'Charge',
        resource: 'connector:bank/charge',
        arguments: { amount: 200, note: 'order' },
        attempt: 1,
        connection: 'acme',
        timeoutSeconds: 30,
      },
    ]);
  });

  test.each<[string, Fields, JsonValue]>([
    ['takes the input when there are no Arguments', {}, { total: 2 }],
    ['takes one expression as Arguments', { Arguments: '{% $states.input.total %}' }, 2],
    ['takes null as Arguments', { Arguments: null }, null],
  ])('%s', async (_, fields, expected) => {
    const host = new MemoryHost();
    await run(charging(fields), { total: 2 }, host);
    expect(host.calls).toMatchObject([{ arguments: expected }]);
    expect(host.calls[0]).not.toHaveProperty('connection');
    expect(host.calls[0]).not.toHaveProperty('timeoutSeconds');
  });

  test('computes its limit anew for each attempt', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy, returned(1)] } });
    await run(charging({ TimeoutSeconds: '{% 10 + $states.context.State.RetryCount %}', ...retried() }), {}, host);
    expect(host.calls.map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([10, 11]);
  });

  test.each([
    ['a limit of 0', { TimeoutSeconds: '{% 0 %}' }, "'TimeoutSeconds' must give a whole number of seconds from 1"],
    ['a heartbeat of 0', { HeartbeatSeconds: '{% 0 %}' }, "'HeartbeatSeconds' must give"],
    ['a heartbeat that gives nothing', { HeartbeatSeconds: '{% $x %}' }, "'HeartbeatSeconds' returned nothing"],
    [
      'a heartbeat as long as the limit',
      { HeartbeatSeconds: '{% 5 %}', TimeoutSeconds: 5 },
      'HeartbeatSeconds must be less',
    ],
    ['arguments that give nothing', { Arguments: { a: '{% $x %}' } }, "'Arguments/a' returned nothing"],
  ])('is not made with %s', async (_, fields, words) => {
    const host = new MemoryHost();
    expect(await run(charging(fields), {}, host)).toEqual(failed('States.QueryEvaluationError', words));
    expect(host.calls).toEqual([]);
  });

  test('is made with a heartbeat below the limit, or alone', async () => {
    const host = new MemoryHost();
    await run(charging({ HeartbeatSeconds: 1, TimeoutSeconds: 2 }), {}, host);
    await run(charging({ HeartbeatSeconds: '{% $x := 1 %}' }), {}, host);
    expect(host.calls).toHaveLength(2);
  });
});

describe('a result', () => {
  test.each<[string, Fields, JsonValue]>([
    ['is the output', {}, { id: 7 }],
    ['may be used by Output', { Output: ['{% $states.result.id %}', '{% $states.input %}'] }, [7, 'in']],
  ])('%s', async (_, fields, output) => {
    const host = new MemoryHost({ tasks: { Charge: [returned({ id: 7 })] } });
    expect(await run(charging(fields), 'in', host)).toEqual({ kind: 'succeeded', output });
  });

  test('may be kept by Assign', async () => {
    const host = new MemoryHost({ tasks: { Charge: [returned({ id: 7 })] } });
    await run(charging({ Assign: { chargeId: '{% $states.result.id %}' } }), {}, host);
    expect(host.checkpoints[0]?.variables).toEqual({ chargeId: 7 });
  });

  test('of null is a result', async () => {
    const host = new MemoryHost({ tasks: { Charge: [returned(null)] } });
    expect(await run(charging({ Output: ['{% $states.result %}'] }), {}, host)).toMatchObject({ output: [null] });
  });

  test('is recorded with its arguments and attempts', async () => {
    const host = new MemoryHost({ tasks: { Charge: [returned(1)] } });
    await run(charging({ Arguments: { a: 1 } }), {}, host);
    expect(host.events[1]).toMatchObject({
      kind: 'exited',
      arguments: { a: 1 },
      output: 1,
      attempts: [{ attempt: 1, startedAtMs: START_MS, endedAtMs: START_MS }],
      next: 'After',
    });
  });
});

describe('Retry', () => {
  test('tries again after the delays of the rule, in the same step', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy, busy, returned('done')] } });
    expect(await run(charging(retried()), {}, host)).toEqual({ kind: 'succeeded', output: 'done' });
    expect(host.slept).toEqual([1000, 2000]);
    expect(host.calls.map(({ path, attempt }) => [path, attempt])).toEqual([
      ['Charge', 1],
      ['Charge', 2],
      ['Charge', 3],
    ]);
    expect(host.story.slice(0, 2)).toEqual(['entered Charge', 'exited Charge']);
    expect(host.events[1]?.attempts).toEqual([
      {
        attempt: 1,
        startedAtMs: START_MS,
        endedAtMs: START_MS,
        error: busy.kind === 'threw' && busy.error,
        delayMs: 1000,
      },
      {
        attempt: 2,
        startedAtMs: START_MS + 1000,
        endedAtMs: START_MS + 1000,
        error: { error: 'Connector.Retryable', cause: 'Busy.' },
        delayMs: 2000,
      },
      { attempt: 3, startedAtMs: START_MS + 3000, endedAtMs: START_MS + 3000 },
    ]);
  });

  test('gives up after MaxAttempts retries', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy] } });
    const machine = charging(retried({ MaxAttempts: 2, IntervalSeconds: 1 }));
    expect(await run(machine, {}, host)).toEqual({ kind: 'failed', error: 'Connector.Retryable', cause: 'Busy.' });
    expect(host.calls).toHaveLength(3);
    expect(host.events.at(-1)?.attempts).toHaveLength(3);
  });

  test('counts each rule for itself', async () => {
    const answers = ['ErrorA', 'ErrorB', 'ErrorC', 'ErrorB'].map((error) => threw(error));
    const host = new MemoryHost({ tasks: { Charge: answers } });
    const Retry = [
      { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
      { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
    ];
    const machine = charging({ Retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rescue' }] });
    expect(await run(machine, {}, host)).toEqual({ kind: 'succeeded', output: { Error: 'ErrorB', Cause: '' } });
    expect(host.slept).toEqual([1000, 2000, 5000]);
  });

  test('draws jitter from the host', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy, returned(1)] }, random: [0.25] });
    await run(charging(retried({ IntervalSeconds: 4, JitterStrategy: 'FULL' })), {}, host);
    expect(host.slept).toEqual([1000]);
  });

  test('without a delay does not sleep', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy, returned(1)] } });
    await run(charging(retried({ JitterStrategy: 'FULL' })), {}, host);
    expect(host.slept).toEqual([]);
  });

  test('waits as long as the other side asks', async () => {
    const host = new MemoryHost({
      tasks: { Charge: [threw('Connector.Retryable', { retryAfterMs: 4500 }), returned(1)] },
    });
    await run(charging(retried()), {}, host);
    expect(host.slept).toEqual([4500]);
  });

  test('evaluates Arguments anew, and tells them the count', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy, returned(1)] } });
    const Output = '{% $states.context.State.RetryCount %}';
    const machine = charging({ Arguments: '{% $states.context.State.RetryCount %}', Output, ...retried() });
    expect(await run(machine, {}, host)).toMatchObject({ output: 1 });
    expect(host.calls.map((call) => call.arguments)).toEqual([0, 1]);
  });

  test.each([
    ['arguments that cannot be computed', { Arguments: '{% $x %}' }, 0],
    ['a result that Output cannot use', { Output: '{% $x %}' }, 2],
    ['a result that Assign cannot use', { Assign: { a: '{% $x %}' } }, 2],
  ])('covers %s, as in AWS', async (_, fields, calls) => {
    const host = new MemoryHost();
    const Retry = [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }];
    const outcome = await run(charging({ ...fields, Retry }), {}, host);
    expect(outcome).toEqual(failed('States.QueryEvaluationError'));
    expect(host.calls).toHaveLength(calls);
    expect(host.slept).toEqual([1000]);
  });

  test.each([
    { error: 'States.Timeout', name: 'States.TaskFailed', calls: 1 },
    { error: 'States.Timeout', name: 'States.Timeout', calls: 2 },
    { error: 'States.Runtime', name: 'States.ALL', calls: 1 },
  ])('of $name makes $calls call(s) that end with $error', async ({ error, name, calls }) => {
    const host = new MemoryHost({ tasks: { Charge: [threw(error)] } });
    const machine = charging({ Retry: [{ ErrorEquals: [name], MaxAttempts: 1 }] });
    expect(await run(machine, {}, host)).toEqual(failed(error));
    expect(host.calls).toHaveLength(calls);
  });

  test('and Catch leave States.Runtime alone: nothing of the workflow can mend it', async () => {
    const host = new MemoryHost({ tasks: { Charge: [threw('States.Runtime')] } });
    const machine = charging({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rescue' }] });
    expect(await run(machine, {}, host)).toEqual(failed('States.Runtime'));
  });
});

describe('a long delay', () => {
  const machine = charging(retried({ IntervalSeconds: 60, BackoffRate: 1, MaxAttempts: 2 }));

  test('parks the run with all that the next attempt needs', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy, busy, returned('done')] } });
    const { outcome, parked } = await runThrough(machine, initialCheckpoint(machine, 'in'), host);
    expect(outcome).toEqual({ kind: 'succeeded', output: 'done' });
    expect(parked).toMatchObject([
      {
        state: 'Charge',
        input: 'in',
        visits: { Charge: 1 },
        pending: { kind: 'retry', attempt: 1, retries: { 0: 1 }, untilMs: START_MS + 60_000, enteredAtMs: START_MS },
      },
      {
        state: 'Charge',
        input: 'in',
        visits: { Charge: 1 },
        pending: { kind: 'retry', attempt: 2, retries: { 0: 2 }, untilMs: START_MS + 120_000, enteredAtMs: START_MS },
      },
    ]);
    expect(host.calls.map(({ path, attempt }) => `${path} ${attempt}`)).toEqual(['Charge 1', 'Charge 2', 'Charge 3']);
    expect(host.story).toEqual([
      'entered Charge',
      'exited Charge',
      'entered After',
      'exited After',
      'entered Rescue',
      'exited Rescue',
    ]);
    expect(host.events[1]).toMatchObject({ startedAtMs: START_MS, endedAtMs: START_MS + 120_000 });
    expect(host.events[1]?.attempts).toHaveLength(3);
  });

  test('keeps the count of the retries over the parking', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy] } });
    const { outcome } = await runThrough(machine, initialCheckpoint(machine, {}), host);
    expect(outcome).toEqual(failed('Connector.Retryable'));
    expect(host.calls).toHaveLength(3);
  });

  test('that is not over parks the run again', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy] } });
    const first = await run(machine, {}, host);
    if (first.kind !== 'suspended') throw new Error('not parked');
    host.moveTo(START_MS + 1000);
    expect(await interpret(machine, first.checkpoint, host)).toEqual(first);
    expect(host.calls).toHaveLength(1);
  });

  test('may come from a checkpoint that kept no attempts', async () => {
    const host = new MemoryHost({ tasks: { Charge: [busy, returned('done')] } });
    const pending = { kind: 'retry', untilMs: 0, enteredAtMs: 0, attempt: 1, retries: { 0: 1 } } as const;
    const from = { state: 'Charge', input: {}, variables: {}, visits: { Charge: 1 }, pending };
    expect(await interpret(machine, from, host)).toMatchObject({ output: 'done' });
    expect(host.events[0]?.attempts).toMatchObject([{ attempt: 2 }]);
  });
});

test('the records of attempts are the newest hundred: a run of a year must not carry them all', async () => {
  const host = new MemoryHost({ tasks: { Charge: [busy] } });
  await run(charging(retried({ MaxAttempts: 150, BackoffRate: 1 })), {}, host);
  expect(host.calls).toHaveLength(151);
  const attempts = host.events.at(-1)?.attempts ?? [];
  expect([attempts.length, attempts[0]?.attempt, attempts.at(-1)?.attempt]).toEqual([100, 52, 151]);
});

describe('Catch', () => {
  const caught = (catcher: Fields = {}, fields: Fields = {}) =>
    charging({ ...fields, Catch: [{ ErrorEquals: ['Connector.Fatal'], Next: 'Rescue', ...catcher }] });
  const refusing = () => new MemoryHost({ tasks: { Charge: [fatal] } });

  test('goes on elsewhere with the error as input', async () => {
    const host = refusing();
    expect(await run(caught(), 'in', host)).toEqual({
      kind: 'succeeded',
      output: { Error: 'Connector.Fatal', Cause: 'No.' },
    });
    expect(host.story).toEqual(['entered Charge', 'failed Charge', 'entered Rescue', 'exited Rescue']);
    expect(host.events[1]).toMatchObject({
      kind: 'failed',
      error: { error: 'Connector.Fatal', cause: 'No.' },
      output: { Error: 'Connector.Fatal', Cause: 'No.' },
      next: 'Rescue',
      arguments: 'in',
    });
  });

  test('may make its own output and variables of the error', async () => {
    const host = refusing();
    const machine = caught({
      Assign: { reason: '{% $states.errorOutput.Error %}' },
      Output: { in: '{% $states.input %}', error: '{% $states.errorOutput %}' },
    });
    expect(await run(machine, 'in', host)).toEqual({
      kind: 'succeeded',
      output: { in: 'in', error: { Error: 'Connector.Fatal', Cause: 'No.' } },
    });
    expect(host.checkpoints[0]?.variables).toEqual({ reason: 'Connector.Fatal' });
  });

  test('leaves the Assign and Output of the state alone', async () => {
    const host = refusing();
    await run(caught({}, { Assign: { ok: true }, Output: 'ok' }), {}, host);
    expect(host.checkpoints[0]).toMatchObject({ variables: {}, input: { Error: 'Connector.Fatal' } });
  });

  test('takes the first rule that matches', async () => {
    const Catch = [
      { ErrorEquals: ['Other'], Next: 'After' },
      { ErrorEquals: ['States.TaskFailed'], Next: 'Rescue' },
      { ErrorEquals: ['States.ALL'], Next: 'After' },
    ];
    const host = refusing();
    await run(charging({ Catch }), {}, host);
    expect(host.checkpoints[0]?.state).toBe('Rescue');
  });

  test('knows nothing of a result, and counts the retries', async () => {
    const Output = ['{% $exists($states.result) %}', '{% $states.context.State.RetryCount %}'];
    const host = refusing();
    const machine = caught({ Output }, { Retry: [{ ErrorEquals: ['Connector.Fatal'], MaxAttempts: 1 }] });
    expect(await run(machine, {}, host)).toMatchObject({ output: [false, 1] });
  });

  test('takes an error that no rule names nowhere', async () => {
    const host = new MemoryHost({ tasks: { Charge: [threw('Other')] } });
    expect(await run(caught(), {}, host)).toEqual(failed('Other'));
  });

  test('covers a result that Output cannot use', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Rescue', Output: 'rescued' }];
    expect(await run(charging({ Output: '{% $x %}', Catch }))).toEqual({ kind: 'succeeded', output: 'rescued' });
  });

  test('that cannot be evaluated fails the run, with the attempts in the record', async () => {
    const host = refusing();
    expect(await run(caught({ Output: '{% $x %}' }), {}, host)).toEqual(
      failed('States.QueryEvaluationError', "'Catch[0]/Output'"),
    );
    expect(host.events.at(-1)).toMatchObject({ kind: 'failed', attempts: [{ error: { error: 'Connector.Fatal' } }] });
  });
});

describe('a host that no longer owns the run', () => {
  const lost = new Error('the lease is lost');
  const losing = () => {
    throw lost;
  };

  test.each([
    ['at the call', { tasks: { Charge: [losing] } }, {}],
    ['at the call, whatever Retry says', { tasks: { Charge: [losing] } }, { Retry: [{ ErrorEquals: ['States.ALL'] }] }],
  ])('ends interpretation %s', async (_, settings, fields) => {
    await expect(run(charging(fields), {}, new MemoryHost(settings))).rejects.toBe(lost);
  });

  test('ends interpretation while a catcher is evaluated', async () => {
    class LosingHost extends MemoryHost {
      override evaluate(): never {
        throw lost;
      }
    }
    const machine = charging({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rescue', Output: '{% 1 %}' }] });
    await expect(run(machine, {}, new LosingHost({ tasks: { Charge: [fatal] } }))).rejects.toBe(lost);
  });
});
