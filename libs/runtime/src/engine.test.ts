import { aGate, aMachine, aWorkflow, intercept, keyed, returned, watch, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { RunAnswer } from './answer.ts';
import { RuntimeError } from './errors.ts';
import type { RunFeedEvent } from './ports.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const charging = () => aWorkflow(aMachine().task('Charge').task('Ship'));
const resting = (seconds: number) => aWorkflow(aMachine().wait('Rest', { Seconds: seconds }).task('Charge'));

describe('cancel', () => {
  const cancel = async (engine: { cancel: (address: never) => Promise<string> }, runId: string) => {
    const { workspaceId, workflowName } = await place.read(runId);
    return engine.cancel({ workspaceId, workflowName, runId } as never);
  };

  test('a queued run ends at once, its caller is told, and nothing of it happens', async () => {
    place.connectors.on('charge');
    const { engine, events } = await place.startEngine({ settings: { maxRunning: 0 } });
    const answer = engine.acceptAndWait(await place.event(charging()), { waitMs: 30_000 });
    await place.clock.settle();
    const [runId = ''] = await place.list();
    expect(await cancel(engine, runId)).toBe('cancelled');
    expect(await answer).toMatchObject({ kind: 'ended', end: { status: 'cancelled' } });
    expect(events.at(-1)).toMatchObject({ kind: 'run.ended', runId, status: 'cancelled' });
    await place.startEngine();
    await place.clock.advance(60_000);
    expect(place.connectors.calls).toEqual([]);
    expect(await cancel(engine, runId)).toBe('already_ended');
  });

  test('a sleeping run ends at once', async () => {
    const { engine } = await place.startEngine();
    const { runId } = await engine.accept(await place.event(resting(3600)));
    await place.clock.settle();
    expect(await cancel(engine, runId)).toBe('cancelled');
    expect(await place.read(runId)).toMatchObject({ status: 'cancelled' });
  });

  test.each([
    ['in a task that ignores its signal', charging()],
    ['in a short wait', resting(4)],
  ])('a running run stops at once: %s', async (_, document) => {
    const held = place.connectors.hold('charge');
    place.connectors.on('ship');
    const { engine, events } = await place.startEngine();
    const answer = engine.acceptAndWait(await place.event(document), { waitMs: 30_000 });
    await place.clock.settle();
    const [runId = ''] = await place.list();
    expect(await cancel(engine, runId)).toBe('requested');
    expect(await answer).toMatchObject({ kind: 'ended', end: { status: 'cancelled' } });
    expect(await place.read(runId)).toMatchObject({ status: 'cancelled' });
    for (const call of held.calls) {
      expect(call.signal.aborted).toBe(true);
      held.answer('too late');
    }
    await place.clock.advance(10_000);
    expect(place.connectors.callsOf('ship')).toEqual([]);
    expect(await place.read(runId)).toMatchObject({ status: 'cancelled' });
    expect(events.filter(({ kind }) => kind === 'run.ended')).toHaveLength(1);
  });

  test('a run of another process hears of it within two seconds', async () => {
    const held = place.connectors.hold('charge');
    const here = await place.startEngine();
    const there = await place.startEngine();
    const { runId } = await here.engine.accept(await place.event(charging()));
    expect(await cancel(there.engine, runId)).toBe('requested');
    await place.clock.advance(2000);
    expect(held.calls[0]?.signal.aborted).toBe(true);
    expect(await place.read(runId)).toMatchObject({ status: 'cancelled' });
  });

  test('a store that fails to tell of it is reported, and asked again', async () => {
    place.connectors.hold('charge');
    const runs = withFaults(place.stores.runs, ({ method, count }) =>
      method === 'findSignals' && count === 1 ? 'refused' : undefined,
    );
    const { engine, reports } = await place.startEngine({ ports: { runs } });
    const { runId } = await engine.accept(await place.event(charging()));
    const { workspaceId } = await place.read(runId);
    await place.stores.runs.requestCancel({ workspaceId, runId });
    await place.clock.advance(2000);
    expect(reports).toMatchObject([{ kind: 'store.failed', what: 'look for signals' }]);
    expect(await place.read(runId)).toMatchObject({ status: 'cancelled' });
  });

  test('asked for while the run is being parked, it does not wait for the end of the wait', async () => {
    const gate = aGate();
    const { port: runs } = watch(place.stores.runs, (method) => (method === 'park' ? gate.opened : undefined));
    const { engine } = await place.startEngine({ ports: { runs } });
    const { runId } = await engine.accept(await place.event(resting(86_400)));
    await place.clock.settle();
    expect(await cancel(engine, runId)).toBe('requested');
    gate.open();
    await place.clock.advance(20);
    expect(await place.read(runId)).toMatchObject({ status: 'cancelled' });
  });

  test('asked for while the run is being resumed, it is heard of all the same', async () => {
    const gate = aGate();
    const held = place.connectors.hold('charge');
    const { port: workflows } = watch(place.stores.workflows, () => gate.opened);
    const { engine } = await place.startEngine({ ports: { workflows } });
    const { runId } = await engine.accept(await place.event(resting(10)));
    await place.clock.advance(10_000);
    // Claimed, but its version is still being read.
    expect(await cancel(engine, runId)).toBe('requested');
    gate.open();
    await place.clock.advance(2000);
    for (const call of held.calls) expect(call.signal.aborted).toBe(true);
    expect(await place.read(runId)).toMatchObject({ status: 'cancelled' });
  });

  test('asked for when the run is about to end, one of both wins', async () => {
    place.connectors.on('charge');
    place.connectors.on('ship');
    const gate = aGate();
    const { port: runs } = watch(place.stores.runs, (method) => (method === 'finish' ? gate.opened : undefined));
    const { engine, events } = await place.startEngine({ ports: { runs } });
    const { runId } = await engine.accept(await place.event(charging()));
    await place.clock.settle();
    expect(await cancel(engine, runId)).toBe('requested');
    gate.open();
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(events.filter(({ kind }) => kind === 'run.ended')).toMatchObject([{ status: 'succeeded' }]);
  });

  test('what is not there is not found', async () => {
    const { engine } = await place.startEngine();
    const { workspaceId } = (await place.event()).version;
    const address = { workspaceId, workflowName: 'orders', runId: place.ids.runId() };
    expect(await engine.cancel(address)).toBe('not_found');
  });
});

describe('stop', () => {
  test('lets runs end, and resolves as soon as they have', async () => {
    const held = place.connectors.hold('charge');
    place.connectors.on('ship');
    const { engine, reports } = await place.startEngine();
    const answer = engine.acceptAndWait(await place.event(charging()), { waitMs: 30_000 });
    await place.clock.settle();
    const stopped = engine.stop({ deadlineMs: 25_000 });
    await place.clock.advance(20_000);
    held.answer('charged');
    expect(await answer).toMatchObject({ kind: 'ended', end: { status: 'succeeded' } });
    await stopped;
    expect(reports).toEqual([]);
    expect(place.clock.pendingTimers).toBe(0);
  });

  test('past the deadline it hands its runs back: another engine goes on at once, and the late end counts for nothing', async () => {
    const held = place.connectors.hold('charge');
    place.connectors.on('ship');
    const stopping = await place.startEngine();
    const { runId } = await stopping.engine.accept(await place.event(charging()));
    await place.clock.settle();
    const stopped = stopping.engine.stop({ deadlineMs: 5000 });
    await place.clock.advance(5000);
    await stopped;
    expect(held.calls[0]?.signal.aborted).toBe(true);
    expect(stopping.reports).toMatchObject([{ kind: 'run.dropped', runId, reason: 'stopping' }]);
    await place.startEngine();
    expect(held.calls).toHaveLength(2);
    held.answer('late');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'running' });
    held.answer('in time');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('who waits is told that the run goes on, also of a run that nobody was promised yet', async () => {
    place.connectors.hold('look', { effects: 'read' });
    place.connectors.hold('charge');
    const { engine } = await place.startEngine({ settings: { maxRunning: 2 } });
    const documents = [aWorkflow(aMachine().task('Look')), charging(), resting(10), charging()];
    const answers = [];
    for (const document of documents)
      answers.push(engine.acceptAndWait(await place.event(document), { waitMs: 60_000 }));
    await place.clock.settle();
    const stopped = engine.stop({ deadlineMs: 1000 });
    await place.clock.advance(1000);
    await stopped;
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ kind: 'pending', isRepetition: false });
      expect(['queued', 'waiting']).toContain((await place.read(answer.runId)).status);
    }
    expect(engine.status()).toMatchObject({ running: 0, waiting: 0 });
    expect(place.clock.pendingTimers).toBe(0);
  });

  test('who waits for a run that is still on its way into the queue is told once it is there', async () => {
    const gate = aGate();
    const { port: runs } = watch(place.stores.runs, (method) => (method === 'accept' ? gate.opened : undefined));
    const { engine } = await place.startEngine({ ports: { runs }, settings: { maxRunning: 0 } });
    let told: RunAnswer | undefined;
    void engine.acceptAndWait(await place.event(charging()), { waitMs: 60_000 }).then((answer) => (told = answer));
    const stopped = engine.stop({ deadlineMs: 1000 });
    await place.clock.advance(2000);
    expect(told).toBeUndefined();
    gate.open();
    await stopped;
    expect(told).toMatchObject({ kind: 'pending' });
    expect(await place.read(told?.runId ?? '')).toMatchObject({ status: 'queued' });
  });

  test('who waits for a run that cannot be kept any more is told so', async () => {
    place.connectors.hold('look', { effects: 'read' });
    const down = new RuntimeError('store.unavailable', 'down');
    const runs = withFaults(
      place.stores.runs,
      ({ method }) => (method === 'accept' ? 'refused' : undefined),
      () => down,
    );
    const { engine } = await place.startEngine({ ports: { runs } });
    const answer = engine.acceptAndWait(await place.event(aWorkflow(aMachine().task('Look'))), { waitMs: 60_000 });
    const told = expect(answer).rejects.toBe(down);
    const stopped = engine.stop({ deadlineMs: 1000 });
    await place.clock.advance(1000);
    await Promise.all([told, stopped]);
  });

  test('who repeats an event is told too', async () => {
    place.connectors.hold('charge');
    const { engine } = await place.startEngine();
    const event = await place.event(charging(), keyed('order-7'));
    const { runId } = await engine.accept(event);
    const again = engine.acceptAndWait(event, { waitMs: 60_000 });
    await place.clock.advance(3000);
    const stopped = engine.stop({ deadlineMs: 0 });
    await place.clock.advance(1000);
    await stopped;
    expect(await again).toEqual({ kind: 'pending', runId, isRepetition: true, sameContent: true });
  });

  test('events that arrive meanwhile or later are kept for others', async () => {
    const held = place.connectors.hold('charge');
    const { engine } = await place.startEngine();
    const event = await place.event(charging());
    await engine.accept(event);
    await place.clock.settle();
    const stopped = engine.stop({ deadlineMs: 1000 });
    const accepted = await engine.accept(event);
    const answer = await engine.acceptAndWait(event, { waitMs: 60_000 });
    await place.clock.advance(1000);
    await stopped;
    const later = await engine.accept(event);
    expect(answer).toMatchObject({ kind: 'pending' });
    for (const { runId } of [accepted, answer, later])
      expect(await place.read(runId)).toMatchObject({ status: 'queued' });
    await place.clock.advance(60_000);
    expect(held.calls).toHaveLength(1);
  });

  test('an accept that was under way is handed back, and its caller told the truth', async () => {
    place.connectors.on('charge');
    place.connectors.on('ship');
    const gate = aGate();
    const { port: runs } = watch(place.stores.runs, (method) => (method === 'accept' ? gate.opened : undefined));
    const { engine } = await place.startEngine({ ports: { runs } });
    const accepted = engine.accept(await place.event(charging()));
    await engine.stop({ deadlineMs: 1000 });
    gate.open();
    const { runId } = await accepted;
    expect(await place.read(runId)).toMatchObject({ status: 'queued' });
    expect(place.connectors.calls).toEqual([]);
  });

  test.each(['claimDue', 'findVersion'])('a claim that was under way is handed back: %s', async (gated) => {
    place.connectors.on('charge');
    const full = place.addEngine({ settings: { maxRunning: 0 } });
    const { runId } = await full.engine.accept(await place.event(charging()));
    const gate = aGate();
    const handle = (method: string) => (method === gated ? gate.opened : undefined);
    const ports = {
      runs: watch(place.stores.runs, handle).port,
      workflows: watch(place.stores.workflows, handle).port,
    };
    const { engine } = await place.startEngine({ ports });
    const stopped = engine.stop({ deadlineMs: 1000 });
    await place.clock.advance(1000);
    await stopped;
    gate.open();
    await place.clock.settle();
    expect(place.connectors.calls).toEqual([]);
    expect(await place.read(runId)).toMatchObject({ status: 'queued' });
  });

  test('nothing is claimed afterwards, whoever asks', async () => {
    const { engine } = await place.startEngine();
    const { runId } = await engine.accept(await place.event(resting(10)));
    await place.clock.settle();
    await engine.stop({ deadlineMs: 1000 });
    expect(place.clock.pendingTimers).toBe(0);
    await place.clock.advance(3600_000);
    await engine.tick();
    expect(await place.read(runId)).toMatchObject({ status: 'waiting' });
  });

  test('a release that fails is reported; the leases run out by themselves', async () => {
    const held = place.connectors.hold('charge');
    const runs = withFaults(place.stores.runs, ({ method }) => (method === 'release' ? 'refused' : undefined));
    const { engine, reports } = await place.startEngine({ ports: { runs } });
    await engine.accept(await place.event(charging()));
    const stopped = engine.stop({ deadlineMs: 0 });
    await place.clock.advance(0);
    await stopped;
    expect(reports).toContainEqual(expect.objectContaining({ kind: 'store.failed', what: 'release leases' }));
    await place.startEngine();
    await place.clock.advance(31_000);
    expect(held.calls).toHaveLength(2);
  });

  test('stopping twice is stopping once', async () => {
    const { engine } = await place.startEngine();
    const stopped = engine.stop({ deadlineMs: 1000 });
    expect(engine.stop({ deadlineMs: 0 })).toBe(stopped);
    await stopped;
  });
});

