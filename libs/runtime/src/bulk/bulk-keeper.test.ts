import { aMachine, aRun, aWorkflow, intercept } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { DeadLetter, LetterFailure } from '../dead-letters/dead-letter.ts';
import { RuntimeError } from '../errors.ts';
import type { EndStatus } from '../run.ts';
import { planRetryOfRun, type BulkActs, type BulkRetried, type BulkRetryRequest } from './act-on-run.ts';
import type { BulkAction, BulkItemState, BulkVerb } from './bulk-action.ts';
import { BulkKeeper } from './bulk-keeper.ts';

/** Acts on runs as the engine would, and writes down what it did. */
class ScriptedActs implements BulkActs {
  readonly place: TestInstallation;
  readonly asked: string[] = [];
  readonly atMs: number[] = [];
  /** What refuses a run, or holds it up. */
  readonly refusals = new Map<string, () => Promise<unknown>>();
  /** New runs by what they were made of, and for which key. */
  readonly made = new Map<string, BulkRetried[]>();
  readonly #keys = new Map<string, string>();
  find: BulkActs['find'];

  constructor(place: TestInstallation) {
    this.place = place;
    this.find = (request) => place.stores.runs.find(request);
  }

  retry = (request: BulkRetryRequest) => this.#make('retry', request);
  replay = (request: BulkRetryRequest) => this.#make('replay', request);

  plan: BulkActs['plan'] = async ({ runId }) => {
    await this.refusals.get(runId)?.();
    return { start: { kind: 'step', state: 'End' }, versionNumber: 1 };
  };

  async #make(kind: 'retry' | 'replay', { runId, idempotencyKey, version }: BulkRetryRequest) {
    this.asked.push(runId);
    this.atMs.push(this.place.clock.monotonicMs());
    await this.refusals.get(runId)?.();
    const key = `${runId} ${idempotencyKey}`;
    const id = this.#keys.get(key) ?? this.place.ids.runId();
    if (!this.#keys.has(key)) this.note(runId, { id, kind, status: version === undefined ? 'queued' : 'succeeded' });
    this.#keys.set(key, id);
    return { runId: id };
  }

  forgetKeys(): void {
    this.#keys.clear();
  }

  note(runId: string, made: BulkRetried): void {
    this.made.set(runId, [made, ...(this.made.get(runId) ?? [])]);
  }

  cancel: BulkActs['cancel'] = async ({ workspaceId, runId, compensate = false }) => {
    this.asked.push(runId);
    await this.refusals.get(runId)?.();
    return this.place.stores.runs.requestCancel({ workspaceId, runId, compensate });
  };

  redrive: BulkActs['redrive'] = async ({ id }) => {
    this.asked.push(id);
    const failure = await this.refusals.get(id)?.();
    if (failure !== undefined) return { kind: 'failed', failure: failure as LetterFailure };
    return { kind: 'taken' };
  };
  discard: BulkActs['discard'] = ({ id, reason }) => {
    this.asked.push(`${id} ${reason}`);
    return Promise.resolve(true);
  };
  findLetter: BulkActs['findLetter'] = () => Promise.resolve(undefined);

  listRetries: BulkActs['listRetries'] = ({ runId }) => Promise.resolve(this.made.get(runId) ?? []);
}

async function open(count: number, { status = 'failed' }: { readonly status?: EndStatus | 'queued' } = {}) {
  const place = new TestInstallation();
  const { clock, stores, ids } = place;
  const version = await place.publish(aWorkflow(aMachine().pass('End')));
  const { workspaceId, workflowId, id: versionId } = version;
  const runIds: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const run = aRun({ id: ids.runId(), acceptedAtMs: clock.nowMs(), workspaceId, workflowId, versionId });
    if (status === 'queued') await stores.runs.accept(run);
    else await stores.runs.acceptFinished(run, { end: { status, endedAtMs: clock.nowMs() }, steps: [] });
    runIds.push(run.id);
  }
  const acts = new ScriptedActs(place);
  const reports: unknown[] = [];
  const report = (cause: unknown): number => reports.push(cause);
  const keepers: BulkKeeper[] = [];
  const start = (over: Partial<ConstructorParameters<typeof BulkKeeper>[0]> = {}): BulkKeeper => {
    const workerId = `worker-${keepers.length}`;
    const keeper = new BulkKeeper({ store: stores.bulk, acts, clock, workerId, report, ...over });
    keepers.push(keeper);
    keeper.start();
    return keeper;
  };
  const create = (action: BulkVerb = 'retry', more: Partial<BulkAction> = {}) =>
    stores.bulk.create({
      ...{ id: ids.runId(), workspaceId, action, chosen: { kind: 'picked', runIds }, ratePerSecond: 10 },
      ...{ startedBy: 'Ada', ...more },
    });
  const read = async (id: string) => {
    const action = await stores.bulk.find({ workspaceId, id });
    const { items } = await stores.bulk.listItems({ workspaceId, id, limit: 200 });
    const of = (state: BulkItemState) => items.filter((item) => item.state === state).map(({ runId }) => runId);
    return { action, items, of };
  };
  const change = (id: string, to: 'paused' | 'running' | 'aborted') =>
    stores.bulk.change({ workspaceId, id, to, changedBy: 'Bo' });
  return { place, clock, stores, acts, reports, runIds, start, create, read, change, workspaceId };
}

