import { describe, expect, test } from '@jest/globals';
import type { TaskCall, TaskResult } from '../host.ts';
import { initialCheckpoint, interpret } from '../interpret.ts';
import type { JsonValue } from '../json.ts';
import type { Machine } from '../machine.ts';
import { aMachine } from '../testing/machine-builder.ts';
import { MemoryHost, returned, run, runThrough, START_MS, threw } from '../testing/memory-host.ts';

type Fields = Readonly<Record<string, unknown>>;
const each = (processor: Machine, fields: Fields = {}, more = aMachine()): Machine =>
  more.state('Each', { Type: 'Map', ItemProcessor: processor, End: true, ...fields }).build();
const both = (branches: readonly Machine[], fields: Fields = {}): Machine =>
  aMachine()
    .state('Both', { Type: 'Parallel', Branches: branches, End: true, ...fields })
    .build();
const passing = aMachine().pass('Inner').build();
const tasks = aMachine().task('Inner').build();
const failing = (error = 'A') => aMachine().fail('Stop', { Error: error, Cause: 'b' }).build();
const succeeded = (output: JsonValue) => ({ kind: 'succeeded', output });

/** Tasks that end when the test says so. */
class HoldingHost extends MemoryHost {
  readonly #open = new Map<string, (result: TaskResult) => void>();
  atOnce = 0;
  most = 0;

