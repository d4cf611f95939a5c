import { aMachine, aWorkflow, intercept, threw } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { RunWithPayload } from './run.ts';

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

describe('a sleeping run that a newer one replaces', () => {
  /** A parent that waits for a run, which waits for another and a connector. */
  async function started() {
    const charge = place.connectors.hold('charge');
    place.connectors.on('ship');
    await place.publish(aWorkflow(aMachine().task('Charge', { TimeoutSeconds: 6000 }), { name: 'grandchild' }));
    const calling = aMachine().task('Call', { Resource: 'workflow:grandchild' });
    await place.publish(aWorkflow(calling.task('Ship'), { name: 'child' }));
    const settings = { concurrency: { max: 1, overlap: 'cancelOldest' as const } };
    const document = aWorkflow(aMachine().task('Call', { Resource: 'workflow:child' }), { name: 'parent', settings });
    const here = await place.startEngine();
    const told = here.engine.acceptAndWait(await place.event(document), { waitMs: 60_000 });
    await place.clock.advance(5000);
    const [parent = ''] = (await place.list()).slice(-1);
    expect((await read(parent)).map(({ status }) => status)).toEqual(['waiting', 'waiting', 'running']);
    return { ...here, charge, document, parent, told };
  }
  /** A run with those below it. */
  async function read(runId: string): Promise<readonly RunWithPayload[]> {
    const below = await Promise.all((await childrenOf(runId)).map(({ id }) => read(id)));
    return [await place.read(runId), ...below.flat()];
  }

  test('takes what it waits for with it, and its caller is told', async () => {
    const { engine, events, document, parent, told } = await started();
    await engine.accept(await place.event(document));
    await place.clock.settle();
    const end = { status: 'cancelled' };
    expect(await told).toMatchObject({ kind: 'ended', runId: parent, end });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'run.ended', runId: parent, workflowName: 'parent', ...end }),
    );
    expect(await read(parent)).toMatchObject([end, end, end]);
  });

  test('takes it also when the process dies that has decided so', async () => {
    const { engine, charge, document, parent, crash } = await started();
    const dying = place.addEngine({
      ports: {
        admissions: intercept(place.stores.admissions, async ({ proceed }) => {
          const answer = await proceed();
          dying.crash();
          return answer;
        }),
      },
    });
    await dying.engine.accept(await place.event(document));
    await place.clock.settle();
    expect(await place.read(parent)).toMatchObject({ status: 'cancelled' });
    // Those who live hear of it by themselves.
    expect(engine.status().running).toBeGreaterThan(0);
    await place.clock.advance(2000);
    charge.answer('nobody waits for it');
    await place.clock.advance(5000);
    expect((await read(parent)).map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(place.connectors.callsOf('ship')).toEqual([]);
    crash();
  });
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

test('threads that slept while another one went on withdraw their tokens too, when they are given up', async () => {
  place.connectors.on('ask');
  const withdrawn: unknown[] = [];
  const tokens = intercept(place.stores.tokens, ({ method, parameters, proceed }) => {
    if (method === 'withdraw') withdrawn.push(parameters[0]);
    return proceed();
  });
  const { engine } = await place.startEngine({ ports: { tokens } });
  const asking = aMachine().task('Ask', { Resource: 'connector:test/ask.waitForTaskToken' });
  const machine = aMachine().parallel('Both', [
    aMachine().wait('Rest', { Seconds: 30 }).fail('Stop'),
    aMachine().each('Each', asking, { Items: [1, 2] }),
  ]);
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(31_000);
  expect(await place.read(runId)).toMatchObject({ status: 'failed' });
  expect(withdrawn).toEqual([{ runId, paths: ['Both[1]/Each[0]/Ask (1/1)', 'Both[1]/Each[1]/Ask (1/1)'] }]);
});
