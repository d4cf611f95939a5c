import { describe, expect, test } from '@jest/globals';
import type { Checkpoint, StepEvent } from './host.ts';
import { initialCheckpoint, interpret } from './interpret.ts';
import type { Machine } from './machine.ts';
import { aMachine } from './testing/machine-builder.ts';
import { MemoryHost, returned, run, runThrough, START_MS, threw } from './testing/memory-host.ts';

const startedAt = (startedAtMs: number) => ({ options: { startedAtMs } });
const timedOut = {
  kind: 'timed_out',
  error: 'States.Timeout',
  cause: 'The run took longer than the TimeoutSeconds of its machine.',
};

/** Counts up to `limit` in a loop of two states. */
const counting = (limit: number, fields: Readonly<Record<string, unknown>> = {}) =>
  aMachine(fields)
    .pass('Begin', { Assign: { count: 0 } })
    .task('Step', { Assign: { count: '{% $count + 1 %}' } })
    .choice('More?', [{ Condition: `{% $count < ${limit} %}`, Next: 'Step' }], { Default: 'Done' })
    .succeed('Done', { Output: '{% $count %}' })
    .build();

describe('positions', () => {
  test('begin at StartAt with nothing set', () => {
    expect(initialCheckpoint(counting(1), 'in')).toEqual({ state: 'Begin', input: 'in', variables: {}, visits: {} });
  });

  test('are told after every transition, and not at the end', async () => {
    const host = new MemoryHost();
    await run(counting(2), 'in', host);
    expect(host.checkpoints.map(({ state, variables, visits }) => [state, variables, visits])).toEqual([
      ['Step', { count: 0 }, { Begin: 1 }],
      ['More?', { count: 1 }, { Begin: 1, Step: 1 }],
      ['Step', { count: 1 }, { Begin: 1, Step: 1, 'More?': 1 }],
      ['More?', { count: 2 }, { Begin: 1, Step: 2, 'More?': 1 }],
      ['Done', { count: 2 }, { Begin: 1, Step: 2, 'More?': 2 }],
    ]);
  });

  test('are not written over: a host may keep what it was given', async () => {
    const host = new MemoryHost();
    const before: string[] = [];
    host.checkpoint = (checkpoint) => {
      host.checkpoints.push(checkpoint);
      before.push(JSON.stringify(checkpoint));
    };
    await run(counting(3), {}, host);
    expect(host.checkpoints.map((checkpoint) => JSON.stringify(checkpoint))).toEqual(before);
  });

  test('are waited for before the next state is entered', async () => {
    const order: string[] = [];
    class SlowHost extends MemoryHost {
      override async checkpoint({ state }: Checkpoint): Promise<void> {
        await Promise.resolve();
        order.push(`kept ${state}`);
      }
      override record({ kind, path }: StepEvent): void {
        order.push(`${kind} ${path}`);
      }
    }
    await run(aMachine().pass('A').pass('B').build(), {}, new SlowHost());
    expect(order).toEqual(['entered A', 'exited A', 'kept B', 'entered B', 'exited B']);
  });

  test('that the host refuses end interpretation', async () => {
    const lost = new Error('the lease is lost');
    class LosingHost extends MemoryHost {
      override checkpoint(): Promise<void> {
        return Promise.reject(lost);
      }
    }
    const host = new LosingHost();
    await expect(run(aMachine().pass('A').pass('B').build(), {}, host)).rejects.toBe(lost);
    expect(host.story).toEqual(['entered A', 'exited A']);
  });
});

describe('states that only compute', () => {
  const computing = aMachine()
    .pass('Count', { Assign: { n: '{% $states.input + 1 %}' } })
    .choice('Which', [{ Condition: '{% $n > 5 %}', Next: 'Many' }], { Default: 'Few' })
    .succeed('Few', { Output: '{% $n %}' })
    .fail('Many', { Error: '{% "TooMany" %}' })
    .build();

  test.each([
    [1, { kind: 'succeeded', output: 2 }],
    [9, { kind: 'failed', error: 'TooMany', cause: '' }],
  ])('wait for nothing: all is done by the time there is a promise (%s)', async (input, expected) => {
    const host = new MemoryHost();
    const outcome = run(computing, input, host);
    expect(host.story).toHaveLength(6);
    expect(await outcome).toEqual(expected);
  });

  test('leave the thread to others where the host asks for it, and nowhere else', async () => {
    class SharingHost extends MemoryHost {
      override checkpoint({ state }: Checkpoint): Promise<void> | void {
        if (state === 'Few') return Promise.resolve();
      }
    }
    const host = new SharingHost();
    const outcome = run(computing, 1, host);
    expect(host.story).toEqual(['entered Count', 'exited Count', 'entered Which', 'exited Which']);
    expect(await outcome).toEqual({ kind: 'succeeded', output: 2 });
  });
});

