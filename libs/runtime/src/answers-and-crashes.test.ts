// Answers from elsewhere, when the process that waited for them died, or could not write what followed from them.
import { aGate, aMachine, aWorkflow, intercept, returned, threw, watch, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

const LEASE_MS = 31_000;
let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
  for (const action of ['ask', 'charge', 'ship']) place.connectors.on(action);
});

const asking = aMachine().task('Ask', {
  Resource: 'connector:test/ask.waitForTaskToken',
  Arguments: { token: '{% $states.context.Task.Token %}' },
});
const calling = aMachine().task('Call', { Resource: 'workflow:child' });
const child = aWorkflow(aMachine().task('Charge'), { name: 'child' });
const yes = { kind: 'returned', output: '"yes"' } as const;
const token = (): string => (place.connectors.callsOf('ask')[0]?.arguments as { token: string }).token;

async function childOf(parentRunId: string) {
  const { workspaceId } = await place.read(parentRunId);
  const { items } = await place.stores.runs.list({ workspaceId, parentRunId, limit: 1 });
  return items[0];
}

/** What the store was asked before the action was called. */
function callsBefore(action: string, calls: readonly string[]): readonly string[] {
  const before: string[] = [];
  place.connectors.on(action, () => {
    before.push(...calls);
    return returned(1);
  });
  return before;
}

/** An engine that dies before it can write that its run waits. */
async function dyingBeforeItParks(machine = asking) {
  const never = aGate();
  const runs = intercept(place.stores.runs, async ({ method, parameters, proceed }) => {
    const [{ lease }] = parameters as [{ lease?: { fence: number } }];
    if (method === 'park' && lease?.fence === 1) await never.opened;
    return proceed();
  });
  const { engine, crash } = await place.startEngine({ ports: { runs } });
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.settle();
  return { runId, engine, crash };
}

test.each([
  ['a token', 'connector:test/ask.waitForTaskToken'],
  ['the end of a run', 'workflow:child'],
])('the time of a task that waits for %s goes on over a crash', async (_, Resource) => {
  place.connectors.hold('charge');
  await place.publish(child);
  const limited = aMachine().task('Ask', { Resource, TimeoutSeconds: 45 });
  const { runId, crash } = await dyingBeforeItParks(limited);
  crash();
  await place.startEngine();
  await place.clock.advance(LEASE_MS);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(44_900 - LEASE_MS);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(300);
  expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.Timeout' });
});

test('a token that was answered before its run waited is not waited for', async () => {
  const { runId, engine, crash } = await dyingBeforeItParks();
  await engine.answerToken({ token: token(), answer: yes });
  crash();
  await place.startEngine();
  await place.clock.advance(LEASE_MS);
  expect(place.connectors.callsOf('ask')).toHaveLength(2);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"yes"' });
});

test('a run that ended before the one that started it waited is not waited for', async () => {
  await place.publish(child);
  const { runId, crash } = await dyingBeforeItParks(calling);
  expect(await childOf(runId)).toMatchObject({ status: 'succeeded' });
  crash();
  await place.startEngine();
  await place.clock.advance(LEASE_MS);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('what follows from an answer is durable before the next task', async () => {
  const { port: runs, calls } = watch(place.stores.runs);
  const { engine } = await place.startEngine({ ports: { runs } });
  await engine.accept(await place.event(aWorkflow(asking.task('Charge').task('Ship'))));
  await place.clock.settle();
  const before = callsBefore('charge', calls);
  await engine.answerToken({ token: token(), answer: yes });
  await place.clock.settle();
  expect(before.slice(before.indexOf('park'))).toContain('advance');
});

test('a run that others wait for no more is not cancelled before that is durable', async () => {
  const held = place.connectors.hold('charge');
  place.connectors.on('ship', () => threw('Sim.Refused', 'no'));
  await place.publish(child);
  const failing = withFaults(place.stores.runs, ({ method, count }) =>
    method === 'finish' && count === 1 ? 'refused' : undefined,
  );
  const { engine } = await place.startEngine({ ports: { runs: failing } });
  const machine = aMachine().parallel('Fork', [calling, aMachine().task('Ship')]);
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.settle();
  expect(await childOf(runId)).toMatchObject({ status: 'running' });
  await place.clock.advance(LEASE_MS + 10_000);
  expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'Sim.Refused' });
  expect(await childOf(runId)).toMatchObject({ status: 'cancelled' });
  expect(held.calls).toHaveLength(1);
});
