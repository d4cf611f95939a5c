import { aMachine, aRetry, aWorkflow, intercept, returned, threw, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { RuntimeError } from './errors.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const parent = (fields = {}, settings = {}) =>
  aWorkflow(aMachine().task('Call', { Resource: 'workflow:child', Arguments: { amount: 5 }, ...fields }), settings);
const child = (machine = aMachine().task('Charge')) => aWorkflow(machine, { name: 'child' });

async function start(document = parent(), called = child()) {
  await place.publish(called);
  const { engine, ...rest } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(document));
  await place.clock.settle();
  return { runId, engine, ...rest };
}
async function childrenOf(runId: string) {
  const { workspaceId } = await place.read(runId);
  const { items } = await place.stores.runs.list({ workspaceId, parentRunId: runId, limit: 200 });
  return items;
}

test('a run of the other workflow gets the arguments, and its output is the result', async () => {
  place.connectors.on('charge', ({ arguments: given }) => returned({ charged: given }));
  const { runId } = await start();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '{"charged":{"amount":5}}' });
  expect(await childrenOf(runId)).toMatchObject([
    {
      workflowName: 'child',
      status: 'succeeded',
      trigger: { type: 'call' },
      parent: { runId, path: 'Call', depth: 1 },
    },
  ]);
});

test('while it waits the run takes no place', async () => {
  const held = place.connectors.hold('charge');
  const { runId, engine } = await start();
  expect(engine.status().running).toBe(1);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  held.answer('paid');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"paid"' });
});

test('nobody waits for one that is to be forgotten', async () => {
  place.connectors.hold('charge');
  const { runId } = await start(parent({ Resource: 'workflow:child.fireAndForget' }));
  const [started] = await childrenOf(runId);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: `{"runId":"${started?.id ?? ''}"}` });
  expect(started).toMatchObject({ status: 'running' });
});

test('its failure is the task’s, with all that is known of it; each attempt starts another run', async () => {
  place.connectors.on('charge', () => threw('Shop.Closed', 'We are closed.'));
  const { runId } = await start(parent(aRetry({ MaxAttempts: 1 })));
  await place.clock.advance(1000);
  const run = await place.read(runId);
  expect(run).toMatchObject({ status: 'failed', error: 'States.TaskFailed' });
  const started = await childrenOf(runId);
  expect(started).toHaveLength(2);
  expect(JSON.parse(run.cause ?? '')).toEqual({
    runId: started[0]?.id,
    workflow: 'child',
    status: 'failed',
    error: 'Shop.Closed',
    cause: 'We are closed.',
  });
});

test('a composite state that is tried again starts it anew', async () => {
  let fails = 1;
  place.connectors.on('charge', () => (fails-- > 0 ? threw('Shop.Busy') : returned('paid')));
  const call = aMachine().task('Call', { Resource: 'workflow:child' });
  const { runId } = await start(aWorkflow(aMachine().parallel('Both', [call], aRetry())));
  await place.clock.advance(2000);
  expect(await childrenOf(runId)).toHaveLength(2);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '["paid"]' });
});

test('a crash starts it once only', async () => {
  const held = place.connectors.hold('charge');
  await place.publish(child());
  const { port, opened } = await crashingAt('park');
  const { engine, crash } = await place.startEngine({ ports: { runs: port } });
  const { runId } = await engine.accept(await place.event(parent()));
  await place.clock.settle();
  expect(await childrenOf(runId)).toHaveLength(1);
  crash();
  opened.open();
  await place.startEngine();
  await place.clock.advance(31_000);
  expect(await childrenOf(runId)).toHaveLength(1);
  held.answer('to the dead');
  held.answer('paid');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"paid"' });
});

async function crashingAt(method: string) {
  const { aGate, watch } = await import('@millrace/testing');
  const opened = aGate();
  const { port } = watch(place.stores.runs, (called) => (called === method ? opened.opened : undefined));
  return { port, opened };
}

test('one that nobody has published fails the task', async () => {
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(parent()));
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({
    status: 'failed',
    error: 'States.TaskFailed',
    cause: expect.stringContaining('"child"') as string,
  });
});

test('a workflow that calls itself ends, and says why', async () => {
  await place.publish(aWorkflow(aMachine().task('Again', { Resource: 'workflow:child' }), { name: 'child' }));
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(parent()));
  for (let turn = 0; turn < 20; turn += 1) await place.clock.settle();
  const run = await place.read(runId);
  expect(run).toMatchObject({ status: 'failed', error: 'States.TaskFailed' });
  expect(run.cause).toContain('limit.call_depth');
  expect(await place.list()).toHaveLength(11);
});

test.each([['stops with it'], ['that sleeps stops with it']])(
  'whoever cancels the run cancels what it waits for: %s',
  async (kind) => {
    const held = place.connectors.hold('charge');
    const called = kind === 'stops with it' ? child() : child(aMachine().wait('Rest', { Seconds: 3600 }));
    const { runId, engine } = await start(parent(), called);
    const { workspaceId, workflowName } = await place.read(runId);
    expect(await engine.cancel({ workspaceId, workflowName, runId })).toBe('cancelled');
    await place.clock.settle();
    expect(await childrenOf(runId)).toMatchObject([{ status: 'cancelled' }]);
    expect(held.calls.every(({ signal }) => signal.aborted)).toBe(true);
  },
);