describe('a path', () => {
  test('names each visit of a state', async () => {
    const host = new MemoryHost();
    await run(counting(3), {}, host);
    expect(host.calls.map(({ path }) => path)).toEqual(['Step', 'Step#2', 'Step#3']);
    expect(host.sites).toContain('Step#3 Assign/count');
  });

  test('of one state is never the path of another, whatever they are called', async () => {
    const host = new MemoryHost();
    const machine = aMachine()
      .task('A')
      .task('A#2', { Assign: { again: '{% $exists($again) %}' } })
      .choice('Again?', [{ Condition: '{% $again %}', Next: 'Done' }], { Default: 'A' })
      .succeed('Done')
      .build();
    await run(machine, {}, host);
    const paths = host.calls.map(({ path }) => path);
    expect(paths).toEqual(['A', 'A##2', 'A#2', 'A##2#2']);
    expect(new Set(paths).size).toBe(paths.length);
  });
});

describe('names that objects have of their own', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('name a state: %s', async (name) => {
    const host = new MemoryHost();
    const machine = aMachine().pass('First').task(name).build();
    expect(await run(machine, 1, host)).toEqual({ kind: 'succeeded', output: 1 });
    expect(host.calls).toMatchObject([{ path: name, state: name }]);
  });

  test.each(['constructor', 'toString', '__proto__'])('name no state that is not there: %s', async (name) => {
    expect(await run(aMachine().pass('First', { Next: name }).build())).toEqual({
      kind: 'failed',
      error: 'States.Runtime',
      cause: `The machine has no state named "${name}".`,
    });
  });

  test.each(['constructor', 'toString', '__proto__', 'Nap'])('name no type: %s', async (type) => {
    expect(await run(aMachine().state('Only', { Type: type, End: true }).build())).toEqual({
      kind: 'failed',
      error: 'States.Runtime',
      cause: `The state "Only" has the Type "${type}", which does not exist.`,
    });
  });
});

describe('a machine that cannot go on', () => {
  test.each([
    ['has no start', { StartAt: 'A', States: {} }, 'The machine has no state named "A".'],
    ['has a state that is none', { StartAt: 'A', States: { A: null } }, 'The machine has no state named "A".'],
  ])('%s', async (_, machine, cause) => {
    expect(await run(machine as unknown as Machine)).toEqual({ kind: 'failed', error: 'States.Runtime', cause });
  });

  test('loops for ever: the run ends at the limit of transitions', async () => {
    const host = new MemoryHost({ options: { limits: { transitions: { most: 50 } } } });
    const outcome = await run(aMachine().pass('A', { Next: 'A' }).build(), {}, host);
    expect(outcome).toMatchObject({ kind: 'failed', error: 'States.Runtime' });
    expect(outcome).toMatchObject({ cause: expect.stringContaining('"limit.transitions"') });
    expect(host.checkpoints).toHaveLength(50);
  });

  test('a hundred thousand transitions are allowed unless the host says otherwise', async () => {
    const host = new MemoryHost();
    host.record = host.checkpoint = () => undefined;
    const from = { state: 'A', input: 1, variables: {}, visits: { A: 99_999 } };
    expect(await interpret(aMachine().pass('A').build(), from, host)).toMatchObject({ kind: 'succeeded' });
    expect(await interpret(aMachine().pass('A').pass('B').build(), from, host)).toMatchObject({ kind: 'failed' });
  });

  test('a suspension is no transition', async () => {
    const host = new MemoryHost({ options: { limits: { transitions: { most: 2 } } } });
    const machine = aMachine().wait('Pause', { Seconds: 60 }).pass('After').build();
    const { outcome } = await runThrough(machine, initialCheckpoint(machine, 1), host);
    expect(outcome).toEqual({ kind: 'succeeded', output: 1 });
  });
});

describe('what this version does not run is refused when it is reached, by name', () => {
  const branch = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } };
  test.each([
    [
      'a distributed Map',
      { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...branch }, End: true },
      'distributed Map states',
    ],
    ['an ItemReader', { Type: 'Map', ItemProcessor: branch, ItemReader: {}, End: true }, 'distributed Map states'],
    ['a JSONPath state', { Type: 'Pass', QueryLanguage: 'JSONPath', End: true }, 'JSONPath mode'],
    ['a field of JSONPath', { Type: 'Pass', Result: 1, End: true }, 'JSONPath mode, to which Result belongs'],
    [
      'another field of JSONPath',
      { Type: 'Task', Resource: 'x', Parameters: {}, End: true },
      'JSONPath mode, to which Parameters belongs',
    ],
  ])('%s', async (_, state, what) => {
    const host = new MemoryHost();
    expect(await run(aMachine().pass('First').state('Second', state).build(), {}, host)).toEqual({
      kind: 'failed',
      error: 'States.Runtime',
      cause: `This version of Millrace does not run ${what}, as in the state "Second".`,
    });
    expect(host.calls).toEqual([]);
  });

  test.each([
    ['a machine in JSONPath mode', ['JSONPath', undefined], 'failed'],
    ['but not a state in it that is in JSONata mode', ['JSONPath', 'JSONata'], 'succeeded'],
    ['nor a machine that says nothing', [undefined, undefined], 'succeeded'],
  ])('%s', async (_, [ofMachine, ofState], kind) => {
    const machine = aMachine({ QueryLanguage: ofMachine }).pass('A', { QueryLanguage: ofState }).build();
    expect(await run(machine)).toMatchObject({ kind });
  });
});

