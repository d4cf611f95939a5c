import { aMachine, aWorkflow, intercept, threw } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});
async function childrenOf(runId: string) {
  const { workspaceId } = await place.read(runId);
  const { items } = await place.stores.runs.list({ workspaceId, parentRunId: runId, limit: 200 });
  return items;
}

test('a run that is out of time cancels the run that it waits for', async () => {
  place.connectors.hold('charge');
  await place.publish(aWorkflow(aMachine().task('Charge', { TimeoutSeconds: 6000 }), { name: 'child' }));
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(
    await place.event(aWorkflow(aMachine().task('Call', { Resource: 'workflow:child' }).within(60))),
  );
  await place.clock.advance(70_000);
  expect(await place.read(runId)).toMatchObject({ status: 'timed_out' });
  expect(await childrenOf(runId)).toMatchObject([{ status: 'cancelled' }]);
});

test('a sleeping run that is cancelled with compensate cancels all runs that it waits for', async () => {
  place.connectors.hold('charge');
  place.connectors.on('book');
  place.connectors.on('unbook');
  await place.publish(aWorkflow(aMachine().task('Charge', { TimeoutSeconds: 6000 }), { name: 'child' }));
  const { engine } = await place.startEngine();
  const machine = aMachine()
    .task('Book', { Compensate: { Resource: 'connector:test/unbook' } })
    .each('Each', aMachine().task('Call', { Resource: 'workflow:child' }), { Items: [1, 2, 3] });
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(10_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  const { workspaceId, workflowName } = await place.read(runId);
  await engine.cancel({ workspaceId, runId, workflowName, compensate: true });
  await place.clock.advance(10_000);
  expect(await place.read(runId)).toMatchObject({ status: 'compensated' });
  expect((await childrenOf(runId)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('a run that ends its process again and again cancels what it waits for', async () => {
  const charge = place.connectors.hold('charge');
  await place.publish(aWorkflow(aMachine().wait('Rest', { Seconds: 86_400 }), { name: 'child' }));
  const calling = aMachine().task('Call', { Resource: 'workflow:child' });
  const machine = aMachine().parallel('Both', [aMachine().task('Charge', { TimeoutSeconds: 60_000 }), calling]);
  const started = await place.startEngine({ settings: { maxLosses: 1 } });
  const { runId } = await started.engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.settle();
  expect(charge.calls).toHaveLength(1);
  started.crash();
  await place.startEngine({ settings: { maxLosses: 1 } });
  await place.clock.advance(40_000);
  expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.Runtime' });
  expect((await childrenOf(runId)).map(({ status }) => status)).toEqual(['cancelled']);
});

test('a sleeping run with many children cancels them all', async () => {
  place.connectors.hold('charge');
  await place.publish(aWorkflow(aMachine().wait('Rest', { Seconds: 86_400 }), { name: 'child' }));
  const { engine } = await place.startEngine({ settings: { maxRunning: 1000 } });
  const items = Array.from({ length: 250 }, (_, index) => index);
  const machine = aMachine().each('Each', aMachine().task('Call', { Resource: 'workflow:child' }), {
    Items: items,
    MaxConcurrency: 250,
  });
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(10_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  const { workspaceId, workflowName } = await place.read(runId);
  await engine.cancel({ workspaceId, runId, workflowName });
  await place.clock.advance(10_000);
  const waiting = await place.stores.runs.list({ workspaceId, statuses: ['waiting'], limit: 200 });
  expect(waiting.items).toHaveLength(0);
});

test('a branch that is given up right after a wake leaves no run behind', async () => {
  await place.publish(aWorkflow(aMachine().wait('Rest', { Seconds: 86_400 }), { name: 'child' }));
  const { engine } = await place.startEngine();
  const machine = aMachine()
    .parallel(
      'Both',
      [aMachine().task('Call', { Resource: 'workflow:child' }), aMachine().wait('Short', { Seconds: 10 }).fail('Stop')],
      { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Long' }] },
    )
    .wait('Long', { Seconds: 3600 });
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(20_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting', currentState: 'Long' });
  expect((await childrenOf(runId)).map(({ status }) => status)).toEqual(['cancelled']);
});

test('threads that are given up withdraw their tokens together', async () => {
  const held = place.connectors.hold('charge');
  place.connectors.on('ask');
  const withdrawn: unknown[] = [];
  const tokens = intercept(place.stores.tokens, ({ method, parameters, proceed }) => {
    if (method === 'withdraw') withdrawn.push(parameters[0]);
    return proceed();
  });
  const { engine } = await place.startEngine({ ports: { tokens } });
  const asking = aMachine().task('Ask', { Resource: 'connector:test/ask.waitForTaskToken' });
  const machine = aMachine().parallel('Both', [
    aMachine().task('Charge'),
    aMachine().each('Each', asking, { Items: [1, 2, 3] }),
  ]);
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.settle();
  held.answer(threw('Shop.Closed'));
  await place.clock.settle();
  const path = (index: number) => `Both[1]/Each[${index}]/Ask (1/1)`;
  expect(withdrawn).toEqual([{ runId, paths: [path(0), path(1), path(2)] }]);
});
