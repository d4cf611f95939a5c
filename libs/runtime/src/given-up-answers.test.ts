// Answers from elsewhere that a run gives up: who may still come, and who comes too late.
import { aGate, aMachine, aRetry, aWorkflow, intercept, returned } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
  place.connectors.on('ask');
});

const tokens = (): readonly string[] =>
  place.connectors.callsOf('ask').map(({ arguments: given }) => (given as { token: string }).token);
const asking = (fields = {}) => ({
  Resource: 'connector:test/ask.waitForTaskToken',
  Arguments: { token: '{% $states.context.Task.Token %}' },
  ...fields,
});
const yes = { kind: 'returned', output: '"yes"' } as const;

test('the next attempt of one that nobody answered in time can be answered', async () => {
  const { engine } = await place.startEngine();
  const machine = aMachine().task('Ask', asking({ TimeoutSeconds: 60, ...aRetry({ MaxAttempts: 1 }) }));
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(70_000);
  const [first = '', second = ''] = tokens();
  expect(await engine.answerToken({ token: first, answer: yes })).toEqual({ kind: 'expired' });
  expect(await engine.answerToken({ token: second, answer: yes })).toEqual({ kind: 'answered', runId });
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"yes"' });
});

test('a fork that failed has failed before what follows begins, whatever is answered after a crash', async () => {
  place.connectors.on('ship');
  const charge = place.connectors.hold('charge');
  const { engine, crash } = await place.startEngine();
  // Too short to be slept elsewhere: it is slept anew after a crash, and the answer is there first.
  const failing = aMachine().wait('Short', { Seconds: 3 }).fail('Stop');
  const machine = aMachine()
    .parallel('Both', [aMachine().task('Ask', asking()), failing], {
      Catch: [
        { ErrorEquals: ['Refused'], Next: 'Ship' },
        { ErrorEquals: ['States.ALL'], Next: 'Charge' },
      ],
    })
    .task('Ship')
    .task('Charge');
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(4000);
  expect(charge.calls).toHaveLength(1);
  crash();
  place.connectors.on('charge', () => returned('paid'));
  const there = await place.startEngine();
  await there.engine.answerToken({ token: tokens()[0] ?? '', answer: { kind: 'threw', error: 'Refused', cause: '' } });
  await place.clock.advance(40_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"paid"' });
  expect(place.connectors.callsOf('ship')).toHaveLength(0);
});

test('what a sibling writes meanwhile ends no run that a thread may wait for again after a crash', async () => {
  place.connectors.on('charge');
  await place.publish(aWorkflow(aMachine().wait('Rest', { Seconds: 86_400 }), { name: 'child' }));
  const { engine } = await place.startEngine();
  const retry = aRetry({ IntervalSeconds: 4, MaxAttempts: 1 });
  const calling = aMachine().task('Call', { Resource: 'workflow:child', TimeoutSeconds: 10, ...retry });
  const writing = aMachine().wait('Before', { Seconds: 11 }).task('Charge').wait('After', { Seconds: 1 });
  const { runId } = await engine.accept(await place.event(aWorkflow(aMachine().parallel('Both', [calling, writing]))));
  const { workspaceId } = await place.read(runId);
  const statuses = async () => {
    const { items } = await place.stores.runs.list({ workspaceId, parentRunId: runId, limit: 9 });
    return items.map(({ status }) => status).sort();
  };
  await place.clock.advance(13_000);
  expect(place.connectors.callsOf('charge')).toHaveLength(1);
  // Its time is over, and its next attempt has not begun.
  expect(await statuses()).toEqual(['waiting']);
  await place.clock.advance(5000);
  expect(await statuses()).toEqual(['cancelled', 'waiting']);
});

test('what was given up while it asked for its answer is withdrawn, also when the run sleeps by then', async () => {
  const gate = aGate();
  const tokenStore = intercept(place.stores.tokens, async ({ method, proceed }) => {
    if (method === 'find') await gate.opened;
    return proceed();
  });
  const { engine } = await place.startEngine({ ports: { tokens: tokenStore } });
  const failing = aMachine().wait('Short', { Seconds: 10 }).fail('Stop');
  const machine = aMachine()
    .parallel('Both', [aMachine().task('Ask', asking()), failing], {
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Long' }],
    })
    .wait('Long', { Seconds: 3600 });
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(20_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting', currentState: 'Long' });
  gate.open();
  await place.clock.settle();
  expect(await engine.answerToken({ token: tokens()[0] ?? '', answer: yes })).toEqual({ kind: 'expired' });
});

test('that a fork is tried again is durable before a task of the next attempt begins', async () => {
  place.connectors.on('ship');
  place.connectors.hold('charge');
  const { engine, crash } = await place.startEngine();
  const trying = aMachine()
    .when('Again', '{% $states.input = 1 %}', 'Charge')
    .wait('Short', { Seconds: 3 })
    .fail('Stop', { Error: 'Stop' })
    .task('Charge');
  const machine = aMachine()
    .parallel('Both', [trying, aMachine().task('Ask', asking())], {
      Arguments: '{% $states.context.State.RetryCount %}',
      Retry: [{ ErrorEquals: ['Stop'], IntervalSeconds: 1, MaxAttempts: 1 }],
      Catch: [{ ErrorEquals: ['Refused'], Next: 'Ship' }],
      End: true,
    })
    .task('Ship');
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(3500);
  place.connectors.hold('ask');
  await place.clock.advance(1000);
  expect(place.connectors.callsOf('charge')).toHaveLength(1);
  crash();
  place.connectors.on('ask');
  place.connectors.on('charge', () => returned('paid'));
  const there = await place.startEngine();
  const refused = { kind: 'threw', error: 'Refused', cause: '' } as const;
  await there.engine.answerToken({ token: tokens()[0] ?? '', answer: refused });
  await place.clock.advance(40_000);
  expect(place.connectors.callsOf('ship')).toHaveLength(0);
  await there.engine.answerToken({ token: tokens().at(-1) ?? '', answer: yes });
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '["paid","yes"]' });
});

