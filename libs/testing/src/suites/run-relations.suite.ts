import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ClaimedRun, EndStatus, HeardAnswer, LossRange, NewRun, RunFilter, RunStore } from '@millrace/runtime';
import { aCheckpoint, aRun } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

const WORKER = { workerId: 'worker-1', leaseSeconds: 30 };
const DAY_MS = 86_400_000;

/** What every run store promises about runs that have to do with others, that undo what they did, and that are searched. */
export function testRunRelations({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<RunStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: RunStoreSubject;
  let runs: RunStore;
  beforeEach(async () => {
    subject = await setup();
    ({ runs } = subject);
  });
  afterEach(teardown);

  const nowMs = (): number => subject.clock.nowMs();
  const newRun = (members: Partial<NewRun> = {}): NewRun =>
    aRun({ id: subject.ids.runId(), acceptedAtMs: nowMs(), ...subject.origin }, members);
  const addressOf = ({ id, workspaceId }: NewRun) => ({ workspaceId, runId: id });
  const read = (run: NewRun) => runs.find(addressOf(run));
  const claim = (limit = 100) => subject.other.claimDue({ ...WORKER, limit });
  const signals = (runIds: readonly string[], heard: readonly HeardAnswer[] = []) =>
    runs.findSignals({ runIds, heard });
  const leaseOf = ({ id }: NewRun, fence = 1) => ({ runId: id, fence });
  const endOf = (status: EndStatus = 'succeeded') => ({ status, output: '1', endedAtMs: nowMs() });
  const parkedBy = (run: NewRun, fence = 1) => ({
    lease: leaseOf(run, fence),
    checkpoint: aCheckpoint('Call'),
    steps: [],
    availableAtMs: nowMs() + DAY_MS,
  });
  const childOf = (parent: NewRun, isAwaited = true): NewRun =>
    newRun({ parent: { runId: parent.id, path: 'Each order[1]/Call', depth: 1, isAwaited } });
  async function held(run = newRun()): Promise<NewRun> {
    await runs.accept(run, WORKER);
    return run;
  }
  async function asleep(): Promise<NewRun> {
    const run = await held();
    await runs.park(parkedBy(run));
    return run;
  }

  describe('the end of a child', () => {
    const ways: readonly [string, (child: NewRun) => Promise<unknown>][] = [
      ['finishes', (child) => runs.finish({ lease: leaseOf(child), end: endOf(), steps: [] })],
      [
        'is cancelled while it waits',
        async (child) => {
          await runs.park(parkedBy(child));
          await runs.requestCancel(addressOf(child));
        },
      ],
    ];

    test.each(ways)('makes the parent that sleeps due: it %s', async (_, end) => {
      const parent = await asleep();
      const child = await held(childOf(parent));
      expect(await claim()).toEqual([]);
      await end(child);
      expect(await claim()).toMatchObject([{ runId: parent.id, fence: 2 }]);
      await runs.park(parkedBy(parent, 2));
      expect(await claim()).toEqual([]);
    });

    test.each(ways)('lets the parent that executes not fall asleep: it %s', async (_, end) => {
      const parent = await held();
      await end(await held(childOf(parent)));
      expect(await runs.park(parkedBy(parent))).toBe(true);
      expect(await claim()).toMatchObject([{ runId: parent.id }]);
    });

    test('is told to the parent that executes until somebody claims it anew', async () => {
      const parent = await held();
      const children = [await held(childOf(parent)), await held(childOf(parent))];
      for (const child of children) await runs.finish({ lease: leaseOf(child), end: endOf('failed'), steps: [] });
      const answers = children.map(({ id }) => id);
      expect(await signals([parent.id, ...answers])).toEqual([{ runId: parent.id, answers }]);
      // It may be parking while it is told: who has heard of it is known only when somebody claims it.
      expect(await signals([parent.id])).toEqual([{ runId: parent.id, answers }]);
      await runs.park(parkedBy(parent));
      expect(await claim()).toMatchObject([{ runId: parent.id, answers }]);
      expect(await signals([parent.id])).toEqual([]);
    });

    test('is told no more to a parent that says so, and does not wake it', async () => {
      const parent = await held();
      const children = [await held(childOf(parent)), await held(childOf(parent))];
      for (const child of children) await runs.finish({ lease: leaseOf(child), end: endOf(), steps: [] });
      const [first, second] = children.map(({ id }) => ({ runId: parent.id, source: id })) as [
        HeardAnswer,
        HeardAnswer,
      ];
      expect(await signals([parent.id], [first])).toEqual([{ runId: parent.id, answers: [second.source] }]);
      expect(await signals([parent.id], [first, second])).toEqual([]);
      await runs.park(parkedBy(parent));
      expect(await claim()).toEqual([]);
    });

    test('is told with all else that came while it slept, or that nothing did', async () => {
      const parent = await held();
      const children = [await held(childOf(parent)), await held(childOf(parent))];
      await runs.park({ ...parkedBy(parent), availableAtMs: nowMs() });
      expect(await claim()).toMatchObject([{ runId: parent.id, answers: [] }]);
      await runs.park(parkedBy(parent, 2));
      for (const child of children) await runs.finish({ lease: leaseOf(child), end: endOf(), steps: [] });
      const [claimed] = await claim();
      expect(claimed?.answers?.toSorted()).toEqual(children.map(({ id }) => id).sort());
    });

    test('is not told of a run that did not sleep until now: what it had heard is lost', async () => {
      const fresh = newRun();
      await runs.accept(fresh);
      expect((await claim())[0]?.answers).toBeUndefined();
      await subject.elapse(31);
      expect((await claim())[0]?.answers).toBeUndefined();
      await runs.park(parkedBy(fresh, 2));
      await runs.finish({ lease: leaseOf(await held(childOf(fresh))), end: endOf(), steps: [] });
      const [{ answers, ...lease }] = (await claim()) as [ClaimedRun];
      expect(answers).toHaveLength(1);
      await runs.release([lease]);
      await runs.finish({ lease: leaseOf(await held(childOf(fresh))), end: endOf(), steps: [] });
      expect((await claim())[0]?.answers).toBeUndefined();
      await runs.park(parkedBy(fresh, lease.fence + 2));
      await runs.finish({ lease: leaseOf(await held(childOf(fresh))), end: endOf(), steps: [] });
      expect((await claim())[0]?.answers).toHaveLength(1);
    });

    test('counts also for a child that is kept when it has ended already', async () => {
      const parent = await asleep();
      await runs.acceptFinished(childOf(parent), { end: endOf(), steps: [] });
      expect(await claim()).toMatchObject([{ runId: parent.id }]);
    });

    test('means nothing to a parent that does not wait for it, and nothing to one that has ended', async () => {
      const parent = await asleep();
      const child = await held(childOf(parent, false));
      await runs.finish({ lease: leaseOf(child), end: endOf(), steps: [] });
      expect(await claim()).toEqual([]);
      const orphan = await held(childOf(parent));
      await runs.requestCancel(addressOf(parent));
      await runs.finish({ lease: leaseOf(orphan), end: endOf(), steps: [] });
      expect(await claim()).toEqual([]);
      expect(await read(parent)).toMatchObject({ status: 'cancelled' });
    });

    test('of a hundred at once is one wake-up', async () => {
      const parent = await asleep();
      const children = await Promise.all(Array.from({ length: 100 }, () => held(childOf(parent))));
      await Promise.all(children.map((child) => runs.finish({ lease: leaseOf(child), end: endOf(), steps: [] })));
      expect(await claim()).toMatchObject([{ runId: parent.id }]);
      expect(await claim()).toEqual([]);
    });

    test('is told with whose child it is', async () => {
      const parent = await held();
      const child = childOf(parent);
      await runs.accept(child);
      expect(await claim()).toMatchObject([{ runId: child.id, parent: child.parent }]);
      expect((await read(child))?.parent).toEqual(child.parent);
      expect(await read(parent)).not.toHaveProperty('parent');
      const { items } = await runs.list({ workspaceId: parent.workspaceId, parentRunId: parent.id, limit: 10 });
      expect(items.map(({ id }) => id)).toEqual([child.id]);
    });
  });

  describe('the end of a parent', () => {
    const fail = (parent: NewRun) => runs.finish({ lease: leaseOf(parent), end: endOf('failed'), steps: [] });
    const ways: readonly [string, (parent: NewRun) => Promise<unknown>][] = [
      ['fails', fail],
      [
        'is cancelled while it waits',
        async (parent) => {
          await runs.park(parkedBy(parent));
          await runs.requestCancel(addressOf(parent));
        },
      ],
    ];

    test.each(ways)('stops those that it waited for, wherever they are, and no others: it %s', async (_, end) => {
      const parent = await held();
      const [executing, sleeping, free, freeSleeping] = [true, true, false, false].map((isAwaited) =>
        childOf(parent, isAwaited),
      ) as [NewRun, NewRun, NewRun, NewRun];
      for (const child of [executing, sleeping, free, freeSleeping]) await held(child);
      for (const child of [sleeping, freeSleeping]) await runs.park(parkedBy(child));
      expect(await claim()).toEqual([]);
      expect(await signals([executing.id, free.id])).toEqual([]);
      await end(parent);
      expect(await signals([executing.id, free.id])).toMatchObject([{ runId: executing.id, cancel: 'stop' }]);
      expect(await claim()).toMatchObject([{ runId: sleeping.id, cancel: 'stop' }]);
      expect(await claim()).toEqual([]);
    });

    test('stops also those that nobody told', async () => {
      const parent = await held();
      await fail(parent);
      const late = await held(childOf(parent));
      expect(await signals([late.id])).toEqual([{ runId: late.id, cancel: 'stop' }]);
      await runs.park({ ...parkedBy(late), availableAtMs: nowMs() });
      expect(await claim()).toMatchObject([{ runId: late.id, cancel: 'stop' }]);
    });

    test('keeps no child from undoing what it did', async () => {
      const parent = await held();
      const child = await held(childOf(parent));
      await runs.advance({ lease: leaseOf(child), checkpoint: aCheckpoint(), steps: [], isCompensating: true });
      await fail(parent);
      const [signal] = await signals([child.id]);
      expect(signal?.cancel).toBeUndefined();
      await runs.park(parkedBy(child));
      const [claimed] = await claim();
      expect(claimed?.runId).toBe(child.id);
      expect(claimed?.cancel).toBeUndefined();
    });
  });

  describe('a run that follows the end of another', () => {
    const finish = (run: NewRun, followUp: NewRun, fence = 1) =>
      runs.finish({ lease: leaseOf(run, fence), end: endOf('failed'), steps: [], followUp });

    test('is kept with it, queued, with all that belongs to it', async () => {
      const run = await held();
      const parent = { runId: run.id, path: '', depth: 1, isAwaited: false };
      const input = JSON.stringify({ long: 'x'.repeat(100_000) });
      const followUp = newRun({ parent, input, trigger: { id: 'call', type: 'call' } });
      expect(await finish(run, followUp)).toBe(true);
      expect(await read(run)).toMatchObject({ status: 'failed' });
      expect(await read(followUp)).toMatchObject({ status: 'queued', input, parent });
      expect(await claim()).toMatchObject([{ runId: followUp.id, fence: 1, input }]);
    });

    test('waits to be admitted when it has conditions', async () => {
      const followUp = newRun({ admission: { orderingKey: 'a' } });
      expect(await finish(await held(), followUp)).toBe(true);
      expect(await claim()).toEqual([]);
      expect(await read(followUp)).toMatchObject({ status: 'queued' });
    });

    test('is not kept by whoever has lost that one', async () => {
      const run = await held();
      const followUp = newRun();
      expect(await finish(run, followUp, 2)).toBe(false);
      expect(await finish(run, followUp)).toBe(true);
      const again = newRun();
      expect(await finish(run, again)).toBe(false);
      expect(await read(again)).toBeUndefined();
      expect(await claim()).toMatchObject([{ runId: followUp.id }]);
    });
  });

  describe('losses', () => {
    test('decide who is claimed, when they are asked for; the others stay due', async () => {
      const [lost, fresh] = [newRun(), newRun()];
      await runs.accept(lost);
      for (const losses of [0, 1]) {
        expect(await claim()).toMatchObject([{ runId: lost.id, losses }]);
        await subject.elapse(31);
      }
      await runs.accept(fresh);
      const claimOf = (losses: LossRange) => subject.other.claimDue({ ...WORKER, limit: 10, losses });
      // Its claim would be the second loss.
      expect(await claimOf({ from: 3 })).toEqual([]);
      expect(await claimOf({ below: 2 })).toMatchObject([{ runId: fresh.id, losses: 0 }]);
      expect(await claimOf({ from: 2, below: 2 })).toEqual([]);
      expect(await claimOf({ from: 2 })).toMatchObject([{ runId: lost.id, losses: 2 }]);
      // One that fell asleep has outlived it, wherever it stands.
      await runs.park({ lease: leaseOf(lost, 3), steps: [], availableAtMs: nowMs() + DAY_MS });
      await runs.acceptFinished(childOf(lost), { end: endOf(), steps: [] });
      expect(await claimOf({ from: 1 })).toEqual([]);
      expect(await claimOf({ below: 1 })).toMatchObject([{ runId: lost.id, losses: 0 }]);
    });

    test('count the times that a lease ran out, since the last position', async () => {
      const run = newRun();
      await runs.accept(run);
      for (const losses of [0, 1, 2]) {
        expect(await claim()).toMatchObject([{ losses }]);
        await subject.elapse(31);
      }
      const fence = (await claim())[0]?.fence ?? 0;
      await runs.advance({ lease: leaseOf(run, fence), steps: [], journal: [] });
      await subject.elapse(31);
      expect(await claim()).toMatchObject([{ losses: 4 }]);
      await runs.advance({ lease: leaseOf(run, fence + 1), checkpoint: aCheckpoint(), steps: [] });
      await runs.release([leaseOf(run, fence + 1)]);
      expect(await claim()).toMatchObject([{ losses: 0 }]);
    });

    test('are forgotten when a process hands the run back: it has outlived the run', async () => {
      const run = newRun();
      await runs.accept(run);
      await claim();
      await subject.elapse(31);
      const [lost] = await claim();
      expect(lost).toMatchObject({ losses: 1 });
      await runs.release([leaseOf(run, lost?.fence ?? 0)]);
      expect(await claim()).toMatchObject([{ losses: 0 }]);
    });

    test('what happens inside a composite state is progress too', async () => {
      const run = newRun();
      await runs.accept(run);
      await claim();
      await subject.elapse(31);
      const fence = (await claim())[0]?.fence ?? 0;
      await runs.advance({ lease: leaseOf(run, fence), steps: [], journal: [{ path: 'Each[0]', entry: '{}' }] });
      await subject.elapse(31);
      expect(await claim()).toMatchObject([{ losses: 1 }]);
    });
  });

  describe('compensating', () => {
    const compensating = { isCompensating: true as const };

    test('shows as a status of its own until the run has ended, in lists and counts too', async () => {
      const [run, other] = [await held(), await held()];
      await runs.advance({ lease: leaseOf(run), steps: [], ...compensating });
      const idsOf = async (statuses: RunFilter['statuses']) =>
        (await runs.list({ workspaceId: run.workspaceId, statuses: statuses ?? [], limit: 10 })).items.map(
          ({ id }) => id,
        );
      expect(await read(run)).toMatchObject({ status: 'compensating' });
      expect(await idsOf(['compensating'])).toEqual([run.id]);
      expect(await idsOf(['running'])).toEqual([other.id]);
      expect(await idsOf(['running', 'compensating'])).toEqual([other.id, run.id]);
      const counted = { workspaceId: run.workspaceId, acceptedFromMs: nowMs() - 60_000 };
      expect(await runs.countByStatus(counted)).toEqual({ compensating: 1, running: 1 });

      await runs.park(parkedBy(run));
      expect(await idsOf(['waiting'])).toEqual([]);
      expect(await read(run)).toMatchObject({ status: 'compensating' });
      await subject.elapse(2 * 86_400);
      const [claimed] = (await claim()).filter(({ runId }) => runId === run.id);
      expect(claimed).toMatchObject({ isCompensating: true });
      await runs.finish({ lease: leaseOf(run, claimed?.fence), end: endOf('compensated'), steps: [] });
      expect(await read(run)).toMatchObject({ status: 'compensated' });
      expect(await idsOf(['compensating'])).toEqual([]);
      expect(await idsOf(['compensated'])).toEqual([run.id]);
    });

    test('a cancel with it makes a run that has begun due instead of ending it', async () => {
      const run = await asleep();
      expect(await runs.requestCancel({ ...addressOf(run), compensate: true })).toBe('requested');
      expect(await read(run)).toMatchObject({ status: 'waiting' });
      expect(await claim()).toMatchObject([{ runId: run.id, cancel: 'compensate', isCompensating: false }]);
      expect(await signals([run.id])).toEqual([{ runId: run.id, cancel: 'compensate' }]);
    });

    test('a cancel with it ends a run that has not begun, and tells one that executes', async () => {
      const queued = newRun();
      await runs.accept(queued);
      expect(await runs.requestCancel({ ...addressOf(queued), compensate: true })).toBe('cancelled');
      const running = await held();
      expect(await runs.requestCancel({ ...addressOf(running), compensate: true })).toBe('requested');
      expect(await signals([running.id])).toEqual([{ runId: running.id, cancel: 'compensate' }]);
    });

    test('sleeps between two tries though it was asked for, and ends at once when somebody has enough of it', async () => {
      const run = await held();
      await runs.requestCancel({ ...addressOf(run), compensate: true });
      await runs.park({ ...parkedBy(run), ...compensating });
      expect(await claim()).toEqual([]);
      expect(await runs.requestCancel(addressOf(run))).toBe('cancelled');
      expect(await read(run)).toMatchObject({ status: 'cancelled' });
    });
  });

  describe('search attributes', () => {
    test('are shown, and find the runs that have all of them, newest first', async () => {
      const attributes = [{ order: '7', shop: 'north' }, { order: '7' }, { order: '8', shop: 'north' }];
      const made: NewRun[] = [];
      for (const searchAttributes of attributes) made.unshift(await held(newRun({ searchAttributes })));
      const find = async (members: Partial<RunFilter>) => {
        const page = await runs.list({ ...subject.origin, limit: 10, ...members });
        return page.items.map(({ id }) => made.findIndex((run) => run.id === id));
      };
      expect(await find({ attributes: { order: '7' } })).toEqual([1, 2]);
      expect(await find({ attributes: { order: '7', shop: 'north' } })).toEqual([2]);
      expect(await find({ attributes: { shop: 'north' }, limit: 1 })).toEqual([0]);
      expect(await find({ attributes: { shop: 'north' }, cursor: made[0]?.id ?? '' })).toEqual([2]);
      expect(await find({ attributes: { order: '9' } })).toEqual([]);
      expect(await find({ attributes: { order: '7' }, statuses: ['failed'] })).toEqual([]);
      expect(await find({ attributes: {} })).toEqual([0, 1, 2]);
      expect(await find({ attributes: { order: '7' }, workspaceId: subject.ids.runId() })).toEqual([]);
      for (const [index, run] of made.reverse().entries())
        expect((await read(run))?.searchAttributes).toEqual(attributes[index]);
      expect(await read(await held())).not.toHaveProperty('searchAttributes');
    });

    test('belong to runs that were kept ended, and not to repetitions', async () => {
      const dedupe = { key: 'a', windowSeconds: 60, contentHash: 'a' };
      const run = newRun({ searchAttributes: { order: '7' }, dedupe });
      await runs.acceptFinished(run, { end: endOf(), steps: [] });
      await runs.accept(newRun({ searchAttributes: { order: '7' }, dedupe }));
      const { items } = await runs.list({ ...subject.origin, attributes: { order: '7' }, limit: 10 });
      expect(items.map(({ id }) => id)).toEqual([run.id]);
    });
  });

  describe('runs that are made of others', () => {
    const large = 'x'.repeat(100_000);
    const position = aCheckpoint('Charge', { input: large, variables: { seat: 7 }, visits: { Reserve: 1 } });

    test('begin where they are told, with their own seed, and are told from both sides', async () => {
      const first = await held();
      await runs.finish({ lease: leaseOf(first), end: endOf('failed'), steps: [] });
      const retryOf = { id: first.id, kind: 'retry', from: 'Charge' } as const;
      const retry = newRun({ retryOf, keySeed: first.id, beginsAt: position });
      await runs.accept(retry);
      const replay = newRun({ retryOf: { id: first.id, kind: 'replay' } });
      await runs.accept(replay);
      const claimed = (await claim()).find(({ runId }) => runId === retry.id);
      expect(claimed).toMatchObject({ fence: 1, checkpoint: position, keySeed: first.id, stepCount: 0 });
      expect(await read(retry)).toMatchObject({ retryOf, currentState: 'Charge' });
      expect((await read(replay))?.retryOf).toEqual({ id: first.id, kind: 'replay' });
      expect(await read(first)).not.toHaveProperty('retryOf');
      const { items } = await runs.list({ ...subject.origin, limit: 10 });
      expect(items.find(({ id }) => id === retry.id)?.retryOf).toEqual(retryOf);
      expect(await runs.listRetries(addressOf(first))).toEqual([
        { id: replay.id, kind: 'replay', status: 'running' },
        { id: retry.id, kind: 'retry', status: 'running' },
      ]);
      expect(await runs.listRetries({ ...addressOf(first), workspaceId: subject.ids.runId() })).toEqual([]);
      expect(await runs.listRetries({ ...addressOf(first), runId: 'none' })).toEqual([]);
    });

    test('find where a run stood that has failed, however that was written', async () => {
      const moved = await held(newRun({ keySeed: 'seed' }));
      await runs.advance({ lease: leaseOf(moved), checkpoint: position, steps: [] });
      expect(await runs.findRemains(addressOf(moved))).toBeUndefined();
      await runs.finish({ lease: leaseOf(moved), end: endOf('failed'), steps: [] });
      const remains = { checkpoint: position, hasUndone: false, arePayloadsGone: false };
      expect(await runs.findRemains(addressOf(moved))).toEqual({ ...remains, keySeed: 'seed' });
      const last = await held();
      await runs.finish({ lease: leaseOf(last), end: endOf('timed_out'), checkpoint: position, steps: [] });
      expect(await runs.findRemains(addressOf(last))).toEqual(remains);
      const atOnce = newRun();
      await runs.acceptFinished(atOnce, { end: endOf('failed'), checkpoint: position, steps: [] });
      expect(await runs.findRemains(addressOf(atOnce))).toEqual(remains);
      const cancelled = await asleep();
      await runs.requestCancel(addressOf(cancelled));
      expect(await runs.findRemains(addressOf(cancelled))).toEqual({ ...remains, checkpoint: aCheckpoint('Call') });
    });

    test('find no position of a run that has succeeded or undone all, and the order of one that had one', async () => {
      const done = await held();
      await runs.advance({ lease: leaseOf(done), checkpoint: position, steps: [] });
      await runs.finish({ lease: leaseOf(done), end: endOf(), steps: [] });
      expect(await runs.findRemains(addressOf(done))).toEqual({ hasUndone: false, arePayloadsGone: false });
      const undone = await held();
      await runs.advance({ lease: leaseOf(undone), checkpoint: position, steps: [], isCompensating: true });
      await runs.finish({ lease: leaseOf(undone), end: endOf('compensated'), steps: [] });
      expect(await runs.findRemains(addressOf(undone))).toEqual({ hasUndone: true, arePayloadsGone: false });
      const ordered = newRun({ admission: { orderingKey: 'k' } });
      await runs.acceptFinished(ordered, { end: endOf('failed'), steps: [] });
      expect(await runs.findRemains(addressOf(ordered))).toMatchObject({ orderingKey: 'k' });
      expect(await runs.findRemains({ ...addressOf(done), runId: 'none' })).toBeUndefined();
    });
  });
}
