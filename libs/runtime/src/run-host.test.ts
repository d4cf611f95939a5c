import { aGate, aMachine, aRetry, aWorkflow, nextTurn, returned, threw, until, watch } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { SharedThread } from './shared-thread.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

/** Executes a document to its end, and returns the run as it was kept. */
async function execute(document: Parameters<TestInstallation['event']>[0], input = { order: 7 } as object) {
  const { engine, ...rest } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(document, { input: input as never }));
  await place.clock.settle();
  return { runId, engine, ...rest };
}

describe('what a state may read', () => {
  test('the context names the run, the version, the trigger and the installation', async () => {
    const document = aWorkflow(aMachine().pass('Look', { Output: '{% $states.context %}' }));
    const { runId } = await execute(document);
    const run = await place.read(runId);
    expect(JSON.parse(run.output ?? '')).toEqual({
      Execution: {
        Id: runId,
        Name: runId,
        Input: { order: 7 },
        StartTime: new Date(run.acceptedAtMs).toISOString(),
      },
      StateMachine: { Id: run.workflowId, Name: 'orders', Version: 1 },
      Trigger: { Id: 'hook', Type: 'webhook' },
      Millrace: { BaseUrl: 'http://millrace.test' },
      State: { Name: 'Look', EnteredTime: '2030-01-01T00:00:00.000Z', RetryCount: 0 },
    });
  });

  test('random values are the same for one step of one run, and differ between steps and runs', async () => {
    const lucky = { Output: '{% $append([$states.input.all], [$random()]) ~> function($a) {{"all": $a}} %}' };
    const document = aWorkflow(aMachine().pass('One', lucky).pass('Two', lucky));
    const outputs = await Promise.all(
      [execute(document, {}), execute(document, {})].map(async (done) => {
        const { output } = await place.read((await done).runId);
        return (JSON.parse(output ?? '') as { all: number[] }).all;
      }),
    );
    expect(new Set(outputs.flat()).size).toBe(4);
  });

  test('the time is that of the step’s beginning, however long a task took', async () => {
    const held = place.connectors.hold('charge');
    const document = aWorkflow(aMachine().task('Charge', { Output: '{% $now() %}' }));
    const { runId } = await execute(document);
    await place.clock.advance(4000);
    held.answer('done');
    await place.clock.settle();
    expect((await place.read(runId)).output).toBe('"2030-01-01T00:00:00.000Z"');
  });
});

