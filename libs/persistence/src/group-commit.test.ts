import { GroupCommit, type Write } from './group-commit.ts';
import { LargeValues } from './large-values.ts';
import { newRunRow, progressMove } from './run-rows.ts';

type Batch = Parameters<ConstructorParameters<typeof GroupCommit>[0]>[0];

const WORKFLOW = '01890000-0000-7000-8000-000000000000';

function aRun(id: string, dedupeKey?: string): Write {
  const run = {
    id,
    workspaceId: WORKFLOW,
    workflowId: WORKFLOW,
    versionId: WORKFLOW,
    trigger: { id: 'hook', type: 'webhook' as const },
    input: 'null',
    priority: 0,
    acceptedAtMs: 0,
  };
  const dedupe = { key: dedupeKey ?? '', windowSeconds: 60, contentHash: 'a' };
  return {
    run: newRunRow(dedupeKey === undefined ? run : { ...run, dedupe }, { large: new LargeValues() }),
    steps: [],
  };
}

function aMove(id: string): Write {
  const progress = { lease: { runId: id, fence: 1 }, steps: [], journal: [{ path: 'Each[0]', entry: '{}' }] };
  return { move: progressMove(progress, new LargeValues()), steps: [] };
}

const idsOf = (batch: Batch): string[] => batch.runs.map((run) => run.id);
const failure = (code: string): Error => Object.assign(new Error(`failed with ${code}`), { code });

/** Writes everything, and notes what came in which batch. */
function aDatabase(answer: (batch: Batch, call: number) => Promise<void> | void = () => undefined) {
  const batches: string[][] = [];
  const commit = new GroupCommit(
    async (batch) => {
      batches.push(idsOf(batch));
      await answer(batch, batches.length);
      return new Set([...idsOf(batch), ...batch.moves.map(({ id }) => id)]);
    },
    { firstDelayMs: 1, acceptMs: 20, moveMs: 60_000 },
  );
  return { batches, commit };
}

test('what is written in one turn is committed at once, in the order of ids', async () => {
  const { batches, commit } = aDatabase();
  const results = await Promise.all(['c', 'a', 'b'].map((id) => commit.write(aRun(id))));
  expect(batches).toEqual([['a', 'b', 'c']]);
  expect(results).toEqual(Array(3).fill({ written: true, retried: false }));
  expect(commit).toMatchObject({ commits: 1, writes: 3 });
});

test.each([
  ['two writes of one run', [aRun('a'), aRun('a')]],
  ['two new runs with one dedupe key', [aRun('a', 'order-1'), aRun('b', 'order-1')]],
])('%s are never in one batch', async (_, writes) => {
  const { batches, commit } = aDatabase();
  await Promise.all(writes.map((write) => commit.write(write)));
  expect(batches.map((batch) => batch.length)).toEqual([1, 1]);
});

test('a batch holds at most 250 writes, and at most three batches are under way', async () => {
  let underWay = 0;
  let most = 0;
  const { batches, commit } = aDatabase(async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
  });
  await Promise.all(Array.from({ length: 2_600 }, (_, n) => commit.write(aRun(String(n)))));
  expect(Math.max(...batches.map((batch) => batch.length))).toBe(250);
  expect(batches.flat()).toHaveLength(2_600);
  expect(most).toBe(3);
});

test('one refused row fails alone', async () => {
  const { commit } = aDatabase((batch) => {
    if (idsOf(batch).includes('bad')) throw failure('22P05');
  });
  const results = await Promise.allSettled(['a', 'bad', 'c'].map((id) => commit.write(aRun(id))));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { code: 'store.unavailable', cause: { code: '22P05' } } });
});

test('after a broken connection the same batch is written again, and its callers hear that it was', async () => {
  const { batches, commit } = aDatabase((_, call) => {
    if (call === 1) throw failure('57P01');
  });
  const results = await Promise.all(['a', 'b'].map((id) => commit.write(aRun(id))));
  expect(batches).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(results).toEqual(Array(2).fill({ written: true, retried: true }));
});

test('a database that stays away is reported to the caller with the cause, and the next write is tried anew', async () => {
  let isAway = true;
  const { commit } = aDatabase(() => {
    if (isAway) throw failure('ECONNREFUSED');
  });
  await expect(commit.write(aRun('a'))).rejects.toMatchObject({
    code: 'store.unavailable',
    cause: { code: 'ECONNREFUSED' },
  });
  isAway = false;
  await expect(commit.write(aRun('a'))).resolves.toEqual({ written: true, retried: false });
});

test('new runs give up sooner than what runs have done, also those behind them', async () => {
  let isAway = true;
  const { commit } = aDatabase(() => {
    if (isAway) throw failure('57P01');
  });
  const done = commit.write(aMove('held'));
  await new Promise(setImmediate);
  const behind = Array.from({ length: 5 }, (_, n) => commit.write(aRun(String(n))));
  const refused = await Promise.allSettled(behind);
  expect(refused.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  isAway = false;
  expect(await done).toEqual({ written: true, retried: true });
});

test('a full disk has its own code', async () => {
  const { commit } = aDatabase(() => {
    throw failure('53100');
  });
  await expect(commit.write(aRun('a'))).rejects.toMatchObject({ code: 'store.disk_low' });
});