test('a task that is out of time cancels what it waits for', async () => {
  place.connectors.hold('charge');
  const { runId } = await start(parent({ TimeoutSeconds: 60 }));
  await place.clock.advance(60_000);
  expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.Timeout' });
  expect(await childrenOf(runId)).toMatchObject([{ status: 'cancelled' }]);
});

describe('the workflow that hears of failures', () => {
  const failing = () =>
    aWorkflow(aMachine().fail('Stop', { Error: 'Shop.Closed', Cause: 'Sunday' }), { settings: { onFailure: 'child' } });
  test('is called with the failed run', async () => {
    place.connectors.on('charge', ({ arguments: given }) => returned(given));
    const { runId } = await start(failing());
    const [handler] = await childrenOf(runId);
    const { output } = await place.read(handler?.id ?? '');
    expect(JSON.parse(output ?? '')).toMatchObject({
      run: {
        id: runId,
        workflow: 'orders',
        status: 'failed',
        error: 'Shop.Closed',
        cause: 'Sunday',
        failedPath: 'Stop',
      },
      input: { order: 7 },
    });
  });
  test('is not called for a run that went well', async () => {
    const { runId } = await start(aWorkflow(aMachine().pass('A'), { settings: { onFailure: 'child' } }));
    expect(await childrenOf(runId)).toEqual([]);
  });
  test('that does not exist is reported, and the run fails as it did', async () => {
    const { engine, reports } = await place.startEngine();
    const { runId } = await engine.accept(await place.event(failing()));
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'Shop.Closed' });
    expect(reports).toMatchObject([{ kind: 'handler.failed', runId, handler: 'child' }]);
  });
  test('is called however full its backlog is', async () => {
    const held = place.connectors.hold('charge');
    const settings = { concurrency: { max: 1, backlog: 0 } };
    const child = aWorkflow(aMachine().task('Charge'), { name: 'child', settings });
    const { engine } = await place.startEngine();
    await engine.accept(await place.event(child));
    await place.clock.settle();
    const { runId } = await engine.accept(await place.event(failing()));
    await place.clock.settle();
    expect(await childrenOf(runId)).toMatchObject([{ status: 'queued' }]);
    held.answer('done');
    await place.clock.advance(1000);
    expect(held.calls).toHaveLength(2);
  });
  test('is called for a failure that stays, and not for one that a crash takes back', async () => {
    await place.publish(aWorkflow(aMachine().pass('A'), { name: 'child' }));
    let tries = 0;
    place.connectors.on('charge', () => {
      tries += 1;
      return tries === 1 ? threw('Shop.Closed') : returned('charged');
    });
    const runs = intercept(place.stores.runs, ({ method, proceed }) => {
      if (method === 'finish') dying.crash();
      return method === 'finish' ? new Promise(() => undefined) : proceed();
    });
    const dying = await place.startEngine({ ports: { runs } });
    const document = aWorkflow(aMachine().task('Charge'), { settings: { onFailure: 'child' } });
    const { runId } = await dying.engine.accept(await place.event(document));
    await place.clock.settle();
    await place.startEngine();
    await place.clock.advance(31_000);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(await childrenOf(runId)).toEqual([]);
  });
  test('is called once when the process dies right after the failure', async () => {
    await place.publish(aWorkflow(aMachine().pass('A'), { name: 'child' }));
    const runs = intercept(place.stores.runs, async ({ method, proceed }) => {
      const answer = await proceed();
      if (method === 'finish') dying.crash();
      return answer;
    });
    const dying = await place.startEngine({ ports: { runs } });
    const { runId } = await dying.engine.accept(await place.event(failing()));
    await place.clock.settle();
    await place.startEngine();
    await place.clock.advance(31_000);
    expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'Shop.Closed' });
    expect(await childrenOf(runId)).toMatchObject([{ status: 'succeeded' }]);
  });
  test('is called also when the store was away while it was looked up', async () => {
    await place.publish(aWorkflow(aMachine().pass('A'), { name: 'child' }));
    const away = () => new RuntimeError('store.unavailable', 'The store is away.', { detail: { isOutage: true } });
    const workflows = withFaults(
      place.stores.workflows,
      ({ method, count }) => (method === 'find' && count === 1 ? 'refused' : undefined),
      away,
    );
    const { engine, reports } = await place.startEngine({ ports: { workflows } });
    const { runId } = await engine.accept(await place.event(failing()));
    await place.clock.advance(2000);
    expect(reports).toMatchObject([{ kind: 'run.dropped', reason: 'store_failed' }]);
    expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'Shop.Closed' });
    expect(await childrenOf(runId)).toMatchObject([{ status: 'succeeded' }]);
  });
  test('that fails itself calls itself a few times only', async () => {
    const self = aWorkflow(aMachine().fail('Stop'), { name: 'child', settings: { onFailure: 'child' } });
    await start(failing(), self);
    for (let turn = 0; turn < 10; turn += 1) await place.clock.settle();
    expect(await place.list()).toHaveLength(4);
  });
});
