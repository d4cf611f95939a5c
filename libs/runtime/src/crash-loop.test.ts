import type { JsonValue, WorkflowDocument } from '@millrace/machine';
import { aMachine, aWorkflow, returned, watch } from '@millrace/testing';
import { TestInstallation, type TestEngine, type TestEngineOptions } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

test('a run that ends its process each time fails, and says why', async () => {
  place.connectors.hold('charge');
  const [first] = [await place.startEngine({ settings: { maxLosses: 3 } })];
  const { runId } = await first.engine.accept(await place.event(aWorkflow(aMachine().task('Charge'))));
  await place.clock.settle();
  let current = first;
  for (let deaths = 0; deaths < 3; deaths += 1) {
    current.crash();
    current = await place.startEngine({ settings: { maxLosses: 3 } });
    await place.clock.advance(31_000);
  }
  expect(place.connectors.callsOf('charge')).toHaveLength(3);
  const run = await place.read(runId);
  expect(run).toMatchObject({ status: 'failed', error: 'States.Runtime' });
  expect(run.cause).toContain('run.crash_loop: 3 processes');
  expect(current.reports).toMatchObject([{ kind: 'run.recovered', runId }]);
});

const INNOCENTS = 20;
const killing = () => aWorkflow(aMachine().task('Kill', { TimeoutSeconds: 6000 }), { name: 'killing' });
const charging = () => aWorkflow(aMachine().task('Charge', { TimeoutSeconds: 6000 }), { name: 'charging' });

/** A process that is started again whenever a run has ended it. */
function startMortal(): { readonly deaths: () => number } {
  let current: TestEngine;
  let [starts, deaths] = [0, 0];
  const start = (): void => {
    starts += 1;
    current = place.addEngine();
    current.engine.start();
  };
  start();
  const dieIn = (delayMs: number): void => {
    const [dying, turn] = [current, starts];
    place.clock.schedule(delayMs, () => {
      if (turn !== starts || deaths === turn) return;
      deaths += 1;
      dying.crash();
      place.clock.schedule(1000, start);
    });
  };
  place.connectors.on('kill', async ({ arguments: given }) => {
    dieIn((given as { readonly inMs: number }).inMs);
    return new Promise(() => undefined);
  });
  place.connectors.on('charge', async ({ arguments: given }) => {
    const { takesMs } = given as { readonly takesMs: number };
    await new Promise<void>((resolve) => place.clock.schedule(takesMs, resolve));
    return returned('charged');
  });
  return { deaths: () => deaths };
}
/** Runs are queued by another process. */
async function send(document: WorkflowDocument, input: JsonValue, times = 1): Promise<void> {
  const { engine } = place.addEngine({ settings: { maxRunning: 0 } });
  for (let sent = 0; sent < times; sent += 1) await engine.accept(await place.event(document, { input }));
}
async function endsOf(name: string): Promise<readonly string[]> {
  const runs = await Promise.all((await place.list()).map((runId) => place.read(runId)));
  const named = runs.filter(({ workflowName }) => workflowName === name);
  return named.map(({ status, cause = '' }) => `${status} ${cause.slice(0, cause.indexOf(':') + 1)}`.trim());
}
const charged = Array.from({ length: INNOCENTS }, () => 'succeeded');

test.each([
  ['at once', 0, 3000],
  ['after a while, beside short calls', 20_000, 3000],
  ['after a while, beside long calls', 20_000, 60_000],
  ['very late, beside very long calls', 300_000, 400_000],
])('others that the lost processes had go on: it ends them %s', async (_, inMs, takesMs) => {
  await send(charging(), { takesMs }, INNOCENTS);
  await send(killing(), { inMs });
  const mortal = startMortal();
  await place.clock.advance(14_400_000);
  expect(await endsOf('killing')).toEqual(['failed run.crash_loop:']);
  expect(await endsOf('charging')).toEqual(charged);
  expect(mortal.deaths()).toBe(5);
});

