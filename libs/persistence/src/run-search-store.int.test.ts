// What only Postgres can show; what every search promises is in the suite of `@millrace/testing`.
import { createIds, systemClock } from '@millrace/runtime';
import { aRun, aWorkflow, createTestDatabase, type TestDatabase } from '@millrace/testing';
import { testRunSearch } from '@millrace/testing/suites';
import { openDatabase, type Database } from './database.ts';
import { createStores, type Stores } from './stores.ts';

const clock = systemClock();
const ids = createIds(clock);
let home: TestDatabase;
let database: Database;
let stores: Stores;
let origin: { workspaceId: string; workflowId: string; versionId: string };

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  stores = createStores(database, ids);
  const { id: workspaceId } = await stores.identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { workflowId } = await stores.workflows.create({ workspaceId, name: 'orders', document: {} });
  const wanted = { workspaceId, name: 'orders', document: aWorkflow(), contentHash: 'a', note: '' };
  origin = { workspaceId, workflowId, versionId: (await stores.workflows.publish(wanted)).id };
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

const subjectOf = () => ({
  ...{ ...stores, other: stores.runs, clock, ids, origin },
  elapse: () => Promise.reject(new Error('Nothing here waits.')),
});
testRunSearch({ setup: () => Promise.resolve(subjectOf()), teardown: () => Promise.resolve() });

describe('in Postgres', () => {
  beforeEach(() => database.source.query('truncate run, run_step, search_attribute, run_view'));

  /** Runs that were accepted a second apart, the last one now. */
  async function fill(runs: number): Promise<void> {
    await database.source.query(
      `insert into run (id, workspace_id, workflow_id, version_id, trigger_id, trigger_type, status, priority, fence, accepted_at,
         started_at, ended_at, input, step_count)
       select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - n * 1000), 12, '0') || '7000' || '8000'
           || lpad(to_hex(n), 12, '0'))::uuid,
         $1, $2, $3, 'hook', 'webhook', case when n % 10 = 0 then 'failed' else 'succeeded' end, 0, 1, now(), now(), now(),
         '{"n":' || n || '}', 0 from generate_series(0, $4::integer - 1) n`,
      [origin.workspaceId, origin.workflowId, origin.versionId, runs],
    );
    await database.source.query('analyze run');
  }
  const nowMs = Date.now;

  test('what is rare is found behind many slices, by columns and by data', async () => {
    await fill(12_000);
    const { workspaceId } = origin;
    const rare = { kind: 'duration', comparison: '>', durationMs: 1000, isNot: false } as const;
    const none = await stores.runSearch.search({ workspaceId, conditions: [rare], limit: 5, budgetMs: 60_000 });
    expect(none).toMatchObject({ items: [], scan: { scanned: 12_000, isComplete: true } });
    const last = {
      ...({ kind: 'payload', place: { of: 'input' }, path: ['n'], comparison: '=', isNot: false } as const),
      values: [{ text: '11999', exact: false }],
    };
    const found = await stores.runSearch.search({ workspaceId, payload: [last], limit: 5, budgetMs: 60_000 });
    expect(found).toMatchObject({ items: [{ status: 'succeeded' }], scan: { scanned: 12_000, isComplete: true } });
  });

  test('pages of what all runs fit count each run once', async () => {
    await fill(500);
    const { workspaceId } = origin;
    const all = { kind: 'duration', comparison: '<', durationMs: 1000, isNot: false } as const;
    let [scanned, cursor, pages]: [number, string | undefined, number] = [0, undefined, 0];
    do {
      const page = await stores.runSearch.search({
        ...{ workspaceId, conditions: [all], limit: 50, budgetMs: 60_000 },
        ...(cursor === undefined ? {} : { cursor }),
      });
      scanned += page.scan?.scanned ?? 0;
      cursor = page.nextCursor;
      pages += 1;
    } while (cursor !== undefined);
    expect({ scanned, pages }).toEqual({ scanned: 500, pages: 10 });
  });

  test('a histogram without time is an estimate, and says so', async () => {
    await fill(4000);
    const span = { acceptedFromMs: nowMs() - 4_000_000, acceptedUntilMs: nowMs() + 60_000, buckets: 4 };
    const request = { workspaceId: origin.workspaceId, ...span, alwaysCounted: 0 };
    const exact = await stores.runSearch.histogram({ ...request, budgetMs: 60_000 });
    expect(exact.countedShare).toBe(1);
    const sum = ({ buckets }: typeof exact): number =>
      buckets.flatMap((bucket) => Object.values(bucket)).reduce((total, runs) => total + runs, 0);
    expect(sum(exact)).toBe(4000);
    const estimate = await stores.runSearch.histogram({ ...request, budgetMs: 0 });
    expect(estimate.countedShare).toBe(1 / 16);
    expect(Math.abs(sum(estimate) - 4000)).toBeLessThan(400);
  });

  test('a status alone is counted from its index', async () => {
    await fill(2000);
    await database.source.query('vacuum analyze run');
    const { workspaceId } = origin;
    const plan = await database.source.query<readonly { readonly 'QUERY PLAN': string }[]>(
      `explain (format text) select count(*) from run where workspace_id = $1::uuid and status = 'failed' and not is_test`,
      [workspaceId],
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('Index Only Scan');
  });

  test('views end at their number', async () => {
    const viewOf = (n: number) =>
      stores.runViews.create({ ...origin, id: ids.runId(), name: `View ${n}`, query: '', createdBy: 'ada' });
    for (let n = 0; n < 50; n += 1) await viewOf(n);
    await expect(viewOf(50)).rejects.toMatchObject({ code: 'runs.view_limit_reached' });
  });

  test('a text that no column could keep finds nothing, and breaks nothing', async () => {
    const run = aRun({ id: ids.runId(), acceptedAtMs: nowMs(), ...origin }, { input: '{"a":"\\u0000?$1"}' });
    await stores.runs.accept(run);
    const textOf = (text: string) => [{ kind: 'text', text, isNot: false } as const];
    const search = async (text: string) =>
      (await stores.runSearch.search({ ...origin, payload: textOf(text), limit: 5, budgetMs: 60_000 })).items.length;
    expect(await search('?$1')).toBe(1);
    expect(await search('\u0000?')).toBe(1);
    expect(await search("'; drop table run; --")).toBe(0);
  });
});
