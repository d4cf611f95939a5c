import type { WorkflowDocument } from '@millrace/machine';
import { createIds, hashDocument, systemClock } from '@millrace/runtime';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { openDatabase, type Database } from './database.ts';
import { createStores, type Stores } from './stores.ts';

const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;
let stores: Stores;
let workspaceId: string;

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
});
afterAll(async () => {
  await database.close();
  await home.drop();
});
beforeEach(async () => {
  await database.source.query('truncate workspace, run cascade');
  ({ id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' }));
});

interface Ended {
  readonly status?: string;
  readonly trigger?: string;
  readonly daysAgo?: number;
  readonly ms?: number;
  readonly error?: string;
}

/** Keeps so many runs of a version that ended as given. */
async function keep(versionId: string, count: number, run: Ended = {}): Promise<void> {
  const { status = 'succeeded', trigger = 'webhook', daysAgo = 0, ms = 100, error } = run;
  await database.source.query(
    `insert into run (id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, is_test, status, priority, fence,
       accepted_at, started_at, ended_at, input, step_count, error)
     select gen_random_uuid(), $1::uuid, $1::uuid, $2::uuid, 'hook', $3, $3 = 'test', $4, 0, 1, at, at,
       case when $4 = 'running' then null else at + make_interval(secs => $6::float8 / 1000) end, '{}', 1, $7
     from generate_series(1, $8::integer), lateral (select now() - make_interval(days => $5::integer) as at) moment`,
    [workspaceId, versionId, trigger, status, daysAgo, ms, error ?? null, count],
  );
}
const measure = async (versionId: string) => (await stores.versionHistory.measure([versionId]))[0];

describe('how runs of a version went', () => {
  test('a version without runs has no figures', async () => {
    const versionId = ids.runId();
    expect(await stores.versionHistory.measure([])).toEqual([]);
    expect(await measure(versionId)).toEqual({ versionId, runs: 0, failed: 0, isCapped: false });
  });

  test('what failed is told from what did not; tests, cancelled runs and unfinished ones are no runs', async () => {
    const versionId = ids.runId();
    await keep(versionId, 95);
    await keep(versionId, 2, { status: 'failed', ms: 5000 });
    await keep(versionId, 1, { status: 'timed_out' });
    await keep(versionId, 1, { status: 'compensated', error: 'Storm' });
    await keep(versionId, 1, { status: 'compensated' });
    await keep(versionId, 3, { status: 'cancelled' });
    await keep(versionId, 3, { status: 'running' });
    await keep(versionId, 50, { status: 'failed', trigger: 'test' });
    await keep(ids.runId(), 9, { status: 'failed' });
    expect(await measure(versionId)).toMatchObject({ runs: 100, failed: 4, p95Ms: 100, isCapped: false });
  });

  test('the last seven days with runs count, however long ago they were', async () => {
    const versionId = ids.runId();
    await keep(versionId, 4, { daysAgo: 60 });
    await keep(versionId, 1, { daysAgo: 62, status: 'failed' });
    await keep(versionId, 7, { daysAgo: 70, status: 'failed' });
    const figures = await measure(versionId);
    expect(figures).toMatchObject({ runs: 5, failed: 1 });
    const days = ((figures?.untilMs ?? 0) - (figures?.fromMs ?? 0)) / (24 * 3600 * 1000);
    expect(days).toBeCloseTo(2, 4);
  });

  test('from a moment on, all runs since then count, and none before', async () => {
    const versionId = ids.runId();
    await keep(versionId, 3, { daysAgo: 40, status: 'failed' });
    await keep(versionId, 4, { daysAgo: 20, status: 'failed' });
    await keep(versionId, 5);
    const day = 86_400_000;
    const since = async (daysAgo: number) =>
      (await stores.versionHistory.measure([versionId], { fromMs: clock.nowMs() - daysAgo * day }))[0];
    expect(await since(30)).toMatchObject({ runs: 9, failed: 4 });
    expect(await since(1)).toMatchObject({ runs: 5, failed: 0 });
    expect(await since(-1)).toEqual({ versionId, runs: 0, failed: 0, isCapped: false });
  });

  test('of a busy version the newest are counted, and it is said that there are more', async () => {
    const versionId = ids.runId();
    await keep(versionId, 2001);
    expect(await measure(versionId)).toMatchObject({ runs: 2000, isCapped: true });
  });

  test('several versions are answered in the order asked for', async () => {
    const [first, second] = [ids.runId(), ids.runId()];
    await keep(second, 2);
    const asked = [second, first, second];
    expect((await stores.versionHistory.measure(asked)).map(({ versionId }) => versionId)).toEqual(asked);
  });

  test('runs of other versions are not read', async () => {
    const versionId = ids.runId();
    await keep(ids.runId(), 3000);
    await keep(versionId, 5);
    await database.source.query('analyze run');
    const plan = await database.source.query<readonly object[]>(
      `explain select 1 from run where version_id = $1::uuid and ended_at is not null order by id desc limit 10`,
      [versionId],
    );
    expect(JSON.stringify(plan)).toContain('_version_id_id_idx');
  });
});

describe('who starts a workflow', () => {
  const calling = (name: string, resource?: string, output = '{% $o.total %}') => ({
    millrace: 1,
    name,
    machine: {
      StartAt: 'Only',
      States: {
        Only:
          resource === undefined
            ? { Type: 'Succeed' }
            : { Type: 'Task', Resource: resource, Output: output, End: true },
      },
    },
  });
  const create = (document: { readonly name: string }) =>
    stores.workflows.create({ workspaceId, name: document.name, document: document });
  const publish = (document: { readonly name: string }) =>
    stores.workflows.publish({
      ...{ workspaceId, name: document.name, note: '', contentHash: hashDocument(document) },
      document: document as unknown as WorkflowDocument,
    });
  const list = (limit = 10) => stores.versionHistory.listCallers({ workspaceId, name: 'orders', limit });

  test('those whose live version does, or else whose draft does, and what they read', async () => {
    await create(calling('orders', 'workflow:orders'));
    await create(calling('other', 'workflow:orders-two'));
    await create(calling('draft', 'workflow:orders.fireAndForget', '{% $o.sum %}'));
    await create(calling('live', undefined));
    await publish(calling('live', 'workflow:orders'));
    await create(calling('gone', 'workflow:orders'));
    await stores.workflows.remove({ workspaceId, name: 'gone' });
    expect(await list()).toEqual([
      { workflow: 'draft', isLive: false, reads: ['sum'] },
      { workflow: 'live', isLive: true, reads: ['total'] },
    ]);
    expect(await list(1)).toHaveLength(1);
  });

  test('a version that is rolled out counts as live', async () => {
    await create(calling('canary', undefined));
    await publish(calling('canary', undefined));
    const rollout = { percent: 10 };
    await stores.workflows.publish({
      ...{ workspaceId, name: 'canary', note: '', contentHash: 'candidate', rollout },
      document: calling('canary', 'workflow:orders', '{% $o.tax %}') as unknown as WorkflowDocument,
    });
    expect(await list()).toEqual([{ workflow: 'canary', isLive: true, reads: ['tax'] }]);
    await stores.workflows.activate({ workspaceId, name: 'canary', number: 1 });
    expect(await list()).toEqual([]);
  });
});