const refused = (code: 'run.not_found' | 'run.input_invalid' | 'intake.backlog_full' | 'store.unavailable') => () =>
  Promise.reject(new RuntimeError(code, `No: ${code}.`));

test('all runs are retried, oldest first, at the rate', async () => {
  const { clock, acts, runIds, start, create, read } = await open(25);
  const { id } = await create();
  const keeper = start();
  keeper.wake();
  await clock.advance(1000);
  expect(acts.asked).toEqual(runIds.slice(0, 11));
  await clock.advance(2000);
  const { action, items } = await read(id);
  expect(action).toMatchObject({ state: 'done', counts: { done: 25, failed: 0, skipped: 0 } });
  expect(acts.asked).toEqual(runIds);
  for (const [index, { runId, newRun }] of items.entries()) {
    expect(runId).toBe(runIds[index]);
    expect(newRun?.id).toBe(acts.made.get(runId)?.[0]?.id);
  }
  await keeper.stop();
  expect(clock.pendingTimers).toBe(0);
});

test('the version and the kind of action are handed on', async () => {
  const { clock, acts, runIds, start, create } = await open(1);
  await create('replay', { version: 'latest' });
  const keeper = start();
  await clock.advance(3000);
  expect(acts.made.get(runIds[0] ?? '')).toMatchObject([{ kind: 'replay', status: 'succeeded' }]);
  await keeper.stop();
});

test('runs are cancelled; what has ended or is gone is skipped', async () => {
  const { clock, acts, stores, runIds, start, create, read, workspaceId } = await open(3, { status: 'queued' });
  const [first = '', second = '', third = ''] = runIds;
  const { id } = await create('cancel');
  await stores.runs.requestCancel({ workspaceId, runId: second });
  acts.find = async (request) => (request.runId === third ? undefined : stores.runs.find(request));
  const keeper = start();
  await clock.advance(4000);
  const { action, items } = await read(id);
  expect(action).toMatchObject({ state: 'done', counts: { done: 1, failed: 0, skipped: 2 } });
  expect(items).toMatchObject([
    { runId: first, state: 'done' },
    { runId: second, error: { code: 'run.already_ended', message: expect.stringContaining('cancelled') as string } },
    { runId: third, error: { code: 'run.not_found' } },
  ]);
  expect((await stores.runs.find({ workspaceId, runId: first }))?.status).toBe('cancelled');
  await keeper.stop();
});

test('a run that is refused says why, and the others go on', async () => {
  const { clock, acts, runIds, reports, start, create, read } = await open(5);
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = runIds;
  acts.refusals.set(first, refused('run.not_found'));
  acts.refusals.set(second, refused('run.input_invalid'));
  acts.refusals.set(third, () => Promise.reject(new TypeError('a defect')));
  acts.note(fourth, { id: 'other', kind: 'retry', status: 'running' });
  acts.note(fifth, { id: 'other', kind: 'retry', status: 'cancelled' });
  const { id } = await create();
  const keeper = start();
  await clock.advance(5000);
  const { action, items } = await read(id);
  expect(action).toMatchObject({ state: 'done', counts: { done: 1, failed: 2, skipped: 2 } });
  expect(items).toMatchObject([
    { state: 'skipped', error: { code: 'run.not_found', message: 'No: run.not_found.' } },
    { state: 'failed', error: { code: 'run.input_invalid', message: 'No: run.input_invalid.' } },
    { state: 'failed', error: { code: 'internal.unexpected' } },
    { state: 'skipped', error: { code: 'bulk.run_retried', message: 'It was retried already, as run other.' } },
    { state: 'done' },
  ]);
  expect(reports).toEqual([new TypeError('a defect')]);
  await keeper.stop();
});

