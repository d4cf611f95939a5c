import { aGate, aMachine, aWorkflow, watch, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const charging = () => aWorkflow(aMachine().task('Charge'));

test('leases of all runs are renewed in one statement, for as long as the runs go on', async () => {
  const held = place.connectors.hold('charge', { timeoutSeconds: 7200 });
  const { port: runs, calls } = watch(place.stores.runs);
  const { engine } = await place.startEngine({ ports: { runs } });
  await place.startEngine();
  const event = await place.event(charging());
  await Promise.all([1, 2, 3].map(() => engine.accept(event)));
  await place.clock.advance(3_600_000);
  expect(calls.filter((method) => method === 'renewLeases')).toHaveLength(360);
  expect(held.calls).toHaveLength(3);
  for (const { run } of held.calls) {
    held.answer('done');
    await place.clock.settle();
    expect(await place.read(run.id)).toMatchObject({ status: 'succeeded' });
  }
  const before = calls.length;
  await place.clock.advance(60_000);
  expect(calls.slice(before)).not.toContain('renewLeases');
});

test('while the store fails, it is asked more often; the runs go on when it is back in time', async () => {
  const held = place.connectors.hold('charge');
  const runs = withFaults(place.stores.runs, ({ method, count }) =>
    method === 'renewLeases' && count <= 5 ? 'refused' : undefined,
  );
  const { engine, reports } = await place.startEngine({ ports: { runs } });
  const { runId } = await engine.accept(await place.event(charging()));
  await place.clock.advance(20_000);
  expect(reports).toHaveLength(5);
  expect(reports[0]).toMatchObject({ kind: 'store.failed', what: 'renew leases' });
  held.answer('done');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test.each(['fails', 'hangs'])('before others may hold the run, it is dropped here: the store %s', async (how) => {
  const held = place.connectors.hold('charge', { timeoutSeconds: 7200 });
  const never = aGate();
  const runs =
    how === 'fails'
      ? withFaults(place.stores.runs, ({ method }) => (method === 'renewLeases' ? 'refused' : undefined))
      : watch(place.stores.runs, (method) => (method === 'renewLeases' ? never.opened : undefined)).port;
  const { engine, reports } = await place.startEngine({ ports: { runs } });
  const { runId } = await engine.accept(await place.event(charging()));
  await place.clock.advance(25_000);
  expect(held.calls[0]?.signal.aborted).toBe(false);
  await place.clock.advance(2000);
  expect(held.calls[0]?.signal.aborted).toBe(true);
  expect(engine.status().running).toBe(0);
  expect(reports).toContainEqual(expect.objectContaining({ kind: 'run.dropped', runId, reason: 'lease_lost' }));
  // It goes on once its lease has ended.
  await place.clock.advance(4000);
  expect(held.calls).toHaveLength(2);
});

test.each([
  ['is asked for again, a second later, and lasts on', 5, undefined, false],
  ['is waited for when it is never found free', Infinity, undefined, false],
  ['is dropped when it stays so until others may hold it', Infinity, new Error('lock timeout'), true],
])('a run that is being written while it is to be renewed %s', async (...[, rounds, failure, isDropped]) => {
  const held = place.connectors.hold('charge', { timeoutSeconds: 7200 });
  let asked = 0;
  const busy = new Proxy(place.stores.runs, {
    get: (store, name) => {
      if (name === 'renewBusy' && failure !== undefined) return () => Promise.reject(failure);
      if (name !== 'renewLeases') return (Reflect.get(store, name) as () => void).bind(store);
      return (request: Parameters<typeof store.renewLeases>[0]) => {
        asked += 1;
        return asked > rounds
          ? store.renewLeases(request)
          : Promise.resolve({ renewed: [], busy: request.leases.map(({ runId }) => runId) });
      };
    },
  });
  const { engine } = await place.startEngine({ ports: { runs: busy } });
  await engine.accept(await place.event(charging()));
  await place.clock.advance(10_000);
  await place.clock.advance(4000);
  expect(asked).toBe(5);
  await place.clock.advance(failure === undefined ? 60_000 : 15_000);
  expect(held.calls[0]?.signal.aborted).toBe(isDropped);
});

test('renewals that hang are given up, and leases of later runs are renewed', async () => {
  const held = place.connectors.hold('charge', { timeoutSeconds: 7200 });
  const gate = aGate();
  let hung = 0;
  const { port: runs } = watch(place.stores.runs, (method) => {
    if (method !== 'renewLeases' || hung > 0) return undefined;
    hung += 1;
    return gate.opened;
  });
  const { engine } = await place.startEngine({ ports: { runs } });
  const { runId } = await engine.accept(await place.event(charging()));
  await place.clock.advance(120_000);
  expect(engine.status().running).toBe(1);
  expect(held.calls).toHaveLength(1);
  // The answer of long ago confirms nothing that is newer.
  gate.open();
  await place.clock.advance(20_000);
  held.answer('done');
  await place.clock.settle();
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});

test('a run that somebody else holds is dropped with the next renewal', async () => {
  const held = place.connectors.hold('charge');
  const { engine, reports } = await place.startEngine();
  const { runId } = await engine.accept(await place.event(charging()));
  await place.clock.settle();
  await place.stores.runs.expireLeases({ exceptWorkerId: 'none' });
  await place.stores.runs.claimDue({ workerId: 'other', leaseSeconds: 30, limit: 10 });
  await place.clock.advance(10_000);
  expect(held.calls[0]?.signal.aborted).toBe(true);
  expect(reports).toMatchObject([{ kind: 'run.dropped', runId, reason: 'lease_lost' }]);
});

describe('after a pause of the whole process', () => {
  /** An engine that looks after nothing by itself, as if its timers stood still while the rest of the world went on. */
  const startPaused = () =>
    place.startEngine({ settings: { renewIntervalMs: Infinity, sweepIntervalMs: Infinity, signalLookMs: Infinity } });

  test('a run that is still ours goes on: its lease is renewed before its next task begins', async () => {
    const first = place.connectors.hold('charge', { timeoutSeconds: 7200 });
    place.connectors.on('ship');
    const { engine } = await startPaused();
    const document = aWorkflow(aMachine().task('Charge').task('Ship'));
    const { runId } = await engine.accept(await place.event(document));
    await place.clock.advance(3_600_000);
    first.answer('charged');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(place.connectors.callsOf('ship')).toHaveLength(1);
  });

  test('what was lost in the pause is found by asking for the lease', async () => {
    const first = place.connectors.hold('charge', { timeoutSeconds: 7200 });
    place.connectors.on('ship');
    const { engine, reports } = await startPaused();
    const document = aWorkflow(aMachine().task('Charge').task('Ship'), { settings: { durability: 'run' } });
    const { runId } = await engine.accept(await place.event(document));
    await place.clock.advance(31_000);
    await place.stores.runs.claimDue({ workerId: 'other', leaseSeconds: 3600, limit: 10 });
    first.answer('charged');
    await place.clock.settle();
    expect(place.connectors.callsOf('ship')).toEqual([]);
    expect(reports).toMatchObject([{ kind: 'run.dropped', runId, reason: 'lease_lost' }]);
  });

  test('its own runs, whose leases have ended, are renewed instead of claimed anew', async () => {
    const held = place.connectors.hold('charge', { timeoutSeconds: 7200 });
    const { engine } = await startPaused();
    const { runId } = await engine.accept(await place.event(charging()));
    await place.clock.advance(60_000);
    await engine.tick();
    await place.clock.settle();
    expect(held.calls).toHaveLength(1);
    held.answer('done');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });
});