describe('calling a connector', () => {
  test('tells it all that it needs', async () => {
    const held = place.connectors.hold('charge');
    const task = { Arguments: { amount: 5 }, Credentials: { Connection: 'bank' } };
    const { runId } = await execute(aWorkflow(aMachine().task('Charge', task), { connectors: { test: '1.2.3' } }));
    const { workspaceId } = await place.read(runId);
    const [call] = held.calls;
    expect(call).toMatchObject({
      workspaceId,
      connector: 'test',
      action: 'charge',
      version: '1.2.3',
      connection: 'bank',
      arguments: { amount: 5 },
      idempotencyKey: idempotencyKeyOf(runId, 'Charge'),
      run: { id: runId, workflow: 'orders', state: 'Charge', path: 'Charge', attempt: 1 },
    });
    expect(call?.signal.aborted).toBe(false);
  });

  test('an execution of a state keeps its key over attempts; every other one has its own', async () => {
    const outcomes = [threw('Shop.Busy'), returned(1), returned(2)];
    place.connectors.on('charge', () => outcomes.shift() ?? returned(3));
    const again = '{% $states.input < 3 %}';
    const document = aWorkflow(aMachine().task('Charge', aRetry()).when('Enough', again, 'Charge').succeed('End'));
    const { runId } = await execute(document);
    await place.clock.advance(1000);
    const paths = ['Charge', 'Charge', 'Charge#2', 'Charge#3'];
    expect(place.connectors.calls.map(({ run }) => run.path)).toEqual(paths);
    const keys = place.connectors.calls.map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual(paths.map((path) => idempotencyKeyOf(runId, path)));
    const other = await execute(document);
    expect(place.connectors.calls.at(-1)?.run.id).toBe(other.runId);
    expect(keys).not.toContain(place.connectors.calls.at(-1)?.idempotencyKey);
  });

  test('an action that is not installed ends the run, and is named', async () => {
    const { runId } = await execute(aWorkflow(aMachine().task('Nothing')));
    expect(await place.read(runId)).toMatchObject({
      status: 'failed',
      error: 'States.Runtime',
      cause: expect.stringContaining('connector:test/nothing') as string,
      failedPath: 'Nothing',
    });
  });

  test('a caller that rejects is a defect of the platform: the task fails, and it is reported', async () => {
    place.connectors.on('charge', () => Promise.reject(new Error('broken')));
    const { runId, reports } = await execute(aWorkflow(aMachine().task('Charge')));
    expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.TaskFailed' });
    expect(reports).toMatchObject([{ kind: 'defect', runId, cause: { message: 'broken' } }]);
  });

  describe('for as long as', () => {
    interface Limits {
      readonly document?: number | string;
      readonly action?: number;
      readonly run?: number;
    }
    test.each<[string, Limits, number]>([
      ['the document says, even when the action would take less', { document: 90, action: 10 }, 90],
      ['the document says by an expression', { document: '{% 45 + 45 %}' }, 90],
      ['the action says, else', { action: 10 }, 10],
      ['the installation says, else', {}, 120],
      ['the run has left, when that is less', { document: 90, run: 40 }, 40],
      ['the action says, though the run has more left', { action: 10, run: 3600 }, 10],
      ['the installation says, though the run has more left', { run: 3600 }, 120],
    ])('%s', async (_, { document, action, run }, expected) => {
      const held = place.connectors.hold('charge', action === undefined ? {} : { timeoutSeconds: action });
      const machine = aMachine().task('Charge', document === undefined ? {} : { TimeoutSeconds: document });
      await execute(aWorkflow(run === undefined ? machine : machine.within(run)));
      expect(held.calls[0]?.timeoutMs).toBe(expected * 1000);
    });
  });

  test('a call that is a second over its time is left behind, and told; its late result counts for nothing', async () => {
    const held = place.connectors.hold('charge', { timeoutSeconds: 10 });
    const { runId } = await execute(aWorkflow(aMachine().task('Charge')));
    await place.clock.advance(10_999);
    expect(held.calls[0]?.signal.aborted).toBe(false);
    await place.clock.advance(1);
    expect(held.calls[0]?.signal.aborted).toBe(true);
    held.answer('late');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.Timeout' });
  });

  test('a run that has taken too long ends as timed out', async () => {
    place.connectors.hold('charge');
    const { runId } = await execute(aWorkflow(aMachine().task('Charge').within(5)));
    await place.clock.advance(6000);
    expect(await place.read(runId)).toMatchObject({ status: 'timed_out', error: 'States.Timeout' });
  });

  test('calls leave neither timers nor listeners behind', async () => {
    place.connectors.on('charge');
    const { engine } = place.addEngine();
    const event = await place.event(aWorkflow(aMachine().task('Charge').wait('Rest', { Seconds: 1 })));
    await engine.accept(event);
    await place.clock.advance(1000);
    expect(place.clock.pendingTimers).toBe(0);
  });
});

