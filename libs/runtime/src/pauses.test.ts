import { aMachine, aRetry, aWorkflow, paused, returned, threw, withFaults } from '@millrace/testing';
import { TestInstallation, type TestEngine } from '@millrace/testing/installation';
import type { ConnectorCall } from './ports.ts';
import type { RunWithPayload } from './run.ts';

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const MINUTE_MS = 60_000;
const CAN_PAUSE = { canPause: true };
const calls = (): readonly ConnectorCall[] => place.connectors.callsOf('ask');
const read = (runId: string): Promise<RunWithPayload> => place.read(runId);
const asking = (fields = {}) =>
  aWorkflow(aMachine().task('Ask', { Resource: 'connector:test/ask', Arguments: { who: 'Ada' }, ...fields }));
async function started(document = asking(), engine?: TestEngine): Promise<TestEngine & { readonly runId: string }> {
  const added = engine ?? (await place.startEngine());
  const { runId } = await added.engine.accept(await place.event(document));
  await place.clock.settle();
  return { ...added, runId };
}
/** What the action was told to answer by. */
const urls: string[] = [];
beforeEach(() => void urls.splice(0));
const open = async (call: ConnectorCall): Promise<void> => void urls.push((await call.openCallback?.()) ?? 'none');
const tokenOf = (url = urls.at(-1) ?? ''): string => url.replace('http://millrace.test/callbacks/', '');
const callback = async ({ engine }: TestEngine, payload: unknown, url?: string): Promise<string> => {
  const { kind } = await engine.answerCallback({ token: tokenOf(url), payload: payload as never });
  await place.clock.settle();
  return kind;
};

describe('until a moment', () => {
  test('the run waits without a process, and goes on with what the action left', async () => {
    place.connectors.on(
      'ask',
      ({ resume, arguments: given }) =>
        resume === undefined
          ? paused({ step: 1 }, { untilMs: place.clock.nowMs() + 10 * MINUTE_MS })
          : returned({ resume, given }),
      CAN_PAUSE,
    );
    const { runId, engine } = await started();
    expect(engine.status().running).toBe(0);
    await place.clock.advance(10 * MINUTE_MS - 1);
    expect(await read(runId)).toMatchObject({ status: 'waiting' });
    await place.clock.advance(2000);
    const run = await read(runId);
    expect(run).toMatchObject({ status: 'succeeded' });
    expect(JSON.parse(run.output ?? '')).toEqual({ resume: { state: { step: 1 } }, given: { who: 'Ada' } });
    const [first, second] = calls();
    expect(second).toMatchObject({ idempotencyKey: first?.idempotencyKey, run: first?.run });
    expect(second).not.toHaveProperty('earlier');
  });

  test('it may pause again and again; each has its own state', async () => {
    place.connectors.on(
      'ask',
      ({ resume }) => {
        const round = Number(resume?.state ?? 0) + 1;
        return round > 5 ? returned(round) : paused(round, { untilMs: place.clock.nowMs() + MINUTE_MS });
      },
      CAN_PAUSE,
    );
    const { runId } = await started();
    await place.clock.advance(6 * MINUTE_MS);
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '6' });
    expect(calls().map(({ resume }) => resume?.state ?? null)).toEqual([null, 1, 2, 3, 4, 5]);
  });

  test('a moment that has passed is no pause', async () => {
    place.connectors.on('ask', ({ resume }) => (resume === undefined ? paused(null, { untilMs: 5 }) : returned('on')));
    const { runId } = await started();
    await place.clock.advance(1000);
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '"on"' });
  });
});

