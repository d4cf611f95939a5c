import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_ROLLOUT_RULE, type RolloutStore, type WorkflowMarks, type WorkflowStore } from '@millrace/runtime';
import { aMachine } from '../builders/machine.ts';
import { aWorkflow } from '../builders/workflow.ts';

/** A rollout store with nothing in it, and what a suite needs around it. */
export interface RolloutStoreSubject {
  readonly rollouts: RolloutStore;
  /** On the same data, as of another process. */
  readonly otherRollouts: RolloutStore;
  readonly workflows: WorkflowStore;
  readonly workflowMarks: WorkflowMarks;
  readonly workspaceId: string;
}

interface Suite {
  readonly setup: () => Promise<RolloutStoreSubject>;
  readonly teardown: () => Promise<void>;
}

/** What every rollout store promises, and what the workflow store does to rollouts. */
export function testRolloutStore({ setup, teardown }: Suite): void {
  let subject: RolloutStoreSubject;
  beforeEach(async () => {
    subject = await setup();
    const document = aWorkflow(aMachine().pass('End'), { name: 'orders' });
    await subject.workflows.create({ ...named(), document: document as never });
  });
  afterEach(teardown);

  const named = (name = 'orders') => ({ workspaceId: subject.workspaceId, name });
  const publish = (rollout?: Parameters<WorkflowStore['publish']>[0]['rollout']) =>
    subject.workflows.publish({
      ...{ ...named(), document: aWorkflow(aMachine().pass('End')), contentHash: 'h', note: '', publishedBy: 'Ada' },
      ...(rollout === undefined ? {} : { rollout }),
    });
  const keep = (number: number, percent = 10, more: Partial<Parameters<RolloutStore['keep']>[0]> = {}) =>
    subject.rollouts.keep({ ...named(), number, percent, ...more });
  const find = () => subject.rollouts.find(named());
  const refused = (code: string) => expect.objectContaining({ code });
  /** Versions 1, 2 and 3, of which the first is live. */
  const publishThree = async () => {
    const versions = [await publish(), await publish(), await publish()];
    await subject.workflows.activate({ ...named(), number: 1 });
    return versions.map(({ id, number }) => ({ versionId: id, number }));
  };

  describe('beginning and changing', () => {
    test('a rollout compares the live version with another one', async () => {
      const [base, candidate] = await publishThree();
      expect(await find()).toBeUndefined();
      const kept = await keep(2, 10, { startedBy: 'Bo' });
      expect(kept).toMatchObject({ base, candidate, percent: 10, rule: DEFAULT_ROLLOUT_RULE, startedBy: 'Bo' });
      expect(kept.startedAtMs).toBeGreaterThan(0);
      expect(kept).not.toHaveProperty('end');
      expect(await find()).toEqual(kept);
      expect(await subject.otherRollouts.listActive()).toEqual([kept]);
      expect((await subject.workflows.find(named()))?.liveVersion?.number).toBe(1);
    });

    test('its share and its rule change, and it stays the same', async () => {
      await publishThree();
      const begun = await keep(2);
      const rule = { maxErrorPoints: 0.5, minRuns: 7 };
      expect(await keep(2, 25, { rule })).toEqual({ ...begun, percent: 25, rule });
      expect(await keep(2, 50)).toEqual({ ...begun, percent: 50, rule });
      expect(await subject.rollouts.listActive()).toHaveLength(1);
    });

    test('one of another version takes its place', async () => {
      await publishThree();
      const first = await keep(2, 25, { rule: { maxErrorPoints: 1, minRuns: 1 } });
      const second = await keep(3, 10, { startedBy: 'Bo' });
      expect(second.id).not.toBe(first.id);
      expect(second.rule).toEqual(DEFAULT_ROLLOUT_RULE);
      expect(await subject.rollouts.listActive()).toEqual([second]);
      expect(await subject.rollouts.rollBack({ id: first.id, reason: 'late' })).toBe(false);
    });

    test('what cannot be rolled out is refused', async () => {
      await expect(keep(1)).rejects.toEqual(refused('rollout.version_unknown'));
      await publishThree();
      await expect(keep(4)).rejects.toEqual(refused('rollout.version_unknown'));
      await expect(keep(1)).rejects.toEqual(refused('rollout.candidate_live'));
      await subject.workflows.pause(named());
      await expect(keep(2)).rejects.toEqual(refused('rollout.nothing_live'));
      await expect(subject.rollouts.keep({ ...named('nobody'), number: 1, percent: 1 })).rejects.toEqual(
        refused('workflow.not_found'),
      );
      await expect(subject.rollouts.find(named('nobody'))).rejects.toEqual(refused('workflow.not_found'));
      expect(await subject.rollouts.listActive()).toEqual([]);
    });

    test('one that has ended is not begun again by whoever saw it active', async () => {
      await publishThree();
      const { id: changes } = await keep(2);
      expect(await keep(2, 50, { changes })).toMatchObject({ id: changes, percent: 50 });
      await expect(keep(3, 50, { changes })).rejects.toMatchObject(refused('rollout.ended'));
      await subject.rollouts.rollBack({ id: changes, reason: 'It fails.' });
      await expect(keep(2, 50, { changes })).rejects.toMatchObject(refused('rollout.ended'));
      expect(await find()).toMatchObject({ id: changes, percent: 50, end: { reason: 'It fails.' } });
      const { id } = await keep(2);
      await expect(keep(2, 50, { changes })).rejects.toMatchObject(refused('rollout.ended'));
      expect(await find()).toMatchObject({ id, percent: 10 });
    });

    test('of many who begin one at once, all have the same', async () => {
      await publishThree();
      const kept = await Promise.all([2, 2, 2, 2].map((number) => keep(number)));
      expect(new Set(kept.map(({ id }) => id)).size).toBe(1);
    });
  });

  describe('publishing', () => {
    test('a version is frozen and rolled out at once, and the live one stays', async () => {
      const live = await publish();
      const candidate = await publish({ percent: 5 });
      expect(candidate.number).toBe(2);
      expect(await find()).toMatchObject({
        ...{ percent: 5, startedBy: 'Ada' },
        base: { versionId: live.id },
        candidate: { versionId: candidate.id, number: 2 },
      });
      const workflow = await subject.workflows.find(named());
      expect(workflow?.liveVersion?.id).toBe(live.id);
    });

    test('without a live version nothing is frozen', async () => {
      await expect(publish({ percent: 5 })).rejects.toEqual(refused('rollout.nothing_live'));
      expect(await subject.workflows.listVersions(named())).toEqual([]);
    });
  });

  describe('ending', () => {
    test('a person rolls it back', async () => {
      await publishThree();
      const { id } = await keep(2);
      expect(await subject.rollouts.rollBack({ id, reason: 'Enough.', by: 'Bo' })).toBe(true);
      expect(await subject.rollouts.rollBack({ id, reason: 'Again.' })).toBe(false);
      const end = { outcome: 'rolled_back', reason: 'Enough.', by: 'Bo', isAutomatic: false };
      expect((await find())?.end).toMatchObject(end);
      expect(await subject.rollouts.listActive()).toEqual([]);
      expect((await keep(2)).id).not.toBe(id);
    });

    test('the rule rolls it back, once', async () => {
      await publishThree();
      const { id } = await keep(2);
      const [here, there] = [subject.rollouts, subject.otherRollouts];
      const both = await Promise.all([here, there].map((store) => store.rollBack({ id, reason: 'It fails.' })));
      expect([...both].sort()).toEqual([false, true]);
      const { end } = (await find()) ?? {};
      expect(end).toMatchObject({ outcome: 'rolled_back', reason: 'It fails.', isAutomatic: true });
      expect(end).not.toHaveProperty('by');
    });

    test.each([
      ['its candidate goes live', 2, 'promoted'],
      ['a third version goes live', 3, 'replaced'],
      ['the live version is made live again', 1, 'replaced'],
    ])('%s', async (_, number, outcome) => {
      await publishThree();
      await keep(2);
      await subject.workflows.activate({ ...named(), number, activatedBy: 'Bo' });
      expect((await find())?.end).toMatchObject({
        ...{ outcome, reason: `v${number} was made live.`, by: 'Bo', isAutomatic: false },
      });
    });

    test('all traffic goes to a version that is published', async () => {
      await publishThree();
      await keep(2);
      await publish();
      expect((await find())?.end).toMatchObject({ outcome: 'replaced', reason: 'v4 was made live.', by: 'Ada' });
    });

    test('the workflow is paused, or removed', async () => {
      await publishThree();
      await keep(2);
      await subject.workflows.pause(named());
      const end = { outcome: 'replaced', reason: 'The workflow has no live version any more.' };
      expect((await find())?.end).toMatchObject(end);
      await subject.workflows.activate({ ...named(), number: 1 });
      await keep(2);
      await subject.workflows.remove(named());
      expect(await subject.rollouts.listActive()).toEqual([]);
    });
  });

  test('each is looked at by one process at a time', async () => {
    await publishThree();
    const { id } = await keep(2);
    const take = (store: RolloutStore, everySeconds: number) => store.takeUnchecked({ everySeconds, limit: 10 });
    expect(await take(subject.rollouts, 60)).toEqual([]);
    const both = await Promise.all([take(subject.rollouts, 0), take(subject.otherRollouts, 60)]);
    expect(both.flat().map((rollout) => rollout.id)).toEqual([id]);
    await subject.rollouts.rollBack({ id, reason: 'Enough.' });
    expect(await take(subject.rollouts, 0)).toEqual([]);
  });

  test('who follows the workflow sees that something changed', async () => {
    const [base] = await publishThree();
    const { workflowId } = (await subject.workflows.findVersion(base?.versionId ?? '')) ?? { workflowId: '' };
    const marks: (string | undefined)[] = [];
    const look = async () => marks.push((await subject.workflowMarks.read([workflowId]))[0]?.rollout);
    await look();
    const { id } = await keep(2);
    await look();
    await keep(2, 20);
    await look();
    await subject.rollouts.rollBack({ id, reason: 'Enough.' });
    await look();
    expect(marks[0]).toBeUndefined();
    expect(new Set(marks).size).toBe(4);
  });
}