describe('what is durable before a task begins', () => {
  /** The commits made before each call. */
  async function commitsBefore(order: readonly ('read' | 'write')[]): Promise<readonly (readonly string[])[]> {
    const { port: runs, calls } = watch(place.stores.runs);
    const before: string[][] = [];
    let seen = 0;
    let machine = aMachine();
    for (const [index, effects] of order.entries()) {
      place.connectors.on(
        `${effects}${index}`,
        () => {
          before.push(calls.slice(seen));
          seen = calls.length;
          return returned(index);
        },
        { effects },
      );
      machine = machine.task(`${effects}${index}`);
    }
    const { engine } = place.addEngine({ ports: { runs } });
    await engine.acceptAndWait(await place.event(aWorkflow(machine)), { waitMs: 1000 });
    return [...before, calls.slice(seen)];
  }

  test.each<[string, ('read' | 'write')[], string[][]]>([
    ['reads need nothing', ['read', 'read'], [[], [], ['acceptFinished']]],
    ['a write needs the run, and what was read', ['read', 'write'], [[], ['accept', 'advance'], ['finish']]],
    ['after a write its result comes first', ['write', 'write'], [['accept'], ['advance'], ['finish']]],
    ['also before a read', ['write', 'read'], [['accept'], ['advance'], ['finish']]],
  ])('%s', async (_, order, expected) => {
    expect(await commitsBefore(order)).toEqual(expected);
  });

  test('a run that is being kept begins no read before it is: it may be another’s by then', async () => {
    const first = place.connectors.hold('look', { effects: 'read' });
    place.connectors.on('again', undefined, { effects: 'read' });
    const gate = aGate();
    const { port: runs } = watch(place.stores.runs, (method) => (method === 'accept' ? gate.opened : undefined));
    const { engine } = await place.startEngine({ ports: { runs } });
    const event = await place.event(aWorkflow(aMachine().task('Look').task('Again')));
    const answer = engine.acceptAndWait(event, { waitMs: 1000 });
    await place.clock.advance(1000);
    first.answer('seen');
    await place.clock.settle();
    expect(place.connectors.callsOf('again')).toEqual([]);
    gate.open();
    await answer;
    await place.clock.settle();
    expect(place.connectors.callsOf('again')).toHaveLength(1);
  });

  test('a write is durable before the run waits, also here', async () => {
    place.connectors.on('charge');
    const { port: runs, calls } = watch(place.stores.runs);
    const { engine } = place.addEngine({ ports: { runs } });
    await engine.accept(await place.event(aWorkflow(aMachine().task('Charge').wait('Rest', { Seconds: 3 }))));
    await place.clock.advance(1000);
    expect(calls).toEqual(['accept', 'advance']);
  });

  test('what a loop gathers is written now and then, so that it neither fills the memory nor waits for its end', async () => {
    const { port: runs, calls } = watch(place.stores.runs);
    const { engine } = place.addEngine({ ports: { runs } });
    const loop = aMachine()
      .pass('Count', { Output: '{% $states.input.n + 1 ~> function($n) {{"n": $n}} %}' })
      .when('Enough', '{% $states.input.n < 500 %}', 'Count')
      .succeed('End');
    const event = await place.event(aWorkflow(loop), { input: { n: 0 } });
    const { runId } = await engine.acceptAndWait(event, { waitMs: 1000 });
    expect(calls).toEqual(['accept', ...Array.from({ length: 5 }, () => 'advance'), 'finish']);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded', stepCount: 1001 });

    const large = Array.from({ length: 20 }, (_, n) => n);
    const growing = large.reduce((machine, n) => machine.pass(`Fill${n}`), aMachine());
    const input = { text: 'x'.repeat(250_000) };
    await engine.acceptAndWait(await place.event(aWorkflow(growing), { input }), { waitMs: 1000 });
    expect(calls.slice(7)).toEqual(['accept', 'advance', 'advance', 'finish']);
  });
});

describe('secrets', () => {
  const SECRET = 'tok_5up3r-s3cret';
  const seen = async (runId: string): Promise<string> =>
    JSON.stringify([{ ...(await place.read(runId)), output: undefined }, await place.steps(runId)]);

  test('are in no record, cause, log or event, from the call on that names them', async () => {
    const log = [{ atMs: 1, level: 'info' as const, message: `sent ${SECRET}`, data: { header: SECRET } }];
    place.connectors.on('charge', () => returned({ echoed: SECRET }, { secrets: [SECRET], log }));
    place.connectors.on('ship', () => threw('Shop.Refused', `bad token ${SECRET}`));
    const document = aWorkflow(
      aMachine()
        .task('Charge', { Assign: { kept: '{% $states.result %}' } })
        .task('Ship'),
    );
    const { runId, events } = await execute(document);
    expect(await place.read(runId)).toMatchObject({ status: 'failed', cause: 'bad token [redacted]' });
    const [charge, ship] = await place.steps(runId);
    expect(charge).toMatchObject({
      output: '{"echoed":"[redacted]"}',
      assigned: '{"kept":{"echoed":"[redacted]"}}',
      log: [{ message: 'sent [redacted]', data: { header: '[redacted]' } }],
    });
    expect(ship).toMatchObject({ input: '{"echoed":"[redacted]"}', cause: 'bad token [redacted]' });
    expect(JSON.stringify(events)).not.toContain(SECRET);
  });

  test('the run itself works with them', async () => {
    place.connectors.on('charge', () => returned({ token: SECRET }, { secrets: [SECRET] }));
    place.connectors.on('ship');
    const { runId } = await execute(aWorkflow(aMachine().task('Charge').task('Ship')));
    expect(place.connectors.callsOf('ship')[0]?.arguments).toEqual({ token: SECRET });
    expect((await place.read(runId)).output).toContain(SECRET);
  });

  test('causes of earlier attempts stay clean after the run was parked or its process has died', async () => {
    const outcomes = [threw('Shop.Busy', `busy ${SECRET}`, { secrets: [SECRET] }), threw('Shop.Refused', 'no')];
    place.connectors.on('charge', () => outcomes.shift() ?? returned('charged'));
    const rule = { ErrorEquals: ['Shop.Busy'], IntervalSeconds: 30 };
    const { runId, crash } = await execute(aWorkflow(aMachine().task('Charge', { Retry: [rule] })));
    crash();
    await place.startEngine();
    await place.clock.advance(31_000);
    expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'Shop.Refused' });
    expect((await place.steps(runId))[0]?.attempts).toHaveLength(2);
    expect(await seen(runId)).not.toContain(SECRET);
  });

  test('a Catch does not hand them on', async () => {
    place.connectors.on('charge', () => threw('Shop.Busy', `busy ${SECRET}`, { secrets: [SECRET] }));
    const machine = aMachine()
      .task('Charge', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tell' }] })
      .pass('Tell');
    const { runId } = await execute(aWorkflow(machine));
    expect((await place.read(runId)).output).toBe('{"Error":"Shop.Busy","Cause":"busy [redacted]"}');
  });
});

