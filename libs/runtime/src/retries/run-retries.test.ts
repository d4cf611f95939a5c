import { aMachine, aRetry, aWorkflow, returned, threw } from '@millrace/testing';
import { TestInstallation, type TestEngine } from '@millrace/testing/installation';
import type { JsonObject, WorkflowDocument } from '@millrace/machine';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import type { RetryRequest } from './retry-request.ts';

const LEASE_MS = 31_000;
let place: TestInstallation;
let engine: TestEngine['engine'];
let crash: () => void;
let broken: ReadonlySet<string>;
beforeEach(async () => {
  place = new TestInstallation();
  broken = new Set();
  for (const action of ['reserve', 'charge', 'ship', 'tell', 'undo']) {
    place.connectors.on(action, ({ arguments: given }) => {
      const id = (given as { id?: string } | null)?.id ?? '';
      return broken.has(action) || broken.has(`${action} ${id}`) ? threw('Card.Declined', 'no') : returned(given);
    });
  }
  ({ engine, crash } = await place.startEngine());
});

const callsOf = (action: string) => place.connectors.callsOf(action).map((call) => call.arguments);
async function run(document: WorkflowDocument, input: JsonObject = { order: 7 }): Promise<string> {
  const { runId } = await engine.accept(await place.event(document, { input }));
  await place.clock.settle();
  return runId;
}
const asked = async (runId: string, members: Partial<RetryRequest> = {}) => {
  const { workspaceId } = await place.read(runId);
  return { workspaceId, runId, ...members };
};
async function retry(runId: string, members: Partial<RetryRequest> = {}): Promise<string> {
  const made = await engine.retries.retry(await asked(runId, members));
  await place.clock.settle();
  return made.runId;
}
const plan = async (runId: string, members: Partial<RetryRequest> = {}) =>
  engine.retries.plan(await asked(runId, members));
const paths = async (runId: string) => (await place.steps(runId)).map(({ path }) => path);
const chain = () =>
  aMachine()
    .task('Reserve', { Assign: { seat: '{% $states.result.order %}' } })
    .task('Charge');
const orders = (machine = chain().task('Ship', { Arguments: { id: '{% $string($seat) %}' } }), more = {}) =>
  aWorkflow(machine, { name: 'orders', ...more });

