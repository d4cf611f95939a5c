import { aGate, aMachine, aRetry, aWorkflow, intercept, returned, threw, withFaults } from '@millrace/testing';
import { TestInstallation, type TestEngine } from '@millrace/testing/installation';
import type { HeldStep } from './held-step.ts';
import type { RunWithPayload } from './run.ts';

const UNKNOWN = 'Connector.OutcomeUnknown';
const AUTH = 'Connector.Auth';
const HOUR_MS = 3_600_000;

let place: TestInstallation;
beforeEach(() => {
  place = new TestInstallation();
});

const charge = (fields = {}, more = {}) =>
  aWorkflow(
    aMachine()
      .task('Charge', { Resource: 'connector:test/charge', ...fields })
      .pass('After'),
    more,
  );
const withConnection = { Credentials: { Connection: 'acme' } };

/** The first calls end so; then it returns how often it was called. */
function failing(...errors: readonly string[]): void {
  place.connectors.on('charge', () => {
    const { length } = place.connectors.callsOf('charge');
    const error = errors[length - 1];
    return error === undefined ? returned({ call: length }) : threw(error, `cause ${length}`);
  });
}
async function started(document = charge(), engine?: TestEngine): Promise<TestEngine & { readonly runId: string }> {
  const added = engine ?? (await place.startEngine());
  const { runId } = await added.engine.accept(await place.event(document));
  await place.clock.settle();
  return { ...added, runId };
}
const workspaceId = async () => (await place.stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' })).id;
const held = async (): Promise<readonly HeldStep[]> =>
  (await place.stores.heldSteps.list({ workspaceId: await workspaceId(), limit: 100 })).items;
type Decision = Parameters<TestEngine['engine']['decide']>[0]['decision'];
async function decide(
  { engine, runId }: { engine: TestEngine['engine']; runId: string },
  decision: Decision,
  path = 'Charge',
) {
  const result = await engine.decide({ workspaceId: await workspaceId(), runId, path, decision });
  await place.clock.settle();
  return result.kind;
}
const AGAIN = { kind: 'again' } as const;
const DONE = { kind: 'returned', output: '{"by":"hand"}' } as const;
const FAIL = { kind: 'threw', error: UNKNOWN, cause: 'It did not happen.' } as const;
const callsMade = (): number => place.connectors.callsOf('charge').length;
const read = (runId: string): Promise<RunWithPayload> => place.read(runId);

test('a step of which nobody knows whether it happened stands still, and says why', async () => {
  failing(UNKNOWN);
  const { runId, engine } = await started();
  expect(engine.status().running).toBe(0);
  expect(await read(runId)).toMatchObject({ status: 'waiting' });
  const [step, ...others] = await held();
  expect(others).toEqual([]);
  expect(step).toEqual({
    ...{ runId, workflowName: 'orders', path: 'Charge', state: 'Charge', resource: 'connector:test/charge' },
    ...{ error: UNKNOWN, cause: 'cause 1', attempt: 1, heldSinceMs: place.clock.nowMs() },
  });
  await place.clock.advance(2 * HOUR_MS);
  expect(await read(runId)).toMatchObject({ status: 'waiting' });
  expect(callsMade()).toBe(1);
});

test.each<[string, Decision, object, number]>([
  ['it happened: its result is what was said', DONE, { status: 'succeeded', output: '{"by":"hand"}' }, 1],
  ['it did not: it is called again, under the same key', AGAIN, { status: 'succeeded', output: '{"call":2}' }, 2],
  ['it fails', FAIL, { status: 'failed', error: UNKNOWN, cause: 'It did not happen.' }, 1],
])('decided that %s', async (...[, decision, end, calls]) => {
  failing(UNKNOWN);
  const run = await started();
  await place.clock.advance(60_000);
  expect(await decide(run, decision)).toBe('decided');
  expect(await read(run.runId)).toMatchObject(end);
  expect(callsMade()).toBe(calls);
  expect(new Set(place.connectors.callsOf('charge').map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect(await held()).toEqual([]);
  expect(await decide(run, DONE)).toBe('not_found');
});

test('another attempt is told that one was before it, and shows in the records', async () => {
  failing(UNKNOWN);
  const run = await started();
  await decide(run, AGAIN);
  expect(place.connectors.callsOf('charge')[1]).toMatchObject({ earlier: 'ended', run: { attempt: 2 } });
  const step = (await place.steps(run.runId)).find(({ path }) => path === 'Charge');
  expect(step?.attempts).toMatchObject([{ attempt: 1, error: { error: UNKNOWN } }, { attempt: 2 }]);
});

test('one that stands still again is decided about again', async () => {
  failing(UNKNOWN, UNKNOWN, UNKNOWN);
  const run = await started();
  expect(await decide(run, AGAIN)).toBe('decided');
  expect(await held()).toMatchObject([{ attempt: 2, cause: 'cause 2' }]);
  expect(await decide(run, AGAIN)).toBe('decided');
  expect(await decide(run, DONE)).toBe('decided');
  expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '{"by":"hand"}' });
});

test.each<[string, object, object]>([
  ['Catch', { Catch: [{ ErrorEquals: [UNKNOWN], Next: 'After' }] }, { status: 'succeeded' }],
  ['Catch of all', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }] }, { status: 'succeeded' }],
  ['Retry', aRetry({ ErrorEquals: [UNKNOWN], MaxAttempts: 1, IntervalSeconds: 1 }), { status: 'succeeded' }],
])('a %s that names the error takes it, and nobody is asked', async (...[, fields, end]) => {
  failing(UNKNOWN);
  const { runId } = await started(charge(fields));
  await place.clock.advance(2000);
  expect(await read(runId)).toMatchObject(end);
  expect(await held()).toEqual([]);
});

