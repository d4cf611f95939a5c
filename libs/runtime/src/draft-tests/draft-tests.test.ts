// Tests of drafts in the engine: where they begin and end, what stands in for steps, and what a crash changes.
import { aMachine, aWorkflow, returned } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { WorkflowDocument } from '@millrace/machine';
import { planTest, type TestWish } from './plan-test.ts';

const LEASE_MS = 31_000;
const mocks = { Charge: { kind: 'returns', output: 'mocked' } } as const;
let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
  for (const action of ['charge', 'ship', 'tell']) place.connectors.on(action);
});

/** What keeps a test of a document. */
async function anEvent(document: WorkflowDocument, wish: TestWish) {
  const planned = planTest(document, wish);
  if (planned === undefined) throw new Error('The document has no such step.');
  const { workspaceId } = await place.publish(document);
  const version = await place.stores.draftTests.keep({ workspaceId, name: document.name, ...planned });
  return { version, trigger: { id: 'test', type: 'test' } as const, input: { order: 7 } };
}
const calls = () => ['charge', 'ship', 'tell'].map((action) => place.connectors.callsOf(action).length);

test('a crash in the middle changes nothing: the same stands in for the same steps, and the end is where it was', async () => {
  const machine = aMachine()
    .task('Charge')
    .wait('Wait', { Seconds: 60 })
    .task('Ship')
    .task('Charge again')
    .task('Tell');
  const document = aWorkflow(machine, { name: 'orders' });
  const again = { 'Charge again': { kind: 'throws', error: 'Card.Declined', cause: 'no' } } as const;
  const { engine, crash } = await place.startEngine();
  const wish = { until: 'Charge again', mocks: { ...mocks, ...again } };
  const { runId } = await engine.accept(await anEvent(document, wish));
  await place.clock.settle();
  crash();
  await place.startEngine();
  await place.clock.advance(60_000 + LEASE_MS);
  expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'Card.Declined', isTest: true });
  expect((await place.steps(runId)).map(({ state }) => state)).toEqual(['Charge', 'Wait', 'Ship', 'Charge again']);
  expect(calls()).toEqual([0, 1, 0]);
});

test('one that begins in the middle begins there after a crash too', async () => {
  const machine = aMachine().task('Charge').task('Ship', { Arguments: '{% $states.input & $customer %}' }).task('Tell');
  const { runId } = await (async () => {
    const { engine, crash } = await place.startEngine();
    place.connectors.hold('ship');
    const wish = { state: 'Ship', stepInput: 'to ', variables: { customer: 'Ada' }, mocks };
    const accepted = await engine.accept(await anEvent(aWorkflow(machine, { name: 'orders' }), wish));
    await place.clock.settle();
    crash();
    return accepted;
  })();
  place.connectors.on('ship', () => returned('shipped'));
  await place.startEngine();
  await place.clock.advance(LEASE_MS);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"shipped"' });
  expect(place.connectors.callsOf('ship').map((call) => call.arguments)).toEqual(['to Ada', 'to Ada']);
  expect([calls()[0], calls()[2]]).toEqual([0, 0]);
});

test('a live run of the same workflow calls what it names', async () => {
  const document = aWorkflow(aMachine().task('Charge').task('Ship'), { name: 'orders' });
  const { engine, events } = await place.startEngine();
  await engine.accept(await anEvent(document, { mocks }));
  await place.clock.settle();
  expect(calls()).toEqual([0, 1, 0]);
  expect(events.every(({ isTest }) => isTest === true)).toBe(true);
  const { runId } = await engine.accept(await place.event(document));
  await place.clock.settle();
  expect(calls()).toEqual([1, 2, 0]);
  expect(await place.read(runId)).not.toHaveProperty('isTest');
});

test('what stands in for a task with a token answers at once, and needs no undoing', async () => {
  const Compensate = { Resource: 'connector:test/tell' };
  const asking = { Resource: 'connector:test/charge.waitForTaskToken', Compensate };
  const machine = aMachine().task('Charge', asking).fail('Stop');
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(await anEvent(aWorkflow(machine, { name: 'orders' }), { mocks }));
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'failed' });
  expect(calls()).toEqual([0, 0, 0]);
});

test('no test waits for its turn, calls who hears of failures, or stands still', async () => {
  const document = aWorkflow(aMachine().task('Charge'), {
    name: 'orders',
    settings: { concurrency: { max: 1 }, debounceSeconds: 60, onFailure: 'orders', searchAttributes: { a: 'b' } },
  });
  const refused = { Charge: { kind: 'throws', error: 'Connector.Auth', cause: '' } } as const;
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(await anEvent(document, { mocks: refused }));
  await place.clock.settle();
  const run = await place.read(runId);
  expect(run).toMatchObject({ status: 'failed', error: 'Connector.Auth' });
  expect(run).not.toHaveProperty('searchAttributes');
  expect(place.stores.runs).toBeDefined();
  const { items } = await place.stores.runs.list({ workspaceId: run.workspaceId, limit: 10, tests: 'included' });
  expect(items).toHaveLength(1);
});

test('the runs that a test starts are tests, with their own documents', async () => {
  await place.publish(aWorkflow(aMachine().task('Ship'), { name: 'child', settings: { concurrency: { max: 1 } } }));
  const document = aWorkflow(aMachine().task('Call', { Resource: 'workflow:child' }), { name: 'orders' });
  const { engine } = await place.startEngine();
  const { runId } = await engine.accept(await anEvent(document, { mocks: { Ship: { kind: 'returns', output: 1 } } }));
  await place.clock.settle();
  const run = await place.read(runId);
  expect(run).toMatchObject({ status: 'succeeded' });
  const { items } = await place.stores.runs.list({ workspaceId: run.workspaceId, limit: 10, parentRunId: runId });
  expect(items).toMatchObject([{ isTest: true, versionNumber: 1 }]);
  expect(calls()).toEqual([0, 1, 0]);
});