describe('the time of a run', () => {
  test('ends it, however much of a wait is left', async () => {
    const host = new MemoryHost(startedAt(START_MS));
    const machine = aMachine({ TimeoutSeconds: 60 }).wait('Pause', { Seconds: 3600 }).pass('After').build();
    const { outcome, parked } = await runThrough(machine, initialCheckpoint(machine, {}), host);
    expect(outcome).toEqual(timedOut);
    expect(parked).toMatchObject([{ pending: { untilMs: START_MS + 60_000 } }]);
    expect(host.story).toEqual(['entered Pause', 'failed Pause']);
    expect(host.events[1]).toMatchObject({ error: { error: 'States.Timeout' } });
  });

  test('ends it in a wait that is slept in process too', async () => {
    const host = new MemoryHost(startedAt(START_MS));
    const machine = aMachine({ TimeoutSeconds: 2 }).wait('Pause', { Seconds: 4, Output: '{% $x %}' }).build();
    expect(await run(machine, {}, host)).toEqual(timedOut);
    expect(host.slept).toEqual([2000]);
    expect(host.story).toEqual(['entered Pause', 'failed Pause']);
  });

  test('tells each task what is left of it', async () => {
    const host = new MemoryHost(startedAt(START_MS - 7500));
    const machine = aMachine({ TimeoutSeconds: 10 })
      .task('Short', { TimeoutSeconds: 1 })
      .task('Long', { TimeoutSeconds: 60 })
      .task('None')
      .build();
    await run(machine, {}, host);
    expect(host.calls.map(({ timeoutSeconds, leftSeconds }) => [timeoutSeconds, leftSeconds])).toEqual([
      [1, 2.5],
      [60, 2.5],
      [undefined, 2.5],
    ]);
  });

  test('ends it while a task waits for its next attempt, and no attempt follows', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 4 }];
    const host = new MemoryHost({ ...startedAt(START_MS), tasks: { Step: [threw('A')] } });
    const machine = aMachine({ TimeoutSeconds: 2 }).task('Step', { Retry }).build();
    expect(await run(machine, {}, host)).toEqual(timedOut);
    expect(host.calls).toHaveLength(1);
    expect(host.events.at(-1)).toMatchObject({ kind: 'failed', attempts: [{ attempt: 1 }] });
  });

  test('cannot be caught', async () => {
    const host = new MemoryHost({
      ...startedAt(START_MS),
      tasks: {
        Step: [
          () => {
            host.moveTo(START_MS + 2000);
            return threw('States.Timeout');
          },
        ],
      },
    });
    const rules = { Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }] };
    const machine = aMachine({ TimeoutSeconds: 2 }).task('Step', rules).pass('After').build();
    expect(await run(machine, {}, host)).toEqual(timedOut);
    expect(host.calls).toHaveLength(1);
    expect(host.story).toEqual(['entered Step', 'failed Step']);
  });

  test('ends it though the last task succeeded, when that came too late', async () => {
    const host = new MemoryHost({
      ...startedAt(START_MS),
      tasks: {
        Step: [
          () => {
            host.moveTo(START_MS + 2000);
            return returned(1);
          },
        ],
      },
    });
    expect(await run(aMachine({ TimeoutSeconds: 2 }).task('Step').build(), {}, host)).toEqual(timedOut);
    expect(host.story).toEqual(['entered Step', 'exited Step']);
  });

  test('that is up before the run begins leaves nothing of it to be done', async () => {
    const host = new MemoryHost(startedAt(START_MS - 60_000));
    expect(await run(aMachine({ TimeoutSeconds: 60 }).task('Step').build(), {}, host)).toEqual(timedOut);
    expect(host.calls).toEqual([]);
  });

  test('does not end it when the host knows no start', async () => {
    const machine = aMachine({ TimeoutSeconds: 1 }).wait('Pause', { Seconds: 3 }).build();
    expect(await run(machine)).toMatchObject({ kind: 'succeeded' });
  });
});