test('others go on, also when one of its kind comes after the other', async () => {
  await send(charging(), { takesMs: 60_000 }, INNOCENTS);
  startMortal();
  for (let killers = 0; killers < 20; killers += 1) {
    await send(killing(), { inMs: 500 });
    await place.clock.advance(60_000);
  }
  await place.clock.advance(7_200_000);
  expect(await endsOf('killing')).toEqual(Array.from({ length: 20 }, () => 'failed run.crash_loop:'));
  expect(await endsOf('charging')).toEqual(charged);
});

/** A process that takes over what is left of the one before, when their leases have ended. */
async function takeOver(before: TestEngine, options: TestEngineOptions = {}): Promise<TestEngine> {
  before.crash();
  const begun = place.connectors.calls.length;
  const started = await place.startEngine(options);
  while (place.connectors.calls.length === begun) await place.clock.advance(100);
  return started;
}

test('those that may be the reason take turns: many at once, then few, and at last each alone', async () => {
  const charge = place.connectors.hold('charge');
  place.connectors.on('ship');
  let current = await place.startEngine();
  for (let index = 0; index < 20; index += 1) await current.engine.accept(await place.event(charging()));
  await place.clock.settle();
  let before = 20;
  const begun = (): number => charge.calls.length - before;
  current = await takeOver(current);
  expect(begun()).toBe(20);

  before = charge.calls.length;
  current = await takeOver(current);
  expect(begun()).toBe(16);
  expect(current.engine.status()).toMatchObject({ hasRoom: true });
  await place.clock.advance(1000);
  expect(begun()).toBe(20);

  before = charge.calls.length;
  current = await takeOver(current);
  expect(begun()).toBe(4);
  await place.clock.advance(9000);
  expect(begun()).toBe(4);
  await place.clock.advance(40_000);
  expect(begun()).toBe(20);

  before = charge.calls.length;
  const { port: runs, calls } = watch(place.stores.runs);
  current = await takeOver(current, { ports: { runs } });
  expect(begun()).toBe(1);
  expect(current.engine.status()).toMatchObject({ running: 1, hasRoom: false });
  // Who comes now is queued, and executes when the time is over.
  const other = await place.event(aWorkflow(aMachine().task('Ship'), { name: 'other' }));
  const { runId } = await current.engine.accept(other);
  await place.clock.advance(99_000);
  expect(await place.read(runId)).toMatchObject({ status: 'queued' });
  await place.clock.advance(1000);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  // Others have as much of the time.
  await place.clock.advance(98_000);
  expect(begun()).toBe(1);
  await place.clock.advance(4000);
  expect(begun()).toBe(2);
  // Nobody asks again and again for what may not begin yet.
  const asked = (): number => calls.filter((call) => call === 'claimDue').length;
  const askedBefore = asked();
  await place.clock.advance(10_000);
  expect(asked() - askedBefore).toBeLessThan(44);
});

test('a process that has just begun lets nobody be alone', async () => {
  const charge = place.connectors.hold('charge');
  let current = await place.startEngine();
  await current.engine.accept(await place.event(charging()));
  await place.clock.settle();
  for (let deaths = 0; deaths < 3; deaths += 1) current = await takeOver(current);
  current.crash();
  await place.clock.advance(60_000);
  await place.startEngine();
  await place.clock.advance(9000);
  expect(charge.calls).toHaveLength(4);
  await place.clock.advance(2000);
  expect(charge.calls).toHaveLength(5);
});

test('who has moved is no suspect: others begin at once', async () => {
  const charge = place.connectors.hold('charge');
  place.connectors.hold('ship');
  const document = aWorkflow(aMachine().task('Charge').task('Ship', { TimeoutSeconds: 6000 }));
  let current = await place.startEngine();
  await current.engine.accept(await place.event(document));
  await place.clock.settle();
  for (let deaths = 0; deaths < 4; deaths += 1) current = await takeOver(current);
  expect(current.engine.status()).toMatchObject({ hasRoom: false });
  const called = charge.calls.length;
  for (let answered = 0; answered < called; answered += 1) charge.answer('done');
  await place.clock.advance(100);
  expect(current.engine.status()).toMatchObject({ running: 1, hasRoom: true });
});