test('a task that was under way when its process had to let go of the run has no record: another one does it again', async () => {
  const written = aGate();
  const released = aGate();
  const runs = intercept(place.stores.runs, async ({ method, proceed }) => {
    if (method === 'advance') await written.opened;
    if (method === 'release') await released.opened;
    return proceed();
  });
  for (const action of ['ship', 'pack', 'send']) place.connectors.on(action);
  const [bill] = [place.connectors.hold('bill'), place.connectors.hold('charge')];
  const { engine } = await place.startEngine({ ports: { runs } });
  const branches = [
    aMachine().task('Charge'),
    aMachine().task('Ship').task('Pack'),
    aMachine().task('Bill').task('Send'),
  ];
  const { runId } = await engine.accept(await place.event(aWorkflow(aMachine().parallel('Both', branches))));
  await place.clock.settle();
  // One write is under way, and another one must follow.
  bill.answer('sent');
  await place.clock.settle();
  void engine.stop({ deadlineMs: 0 });
  await place.clock.advance(1);
  written.open();
  await place.clock.settle();
  released.open();
  await place.clock.settle();
  expect((await place.steps(runId)).map(({ path }) => path).sort()).toEqual(['Both[1]/Ship', 'Both[2]/Bill']);
});

test('after a crash an attempt that is given up takes the next one’s run not with it', async () => {
  await place.publish(aWorkflow(aMachine().wait('Rest', { Seconds: 86_400 }), { name: 'child' }));
  const never = aGate();
  const runs = intercept(place.stores.runs, async ({ method, parameters, proceed }) => {
    const [{ lease }] = parameters as [{ lease?: { fence: number } }];
    if (method === 'park' && lease?.fence !== 1) await never.opened;
    return proceed();
  });
  const { engine, crash } = await place.startEngine({ ports: { runs } });
  const retry = aRetry({ IntervalSeconds: 1, MaxAttempts: 1 });
  const calling = aMachine().task('Call', { Resource: 'workflow:child', TimeoutSeconds: 100, ...retry });
  const { runId } = await engine.accept(await place.event(aWorkflow(calling)));
  const { workspaceId } = await place.read(runId);
  const statuses = async () => {
    const { items } = await place.stores.runs.list({ workspaceId, parentRunId: runId, limit: 9 });
    return items.map(({ status }) => status).sort();
  };
  await place.clock.advance(102_000);
  expect(await statuses()).toHaveLength(2);
  crash();
  await place.startEngine();
  await place.clock.advance(50_000);
  expect(await statuses()).toEqual(['cancelled', 'waiting']);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
});