describe('the feed', () => {
  test('tells of a run in order, to those who listen to it', async () => {
    place.connectors.on('charge', () => returned('charged'));
    const { engine, events } = await place.startEngine();
    const document = aWorkflow(aMachine().task('Charge').wait('Rest', { Seconds: 10 }));
    const { runId } = await engine.accept(await place.event(document));
    await place.clock.advance(10_000);
    expect(events.map((event) => ('path' in event ? `${event.kind} ${event.path}` : event.kind))).toEqual([
      'run.accepted',
      'run.started',
      'step.started Charge',
      'step.ended',
      'step.started Rest',
      'run.waiting',
      'run.started',
      'step.ended',
      'run.ended',
    ]);
    const records = events.flatMap((event) => (event.kind === 'step.ended' ? [event.step] : []));
    expect(records).toEqual(await place.steps(runId));
    for (const event of events) expect(event).toMatchObject({ runId, workflowName: 'orders' });
    expect(events.map(({ atMs }) => atMs)).toEqual([...events.map(({ atMs }) => atMs)].sort());
  });

  test('one that throws stops no run', async () => {
    place.connectors.on('charge');
    place.connectors.on('ship');
    const heard: RunFeedEvent[] = [];
    const feed = {
      publish: (event: RunFeedEvent) => {
        heard.push(event);
        throw new Error('deaf');
      },
      isHeard: () => true,
      subscribe: () => () => undefined,
    };
    const { engine, reports } = await place.startEngine({ ports: { feed } });
    const event = await place.event(charging());
    const { runId } = await engine.accept(event);
    expect(await engine.acceptAndWait(event, { waitMs: 1000 })).toMatchObject({ kind: 'ended' });
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(heard.length).toBeGreaterThan(6);
    expect(reports).toHaveLength(heard.length);
    expect(reports[0]).toMatchObject({ kind: 'defect', runId, cause: { message: 'deaf' } });
  });
});

