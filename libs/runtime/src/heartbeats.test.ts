// Signs of life of actions: without one for too long, a task is given up.
import { aGate, aMachine, aWorkflow, returned } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

/** Begins a run whose action beats when the test says so. */
async function working(fields = {}) {
  const gate = aGate();
  const beats: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  place.connectors.on('work', async ({ onHeartbeat, signal, run }) => {
    if (onHeartbeat !== undefined) beats.push(onHeartbeat);
    signals.push(signal);
    if (run.attempt === 1) await gate.opened;
    return returned('done');
  });
  const { engine } = await place.startEngine();
  const machine = aMachine().task('Work', { HeartbeatSeconds: 10, ...fields });
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.settle();
  return { runId, gate, signals, beat: () => beats.at(-1)?.() };
}

test('silence ends the call, and the step', async () => {
  const { runId, signals } = await working();
  await place.clock.advance(9_900);
  expect(await place.read(runId)).toMatchObject({ status: 'running' });
  await place.clock.advance(200);
  expect(await place.read(runId)).toMatchObject({
    ...{ status: 'failed', error: 'States.HeartbeatTimeout' },
    cause: 'No sign of life came within 10 s.',
  });
  expect(signals[0]?.aborted).toBe(true);
});

test('each sign of life begins the time anew', async () => {
  const { runId, gate, beat } = await working();
  for (let round = 0; round < 5; round += 1) {
    await place.clock.advance(9000);
    beat();
  }
  await place.clock.advance(9900);
  gate.open();
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"done"' });
});

test('`Retry` makes another attempt of it, whose time is its own', async () => {
  const { runId } = await working({ Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'], IntervalSeconds: 1 }] });
  await place.clock.advance(12_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"done"' });
  expect(place.connectors.callsOf('work').map(({ earlier }) => earlier)).toEqual([undefined, 'ended']);
});

test('it does not lengthen the time of the whole', async () => {
  const { runId, beat } = await working({ TimeoutSeconds: 15 });
  for (let round = 0; round < 4; round += 1) {
    await place.clock.advance(5000);
    beat();
  }
  expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.Timeout' });
});

test('without `HeartbeatSeconds` nobody counts', async () => {
  const { runId, beat } = await working({ HeartbeatSeconds: undefined as never });
  expect(beat()).toBeUndefined();
  await place.clock.advance(60_000);
  expect(place.connectors.calls[0]).not.toHaveProperty('onHeartbeat');
  expect(await place.read(runId)).toMatchObject({ status: 'running' });
});

test('of a task that waits for its token, they are signs of life of the token', async () => {
  const { runId, gate, beat } = await working({ Resource: 'connector:test/work.waitForTaskToken' });
  await place.clock.advance(9000);
  beat();
  await place.clock.advance(5000);
  gate.open();
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(6000);
  expect(await place.read(runId)).toMatchObject({ status: 'failed', error: 'States.HeartbeatTimeout' });
});