test('after its retries are used up it stands still, and a decision gives it none back', async () => {
  failing(UNKNOWN, UNKNOWN, UNKNOWN);
  const run = await started(charge(aRetry({ ErrorEquals: [UNKNOWN], MaxAttempts: 1, IntervalSeconds: 1 })));
  await place.clock.advance(2000);
  expect(callsMade()).toBe(2);
  await decide(run, AGAIN);
  await place.clock.advance(2000);
  expect(callsMade()).toBe(3);
  expect(await held()).toMatchObject([{ attempt: 3 }]);
});

test('what is decided is the failure that a Catch sees', async () => {
  failing(UNKNOWN);
  const run = await started(charge({ Catch: [{ ErrorEquals: ['Shop.Gone'], Next: 'After' }] }));
  await decide(run, { kind: 'threw', error: 'Shop.Gone', cause: 'No.' });
  expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '{"Error":"Shop.Gone","Cause":"No."}' });
});

test('other errors fail as ever', async () => {
  failing('Connector.Fatal');
  const { runId } = await started();
  expect(await read(runId)).toMatchObject({ status: 'failed', error: 'Connector.Fatal' });
});

test('the time of the whole run goes on; that of the attempt does not', async () => {
  failing(UNKNOWN);
  const { runId } = await started(charge({ TimeoutSeconds: 10, HeartbeatSeconds: 5 }));
  await place.clock.advance(60_000);
  expect(await read(runId)).toMatchObject({ status: 'waiting' });
  failing();
  const machine = { ...charge().machine, TimeoutSeconds: 20 };
  failing(...Array.from({ length: 9 }, () => UNKNOWN));
  const run = await started({ ...charge(), machine });
  await place.clock.advance(30_000);
  expect(await read(run.runId)).toMatchObject({ status: 'timed_out' });
  expect(await decide(run, DONE)).toBe('not_found');
});

test('a run that is cancelled does not wait for a decision any more', async () => {
  failing(UNKNOWN);
  const run = await started();
  await run.engine.cancel({ workspaceId: await workspaceId(), runId: run.runId, workflowName: 'orders' });
  await place.clock.settle();
  expect(await read(run.runId)).toMatchObject({ status: 'cancelled' });
  expect(await held()).toEqual([]);
});

test('nobody is asked about a step that was given up while it came to stand still', async () => {
  failing(UNKNOWN);
  const gate = aGate();
  const tokens = intercept(place.stores.tokens, async ({ method, proceed }) => {
    const opened = await proceed();
    if (method === 'open') await gate.opened;
    return opened;
  });
  const sibling = aMachine().wait('Short', { Seconds: 10 }).fail('Stop');
  const machine = aMachine()
    .parallel('Both', [aMachine().task('Charge', { Resource: 'connector:test/charge' }), sibling], {
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Long' }],
    })
    .wait('Long', { Seconds: 3600 });
  const run = await started(aWorkflow(machine), await place.startEngine({ ports: { tokens } }));
  await place.clock.advance(20_000);
  gate.open();
  await place.clock.settle();
  expect(await read(run.runId)).toMatchObject({ status: 'waiting', currentState: 'Long' });
  expect(await held()).toEqual([]);
});

