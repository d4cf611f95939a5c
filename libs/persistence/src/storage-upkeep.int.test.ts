// How much the runs of workflows hold, and what a quota takes of it.
import { randomBytes } from 'node:crypto';
import { createIds, systemClock, type NewRun } from '@millrace/runtime';
import { aRun, aStep, aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { openDatabase, type Database } from './database.ts';
import { ensurePartitions } from './partitions.ts';
import { enforceQuotas, measureStorage } from './storage-upkeep.ts';
import { createStores, type Stores } from './stores.ts';
import { firstUuidOf } from './uuid.ts';

const DAY_MS = 86_400_000;
const clock = systemClock();
const ids = createIds(clock);
/** Noon: an hour before it is the same day. */
const nowMs = Math.floor(clock.nowMs() / DAY_MS) * DAY_MS + DAY_MS / 2;
let home: TestDatabase;
let database: Database;
let stores: Stores;
let workspaceId: string;
type Origin = Pick<NewRun, 'workflowId' | 'versionId'>;

beforeEach(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
  ({ id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' }));
  for (const daysAgo of [0, 1, 2, 3])
    await ensurePartitions(database.runPool, { nowMs: nowMs - daysAgo * DAY_MS, daysAhead: 0 });
});
afterEach(async () => {
  await database.close();
  await home.drop();
});

async function publish(name: string): Promise<Origin> {
  const { workflowId } = await stores.workflows.create({ workspaceId, name, document: {} });
  const { id } = await stores.workflows.publish({
    ...{ workspaceId, name, document: aWorkflow(), contentHash: 'a', note: '' },
  });
  return { workflowId, versionId: id };
}

/** Of such a text nothing is saved by compressing it. */
const text = (bytes: number): string => JSON.stringify(randomBytes(bytes).toString('base64'));

function aRunOf(origin: Origin, daysAgo: number, members: Partial<NewRun> = {}): NewRun {
  const acceptedAtMs = nowMs - daysAgo * DAY_MS - 3_600_000;
  const id = firstUuidOf(acceptedAtMs).replace(/.{12}$/, ids.runId().slice(-12));
  return aRun({ id, acceptedAtMs, workspaceId, ...origin }, members);
}
/** A run that has ended: about 12 kB. */
async function ended(
  origin: Origin,
  daysAgo: number,
  { bytes = 3000, ...members }: Partial<NewRun> & { readonly bytes?: number } = {},
): Promise<string> {
  const run = aRunOf(origin, daysAgo, { input: text(bytes), ...members });
  await stores.runs.acceptFinished(run, {
    end: { status: 'failed', error: 'Nope', cause: 'why', output: text(bytes), endedAtMs: run.acceptedAtMs + 1000 },
    steps: [aStep(0, { output: text(bytes), log: [{ atMs: 1, level: 'info', message: 'said' }] })],
    journal: [],
  });
  return run.id;
}
async function live(origin: Origin, daysAgo: number): Promise<string> {
  const run = aRunOf(origin, daysAgo, { input: text(3000) });
  await stores.runs.accept(run);
  return run.id;
}
const query = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await database.runPool.query(sql, values)).rows as T[];
/** As if the last measurement were long ago. */
const again = () => query(`update storage_day set measured_at = now() - interval '2 days'`);
const measure = (maxPages?: number) =>
  measureStorage(database.runPool, { nowMs, report, ...(maxPages === undefined ? {} : { maxPages }) });
const enforce = (bounds: { readonly sliceRuns?: number; readonly mostRuns?: number } = {}) =>
  enforceQuotas(database.runPool, { ...bounds, report });
const report = (cause: unknown): never => {
  throw cause;
};
const bytesOf = async (name: string): Promise<number> =>
  (await stores.storage.find({ workspaceId, name }))?.bytes ?? NaN;
const emptied = async (): Promise<string[]> =>
  (await query<{ id: string }>('select id from run where payloads_removed_at is not null order by id')).map(
    ({ id }) => id,
  );

test('what runs hold is measured by workflow and day, once an hour, those that hold most first', async () => {
  const [small, large] = [await publish('small'), await publish('large')];
  await ended(small, 0);
  for (const daysAgo of [0, 1, 3]) await ended(large, daysAgo);
  await live(large, 2);
  expect(await stores.storage.find({ workspaceId, name: 'small' })).toMatchObject({ bytes: 0, isEstimate: false });
  expect(await measure()).toBe(4);
  expect(await measure()).toBe(0);
  const [first, second] = await stores.storage.list({ workspaceId, limit: 10 });
  expect(first).toMatchObject({ workflowName: 'large', runs: 4, isEstimate: false });
  expect(second).toMatchObject({ workflowName: 'small', runs: 1 });
  // Base64 of 3 × 3000 bytes, and rows; the database may compress a part.
  expect(second!.bytes).toBeGreaterThan(9000);
  expect(second!.bytes).toBeLessThan(14_000);
  expect(first!.bytes).toBeGreaterThan(3 * second!.bytes);
  const after = { bytes: first!.bytes, workflowId: first!.workflowId };
  expect(await stores.storage.list({ workspaceId, after, limit: 10 })).toEqual([second]);
  expect(await stores.storage.readLargest(1)).toMatchObject({
    largest: { 'main/large': first!.bytes },
    others: second!.bytes,
  });
  await query('delete from run_step');
  await query('delete from run');
  await again();
  await measure();
  expect(await bytesOf('large')).toBe(0);
});

test('of a day that is too large a part is read and counted up', async () => {
  const origin = await publish('busy');
  for (let count = 0; count < 120; count += 1) await ended(origin, 1, { bytes: 400 });
  await measure();
  const exact = await bytesOf('busy');
  await again();
  await measure(12);
  const estimate = await stores.storage.find({ workspaceId, name: 'busy' });
  expect(estimate?.isEstimate).toBe(true);
  expect(estimate?.bytes).toBeGreaterThan(0);
  expect(estimate?.bytes).toBeLessThan(5 * exact);
});

test('values that are kept once count for each workflow that refers to them', async () => {
  const origin = await publish('huge');
  await ended(origin, 1, { input: text(120_000) });
  await measure();
  expect(await bytesOf('huge')).toBeGreaterThan(100_000);
});

test('over its quota a workflow loses the payloads of its oldest ended runs, and nothing else', async () => {
  const [origin, other] = [await publish('full'), await publish('other')];
  const waiting = await live(origin, 3);
  const old = [await ended(origin, 3), await ended(origin, 2)];
  const young = await ended(origin, 1);
  const test = await ended(origin, 3, { isTest: true });
  const foreign = await ended(other, 3);
  await measure();
  const full = await bytesOf('full');
  // As much as one run holds and a part of a second.
  const maxBytes = Math.round(full - 1.2 * (await bytesOf('other')));
  expect(await stores.storage.preview({ workflowId: origin.workflowId, maxBytes })).toMatchObject({
    bytes: full - maxBytes,
    untilDay: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) as string,
  });
  expect(await enforce()).toEqual([]);
  await stores.storage.setQuota({ workflowId: origin.workflowId, maxBytes, by: 'Ada' });
  const [removal] = await enforce();
  expect(removal).toMatchObject({ workflowId: origin.workflowId, runs: 2, isUnfinished: false });
  expect(await emptied()).toEqual(old);
  expect(await bytesOf('full')).toBeLessThanOrEqual(maxBytes);
  expect(await stores.storage.find({ workspaceId, name: 'full' })).toMatchObject({
    quota: { maxBytes, setBy: 'Ada', removedRuns: 2, removedBytes: Math.round(removal?.bytes ?? 0) },
  });

  const runId = old[0] ?? '';
  const run = await stores.runs.find({ workspaceId, runId });
  expect(run).toMatchObject({ status: 'failed', error: 'Nope', cause: 'why', input: 'null', stepCount: 1 });
  expect(run?.output).toBeUndefined();
  expect(run?.payloadsRemovedAtMs).toBeGreaterThan(clock.nowMs() - 60_000);
  expect(await stores.runs.findRemains({ workspaceId, runId })).toMatchObject({ arePayloadsGone: true });
  const [step] = await stores.runs.listSteps({ workspaceId, runId, limit: 10 });
  expect(step).toMatchObject({ input: 'null', log: [{ message: 'said' }] });
  expect(step?.output).toBeUndefined();
  for (const kept of [waiting, young, test, foreign]) {
    const found = await stores.runs.find({ workspaceId, runId: kept });
    expect(found?.input.length).toBeGreaterThan(3000);
    expect(found?.payloadsRemovedAtMs).toBeUndefined();
  }
  expect(await enforce()).toEqual([]);
});