  override callTask(call: TaskCall): Promise<TaskResult> {
    this.calls.push(call);
    this.atOnce += 1;
    this.most = Math.max(this.most, this.atOnce);
    return new Promise((resolve) => this.#open.set(call.path, resolve));
  }

  get open(): readonly string[] {
    return [...this.#open.keys()];
  }

  async end(path: string, result: TaskResult): Promise<void> {
    const resolve = this.#open.get(path);
    this.#open.delete(path);
    this.atOnce -= 1;
    resolve?.(result);
    await new Promise((settled) => setImmediate(settled));
  }
}

describe('a Map', () => {
  test('runs its machine for each item, in order when one runs at a time', async () => {
    const host = new MemoryHost();
    const machine = each(passing, { Items: ['a', 'b'], MaxConcurrency: 1 });
    expect(await run(machine, {}, host)).toEqual(succeeded(['a', 'b']));
    expect(host.story).toEqual([
      'entered Each',
      'entered Each[0]/Inner',
      'exited Each[0]/Inner',
      'entered Each[1]/Inner',
      'exited Each[1]/Inner',
      'exited Each',
    ]);
    expect(host.journal.size).toBe(0);
  });

  test.each<[string, Fields, JsonValue, JsonValue]>([
    ['its input', {}, [1, 2], [1, 2]],
    ['a list in the document', { Items: [1, '{% $states.input %}'] }, 7, [1, 7]],
    ['what an expression gives', { Items: '{% $states.input.lines %}' }, { lines: [3] }, [3]],
    ['nothing', { Items: [] }, {}, []],
  ])('takes %s as its items', async (...[, fields, input, output]) => {
    expect(await run(each(passing, fields), input)).toEqual(succeeded(output));
  });

  test('selects the input of each, with the item and its index in the context, and the input of the state', async () => {
    const ItemSelector = {
      index: '{% $states.context.Map.Item.Index %}',
      value: '{% $states.context.Map.Item.Value %}',
      all: '{% $states.input.all %}',
      of: '{% $states.context.State.Name %}',
    };
    const inner = aMachine()
      .pass('Inner', { Output: ['{% $states.input %}', '{% $states.context.Map.Item %}'] })
      .build();
    const outcome = await run(each(inner, { Items: ['x'], ItemSelector }), { all: 9 });
    const Item = { Index: 0, Value: 'x' };
    expect(outcome).toEqual(succeeded([[{ index: 0, value: 'x', all: 9, of: 'Each' }, Item]]));
  });

  test('hands its outputs on as the result', async () => {
    const fields = { Items: [1, 2], Output: '{% $sum($states.result) %}', Assign: { all: '{% $states.result %}' } };
    const host = new MemoryHost();
    expect(await run(each(passing, fields), {}, host)).toEqual(succeeded(3));
    expect(host.events.at(-1)).toMatchObject({ path: 'Each', assigned: { all: [1, 2] } });
  });

  test.each<[string, Fields, number]>([
    ['as its document says', { MaxConcurrency: 3 }, 3],
    ['as an expression says', { MaxConcurrency: '{% 1 + 1 %}' }, 2],
    ['as the installation allows when it says 0', { MaxConcurrency: 0 }, 4],
    ['as the installation allows when it says nothing', {}, 4],
  ])('runs as many at once %s', async (_, fields, most) => {
    const host = new HoldingHost({ options: { mapConcurrency: 4 } });
    const running = run(each(tasks, { Items: [0, 1, 2, 3, 4, 5], ...fields }), {}, host);
    await new Promise((settled) => setImmediate(settled));
    for (let [path] = host.open; path !== undefined; [path] = host.open) await host.end(path, returned(path));
    expect(await running).toMatchObject({ output: [0, 1, 2, 3, 4, 5].map((index) => `Each[${index}]/Inner`) });
    expect(host.most).toBe(most);
  });

  test.each<[string, Fields, JsonValue, string]>([
    ['its input is no list', {}, { a: 1 }, 'Map state input must be an array but was: {"a":1}'],
    [
      'its Items are none',
      { Items: '{% $states.input %}' },
      { a: 1 },
      "The JSONata expression '$states.input' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'object' for value: {\"a\":1}",
    ],
    [
      'it may run less than none',
      { MaxConcurrency: '{% -1 %}' },
      [],
      "The field 'MaxConcurrency' must give a whole number from 0, but gave -1.",
    ],
    [
      'it tolerates a part of a failure',
      { ToleratedFailureCount: '{% 0.5 %}' },
      [],
      "The field 'ToleratedFailureCount' must give a whole number from 0, but gave 0.5.",
    ],
    [
      'it tolerates more than all',
      { ToleratedFailurePercentage: '{% 101 %}' },
      [],
      "The field 'ToleratedFailurePercentage' must give a number from 0 to 100, but gave 101.",
    ],
  ])('fails when %s', async (...[, fields, input, cause]) => {
    expect(await run(each(passing, fields), input)).toEqual({
      kind: 'failed',
      error: 'States.QueryEvaluationError',
      cause,
    });
  });

  test('of a hundred thousand items that only compute gives way now and then, and keeps nothing', async () => {
    const items = Array.from({ length: 100_000 }, (_, index) => index);
    let turns = 0;
    class Yielding extends MemoryHost {
      override record(): void {
        // A hundred thousand events are not looked at.
      }
      override giveWay(): Promise<void> | void {
        turns += 1;
        return turns % 1000 === 0 ? Promise.resolve() : undefined;
      }
    }
    const host = new Yielding();
    expect(await run(each(passing), items, host)).toEqual(succeeded(items));
    expect(turns).toBe(100_000);
    expect(host.journal.size).toBe(0);
  });
});

describe('the items of a Map in batches', () => {
  test.each<[string, Fields, JsonValue]>([
    ['of so many', { MaxItemsPerBatch: 2 }, [{ Items: [1, 2] }, { Items: [3] }]],
    ['of so many bytes', { MaxInputBytesPerBatch: 15 }, [{ Items: [1, 2] }, { Items: [3] }]],
    ['of one byte less', { MaxInputBytesPerBatch: 14 }, [{ Items: [1] }, { Items: [2] }, { Items: [3] }]],
    [
      'with an input for each',
      { MaxItemsPerBatch: '{% 3 %}', BatchInput: { from: '{% $states.input.from %}' } },
      [{ BatchInput: { from: 'here' }, Items: [1, 2, 3] }],
    ],
  ])('%s', async (_, ItemBatcher, output) => {
    const machine = each(passing, { Items: [1, 2, 3], ItemBatcher });
    expect(await run(machine, { from: 'here' })).toEqual(succeeded(output));
  });

  test('are measured as UTF-8, after they were selected', async () => {
    const fields = {
      Items: ['ä', '€', '😀'],
      ItemSelector: '{% $states.context.Map.Item.Value & "!" %}',
      // {"Items":["ä!"]} is 16 characters and 17 bytes.
      ItemBatcher: { MaxInputBytesPerBatch: 19 },
    };
    expect(await run(each(passing, fields))).toEqual(
      succeeded([{ Items: ['ä!'] }, { Items: ['€!'] }, { Items: ['😀!'] }]),
    );
    const tight = { ...fields, ItemBatcher: { MaxInputBytesPerBatch: 18 } };
    expect(await run(each(passing, tight))).toEqual({
      kind: 'failed',
      error: 'States.DataLimitExceeded',
      cause: 'An item and its BatchInput take 19 bytes, but MaxInputBytesPerBatch is 18.',
    });
  });
});

describe('failures of a Map', () => {
  const odd = aMachine()
    .choice('Odd?', [{ Condition: '{% $states.input % 2 = 1 %}', Next: 'Stop' }], { Default: 'Fine' })
    .fail('Stop', { Error: 'Odd', Cause: 'b' })
    .succeed('Fine')
    .build();
  const Items = [0, 1, 2, 3];
  const failed = { Error: 'Odd', Cause: 'b' };
  const exceeded = {
    kind: 'failed',
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  };
  test.each<[string, Fields, object]>([
    ['end it with the first one', {}, { kind: 'failed', error: 'Odd', cause: 'b' }],
    ['may be tolerated up to a number', { ToleratedFailureCount: 2 }, succeeded([0, failed, 2, failed])],
    ['end it past that', { ToleratedFailureCount: 1 }, exceeded],
    ['may be tolerated up to a part', { ToleratedFailurePercentage: 50 }, succeeded([0, failed, 2, failed])],
    ['end it past that part', { ToleratedFailurePercentage: 49.9 }, exceeded],
    ['end it past the lesser of both', { ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }, exceeded],
    ['end it when none is tolerated', { ToleratedFailureCount: 0 }, exceeded],
  ])('%s', async (_, fields, expected) => {
    expect(await run(each(odd, { Items, ...fields }))).toEqual(expected);
  });

  test('leave the items that have not begun alone', async () => {
    const host = new MemoryHost();
    await run(each(failing(), { Items, MaxConcurrency: 1 }), {}, host);
    expect(host.story).toEqual(['entered Each', 'entered Each[0]/Stop', 'failed Each[0]/Stop', 'failed Each']);
  });

  test('of what selects an item are those of the item', async () => {
    const ItemSelector = '{% $states.context.Map.Item.Value = 1 ? $missing : 5 %}';
    expect(await run(each(passing, { Items: [0, 1], ItemSelector, ToleratedFailureCount: 1 }))).toMatchObject({
      output: [5, { Error: 'States.QueryEvaluationError' }],
    });
  });
});

describe('a Parallel', () => {
  test('gives all branches the same input, and its output is theirs', async () => {
    const doubled = aMachine().pass('Double', { Output: '{% $states.input * 2 %}' }).build();
    expect(await run(both([passing, doubled]), 4)).toEqual(succeeded([4, 8]));
    const Arguments = '{% $states.input + 1 %}';
    expect(await run(both([passing, doubled], { Arguments }), 4)).toEqual(succeeded([5, 10]));
  });

  test('lets its branches read the variables around it, and keeps theirs inside', async () => {
    const inner = (name: string) =>
      aMachine()
        .pass(`Set ${name}`, { Assign: { own: '{% $outer & $states.input %}' } })
        .pass(`Get ${name}`, { Output: ['{% $own %}', '{% $outer %}'] })
        .build();
    const machine = aMachine()
      .pass('First', { Assign: { outer: 'o' } })
      .state('Both', { Type: 'Parallel', Branches: [inner('a'), inner('b')], Next: 'Last' })
      .pass('Last', { Output: ['{% $states.input %}', '{% $exists($own) %}'] })
      .build();
    expect(await run(machine, 'i')).toEqual(
      succeeded([
        [
          ['oi', 'o'],
          ['oi', 'o'],
        ],
        false,
      ]),
    );
  });

  test('does not let them assign what is around it', async () => {
    const inner = aMachine()
      .pass('Inner', { Assign: { outer: 1 } })
      .build();
    const machine = aMachine()
      .pass('First', { Assign: { outer: 'o' } })
      .state('Both', { Type: 'Parallel', Branches: [inner], End: true })
      .build();
    expect(await run(machine)).toEqual({
      kind: 'failed',
      error: 'States.Runtime',
      cause: 'The variable "outer" belongs to the machine around this one, which alone may assign it.',
    });
  });

  test('fails with the first of its branches, and nothing of the others is told afterwards', async () => {
    const slow = aMachine().task('Slow').pass('After').build();
    const quick = aMachine().task('Quick').build();
    const host = new HoldingHost();
    const running = run(both([slow, quick]), {}, host);
    await new Promise((settled) => setImmediate(settled));
    await host.end('Both[1]/Quick', threw('A', { cause: 'b' }));
    expect(await running).toEqual({ kind: 'failed', error: 'A', cause: 'b' });
    expect(host.abandoned).toEqual(['Both']);
    const told = host.story.length;
    await host.end('Both[0]/Slow', returned(1));
    expect(host.story).toHaveLength(told);
    expect([...host.journal.keys()].filter((path) => path.startsWith('Both[0]'))).toEqual([]);
  });

  test.each([
    ['its own name', ['A'], true],
    ['the name of the specification', ['States.BranchFailed'], true],
    ['the name for all', ['States.ALL'], true],
    ['another name', ['B'], false],
  ])('has its failure caught by %s', async (_, ErrorEquals, isCaught) => {
    const machine = aMachine()
      .state('Both', { Type: 'Parallel', Branches: [failing()], Catch: [{ ErrorEquals, Next: 'Sorry' }], End: true })
      .succeed('Sorry')
      .build();
    const expected = isCaught ? succeeded({ Error: 'A', Cause: 'b' }) : { kind: 'failed', error: 'A', cause: 'b' };
    expect(await run(machine)).toEqual(expected);
  });

  test('cannot be caught when a branch failed by States.Runtime: here it loops for ever', async () => {
    const loop = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', Next: 'Inner' } } } as const;
    const host = new MemoryHost({ options: { limits: { transitions: { most: 50 } } } });
    const Catch = [{ ErrorEquals: ['States.ALL', 'States.BranchFailed'], Next: 'Both' }];
    expect(await run(both([loop], { Catch }), {}, host)).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('limit.transitions'),
    });
  });
});