test('it waits while new runs find no room', async () => {
  const { clock, acts, runIds, start, create, read } = await open(2);
  acts.refusals.set(runIds[0] ?? '', refused('intake.backlog_full'));
  const { id } = await create();
  const keeper = start();
  await clock.advance(6000);
  expect(acts.asked).toEqual([runIds[0]]);
  expect((await read(id)).action).toMatchObject({ state: 'running', counts: { failed: 0, skipped: 0 } });
  acts.refusals.clear();
  await clock.advance(6000);
  expect((await read(id)).action).toMatchObject({ state: 'done', counts: { done: 2 } });
  await keeper.stop();
});

test('it stops when one run after another is refused, says why, and goes on when it is resumed', async () => {
  const { clock, acts, runIds, start, create, read, change } = await open(40);
  for (const runId of runIds) acts.refusals.set(runId, refused('run.input_invalid'));
  const { id } = await create('retry', { ratePerSecond: 100 });
  const keeper = start();
  await clock.advance(5000);
  const stopped = await read(id);
  expect(stopped.action).toMatchObject({ state: 'failed' });
  expect(stopped.action?.reason).toMatch(/^2\d runs one after another were refused.*No: run\.input_invalid\.$/);
  expect(stopped.of('pending').length).toBeGreaterThan(0);
  acts.refusals.clear();
  await change(id, 'running');
  keeper.wake();
  await clock.advance(5000);
  expect((await read(id)).action).toMatchObject({ state: 'done', counts: { done: stopped.of('pending').length } });
  await keeper.stop();
});

test('paused it does nothing, resumed it goes on, and aborted it begins nothing more', async () => {
  const { clock, acts, runIds, start, create, read, change } = await open(80);
  const { id } = await create();
  const keeper = start();
  await clock.advance(2500);
  await change(id, 'paused');
  const atPause = acts.asked.length;
  expect(atPause).toBeGreaterThan(0);
  await clock.advance(60_000);
  expect(acts.asked).toHaveLength(atPause);
  await change(id, 'running');
  await clock.advance(2500);
  expect(acts.asked.length).toBeGreaterThan(atPause);
  await change(id, 'aborted');
  const atAbort = acts.asked.length;
  await clock.advance(60_000);
  expect(acts.asked).toEqual(runIds.slice(0, atAbort));
  const { action, of } = await read(id);
  expect(action).toMatchObject({ state: 'aborted', counts: { done: atAbort } });
  expect(of('pending')).toEqual(runIds.slice(atAbort));
  await keeper.stop();
});

test('several processes do each run once, and together keep to the rate', async () => {
  const { clock, acts, runIds, start, create, read } = await open(30);
  const { id } = await create();
  const keepers = [start(), start(), start()];
  await clock.advance(3000);
  expect(acts.asked.length).toBeLessThanOrEqual(11);
  await clock.advance(5000);
  expect(acts.asked).toEqual(runIds);
  expect((await read(id)).action).toMatchObject({ state: 'done', counts: { done: 30 } });
  for (const keeper of keepers) await keeper.stop();
});

test('a process that is stopped hands the rest on at once', async () => {
  const { clock, acts, runIds, start, create, read } = await open(10);
  const { id } = await create();
  const first = start();
  await clock.advance(2300);
  await first.stop();
  expect(acts.asked.length).toBeGreaterThan(0);
  const second = start();
  second.wake();
  await clock.advance(2000);
  expect(acts.asked).toEqual(runIds);
  expect((await read(id)).action?.state).toBe('done');
  await second.stop();
});

/** A process that makes the new run of the first item, and is lost before it can say so. */
async function loseOne(action: BulkVerb = 'retry') {
  const opened = await open(3, { status: action === 'cancel' ? 'queued' : 'failed' });
  const { clock, stores, create, start, acts } = opened;
  const { id } = await create(action);
  // It stands still for ever where it would say what it did.
  start({
    store: intercept(stores.bulk, ({ method, proceed }) =>
      method === 'settle' ? new Promise(() => undefined) : proceed(),
    ),
  });
  await clock.advance(2100);
  expect(acts.asked).toHaveLength(1);
  return { ...opened, id };
}