describe('states after which their machine ends', () => {
  const ending = (...endAfter: string[]) => new MemoryHost({ options: { endAfter } });
  const item = {
    StartAt: 'First',
    States: { First: { Type: 'Pass', Output: 'first', Next: 'Second' }, Second: { Type: 'Fail' } },
  } as const;

  test('the machine ends with what the state gives, and its record says where it would have led', async () => {
    const host = ending('Charge');
    const States = {
      Charge: { Type: 'Pass', Output: 7, Next: 'Never' },
      Never: { Type: 'Fail' },
    } as const;
    const machine = { StartAt: 'Charge', States };
    expect(await interpret(machine, initialCheckpoint(machine, {}), host)).toEqual({ kind: 'succeeded', output: 7 });
    expect(host.events.at(-1)).toMatchObject({ kind: 'exited', state: 'Charge', next: 'Never' });
  });

  test('inside of a Map each item ends; with the Map, all does', async () => {
    const host = ending('First', 'Each');
    const States = {
      Each: { Type: 'Map', Items: [1, 2], ItemProcessor: item, Next: 'Never' },
      Never: { Type: 'Fail' },
    } as const;
    const machine = { StartAt: 'Each', States };
    const outcome = await interpret(machine, initialCheckpoint(machine, {}), host);
    expect(outcome).toEqual({ kind: 'succeeded', output: ['first', 'first'] });
  });

  test('a failure that is caught there ends it too; one that is not fails it', async () => {
    const failing = (more: object) =>
      ({ StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: item, ...more } } }) as unknown as Machine;
    const Catch = [{ ErrorEquals: ['States.ALL'], Output: 'caught', Next: 'Never' }];
    const run = (machine: Machine) => interpret(machine, initialCheckpoint(machine, [1]), ending('Each'));
    expect(await run(failing({ Catch }))).toEqual({ kind: 'succeeded', output: 'caught' });
    expect(await run(failing({ End: true }))).toMatchObject({ kind: 'failed' });
  });
});

describe('states that are switched off', () => {
  const skipping = (...skip: string[]) => new MemoryHost({ options: { skip } });

  test('hand their input on, call nothing and set nothing', async () => {
    const host = skipping('Charge', 'Pause', 'Shape');
    const machine = aMachine()
      .task('Charge', { Assign: { a: 1 }, Output: 'charged' })
      .wait('Pause', { Seconds: 3600 })
      .pass('Shape', { Output: 'shaped' })
      .build();
    expect(await run(machine, 'in', host)).toEqual({ kind: 'succeeded', output: 'in' });
    expect(host.calls).toEqual([]);
    expect(host.checkpoints.map(({ variables }) => variables)).toEqual([{}, {}]);
    expect(host.story).toHaveLength(6);
  });

  test('do not include a Choice or an end, which have nowhere to hand it', async () => {
    const host = skipping('Which', 'Stop');
    const machine = aMachine()
      .choice('Which', [{ Condition: true, Next: 'Stop' }])
      .fail('Stop', { Error: 'A' })
      .build();
    expect(await run(machine, {}, host)).toMatchObject({ kind: 'failed', error: 'A' });
  });
});

test('every event of a run is told in order, with its times', async () => {
  const host = new MemoryHost({ tasks: { Step: [returned('out')] } });
  await run(aMachine().task('Step').wait('Pause', { Seconds: 2 }).succeed('Done').build(), 'in', host);
  const at = (ms: number) => START_MS + ms;
  const resource = 'connector:test/do';
  expect(host.events).toEqual([
    { kind: 'entered', path: 'Step', state: 'Step', type: 'Task', resource, input: 'in', startedAtMs: at(0) },
    {
      kind: 'exited',
      path: 'Step',
      state: 'Step',
      type: 'Task',
      resource,
      input: 'in',
      output: 'out',
      arguments: 'in',
      attempts: [{ attempt: 1, startedAtMs: at(0), endedAtMs: at(0) }],
      next: 'Pause',
      startedAtMs: at(0),
      endedAtMs: at(0),
    },
    { kind: 'entered', path: 'Pause', state: 'Pause', type: 'Wait', input: 'out', startedAtMs: at(0) },
    {
      kind: 'exited',
      path: 'Pause',
      state: 'Pause',
      type: 'Wait',
      input: 'out',
      output: 'out',
      next: 'Done',
      startedAtMs: at(0),
      endedAtMs: at(2000),
    },
    { kind: 'entered', path: 'Done', state: 'Done', type: 'Succeed', input: 'out', startedAtMs: at(2000) },
    {
      kind: 'exited',
      path: 'Done',
      state: 'Done',
      type: 'Succeed',
      input: 'out',
      output: 'out',
      startedAtMs: at(2000),
      endedAtMs: at(2000),
    },
  ]);
});