describe('another attempt', () => {
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 1 }];
  const flaky = aMachine().task('First').task('Second').build();

  test('runs all threads anew, by the same paths, and does not count what the one before left', async () => {
    let calls = 0;
    const second = () => ((calls += 1) === 1 ? threw('A') : returned('well'));
    const host = new MemoryHost({ tasks: { First: [returned('one')], Second: [second] } });
    const machine = both([flaky], {
      Retry,
      Output: ['{% $states.result %}', '{% $states.context.State.RetryCount %}'],
    });
    const { outcome, parked } = await runThrough(machine, initialCheckpoint(machine, {}), host);
    expect(outcome).toEqual(succeeded([['well'], 1]));
    expect(parked).toMatchObject([{ state: 'Both', pending: { kind: 'retry', attempt: 1 } }]);
    const once = ['Both[0]/First', 'Both[0]/Second'];
    expect(host.calls.map(({ path }) => path)).toEqual([...once, ...once]);
    expect(host.events.at(-1)).toMatchObject({ attempts: [{ attempt: 1, error: { error: 'A' } }, { attempt: 2 }] });
  });

  test('is the one that a crash finds it in', async () => {
    const quickly = [{ ...Retry[0], IntervalSeconds: 1, MaxAttempts: 2 }];
    const machine = both([flaky], { Retry: quickly, Output: '{% $states.context.State.RetryCount %}' });
    const start = initialCheckpoint(machine, {});
    class Crashing extends MemoryHost {
      override callTask(call: TaskCall): Promise<TaskResult> {
        const result = super.callTask(call);
        return this.calls.length === 4 ? Promise.reject(new Error('crash')) : result;
      }
    }
    const host = new Crashing({ tasks: { Second: [threw('A')] } });
    await expect(interpret(machine, start, host)).rejects.toThrow('crash');
    const later = new MemoryHost();
    for (const [path, entry] of host.journal) later.journal.set(path, entry);
    expect(await interpret(machine, start, later)).toEqual(succeeded(1));
    // The second attempt had its first task done.
    expect(later.calls.map(({ path }) => path)).toEqual(['Both[0]/Second']);
  });

  test('of a Map around leaves those inside at their first', async () => {
    let calls = 0;
    const inner = each(aMachine().task('Deep').build(), { Items: [0] });
    const once = () => ((calls += 1) === 2 ? threw('A') : returned(calls));
    const after = aMachine()
      .state('Each', { ...inner.States.Each, End: undefined, Next: 'After' })
      .task('After')
      .build();
    const host = new MemoryHost({ tasks: { Deep: [once], After: [once] } });
    const machine = both([after], { Retry });
    const { outcome } = await runThrough(machine, initialCheckpoint(machine, {}), host);
    expect(outcome).toEqual(succeeded([4]));
    expect(host.calls).toHaveLength(4);
  });
});

