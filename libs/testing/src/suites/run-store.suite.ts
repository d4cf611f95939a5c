import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ClaimedRun, Clock, Ids, NewRun, RunFilter, RunStore, StepListRequest } from '@millrace/runtime';
import { aCheckpoint, aRun, aStep, keyed } from '../builders/run.ts';

/** A run store with nothing in it, and what a suite needs around it. */
export interface RunStoreSubject {
  readonly runs: RunStore;
  /** The same store as another process has it. */
  readonly other: RunStore;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly ids: Ids;
  /** A published version: number 1 of the workflow `orders`. */
  readonly origin: Pick<NewRun, 'workspaceId' | 'workflowId' | 'versionId'>;
  /** Lets time pass for everything that is kept. */
  elapse(seconds: number): Promise<void>;
}

const WORKER = { workerId: 'worker-1', leaseSeconds: 30 };
const OTHER_WORKER = { workerId: 'worker-2', leaseSeconds: 30 };
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** What every run store promises. */
export function testRunStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<RunStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: RunStoreSubject;
  let runs: RunStore;
  let other: RunStore;

  beforeEach(async () => {
    subject = await setup();
    ({ runs, other } = subject);
  });
  afterEach(teardown);

  const nowMs = (): number => subject.clock.nowMs();
  const newRun = (members: Partial<NewRun> = {}): NewRun =>
    aRun({ id: subject.ids.runId(), acceptedAtMs: nowMs(), ...subject.origin }, members);
  const addressOf = ({ id }: NewRun) => ({ workspaceId: subject.origin.workspaceId, runId: id });
  const read = (run: NewRun) => runs.find(addressOf(run));
  const claim = (limit = 100, worker = OTHER_WORKER) => other.claimDue({ ...worker, limit });
  const success = (output = '1') => ({ status: 'succeeded' as const, output, endedAtMs: nowMs() });

  /** A run that is held with fence 1. */
  async function held(members: Partial<NewRun> = {}): Promise<NewRun> {
    const run = newRun(members);
    await runs.accept(run, WORKER);
    return run;
  }
  async function ended(run = newRun()): Promise<NewRun> {
    await runs.acceptFinished(run, { end: success(), steps: [] });
    return run;
  }
  const firstLease = ({ id }: NewRun) => ({ runId: id, fence: 1 });
  const sequencesOf = async (run: NewRun): Promise<number[]> =>
    (await runs.listSteps({ ...addressOf(run), limit: 1000 })).map(({ sequence }) => sequence);

  describe('accepting', () => {
    test('a run without a lease is queued, and due at once', async () => {
      const run = newRun();
      expect(await runs.accept(run)).toEqual({ kind: 'accepted', fence: 0 });
      expect(await read(run)).toMatchObject({
        id: run.id,
        ...subject.origin,
        workflowName: 'orders',
        versionNumber: 1,
        status: 'queued',
        trigger: run.trigger,
        acceptedAtMs: run.acceptedAtMs,
        input: run.input,
        stepCount: 0,
      });
      expect((await claim()).map(({ runId }) => runId)).toEqual([run.id]);
    });

    test('a run with a lease is running, and nobody else gets it while the lease lasts', async () => {
      const run = newRun();
      expect(await runs.accept(run, WORKER)).toEqual({ kind: 'accepted', fence: 1 });
      expect(await read(run)).toMatchObject({ status: 'running', startedAtMs: run.acceptedAtMs });
      expect(await claim()).toEqual([]);
    });

    test('a run that has ended is kept with its steps, and is never due', async () => {
      const run = newRun();
      const finish = { end: success('{"b":2}'), steps: [aStep(0), aStep(1)] };
      expect(await runs.acceptFinished(run, finish)).toMatchObject({ kind: 'accepted' });
      expect(await read(run)).toMatchObject({
        status: 'succeeded',
        output: '{"b":2}',
        endedAtMs: finish.end.endedAtMs,
        stepCount: 2,
      });
      expect(await runs.listSteps({ ...addressOf(run), limit: 10 })).toEqual(finish.steps);
      await subject.elapse(3600);
      expect(await claim()).toEqual([]);
    });

    test('an id is kept once: a second run with it is refused, and changes nothing', async () => {
      const run = await ended();
      await expect(runs.accept({ ...run, input: '2' }, WORKER)).rejects.toMatchObject({ code: 'store.unavailable' });
      expect(await read(run)).toMatchObject({ status: 'succeeded', input: run.input });
    });

    test('any input comes back byte for byte', async () => {
      const input = JSON.stringify({ nul: '\u0000', lone: '\ud800', big: 1 }).replace('1}', '1e400000}');
      const run = newRun({ input, rawBody: Uint8Array.from([0, 255, 128, 10]) });
      await runs.accept(run);
      expect(await read(run)).toMatchObject({ input });
      expect(await claim()).toMatchObject([{ input }]);
    });
  });

  describe('large values', () => {
    // More than 64 KiB, and as odd as JSON may be.
    const large = (name: string) => `${name} ${'\u0000\ud800 €'.repeat(15_000)}`;
    const asText = (name: string): string => JSON.stringify({ [name]: large(name) });

    test('come back from wherever they are kept', async () => {
      const run = await held({ input: asText('input') });
      const variables = { big: large('variable'), list: [large('item')], small: 1, ['__proto__']: large('proto') };
      const checkpoint = aCheckpoint('Next', { input: { big: large('position') }, variables });
      const step = aStep(0, { input: asText('in'), arguments: asText('given'), output: asText('out') });
      await runs.advance({ lease: firstLease(run), checkpoint, steps: [step, aStep(1, { assigned: asText('set') })] });
      await subject.elapse(31);
      const [claimed] = await claim();
      expect(claimed?.input).toBe(asText('input'));
      expect(JSON.stringify(claimed?.checkpoint)).toBe(JSON.stringify(checkpoint));
      const steps = await runs.listSteps({ ...addressOf(run), limit: 10 });
      expect(steps).toEqual([step, aStep(1, { assigned: asText('set') })]);
      const lease = { runId: run.id, fence: claimed?.fence ?? 0 };
      await runs.finish({ lease, end: success(asText('output')), steps: [] });
      expect(await read(run)).toMatchObject({ input: asText('input'), output: asText('output') });
    });

    test('are told from values that look like what stands for them', async () => {
      const forged = { '@sha256': '@sha256:00', payloads: { variables: { a: 'b' }, input: 'c' } };
      const run = await held({ input: JSON.stringify('@sha256:00') });
      const checkpoint = aCheckpoint('Next', { input: forged, variables: { payloads: forged, mark: '@sha256:00' } });
      const step = aStep(0, { input: JSON.stringify('@sha256:00'), output: JSON.stringify(forged) });
      await runs.advance({ lease: firstLease(run), checkpoint, steps: [step] });
      await subject.elapse(31);
      expect(await claim()).toMatchObject([{ input: JSON.stringify('@sha256:00'), checkpoint }]);
      expect(await runs.listSteps({ ...addressOf(run), limit: 10 })).toEqual([step]);
    });
  });

  describe('the next run', () => {
    test('is told when nothing is due yet, and not when it is further away', async () => {
      const run = await held();
      expect(await other.findNextDue({ withinMs: 1000 })).toBeUndefined();
      const parked = { lease: firstLease(run), checkpoint: aCheckpoint(), steps: [], availableAtMs: nowMs() + 5000 };
      await runs.park(parked);
      const dueInMs = (await other.findNextDue({ withinMs: 60_000 })) ?? 0;
      expect(dueInMs).toBeGreaterThan(0);
      expect(dueInMs).toBeLessThanOrEqual(6000);
      expect(await other.findNextDue({ withinMs: 1000 })).toBeUndefined();
      await subject.elapse(6);
      expect(await other.findNextDue({ withinMs: 60_000 })).toBeUndefined();
    });
  });

  describe('dedupe', () => {
    test.each<['accept' | 'acceptFinished']>([['accept'], ['acceptFinished']])(
      'a repetition is told which run came first, and is not kept: %s',
      async (method) => {
        const first = newRun(keyed('order-1'));
        await runs.accept(first);
        const again = newRun(keyed('order-1'));
        const result =
          method === 'accept'
            ? await runs.accept(again, WORKER)
            : await runs.acceptFinished(again, { end: success(), steps: [aStep(0)] });
        expect(result).toEqual({ kind: 'duplicate', runId: first.id, sameContent: true });
        expect(await read(again)).toBeUndefined();
        expect(await sequencesOf(again)).toEqual([]);
      },
    );

    test('a run is found by the key of another one, inside the window', async () => {
      const first = newRun(keyed('order-1'));
      expect(await runs.findRepetition(first)).toBeUndefined();
      await runs.accept(first);
      expect(await other.findRepetition(newRun(keyed('order-1', { contentHash: 'b' })))).toEqual({
        kind: 'duplicate',
        runId: first.id,
        sameContent: false,
      });
      expect(await runs.findRepetition(newRun(keyed('order-2')))).toBeUndefined();
      expect(await runs.findRepetition(newRun())).toBeUndefined();
      await subject.elapse(3601);
      expect(await runs.findRepetition(newRun(keyed('order-1')))).toBeUndefined();
    });

    test('other content under the key is told; after its window a key is free again', async () => {
      const first = newRun(keyed('order-1'));
      await runs.accept(first);
      const other = () => newRun(keyed('order-1', { contentHash: 'b' }));
      expect(await runs.accept(other())).toEqual({ kind: 'duplicate', runId: first.id, sameContent: false });
      await subject.elapse(3601);
      expect(await runs.accept(other())).toMatchObject({ kind: 'accepted' });
    });

    test('a key counts for one trigger of one workflow', async () => {
      await runs.accept(newRun(keyed('order-1')));
      const otherTrigger = newRun({ ...keyed('order-1'), trigger: { id: 'other', type: 'webhook' } });
      expect(await runs.accept(otherTrigger)).toMatchObject({ kind: 'accepted' });
      const otherWorkflow = newRun({ ...keyed('order-1'), workflowId: subject.ids.runId() });
      expect(await runs.accept(otherWorkflow)).toMatchObject({ kind: 'accepted' });
    });

    test('of many with one key at once exactly one is kept', async () => {
      const made = many(40, () => newRun(keyed('order-1')));
      const results = await Promise.all(made.map((run, n) => (n % 2 === 0 ? runs : other).accept(run)));
      const kept = made.filter((_, n) => results[n]?.kind === 'accepted');
      expect(kept).toHaveLength(1);
      expect(results.filter(({ kind }) => kind === 'duplicate')).toEqual(
        many(39, () => ({ kind: 'duplicate', runId: kept[0]?.id, sameContent: true })),
      );
      expect((await claim()).map(({ runId }) => runId)).toEqual([kept[0]?.id]);
    });
  });

  describe('claiming', () => {
    test('tells all that is needed to execute the run', async () => {
      const run = newRun();
      await runs.accept(run);
      expect(await claim()).toEqual([
        {
          runId: run.id,
          fence: 1,
          ...subject.origin,
          trigger: run.trigger,
          input: run.input,
          acceptedAtMs: run.acceptedAtMs,
          stepCount: 0,
          isCompensating: false,
          losses: 0,
          isAdmitted: false,
        },
      ]);
      expect(await read(run)).toMatchObject({ status: 'running' });
      expect((await read(run))?.startedAtMs).toEqual(expect.any(Number));
    });

    test('takes as many as were asked for: of what is due, the higher priority first, then the longer due', async () => {
      const waiting = [newRun(), newRun(), newRun({ priority: 5 }), newRun({ priority: -5 })];
      for (const run of waiting) {
        await runs.accept(run);
        await subject.elapse(1);
      }
      const claimed = [await claim(1), await claim(1), await claim(2)].map((some) => some.map(({ runId }) => runId));
      const [first, second, urgent, lazy] = waiting.map(({ id }) => id);
      expect(claimed[0]).toEqual([urgent]);
      expect(claimed[1]).toEqual([first]);
      expect(new Set(claimed[2])).toEqual(new Set([second, lazy]));
    });

    test('of one priority what somebody has begun comes first, however long others have waited', async () => {
      const backlog = many(3, () => newRun());
      for (const run of backlog) await runs.accept(run);
      const [lost, urgent] = [newRun(), newRun({ priority: 5 })];
      await runs.accept(lost, WORKER);
      await subject.elapse(31);
      await runs.accept(urgent);
      expect((await claim(2)).map(({ runId }) => runId)).toEqual([urgent.id, lost.id]);
      expect(await claim()).toHaveLength(backlog.length);
    });

    test('workers that claim side by side never get the same run', async () => {
      await Promise.all(many(100, () => runs.accept(newRun())));
      const claims = await Promise.all(
        many(6, (n) => (n % 2 === 0 ? runs : other).claimDue({ workerId: `w${n}`, leaseSeconds: 30, limit: 25 })),
      );
      const claimed = claims.flat().map(({ runId }) => runId);
      expect(new Set(claimed).size).toBe(claimed.length);
      expect(claimed.length + (await claim()).length).toBe(100);
    });
  });

  describe('leases and fences', () => {
    test('when a lease has ended another worker may claim, with a higher fence and the position that was reached', async () => {
      const run = await held();
      const checkpoint = aCheckpoint('Notify', { input: { odd: '\u0000\ud800' }, variables: { total: 5 } });
      await runs.advance({ lease: firstLease(run), checkpoint, steps: [aStep(0), aStep(1)] });
      await subject.elapse(29);
      expect(await claim()).toEqual([]);
      await subject.elapse(2);
      expect(await claim()).toMatchObject([{ runId: run.id, fence: 2, checkpoint, stepCount: 2 }]);
    });

    test('a move that comes after those that followed it writes its steps, and no position', async () => {
      const run = await held();
      const lease = firstLease(run);
      const newer = aCheckpoint('Ship', { input: 2 });
      await runs.advance({ lease, checkpoint: newer, steps: [aStep(2), aStep(3)] });
      expect(
        await runs.advance({ lease, checkpoint: aCheckpoint('Notify', { input: 1 }), steps: [aStep(0), aStep(1)] }),
      ).toBe(true);
      expect(await sequencesOf(run)).toEqual([0, 1, 2, 3]);
      await subject.elapse(31);
      expect(await claim()).toMatchObject([{ runId: run.id, checkpoint: newer, stepCount: 4 }]);
    });

    test('a renewed lease lasts on; only those that are still held are renewed', async () => {
      const [kept, lost, over] = [await held(), await held(), await held()];
      await runs.finish({ lease: firstLease(over), end: success(), steps: [] });
      await subject.elapse(20);
      const leases = [firstLease(kept), { ...firstLease(lost), fence: 0 }, firstLease(over)];
      expect(await runs.renewLeases({ ...WORKER, leases })).toEqual({ renewed: [kept.id], busy: [] });
      await subject.elapse(15);
      expect((await claim()).map(({ runId }) => runId)).toEqual([lost.id]);
    });

    test('one that is always being written is renewed by itself, while it is held', async () => {
      const [kept, lost] = [await held(), await held()];
      await subject.elapse(20);
      expect(await runs.renewBusy({ ...WORKER, lease: firstLease(kept) })).toBe(true);
      expect(await runs.renewBusy({ ...WORKER, lease: { ...firstLease(lost), fence: 0 } })).toBe(false);
      await subject.elapse(15);
      expect((await claim()).map(({ runId }) => runId)).toEqual([lost.id]);
    });

    test('renewing nothing renews nothing', async () => {
      expect(await runs.renewLeases({ ...WORKER, leases: [] })).toEqual({ renewed: [], busy: [] });
    });

    test('a worker that lost its lease writes neither position nor steps nor an end', async () => {
      const run = await held();
      await subject.elapse(31);
      const [claimed] = (await claim()) as [ClaimedRun];
      const late = { lease: firstLease(run), steps: [aStep(0)] };
      const checkpoint = aCheckpoint('Late');
      expect(await runs.advance({ ...late, checkpoint })).toBe(false);
      expect(await runs.park({ ...late, checkpoint, availableAtMs: nowMs() })).toBe(false);
      expect(await runs.finish({ ...late, end: success() })).toBe(false);
      expect(await runs.renewLeases({ ...WORKER, leases: [late.lease] })).toEqual({ renewed: [], busy: [] });
      await runs.release([late.lease]);
      expect(await sequencesOf(run)).toEqual([]);
      expect(await read(run)).toMatchObject({ status: 'running' });
      expect(await other.finish({ lease: claimed, end: success(), steps: [aStep(0)] })).toBe(true);
    });

    test('a released run is due at once, and its old fence writes nothing', async () => {
      const [begun, fresh] = [await held(), await held()];
      await runs.advance({ lease: firstLease(begun), checkpoint: aCheckpoint(), steps: [] });
      await runs.release([firstLease(begun), firstLease(fresh)]);
      await runs.release([firstLease(begun)]);
      await runs.release([]);
      expect(await runs.finish({ lease: firstLease(begun), end: success(), steps: [] })).toBe(false);
      const claimed = await claim();
      expect(new Set(claimed.map(({ runId }) => runId))).toEqual(new Set([begun.id, fresh.id]));
      for (const { fence } of claimed) expect(fence).toBeGreaterThan(1);
    });

    test('the leases of the dead end at once, the own ones stay', async () => {
      const [own, queued] = [await held(), newRun()];
      const dead = newRun();
      await runs.accept(dead, OTHER_WORKER);
      await runs.accept(queued);
      expect(await runs.expireLeases({ exceptWorkerId: WORKER.workerId })).toBe(1);
      const claimed = (await claim()).map(({ runId }) => runId);
      expect(new Set(claimed)).toEqual(new Set([dead.id, queued.id]));
      expect(claimed).not.toContain(own.id);
    });

    test('a lease of the dead that has run out keeps its time', async () => {
      const [earlier, later] = [newRun(), newRun()];
      await runs.accept(earlier, { ...OTHER_WORKER, leaseSeconds: 5 });
      await runs.accept(later, { ...OTHER_WORKER, leaseSeconds: 10 });
      await subject.elapse(20);
      expect(await runs.expireLeases({ exceptWorkerId: WORKER.workerId })).toBe(0);
      expect((await claim(1)).map(({ runId }) => runId)).toEqual([earlier.id]);
    });
  });

  describe('moving on', () => {
    test('shows where the run is and what it has done; records of steps stay in order', async () => {
      const run = await held();
      const lease = firstLease(run);
      const steps = [aStep(0), aStep(1, { output: JSON.stringify('\u0000\ud800') }), aStep(2)];
      expect(await runs.advance({ lease, checkpoint: aCheckpoint('Notify'), steps: steps.slice(0, 2) })).toBe(true);
      expect(await read(run)).toMatchObject({ status: 'running', currentState: 'Notify', stepCount: 2 });
      expect(await runs.advance({ lease, checkpoint: aCheckpoint('Ship'), steps: [] })).toBe(true);
      expect(await runs.finish({ lease, end: success(), steps: steps.slice(2) })).toBe(true);
      expect(await read(run)).toMatchObject({ status: 'succeeded', output: '1', stepCount: 3 });
      expect(await read(run)).not.toHaveProperty('currentState');
      expect(await runs.listSteps({ ...addressOf(run), limit: 10 })).toEqual(steps);
      const page = await runs.listSteps({ ...addressOf(run), afterSequence: 0, limit: 1 });
      expect(page.map(({ sequence }) => sequence)).toEqual([1]);
    });

    test('steps are read in pages, whichever were written together', async () => {
      const run = await held();
      const lease = firstLease(run);
      const steps = Array.from({ length: 7 }, (_, sequence) => aStep(sequence));
      for (const [from, to] of [
        [0, 3],
        [3, 6],
        [6, 7],
      ] as const)
        await runs.advance({ lease, checkpoint: aCheckpoint('Next'), steps: steps.slice(from, to) });
      const numbers = async (afterSequence: number, limit: number): Promise<readonly number[]> =>
        (await runs.listSteps({ ...addressOf(run), afterSequence, limit })).map(({ sequence }) => sequence);
      expect(await numbers(-1, 2)).toEqual([0, 1]);
      expect(await numbers(1, 3)).toEqual([2, 3, 4]);
      expect(await numbers(4, 10)).toEqual([5, 6]);
      expect(await numbers(6, 10)).toEqual([]);
    });

    test('of many steps those of some threads are read, and those that have failed', async () => {
      const run = await held();
      const lease = firstLease(run);
      const paths = [
        'Each "a.b"',
        'Each "a.b"[0]/A',
        'Each "a.b"[10]/A',
        'Each "a.b"[1]/A',
        'Each "a.b"[1]/B',
        'Each "aXb"[1]/A',
      ];
      const steps = paths.map((path, sequence) =>
        aStep(sequence, {
          ...{ path, output: '{"path":"Each \\"a.b\\"[7]/A","status":"failed"}' },
          ...(path.endsWith('[1]/A') ? { status: 'failed' as const } : {}),
        }),
      );
      for (const [from, to] of [
        [0, 2],
        [2, 5],
        [5, 6],
      ] as const)
        await runs.advance({ lease, checkpoint: aCheckpoint('Next'), steps: steps.slice(from, to) });
      const under = 'Each "a.b"';
      const listed = async (narrow: Partial<StepListRequest>): Promise<readonly number[]> =>
        (await runs.listSteps({ ...addressOf(run), limit: 10, ...narrow })).map(({ sequence }) => sequence);
      expect(await listed({ under })).toEqual([1, 2, 3, 4]);
      expect(await listed({ under, threads: { first: 1, last: 9 } })).toEqual([3, 4]);
      expect(await listed({ under, threads: { first: 7, last: 7 } })).toEqual([]);
      expect(await listed({ isFailed: true })).toEqual([3, 5]);
      expect(await listed({ under, isFailed: true })).toEqual([3]);
      expect(await listed({ under, limit: 1 })).toEqual([1]);
      expect(await listed({ under, limit: 1, afterSequence: 1 })).toEqual([2]);
      expect(await listed({ under, limit: 1, afterSequence: 3 })).toEqual([4]);
      expect(await listed({ under, limit: 1, afterSequence: 4 })).toEqual([]);
      const [brief] = await runs.listSteps({ ...addressOf(run), limit: 1, isBrief: true });
      expect(brief).toMatchObject({ path: 'Each "a.b"', input: 'null', status: 'succeeded' });
      expect(brief).not.toHaveProperty('output');
    });

    test('steps show what they took, also where it was the input of the run or came from the step before', async () => {
      const run = await held({ input: '{"order":17}' });
      const steps = [
        aStep(0, { input: run.input, output: '{"total":4}' }),
        aStep(1, { input: '{"total":4}', output: '2' }),
        aStep(2, { input: '2' }),
      ];
      const progress = { lease: firstLease(run), runInput: run.input };
      await runs.advance({ ...progress, checkpoint: aCheckpoint('Next'), steps: steps.slice(0, 2) });
      await runs.finish({ ...progress, end: success(), steps: steps.slice(2) });
      expect(await runs.listSteps({ ...addressOf(run), limit: 10 })).toEqual(steps);
      const atOnce = newRun({ input: '{"order":18}' });
      const step = aStep(0, { input: atOnce.input });
      await runs.acceptFinished(atOnce, { end: success(), steps: [step] });
      expect(await runs.listSteps({ ...addressOf(atOnce), limit: 10 })).toEqual([step]);
    });

    test('a parked run is due at its time and not before, with its position', async () => {
      const run = await held();
      const availableAtMs = nowMs() + 60_000;
      const pending = { kind: 'wait' as const, untilMs: availableAtMs, enteredAtMs: nowMs() };
      const checkpoint = aCheckpoint('Rest', { pending });
      expect(await runs.park({ lease: firstLease(run), checkpoint, steps: [aStep(0)], availableAtMs })).toBe(true);
      expect(await read(run)).toMatchObject({ status: 'waiting', currentState: 'Rest' });
      expect(Math.abs(((await read(run))?.availableAtMs ?? 0) - availableAtMs)).toBeLessThan(1000);
      expect(await runs.advance({ lease: firstLease(run), checkpoint, steps: [] })).toBe(false);
      await subject.elapse(58);
      expect(await claim()).toEqual([]);
      await subject.elapse(3);
      expect(await claim()).toMatchObject([{ runId: run.id, fence: 2, checkpoint, stepCount: 1 }]);
    });

    test('a run parked until a time that has passed is due at once', async () => {
      const run = await held();
      await runs.park({ lease: firstLease(run), checkpoint: aCheckpoint(), steps: [], availableAtMs: nowMs() - 5000 });
      expect(await claim()).toMatchObject([{ runId: run.id }]);
    });

    test('an end is for ever', async () => {
      const run = await held();
      const lease = firstLease(run);
      const end = {
        status: 'failed' as const,
        error: 'Shop.NoStock',
        cause: 'sold out',
        failedPath: 'Charge#2',
        endedAtMs: nowMs(),
      };
      expect(await runs.finish({ lease, end, steps: [aStep(0)] })).toBe(true);
      expect(await runs.finish({ lease, end: success(), steps: [aStep(1)] })).toBe(false);
      expect(await runs.advance({ lease, checkpoint: aCheckpoint(), steps: [aStep(1)] })).toBe(false);
      expect(await runs.requestCancel(addressOf(run))).toBe('already_ended');
      expect(await read(run)).toMatchObject(end);
      expect(await read(run)).not.toHaveProperty('output');
      expect(await sequencesOf(run)).toEqual([0]);
      await subject.elapse(3600);
      expect(await claim()).toEqual([]);
    });

    test('texts that a database may refuse are kept so that people can read them', async () => {
      const run = await held();
      const end = {
        status: 'failed' as const,
        error: 'A\u0000B',
        cause: 'left \u0000\ud800 right',
        endedAtMs: nowMs(),
      };
      expect(await runs.finish({ lease: firstLease(run), end, steps: [] })).toBe(true);
      expect((await read(run))?.cause).toMatch(/^left .* right$/su);
    });
  });

  describe('cancelling', () => {
    test.each<[string, (run: NewRun) => Promise<unknown>]>([
      ['queued', (run) => runs.accept(run)],
      [
        'waiting',
        async (run) => {
          await runs.accept(run, WORKER);
          const parked = { lease: firstLease(run), checkpoint: aCheckpoint(), steps: [] };
          await runs.park({ ...parked, availableAtMs: nowMs() + 60_000 });
        },
      ],
    ])('a %s run ends at once, and is never due again', async (_, begin) => {
      const run = newRun();
      await begin(run);
      expect(await runs.requestCancel(addressOf(run))).toBe('cancelled');
      expect(await read(run)).toMatchObject({ status: 'cancelled' });
      expect((await read(run))?.endedAtMs).toEqual(expect.any(Number));
      expect(await runs.requestCancel(addressOf(run))).toBe('already_ended');
      await subject.elapse(120);
      expect(await claim()).toEqual([]);
    });

    test('a running run goes on until its worker has heard; whoever claims it next is told too', async () => {
      const [asked, left] = [await held(), await held()];
      expect(await other.requestCancel(addressOf(asked))).toBe('requested');
      for (const store of [runs, other])
        expect(await store.findSignals({ runIds: [asked.id, left.id], heard: [] })).toEqual([
          { runId: asked.id, cancel: 'stop' },
        ]);
      expect(await runs.findSignals({ runIds: [], heard: [] })).toEqual([]);
      expect(await read(asked)).toMatchObject({ status: 'running' });
      await subject.elapse(31);
      const claimed = await claim();
      expect(claimed.find(({ runId }) => runId === asked.id)?.cancel).toBe('stop');
      expect(claimed.find(({ runId }) => runId === left.id)?.cancel).toBeUndefined();
    });

    test('a run that parks after it was asked to cancel is due at once, not when its wait is over', async () => {
      const run = await held();
      await other.requestCancel(addressOf(run));
      const parked = { lease: firstLease(run), checkpoint: aCheckpoint(), steps: [] };
      expect(await runs.park({ ...parked, availableAtMs: nowMs() + 86_400_000 })).toBe(true);
      expect(await claim()).toMatchObject([{ runId: run.id, cancel: 'stop' }]);
    });

    test('of a cancel and an end at once, exactly one wins', async () => {
      for (const run of await Promise.all(many(10, () => held()))) {
        const [, wasFinished] = await Promise.all([
          other.requestCancel(addressOf(run)),
          runs.finish({ lease: firstLease(run), end: success(), steps: [] }),
        ]);
        expect(wasFinished).toBe(true);
        expect(await read(run)).toMatchObject({ status: 'succeeded' });
      }
    });

    test('what is not there, or is another workspace’s, is not found', async () => {
      const run = await held();
      const foreign = { ...addressOf(run), workspaceId: subject.ids.runId() };
      const missing = { ...addressOf(run), runId: subject.ids.runId() };
      for (const address of [foreign, missing, { ...foreign, runId: 'no id' }]) {
        expect(await runs.requestCancel(address)).toBe('not_found');
        expect(await runs.find(address)).toBeUndefined();
        expect(await runs.listSteps({ ...address, limit: 10 })).toEqual([]);
      }
      expect(await runs.findSignals({ runIds: [run.id], heard: [] })).toEqual([]);
    });
  });

  describe('lists', () => {
    const idsOf = async (filter: Partial<RunFilter> = {}): Promise<readonly string[]> => {
      const { items } = await runs.list({ workspaceId: subject.origin.workspaceId, limit: 200, ...filter });
      return items.map(({ id }) => id);
    };

    test('begin with the newest, and go on page by page', async () => {
      const made = [];
      for (let n = 0; n < 5; n += 1) made.unshift((await ended()).id);
      const filter = { workspaceId: subject.origin.workspaceId, limit: 2 };
      const first = await runs.list(filter);
      expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2));
      await ended();
      const second = await runs.list({ ...filter, cursor: first.nextCursor ?? '' });
      expect(second.items.map(({ id }) => id)).toEqual(made.slice(2, 4));
      const third = await runs.list({ ...filter, cursor: second.nextCursor ?? '' });
      expect(third.items.map(({ id }) => id)).toEqual(made.slice(4));
      expect(third.nextCursor).toBeUndefined();
    });

    test('show names and no payloads', async () => {
      await ended();
      const { items } = await runs.list({ workspaceId: subject.origin.workspaceId, limit: 1 });
      expect(items[0]).toMatchObject({ workflowName: 'orders', versionNumber: 1, status: 'succeeded' });
      expect(items[0]).not.toHaveProperty('input');
      expect(items[0]).not.toHaveProperty('output');
    });

    test('can be narrowed by status, workflow, time and workspace', async () => {
      const over = await ended();
      const running = await held();
      expect(await idsOf({ statuses: ['succeeded', 'failed'] })).toEqual([over.id]);
      expect(await idsOf({ statuses: [] })).toEqual([]);
      expect(await idsOf({ workflowName: 'orders' })).toEqual([running.id, over.id]);
      expect(await idsOf({ workflowName: 'others' })).toEqual([]);
      expect(await idsOf({ workspaceId: subject.ids.runId() })).toEqual([]);
      const aroundMs = [nowMs() - 60_000, nowMs() + 60_000] as const;
      expect(await idsOf({ acceptedFromMs: aroundMs[0], acceptedUntilMs: aroundMs[1] })).toHaveLength(2);
      expect(await idsOf({ acceptedFromMs: aroundMs[1] })).toEqual([]);
      expect(await idsOf({ acceptedUntilMs: aroundMs[0] })).toEqual([]);
    });

    test('refuse a cursor that none of them gave out', async () => {
      await expect(idsOf({ cursor: 'page 2' })).rejects.toMatchObject({ code: 'list.cursor_invalid' });
    });

    test('counts by status see one workspace, or all, since a time', async () => {
      await ended();
      await ended();
      await held();
      const { workspaceId } = subject.origin;
      const acceptedFromMs = nowMs() - 60_000;
      expect(await runs.countByStatus({ workspaceId, acceptedFromMs })).toEqual({ succeeded: 2, running: 1 });
      expect(await runs.countByStatus({ acceptedFromMs })).toEqual({ succeeded: 2, running: 1 });
      expect(await runs.countByStatus({ workspaceId: subject.ids.runId(), acceptedFromMs })).toEqual({});
      expect(await runs.countByStatus({ workspaceId, acceptedFromMs: nowMs() + 60_000 })).toEqual({});
    });
  });
}