describe('where a retry begins', () => {
  test('at the step that failed, with all that was known there; what had finished is not done again', async () => {
    broken = new Set(['charge']);
    const first = await run(orders());
    broken = new Set();
    const kept = await place.read(first);
    const second = await retry(first);
    expect(await place.read(second)).toMatchObject({
      status: 'succeeded',
      retryOf: { id: first, kind: 'retry', from: 'Charge' },
    });
    expect(await paths(second)).toEqual(['Charge', 'Ship']);
    expect([callsOf('reserve').length, callsOf('charge').length]).toEqual([1, 2]);
    expect(callsOf('ship')).toEqual([{ id: '7' }]);
    const [before, now] = place.connectors.callsOf('charge').map(({ idempotencyKey }) => idempotencyKey);
    expect(now).not.toBe(before);
    expect(await place.read(first)).toEqual(kept);
    const { workspaceId } = kept;
    const retries = await place.stores.runs.listRetries({ workspaceId, runId: first });
    expect(retries).toEqual([{ id: second, kind: 'retry', status: 'succeeded' }]);
  });

  test('of a loop at the visit that failed, under the same name', async () => {
    const looping = aMachine()
      .pass('Count', { Assign: { n: '{% $exists($n) ? $n + 1 : 1 %}' } })
      .task('Charge', { Arguments: { id: '{% $string($n) %}' } })
      .when('More?', '{% $n < 3 %}', 'Count')
      .succeed('Done');
    broken = new Set(['charge 2']);
    const first = await run(orders(looping));
    expect((await place.read(first)).failedPath).toBe('Charge#2');
    broken = new Set();
    const second = await retry(first);
    expect((await paths(second)).slice(0, 3)).toEqual(['Charge#2', 'More?#2', 'Count#3']);
    expect(callsOf('charge').map((given) => (given as { id: string }).id)).toEqual(['1', '2', '2', '3']);
  });

  test('of a step that was tried again and slept in between with all of its attempts', async () => {
    const tried = chain().task('Ship', aRetry({ IntervalSeconds: 60, MaxAttempts: 1 }));
    broken = new Set(['ship']);
    const first = await run(orders(tried));
    await place.clock.advance(61_000);
    expect(await place.read(first)).toMatchObject({ status: 'failed' });
    expect(callsOf('ship')).toHaveLength(2);
    const second = await retry(first);
    expect(await place.read(second)).toMatchObject({ status: 'waiting' });
    await place.clock.advance(61_000);
    expect(callsOf('ship')).toHaveLength(4);
    expect(await paths(second)).toEqual(['Ship']);
  });

  test('of a failure that a rule has led to a Fail step, by a choice among errors, at the step that failed', async () => {
    const caught = chain()
      .task('Ship', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Which error?' }], End: true })
      .when('Which error?', '{% false %}', 'Reserve')
      .fail('Stop', { Error: 'Order.Lost' });
    broken = new Set(['ship']);
    const first = await run(orders(caught));
    expect(await place.read(first)).toMatchObject({ status: 'failed', error: 'Order.Lost' });
    broken = new Set();
    expect((await plan(first)).start).toEqual({ kind: 'step', state: 'Ship' });
    const second = await retry(first);
    expect(await paths(second)).toEqual(['Ship']);
    expect((await place.read(second)).status).toBe('succeeded');
  });

  test('a Fail step that the steps before have chosen is refused, and a run that has succeeded', async () => {
    const chosen = await run(orders(aMachine().task('Charge').fail('Stop')));
    await expect(plan(chosen)).rejects.toMatchObject({ code: 'run.ended_on_purpose' });
    await expect(plan(await run(orders()))).rejects.toMatchObject({ code: 'run.nothing_to_retry' });
  });

  test('a failure that was dealt with is not where a Fail step, chosen after other work, goes back to', async () => {
    const dear = aMachine()
      .task('Reserve', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Ship' }] })
      .task('Ship')
      .task('Charge')
      .when('Cheap?', '{% false %}', 'Reserve')
      .fail('Too dear', { Error: 'Order.TooDear' });
    broken = new Set(['reserve']);
    const first = await run(orders(dear));
    expect(await place.read(first)).toMatchObject({ error: 'Order.TooDear' });
    await expect(plan(first)).rejects.toMatchObject({ code: 'run.ended_on_purpose' });
    const each = aMachine().each('Each', dear, { Items: '{% $states.input.items %}' });
    const second = await run(orders(each), { items: [{ id: 'a' }] });
    const done = [callsOf('ship').length, callsOf('charge').length];
    await retry(second);
    expect([callsOf('ship').length, callsOf('charge').length]).toEqual(done);
  });

  test('a run that was cancelled goes on where it was; one that still goes on is refused, and one that is not there', async () => {
    const sleeping = chain().wait('Sleep', { Seconds: 3600 }).task('Ship');
    const first = await run(orders(sleeping));
    await expect(plan(first)).rejects.toMatchObject({ code: 'run.not_ended' });
    const { workspaceId } = await place.read(first);
    await engine.cancel({ workspaceId, runId: first, workflowName: 'orders' });
    const second = await retry(first);
    await place.clock.advance(3_600_000);
    expect(await place.read(second)).toMatchObject({ status: 'succeeded' });
    expect(await paths(second)).toEqual(['Sleep', 'Ship']);
    expect(callsOf('charge')).toHaveLength(1);
    await expect(engine.retries.plan({ workspaceId, runId: 'none' })).rejects.toMatchObject({ code: 'run.not_found' });
  });

  test('a worker that dies with it changes nothing: the next one begins there too', async () => {
    broken = new Set(['ship']);
    const first = await run(orders());
    const held = place.connectors.hold('ship');
    const second = await retry(first);
    crash();
    await place.startEngine();
    await place.clock.advance(LEASE_MS);
    expect(held.calls).toHaveLength(2);
    held.answer('to the dead');
    held.answer('sent');
    await place.clock.settle();
    expect(await place.read(second)).toMatchObject({ status: 'succeeded', output: '"sent"' });
    expect([callsOf('reserve').length, callsOf('charge').length]).toEqual([1, 1]);
  });
});

describe('inside of a composite state', () => {
  const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }];
  const each = (fields: object = {}) =>
    aMachine()
      .task('Reserve', { Arguments: { id: 'all' }, Output: '{% $states.input %}' })
      .each('Each order', aMachine().task('Charge').task('Ship'), { Items: '{% $states.input.items %}', ...fields })
      .task('Tell', { Arguments: '{% $states.input %}' });
  const ids = (action: string) => callsOf(action).map((given) => (given as { id: string }).id);

  test('only the items that failed go on, at their own step', async () => {
    broken = new Set(['ship b', 'ship d']);
    const first = await run(orders(each({ ToleratedFailureCount: 1 })), { items });
    expect(await place.read(first)).toMatchObject({
      status: 'failed',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    broken = new Set();
    const second = await retry(first);
    expect(await place.read(second)).toMatchObject({ status: 'succeeded', output: JSON.stringify(items) });
    expect(ids('charge').sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(ids('ship').sort()).toEqual(['a', 'b', 'b', 'c', 'd', 'd']);
    expect(ids('reserve')).toEqual(['all']);
    expect((await paths(second)).sort()).toEqual(['Each order', 'Each order[1]/Ship', 'Each order[3]/Ship', 'Tell']);
  });

  test('a retry of a retry keeps what either has done', async () => {
    broken = new Set(['ship b', 'ship d']);
    const first = await run(orders(each({ ToleratedFailureCount: 0 })), { items });
    broken = new Set(['ship d']);
    const second = await retry(first);
    expect(await place.read(second)).toMatchObject({ status: 'failed' });
    broken = new Set();
    const third = await retry(second);
    expect(await place.read(third)).toMatchObject({ status: 'succeeded', output: JSON.stringify(items) });
    expect(ids('charge').sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(ids('ship').filter((id) => id === 'a')).toHaveLength(1);
  });

  test('its items are the same, also where they are random', async () => {
    const random = each({ Items: "{% ($r := $random(); $states.input.items.({'id': id, 'r': $r})) %}" });
    broken = new Set(['ship b']);
    const first = await run(orders(random), { items });
    broken = new Set();
    const second = await retry(first);
    const { output = '[]' } = await place.read(second);
    expect(new Set((JSON.parse(output) as { r: number }[]).map(({ r }) => r)).size).toBe(1);
  });

  test('an item that a rule has led to a Fail step goes on where it failed', async () => {
    const inner = aMachine()
      .task('Charge')
      .task('Ship', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }], End: true })
      .fail('Stop');
    broken = new Set(['ship b']);
    const first = await run(orders(aMachine().each('Each', inner, { Items: '{% $states.input.items %}' })), { items });
    broken = new Set();
    const second = await retry(first);
    expect(await place.read(second)).toMatchObject({ status: 'succeeded' });
    expect(ids('charge').sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('threads that waited are entered again: their answers were meant for the other run', async () => {
    const Arguments = { id: '{% $states.context.Task.Token %}' };
    const asking = { Resource: 'connector:test/ship.waitForTaskToken', Arguments };
    const inner = aMachine().task('Charge').task('Ship', asking);
    const both = aMachine().parallel('Both', [inner, aMachine().wait('Sleep', { Seconds: 60 }).task('Tell')]);
    broken = new Set(['tell']);
    const first = await run(orders(both));
    await place.clock.advance(61_000);
    expect(await place.read(first)).toMatchObject({ status: 'failed' });
    broken = new Set();
    const second = await retry(first);
    expect(['charge', 'ship', 'tell'].map((action) => callsOf(action).length)).toEqual([1, 2, 2]);
    const [, token = ''] = ids('ship');
    await engine.answerToken({ token, answer: { kind: 'returned', output: '"here"' } });
    await place.clock.settle();
    expect(await place.read(second)).toMatchObject({ status: 'succeeded' });
  });

  test('one that is given another input, or that had finished, is done anew as a whole', async () => {
    broken = new Set(['ship b']);
    const first = await run(orders(each()), { items });
    broken = new Set();
    const request = { from: 'Each order', input: { items: [{ id: 'z' }] } };
    expect((await plan(first, request)).notes[0]).toContain('its input is another');
    const second = await retry(first, request);
    expect(await place.read(second)).toMatchObject({ status: 'succeeded', output: '[{"id":"z"}]' });
    expect((await plan(second, { from: 'Each order' })).notes[0]).toContain('it had finished');
  });
});

describe('a task that somebody says has happened', () => {
  const told = { id: 'ch_7' };
  const shipping = () => chain().task('Ship', { Arguments: '{% $states.input %}' });

  test('is not called; the run goes on behind it with the result that is given', async () => {
    broken = new Set(['charge']);
    const first = await run(orders(shipping()));
    expect(await plan(first, { result: told })).toMatchObject({
      start: { kind: 'step', state: 'Charge' },
      notes: [expect.stringContaining('"Charge" is not called')],
    });
    const second = await retry(first, { result: told });
    expect(await place.read(second)).toMatchObject({ status: 'succeeded', retryOf: { from: 'Charge' } });
    expect(callsOf('charge')).toHaveLength(1);
    expect(callsOf('ship')).toEqual([told]);
    const [charge] = await place.steps(second);
    expect(charge).toMatchObject({ path: 'Charge', status: 'succeeded', output: JSON.stringify(told) });
    expect(charge?.arguments).toBeUndefined();
    expect(charge?.log.map(({ message }) => message)).toEqual([expect.stringContaining('Nothing was called')]);
  });

  test('may have given null, and may be an earlier step, whose later visits keep their names', async () => {
    const looping = aMachine()
      .pass('Count', { Assign: { n: '{% $exists($n) ? $n + 1 : 1 %}' } })
      .task('Charge', { Arguments: { id: '{% $string($n) %}' } })
      .when('More?', '{% $n < 3 %}', 'Count')
      .succeed('Done');
    const first = await run(orders(looping));
    const second = await retry(first, { from: 'Charge', result: null });
    expect(await paths(second)).toEqual(['Charge#3', 'More?#3', 'Done']);
    expect(callsOf('charge')).toHaveLength(3);
    broken = new Set(['charge 2']);
    const third = await run(orders(looping));
    const fourth = await retry(third, { result: null });
    expect((await paths(fourth)).slice(0, 4)).toEqual(['Charge#2', 'More?#2', 'Count#3', 'Charge#3']);
  });

  test('is not called by a retry either, when what was given could not be used, unless another input is given', async () => {
    const using = { Output: '{% $states.result.amount + 1 %}', Arguments: { id: '1' } };
    broken = new Set(['charge 1']);
    const first = await run(orders(aMachine().task('Charge', using).task('Ship')));
    const second = await retry(first, { result: { amount: 'much' } });
    expect(await place.read(second)).toMatchObject({ status: 'failed', failedPath: 'Charge' });
    expect((await plan(second)).notes).toEqual([expect.stringContaining('"Charge" is not called: somebody said')]);
    const third = await retry(second);
    expect(await place.read(third)).toMatchObject({ status: 'failed', failedPath: 'Charge' });
    expect(callsOf('charge')).toHaveLength(1);
    const fourth = await retry(third, { result: { amount: 1 } });
    expect(await place.read(fourth)).toMatchObject({ status: 'succeeded', output: '2' });
    expect(await paths(fourth)).toEqual(['Charge', 'Ship']);
    broken = new Set();
    await retry(third, { input: {} });
    expect(callsOf('charge')).toHaveLength(2);
  });

  test('is not called by a retry of an item of a Map either', async () => {
    const inner = aMachine().task('Charge', { Output: '{% $states.result.amount + 1 %}' }).task('Ship');
    broken = new Set(['charge a']);
    const each = aMachine().each('Each', inner, { Items: '{% $states.input.items %}' });
    const first = await run(orders(each), { items: [{ id: 'a' }] });
    const second = await retry(first, { result: {} });
    broken = new Set();
    const third = await retry(second);
    expect([(await place.read(second)).status, (await place.read(third)).status]).toEqual(['failed', 'failed']);
    expect(callsOf('charge')).toHaveLength(1);
    const fourth = await retry(third, { result: { amount: 1 } });
    expect(await place.read(fourth)).toMatchObject({ status: 'succeeded', output: '[2]' });
    expect(await paths(fourth)).toEqual(['Each[0]/Charge', 'Each[0]/Ship', 'Each']);
  });

  test('is not called when the run was cancelled before it could use the result', async () => {
    broken = new Set(['charge']);
    const first = await run(orders(shipping(), { settings: { concurrency: { max: 1 } } }));
    const before = place.connectors.hold('reserve');
    const { workspaceId } = await place.read(first);
    const busy = await engine.retries.replay({ workspaceId, runId: first });
    const second = await retry(first, { result: told });
    await engine.cancel({ workspaceId, runId: second, workflowName: 'orders' });
    before.answer({ order: 7 });
    await place.clock.settle();
    expect([busy.isRepetition, (await place.read(second)).status]).toEqual([false, 'cancelled']);
    const calls = callsOf('charge').length;
    const third = await retry(second);
    expect(await place.read(third)).toMatchObject({ status: 'succeeded' });
    expect(callsOf('charge')).toHaveLength(calls);
  });

  test('is called again, under its own name, by a later retry that begins there', async () => {
    broken = new Set(['charge', 'ship']);
    const first = await run(orders(shipping()));
    const second = await retry(first, { result: told });
    broken = new Set();
    const third = await retry(second, { from: 'Charge' });
    expect(await paths(third)).toEqual(['Charge', 'Ship']);
    expect(callsOf('charge')).toHaveLength(2);
  });

  test('is undone with that result when the run fails after it', async () => {
    const Compensate = { Resource: 'connector:test/undo' };
    broken = new Set(['charge', 'ship']);
    const first = await run(orders(aMachine().task('Reserve').task('Charge', { Compensate }).task('Ship')));
    const second = await retry(first, { result: told });
    expect((await place.read(second)).status).toBe('compensated');
    expect(callsOf('undo')).toEqual([told]);
  });

  test('is not called by a worker that takes the run over either', async () => {
    broken = new Set(['charge']);
    const first = await run(orders(shipping()));
    const held = place.connectors.hold('ship');
    const second = await retry(first, { result: told });
    crash();
    await place.startEngine();
    await place.clock.advance(LEASE_MS);
    held.answer('to the dead');
    held.answer('sent');
    await place.clock.settle();
    expect(await place.read(second)).toMatchObject({ status: 'succeeded', output: '"sent"' });
    expect(callsOf('charge')).toHaveLength(1);
  });

  test('inside of a Map is the one that the run failed at; the other items go on as ever', async () => {
    const items = ['a', 'b', 'c'].map((id) => ({ id }));
    const inner = aMachine().task('Charge').task('Ship').task('Tell');
    const each = aMachine().each('Each order', inner, { Items: '{% $states.input.items %}', MaxConcurrency: 1 });
    broken = new Set(['ship b']);
    const first = await run(orders(each), { items });
    expect((await place.read(first)).failedPath).toBe('Each order[1]/Ship');
    expect((await plan(first, { result: told })).notes[0]).toContain('"Each order[1]/Ship" is not called');
    const second = await retry(first, { result: told });
    expect(await place.read(second)).toMatchObject({
      status: 'succeeded',
      output: JSON.stringify([{ id: 'a' }, told, { id: 'c' }]),
    });
    expect(callsOf('ship')).toEqual(items);
    expect(callsOf('tell')).toEqual([{ id: 'a' }, told, { id: 'c' }]);
    expect(callsOf('charge')).toEqual(items);
  });

  test('is refused where no task begins, where all of a state is done anew, and at the beginning of another version', async () => {
    const items = [{ id: 'a' }];
    const each = aMachine().each('Each', aMachine().task('Charge'), { Items: '{% $states.input.items %}' });
    broken = new Set(['charge a']);
    const first = await run(orders(each), { items });
    const refused = { code: 'run.result_without_task' };
    await expect(retry(first, { result: 1, from: 'Each' })).rejects.toMatchObject(refused);
    await expect(retry(first, { result: 1, input: { items } })).rejects.toMatchObject(refused);
    const waiting = await run(orders(aMachine().pass('First').task('Charge')));
    await expect(retry(waiting, { result: 1, from: 'First' })).rejects.toMatchObject(refused);
    await place.publish(orders(aMachine().task('Tell')));
    await expect(retry(first, { result: 1, version: 'latest' })).rejects.toMatchObject(refused);
  });

  test('of one key the same result makes one run, and another result is refused', async () => {
    broken = new Set(['charge']);
    const first = await run(orders(shipping()));
    const once = { idempotencyKey: 'once', result: told };
    expect(await retry(first, once)).toBe(await retry(first, once));
    await expect(retry(first, { ...once, result: 2 })).rejects.toMatchObject({ code: 'idempotency.reused' });
  });
});

describe('from an earlier step', () => {
  test('with what it was given then, or another input, and the variables that were set before it', async () => {
    const first = await run(orders());
    const second = await retry(first, { from: 'Charge' });
    expect(await paths(second)).toEqual(['Charge', 'Ship']);
    expect(await place.read(second)).toMatchObject({ status: 'succeeded', retryOf: { from: 'Charge' } });
    await retry(first, { from: 'Charge', input: { other: 1 } });
    expect(callsOf('charge')).toEqual([{ order: 7 }, { order: 7 }, { other: 1 }]);
    expect(callsOf('ship')).toEqual([{ id: '7' }, { id: '7' }, { id: '7' }]);
    await expect(plan(first, { from: 'Tell' })).rejects.toMatchObject({ code: 'run.step_not_finished' });
    await expect(plan(second, { from: 'Reserve' })).rejects.toMatchObject({ code: 'run.step_not_finished' });
    const third = await retry(second, { from: 'Ship' });
    expect(await place.read(third)).toMatchObject({ status: 'succeeded' });
  });

  test('what a secret was in is not guessed: its input must be given, a variable taken from where the run stood', async () => {
    place.connectors.on('reserve', () => returned({ order: 'hush' }, { secrets: ['hush'] }));
    broken = new Set(['ship']);
    const first = await run(orders());
    await expect(plan(first, { from: 'Charge' })).rejects.toMatchObject({ code: 'run.position_unknown' });
    await retry(first, { from: 'Charge', input: {} });
    expect(callsOf('ship')).toEqual([{ id: 'hush' }, { id: 'hush' }]);
    broken = new Set();
    const done = await retry(first);
    expect(callsOf('ship').at(-1)).toEqual({ id: 'hush' });
    expect((await place.read(done)).status).toBe('succeeded');
  });
});

describe('on another version', () => {
  test('at the same step, if there is one; else from the beginning, and the plan says why', async () => {
    broken = new Set(['charge']);
    const first = await run(orders());
    broken = new Set();
    await place.publish(orders(chain().task('Tell')));
    expect(await plan(first, { version: 'latest' })).toEqual({
      ...{ start: { kind: 'step', state: 'Charge' }, versionNumber: 2, notes: [] },
    });
    const second = await retry(first, { version: 'latest' });
    expect(await place.read(second)).toMatchObject({ status: 'succeeded', versionNumber: 2 });
    expect(await paths(second)).toEqual(['Charge', 'Tell']);
    await place.publish(orders(aMachine().task('Reserve').task('Tell')));
    const why = 'Version 3 has no step "Charge".';
    expect((await plan(first, { version: 3 })).start).toEqual({ kind: 'beginning', why });
    const third = await retry(first, { version: 3 });
    expect(await paths(third)).toEqual(['Reserve', 'Tell']);
    expect((await place.read(third)).retryOf).toEqual({ id: first, kind: 'retry' });
    const given = { version: 'latest', input: {} } as const;
    await expect(plan(first, given)).rejects.toMatchObject({ code: 'run.input_without_step' });
    await expect(plan(first, { version: 9 })).rejects.toMatchObject({ code: 'workflow.version_not_found' });
  });

  test('items that had finished stay so while they are the same ones', async () => {
    const each = (inner = aMachine().task('Charge'), fields: object = {}) =>
      orders(aMachine().each('Each', inner, { Items: '{% $states.input.items %}', ...fields }));
    const items = [{ id: 'a' }, { id: 'b' }];
    broken = new Set(['charge b']);
    const first = await run(each(), { items });
    broken = new Set();
    await place.publish(each(aMachine().task('Charge', { Arguments: { id: 'mended' } })));
    await retry(first, { version: 'latest' });
    expect(callsOf('charge')).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'mended' }]);
    await place.publish(each(aMachine().task('Tell')));
    expect((await plan(first, { version: 'latest' })).notes[0]).toContain('version 3 has changed');
    await retry(first, { version: 'latest' });
    expect(callsOf('tell')).toEqual(items);
  });
});

describe('what has been undone, and is to be', () => {
  const Compensate = { Resource: 'connector:test/undo', Arguments: { id: '{% $states.result.id %}' } };
  const undoing = () =>
    aMachine()
      .task('Reserve', { Arguments: { id: 'seat' }, Compensate })
      .wait('Sleep', { Seconds: 60 })
      .task('Charge', { Arguments: { id: 'card' }, Compensate })
      .task('Ship');

  test('a compensated run begins at the beginning, and nowhere else', async () => {
    broken = new Set(['ship']);
    const first = await run(orders(undoing()));
    await place.clock.advance(61_000);
    expect((await place.read(first)).status).toBe('compensated');
    const why = 'The run has undone what its steps did.';
    expect((await plan(first)).start).toEqual({ kind: 'beginning', why });
    await expect(plan(first, { from: 'Ship' })).rejects.toMatchObject({ code: 'run.partly_undone' });
    broken = new Set();
    const second = await retry(first);
    await place.clock.advance(61_000);
    expect(await paths(second)).toEqual(['Reserve', 'Sleep', 'Charge', 'Ship']);
  });

  test('one that could not undo all is not gone on from', async () => {
    broken = new Set(['ship', 'undo card']);
    const first = await run(orders(undoing()));
    await place.clock.advance(61_000);
    expect((await place.read(first)).status).toBe('failed');
    await expect(plan(first)).rejects.toMatchObject({ code: 'run.partly_undone' });
  });

  test('the new run undoes what the steps before it did, newest first', async () => {
    const first = await run(orders(undoing()));
    const { workspaceId } = await place.read(first);
    await engine.cancel({ workspaceId, runId: first, workflowName: 'orders' });
    broken = new Set(['ship']);
    const second = await retry(first);
    await place.clock.advance(61_000);
    expect((await place.read(second)).status).toBe('compensated');
    expect(callsOf('undo')).toEqual([{ id: 'card' }, { id: 'seat' }]);
    expect(callsOf('reserve')).toHaveLength(1);
  });

  test('from a step of a run that has succeeded only what was before that', async () => {
    const first = await run(orders(undoing()));
    await place.clock.advance(61_000);
    broken = new Set(['ship']);
    const second = await retry(first, { from: 'Ship' });
    expect((await place.read(second)).status).toBe('compensated');
    expect(callsOf('undo')).toEqual([{ id: 'card' }, { id: 'seat' }]);
  });

  test('from a composite state: what its own items did before is not undone, for they are done again', async () => {
    const each = aMachine()
      .task('Reserve', { Arguments: { id: 'seat' }, Compensate })
      .each('Each', aMachine().task('Charge', { Arguments: { id: '{% $states.input %}' }, Compensate }), {
        Items: ['a', 'b'],
      })
      .task('Ship');
    const first = await run(orders(each));
    expect((await place.read(first)).status).toBe('succeeded');
    broken = new Set(['charge']);
    const second = await retry(first, { from: 'Each' });
    expect((await place.read(second)).status).toBe('compensated');
    expect(callsOf('undo')).toEqual([{ id: 'seat' }]);
  });
});

describe('keys, turns and kin', () => {
  test('what may have happened is called with the same key, unless something is changed', async () => {
    place.connectors.on('charge', () => threw('Connector.OutcomeUnknown', 'Sent, no answer.'));
    const first = await run(orders(chain().task('Ship')), { order: 7 });
    // It stands still, until somebody says that it has failed.
    const decision = { kind: 'threw', error: 'Connector.OutcomeUnknown', cause: 'Nobody knows.' } as const;
    await engine.decide({ ...(await asked(first)), path: 'Charge', decision });
    await place.clock.settle();
    expect(await place.read(first)).toMatchObject({ status: 'failed', error: 'Connector.OutcomeUnknown' });
    place.connectors.on('charge');
    expect((await plan(first)).notes).toHaveLength(1);
    await retry(first);
    await retry(first, { input: { order: 8 } });
    const [, same, other] = place.connectors.callsOf('charge').map(({ idempotencyKey }) => idempotencyKey);
    expect(same).toBe(idempotencyKeyOf(first, 'Charge'));
    expect(other).not.toBe(same);
  });

  test('a new run takes its turn like any other, in the order of its key', async () => {
    const settings = { concurrency: { max: 1 }, searchAttributes: { order: '{% $string($states.input.order) %}' } };
    broken = new Set(['charge']);
    const document = orders(chain(), { settings });
    const { runId: first } = await engine.accept(await place.event(document, { orderingKey: 'k' }));
    await place.clock.settle();
    broken = new Set();
    const held = place.connectors.hold('charge');
    const { runId: other } = await engine.accept(await place.event(document, { orderingKey: 'k' }));
    await place.clock.settle();
    const second = await retry(first);
    expect(await place.read(second)).toMatchObject({ status: 'queued', searchAttributes: { order: '7' } });
    held.answer(1);
    await place.clock.settle();
    expect([(await place.read(other)).status, (await place.read(second)).status]).toEqual(['succeeded', 'running']);
    held.answer(2);
    await place.clock.settle();
    expect((await place.read(second)).status).toBe('succeeded');
  });

  test('the run of a run that was started by another has nobody who waits for it, and the plan says so', async () => {
    broken = new Set(['charge']);
    await place.publish(aWorkflow(aMachine().task('Charge'), { name: 'child' }));
    await run(orders(aMachine().task('Call', { Resource: 'workflow:child' })));
    const [child = ''] = await place.list();
    broken = new Set();
    expect((await plan(child)).notes[0]).toContain('Nobody waits');
    expect(await place.read(await retry(child))).not.toHaveProperty('parent');
  });

  test('whoever asks twice with one key gets one run; another request under the key is refused', async () => {
    broken = new Set(['charge']);
    const first = await run(orders());
    const ask = async (members: Partial<RetryRequest> = {}) =>
      engine.retries.retry(await asked(first, { idempotencyKey: 'once', ...members }));
    const [one, two] = [await ask(), await ask()];
    expect(two).toEqual({ ...one, isRepetition: true });
    await expect(ask({ input: {} })).rejects.toMatchObject({ code: 'idempotency.reused' });
    const replays = await engine.retries.replay(await asked(first, { idempotencyKey: 'once' }));
    expect(replays.runId).not.toBe(one.runId);
  });
});

describe('replay', () => {
  test('starts over, with the same input or another one that fits the schema', async () => {
    const schema = { type: 'object', properties: { order: { type: 'number' } } };
    const document = orders(chain(), { input: schema });
    const event = await place.event(document, { trigger: { id: 'manual', type: 'manual' } });
    const { runId: first } = await engine.accept(event);
    await place.clock.settle();
    const { runId: second } = await engine.retries.replay(await asked(first));
    const { runId: third } = await engine.retries.replay(await asked(first, { input: { order: 8 } }));
    await place.clock.settle();
    expect(await place.read(second)).toMatchObject({ status: 'succeeded', input: '{"order":7}' });
    expect(await place.read(third)).toMatchObject({ retryOf: { id: first, kind: 'replay' }, input: '{"order":8}' });
    expect(await paths(third)).toEqual(['Reserve', 'Charge']);
    const wrong = engine.retries.replay(await asked(first, { input: { order: 'x' } }));
    await expect(wrong).rejects.toMatchObject({ code: 'run.input_invalid' });
  });

  test('no test is replayed', async () => {
    const { runId } = await engine.accept(await place.event(orders(), { isTest: true }));
    await place.clock.settle();
    await expect(engine.retries.replay(await asked(runId))).rejects.toMatchObject({ code: 'run.is_test' });
  });
});