describe('a store that fails', () => {
  const document = () =>
    aWorkflow(
      aMachine().task('Charge').wait('Rest', { Seconds: 10 }).pass('Shape').task('Ship').task('Tell').pass('Last'),
    );
  const start = async (ports: { runs: TestInstallation['stores']['runs'] }) => {
    place.connectors.on('charge', () => returned('charged'));
    place.connectors.on('ship', () => returned('shipped'));
    place.connectors.on('tell', () => returned('told'));
    return place.startEngine({ ports });
  };

  test.each(
    (['refused', 'answer_lost'] as const).flatMap((fault) => [1, 2, 3, 4].map((write) => [fault, write] as const)),
  )('%s at write %i: the run ends all the same, and no finished task is asked for again', async (fault, write) => {
    let writes = 0;
    const failed: string[] = [];
    const runs = withFaults(place.stores.runs, ({ method }) => {
      if (!['accept', 'advance', 'park', 'finish'].includes(method)) return undefined;
      writes += 1;
      if (writes !== write) return undefined;
      failed.push(method);
      return fault;
    });
    const { engine } = await start({ runs });
    const event = await place.event(document());
    const accepted = await engine.accept(event).catch(() => undefined);
    await place.clock.advance(120_000);
    expect(failed).toHaveLength(1);
    const kept = await place.list();
    // An accept whose answer was lost is the one thing that nobody can know.
    expect(kept).toHaveLength(failed[0] === 'accept' && fault === 'refused' ? 0 : 1);
    expect(accepted === undefined).toBe(failed[0] === 'accept');
    for (const runId of kept) {
      expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '"told"', stepCount: 6 });
      expect((await place.steps(runId)).map(({ sequence, path }) => `${sequence} ${path}`)).toEqual([
        '0 Charge',
        '1 Rest',
        '2 Shape',
        '3 Ship',
        '4 Tell',
        '5 Last',
      ]);
      const keys = new Set(place.connectors.calls.map(({ idempotencyKey }) => idempotencyKey));
      expect(keys.size).toBe(3);
    }
  });

  test('for a while, everywhere, delays runs and loses none', async () => {
    let isDown = false;
    const runs = intercept(place.stores.runs, ({ proceed }) =>
      isDown ? Promise.reject(new Error('down')) : proceed(),
    );
    const { engine } = await start({ runs });
    const event = await place.event(document());
    const accepted = await Promise.all([1, 2, 3].map(() => engine.accept(event)));
    await place.clock.advance(5000);
    isDown = true;
    await place.clock.advance(60_000);
    await expect(engine.accept(event)).rejects.toThrow('down');
    isDown = false;
    await place.clock.advance(60_000);
    for (const { runId } of accepted) expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(engine.status()).toMatchObject({ running: 0, waiting: 0 });
  });
});
