import { aGate, aMachine, aWorkflow, keyed, returned, watch, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { RunAnswer } from './answer.ts';
import { RuntimeError } from './errors.ts';
import type { RunFeedEvent } from './ports.ts';

const pure = () => aWorkflow(aMachine().pass('Shape', { Output: '{% {"got": $states.input.order} %}' }));
const charging = () => aWorkflow(aMachine().pass('Shape').task('Charge').pass('Thank', { Output: 'thanks' }));

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

/** The store, with a gate before one of its methods. */
function gatedStore(gated: string) {
  const gate = aGate();
  const { port: runs, calls } = watch(place.stores.runs, (method) => (method === gated ? gate.opened : undefined));
  /** Without the looks for due runs. */
  const written = (): readonly string[] => calls.filter((method) => !['claimDue', 'findNextDue'].includes(method));
  return { gate, runs, written };
}
const kindsOf = (events: readonly RunFeedEvent[]): string[] => events.map(({ kind }) => kind);
/** What a promise has come to, without waiting for it. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  await place.clock.settle();
  return Promise.race([promise, Promise.resolve('open')]);
}

describe('accept', () => {
  test('answers once the run is kept, and executes it here', async () => {
    const { gate, runs, written } = gatedStore('accept');
    const { engine, events } = await place.startEngine({ ports: { runs } });
    const accepted = engine.accept(await place.event(pure()));
    expect(await stateOf(accepted)).toBe('open');
    expect(events).toEqual([]);
    gate.open();
    const { runId, ...rest } = await accepted;
    expect(rest).toEqual({ isRepetition: false, sameContent: true });
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded', output: '{"got":7}' });
    expect(written()).toEqual(['accept', 'finish']);
    expect(kindsOf(events)).toEqual(['run.accepted', 'run.started', 'step.started', 'step.ended', 'run.ended']);
  });

  test('fails, and starts nothing, when the store does', async () => {
    const runs = withFaults(place.stores.runs, ({ method }) => (method === 'accept' ? 'refused' : undefined));
    const { engine, events } = await place.startEngine({ ports: { runs } });
    await expect(engine.accept(await place.event(pure()))).rejects.toThrow('as the test asked');
    expect(events).toEqual([]);
    expect(engine.status().running).toBe(0);
  });

  test('keeps what it has no room for, and executes it when there is', async () => {
    const held = place.connectors.hold('charge');
    const { engine } = await place.startEngine({ settings: { maxRunning: 1 } });
    const event = await place.event(charging());
    const first = await engine.accept(event);
    const second = await engine.accept(event);
    await place.clock.settle();
    expect(await place.read(second.runId)).toMatchObject({ status: 'queued' });
    held.answer('done');
    await place.clock.settle();
    expect(await place.read(first.runId)).toMatchObject({ status: 'succeeded' });
    expect(held.calls.map(({ run }) => run.id)).toEqual([first.runId, second.runId]);
  });

  test('never executes more than it may, however many arrive at once', async () => {
    const held = place.connectors.hold('charge');
    const { engine } = await place.startEngine({ settings: { maxRunning: 3 } });
    const event = await place.event(charging());
    await Promise.all(Array.from({ length: 20 }, () => engine.accept(event)));
    await place.clock.settle();
    expect(engine.status()).toMatchObject({ running: 3, maxRunning: 3 });
    expect(held.calls).toHaveLength(3);
    for (let answered = 0; answered < 20; answered += 1) {
      held.answer('done');
      await place.clock.settle();
      expect(engine.status().running).toBeLessThanOrEqual(3);
    }
    expect(held.calls).toHaveLength(20);
    expect(engine.status().running).toBe(0);
  });

  test('wakes others for what it has no room for; that they cannot be woken is no failure', async () => {
    place.connectors.hold('charge');
    const dispatcher = {
      wake: () => Promise.reject(new Error('no way')),
      onWake: () => () => undefined,
      close: () => Promise.resolve(),
    };
    const { engine, reports } = await place.startEngine({ settings: { maxRunning: 0 }, ports: { dispatcher } });
    const { runId } = await engine.accept(await place.event(charging()));
    expect(await place.read(runId)).toMatchObject({ status: 'queued' });
    expect(reports).toMatchObject([{ kind: 'defect', runId }]);
  });

  test('refuses what would not fit into the memory, until some of it is written', async () => {
    const { gate, runs } = gatedStore('accept');
    const { engine } = await place.startEngine({ ports: { runs }, settings: { maxUnwrittenBytes: 1000 } });
    const event = await place.event(pure(), { input: 'x'.repeat(500), rawBody: new Uint8Array(300) });
    const first = engine.accept(event);
    await expect(engine.accept(event)).rejects.toMatchObject({
      code: 'intake.saturated',
      detail: { retryAfterSeconds: 1, limit: 1000, actual: 1604, setting: 'MILLRACE_INTAKE_BYTES' },
    });
    await expect(engine.acceptAndWait(event, { waitMs: 10 })).rejects.toMatchObject({ code: 'intake.saturated' });
    gate.open();
    await first;
    await engine.accept(event);
    expect(await place.list()).toHaveLength(2);
  });

  test('takes one event of any size when nothing else is on its way', async () => {
    const { engine } = await place.startEngine({ settings: { maxUnwrittenBytes: 10 } });
    const event = await place.event(pure(), { input: 'x'.repeat(500) });
    const { runId } = await engine.accept(event);
    expect(await place.read(runId)).toBeDefined();
    expect(engine.status().isSaturated).toBe(false);
  });
});

describe('acceptAndWait', () => {
  test('a run without effects is written once, at its end, and nobody hears of it before', async () => {
    const { gate, runs, written } = gatedStore('acceptFinished');
    const { engine, events } = await place.startEngine({ ports: { runs } });
    const answer = engine.acceptAndWait(await place.event(pure()), { waitMs: 30_000 });
    expect(await stateOf(answer)).toBe('open');
    expect(events).toEqual([]);
    expect(await place.list()).toEqual([]);
    gate.open();
    const { runId } = await answer;
    expect(await answer).toMatchObject({
      kind: 'ended',
      isRepetition: false,
      end: { status: 'succeeded', output: '{"got":7}' },
    });
    expect(written()).toEqual(['acceptFinished']);
    expect(await place.steps(runId)).toMatchObject([{ sequence: 0, path: 'Shape', status: 'succeeded' }]);
    expect(kindsOf(events)).toEqual(['run.accepted', 'run.started', 'step.started', 'step.ended', 'run.ended']);
  });

  test('before the first task with effects the run is kept', async () => {
    const held = place.connectors.hold('charge');
    const { gate, runs } = gatedStore('accept');
    const { engine } = await place.startEngine({ ports: { runs } });
    const answer = engine.acceptAndWait(await place.event(charging()), { waitMs: 30_000 });
    await place.clock.settle();
    expect(held.calls).toHaveLength(0);
    gate.open();
    await place.clock.settle();
    expect(held.calls).toHaveLength(1);
    expect(await place.list()).toHaveLength(1);
    held.answer('done');
    expect(await answer).toMatchObject({ kind: 'ended', end: { output: '"thanks"' } });
  });

  test('tasks that only read do not make it durable; before it waits, it is', async () => {
    place.connectors.on('look', () => returned('seen'), { effects: 'read' });
    const { runs, written } = gatedStore('none');
    const { engine } = await place.startEngine({ ports: { runs } });
    const reading = aWorkflow(aMachine().task('Look').task('Again', { Resource: 'connector:test/look' }));
    await engine.acceptAndWait(await place.event(reading), { waitMs: 30_000 });
    expect(written()).toEqual(['acceptFinished']);

    const resting = aWorkflow(aMachine().task('Look').wait('Rest', { Seconds: 2 }));
    const answer = engine.acceptAndWait(await place.event(resting), { waitMs: 30_000 });
    await place.clock.advance(1000);
    expect(await place.list()).toHaveLength(2);
    await place.clock.advance(1000);
    expect(await answer).toMatchObject({ kind: 'ended' });
  });

  test('an early respond answers once what came before it is durable; the run goes on', async () => {
    const held = place.connectors.hold('charge');
    place.connectors.on('core/respond', ({ arguments: given }) => returned(given), { effects: 'read' });
    const { gate, runs } = gatedStore('advance');
    const { engine } = await place.startEngine({ ports: { runs } });
    const response = { status: 201, body: { id: 'A-1' } };
    const document = aWorkflow(
      aMachine().task('Respond', { Resource: 'connector:core/respond', Arguments: response }).task('Charge'),
    );
    const answer = engine.acceptAndWait(await place.event(document), { waitMs: 30_000 });
    expect(await stateOf(answer)).toBe('open');
    gate.open();
    expect(await answer).toMatchObject({ kind: 'responded', response: { ...response, headers: {} } });
    await place.clock.settle();
    expect(held.calls).toHaveLength(1);
    expect(engine.status()).toMatchObject({ waiting: 0, running: 1 });
    held.answer('done');
    await place.clock.settle();
    expect(await place.read((await answer).runId)).toMatchObject({ status: 'succeeded' });
  });

  test('a respond as the last state answers with the end', async () => {
    place.connectors.on('core/respond', ({ arguments: given }) => returned(given), { effects: 'read' });
    const { engine } = await place.startEngine();
    const document = aWorkflow(aMachine().task('Respond', { Resource: 'connector:core/respond', Arguments: {} }));
    const answer = await engine.acceptAndWait(await place.event(document), { waitMs: 30_000 });
    expect(answer).toMatchObject({ kind: 'responded', response: { status: 200, headers: {}, body: null } });
    expect(await place.read(answer.runId)).toMatchObject({ status: 'succeeded' });
  });

  test('a run that fails is an answer too', async () => {
    const { engine } = await place.startEngine();
    const failing = aWorkflow(aMachine().fail('Refuse', { Error: 'Shop.NoStock', Cause: 'sold out' }));
    const answer = await engine.acceptAndWait(await place.event(failing), { waitMs: 30_000 });
    expect(answer).toMatchObject({
      kind: 'ended',
      end: { status: 'failed', error: 'Shop.NoStock', cause: 'sold out', failedPath: 'Refuse' },
    });
  });

  test('a caller who has waited long enough is told that the run goes on, once it is kept', async () => {
    const held = place.connectors.hold('look', { effects: 'read' });
    const { gate, runs, written } = gatedStore('accept');
    const { engine } = await place.startEngine({ ports: { runs } });
    const answer = engine.acceptAndWait(await place.event(aWorkflow(aMachine().task('Look'))), { waitMs: 5000 });
    await place.clock.advance(5000);
    expect(await stateOf(answer)).toBe('open');
    gate.open();
    const { runId } = await answer;
    expect(await answer).toEqual({ kind: 'pending', runId, isRepetition: false });
    expect(await place.read(runId)).toMatchObject({ status: 'running' });
    held.answer('seen');
    await place.clock.settle();
    expect(await place.read(runId)).toMatchObject({ status: 'succeeded' });
    expect(written().filter((method) => method.startsWith('accept'))).toEqual(['accept']);
    expect(engine.status().waiting).toBe(0);
  });

  test('one insert, whether the time is over while the run is written or the run ends while it is kept', async () => {
    for (const slow of ['acceptFinished', 'accept']) {
      place = new TestInstallation();
      const held = place.connectors.hold('look', { effects: 'read' });
      const { gate, runs, written } = gatedStore(slow);
      const { engine, reports } = await place.startEngine({ ports: { runs } });
      const event = await place.event(aWorkflow(aMachine().task('Look')));
      const answer = engine.acceptAndWait(event, { waitMs: 5000 });
      await place.clock.settle();
      if (slow === 'acceptFinished') held.answer('seen');
      await place.clock.advance(5000);
      if (slow === 'accept') held.answer('seen');
      await place.clock.settle();
      gate.open();
      const { runId } = await answer;
      await place.clock.settle();
      expect(written().filter((method) => method.startsWith('accept'))).toEqual([slow]);
      expect(await place.read(runId)).toMatchObject({ status: 'succeeded', stepCount: 1 });
      expect(reports).toEqual([]);
    }
  });

  test('when the run cannot be kept in time, the caller is told so and the run stops', async () => {
    const held = place.connectors.hold('look', { effects: 'read' });
    const down = new RuntimeError('store.unavailable', 'down');
    const runs = withFaults(
      place.stores.runs,
      ({ method }) => (method === 'accept' ? 'refused' : undefined),
      () => down,
    );
    const { engine, reports } = await place.startEngine({ ports: { runs } });
    const document = aWorkflow(aMachine().task('Look').task('Charge'));
    place.connectors.on('charge');
    const answer = engine.acceptAndWait(await place.event(document), { waitMs: 5000 });
    const told = expect(answer).rejects.toBe(down);
    await place.clock.advance(5000);
    await told;
    expect(held.calls[0]?.signal.aborted).toBe(true);
    expect(place.connectors.callsOf('charge')).toEqual([]);
    expect(engine.status()).toMatchObject({ running: 0, waiting: 0 });
    expect(reports).toMatchObject([{ kind: 'run.dropped', reason: 'store_failed', cause: down }]);
  });

  test('when the end cannot be written, the caller of a run that was never kept is told why', async () => {
    const down = new RuntimeError('store.unavailable', 'down');
    const runs = withFaults(
      place.stores.runs,
      () => 'refused',
      () => down,
    );
    const { engine, events } = place.addEngine({ ports: { runs } });
    await expect(engine.acceptAndWait(await place.event(pure()), { waitMs: 5000 })).rejects.toBe(down);
    expect(events).toEqual([]);
  });

  test('when a run that is kept is dropped, its caller is told that it goes on', async () => {
    place.connectors.on('charge');
    const runs = withFaults(place.stores.runs, ({ method }) => (method === 'finish' ? 'refused' : undefined));
    const { engine } = await place.startEngine({ ports: { runs } });
    const answer = await engine.acceptAndWait(await place.event(charging()), { waitMs: 5000 });
    expect(answer).toMatchObject({ kind: 'pending', isRepetition: false });
    expect(await place.read(answer.runId)).toMatchObject({ status: 'running' });
  });

  test('a run that parks and wakes here answers its caller all the same', async () => {
    const { engine } = await place.startEngine();
    const document = aWorkflow(aMachine().wait('Rest', { Seconds: 10 }).pass('Thank', { Output: 'thanks' }));
    const answer = engine.acceptAndWait(await place.event(document), { waitMs: 30_000 });
    await place.clock.settle();
    expect(engine.status()).toMatchObject({ running: 0, waiting: 1 });
    await place.clock.advance(10_000);
    expect(await answer).toMatchObject({ kind: 'ended', end: { output: '"thanks"' } });
  });

  test('without room the run is queued, and answers when it has had its turn', async () => {
    const held = place.connectors.hold('charge');
    const { engine } = await place.startEngine({ settings: { maxRunning: 1 } });
    await engine.accept(await place.event(charging()));
    const answer = engine.acceptAndWait(await place.event(pure()), { waitMs: 30_000 });
    expect(await stateOf(answer)).toBe('open');
    held.answer('done');
    expect(await answer).toMatchObject({ kind: 'ended', end: { output: '{"got":7}' } });
  });

  test('without room, nobody whose time is over is told of a run that is not kept yet', async () => {
    const { gate, runs } = gatedStore('accept');
    const { engine } = await place.startEngine({ ports: { runs }, settings: { maxRunning: 0 } });
    const answer = engine.acceptAndWait(await place.event(pure()), { waitMs: 1000 });
    await place.clock.advance(2000);
    expect(await stateOf(answer)).toBe('open');
    gate.open();
    expect(await answer).toMatchObject({ kind: 'pending' });
    expect(await place.read((await answer).runId)).toMatchObject({ status: 'queued' });
  });

  test('refuses when as many wait as may', async () => {
    place.connectors.hold('charge');
    const { engine } = await place.startEngine({ settings: { maxWaiting: 2 } });
    const event = await place.event(charging());
    const answers = [1, 2].map(() => engine.acceptAndWait(event, { waitMs: 5000 }));
    expect(engine.status()).toMatchObject({ waiting: 2, isSaturated: true });
    await expect(engine.acceptAndWait(event, { waitMs: 5000 })).rejects.toMatchObject({
      code: 'intake.saturated',
      detail: { retryAfterSeconds: 1, limit: 2, actual: 3, setting: 'MILLRACE_MAX_WAITING' },
    });
    await place.clock.advance(5000);
    expect(await Promise.all(answers)).toMatchObject([{ kind: 'pending' }, { kind: 'pending' }]);
    expect(engine.status()).toMatchObject({ waiting: 0, isSaturated: false });
  });

  test('an answered caller leaves no timer behind', async () => {
    const { engine } = place.addEngine();
    const timers = place.clock.pendingTimers;
    await engine.acceptAndWait(await place.event(pure()), { waitMs: 30_000 });
    expect(place.clock.pendingTimers).toBe(timers);
  });
});

describe('repetitions', () => {
  test.each(['accept', 'acceptAndWait'] as const)('%s: of equal events at once, one becomes a run', async (method) => {
    const { engine, events } = await place.startEngine();
    const event = await place.event(pure(), keyed('order-7'));
    const answers = await Promise.all(
      [1, 2, 3].map(() => (method === 'accept' ? engine.accept(event) : engine.acceptAndWait(event, { waitMs: 5000 }))),
    );
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
    expect(answers.filter(({ isRepetition }) => isRepetition)).toHaveLength(2);
    await place.clock.settle();
    expect(await place.list()).toHaveLength(1);
    // Nobody hears of runs that never were.
    expect(new Set(events.map(({ runId }) => runId)).size).toBe(1);
    expect(kindsOf(events).filter((kind) => kind === 'run.accepted')).toHaveLength(1);
  });

  test('other content under the key is told', async () => {
    const { engine } = await place.startEngine();
    const { runId } = await engine.accept(await place.event(pure(), keyed('order-7')));
    const other = await place.event(pure(), keyed('order-7', { contentHash: 'b' }));
    expect(await engine.accept(other)).toEqual({ runId, isRepetition: true, sameContent: false });
  });

  test('after the first run has ended, its answer is given again', async () => {
    const { engine } = await place.startEngine();
    const event = await place.event(pure(), keyed('order-7'));
    const first = await engine.acceptAndWait(event, { waitMs: 5000 });
    const again = await engine.acceptAndWait(event, { waitMs: 5000 });
    expect(again).toEqual({ ...first, isRepetition: true, sameContent: true });
  });

  test('a failed first run is told as it was', async () => {
    const { engine } = await place.startEngine();
    const failing = aWorkflow(aMachine().fail('Refuse', { Error: 'Shop.NoStock', Cause: 'sold out' }));
    const event = await place.event(failing, keyed('order-7'));
    const first = await engine.acceptAndWait(event, { waitMs: 5000 });
    expect(await engine.acceptAndWait(event, { waitMs: 5000 })).toEqual({
      ...first,
      isRepetition: true,
      sameContent: true,
    });
  });

  test('while the first run goes on, a repetition waits for it, also at another process', async () => {
    const held = place.connectors.hold('charge');
    const here = await place.startEngine();
    const there = await place.startEngine();
    const event = await place.event(charging(), keyed('order-7'));
    const first = here.engine.acceptAndWait(event, { waitMs: 30_000 });
    await place.clock.settle();
    const again = [here, there].map(({ engine }) => engine.acceptAndWait(event, { waitMs: 30_000 }));
    await place.clock.advance(2000);
    expect(await stateOf(Promise.race(again))).toBe('open');
    expect([here.engine.status().waiting, there.engine.status().waiting]).toEqual([2, 1]);
    held.answer('done');
    await place.clock.advance(1000);
    const answer = { kind: 'ended', end: { output: '"thanks"' } };
    expect(await Promise.all([first, ...again])).toMatchObject([answer, answer, answer]);
    expect(held.calls).toHaveLength(1);
    expect(there.engine.status().waiting).toBe(0);
  });

  test('a repetition that has waited long enough is told that the first run goes on', async () => {
    place.connectors.hold('charge');
    const { engine } = await place.startEngine();
    const event = await place.event(charging(), keyed('order-7'));
    const { runId } = await engine.accept(event);
    const again = engine.acceptAndWait(event, { waitMs: 3000 });
    await place.clock.advance(2999);
    expect(await stateOf(again)).toBe('open');
    await place.clock.advance(1);
    expect(await again).toEqual({ kind: 'pending', runId, isRepetition: true, sameContent: true });
  });

  test('what the first caller was told by a respond, the next one is told: before and after the end', async () => {
    const held = place.connectors.hold('charge');
    place.connectors.on('core/respond', ({ arguments: given }) => returned(given), { effects: 'read' });
    const { engine } = await place.startEngine();
    const response = { status: 201, headers: { 'x-ref': '7' }, body: 'Thank you' };
    const document = aWorkflow(
      aMachine()
        .task('Respond', { Resource: 'connector:core/respond', Arguments: response, Output: 'inside' })
        .task('Charge'),
    );
    const event = await place.event(document, keyed('order-7'));
    const told: RunAnswer[] = [];
    for (let time = 0; time < 3; time += 1) {
      if (time === 2) held.answer('internal');
      told.push(await engine.acceptAndWait(event, { waitMs: 5000 }));
    }
    expect(told[0]).toMatchObject({ kind: 'responded', response, isRepetition: false });
    expect(told.slice(1)).toEqual([1, 2].map(() => ({ ...told[0], isRepetition: true, sameContent: true })));
  });

  test('a response too long to be kept for people is not replaced by what the run ended with', async () => {
    place.connectors.on('core/respond', ({ arguments: given }) => returned(given), { effects: 'read' });
    const { engine } = await place.startEngine();
    const respond = { Resource: 'connector:core/respond', Arguments: { body: 'x'.repeat(300_000) } };
    const document = aWorkflow(aMachine().task('Respond', respond).pass('Inside', { Output: 'internal' }));
    const event = await place.event(document, keyed('order-7'));
    const { runId } = await engine.acceptAndWait(event, { waitMs: 5000 });
    expect(await engine.acceptAndWait(event, { waitMs: 5000 })).toEqual({
      kind: 'pending',
      runId,
      isRepetition: true,
      sameContent: true,
    });
  });

  test('a run found to be a repetition when its time is over stops at once', async () => {
    const held = place.connectors.hold('look', { effects: 'read' });
    place.connectors.on('charge');
    const { engine } = await place.startEngine();
    const document = aWorkflow(aMachine().task('Look').task('Charge'));
    const event = await place.event(document, keyed('order-7'));
    const first = await engine.accept(event);
    const again = engine.acceptAndWait(event, { waitMs: 1000 });
    await place.clock.settle();
    expect(held.calls).toHaveLength(2);
    await place.clock.advance(1000);
    expect(await again).toEqual({ kind: 'pending', runId: first.runId, isRepetition: true, sameContent: true });
    expect(held.calls[1]?.signal.aborted).toBe(true);
    expect(engine.status().running).toBe(1);
  });
});
