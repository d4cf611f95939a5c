import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { BulkChoice, BulkLease, BulkStore, NewRun, TakenBulk } from '@millrace/runtime';
import { aRun } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** A bulk store with nothing in it, beside runs. */
export interface BulkStoreSubject extends RunStoreSubject {
  readonly bulk: BulkStore;
  /** On the same data, as of another process. */
  readonly otherBulk: BulkStore;
}

const WORKER = { workerId: 'worker-1', leaseSeconds: 15 };
const OTHER = { workerId: 'worker-2', leaseSeconds: 15 };
const NOBODY = '01900000-0000-7000-8000-000000000000';

/** What every store of bulk actions promises. */
export function testBulkStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<BulkStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: BulkStoreSubject;
  let bulk: BulkStore;
  beforeEach(async () => {
    subject = await setup();
    ({ bulk } = subject);
  });
  afterEach(teardown);

  const workspaceId = (): string => subject.origin.workspaceId;
  const named = (id: string) => ({ workspaceId: workspaceId(), id });
  async function aFailedRun(members: Partial<NewRun> = {}): Promise<string> {
    const { ids, clock, origin, runs } = subject;
    const run = aRun({ id: ids.runId(), acceptedAtMs: clock.nowMs(), ...origin }, members);
    await runs.acceptFinished(run, { end: { status: 'failed', error: 'Storm', endedAtMs: clock.nowMs() }, steps: [] });
    return run.id;
  }
  async function someRuns(count: number): Promise<readonly string[]> {
    const runIds: string[] = [];
    for (let n = 0; n < count; n += 1) runIds.push(await aFailedRun());
    return runIds;
  }
  const ALL: BulkChoice = { kind: 'filter', filter: { statuses: ['failed'] } };
  const create = (chosen: BulkChoice = ALL, more: Partial<Parameters<BulkStore['create']>[0]> = {}) =>
    bulk.create({
      ...{ id: subject.ids.runId(), workspaceId: workspaceId(), action: 'retry', chosen, ratePerSecond: 10 },
      ...{ startedBy: 'Ada', ...more },
    });
  const take = (store = bulk, worker = WORKER) => store.take({ ...worker, limit: 10 });
  async function takeOne(store = bulk, worker = WORKER): Promise<TakenBulk> {
    const [taken] = await take(store, worker);
    if (taken === undefined) throw new Error('There was nothing to take.');
    return taken;
  }
  const begin = (lease: BulkLease, limit = 10) => bulk.begin({ lease, leaseSeconds: 15, limit });
  const settle = (lease: BulkLease, outcomes: Parameters<BulkStore['settle']>[0]['outcomes'], stop?: string) =>
    bulk.settle({ lease, leaseSeconds: 15, outcomes, ...(stop === undefined ? {} : { stop }) });
  const done = (runIds: readonly string[]) => runIds.map((runId) => ({ runId, state: 'done' as const }));
  const stateOf = async (id: string) => (await bulk.find(named(id)))?.state;
  const coded = (code: string): unknown => expect.objectContaining({ code });

  describe('making one', () => {
    test('freezes what matches now', async () => {
      const runIds = await someRuns(3);
      const made = await create(ALL, { version: 7 });
      expect(made).toMatchObject({
        ...{ action: 'retry', state: 'running', total: 3, counts: { done: 0, failed: 0, skipped: 0 } },
        ...{ filter: { statuses: ['failed'] }, version: 7, compensate: false, ratePerSecond: 10, startedBy: 'Ada' },
      });
      await aFailedRun();
      const { items, nextCursor } = await bulk.listItems({ ...named(made.id), limit: 10 });
      expect(items).toEqual(runIds.map((runId) => ({ runId, state: 'pending', workflowName: 'orders' })));
      expect(nextCursor).toBeUndefined();
      expect(await bulk.find(named(made.id))).toEqual(made);
    });

    test('takes the fields of a list of runs', async () => {
      await aFailedRun();
      const small = await aFailedRun({ searchAttributes: { size: 'S' } });
      const ofSize = await create({ kind: 'filter', filter: { workflowName: 'orders', attributes: { size: 'S' } } });
      expect((await bulk.listItems({ ...named(ofSize.id), limit: 10 })).items).toMatchObject([{ runId: small }]);
      await expect(create({ kind: 'filter', filter: { workflowName: 'none' } })).rejects.toEqual(coded('bulk.empty'));
      await expect(create({ kind: 'filter', filter: { parentRunId: small } })).rejects.toEqual(coded('bulk.empty'));
    });

    test('takes runs that were picked, each once, also those that are gone', async () => {
      const [first = '', second = ''] = await someRuns(2);
      const made = await create({ kind: 'picked', runIds: [second, first, second, NOBODY, 'none'] });
      expect(made).not.toHaveProperty('filter');
      expect((await bulk.listItems({ ...named(made.id), limit: 10 })).items).toEqual([
        { runId: NOBODY, state: 'pending' },
        { runId: first, state: 'pending', workflowName: 'orders' },
        { runId: second, state: 'pending', workflowName: 'orders' },
      ]);
      await expect(create({ kind: 'picked', runIds: [] })).rejects.toEqual(coded('bulk.empty'));
    });

    test('can be seen before: how many there are, and the newest of them', async () => {
      const runIds = await someRuns(3);
      const seen = await bulk.preview({ workspaceId: workspaceId(), chosen: ALL, newest: 2 });
      expect(seen).toEqual({ total: 3, byStatus: { failed: 3 }, newest: runIds.toReversed().slice(0, 2) });
      const none: BulkChoice = { kind: 'filter', filter: { statuses: ['cancelled'] } };
      const empty = { total: 0, byStatus: {}, newest: [] };
      expect(await bulk.preview({ workspaceId: workspaceId(), chosen: none, newest: 2 })).toEqual(empty);
      expect((await bulk.list({ workspaceId: workspaceId(), limit: 10 })).items).toEqual([]);
    });
  });

  describe('lists', () => {
    test('are newest first, page by page, of one workspace', async () => {
      await someRuns(1);
      const made = [await create(), await create(), await create()];
      const first = await bulk.list({ workspaceId: workspaceId(), limit: 2 });
      expect(first.items).toEqual(made.toReversed().slice(0, 2));
      const cursor = first.nextCursor ?? '';
      expect(await bulk.list({ workspaceId: workspaceId(), limit: 2, cursor })).toEqual({ items: [made[0]] });
      expect(await bulk.list({ workspaceId: NOBODY, limit: 2 })).toEqual({ items: [] });
      expect(await bulk.find({ workspaceId: NOBODY, id: made[0]?.id ?? '' })).toBeUndefined();
      expect(await bulk.find(named('none'))).toBeUndefined();
      await expect(bulk.list({ workspaceId: workspaceId(), limit: 2, cursor: 'x' })).rejects.toEqual(
        coded('list.cursor_invalid'),
      );
    });

    test('of items are oldest first, by what became of them', async () => {
      const runIds = await someRuns(4);
      const [first = '', second = '', third = '', fourth = ''] = runIds;
      const { id } = await create();
      const { lease } = await takeOne();
      await begin(lease, 3);
      await settle(lease, [
        { runId: third, state: 'failed', code: 'run.not_found', message: 'It is gone.' },
        { runId: second, state: 'skipped', code: 'run.already_ended', message: 'It has ended.' },
        ...done([first]),
      ]);
      const list = (states: Parameters<BulkStore['listItems']>[0]['states'], more = {}) =>
        bulk.listItems({ ...named(id), limit: 1, ...(states === undefined ? {} : { states }), ...more });
      const refused = ['failed', 'skipped'] as const;
      expect(await list(refused)).toEqual({
        items: [
          {
            ...{ runId: second, state: 'skipped', workflowName: 'orders' },
            error: { code: 'run.already_ended', message: 'It has ended.' },
          },
        ],
        nextCursor: second,
      });
      const rest = await list(refused, { cursor: second });
      expect(rest).toMatchObject({ items: [{ runId: third, state: 'failed' }] });
      expect(rest).not.toHaveProperty('nextCursor');
      expect((await list(['pending'], { limit: 9 })).items).toMatchObject([{ runId: fourth }]);
      expect((await list(undefined, { limit: 9 })).items.map(({ runId }) => runId)).toEqual(runIds);
      expect((await bulk.listItems({ workspaceId: NOBODY, id, limit: 9 })).items).toEqual([]);
    });
  });

  describe('working', () => {
    test('one process has an action; another takes it over when it is silent for too long', async () => {
      await someRuns(1);
      const { id } = await create();
      const taken = await takeOne();
      expect(taken).toMatchObject({ lease: { id, fence: 1 }, action: { id }, begun: [] });
      expect(await take(subject.otherBulk, OTHER)).toEqual([]);
      await subject.elapse(16);
      expect(await take(subject.otherBulk, OTHER)).toMatchObject([{ lease: { id, fence: 2 } }]);
      expect(await begin(taken.lease)).toBeUndefined();
      expect(await settle(taken.lease, [])).toBeUndefined();
    });

    test('work keeps the lease, and giving it back lets others go on', async () => {
      await someRuns(3);
      await create();
      const { lease } = await takeOne();
      await subject.elapse(10);
      const begun = (await begin(lease, 1)) ?? [];
      await subject.elapse(10);
      await settle(lease, done(begun));
      await subject.elapse(10);
      expect(await take(subject.otherBulk, OTHER)).toEqual([]);
      await bulk.release([lease]);
      expect(await take(subject.otherBulk, OTHER)).toHaveLength(1);
      await bulk.release([lease]);
      expect(await take()).toEqual([]);
    });

    test('items are begun oldest first, each once', async () => {
      const runIds = await someRuns(3);
      await create();
      const { lease } = await takeOne();
      expect(await begin(lease, 2)).toEqual(runIds.slice(0, 2));
      expect(await begin(lease, 2)).toEqual(runIds.slice(2));
      expect(await begin(lease)).toEqual([]);
    });

    test('whoever takes over learns what was begun', async () => {
      const runIds = await someRuns(3);
      const { id } = await create();
      const { lease } = await takeOne();
      await begin(lease, 2);
      await settle(lease, done(runIds.slice(0, 1)));
      await subject.elapse(16);
      const [again] = await take(subject.otherBulk, OTHER);
      expect(again?.begun).toEqual([runIds[1]]);
      expect(await stateOf(id)).toBe('running');
    });

    test('it is done with its last item, and tells how the new runs go', async () => {
      const [first = '', second = '', third = ''] = await someRuns(3);
      const { id } = await create();
      const { lease } = await takeOne();
      await begin(lease);
      const [newRunId, goneRunId] = [await aFailedRun(), subject.ids.runId()];
      const made = [
        { runId: first, state: 'done', newRunId },
        { runId: second, state: 'done', newRunId: goneRunId },
      ] as const;
      expect(await settle(lease, made)).toBe('running');
      expect(await bulk.find(named(id))).toMatchObject({ counts: { done: 2, failed: 0, skipped: 0 } });
      expect(await settle(lease, [{ runId: third, state: 'skipped', code: 'a.b', message: 'No.' }])).toBe('done');
      // Told again after an answer that was lost, it counts once.
      expect(await settle(lease, made)).toBe('done');
      const ended = await bulk.find(named(id));
      expect(ended).toMatchObject({ state: 'done', counts: { done: 2, failed: 0, skipped: 1 } });
      expect(ended?.endedAtMs).toBeGreaterThan(0);
      expect(await bulk.countNewRuns(named(id))).toEqual({ failed: 1, removed: 1 });
      expect(await bulk.countNewRuns({ workspaceId: NOBODY, id })).toEqual({});
      expect((await bulk.listItems({ ...named(id), states: ['done'], limit: 9 })).items).toEqual([
        { runId: first, state: 'done', workflowName: 'orders', newRun: { id: newRunId, status: 'failed' } },
        { runId: second, state: 'done', workflowName: 'orders', newRun: { id: goneRunId } },
      ]);
      expect(await begin(lease)).toBeUndefined();
      await subject.elapse(16);
      expect(await take()).toEqual([]);
    });

    test('an item that is given back is begun anew', async () => {
      const [runId = ''] = await someRuns(1);
      await create();
      const { lease } = await takeOne();
      expect(await begin(lease)).toEqual([runId]);
      expect(await settle(lease, [{ runId, state: 'released' }])).toBe('running');
      expect(await begin(lease)).toEqual([runId]);
    });
  });

  describe('pausing, resuming, aborting', () => {
    const change = (id: string, to: 'paused' | 'running' | 'aborted') =>
      bulk.change({ ...named(id), to, changedBy: 'Bo' });

    test('nothing begins while it is paused; what has begun is brought to its end', async () => {
      const [first = ''] = await someRuns(2);
      const { id } = await create();
      const { lease } = await takeOne();
      await begin(lease, 1);
      expect(await change(id, 'paused')).toMatchObject({ state: 'paused', changedBy: 'Bo' });
      expect(await change(id, 'paused')).toMatchObject({ state: 'paused' });
      expect(await begin(lease)).toBeUndefined();
      expect(await settle(lease, done([first]))).toBe('paused');
      await subject.elapse(16);
      expect(await take()).toEqual([]);
      expect(await change(id, 'running')).toMatchObject({ state: 'running' });
      const again = await takeOne();
      expect(await begin(again.lease)).toHaveLength(1);
    });

    test('aborted it is over, but for what a lost process had begun', async () => {
      const [first = ''] = await someRuns(2);
      const { id } = await create();
      const { lease } = await takeOne();
      await begin(lease, 1);
      const aborted = await change(id, 'aborted');
      expect(aborted.endedAtMs).toBeGreaterThan(0);
      expect(await begin(lease)).toBeUndefined();
      await subject.elapse(16);
      const left = await takeOne(subject.otherBulk, OTHER);
      expect(left).toMatchObject({ action: { state: 'aborted' }, begun: [first] });
      expect(await settle(left.lease, done([first]))).toBe('aborted');
      await subject.elapse(16);
      expect(await take()).toEqual([]);
      for (const to of ['paused', 'running'] as const)
        await expect(change(id, to)).rejects.toEqual(coded('bulk.ended'));
      expect(await change(id, 'aborted')).toEqual(await bulk.find(named(id)));
    });

    test('it may stop by itself, and go on when somebody says so', async () => {
      const [first = '', second = ''] = await someRuns(2);
      const { id } = await create();
      const { lease } = await takeOne();
      await begin(lease, 1);
      const failure = { runId: first, state: 'failed', code: 'a.b', message: 'No.' } as const;
      expect(await settle(lease, [failure], 'They all fail.')).toBe('failed');
      expect(await bulk.find(named(id))).toMatchObject({ state: 'failed', reason: 'They all fail.' });
      expect(await begin(lease)).toBeUndefined();
      await expect(change(id, 'paused')).rejects.toEqual(coded('bulk.ended'));
      const resumed = await change(id, 'running');
      expect(resumed).not.toHaveProperty('reason');
      expect(resumed).not.toHaveProperty('endedAtMs');
      await begin(lease);
      expect(await settle(lease, done([second]))).toBe('done');
      await expect(change(id, 'aborted')).rejects.toEqual(coded('bulk.ended'));
    });

    test('of none is refused', async () => {
      for (const id of [NOBODY, 'none']) await expect(change(id, 'paused')).rejects.toEqual(coded('bulk.not_found'));
    });
  });
}