test('what a lost process had done is found, and not done again', async () => {
  const { clock, acts, runIds, start, read, id } = await loseOne();
  const keeper = start();
  await clock.advance(40_000);
  const { action, items } = await read(id);
  expect(action).toMatchObject({ state: 'done', counts: { done: 3, failed: 0, skipped: 0 } });
  for (const runId of runIds) expect(acts.made.get(runId)).toHaveLength(1);
  expect(items.map(({ newRun }) => newRun?.id)).toEqual(runIds.map((runId) => acts.made.get(runId)?.[0]?.id));
  await keeper.stop();
});

test('what a lost process had only begun, and somebody has retried by hand since, is not retried once more', async () => {
  const { acts, clock, runIds, start, read, id } = await loseOne();
  const [first = ''] = runIds;
  // Made by hand: under no key of the action.
  acts.forgetKeys();
  const keeper = start();
  await clock.advance(40_000);
  const { items } = await read(id);
  expect(acts.made.get(first)).toHaveLength(1);
  expect(items[0]?.newRun?.id).toBe(acts.made.get(first)?.[0]?.id);
  await keeper.stop();
});

test('of an action that was aborted meanwhile it is only found', async () => {
  const { clock, acts, runIds, start, read, change, id } = await loseOne();
  await change(id, 'aborted');
  const keeper = start();
  await clock.advance(60_000);
  const { action, items } = await read(id);
  expect(action).toMatchObject({ state: 'aborted', counts: { done: 1 } });
  expect(acts.asked).toHaveLength(1);
  expect(items[0]?.newRun?.id).toBe(acts.made.get(runIds[0] ?? '')?.[0]?.id);
  await keeper.stop();
});

test.each([
  ['running', 3],
  ['aborted', 1],
] as const)('a run that it cancelled counts as cancelled: %s', async (to, done) => {
  const { clock, start, read, change, id } = await loseOne('cancel');
  if (to === 'aborted') await change(id, to);
  const keeper = start();
  await clock.advance(60_000);
  expect((await read(id)).action).toMatchObject({ counts: { done, skipped: 0 } });
  await keeper.stop();
});

test('while the store fails nothing is lost, and nothing is done twice', async () => {
  const { clock, acts, runIds, reports, start, create, read } = await open(5);
  acts.refusals.set(runIds[1] ?? '', refused('store.unavailable'));
  const { id } = await create();
  const keeper = start();
  await clock.advance(8000);
  expect(reports.length).toBeGreaterThan(0);
  expect((await read(id)).action).toMatchObject({ state: 'running', counts: { failed: 0 } });
  acts.refusals.clear();
  await clock.advance(60_000);
  expect((await read(id)).action).toMatchObject({ state: 'done', counts: { done: 5, failed: 0, skipped: 0 } });
  for (const runId of runIds) expect(acts.made.get(runId)).toHaveLength(1);
  await keeper.stop();
});

test('what it would do to a run can be asked', async () => {
  const { acts, runIds, workspaceId } = await open(3);
  const [first = '', second = '', third = ''] = runIds;
  acts.refusals.set(second, refused('run.not_found'));
  acts.note(third, { id: 'other', kind: 'replay', status: 'failed' });
  const plans = await Promise.all(runIds.map((runId) => planRetryOfRun(acts, { workspaceId, runId })));
  expect(plans).toEqual([
    { kind: 'start', start: { kind: 'step', state: 'End' }, versionNumber: 1 },
    { kind: 'refused', code: 'run.not_found', message: 'No: run.not_found.' },
    { kind: 'refused', code: 'bulk.run_retried', message: 'It was replayed already, as run other.' },
  ]);
  acts.refusals.set(first, refused('store.unavailable'));
  await expect(planRetryOfRun(acts, { workspaceId, runId: first })).rejects.toMatchObject({
    code: 'store.unavailable',
  });
});

const again: LetterFailure = {
  ...{ stage: 'map', errorCode: 'trigger.key_invalid', message: 'No key.', fingerprint: 'f' },
};