test('of values that are kept once no more are removed than the quota asks for', async () => {
  const origin = await publish('large');
  const all: string[] = [];
  for (let count = 0; count < 5; count += 1) all.push(await ended(origin, 2, { bytes: 10, input: text(120_000) }));
  await measure();
  const held = await bytesOf('large');
  expect(held).toBeGreaterThan(5 * 100_000);
  await stores.storage.setQuota({ workflowId: origin.workflowId, maxBytes: Math.round(held * 0.7), by: 'Ada' });
  expect(await enforce()).toMatchObject([{ runs: 2, isUnfinished: false }]);
  expect(await emptied()).toEqual(all.toSorted().slice(0, 2));
  expect(await bytesOf('large')).toBeLessThanOrEqual(held * 0.7);
});

test('a value that many runs share goes with the last of them', async () => {
  const origin = await publish('alike');
  const input = text(120_000);
  for (let count = 0; count < 4; count += 1) await ended(origin, 2, { bytes: 10, input });
  await measure();
  await stores.storage.setQuota({ workflowId: origin.workflowId, maxBytes: 50_000, by: 'Ada' });
  expect(await enforce()).toMatchObject([{ runs: 4 }]);
  expect(await bytesOf('alike')).toBeLessThan(50_000);
});

test('a quota goes by what is held now, whatever was measured before', async () => {
  const origin = await publish('full');
  await ended(origin, 2);
  const young = await ended(origin, 1);
  await measure();
  await stores.storage.setQuota({
    ...{ workflowId: origin.workflowId, by: 'Ada' },
    maxBytes: Math.round(1.5 * (await bytesOf('full'))),
  });
  // As a sample of a large day may be far off.
  await query('update workflow_storage set bytes = 10 * bytes');
  expect(await enforce()).toEqual([]);
  expect(await bytesOf('full')).toBeLessThan(30_000);
  expect(await emptied()).not.toContain(young);
});