test('inside a Map each item is decided about alone; the others go on', async () => {
  place.connectors.on('charge', ({ arguments: given, run: { attempt } }) =>
    Number(given) % 2 === 0 && attempt === 1 ? threw(UNKNOWN, `item ${Number(given)}`) : returned(given),
  );
  const inside = aMachine().task('Charge', { Resource: 'connector:test/charge', Arguments: '{% $states.input %}' });
  const run = await started(aWorkflow(aMachine().each('Each', inside, { Items: [1, 2, 3, 4] })));
  expect((await held()).map(({ path }) => path)).toEqual(['Each[1]/Charge', 'Each[3]/Charge']);
  expect(await decide(run, AGAIN, 'Each[1]/Charge')).toBe('decided');
  expect(await read(run.runId)).toMatchObject({ status: 'waiting' });
  expect(await decide(run, { kind: 'returned', output: '"four"' }, 'Each[3]/Charge')).toBe('decided');
  await place.clock.advance(1000);
  expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '[1,2,3,"four"]' });
});

test('a step that undoes another may stand still too', async () => {
  place.connectors.on('book', () => returned('booked'));
  place.connectors.on('cancel', ({ run: { attempt } }) => (attempt === 1 ? threw(UNKNOWN) : returned('gone')));
  place.connectors.on('fail', () => threw('Connector.Fatal'));
  const machine = aMachine()
    .task('Book', { Compensate: { Resource: 'connector:test/cancel' } })
    .task('Fail');
  const run = await started(aWorkflow(machine));
  const [step] = await held();
  expect(await read(run.runId)).toMatchObject({ status: 'compensating' });
  expect(await decide(run, AGAIN, step?.path)).toBe('decided');
  await place.clock.advance(1000);
  expect(await read(run.runId)).toMatchObject({ status: 'compensated', error: 'Connector.Fatal' });
  expect(place.connectors.callsOf('cancel')).toHaveLength(2);
});

test('a process that dies with it changes nothing: another one hears of the decision', async () => {
  failing(UNKNOWN);
  const { runId, crash } = await started();
  crash();
  const there = await place.startEngine();
  await place.clock.advance(40_000);
  expect(await held()).toHaveLength(1);
  expect(await decide({ ...there, runId }, DONE)).toBe('decided');
  await place.clock.advance(1000);
  expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '{"by":"hand"}' });
});

test('a decision that comes before the run could be put to sleep is heard by whoever takes it over', async () => {
  failing(UNKNOWN);
  let isDown = true;
  const runs = withFaults(place.stores.runs, ({ method }) => (method === 'park' && isDown ? 'refused' : undefined));
  const run = await started(charge(), await place.startEngine({ ports: { runs } }));
  expect(await held()).toHaveLength(1);
  isDown = false;
  expect(await decide(run, DONE)).toBe('decided');
  await place.clock.advance(120_000);
  expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '{"by":"hand"}' });
  expect(callsMade()).toBe(1);
});

test('nor is it called again by whoever takes the run over, unless somebody wants that', async () => {
  failing(UNKNOWN);
  let isDown = true;
  const runs = withFaults(place.stores.runs, ({ method }) => (method === 'park' && isDown ? 'refused' : undefined));
  const run = await started(charge(), await place.startEngine({ ports: { runs } }));
  isDown = false;
  await place.clock.advance(120_000);
  expect(callsMade()).toBe(1);
  expect(await held()).toMatchObject([{ attempt: 1, cause: 'cause 1' }]);
  expect(await decide(run, AGAIN)).toBe('decided');
  expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '{"call":2}' });
});

test('so is one inside a Map, though others go on beside it', async () => {
  place.connectors.on('charge', ({ arguments: given, run: { attempt } }) =>
    Number(given) < 3 && attempt === 1 ? threw(UNKNOWN) : returned(given),
  );
  const inside = aMachine().task('Charge', { Resource: 'connector:test/charge', Arguments: '{% $states.input %}' });
  const document = aWorkflow(aMachine().each('Each', inside, { Items: [1, 2, 3], MaxConcurrency: 2 }));
  let isDown = true;
  const runs = withFaults(place.stores.runs, ({ method }) => (method === 'park' && isDown ? 'refused' : undefined));
  const run = await started(document, await place.startEngine({ ports: { runs } }));
  expect(await held()).toHaveLength(2);
  isDown = false;
  expect(await decide(run, AGAIN, 'Each[0]/Charge')).toBe('decided');
  expect(await decide(run, DONE, 'Each[1]/Charge')).toBe('decided');
  await place.clock.advance(120_000);
  expect(await read(run.runId)).toMatchObject({ status: 'succeeded', output: '[1,{"by":"hand"},3]' });
});

