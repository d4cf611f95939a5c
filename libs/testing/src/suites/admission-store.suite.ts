import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Admission, AdmissionStore, NewRun } from '@millrace/runtime';
import { aCheckpoint, aRun } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** Admission beside the runs that wait for it. */
export type AdmissionStoreSubject = RunStoreSubject & {
  readonly admissions: AdmissionStore;
  /** The same store as another process has it. */
  readonly otherAdmissions: AdmissionStore;
};

const WORKER = { workerId: 'worker-1', leaseSeconds: 3600 };

/** What every admission store promises. */
export function testAdmissionStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<AdmissionStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: AdmissionStoreSubject;
  beforeEach(async () => {
    subject = await setup();
  });
  afterEach(teardown);

  const nowMs = (): number => subject.clock.nowMs();
  const look = (limit = 100) => subject.admissions.admit({ workflowId: subject.origin.workflowId, limit });
  async function admit(limit?: number) {
    const { cancelled, ...result } = await look(limit);
    return { ...result, cancelled: cancelled.map(({ runId }) => runId) };
  }
  async function accept(admission: Admission, members: Partial<NewRun> = {}): Promise<string> {
    const run = aRun({ id: subject.ids.runId(), acceptedAtMs: nowMs(), ...subject.origin }, { admission, ...members });
    expect(await subject.runs.accept(run, WORKER)).toEqual({ kind: 'accepted', fence: 0 });
    return run.id;
  }
  async function acceptMany(admissions: readonly Admission[]): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const admission of admissions) ids.push(await accept(admission));
    return ids;
  }
  const claim = async (): Promise<readonly string[]> =>
    (await subject.other.claimDue({ ...WORKER, limit: 100 })).map(({ runId }) => runId);
  const finish = (runId: string) =>
    subject.runs.finish({
      lease: { runId, fence: 1 },
      end: { status: 'succeeded', output: '1', endedAtMs: nowMs() },
      steps: [],
    });
  const read = (runId: string) => subject.runs.find({ workspaceId: subject.origin.workspaceId, runId });
  const one = { key: '', max: 1 };

  describe('which came first', () => {
    /** The second has the older id, as from a server whose clock is behind. */
    async function acceptBackwards(admission: Admission): Promise<readonly [string, string]> {
      const [older, newer] = [subject.ids.runId(), subject.ids.runId()];
      return [await accept(admission, { id: newer }), await accept(admission, { id: older })];
    }

    test('of one key is what was kept first, whatever the clocks of the servers said', async () => {
      const [first, second] = await acceptBackwards({ orderingKey: 'a' });
      expect((await admit()).admitted).toEqual([first]);
      await claim();
      await finish(first);
      expect((await admit()).admitted).toEqual([second]);
    });

    test('is what a newer one replaces, held or unfinished', async () => {
      const [first, second] = await acceptBackwards({ debounce: { key: 'a', seconds: 60 } });
      expect((await admit()).cancelled).toEqual([first]);
      await subject.elapse(61);
      expect((await admit()).admitted).toEqual([second]);
      const [third, fourth] = await acceptBackwards({ concurrency: { ...one, overlap: 'cancelOldest' } });
      expect(await admit()).toMatchObject({ admitted: [fourth], cancelled: [third] });
    });

    test('of a limit that all share begins first', async () => {
      const [first] = await acceptBackwards({ concurrency: { ...one, overlap: 'queue' } });
      expect((await admit()).admitted).toEqual([first]);
    });
  });

  describe('a run with a condition', () => {
    test('is not due before it is admitted, whoever wanted to lease it; afterwards it is, once', async () => {
      const id = await accept({ orderingKey: 'a' });
      await subject.elapse(3600);
      expect(await claim()).toEqual([]);
      expect(await read(id)).toMatchObject({ status: 'queued' });
      expect(await admit()).toEqual({ admitted: [id], cancelled: [] });
      expect(await admit()).toEqual({ admitted: [], cancelled: [] });
      const [claimed] = await subject.other.claimDue({ ...WORKER, limit: 10 });
      expect(claimed).toMatchObject({ runId: id, isAdmitted: true });
    });

    test('that is cancelled before it begins never does, and keeps nobody back', async () => {
      const [first, second] = await acceptMany([{ orderingKey: 'a' }, { orderingKey: 'a' }]);
      const address = { workspaceId: subject.origin.workspaceId, runId: first ?? '' };
      expect(await subject.runs.requestCancel(address)).toBe('cancelled');
      expect(await admit()).toEqual({ admitted: [second], cancelled: [] });
    });

    test('is counted while it waits, up to a limit, and its workflow found', async () => {
      const { workspaceId, workflowId } = subject.origin;
      expect(await subject.admissions.findWaiting()).toEqual([]);
      await acceptMany([{ orderingKey: 'a' }, { orderingKey: 'a' }, { orderingKey: 'a' }]);
      await subject.runs.accept(aRun({ id: subject.ids.runId(), acceptedAtMs: nowMs(), ...subject.origin }));
      const count = (members: { workspaceId?: string; limit?: number }) =>
        subject.admissions.countQueued({ workspaceId, limit: 10, ...members });
      expect(await count({})).toBe(4);
      expect(await count({ limit: 2 })).toBe(2);
      expect(await count({ workspaceId: subject.ids.runId() })).toBe(0);
      expect(await subject.admissions.findWaiting()).toEqual([workflowId]);
      expect(await subject.admissions.admit({ workflowId: subject.ids.runId(), limit: 10 })).toEqual({
        admitted: [],
        cancelled: [],
      });
    });

    test('is counted with those of its concurrency key until it has ended', async () => {
      const { workflowId } = subject.origin;
      const concurrency = (key: string) => ({ concurrency: { key, max: 1, overlap: 'queue' as const } });
      const [first] = await acceptMany([concurrency('a'), concurrency('a'), concurrency('b')]);
      const count = (members: { concurrencyKey?: string; limit?: number }) =>
        subject.admissions.countOpen({ workflowId, concurrencyKey: 'a', limit: 10, ...members });
      await admit();
      expect([await count({}), await count({ limit: 1 }), await count({ concurrencyKey: 'b' })]).toEqual([2, 1, 1]);
      await subject.runs.requestCancel({ workspaceId: subject.origin.workspaceId, runId: first ?? '' });
      expect(await count({})).toBe(1);
    });

    test('begins no more often than asked for, the oldest first', async () => {
      const ids = await acceptMany(['a', 'b', 'c', 'd', 'e'].map((orderingKey) => ({ orderingKey })));
      expect((await admit(2)).admitted).toEqual(ids.slice(0, 2));
      expect((await admit(2)).admitted).toEqual(ids.slice(2, 4));
      expect((await admit(2)).admitted).toEqual(ids.slice(4));
    });

    test('begins once, also when many processes decide at the same time', async () => {
      const made = await acceptMany(
        Array.from({ length: 10 }, () => ({ concurrency: { ...one, max: 4, overlap: 'queue' } })),
      );
      const { workflowId } = subject.origin;
      const stores = [subject.admissions, subject.otherAdmissions, subject.admissions, subject.otherAdmissions];
      const results = await Promise.all(stores.map((store) => store.admit({ workflowId, limit: 3 })));
      const admitted = results.flatMap((result) => result.admitted);
      expect([...admitted].sort()).toEqual(made.slice(0, 4));
    });
  });

  describe('ordering', () => {
    test('runs of one key go one at a time in the order of acceptance; keys do not wait for each other', async () => {
      const keys = ['a', 'a', 'b', 'a', 'b'];
      const [a1 = '', a2 = '', b1 = '', a3, b2] = await acceptMany(keys.map((orderingKey) => ({ orderingKey })));
      expect((await admit()).admitted).toEqual([a1, b1]);
      await claim();
      expect((await admit()).admitted).toEqual([]);
      await finish(a1);
      expect((await admit()).admitted).toEqual([a2]);
      // Asleep is not finished.
      await claim();
      const asleep = { checkpoint: aCheckpoint(), steps: [], availableAtMs: nowMs() + 3_600_000 };
      await subject.runs.park({ lease: { runId: a2, fence: 1 }, ...asleep });
      expect((await admit()).admitted).toEqual([]);
      await subject.runs.requestCancel({ workspaceId: subject.origin.workspaceId, runId: a2 });
      await finish(b1);
      expect((await admit()).admitted).toEqual([a3, b2]);
    });

    test('a key with a long queue does not keep others back', async () => {
      const hot = await acceptMany(Array.from({ length: 600 }, () => ({ orderingKey: 'hot' })));
      const cold = await acceptMany([{ orderingKey: 'cold' }, { orderingKey: 'arctic' }]);
      expect((await admit()).admitted).toEqual([hot[0], ...cold]);
      expect(await admit()).toEqual({ admitted: [], cancelled: [] });
    });
  });

  describe('concurrency', () => {
    test('queue: as many as may be unfinished at once, by key', async () => {
      const of = (key: string): Admission => ({ concurrency: { key, max: 2, overlap: 'queue' } });
      const [a1 = '', a2, a3, b1] = await acceptMany([of('a'), of('a'), of('a'), of('b')]);
      expect(await admit()).toEqual({ admitted: [a1, a2, b1], cancelled: [] });
      expect(await admit()).toEqual({ admitted: [], cancelled: [] });
      await claim();
      await finish(a1);
      expect(await admit()).toEqual({ admitted: [a3], cancelled: [] });
    });

    test('counts one limit over all keys of a rate', async () => {
      const of = (key: string): Admission => ({
        concurrency: { ...one, overlap: 'queue' },
        rate: { key, limit: 5, perSeconds: 60 },
      });
      const [first] = await acceptMany([of('a'), of('b'), of('c')]);
      expect(await admit()).toEqual({ admitted: [first], cancelled: [] });
      expect(await admit()).toEqual({ admitted: [], cancelled: [] });
    });

    test('skip: one that has no place ends', async () => {
      const skipping: Admission = { concurrency: { ...one, overlap: 'skip' } };
      const [first, second = '', third = ''] = await acceptMany([skipping, skipping, skipping]);
      expect(await admit()).toEqual({ admitted: [first], cancelled: [second, third] });
      expect(await read(second)).toMatchObject({ status: 'cancelled', error: 'Run.Skipped' });
      expect((await read(third))?.endedAtMs).toEqual(expect.any(Number));
      expect(await claim()).toEqual([first]);
    });

    test('cancelOldest: the newest begins, one that sleeps makes room at once, one that executes when it has heard', async () => {
      const newest: Admission = { concurrency: { ...one, overlap: 'cancelOldest' } };
      const first = await accept(newest);
      await admit();
      const second = await accept(newest);
      // Not begun yet, so it has ended.
      expect(await admit()).toEqual({ admitted: [second], cancelled: [first] });
      expect(await read(first)).toMatchObject({ status: 'cancelled' });
      expect(await claim()).toEqual([second]);
      const [third, fourth] = await acceptMany([newest, newest]);
      const result = await admit();
      expect(new Set(result.cancelled)).toEqual(new Set([second, third]));
      expect(result.admitted).toEqual([]);
      expect(await subject.runs.findSignals({ runIds: [second], heard: [] })).toEqual([
        { runId: second, cancel: 'stop' },
      ]);
      expect(await admit()).toEqual({ admitted: [], cancelled: [] });
      await finish(second);
      expect(await admit()).toEqual({ admitted: [fourth], cancelled: [] });
    });

    test('tells of those that it cancels what others must hear: how they ended, or that they were asked', async () => {
      const newest: Admission = { concurrency: { ...one, overlap: 'cancelOldest' } };
      const { workspaceId } = subject.origin;
      const about = (runId: string, hasBegun: boolean) => ({ workspaceId, runId, workflowName: 'orders', hasBegun });
      const sleeping = await accept(newest);
      await admit();
      await claim();
      const asleep = { checkpoint: aCheckpoint(), steps: [], availableAtMs: nowMs() + 3_600_000 };
      await subject.runs.park({ lease: { runId: sleeping, fence: 1 }, ...asleep });
      const second = await accept(newest);
      const startedMs = nowMs();
      const [ended, ...none] = (await look()).cancelled;
      expect(none).toEqual([]);
      expect(ended).toEqual({
        ...about(sleeping, true),
        end: { status: 'cancelled', endedAtMs: expect.any(Number) as unknown },
      });
      expect(Math.abs((ended?.end?.endedAtMs ?? 0) - startedMs)).toBeLessThan(2000);
      await claim();
      const [third] = await acceptMany([newest, newest]);
      const skipped = { status: 'cancelled', error: 'Run.Skipped', cause: expect.any(String) as unknown };
      expect((await look()).cancelled).toEqual(
        expect.arrayContaining([
          about(second, true),
          { ...about(third ?? '', false), end: { ...skipped, endedAtMs: expect.any(Number) as unknown } },
        ]),
      );
    });
  });

  describe('rate', () => {
    test('so many starts in so many seconds, by key; says when the next may be', async () => {
      const of = (key: string): Admission => ({ rate: { key, limit: 2, perSeconds: 60 } });
      const [a1, a2, a3, b1] = await acceptMany([of('a'), of('a'), of('a'), of('b')]);
      const startedMs = nowMs();
      const first = await admit();
      expect(first).toMatchObject({ admitted: [a1, a2, b1], cancelled: [] });
      expect(Math.abs((first.nextMs ?? 0) - startedMs - 60_000)).toBeLessThan(2000);
      await subject.elapse(50);
      const second = await admit();
      expect(second).toMatchObject({ admitted: [], cancelled: [] });
      expect(second.nextMs).toEqual(expect.any(Number));
      await subject.elapse(11);
      expect(await admit()).toEqual({ admitted: [a3], cancelled: [] });
    });

    test('a start counts also when its run has ended', async () => {
      const rate: Admission = { rate: { key: '', limit: 1, perSeconds: 60 } };
      const [first = '', second] = await acceptMany([rate, rate]);
      await admit();
      await claim();
      await finish(first);
      expect((await admit()).admitted).toEqual([]);
      await subject.elapse(61);
      expect((await admit()).admitted).toEqual([second]);
    });
  });

  describe('debounce', () => {
    test('the newest of a key begins when it has been quiet for so long, the others end', async () => {
      const of = (key: string): Admission => ({ debounce: { key, seconds: 30 } });
      const [a1 = '', b1] = await acceptMany([of('a'), of('b')]);
      const first = await admit();
      expect(first).toMatchObject({ admitted: [], cancelled: [] });
      expect(Math.abs((first.nextMs ?? 0) - nowMs() - 30_000)).toBeLessThan(2000);
      await subject.elapse(20);
      const [a2, a3] = await acceptMany([of('a'), of('a')]);
      const second = await admit();
      expect(second.admitted).toEqual([]);
      expect(new Set(second.cancelled)).toEqual(new Set([a1, a2]));
      expect(await read(a1)).toMatchObject({ status: 'cancelled', error: 'Run.Debounced' });
      await subject.elapse(11);
      expect(await admit()).toMatchObject({
        admitted: [b1],
        cancelled: [],
        nextMs: expect.any(Number) as unknown as number,
      });
      await subject.elapse(20);
      expect(await admit()).toEqual({ admitted: [a3], cancelled: [] });
    });
  });
}