describe('a defect of ours', () => {
  test.each(['findAction', 'evaluate'])('ends the run instead of repeating its effects for ever: %s', async (where) => {
    const broken = () => {
      throw new TypeError('undefined is not a function');
    };
    const ports =
      where === 'evaluate'
        ? { evaluator: { evaluate: broken } }
        : { connectors: { findAction: broken, call: () => Promise.reject(new Error('not called')) } };
    const { engine, reports } = await place.startEngine({ ports });
    const document = aWorkflow(aMachine().pass('Shape', { Output: 'x' }).task('Charge', { Arguments: '{% 1 %}' }));
    const { runId } = await engine.accept(await place.event(document));
    await place.clock.advance(120_000);
    expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.Runtime' });
    expect(reports).toMatchObject([{ kind: 'defect', runId, cause: { name: 'TypeError' } }]);
  });
});

describe('the thread that runs share', () => {
  const forEver = aWorkflow(
    aMachine().pass('Count', { Output: '{% {"n": $states.input.n + 1} %}' }).when('More', true, 'Count'),
  );
  const few = aWorkflow(aMachine().task('Charge').pass('Shape', { Output: 'x' }).wait('Rest', { Seconds: 1 }));

  test('is left to others now and then by a run that only computes: it can be cancelled', async () => {
    let readings = 0;
    const thread = new SharedThread({ monotonicMs: () => (readings += 1) });
    const { engine } = await place.startEngine({ ports: { thread } });
    const event = await place.event(forEver, { input: { n: 0 } });
    const { runId } = await engine.accept(event);
    await nextTurn();
    expect(engine.status().running).toBe(1);
    const { workspaceId, workflowName } = event.version;
    await engine.cancel({ runId, workspaceId, workflowName });
    await until(() => engine.status().running === 0);
    const run = await place.read(runId);
    expect(run).toMatchObject({ status: 'cancelled' });
    expect(run.stepCount).toBeLessThan(1000);
  });

  test('is offered before a run begins, between its states, and when a task or a wait has ended', async () => {
    place.connectors.on('charge');
    let offers = 0;
    const thread = { giveWay: () => void (offers += 1) };
    const { engine } = await place.startEngine({ ports: { thread } });
    await engine.accept(await place.event(few));
    await place.clock.advance(1000);
    // Begin, after the task, two changes of state, after the wait.
    expect(offers).toBe(5);
  });

  test('may be had by others each time: the run ends all the same', async () => {
    place.connectors.on('charge');
    const { engine } = await place.startEngine({ ports: { thread: { giveWay: nextTurn } } });
    const { runId } = await engine.accept(await place.event(few));
    const { output } = await until(async () => {
      await place.clock.advance(100);
      const run = await place.read(runId);
      return run.status === 'succeeded' && run;
    });
    expect(output).toBe('"x"');
  });
});

test('a run that is told to stop while it waits for the store begins nothing more', async () => {
  place.connectors.on('charge');
  const gate = aGate();
  const { port: runs } = watch(place.stores.runs, (method) => (method === 'accept' ? gate.opened : undefined));
  const { engine } = await place.startEngine({ ports: { runs } });
  const answer = engine.acceptAndWait(await place.event(aWorkflow(aMachine().task('Charge'))), { waitMs: 5000 });
  await place.clock.settle();
  const stopped = engine.stop({ deadlineMs: 1000 });
  await place.clock.advance(1000);
  gate.open();
  await stopped;
  expect(await answer).toMatchObject({ kind: 'pending' });
  await place.clock.settle();
  expect(place.connectors.calls).toEqual([]);
  expect(await place.read((await answer).runId)).toMatchObject({ status: 'queued' });
});
