import { describe, expect, test } from '@jest/globals';
import type { Checkpoint, MachineError, Outcome, PendingCall, TaskPause, TaskResult } from '../host.ts';
import { interpret } from '../interpret.ts';
import type { Machine } from '../machine.ts';
import { aMachine } from '../testing/machine-builder.ts';
import { MemoryHost, returned, run, START_MS, threw } from '../testing/memory-host.ts';

const DAY_MS = 86_400_000;
const awaited = { kind: 'awaited' } as const;
const asking = (fields: Readonly<Record<string, unknown>> = {}): Machine =>
  aMachine()
    .task('Ask', { Resource: 'connector:chat/ask.waitForTaskToken', ...fields })
    .build();
const hostThat = (options = {}) => new MemoryHost({ tasks: { Ask: [awaited] }, options });

/** Parks, then goes on at a later time. */
async function after(machine: Machine, host: MemoryHost, seconds: number): Promise<Outcome> {
  const parked = await run(machine, {}, host);
  if (parked.kind !== 'suspended') return parked;
  host.moveTo(START_MS + 1000 * seconds);
  return interpret(machine, JSON.parse(JSON.stringify(parked.checkpoint)) as Checkpoint, host);
}

describe('a task whose answer comes from elsewhere', () => {
  test('parks with what it was called with, until its time is up', async () => {
    const host = hostThat();
    const machine = asking({ Arguments: { token: '{% $states.context.Task.Token %}' }, TimeoutSeconds: 60 });
    const token = 'token of Ask, attempt 1';
    const call = {
      ...{
        path: 'Ask',
        thread: '',
        within: '',
        state: 'Ask',
        resource: 'connector:chat/ask.waitForTaskToken',
        attempt: 1,
      },
      ...{ arguments: { token }, token, timeoutSeconds: 60 },
    };
    expect(await run(machine, {}, host)).toMatchObject({
      kind: 'suspended',
      untilMs: START_MS + 60_000,
      checkpoint: { state: 'Ask', pending: { kind: 'answer', attempt: 0, call: { ...call, startedAtMs: START_MS } } },
    });
    expect(host.calls).toEqual([call]);
  });

  test('goes on with the answer, which is not asked for anew', async () => {
    const host = hostThat();
    host.answers.set('Ask', returned('yes'));
    const machine = asking({ Output: ['{% $states.result %}', '{% $states.context.Task.Token %}'] });
    expect(await after(machine, host, 10)).toEqual({ kind: 'succeeded', output: ['yes', 'token of Ask, attempt 1'] });
    expect(host.calls).toHaveLength(1);
    expect(host.events.at(-1)).toMatchObject({
      attempts: [{ attempt: 1, startedAtMs: START_MS, endedAtMs: START_MS + 10_000 }],
    });
  });

  test('is tried again when the answer is a failure', async () => {
    const host = new MemoryHost({ tasks: { Ask: [awaited, returned('at once')] } });
    host.answers.set('Ask', threw('No'));
    const Retry = [{ ErrorEquals: ['No'], IntervalSeconds: 1 }];
    expect(await after(asking({ Retry }), host, 10)).toEqual({ kind: 'succeeded', output: 'at once' });
    expect(host.calls.map(({ attempt, token }) => [attempt, token])).toEqual([
      [1, 'token of Ask, attempt 1'],
      [2, 'token of Ask, attempt 2'],
    ]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, number, string | undefined]>([
    ['its own time', { TimeoutSeconds: 60 }, 59.999, undefined],
    ['its own time', { TimeoutSeconds: 60 }, 60, 'States.Timeout'],
    ['its signs of life', { TimeoutSeconds: 60, HeartbeatSeconds: 20 }, 19.999, undefined],
    ['its signs of life', { TimeoutSeconds: 60, HeartbeatSeconds: 20 }, 20, 'States.HeartbeatTimeout'],
    ['a year when it says nothing', {}, (365 * DAY_MS) / 1000 - 1, undefined],
    ['a year when it says nothing', {}, (365 * DAY_MS) / 1000, 'States.Timeout'],
  ])('waits for %s, %p, and %d seconds later gives up with %s', async (...[, fields, seconds, error]) => {
    const host = hostThat();
    const outcome = await after(asking(fields), host, seconds);
    if (error === undefined) expect(outcome).toMatchObject({ kind: 'suspended' });
    else expect(outcome).toMatchObject({ kind: 'failed', error });
    expect(host.abandoned).toEqual(error === undefined ? [] : ['Ask']);
  });

  test('lives on as long as it gives signs of life', async () => {
    const host = hostThat();
    host.answers.set('Ask', { kind: 'awaited', beatAtMs: START_MS + 15_000 });
    expect(await after(asking({ TimeoutSeconds: 60, HeartbeatSeconds: 20 }), host, 20)).toMatchObject({
      kind: 'suspended',
      untilMs: START_MS + 35_000,
    });
  });

  test('has its silence caught as a time-out', async () => {
    const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Sorry' }];
    const machine = aMachine().task('Ask', { HeartbeatSeconds: 20, Catch }).succeed('Sorry').build();
    expect(await after(machine, hostThat(), 30)).toMatchObject({ output: { Error: 'States.HeartbeatTimeout' } });
  });

  test('is given up with the time of the run', async () => {
    const host = hostThat({ startedAtMs: START_MS });
    const machine = { ...asking(), TimeoutSeconds: 30 };
    expect(await run(machine, {}, host)).toMatchObject({ untilMs: START_MS + 30_000 });
    expect(await after(machine, host, 30)).toMatchObject({ kind: 'timed_out' });
    expect(host.abandoned).toEqual(['Ask']);
  });

  test('of a resource without a suffix gets no token', async () => {
    const host = hostThat();
    await run(aMachine().task('Ask', { Resource: 'workflow:other' }).build(), {}, host);
    expect(host.calls[0]).not.toHaveProperty('token');
  });
});

/** A host where somebody decides about some errors. */
class HoldingHost extends MemoryHost {
  readonly held: { readonly call: PendingCall; readonly error: MachineError }[] = [];

  hold(call: PendingCall, error: MachineError): Promise<TaskPause | undefined> {
    if (error.error !== 'Unknown') return Promise.resolve(undefined);
    this.held.push({ call, error });
    return Promise.resolve({ token: `hold ${this.held.length}`, number: (call.pause?.number ?? 0) + 1 });
  }
}
const again = { kind: 'again' } as const;

describe('an attempt that fails, and about which somebody decides', () => {
  const task = (fields: Readonly<Record<string, unknown>> = {}): Machine =>
    aMachine()
      .task('Pay', { Arguments: { sum: 7 }, ...fields })
      .build();
  const hostOf = (...tasks: readonly TaskResult[]) => new HoldingHost({ tasks: { Pay: tasks } });

  test('stands still for as long as its run may last, whatever its own time is', async () => {
    const host = hostOf(threw('Unknown'));
    expect(await run(task({ TimeoutSeconds: 60, HeartbeatSeconds: 5 }), {}, host)).toMatchObject({
      kind: 'suspended',
      untilMs: START_MS + 365 * DAY_MS,
      checkpoint: {
        pending: {
          ...{ kind: 'answer', attempt: 1, attempts: [{ attempt: 1, error: { error: 'Unknown' } }] },
          call: { path: 'Pay', attempt: 1, arguments: { sum: 7 }, pause: { token: 'hold 1', number: 1 } },
        },
      },
    });
    expect(host.held).toMatchObject([{ call: { path: 'Pay', attempt: 1 }, error: { error: 'Unknown' } }]);
    expect(host.story).toEqual(['entered Pay']);
    const later = await after(task({ TimeoutSeconds: 60, HeartbeatSeconds: 5 }), hostOf(threw('Unknown')), 7200);
    expect(later).toMatchObject({ kind: 'suspended' });
  });

  test.each<[string, TaskResult, object]>([
    ['its result is given', returned('paid'), { kind: 'succeeded', output: 'paid' }],
    ['it fails, and is not asked about anew', threw('Unknown'), { kind: 'failed', error: 'Unknown' }],
    ['it is made again', again, { kind: 'succeeded', output: 'second' }],
  ])('%s', async (...[, decision, end]) => {
    const host = hostOf(threw('Unknown'), returned('second'));
    host.answers.set('Pay', decision);
    expect(await after(task(), host, 100)).toMatchObject(end);
    expect(host.held).toHaveLength(1);
    expect(host.calls.map(({ attempt }) => attempt)).toEqual(decision === again ? [1, 2] : [1]);
  });

  test('which is made again begins when that is decided', async () => {
    const host = hostOf(threw('Unknown'), returned('second'));
    host.answers.set('Pay', again);
    await after(task(), host, 100);
    expect(host.events.at(-1)?.attempts).toMatchObject([
      { attempt: 1, startedAtMs: START_MS, error: { error: 'Unknown' } },
      { attempt: 2, startedAtMs: START_MS + 100_000 },
    ]);
  });

  test('is asked about once no rule takes it', async () => {
    const Retry = [{ ErrorEquals: ['Unknown'], MaxAttempts: 2, IntervalSeconds: 1 }];
    const host = hostOf(threw('Unknown'));
    expect(await run(task({ Retry }), {}, host)).toMatchObject({ checkpoint: { pending: { attempt: 3 } } });
    expect(host.held).toHaveLength(1);
    const caught = hostOf(threw('Unknown'));
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Sorry' }];
    const machine = aMachine().task('Pay', { Catch }).succeed('Sorry').build();
    expect(await run(machine, {}, caught)).toMatchObject({ kind: 'succeeded' });
    expect(caught.held).toEqual([]);
  });

  test('what is decided goes through the rules of its state', async () => {
    const host = hostOf(threw('Unknown'), returned('second'));
    host.answers.set('Pay', threw('Busy'));
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 1 }];
    expect(await after(task({ Retry }), host, 100)).toMatchObject({ kind: 'succeeded', output: 'second' });
  });

  test('other errors, and arguments that fail, are no matter of anybody', async () => {
    const host = hostOf(threw('Other'));
    expect(await run(task(), {}, host)).toMatchObject({ kind: 'failed', error: 'Other' });
    expect(await run(task({ Arguments: '{% $nothing() %}' }), {}, host)).toMatchObject({ kind: 'failed' });
    expect(host.held).toEqual([]);
  });

  test('is not asked about when the time of the run is over', async () => {
    const host = new HoldingHost({
      options: { startedAtMs: START_MS },
      tasks: {
        Pay: [
          () => {
            host.moveTo(START_MS + 60_000);
            return threw('Unknown');
          },
        ],
      },
    });
    const ended = await run({ ...task(), TimeoutSeconds: 30 }, {}, host);
    expect(ended).toMatchObject({ kind: 'timed_out' });
    expect(host.held).toEqual([]);
  });
});