test('two processes at once remove as much as one', async () => {
  const origin = await publish('full');
  for (let count = 0; count < 12; count += 1) await ended(origin, 2);
  await measure();
  const held = await bytesOf('full');
  await stores.storage.setQuota({ workflowId: origin.workflowId, maxBytes: Math.round(0.55 * held), by: 'Ada' });
  await Promise.all([1, 2, 3].map(() => enforce({ sliceRuns: 1 })));
  await enforce({ sliceRuns: 1 });
  expect(await emptied()).toHaveLength(6);
});

test('removing goes on in bounded slices, turn after turn, and ends when nothing may go', async () => {
  const origin = await publish('full');
  const waiting = await live(origin, 3);
  const old = [];
  for (let count = 0; count < 5; count += 1) old.push(await ended(origin, 2));
  await measure();
  await stores.storage.setQuota({ workflowId: origin.workflowId, maxBytes: 1, by: 'Ada' });
  const turn = () => enforce({ sliceRuns: 1, mostRuns: 2 });
  expect(await turn()).toMatchObject([{ runs: 2, isUnfinished: true }]);
  expect(await emptied()).toEqual(old.toSorted().slice(0, 2));
  expect(await turn()).toMatchObject([{ runs: 2 }]);
  expect(await turn()).toMatchObject([{ runs: 1 }]);
  // Over still: what is left is no payload, or has not ended.
  expect(await turn()).toEqual([]);
  expect(await emptied()).not.toContain(waiting);
  await stores.storage.setQuota({ workflowId: origin.workflowId, by: 'Ada' });
  expect((await stores.storage.find({ workspaceId, name: 'full' }))?.quota).toBeUndefined();
});

test('what an open bulk action is to do, a dead letter, and what a waiting run may read, stays', async () => {
  const origin = await publish('full');
  const [planned, done] = [await ended(origin, 3), await ended(origin, 3)];
  const parent = await live(origin, 3);
  const child = await ended(origin, 2, {
    parent: { runId: parent, path: 'Ask', depth: 1, isAwaited: true },
  });
  const bulk = async (runId: string, state: 'pending' | 'done') => {
    const id = ids.runId();
    await query(
      `insert into bulk_action (id, workspace_id, action, rate_per_second, state, total, started_by)
       values ($1, $2, 'retry', 10, 'running', 1, 'Ada')`,
      [id, workspaceId],
    );
    await query('insert into bulk_item (bulk_id, run_id, state) values ($1, $2, $3)', [id, runId, state]);
    return id;
  };
  const letter = await ended(origin, 3);
  await query(
    `insert into dead_letter (id, workspace_id, source, source_ref, stage, workflow_id, error_code, message, fingerprint)
     values ($1::uuid, $2, 'run', ($1::uuid)::text, 'run', $3, 'Nope', 'why', 'f')`,
    [letter, workspaceId, origin.workflowId],
  );
  const open = await bulk(planned, 'pending');
  await bulk(done, 'done');
  await measure();
  await stores.storage.setQuota({ workflowId: origin.workflowId, maxBytes: 1, by: 'Ada' });
  await enforce();
  expect(await emptied()).toEqual([done]);
  await query(`update bulk_action set state = 'aborted', ended_at = now() where id = $1`, [open]);
  await query(`update dead_letter set state = 'discarded', reason = 'Known' where id = $1`, [letter]);
  await query(`update run set status = 'cancelled', due_at = null, ended_at = now() where id = $1`, [parent]);
  await enforce();
  expect(new Set(await emptied())).toEqual(new Set([planned, done, child, letter]));
});