describe('until a callback', () => {
  const approval = (more = {}): void =>
    place.connectors.on(
      'ask',
      async (call) => {
        if (call.resume !== undefined) return returned(call.resume);
        await open(call);
        return paused('asked', { isCallbackAwaited: true, ...more });
      },
      CAN_PAUSE,
    );

  test('what was sent to it is what the action goes on with; the first call counts', async () => {
    approval();
    const run = await started();
    expect(urls).toEqual([expect.stringMatching(/^http:\/\/millrace\.test\/callbacks\/callback\.[\w-]{43}$/)]);
    await place.clock.advance(60 * MINUTE_MS);
    expect(await callback(run, { body: { ok: true } })).toBe('answered');
    expect(await callback(run, { body: { ok: false } })).toBe('already_answered');
    const end = await read(run.runId);
    expect(end).toMatchObject({ status: 'succeeded' });
    expect(JSON.parse(end.output ?? '')).toEqual({ state: 'asked', payload: { body: { ok: true } } });
  });

  test('with a moment, whichever comes first; a callback after it comes too late', async () => {
    approval({ untilMs: place.clock.nowMs() + MINUTE_MS });
    const run = await started();
    await place.clock.advance(MINUTE_MS + 2000);
    const end = await read(run.runId);
    expect(JSON.parse(end.output ?? '')).toEqual({ state: 'asked' });
    expect(await callback(run, 'late')).toBe('expired');
    approval({ untilMs: place.clock.nowMs() + MINUTE_MS });
    const other = await started();
    expect(await callback(other, 'in time')).toBe('answered');
    expect(JSON.parse((await read(other.runId)).output ?? '')).toEqual({ state: 'asked', payload: 'in time' });
  });

  test('one that comes while the action is still at work is not lost', async () => {
    const held = place.connectors.hold('ask', CAN_PAUSE);
    const run = await started();
    await open(held.calls[0]!);
    expect(await callback(run, 'early')).toBe('answered');
    held.answer(paused('asked', { isCallbackAwaited: true }));
    await place.clock.advance(100);
    held.answer(returned(held.calls[1]?.resume as never));
    await place.clock.advance(100);
    expect(JSON.parse((await read(run.runId)).output ?? '')).toEqual({ state: 'asked', payload: 'early' });
  });

  test('a second pause has an address of its own', async () => {
    place.connectors.on(
      'ask',
      async (call) => {
        const heard = call.resume === undefined ? [] : [...(call.resume.state as never[]), call.resume.payload ?? null];
        if (heard.length === 2) return returned(heard);
        await open(call);
        return paused(heard, { isCallbackAwaited: true });
      },
      CAN_PAUSE,
    );
    const run = await started();
    expect(await callback(run, 1)).toBe('answered');
    expect(new Set(urls).size).toBe(2);
    expect(await callback(run, 1, urls[0])).toBe('already_answered');
    expect(await callback(run, 2)).toBe('answered');
    expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '[1,2]' });
  });

  test('an address that was opened for nothing takes no answer', async () => {
    place.connectors.on(
      'ask',
      async (call) => {
        await open(call);
        return returned('done');
      },
      CAN_PAUSE,
    );
    const run = await started(
      aWorkflow(aMachine().task('Ask', { Resource: 'connector:test/ask' }).wait('Wait', { Seconds: 60 })),
    );
    await place.clock.advance(1000);
    expect(await callback(run, null)).toBe('expired');
  });

  test('after a crash the action asks with the same address, and an answer that came between is heard', async () => {
    const held = place.connectors.hold('ask', CAN_PAUSE);
    const { runId, crash } = await started();
    await open(held.calls[0]!);
    crash();
    const there = await place.startEngine();
    expect(await callback(there, 'between')).toBe('answered');
    await place.clock.advance(40_000);
    await open(held.calls[1]!);
    expect(new Set(urls).size).toBe(1);
    held.answer(returned('lost'));
    held.answer(paused('asked', { isCallbackAwaited: true }));
    await place.clock.advance(1000);
    expect(held.calls[2]).toMatchObject({ resume: { state: 'asked', payload: 'between' } });
    held.answer(returned('on'));
    await place.clock.advance(1000);
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '"on"' });
  });

  test('a second answer that came between is heard too', async () => {
    place.connectors.on(
      'ask',
      async (call) => {
        const heard = call.resume === undefined ? [] : [...(call.resume.state as never[]), call.resume.payload ?? null];
        if (heard.length === 2) return returned(heard);
        await open(call);
        return paused(heard, { isCallbackAwaited: true });
      },
      CAN_PAUSE,
    );
    let isDown = false;
    const runs = withFaults(place.stores.runs, ({ method }) => (method === 'park' && isDown ? 'refused' : undefined));
    const run = await started(asking(), await place.startEngine({ ports: { runs } }));
    isDown = true;
    expect(await callback(run, 1)).toBe('answered');
    expect(await callback(run, 2)).toBe('answered');
    isDown = false;
    await place.clock.advance(120_000);
    expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '[1,2]' });
    expect(new Set(urls).size).toBe(2);
  });

  test('only actions that may pause are given an address', async () => {
    place.connectors.on('ask', (call) => returned(call.openCallback === undefined));
    const { runId } = await started();
    expect(await read(runId)).toMatchObject({ output: 'true' });
  });

  test('no other door takes it', async () => {
    approval();
    const { engine } = await started();
    const token = tokenOf();
    expect(await engine.answerToken({ token, answer: { kind: 'returned', output: '1' } })).toEqual({
      kind: 'not_found',
    });
    expect(await engine.beatToken(token)).toBe('not_found');
  });
});