describe('an action that pauses', () => {
  const pausing = (pause: TaskPause): TaskResult => ({ kind: 'awaited', pause });
  const first: TaskPause = { number: 1, untilMs: START_MS + 60_000, state: { step: 1 } };

  test('parks its run until its moment, with what it left', async () => {
    const host = new MemoryHost({ tasks: { Ask: [pausing(first)] } });
    const machine = aMachine().task('Ask').build();
    expect(await run(machine, {}, host)).toMatchObject({
      ...{ kind: 'suspended', untilMs: START_MS + 60_000 },
      checkpoint: { pending: { call: { pause: first, attempt: 1 } } },
    });
    host.answers.set('Ask', returned('on'));
    expect(await after(machine, host, 60)).toMatchObject({ kind: 'succeeded', output: 'on' });
  });

  test('may pause again, in the same attempt; the time of the attempt counts', async () => {
    const host = new MemoryHost({ tasks: { Ask: [pausing(first)] } });
    const machine = aMachine().task('Ask', { TimeoutSeconds: 90 }).build();
    const second: TaskPause = { number: 2, untilMs: START_MS + 120_000, state: { step: 2 } };
    host.answers.set('Ask', pausing(second));
    const parked = await after(machine, host, 60);
    expect(parked).toMatchObject({
      ...{ kind: 'suspended', untilMs: START_MS + 90_000 },
      checkpoint: { pending: { call: { pause: second, attempt: 1, startedAtMs: START_MS } } },
    });
    if (parked.kind !== 'suspended') throw new Error('It is not parked.');
    host.moveTo(START_MS + 90_000);
    expect(await interpret(machine, parked.checkpoint, host)).toMatchObject({ error: 'States.Timeout' });
  });

  test('gives no signs of life while it pauses; what goes on is asked for them again', async () => {
    const machine = aMachine().task('Ask', { TimeoutSeconds: 900, HeartbeatSeconds: 5 }).build();
    const host = new MemoryHost({ tasks: { Ask: [pausing(first)] } });
    expect(await run(machine, {}, host)).toMatchObject({ kind: 'suspended', untilMs: START_MS + 60_000 });
    host.answers.set('Ask', returned('on'));
    expect(await after(machine, host, 60)).toMatchObject({ kind: 'succeeded', output: 'on' });
    expect(host.asked).toMatchObject([{ heartbeatSeconds: 5, pause: first, startedAtMs: START_MS }]);
  });

  test('a failure of what goes on is the attempt’s: the next one begins anew', async () => {
    const host = new MemoryHost({ tasks: { Ask: [pausing(first), returned('anew')] } });
    host.answers.set('Ask', threw('No'));
    const Retry = [{ ErrorEquals: ['No'], IntervalSeconds: 1 }];
    expect(await after(aMachine().task('Ask', { Retry }).build(), host, 60)).toMatchObject({ output: 'anew' });
    expect(host.calls.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(host.calls[1]).not.toHaveProperty('pause');
  });
});

describe('inside composite states', () => {
  const branch = aMachine().task('Ask').build();
  const waiting = aMachine().wait('Pause', { Seconds: 4 }).wait('Once more', { Seconds: 4 }).build();
  const machine = aMachine()
    .state('Both', { Type: 'Parallel', Branches: [branch, waiting], End: true })
    .build();

  test('an answer is taken at once while another thread keeps the run here', async () => {
    const host = hostThat();
    const running = run(machine, 1, host);
    await new Promise((settled) => setImmediate(settled));
    host.answer('Both[0]/Ask', returned('yes'));
    expect(await running).toEqual({ kind: 'succeeded', output: ['yes', 1] });
    const story = host.story;
    expect(story.indexOf('exited Both[0]/Ask')).toBeLessThan(story.indexOf('exited Both[1]/Once more'));
  });

  test('and parks the run when all others are done', async () => {
    const host = hostThat();
    const parked = await run(machine, 1, host);
    expect(parked).toMatchObject({ kind: 'suspended', untilMs: START_MS + 365 * DAY_MS });
    host.answer('Both[0]/Ask', returned('yes'));
    if (parked.kind !== 'suspended') throw new Error('The run is not parked.');
    expect(await interpret(machine, parked.checkpoint, host)).toEqual({ kind: 'succeeded', output: ['yes', 1] });
    expect(host.calls).toHaveLength(1);
  });

  test('all calls are given up with the state', async () => {
    const failing = aMachine().wait('Pause', { Seconds: 2 }).fail('Stop', { Error: 'A' }).build();
    const host = hostThat();
    const both = aMachine()
      .state('Both', { Type: 'Parallel', Branches: [branch, failing], End: true })
      .build();
    expect(await run(both, 1, host)).toMatchObject({ kind: 'failed', error: 'A' });
    expect(host.abandoned).toEqual(['Both']);
  });
});
