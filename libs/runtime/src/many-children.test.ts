// What a run costs that waits for many others, each time that one of them has ended.
import { aMachine, aWorkflow, intercept, type MachineBuilder } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { Engine } from './engine.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

/** An engine whose calls of the stores are counted. */
async function startCounted() {
  const counts = new Map<string, number>();
  const counted = <T extends object>(port: T): T =>
    intercept(port, ({ method, proceed }) => {
      counts.set(method, (counts.get(method) ?? 0) + 1);
      return proceed();
    });
  const { runs, journal, tokens } = place.stores;
  const ports = { runs: counted(runs), journal: counted(journal), tokens: counted(tokens) };
  const started = await place.startEngine({ settings: { maxRunning: 2000 }, ports });
  return { ...started, counts };
}

/** A run that starts others, of which the first ends after 30 seconds, and each later one a second after the one before. */
async function waitingFor(count: number, secondsOf = (index: number) => 30 + index) {
  const started = await startCounted();
  const resting = aMachine().wait('Rest', { Seconds: '{% $states.input %}' });
  await place.publish(aWorkflow(resting, { name: 'child' }));
  const calling = aMachine().task('Call', { Resource: 'workflow:child' });
  const Items = Array.from({ length: count }, (_, index) => secondsOf(index));
  const machine = aMachine().each('Each', calling, { Items, MaxConcurrency: 1000 });
  const { runId } = await started.engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(20_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  started.counts.clear();
  return { ...started, runId };
}

async function stop(engine: Engine): Promise<void> {
  const stopped = engine.stop({ deadlineMs: 0 });
  await place.clock.advance(1);
  await stopped;
}

test('it asks for each once, when it has ended, and starts none again', async () => {
  const { runId, counts } = await waitingFor(30);
  await place.clock.advance(60_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(counts.get('accept')).toBeUndefined();
  expect(counts.get('find')).toBe(30);
  expect(counts.get('read')).toBe(30);
});

test('it stays for a while when taking up its many threads is dear: those that end soon after wake nothing', async () => {
  const { runId, counts } = await waitingFor(150);
  await place.clock.advance(100_000);
  expect(await place.read(runId)).toMatchObject({ status: 'running' });
  await place.clock.advance(100_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  expect(counts.get('read')).toBe(1);
  expect(counts.get('find')).toBe(150);
});

test('it stays no longer than for a short wait', async () => {
  const { runId, counts } = await waitingFor(150, (index) => 30 + 100 * index);
  await place.clock.advance(20_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(100_000);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  expect(counts.get('read')).toBe(2);
});

test('it asks for none when only time has passed', async () => {
  place.connectors.on('ask');
  const { engine, counts } = await startCounted();
  await place.publish(aWorkflow(aMachine().wait('Rest', { Seconds: 6000 }), { name: 'child' }));
  const machine = aMachine().parallel('Both', [
    aMachine().each('Each', aMachine().task('Call', { Resource: 'workflow:child' }), { Items: [1, 2, 3] }),
    aMachine().each('Tokens', aMachine().task('Ask', { Resource: 'connector:test/ask.waitForTaskToken' }), {
      Items: [1, 2, 3],
    }),
    aMachine().wait('First', { Seconds: 30 }).wait('Second', { Seconds: 30 }),
  ]);
  await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(20_000);
  counts.clear();
  await place.clock.advance(60_000);
  expect(counts.get('read')).toBe(2);
  expect(counts.get('find')).toBeUndefined();
});

test('it asks for each once also while other threads keep it here', async () => {
  const held = place.connectors.hold('charge', { timeoutSeconds: 7200 });
  await place.publish(aWorkflow(aMachine().wait('Rest', { Seconds: '{% $states.input %}' }), { name: 'child' }));
  const { engine, counts } = await startCounted();
  const calling = aMachine().task('Call', { Resource: 'workflow:child' });
  const machine = aMachine().parallel('Both', [
    aMachine().each('Each', calling, { Items: Array.from({ length: 30 }, (_, index) => 30 + index) }),
    aMachine().task('Charge', { TimeoutSeconds: 7200 }),
  ]);
  const { runId } = await engine.accept(await place.event(aWorkflow(machine)));
  await place.clock.advance(3_600_000);
  expect(counts.get('find')).toBe(30);
  held.answer('paid');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('it asks for all when nobody knows what it had heard: it was handed back', async () => {
  const { engine, runId } = await waitingFor(3);
  const stopping = place.addEngine({
    ports: {
      runs: intercept(place.stores.runs, ({ method, proceed }) =>
        method === 'find' ? new Promise(() => undefined) : proceed(),
      ),
    },
  });
  await stop(engine);
  stopping.engine.start();
  // It has heard of the first, and never comes to ask for it.
  await place.clock.advance(11_000);
  expect(await place.read(runId)).toMatchObject({ status: 'running' });
  await stop(stopping.engine);
  await place.startEngine();
  await place.clock.advance(10_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test.each([
  ['a Map', (calling: MachineBuilder) => calling],
  ['Maps inside of a Map', (calling: MachineBuilder) => aMachine().each('Inner', calling)],
])('it misses no answer when there is room for fewer threads by now: %s', async (_, inside) => {
  await place.publish(aWorkflow(aMachine().wait('Rest', { Seconds: '{% $states.input %}' }), { name: 'child' }));
  const calling = aMachine().task('Call', { Resource: 'workflow:child' });
  // The last one ends first, when its thread has no place.
  const Items = inside(calling) === calling ? [60, 70, 40] : [[60], [70], [40]];
  const wide = await place.startEngine({ settings: { mapConcurrency: 3 } });
  const { runId } = await wide.engine.accept(
    await place.event(aWorkflow(aMachine().each('Each', inside(calling), { Items }))),
  );
  await place.clock.advance(10_000);
  await stop(wide.engine);
  await place.startEngine({ settings: { mapConcurrency: 1 } });
  await place.clock.advance(100_000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});
