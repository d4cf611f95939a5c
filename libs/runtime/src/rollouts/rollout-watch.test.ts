import { aMachine, aWorkflow, withFaults } from '@millrace/testing';
import { TestInstallation } from '@millrace/testing/installation';
import type { VersionFigures } from '../version-history.ts';
import type { RolloutStore } from './rollout.ts';
import { RolloutWatch } from './rollout-watch.ts';

/** Runs and failures, of the live version and of the candidate. */
type Figures = readonly [base: readonly [number, number], candidate: readonly [number, number]];

async function watchRollout(
  figures: Figures,
  over: (store: RolloutStore) => RolloutStore = (store) => store,
  /** Of the live version, with what was before the rollout. */
  before: Figures[0] = figures[0],
) {
  const place = new TestInstallation();
  const { clock, stores } = place;
  const { workspaceId, workflowName: name } = await place.publish(aWorkflow(aMachine().pass('End')));
  await stores.workflows.publish({
    ...{ workspaceId, name, document: aWorkflow(), contentHash: 'c', note: '' },
    rollout: { percent: 10 },
  });
  const asked: unknown[] = [];
  const reports: unknown[] = [];
  const ended: string[] = [];
  const parts = {
    store: over(stores.rollouts),
    history: {
      measure: (versionIds: readonly string[], since?: { readonly fromMs: number }) => {
        asked.push(since);
        return Promise.resolve(
          versionIds.map((versionId, index): VersionFigures => {
            const [runs = 0, failed = 0] = (since === undefined ? before : figures[index]) ?? [];
            return { versionId, runs, failed, isCapped: false };
          }),
        );
      },
    },
    clock,
    onRolledBack: (_: unknown, reason: string) => ended.push(reason),
    report: (cause: unknown) => reports.push(cause),
  };
  const find = () => stores.rollouts.find({ workspaceId, name });
  const start = (): RolloutWatch => {
    const watch = new RolloutWatch(parts);
    watch.start();
    return watch;
  };
  return { clock, start, find, asked, ended, reports };
}

test('a candidate that fails is rolled back within seconds, by one of many processes', async () => {
  const { clock, start, find, asked, ended } = await watchRollout([
    [100, 0],
    [50, 10],
  ]);
  const begun = await find();
  const watches = [start(), start(), start()];
  await clock.advance(2000);
  const reason = 'v2 failed in 10 of 50 runs (20 %), v1 failed in 0 of 100 runs (0 %): more than 5 points apart.';
  expect(ended).toEqual([reason]);
  expect((await find())?.end).toMatchObject({ outcome: 'rolled_back', reason, isAutomatic: true });
  expect(asked).toEqual([{ fromMs: begun?.startedAtMs }]);
  await clock.advance(10_000);
  expect(asked).toHaveLength(1);
  await Promise.all(watches.map((watch) => watch.stop()));
});

test('where the live version has hardly run since, what was before says how it usually does', async () => {
  const figures = [
    [1, 1],
    [50, 25],
  ] as const;
  const { clock, start, ended } = await watchRollout(figures, undefined, [400, 4]);
  const watch = start();
  await clock.advance(2000);
  expect(ended).toEqual([expect.stringContaining('v1 failed in 4 of 400 runs (1 %)')]);
  await watch.stop();
});

test.each([
  ['has too few runs', [49, 25]],
  ['fails no more than any may', [100, 5]],
] as const)('a candidate that %s is no reason to ask for what was before', async (_, candidate) => {
  const { clock, start, asked, ended } = await watchRollout([[1, 0], candidate], undefined, [400, 0]);
  const watch = start();
  await clock.advance(2000);
  expect(asked).toEqual([expect.objectContaining({ fromMs: expect.any(Number) as number })]);
  expect(ended).toEqual([]);
  await watch.stop();
});

test('one that does well goes on, and is looked at again and again', async () => {
  const { clock, start, find, asked, ended } = await watchRollout([
    [100, 0],
    [50, 1],
  ]);
  const watch = start();
  await clock.advance(10_000);
  expect(await find()).not.toHaveProperty('end');
  expect(asked).toHaveLength(5);
  await watch.stop();
  await watch.tick();
  expect(ended).toEqual([]);
});

test('a store that fails is asked again', async () => {
  const { clock, start, ended, reports } = await watchRollout(
    [
      [100, 0],
      [50, 10],
    ],
    (store) =>
      withFaults(store, ({ method, count }) => (method === 'takeUnchecked' && count === 1 ? 'refused' : undefined)),
  );
  const watch = start();
  await clock.advance(5000);
  expect(reports).toHaveLength(1);
  expect(ended).toHaveLength(1);
  await watch.stop();
});
