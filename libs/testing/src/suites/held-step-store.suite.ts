import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { HeldCall, HeldStepStore, NewRun, TokenAnswer, TokenStore } from '@millrace/runtime';
import { aCheckpoint, aRun } from '../builders/run.ts';
import type { RunStoreSubject } from './run-store.suite.ts';

/** Steps that stand still beside the runs that they belong to. `connections`: two names that the workspace knows. */
export type HeldStepStoreSubject = RunStoreSubject & {
  readonly tokens: TokenStore;
  readonly heldSteps: HeldStepStore;
  /** As another process has it. */
  readonly otherHeldSteps: HeldStepStore;
  readonly connections: readonly [string, string];
};

const WORKER = { workerId: 'worker-1', leaseSeconds: 300 };
const AGAIN: TokenAnswer = { kind: 'again' };
const DONE: TokenAnswer = { kind: 'returned', output: '{"by":"hand"}' };
const RELEASE = { perConnection: 2, paceSeconds: 10, staleSeconds: 5 };

/** What every store of steps that stand still promises. */
export function testHeldStepStore({
  setup,
  teardown,
}: {
  readonly setup: () => Promise<HeldStepStoreSubject>;
  readonly teardown: () => Promise<void>;
}): void {
  let subject: HeldStepStoreSubject;
  let store: HeldStepStore;
  let workspaceId: string;
  let count = 0;
  beforeEach(async () => {
    subject = await setup();
    store = subject.heldSteps;
    ({ workspaceId } = subject.origin);
  });
  afterEach(teardown);

  const leaseOf = ({ id }: NewRun, fence = 1) => ({ runId: id, fence });
  async function aHeldRun(members: Partial<HeldCall> = {}): Promise<NewRun & { readonly token: string }> {
    const run = aRun({ id: subject.ids.runId(), acceptedAtMs: subject.clock.nowMs(), ...subject.origin });
    await subject.runs.accept(run, WORKER);
    return { ...run, token: await hold(run, members) };
  }
  async function hold(run: NewRun, members: Partial<HeldCall> = {}, attempt = 1): Promise<string> {
    count += 1;
    const held: HeldCall = {
      ...{ path: 'Charge', state: 'Charge', resource: 'connector:shop/charge' },
      ...{ error: 'Connector.OutcomeUnknown', cause: 'No answer.', callAgeMs: 0 },
      ...members,
    };
    const opened = await subject.tokens.open({
      ...{ lease: leaseOf(run), workspaceId, path: `${held.path}/${attempt}`, attempt, held },
      ...{ token: `hold.${subject.ids.runId()}-${count}`, lifeSeconds: 3600 },
    });
    if (opened === undefined) throw new Error('The token was not opened.');
    return opened.token;
  }
  const park = (run: NewRun) =>
    subject.runs.park({
      ...{ lease: leaseOf(run), checkpoint: aCheckpoint('Charge'), steps: [] },
      availableAtMs: subject.clock.nowMs() + 86_400_000,
    });
  const list = async (filter: Partial<Parameters<HeldStepStore['list']>[0]> = {}) =>
    store.list({ workspaceId, limit: 100, ...filter });
  const listed = async (filter?: Partial<Parameters<HeldStepStore['list']>[0]>) =>
    (await list(filter)).items.map(({ runId }) => runId);
  const decide = ({ id: runId }: NewRun, decision: TokenAnswer, path = 'Charge') =>
    store.decide({ workspaceId, runId, path, decision });

  test('it is found with all that is known of it, until it is decided about', async () => {
    const path = 'Each[0]/Charge\u0000 50% "ü"';
    const run = await aHeldRun({ path, state: 'Charge', connection: subject.connections[0] });
    const [step, ...others] = (await list()).items;
    expect(others).toEqual([]);
    expect(step).toEqual({
      ...{ runId: run.id, workflowName: 'orders', attempt: 1, path, state: 'Charge' },
      ...{ resource: 'connector:shop/charge', error: 'Connector.OutcomeUnknown', cause: 'No answer.' },
      connection: subject.connections[0],
      heldSinceMs: expect.any(Number) as unknown as number,
    });
    expect(Math.abs((step?.heldSinceMs ?? 0) - subject.clock.nowMs())).toBeLessThan(2000);
    expect(await decide(run, DONE, path)).toEqual({ kind: 'decided', token: run.token });
    expect(await list()).toEqual({ items: [] });
  });

  test('lists go from the oldest on, in pages, of a run, of a connection, of one workspace', async () => {
    const [acme, other] = subject.connections;
    const runs = [await aHeldRun({ connection: acme }), await aHeldRun({ connection: other }), await aHeldRun()];
    const ids = runs.map(({ id }) => id);
    expect(await listed()).toEqual(ids);
    expect(await listed({ runId: ids[1] ?? '' })).toEqual([ids[1]]);
    expect(await listed({ connection: acme })).toEqual([ids[0]]);
    expect(await listed({ runId: 'none' })).toEqual([]);
    expect(await listed({ workspaceId: subject.ids.runId() })).toEqual([]);
    const first = await list({ limit: 2 });
    expect(first.items.map(({ runId }) => runId)).toEqual(ids.slice(0, 2));
    const second = await list({ limit: 2, ...(first.nextCursor === undefined ? {} : { cursor: first.nextCursor }) });
    expect(second.items.map(({ runId }) => runId)).toEqual(ids.slice(2));
    expect(second).not.toHaveProperty('nextCursor');
    expect(await store.countByConnection(workspaceId)).toEqual({ [acme]: 1, [other]: 1 });
  });

  test.each(['none', '', 'W10', 'WyIxIiwiMSIsIjEiXQ'])('"%s" is no cursor', async (cursor) => {
    await expect(list({ cursor })).rejects.toMatchObject({ code: 'list.cursor_invalid' });
  });

  test('tokens that wait for something else are none of them', async () => {
    const run = await aHeldRun();
    await subject.tokens.open({
      ...{ lease: leaseOf(run), workspaceId, path: 'Ask', attempt: 1, token: `t-${run.id}`, lifeSeconds: 3600 },
    });
    expect((await list()).items).toHaveLength(1);
    expect(await decide(run, DONE, 'Ask')).toEqual({ kind: 'not_found' });
  });

  test('of many decisions at once one counts; the run that sleeps is due', async () => {
    const run = await aHeldRun();
    await park(run);
    expect(await subject.other.claimDue({ ...WORKER, limit: 10 })).toEqual([]);
    const decisions = await Promise.all(Array.from({ length: 20 }, () => decide(run, AGAIN)));
    expect(decisions.filter(({ kind }) => kind === 'decided')).toHaveLength(1);
    expect(await subject.tokens.find(run.token)).toMatchObject({ answer: AGAIN });
    expect(await subject.other.claimDue({ ...WORKER, limit: 10 })).toMatchObject([{ runId: run.id }]);
  });

  test.each<[string, (run: NewRun) => Promise<unknown>]>([
    ['its run has ended', (run) => finish(run)],
    ['its life is over', () => subject.elapse(3601)],
    ['nobody waits for it', (run) => subject.tokens.withdraw({ runId: run.id, paths: ['Charge/1'] })],
  ])('there is nothing to decide when %s', async (_, happen) => {
    const run = await aHeldRun({ connection: subject.connections[0] });
    await happen(run);
    expect(await listed()).toEqual([]);
    expect(await decide(run, DONE)).toEqual({ kind: 'not_found' });
    await store.noteMended({ workspaceId, name: subject.connections[0] });
    await subject.elapse(6);
    expect(await store.release(RELEASE)).toEqual([]);
    expect(await store.countByConnection(workspaceId)).toEqual({});
  });
  const finish = (run: NewRun) =>
    subject.runs.finish({
      ...{ lease: leaseOf(run), steps: [] },
      end: { status: 'failed', endedAtMs: subject.clock.nowMs() },
    });

  test('a decision about an attempt is none about the next one', async () => {
    const run = await aHeldRun();
    const about = { workspaceId, runId: run.id, path: 'Charge', decision: AGAIN };
    expect(await store.decide({ ...about, attempt: 2 })).toEqual({ kind: 'not_found' });
    expect(await store.decide({ ...about, attempt: 1 })).toMatchObject({ kind: 'decided' });
    await hold(run, {}, 2);
    expect(await store.decide({ ...about, attempt: 1 })).toEqual({ kind: 'not_found' });
    expect(await store.decide(about)).toMatchObject({ kind: 'decided' });
  });

  test('another workspace, another run, another path: not found', async () => {
    const { id: runId } = await aHeldRun();
    const decision = DONE;
    for (const other of [
      { workspaceId: subject.ids.runId() },
      { runId: subject.ids.runId() },
      { runId: 'x' },
      { path: 'No' },
    ])
      expect(await store.decide({ workspaceId, runId, path: 'Charge', decision, ...other })).toEqual({
        kind: 'not_found',
      });
  });

  test('what waits for a connection is let go when that was mended, some at a time, the oldest first', async () => {
    const [acme, other] = subject.connections;
    const runs: { readonly id: string; readonly token: string }[] = [];
    for (let number = 0; number < 5; number += 1) runs.push(await aHeldRun({ connection: acme }));
    const stays = await aHeldRun({ connection: other });
    expect(await store.release(RELEASE)).toEqual([]);
    await store.noteMended({ workspaceId, name: acme });
    expect(await store.release(RELEASE)).toEqual([]);
    await subject.elapse(6);
    const released: string[] = [];
    for (const expected of [2, 0, 2, 0, 1]) {
      const both = await Promise.all([store.release(RELEASE), subject.otherHeldSteps.release(RELEASE)]);
      expect(both.flat()).toHaveLength(expected);
      released.push(...both.flat().map(({ runId }) => runId));
      if (expected === 0) await subject.elapse(11);
    }
    expect(released.map((id) => runs.findIndex((run) => run.id === id))).toEqual(
      expect.arrayContaining([0, 1, 2, 3, 4]),
    );
    expect(new Set(released.slice(0, 2))).toEqual(new Set(runs.slice(0, 2).map(({ id }) => id)));
    expect(await subject.tokens.find(runs[0]?.token ?? '')).toMatchObject({ answer: AGAIN });
    expect(await listed()).toEqual([stays.id]);
  });

  test('what is held after that waits for the next time', async () => {
    const [acme] = subject.connections;
    await store.noteMended({ workspaceId, name: acme });
    await store.noteMended({ workspaceId, name: 'nobody has it' });
    await subject.elapse(6);
    const run = await aHeldRun({ connection: acme });
    expect(await store.release(RELEASE)).toEqual([]);
    await subject.elapse(20);
    await store.noteMended({ workspaceId, name: acme });
    await subject.elapse(6);
    expect(await store.release(RELEASE)).toEqual([{ runId: run.id, token: run.token }]);
  });

  test.each([
    ['was called before', 4000],
    ['was called while processes may have gone on with what was held before', 1000],
  ])('what %s and was refused after that is not forgotten', async (_, callAgeMs) => {
    const [acme] = subject.connections;
    await store.noteMended({ workspaceId, name: acme });
    await subject.elapse(3);
    const run = await aHeldRun({ connection: acme, callAgeMs });
    await subject.elapse(6);
    expect(await store.release(RELEASE)).toEqual([{ runId: run.id, token: run.token }]);
  });
}
