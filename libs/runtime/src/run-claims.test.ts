import { aGate, aMachine, aRetry, aWorkflow, intercept, returned, threw, watch, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import { RuntimeError } from './errors.ts';
import { UnreadClaims } from './hand-back.ts';
import type { ClaimedRun } from './run.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const twoTasks = () => aWorkflow(aMachine().task('Charge').task('Ship'));
/** Keeps an event without executing it. */
async function queue(document = twoTasks()): Promise<string> {
  const { engine } = place.addEngine({ settings: { maxRunning: 0 } });
  return (await engine.accept(await place.event(document))).runId;
}

describe('claiming', () => {
  test('a started engine takes what is due: at its start, when somebody says so, and by sweeps', async () => {
    const [atStart] = [await queue(aWorkflow())];
    const here = await place.startEngine();
    expect(await place.read(atStart)).toMatchObject({ status: 'succeeded' });

    const woken = await queue(aWorkflow());
    await place.clock.settle();
    expect(await place.read(woken)).toMatchObject({ status: 'succeeded' });

    const deaf = { wake: () => Promise.resolve(), onWake: () => () => undefined, close: () => Promise.resolve() };
    const { engine } = place.addEngine({ settings: { maxRunning: 0 }, ports: { dispatcher: deaf } });
    const { runId } = await engine.accept(await place.event(aWorkflow()));
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'queued' });
    await place.clock.advance(1000);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(here.reports).toEqual([]);
  });

  test('an engine that was not started takes nothing, but by tick', async () => {
    const runId = await queue(aWorkflow());
    const { engine } = place.addEngine();
    await place.clock.advance(60_000);
    expect(await place.read(runId)).toMatchObject({ status: 'queued' });
    await engine.tick();
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('many wake-ups during a look cause one more look', async () => {
    const gate = aGate();
    const { port: runs, calls } = watch(place.stores.runs, () => gate.opened);
    const { engine } = place.addEngine({ ports: { runs } });
    const looks = [1, 2, 3, 4, 5].map(() => engine.tick());
    gate.open();
    await Promise.all(looks);
    expect(calls).toEqual(['claimDue', 'claimDue', 'claimDue', 'claimDue']);
  });

  test('more runs than one look takes are taken all, never more at once than there is room', async () => {
    const made: string[] = [];
    while (made.length < 120) made.push(await queue(aWorkflow()));
    const { engine } = await place.startEngine({ settings: { maxRunning: 60 } });
    await place.clock.advance(0);
    for (const runId of made) expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(engine.status().running).toBe(0);
  });

  test('a full engine looks again when a run ends', async () => {
    const held = place.connectors.hold('charge');
    place.connectors.on('ship');
    for (let queued = 0; queued < 3; queued += 1) await queue();
    const { engine } = await place.startEngine({ settings: { maxRunning: 1 } });
    expect(engine.status().running).toBe(1);
    for (let answered = 0; answered < 3; answered += 1) {
      expect(held.calls).toHaveLength(answered + 1);
      held.answer('done');
      await place.clock.settle();
    }
    expect(engine.status().running).toBe(0);
  });

  test('a store that fails is reported, and asked again by the next sweep', async () => {
    const runId = await queue(aWorkflow());
    const runs = withFaults(place.stores.runs, ({ method, count }) =>
      method === 'claimDue' && count <= 2 ? 'refused' : undefined,
    );
    const { reports } = await place.startEngine({ ports: { runs } });
    await place.clock.advance(1000);
    expect(reports).toMatchObject([
      { kind: 'store.failed', what: 'claim due runs' },
      { kind: 'store.failed', what: 'claim due runs' },
    ]);
    await place.clock.advance(1000);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test.each([
    ['is renewed before anything is done', 3000, ['claimDue', 'renewLeases', 'charge']],
    ['that was read at once is not', 0, ['claimDue', 'charge']],
  ])('a lease %s, when its answer is read %i ms late', async (_, lateMs, order) => {
    const runId = await queue();
    const done: string[] = [];
    place.connectors.on('charge', () => returned(done.push('charge')));
    place.connectors.on('ship');
    const runs = intercept(place.stores.runs, async ({ method, proceed }) => {
      if (method === 'claimDue' || method === 'renewLeases') done.push(method);
      const answer = await proceed();
      if (method === 'claimDue' && (answer as readonly unknown[]).length > 0)
        await new Promise<void>((resolve) => place.clock.schedule(lateMs, resolve));
      return answer;
    });
    const { engine } = place.addEngine({ ports: { runs }, settings: { leaseSeconds: 6, renewIntervalMs: 2000 } });
    void engine.tick();
    await place.clock.advance(lateMs);
    const charged = done.indexOf('charge');
    expect(done.slice(done.lastIndexOf('claimDue', charged), charged + 1)).toEqual(order);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('what was lost until its claim was read is left to whoever has it', async () => {
    const runId = await queue();
    const charges: string[] = [];
    place.connectors.on('charge', ({ idempotencyKey }) => returned(charges.push(idempotencyKey)));
    place.connectors.on('ship');
    const runs = intercept(place.stores.runs, async ({ method, proceed }) => {
      const answer = await proceed();
      if (method === 'claimDue' && (answer as readonly unknown[]).length > 0)
        await new Promise<void>((resolve) => place.clock.schedule(8000, resolve));
      return answer;
    });
    const settings = { leaseSeconds: 6, renewIntervalMs: 2000 };
    const { engine: late } = place.addEngine({ ports: { runs }, settings });
    void late.tick();
    await place.clock.advance(6500);
    const { engine } = place.addEngine({ settings });
    await engine.tick();
    await place.clock.advance(2000);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(charges).toHaveLength(1);
  });

  test('a run whose version is gone ends, and its caller is told', async () => {
    const workflows = {
      findVersionByNumber: () => Promise.resolve(undefined),
      find: () => Promise.resolve(undefined),
      findVersion: () => Promise.resolve(undefined),
    };
    const { engine } = await place.startEngine({ ports: { workflows } });
    const document = aWorkflow(aMachine().wait('Rest', { Seconds: 10 }));
    const answer = engine.acceptAndWait(await place.event(document), { waitMs: 30_000 });
    await place.clock.advance(10_000);
    const end = { status: 'failed', error: 'States.Runtime' };
    expect(await answer).toMatchObject({ kind: 'ended', end });
    expect(await place.read((await answer).runId)).toMatchObject(end);
  });

  test('when versions cannot be read, the run is tried again after its lease; other runs go on', async () => {
    const document = aWorkflow(aMachine().pass('A'), { name: 'other' });
    const [stuck, fine] = [await queue(aWorkflow()), await queue(document)];
    const { versionId } = await place.read(stuck);
    const workflows = withFaults(place.stores.workflows, ({ parameters: [asked], count }) =>
      asked === versionId && count <= 2 ? 'refused' : undefined,
    );
    const { reports } = await place.startEngine({ ports: { workflows } });
    expect(await place.read(fine)).toMatchObject({ status: 'succeeded' });
    expect(await place.read(stuck)).toMatchObject({ status: 'running' });
    expect(reports).toMatchObject([{ kind: 'store.failed', what: 'begin a due run' }]);
    await place.clock.advance(31_000);
    expect(await place.read(stuck)).toMatchObject({ status: 'succeeded' });
  });
});

describe('recovery', () => {
  test('after a crash another engine goes on where the last commit was, with the same keys', async () => {
    const charge = place.connectors.hold('charge');
    const ship = place.connectors.hold('ship');
    const dying = await place.startEngine();
    const { runId } = await dying.engine.accept(await place.event(twoTasks()));
    await place.clock.settle();
    charge.answer('charged');
    await place.clock.settle();
    expect(ship.calls).toHaveLength(1);
    dying.crash();
    ship.answer('nobody hears it');

    const { reports } = await place.startEngine();
    await place.clock.advance(29_000);
    expect(ship.calls).toHaveLength(1);
    await place.clock.advance(2000);
    expect(ship.calls).toHaveLength(2);
    expect(charge.calls).toHaveLength(1);
    expect(ship.calls[1]?.idempotencyKey).toBe(ship.calls[0]?.idempotencyKey);
    expect(ship.calls[1]).toMatchObject({ arguments: 'charged', run: { path: 'Ship', attempt: 1 } });
    expect(reports).toMatchObject([{ kind: 'run.recovered', runId }]);
    ship.answer('shipped');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"shipped"' });
    expect(await place.steps(runId)).toMatchObject([
      { sequence: 0, path: 'Charge', output: '"charged"' },
      { sequence: 1, path: 'Ship', output: '"shipped"' },
    ]);
  });

  test('a crash before the first commit begins anew, with the same keys and values of expressions', async () => {
    const charge = place.connectors.hold('charge');
    place.connectors.on('ship');
    const arguments_ = { Arguments: '{% {"at": $now(), "lucky": $random()} %}' };
    const document = aWorkflow(aMachine().task('Charge', arguments_).task('Ship'));
    const dying = await place.startEngine();
    await dying.engine.accept(await place.event(document));
    await place.clock.settle();
    dying.crash();
    await place.startEngine();
    await place.clock.advance(31_000);
    const [first, second] = charge.calls;
    expect(second?.idempotencyKey).toBe(first?.idempotencyKey);
    const luck = (call: typeof first) => (call?.arguments as { lucky: number }).lucky;
    expect(luck(second)).toBe(luck(first));
  });

  test('a worker that comes back too late writes nothing, and drops its run', async () => {
    const charge = place.connectors.hold('charge');
    place.connectors.on('ship');
    const gate = aGate();
    const { port: runs } = watch(place.stores.runs, (method) => (method === 'renewLeases' ? gate.opened : undefined));
    const late = await place.startEngine({
      ports: { runs },
      settings: { selfFenceMs: Infinity, sweepIntervalMs: Infinity },
    });
    const { runId } = await late.engine.accept(await place.event(twoTasks()));
    const other = await place.startEngine();
    await place.clock.advance(31_000);
    expect(charge.calls).toHaveLength(2);
    charge.answer('late');
    await place.clock.settle();
    expect(late.reports).toMatchObject([{ kind: 'run.dropped', runId, reason: 'lease_lost' }]);
    expect(late.engine.status().running).toBe(0);
    expect(place.connectors.callsOf('ship')).toEqual([]);
    charge.answer('in time');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"in time"' });
    expect(await place.steps(runId)).toMatchObject([{ output: '"in time"' }, { output: '"in time"' }]);
    expect(other.reports).toMatchObject([{ kind: 'run.recovered', runId }]);
  });

  test('runs that were claimed and could not be read are given back, and no process counts as lost', async () => {
    const made = [await queue(), await queue()];
    place.connectors.on('charge');
    place.connectors.on('ship');
    let isAway = true;
    const runs = intercept(place.stores.runs, async ({ method, proceed }) => {
      const answer = await proceed();
      const claimed = method === 'claimDue' ? (answer as readonly ClaimedRun[]) : [];
      if (!isAway || claimed.length === 0) return answer;
      isAway = false;
      throw new UnreadClaims(
        claimed.map(({ runId, fence }) => ({ runId, fence })),
        new RuntimeError('store.unavailable', 'Away.', { detail: { isOutage: true } }),
      );
    });
    const { reports } = await place.startEngine({ ports: { runs } });
    await place.clock.advance(2000);
    for (const runId of made) expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(reports.map(({ kind }) => kind)).toEqual(['store.failed']);
  });

  test('a run that its own process lost and claimed again is executed once, and its lease is renewed', async () => {
    const charge = place.connectors.hold('charge', { timeoutSeconds: 7200 });
    place.connectors.on('ship');
    const runs = withFaults(place.stores.runs, ({ method, count }) =>
      method === 'renewLeases' && count <= 4 ? 'refused' : undefined,
    );
    const { engine, reports } = await place.startEngine({
      ports: { runs },
      settings: { selfFenceMs: Infinity, renewIntervalMs: 10_000 },
    });
    const { runId } = await engine.accept(await place.event(twoTasks()));
    await place.stores.runs.expireLeases({ exceptWorkerId: 'none' });
    await place.clock.advance(1000);
    expect(charge.calls).toHaveLength(2);
    expect(charge.calls[0]?.signal.aborted).toBe(true);
    expect(engine.status().running).toBe(1);
    await place.clock.advance(120_000);
    // Renewed all the time: nobody, not even this process, has claimed it once more.
    expect(charge.calls).toHaveLength(2);
    charge.answer('first');
    charge.answer('second');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"second"' });
    expect(reports.filter(({ kind }) => kind === 'run.dropped')).toHaveLength(1);
  });

  test('with durability for the run only, finished steps may be done again after a crash', async () => {
    const document = aWorkflow(aMachine().task('Charge').task('Ship'), { settings: { durability: 'run' } });
    place.connectors.on('charge', () => returned('charged'));
    const ship = place.connectors.hold('ship');
    const { port: runs, calls } = watch(place.stores.runs);
    const dying = await place.startEngine({ ports: { runs } });
    const { runId } = await dying.engine.accept(await place.event(document));
    await place.clock.settle();
    expect(ship.calls).toHaveLength(1);
    expect(calls).not.toContain('advance');
    dying.crash();
    await place.startEngine();
    await place.clock.advance(31_000);
    expect(place.connectors.callsOf('charge')).toHaveLength(2);
    ship.answer('lost');
    ship.answer('shipped');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded', stepCount: 2 });
  });
});

describe('waits and parked retries', () => {
  test('a long wait costs a row: no run, no timer but one; it ends at its time, not before', async () => {
    const { engine, events } = await place.startEngine();
    const resting = (seconds: number) => aWorkflow(aMachine().wait('Rest', { Seconds: seconds }));
    const { runId } = await engine.accept(await place.event(resting(30)));
    await place.clock.settle();
    const untilMs = place.clock.nowMs() + 30_000;
    expect(await place.read(runId)).toMatchObject({
      status: 'waiting',
      availableAtMs: untilMs,
      currentState: 'Rest',
    });
    expect(engine.status().running).toBe(0);
    const timers = place.clock.pendingTimers;
    const same = await Promise.all(
      Array.from({ length: 50 }, async () => engine.accept(await place.event(resting(30)))),
    );
    await place.clock.settle();
    expect(place.clock.pendingTimers).toBe(timers);

    await place.clock.advance(29_999);
    expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
    await place.clock.advance(21);
    for (const run of [runId, ...same.map((accepted) => accepted.runId)])
      expect(await place.read(run)).toMatchObject({ status: 'succeeded' });
    expect(events.filter((event) => event.runId === runId).map(({ kind }) => kind)).toEqual([
      'run.accepted',
      'run.started',
      'step.started',
      'run.waiting',
      'run.started',
      'step.ended',
      'run.ended',
    ]);
  });

  test('a wait outlives every process, and is found by a sweep', async () => {
    const parking = await place.startEngine();
    const { runId } = await parking.engine.accept(
      await place.event(aWorkflow(aMachine().wait('Rest', { Seconds: 86_400 }))),
    );
    await place.clock.settle();
    parking.crash();
    await place.clock.advance(86_400_000 - 1);
    await place.startEngine();
    expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
    await place.clock.advance(1001);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('a short wait is slept here, and may be cut by a crash', async () => {
    const { engine, crash } = await place.startEngine();
    const { runId } = await engine.accept(await place.event(aWorkflow(aMachine().wait('Rest', { Seconds: 3 }))));
    await place.clock.advance(2999);
    expect(await place.read(runId)).toMatchObject({ status: 'running' });
    crash();
    await place.startEngine();
    await place.clock.advance(32_000);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('a retry with a long delay parks, and knows afterwards what was tried', async () => {
    const outcomes = [threw('Shop.Busy', 'first'), threw('Shop.Busy', 'second'), returned('charged')];
    place.connectors.on('charge', () => outcomes.shift() ?? returned('too often'));
    const { engine, crash } = await place.startEngine();
    const document = aWorkflow(aMachine().task('Charge', aRetry({ IntervalSeconds: 20, BackoffRate: 2 })));
    const { runId } = await engine.accept(await place.event(document));
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
    crash();
    await place.startEngine();
    await place.clock.advance(20_000);
    expect(place.connectors.calls).toHaveLength(2);
    await place.clock.advance(39_999);
    expect(place.connectors.calls).toHaveLength(2);
    await place.clock.advance(1001);
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"charged"' });
    expect(place.connectors.calls.map(({ run }) => run.attempt)).toEqual([1, 2, 3]);
    expect(new Set(place.connectors.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    const [step] = await place.steps(runId);
    expect(step?.attempts).toMatchObject([
      { attempt: 1, error: { error: 'Shop.Busy', cause: 'first' }, delayMs: 20_000 },
      { attempt: 2, error: { error: 'Shop.Busy', cause: 'second' }, delayMs: 40_000 },
      { attempt: 3 },
    ]);
  });

  test('the other side may ask for a longer delay', async () => {
    const outcomes = [threw('Connector.RateLimited', 'slow down', { retryAfterMs: 60_000 }), returned('charged')];
    place.connectors.on('charge', () => outcomes.shift() ?? returned('too often'));
    const { engine } = await place.startEngine();
    await engine.accept(await place.event(aWorkflow(aMachine().task('Charge', aRetry()))));
    await place.clock.advance(59_999);
    expect(place.connectors.calls).toHaveLength(1);
    await place.clock.advance(1001);
    expect(place.connectors.calls).toHaveLength(2);
  });
});

test('a run that is due by the store’s clock a moment after this process’s own begins then, not with the next sweep', async () => {
  place.connectors.on('charge');
  const runs = intercept(place.stores.runs, ({ method, parameters, proceed }) => {
    if (method !== 'park') return proceed();
    const [parked] = parameters as Parameters<typeof place.stores.runs.park>;
    return place.stores.runs.park({ ...parked, availableAtMs: parked.availableAtMs + 30 });
  });
  const { engine } = await place.startEngine({ ports: { runs } });
  const resting = aWorkflow(aMachine().wait('Rest', { Seconds: 10 }).task('Charge'));
  const { runId } = await engine.accept(await place.event(resting));
  await place.clock.advance(10_029);
  expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  await place.clock.advance(10);
  expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
});
