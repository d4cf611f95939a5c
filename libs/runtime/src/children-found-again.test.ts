import { aMachine, aRetry, aWorkflow, intercept, threw } from '@millrace/testing';
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

test('a parent hears of its child also when the workflow of that has a full backlog meanwhile', async () => {
  const held = place.connectors.hold('charge');
  const child = aWorkflow(aMachine().task('Charge', { TimeoutSeconds: 6000 }), {
    name: 'child',
    settings: { concurrency: { max: 1, backlog: 1 } },
  });
  await place.publish(child);
  const { engine, reports } = await place.startEngine();
  const calling = aMachine().task('Call', { Resource: 'workflow:child' });
  const machine = aMachine().parallel('Both', [calling, aMachine().wait('Rest', { Seconds: 30 })]);
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(1000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await engine.accept(await place.event(child));
  await place.clock.advance(60_000);
  expect(reports).toEqual([]);
  held.answer('paid');
  await place.clock.advance(60_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('a parent hears of its child also when the workflow of that was deleted meanwhile', async () => {
  const held = place.connectors.hold('charge');
  await place.publish(aWorkflow(aMachine().task('Charge'), { name: 'child' }));
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(
    await place.event(aWorkflow(aMachine().task('Call', { Resource: 'workflow:child' }))),
  );
  await place.clock.settle();
  const { workspaceId } = await place.read(runId);
  await place.stores.workflows.remove({ workspaceId, name: 'child' });
  held.answer('paid');
  await place.clock.advance(60_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"paid"' });
});

test('the child of an earlier attempt answers no later one, which its workflow has refused', async () => {
  const charge = place.connectors.hold('charge');
  const child = aWorkflow(aMachine().task('Charge', { TimeoutSeconds: 6000 }), {
    name: 'child',
    settings: { concurrency: { max: 1, backlog: 0 } },
  });
  await place.publish(child);
  const { engine } = await place.startEngine();
  const retry = aRetry({ IntervalSeconds: 10, BackoffRate: 1, MaxAttempts: 2 });
  const calling = aMachine().task('Call', { Resource: 'workflow:child', ...retry });
  const { runId } = await engine.accept(await place.event(aWorkflow(calling)));
  await place.clock.settle();
  charge.answer(threw('Shop.Closed'));
  await place.clock.advance(2000);
  // Somebody else has the only place when it is tried again.
  await engine.accept(await place.event(child));
  await place.clock.advance(10_000);
  charge.answer('paid by another');
  await place.clock.advance(10_000);
  charge.answer('paid');
  await place.clock.advance(2000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"paid"' });
  const [step] = await place.steps(runId);
  expect(step?.attempts.map(({ error }) => error?.cause ?? '')).toEqual([
    expect.stringContaining('Shop.Closed'),
    expect.stringContaining('intake.backlog_full'),
    '',
  ]);
});

test('a child that waits for its turn is found by its parent after a crash', async () => {
  place.connectors.hold('charge');
  const child = aWorkflow(aMachine().task('Charge'), {
    name: 'child',
    settings: { concurrency: { max: 1, backlog: 1 } },
  });
  const { engine: first, crash } = await place.startEngine({
    ports: {
      runs: intercept(place.stores.runs, ({ method, proceed }) =>
        method === 'park' ? new Promise(() => undefined) : proceed(),
      ),
    },
  });
  await first.accept(await place.event(child));
  await place.clock.settle();
  const { runId } = await first.accept(
    await place.event(aWorkflow(aMachine().task('Call', { Resource: 'workflow:child' }))),
  );
  await place.clock.settle();
  expect((await childrenOf(runId)).map(({ status }) => status)).toEqual(['queued']);
  crash();
  await place.startEngine();
  await place.clock.advance(35_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
});