test('dead letters are tried again until more than ten of the last fifty fail again', async () => {
  const { clock, acts, runIds, start, create, read, change } = await open(60);
  for (const id of runIds) acts.refusals.set(id, () => Promise.resolve(again));
  const { id } = await create('redrive', { ratePerSecond: 50 });
  const keeper = start();
  await clock.advance(6000);
  const { action, items } = await read(id);
  expect(action?.state).toBe('failed');
  expect(action?.reason).toContain('failed again');
  expect(action?.counts.failed).toBeGreaterThan(10);
  expect(action?.counts.failed).toBeLessThan(40);
  expect(items[0]).toMatchObject({ state: 'failed', error: { code: 'trigger.key_invalid', message: 'No key.' } });
  // Somebody has mended what they fail by.
  acts.refusals.clear();
  await clock.advance(1000);
  await change(id, 'running');
  keeper.wake();
  await clock.advance(6000);
  expect((await read(id)).action).toMatchObject({ state: 'done' });
  await keeper.stop();
});

const notNow = (retryAfterSeconds: number) => () =>
  Promise.reject(new RuntimeError('dead_letter.not_now', 'The service is busy.', { detail: { retryAfterSeconds } }));

test('a dead letter whose service is busy is tried again after as long as that asks, and by no other process before', async () => {
  const { clock, acts, runIds, start, create, read } = await open(1);
  acts.refusals.set(runIds[0] ?? '', notNow(50));
  const { id } = await create('redrive');
  const keepers = [start(), start()];
  await clock.advance(3000);
  expect(acts.asked).toEqual(runIds);
  await clock.advance(46_000);
  expect(acts.asked).toEqual(runIds);
  acts.refusals.clear();
  await clock.advance(6000);
  expect((await read(id)).action).toMatchObject({ state: 'done', counts: { done: 1, failed: 0 } });
  expect(acts.asked).toHaveLength(2);
  for (const keeper of keepers) await keeper.stop();
});

test('paused while it rests, it does not go on when that is over', async () => {
  const { clock, acts, runIds, start, create, read, change } = await open(1);
  acts.refusals.set(runIds[0] ?? '', notNow(20));
  const { id } = await create('redrive');
  const keeper = start();
  await clock.advance(3000);
  await change(id, 'paused');
  await clock.advance(60_000);
  expect(acts.asked).toHaveLength(1);
  expect((await read(id)).action).toMatchObject({ state: 'paused', counts: { failed: 0 } });
  await keeper.stop();
});

test.each([
  ['redrive', 'is busy for ever', 'dead_letter.not_now', notNow(3600)],
  ['retry', 'the database never keeps', 'store.unavailable', refused('store.unavailable')],
] as const)(
  '%s: what %s has failed after ten tries, says why, and holds up no other',
  async (...[verb, , code, refusal]) => {
    const { clock, acts, runIds, start, create, read } = await open(3);
    const [first = '', second = '', third = ''] = runIds;
    acts.refusals.set(first, refusal);
    const { id } = await create(verb);
    const keeper = start();
    await clock.advance(15 * 60_000);
    const { action, items } = await read(id);
    expect(action).toMatchObject({ state: 'done', counts: { done: 2, failed: 1 } });
    expect(items[0]).toMatchObject({ state: 'failed', error: { code } });
    expect(items[0]?.error?.message).toMatch(/ It was tried 10 times\.$/);
    expect(acts.asked.filter((asked) => asked === first)).toHaveLength(10);
    expect(acts.asked.filter((asked) => asked !== first)).toEqual([second, third]);
    await keeper.stop();
  },
);

test('dead letters are discarded for a reason, and what is not open any more is skipped', async () => {
  const { clock, acts, runIds, start, create, read } = await open(2);
  acts.discard = ({ id, reason }) => Promise.resolve(id === runIds[0] && reason === 'Known.');
  const { id } = await create('discard', { because: 'Known.' });
  const keeper = start();
  await clock.advance(4000);
  const { action, items } = await read(id);
  expect(action).toMatchObject({ state: 'done', counts: { done: 1, skipped: 1 } });
  expect(items[1]).toMatchObject({ error: { code: 'dead_letter.not_open' } });
  await keeper.stop();
});

test.each([
  ['running', 3],
  ['aborted', 1],
] as const)('a dead letter that a lost process has tried again is not tried once more: %s', async (to, done) => {
  const { clock, acts, start, read, change, id } = await loseOne('redrive');
  acts.findLetter = ({ id: letterId }) => Promise.resolve({ id: letterId, newRunId: 'new' } as DeadLetter);
  if (to === 'aborted') await change(id, to);
  const keeper = start();
  await clock.advance(60_000);
  expect((await read(id)).action).toMatchObject({ counts: { done } });
  await keeper.stop();
});