test('nobody else answers it, by whatever door', async () => {
  failing(UNKNOWN);
  const { engine } = await started();
  const [token = ''] = [...place.stores.tokens.rows.keys()];
  expect(token).toMatch(/^hold\./);
  expect(await engine.answerToken({ token, answer: DONE })).toEqual({ kind: 'not_found' });
  expect(await engine.answerCallback({ token, payload: null })).toEqual({ kind: 'not_found' });
});

describe('a connection that is refused', () => {
  const mend = async (): Promise<void> =>
    place.stores.heldSteps.noteMended({ workspaceId: await workspaceId(), name: 'acme' });

  test('is waited for; once it was mended, what waited goes on by itself', async () => {
    failing(AUTH);
    const { runId } = await started(charge(withConnection));
    expect(await held()).toMatchObject([{ error: AUTH, connection: 'acme' }]);
    expect(await place.stores.heldSteps.countByConnection(await workspaceId())).toEqual({ acme: 1 });
    await place.clock.advance(600_000);
    expect(await read(runId)).toMatchObject({ status: 'waiting' });
    await mend();
    await place.clock.advance(6000);
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '{"call":2}' });
  });

  test('goes on soon where it was mended, though a timer is early by a little', async () => {
    failing(AUTH);
    let dueMs = Infinity;
    const heldSteps = intercept(place.stores.heldSteps, ({ method, proceed }) =>
      method === 'release' && place.clock.nowMs() < dueMs ? Promise.resolve([] as never) : proceed(),
    );
    const { runId, engine } = await started(charge(withConnection), await place.startEngine({ ports: { heldSteps } }));
    await place.clock.advance(1000);
    await mend();
    dueMs = place.clock.nowMs() + 1005;
    engine.releaseHeldSoon();
    await place.clock.advance(1500);
    expect(await read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('what is refused after that waits for the next time', async () => {
    failing(AUTH, AUTH);
    const { runId } = await started(charge(withConnection));
    await place.clock.advance(1000);
    await mend();
    await place.clock.advance(60_000);
    expect(callsMade()).toBe(2);
    expect(await read(runId)).toMatchObject({ status: 'waiting' });
    await mend();
    await place.clock.advance(6000);
    expect(await read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('a call that was under way when it was mended is made again too', async () => {
    const charging = place.connectors.hold('charge');
    const { runId } = await started(charge(withConnection));
    await place.clock.advance(1000);
    await mend();
    await place.clock.advance(3000);
    charging.answer(threw(AUTH));
    await place.clock.advance(6000);
    charging.answer(returned('charged'));
    await place.clock.settle();
    expect(await read(runId)).toMatchObject({ status: 'succeeded', output: '"charged"' });
  });

  test('those that wait go on in their order, ten in a second, however many processes there are', async () => {
    place.connectors.on('charge', ({ run: { attempt } }) => (attempt === 1 ? threw(AUTH) : returned(attempt)));
    const first = await place.startEngine({ settings: { maxRunning: 100 } });
    await place.startEngine({ settings: { maxRunning: 100 } });
    const runIds: string[] = [];
    for (let number = 0; number < 25; number += 1) {
      runIds.push((await started(charge(withConnection), first)).runId);
      await place.clock.advance(10);
    }
    const again = (): readonly string[] =>
      place.connectors.callsOf('charge').flatMap(({ run }) => (run.attempt === 2 ? [run.id] : []));
    await mend();
    first.engine.releaseHeldSoon();
    await place.clock.advance(1100);
    expect(again()).toEqual(runIds.slice(0, 10));
    await place.clock.advance(900);
    expect(again()).toHaveLength(10);
    await place.clock.advance(6000);
    expect(new Set(again())).toEqual(new Set(runIds));
    for (const runId of runIds) expect(await read(runId)).toMatchObject({ status: 'succeeded' });
  });

  test('without a connection it waits for a person', async () => {
    failing(AUTH);
    const run = await started();
    expect((await held())[0]).not.toHaveProperty('connection');
    expect(await decide(run, AGAIN)).toBe('decided');
    expect(await read(run.runId)).toMatchObject({ status: 'succeeded' });
  });
});