describe('what may happen meanwhile', () => {
  const waiting = (): void =>
    place.connectors.on(
      'ask',
      ({ resume }) =>
        resume === undefined ? paused(1, { untilMs: place.clock.nowMs() + 10 * MINUTE_MS }) : returned('on'),
      CAN_PAUSE,
    );

  test('the attempt’s time counts the pause', async () => {
    waiting();
    const { runId } = await started(asking({ TimeoutSeconds: 60 }));
    await place.clock.advance(62_000);
    expect(await read(runId)).toMatchObject({ status: 'failed', error: 'States.Timeout' });
    expect(calls()).toHaveLength(1);
  });

  test('the run is cancelled', async () => {
    waiting();
    const { runId, engine } = await started();
    const { id: workspaceId } = await place.stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    await engine.cancel({ workspaceId, runId, workflowName: 'orders' });
    await place.clock.advance(11 * MINUTE_MS);
    expect(await read(runId)).toMatchObject({ status: 'cancelled' });
    expect(calls()).toHaveLength(1);
  });

  test('its process dies: another one goes on', async () => {
    waiting();
    const { runId, crash } = await started();
    crash();
    await place.startEngine();
    await place.clock.advance(11 * MINUTE_MS);
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '"on"' });
  });

  test('what goes on fails: another attempt begins anew', async () => {
    place.connectors.on(
      'ask',
      ({ resume, run: { attempt } }) => {
        if (resume === undefined) return paused(attempt, { untilMs: place.clock.nowMs() + MINUTE_MS });
        return attempt === 1 ? threw('Connector.Retryable') : returned(resume.state);
      },
      CAN_PAUSE,
    );
    const { runId } = await started(asking(aRetry({ MaxAttempts: 1, IntervalSeconds: 1 })));
    await place.clock.advance(3 * MINUTE_MS);
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '2' });
    expect(calls().map(({ resume, run }) => [run.attempt, resume?.state])).toEqual([
      [1, undefined],
      [1, 1],
      [2, undefined],
      [2, 2],
    ]);
  });

  test('what goes on may stand still, for somebody who decides', async () => {
    place.connectors.on(
      'ask',
      ({ resume }) =>
        resume === undefined
          ? paused(1, { untilMs: place.clock.nowMs() + MINUTE_MS })
          : threw('Connector.OutcomeUnknown'),
      CAN_PAUSE,
    );
    const { runId, engine } = await started();
    await place.clock.advance(2 * MINUTE_MS);
    const { id: workspaceId } = await place.stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const decision = { kind: 'returned', output: '"by hand"' } as const;
    expect(await engine.decide({ workspaceId, runId, path: 'Ask', decision })).toEqual({ kind: 'decided' });
    await place.clock.settle();
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '"by hand"' });
  });

  test.each([
    ['first call', 0],
    ['what goes on', 1],
  ])('an address that was opened for nothing is not what a step stands still by: in the %s', async (...[, pauses]) => {
    place.connectors.on(
      'ask',
      async (call) => {
        const round = Number(call.resume?.state ?? 0);
        await open(call);
        return round < pauses ? paused(round + 1, { isCallbackAwaited: true }) : threw('Connector.OutcomeUnknown');
      },
      CAN_PAUSE,
    );
    const run = await started();
    if (pauses > 0) expect(await callback(run, null)).toBe('answered');
    await place.clock.advance(1000);
    expect(await callback(run, 'too late')).toBe('expired');
    const { id: workspaceId } = await place.stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const decision = { kind: 'returned', output: '"by hand"' } as const;
    expect(await run.engine.decide({ workspaceId, runId: run.runId, path: 'Ask', decision })).toEqual({
      kind: 'decided',
    });
    await place.clock.settle();
    expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '"by hand"' });
  });

  test('its process must let go of the run while the action goes on: another one does that again', async () => {
    const held = place.connectors.hold('ask', CAN_PAUSE);
    const runs = withFaults(place.stores.runs, ({ method }) => (method === 'renewLeases' ? 'refused' : undefined));
    const { runId } = await started(asking(), await place.startEngine({ ports: { runs } }));
    held.answer(paused(1, { untilMs: place.clock.nowMs() + MINUTE_MS }));
    await place.clock.advance(62_000);
    expect(held.calls).toHaveLength(2);
    await place.startEngine();
    await place.clock.advance(MINUTE_MS);
    expect(held.calls.map(({ resume }) => resume?.state).slice(0, 3)).toEqual([undefined, 1, 1]);
    held.calls.slice(1).forEach(() => held.answer(returned('on')));
    await place.clock.advance(1000);
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '"on"' });
  });

  test('what is left of its run counts from now, whoever goes on', async () => {
    place.connectors.on(
      'ask',
      async (call) => {
        await open(call);
        return call.resume === undefined ? paused(1, { isCallbackAwaited: true }) : returned('on');
      },
      CAN_PAUSE,
    );
    const document = asking();
    const machine = { ...document.machine, TimeoutSeconds: 100 };
    let isDown = true;
    const runs = withFaults(place.stores.runs, ({ method }) => (method === 'park' && isDown ? 'refused' : undefined));
    const run = await started({ ...document, machine }, await place.startEngine({ ports: { runs } }));
    isDown = false;
    await place.clock.advance(20_000);
    expect(await callback(run, null)).toBe('answered');
    await place.clock.advance(20_000);
    expect(await read(run.runId)).toMatchObject({ status: 'succeeded' });
    // Taken over after 30 seconds.
    expect(calls().map(({ timeoutMs }) => timeoutMs)).toEqual([100_000, 70_000, 70_000]);
  });

  test.each([
    ['before it, in the call', false, [undefined, 'lost']],
    ['in what goes on', true, [undefined, undefined, 'lost']],
  ])('its process dies %s: a marked action is told of its own part only', async (...[, isLater, earlier]) => {
    const held = place.connectors.hold('ask', { ...CAN_PAUSE, isMarked: true });
    const { crash } = await started();
    if (isLater) {
      held.answer(paused(1, { untilMs: place.clock.nowMs() + MINUTE_MS }));
      await place.clock.advance(2 * MINUTE_MS);
    }
    crash();
    await place.startEngine();
    await place.clock.advance(60_000);
    expect(held.calls.map((call) => call.earlier)).toEqual(earlier);
    expect(held.calls.at(-1)?.resume?.state).toBe(isLater ? 1 : undefined);
  });

  test('a step that waits for a task token may not pause', async () => {
    waiting();
    const { runId } = await started(asking({ Resource: 'connector:test/ask.waitForTaskToken' }));
    expect(await read(runId)).toMatchObject({
      status: 'failed',
      cause: expect.stringContaining('connector.pause_with_token') as string,
    });
  });

  test('inside a Map each item pauses alone', async () => {
    place.connectors.on(
      'ask',
      ({ resume, arguments: given }) =>
        resume === undefined
          ? paused(given, { untilMs: place.clock.nowMs() + Number(given) * MINUTE_MS })
          : returned(resume.state),
      CAN_PAUSE,
    );
    const inside = aMachine().task('Ask', { Resource: 'connector:test/ask', Arguments: '{% $states.input %}' });
    const { runId } = await started(aWorkflow(aMachine().each('Each', inside, { Items: [3, 1, 2] })));
    await place.clock.advance(4 * MINUTE_MS);
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '[3,1,2]' });
  });

  test('inside a Map what it did when it went on is durable before the next task begins', async () => {
    place.connectors.on(
      'ask',
      ({ resume }) => (resume === undefined ? paused(1, { untilMs: place.clock.nowMs() + MINUTE_MS }) : returned('on')),
      CAN_PAUSE,
    );
    const next = place.connectors.hold('next');
    const inside = aMachine()
      .task('Ask', { Resource: 'connector:test/ask' })
      .task('Next', { Resource: 'connector:test/next' });
    const { crash } = await started(aWorkflow(aMachine().each('Each', inside, { Items: [1, 2] })));
    await place.clock.advance(2 * MINUTE_MS);
    expect(next.calls).toHaveLength(2);
    crash();
    await place.startEngine();
    await place.clock.advance(MINUTE_MS);
    expect(next.calls).toHaveLength(4);
    expect(calls()).toHaveLength(4);
  });

  test('inside a Map a pause that took too long is over for good before the next task begins', async () => {
    place.connectors.on(
      'ask',
      async (call) => {
        await open(call);
        return paused(1, { isCallbackAwaited: true });
      },
      CAN_PAUSE,
    );
    const next = place.connectors.hold('next');
    const inside = aMachine()
      .task('Ask', {
        Resource: 'connector:test/ask',
        TimeoutSeconds: 60,
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Next' }],
      })
      .task('Next', { Resource: 'connector:test/next' });
    const { crash } = await started(aWorkflow(aMachine().each('Each', inside, { Items: [1] })));
    await place.clock.advance(2 * MINUTE_MS);
    expect(next.calls).toHaveLength(1);
    const token = tokenOf();
    crash();
    const there = await place.startEngine();
    expect(await callback(there, 'late', token)).toBe('expired');
    await place.clock.advance(MINUTE_MS);
    expect(next.calls).toHaveLength(2);
    expect(calls()).toHaveLength(1);
  });

  test('a process that has lost its run withdraws nothing that another one waits for', async () => {
    place.connectors.on(
      'ask',
      async (call) => {
        await open(call);
        if (call.resume !== undefined) return returned('on');
        const until = urls.length === 1 ? { untilMs: place.clock.nowMs() + MINUTE_MS } : {};
        return paused(1, { isCallbackAwaited: true, ...until });
      },
      { ...CAN_PAUSE, effects: 'read' },
    );
    place.connectors.hold('busy');
    const machine = aMachine().parallel('Both', [
      aMachine().task('Ask', { Resource: 'connector:test/ask' }),
      aMachine().task('Busy', { Resource: 'connector:test/busy' }),
    ]);
    // As one whose machine stood still for a while: it does not know yet.
    const settings = { renewIntervalMs: Infinity, sweepIntervalMs: Infinity, signalLookMs: Infinity };
    await started(aWorkflow(machine), await place.startEngine({ settings }));
    const there = await place.startEngine();
    await place.clock.advance(MINUTE_MS + 1000);
    expect(urls[0]).toBe(urls[1]);
    expect(await callback(there, 'yes')).toBe('answered');
  });

  test('what a connector keeps of a pause is there when it goes on', async () => {
    const change = { key: 'asked', kind: 'set', value: '1' } as const;
    place.connectors.on(
      'ask',
      ({ resume }) =>
        resume === undefined
          ? { ...paused(1, { untilMs: place.clock.nowMs() + MINUTE_MS }), store: [change] }
          : returned('on'),
      CAN_PAUSE,
    );
    const { runId } = await started();
    const { id: workspaceId } = await place.stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
    const kept = { workspaceId, connector: 'test', connection: '', key: 'asked' };
    expect(await place.stores.connectorStore.get(kept)).toBe('1');
    await place.clock.advance(2 * MINUTE_MS);
    expect(await read(runId)).toMatchObject({ status: 'succeeded' });
  });
});