describe('waiting inside', () => {
  const pause = (seconds: number, name = 'Pause') => aMachine().wait(name, { Seconds: seconds }).build();

  test('suspends when no thread can go on, until the first of them is due', async () => {
    const host = new MemoryHost();
    const machine = both([pause(60), pause(30, 'Short')]);
    const { outcome, parked } = await runThrough(machine, initialCheckpoint(machine, 1), host);
    expect(outcome).toEqual(succeeded([1, 1]));
    const pending = (seconds: number) => ({
      kind: 'threads',
      untilMs: START_MS + 1000 * seconds,
      enteredAtMs: START_MS,
    });
    expect(parked.map((checkpoint) => checkpoint.pending)).toEqual([pending(30), pending(60)]);
    expect(host.story.filter((line) => line.startsWith('entered'))).toHaveLength(3);
  });

  test('goes on in process while another thread works', async () => {
    const host = new HoldingHost();
    const machine = both([aMachine().task('Long').build(), pause(60)]);
    const running = run(machine, 1, host);
    for (let turn = 0; turn < 30; turn += 1) await new Promise((settled) => setImmediate(settled));
    expect(host.story).toContain('exited Both[1]/Pause');
    await host.end('Both[0]/Long', returned(2));
    expect(await running).toEqual(succeeded([2, 1]));
    expect(Math.max(...host.slept)).toBe(5000);
  });

  test('keeps its place among those that run at once', async () => {
    const host = new MemoryHost();
    const machine = each(pause(60), { Items: [1, 2, 3], MaxConcurrency: 2 });
    const { outcome, parked } = await runThrough(machine, initialCheckpoint(machine, {}), host);
    expect(outcome).toEqual(succeeded([1, 2, 3]));
    expect(parked.map(({ pending }) => pending?.enteredAtMs)).toEqual([START_MS, START_MS]);
    expect(host.nowMs()).toBe(START_MS + 120_000);
  });

  test('ends with the time of the run, and nothing catches that', async () => {
    const host = new MemoryHost({ options: { startedAtMs: START_MS } });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Both' }];
    const machine = { ...both([pause(60)], { Catch }), TimeoutSeconds: 20 };
    const { outcome } = await runThrough(machine, initialCheckpoint(machine, {}), host);
    expect(outcome).toMatchObject({ kind: 'timed_out' });
    expect(host.nowMs()).toBe(START_MS + 20_000);
  });
});

test('a host that gives a run up ends it, whatever its threads do', async () => {
  class Lost extends MemoryHost {
    override keep(): Promise<void> {
      return Promise.reject(new Error('lost'));
    }
  }
  await expect(run(both([tasks, passing]), {}, new Lost())).rejects.toThrow('lost');
});

test('names with the signs of paths stay apart', async () => {
  const host = new MemoryHost();
  const inner = aMachine().pass('a/b[0]#2').build();
  await run(
    aMachine()
      .state('Each[1]', { Type: 'Map', ItemProcessor: inner, Items: [1], End: true })
      .build(),
    {},
    host,
  );
  expect(host.story[1]).toBe('entered Each[[1][0]/a//b[[0]##2');
});
