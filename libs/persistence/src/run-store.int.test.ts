// What only Postgres can show; what every store promises is in the suite of `@millrace/testing`.
import { createIds, systemClock, type NewRun } from '@millrace/runtime';
import {
  aCheckpoint,
  aRun as aRunOf,
  aStep,
  aWorkflow,
  createTestDatabase,
  intercept,
  keyed,
  type TestDatabase,
} from '@millrace/testing';
import {
  testAdmissionStore,
  testConnectorStore,
  testJournalStore,
  testRunNews,
  testRunRelations,
  testRunStore,
  testHeldStepStore,
  testTokenStore,
} from '@millrace/testing/suites';
import type pg from 'pg';
import { PostgresAdmissionStore } from './admission-store.ts';
import { PostgresHeldStepStore } from './held-step-store.ts';
import { openDatabase, type Database } from './database.ts';
import { PostgresRunStore } from './run-store.ts';
import { createStores } from './stores.ts';

const clock = systemClock();
const ids = createIds(clock);
const WORKER = { workerId: 'worker-1', leaseSeconds: 30 };
let home: TestDatabase;
let database: Database;
let runs: PostgresRunStore;
let origin: { workspaceId: string; workflowId: string; versionId: string };

beforeAll(async () => {
  home = await createTestDatabase();
  database = await openDatabase({ url: home.url });
  const { identity, workflows } = createStores(database, ids);
  const { id: workspaceId } = await identity.ensureWorkspace({ slug: 'main', name: 'Main' });
  const { workflowId } = await workflows.create({ workspaceId, name: 'orders', document: {} });
  const document = aWorkflow();
  const version = await workflows.publish({ workspaceId, name: 'orders', document, contentHash: 'a', note: '' });
  origin = { workspaceId, workflowId, versionId: version.id };
});
beforeEach(async () => {
  await select(
    'truncate run, run_step, run_journal, run_signal, payload, run_admission, search_attribute, task_token, dedupe_key, connector_value',
  );
  ({ runs } = createStores(database, ids));
});
afterAll(async () => {
  await database.close();
  await home.drop();
});

const aRun = (members: Partial<NewRun> = {}): NewRun =>
  aRunOf({ id: ids.runId(), acceptedAtMs: clock.nowMs(), ...origin }, members);
const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const checkpoint = aCheckpoint();

async function select<T>(text: string, values: unknown[] = []): Promise<T[]> {
  return (await database.runPool.query(text, values)).rows as T[];
}

const CONNECTIONS = ['acme', 'other'] as const;

describe('as every store', () => {
  /** Moves what is kept into the past, by the database's clock. */
  const elapse = async (seconds: number): Promise<void> => {
    const past = `- make_interval(secs => ${seconds})`;
    await select(`update run set due_at = due_at ${past}`);
    await select(`update dedupe_key set expires_at = expires_at ${past}`);
    await select(
      `update task_token set opened_at = opened_at ${past}, expires_at = expires_at ${past}, held_called_at = held_called_at ${past}`,
    );
    await select(`update connection set mended_at = mended_at ${past}, released_at = released_at ${past}`);
    await select(`update run_admission set admitted_at = admitted_at ${past}, held_until = held_until ${past}`);
  };
  const setup = () => {
    const { journal, tokens, heldSteps, admissions, connectorStore: values } = createStores(database, ids);
    return Promise.resolve({
      ...{ runs, journal, tokens, heldSteps, admissions, values, clock, ids, origin, elapse },
      otherHeldSteps: new PostgresHeldStepStore(database.runPool),
      connections: CONNECTIONS,
      otherAdmissions: new PostgresAdmissionStore(database.runPool),
      other: new PostgresRunStore(database.runPool),
    });
  };
  const withConnections = async () => {
    await select('delete from connection');
    const columns = '(id, workspace_id, name, kind, field_names, version, sealed)';
    for (const name of CONNECTIONS) {
      const values = [ids.runId(), origin.workspaceId, name];
      await select(`insert into connection ${columns} values ($1, $2, $3, 'secret', '{}', 1, '')`, values);
    }
    return setup();
  };
  const teardown = () => Promise.resolve();
  testRunStore({ setup, teardown });
  testRunRelations({ setup, teardown });
  testRunNews({ setup, teardown });
  describe('journals', () => testJournalStore({ setup, teardown }));
  describe('steps that stand still', () => testHeldStepStore({ setup: withConnections, teardown }));
  describe('task tokens', () => testTokenStore({ setup, teardown }));
  describe('admission', () => testAdmissionStore({ setup, teardown }));
  describe('what connectors keep', () => testConnectorStore({ setup, teardown }));
});

describe('what connectors keep', () => {
  test('a batch whose answer was lost is written again, and counts once', async () => {
    let losses = 0;
    const losing = new Proxy(database.runPool, {
      get: (pool, name) => {
        if (name === 'query') return pool.query.bind(pool);
        if (name !== 'connect') return Reflect.get(pool, name) as unknown;
        return async () => {
          const client = await pool.connect();
          const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
          client.query = (async (...given: unknown[]) => {
            const result = await query(...given);
            if (given[0] !== 'commit' || losses > 0) return result;
            losses += 1;
            throw Object.assign(new Error('The connection broke.'), { code: '08006' });
          }) as never;
          return client;
        };
      },
    });
    const unlucky = new PostgresRunStore(losing);
    const run = aRun();
    await unlucky.accept(run, WORKER);
    const place = { workspaceId: origin.workspaceId, connector: 'desk', connection: '' };
    const changes = [{ ...place, changes: [{ kind: 'increment' as const, key: 'count', by: 1 }] }];
    const progress = { lease: { runId: run.id, fence: 1 }, steps: [], checkpoint, store: { id: '1/1', changes } };
    expect(await unlucky.advance(progress)).toBe(true);
    expect(losses).toBe(1);
    expect(await select('select value from connector_value')).toEqual([{ value: '1' }]);
  });
});

describe('group commit', () => {
  test('hundreds of accepts at once need few commits, and none is lost', async () => {
    const made = many(400, () => aRun());
    const results = await Promise.all(made.map((run) => runs.accept(run, WORKER)));
    expect(results.every((result) => result.kind === 'accepted')).toBe(true);
    expect(runs.groupCommit.commits).toBeLessThan(10);
    expect(await select('select count(*)::integer as kept from run')).toEqual([{ kept: 400 }]);
  });

  test('an event that Postgres refuses fails alone', async () => {
    const made = [aRun(), aRun({ trigger: { id: 'nul \u0000', type: 'webhook' } }), aRun()];
    const results = await Promise.allSettled(made.map((run) => runs.accept(run)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: 'store.unavailable' } });
  });

  test('payloads and bodies come back byte for byte', async () => {
    const input = JSON.stringify({ nul: '\u0000', lone: '\ud800', big: 1 }).replace('1}', '1e400000}');
    const rawBody = Uint8Array.from([0, 255, 128, 10]);
    const run = aRun({ input, rawBody });
    await runs.accept(run);
    expect(await runs.find({ workspaceId: origin.workspaceId, runId: run.id })).toMatchObject({ input });
    expect(await select('select raw_body from run where id = $1', [run.id])).toEqual([
      { raw_body: Buffer.from(rawBody) },
    ]);
  });

  test('a parent, its children and renewals of all of them never wait for each other in a circle', async () => {
    const parents = many(20, () => aRun());
    await Promise.all(parents.map((run) => runs.accept(run, WORKER)));
    const children = parents.flatMap(({ id: runId }) =>
      many(3, () =>
        aRun({ parent: { runId, path: 'Call', depth: 1, isAwaited: true }, admission: { orderingKey: runId } }),
      ),
    );
    await Promise.all(children.map((run) => runs.accept(run)));
    const { admissions } = createStores(database, ids);
    const admit = () => admissions.admit({ workflowId: origin.workflowId, limit: 100 });
    const endOf = { status: 'succeeded' as const, endedAtMs: clock.nowMs() };
    let left = children.length;
    for (let round = 0; left > 0; round += 1) {
      await admit();
      const claimed = await runs.claimDue({ ...WORKER, limit: 100 });
      const [done] = await Promise.all([
        Promise.all(claimed.map((lease) => runs.finish({ lease, end: endOf, steps: [] }))),
        admit(),
        admissions.admit({ workflowId: origin.workflowId, limit: 5 }),
        runs.renewLeases({ ...WORKER, leases: parents.map(({ id: runId }) => ({ runId, fence: 1 })) }),
        ...parents.map(({ id }) => runs.advance({ lease: { runId: id, fence: 1 }, checkpoint, steps: [aStep(round)] })),
        ...children.slice(-3).map(({ id }) => runs.requestCancel({ workspaceId: origin.workspaceId, runId: id })),
      ]);
      left =
        (
          await select<{ left: number }>(
            `select count(*)::integer as left from run where parent_run_id is not null and ended_at is null`,
          )
        )[0]?.left ?? 0;
      expect(done.every(Boolean)).toBe(true);
      expect(round).toBeLessThan(20);
    }
    const told = await runs.findSignals({ runIds: parents.map(({ id }) => id), heard: [] });
    expect(told).toHaveLength(20);
    expect(await select('select deadlocks::integer from pg_stat_database where datname = current_database()')).toEqual([
      { deadlocks: 0 },
    ]);
  });

  test('a bad row of any kind fails alone, its neighbours are committed', async () => {
    const [good, bad] = [aRun(), aRun()];
    await Promise.all([good, bad].map((run) => runs.accept(run, WORKER)));
    const lease = ({ id: runId }: NewRun) => ({ runId, fence: 1 });
    const nul = (text: string) => `${text} \u0000`;
    const results = await Promise.allSettled([
      runs.advance({ lease: lease(good), checkpoint, steps: [aStep(0)], journal: [{ path: nul('fine'), entry: '1' }] }),
      // An entry that is no JSON text, which no engine writes.
      runs.advance({ lease: lease(bad), steps: [], journal: [{ path: 'a', entry: nul('bad') }] }),
      runs.accept(aRun({ searchAttributes: { [nul('name')]: nul('value') }, admission: { orderingKey: nul('key') } })),
      runs.accept(aRun({ id: 'no uuid' })),
      runs.accept(aRun()),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await select('select count(*)::integer as kept from run')).toEqual([{ kept: 4 }]);
    expect(await runs.advance({ lease: lease(bad), checkpoint, steps: [] })).toBe(true);
  });

  test('a day without a partition is kept by the default one, journal and steps too', async () => {
    const run = aRun();
    await runs.accept(run, WORKER);
    const inside = { lease: { runId: run.id, fence: 1 }, steps: [aStep(0)], journal: [{ path: 'a', entry: '1' }] };
    expect(await runs.advance(inside)).toBe(true);
    const tables = ['run', 'run_step', 'run_journal'];
    const found = tables.map((table) => select(`select tableoid::regclass::text as partition from ${table}`));
    expect((await Promise.all(found)).flat()).toEqual(tables.map((table) => ({ partition: `${table}_default` })));
  });

  test('a renewal waits for nobody: what is being written is told, and the others are renewed', async () => {
    const [written, free] = [aRun(), aRun()];
    await Promise.all([written, free].map((run) => runs.accept(run, WORKER)));
    const leases = [written, free].map(({ id: runId }) => ({ runId, fence: 1 }));
    const writer = await database.runPool.connect();
    try {
      await writer.query('begin');
      await writer.query('select from run where id = $1 for update', [written.id]);
      expect(await runs.renewLeases({ ...WORKER, leases })).toEqual({ renewed: [free.id], busy: [written.id] });
      // But by itself, for one that writes all the time.
      const inTurn = runs.renewBusy({ ...WORKER, lease: { runId: written.id, fence: 1 } });
      expect(await Promise.race([inTurn, runs.findNextDue({ withinMs: 0 })])).toBeUndefined();
      await writer.query('rollback');
      expect(await inTurn).toBe(true);
    } finally {
      await writer.query('rollback');
      writer.release();
    }
    const again = await runs.renewLeases({ ...WORKER, leases });
    expect([...again.renewed].sort()).toEqual([written.id, free.id].sort());
    expect(again.busy).toEqual([]);
  });

  test('a renewal needs none of the connections that others have taken', async () => {
    const run = aRun();
    await runs.accept(run, WORKER);
    const crowd = await Promise.all(many(10, () => database.runPool.connect()));
    try {
      const store = new PostgresRunStore(database.runPool, database.leasePool);
      const leases = [{ runId: run.id, fence: 1 }];
      expect(await store.renewLeases({ ...WORKER, leases })).toEqual({ renewed: [run.id], busy: [] });
    } finally {
      for (const client of crowd) client.release();
    }
  });

  test('moves and renewals of the same runs side by side never wait for each other in a circle', async () => {
    const made = many(60, () => aRun());
    await Promise.all(made.map((run) => runs.accept(run, WORKER)));
    const leases = made.map((run) => ({ runId: run.id, fence: 1 }));
    for (let round = 0; round < 15; round += 1) {
      const shuffled = [...leases].sort((a, b) => (a.runId.at(-1) ?? '').localeCompare(b.runId.at(-1) ?? ''));
      const [still] = await Promise.all([
        runs.renewLeases({ ...WORKER, leases: shuffled }),
        ...shuffled.map((lease) => runs.advance({ lease, checkpoint, steps: [aStep(round)] })),
        runs.renewLeases({ ...WORKER, leases }),
      ]);
      expect([...still.renewed, ...still.busy]).toHaveLength(60);
    }
    expect(await select('select deadlocks::integer from pg_stat_database where datname = current_database()')).toEqual([
      { deadlocks: 0 },
    ]);
  });
});

describe('large values', () => {
  const input = JSON.stringify('x'.repeat(100_000));
  const uses = () => select<{ uses: string }>('select last_used_on::text as uses from payload');

  test('are kept once, beside the rows, and their use is noted once a day', async () => {
    const [first, second] = [aRun({ input }), aRun({ input })];
    await runs.accept(first);
    await select(`update payload set last_used_on = current_date - 5`);
    const [old] = await uses();
    await runs.accept(second);
    expect(await uses()).toEqual([old]);
    const other = new PostgresRunStore(database.runPool);
    await other.accept(aRun({ input }));
    const rows = await uses();
    expect(rows).toHaveLength(1);
    expect(rows).not.toEqual([old]);
    expect(await select('select max(length(input)) < 100 as small from run')).toEqual([{ small: true }]);
    expect(await runs.find({ workspaceId: origin.workspaceId, runId: first.id })).toMatchObject({ input });
  });

  test('that are gone are missed, not made up', async () => {
    const run = aRun({ input });
    await runs.accept(run);
    await select('delete from payload');
    await expect(runs.find({ workspaceId: origin.workspaceId, runId: run.id })).rejects.toThrow('is gone');
  });
});

test('what a version keeps of payloads is read once; of tests, which have versions of their own, nothing is remembered', async () => {
  let reads = 0;
  const pool = intercept(database.runPool, ({ parameters: [query], proceed }) => {
    if ((query as { readonly name?: string } | undefined)?.name === 'version-payloads') reads += 1;
    return proceed();
  });
  const store = new PostgresRunStore(pool);
  await store.accept(aRun({ isTest: true }));
  expect(reads).toBe(0);
  await store.accept(aRun());
  await store.accept(aRun());
  expect(reads).toBe(1);
});

describe('broken connections', () => {
  /** A pool whose first answers get lost after their commit: the caller cannot know. */
  function forgetful(times: number): pg.Pool {
    let left = times;
    const query = async (...parameters: Parameters<pg.Pool['query']>): Promise<unknown> => {
      const result: unknown = await (database.runPool.query as (...given: unknown[]) => Promise<unknown>)(
        ...parameters,
      );
      left -= 1;
      if (left >= 0) throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
      return result;
    };
    return { query } as unknown as pg.Pool;
  }

  test.each([[{}], [keyed('order-1')]])('an accept whose answer was lost is accepted once %#', async (members) => {
    const run = aRun(members);
    expect(await new PostgresRunStore(forgetful(1)).accept(run, WORKER)).toEqual({ kind: 'accepted', fence: 1 });
    expect(await select('select id, fence from run')).toEqual([{ id: run.id, fence: 1 }]);
  });

  test('a move whose answer was lost counts, and its steps are there once', async () => {
    const run = aRun();
    await runs.accept(run, WORKER);
    const lease = { runId: run.id, fence: 1 };
    expect(await new PostgresRunStore(forgetful(2)).advance({ lease, checkpoint, steps: [aStep(0)] })).toBe(true);
    const end = { status: 'succeeded' as const, output: '1', endedAtMs: clock.nowMs() };
    expect(await new PostgresRunStore(forgetful(1)).finish({ lease, end, steps: [aStep(1)] })).toBe(true);
    expect(await select('select sequence from run_step order by sequence')).toEqual([{ sequence: 0 }, { sequence: 1 }]);
    expect(await runs.finish({ lease, end, steps: [] })).toBe(false);
  });

  test('an end whose answer was lost counts, and the run that follows it is there once', async () => {
    const run = aRun();
    await runs.accept(run, WORKER);
    const followUp = aRun();
    let left = 1;
    /** Its first commit happens, and nobody hears of it. */
    const connect = async (): Promise<unknown> => {
      const client = await database.runPool.connect();
      return intercept(client, async ({ method, parameters, proceed }) => {
        const answer = await proceed();
        if (method !== 'query' || parameters[0] !== 'commit' || (left -= 1) < 0) return answer;
        throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
      });
    };
    const query = database.runPool.query.bind(database.runPool);
    const store = new PostgresRunStore({ query, connect } as unknown as pg.Pool);
    const end = { status: 'failed' as const, endedAtMs: clock.nowMs() };
    expect(await store.finish({ lease: { runId: run.id, fence: 1 }, end, steps: [], followUp })).toBe(true);
    expect(left).toBe(-1);
    expect(await select('select id, status from run order by id')).toEqual([
      { id: run.id, status: 'failed' },
      { id: followUp.id, status: 'queued' },
    ]);
  });

  test('neighbours of such an end are committed with it', async () => {
    const made = many(5, () => aRun());
    await Promise.all(made.map((run) => runs.accept(run, WORKER)));
    const end = { status: 'failed' as const, endedAtMs: clock.nowMs() };
    const ends = made.map(({ id }, n) =>
      runs.finish({
        ...{ lease: { runId: id, fence: n === 4 ? 2 : 1 }, end, steps: [aStep(0)] },
        ...(n % 2 === 0 ? { followUp: aRun() } : {}),
      }),
    );
    expect(await Promise.all([...ends, runs.accept(aRun())])).toEqual([
      ...[true, true, true, true, false],
      { kind: 'accepted', fence: 0 },
    ]);
    expect(await select('select status, count(*)::integer as kept from run group by status order by status')).toEqual([
      { status: 'failed', kept: 4 },
      { status: 'queued', kept: 3 },
      { status: 'running', kept: 1 },
    ]);
    expect(await select('select count(*)::integer as kept from run_step')).toEqual([{ kept: 4 }]);
  });

  test('a signal whose telling was lost is told again', async () => {
    const parent = aRun();
    await runs.accept(parent, WORKER);
    const child = aRun({ parent: { runId: parent.id, path: 'Call', depth: 1, isAwaited: true } });
    await runs.acceptFinished(child, { end: { status: 'succeeded', endedAtMs: clock.nowMs() }, steps: [] });
    const store = new PostgresRunStore(forgetful(1));
    await expect(store.findSignals({ runIds: [parent.id], heard: [] })).rejects.toMatchObject({
      code: 'store.unavailable',
    });
    expect(await store.findSignals({ runIds: [parent.id], heard: [] })).toEqual([
      { runId: parent.id, answers: [child.id] },
    ]);
  });

  test('a lost run does not wait behind a backlog that is longer than what a claim looks at', async () => {
    const lost = aRun();
    await runs.accept(lost, WORKER);
    await Promise.all(many(1200, () => runs.accept(aRun())));
    // The lease ran out long after all the others came.
    await select(`update run set due_at = now() - interval '1 minute' where status = 'queued'`);
    await select(`update run set due_at = now() where status = 'running'`);
    expect((await runs.claimDue({ ...WORKER, limit: 1 })).map(({ runId }) => runId)).toEqual([lost.id]);
  });

  test('accepts go on while the database ends all connections', async () => {
    const results: Promise<unknown>[] = [];
    const made = many(200, () => aRun());
    for (const [n, run] of made.entries()) {
      results.push(runs.accept(run, WORKER));
      if (n % 50 === 25) {
        await database.source.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
        );
      }
    }
    expect(await Promise.all(results)).toEqual(many(200, () => ({ kind: 'accepted', fence: 1 })));
    expect(await select('select count(*)::integer as kept from run')).toEqual([{ kept: 200 }]);
  });
});

describe('plans', () => {
  /** Runs the question, and explains each statement that it sent. */
  async function explain(ask: (store: PostgresRunStore) => Promise<unknown>): Promise<string> {
    const sent: { text: string; values: unknown[] }[] = [];
    const query = (first: string | { text: string; values: unknown[] }, values: unknown[] = []): Promise<unknown> => {
      sent.push(typeof first === 'string' ? { text: first, values } : first);
      return database.runPool.query(sent.at(-1) as pg.QueryConfig);
    };
    await ask(new PostgresRunStore({ query } as unknown as pg.Pool));
    const plans = sent.map(({ text, values }) =>
      database.runPool.query({ text: `explain ${text}`, values }).then(({ rows }) => JSON.stringify(rows)),
    );
    return (await Promise.all(plans)).join('\n');
  }

  test.each<[string, string, (store: PostgresRunStore) => Promise<unknown>]>([
    ['claiming', 'run_default_due_at_idx', (store) => store.claimDue({ ...WORKER, limit: 10 })],
    [
      'claiming those whose lease has run out',
      'run_default_due_at_idx1',
      (store) => store.claimDue({ ...WORKER, limit: 10 }),
    ],
    [
      'claiming those of few losses',
      'run_default_due_at_idx',
      (store) => store.claimDue({ ...WORKER, limit: 10, losses: { below: 2 } }),
    ],
    [
      'claiming those that were lost',
      'run_default_due_at_idx2',
      (store) => store.claimDue({ ...WORKER, limit: 10, losses: { from: 2 } }),
    ],
    ['expiring leases', 'run_default_due_at_idx1', (store) => store.expireLeases({ exceptWorkerId: 'w' })],
    [
      'renewing',
      'Index Cond: ',
      (store) => store.renewLeases({ ...WORKER, leases: [{ runId: ids.runId(), fence: 1 }] }),
    ],
    [
      'renewing one that is busy',
      'Index Cond: ',
      (store) => store.renewBusy({ ...WORKER, lease: { runId: ids.runId(), fence: 1 } }),
    ],
    [
      'moving',
      '(id = ANY ((InitPlan',
      (store) => store.advance({ lease: { runId: ids.runId(), fence: 1 }, checkpoint, steps: [aStep(0)] }),
    ],
    [
      'moving with a journal',
      '(id = ANY ((InitPlan',
      (store) =>
        store.advance({
          lease: { runId: ids.runId(), fence: 1 },
          steps: [aStep(0)],
          journal: [{ path: 'a', entry: '1' }],
        }),
    ],
    [
      'ending',
      'run_admission_pkey',
      (store) =>
        store.finish({
          lease: { runId: ids.runId(), fence: 1 },
          end: { status: 'succeeded', endedAtMs: clock.nowMs() },
          steps: [aStep(0)],
        }),
    ],
    [
      'ending, for those that it waited for,',
      'run_default_parent_run_id',
      (store) =>
        store.finish({ lease: { runId: ids.runId(), fence: 1 }, end: { status: 'failed', endedAtMs: 0 }, steps: [] }),
    ],
    [
      'cancelling',
      'run_default_parent_run_id',
      (store) => store.requestCancel({ workspaceId: origin.workspaceId, runId: ids.runId() }),
    ],
    ['looking for signals', 'run_signal_pkey', (store) => store.findSignals({ runIds: [ids.runId()], heard: [] })],
    [
      'looking for news of runs',
      'run_default_pkey',
      (store) => store.findNews([{ runId: ids.runId(), stepCount: 0 }, { runId: ids.runId() }]),
    ],
    [
      'a search by attribute',
      'search_attribute_pkey',
      (store) => store.list({ workspaceId: origin.workspaceId, attributes: { order: '7', shop: 'b' }, limit: 50 }),
    ],
    [
      'a list of children',
      'run_default_parent_run_id',
      (store) => store.list({ workspaceId: origin.workspaceId, parentRunId: ids.runId(), limit: 50 }),
    ],
    [
      'a list of what compensates',
      'run_default_workspace_id_id',
      (store) => store.list({ workspaceId: origin.workspaceId, statuses: ['compensating'], limit: 50 }),
    ],
    ['a list', 'run_default_', (store) => store.list({ workspaceId: origin.workspaceId, limit: 50 })],
    [
      'a list of one workflow by status',
      'run_default_',
      (store) =>
        store.list({ workspaceId: origin.workspaceId, workflowName: 'orders', statuses: ['failed'], limit: 50 }),
    ],
    [
      'a list of one workflow',
      'run_default_workflow_id_id_idx1 on',
      (store) => store.list({ workspaceId: origin.workspaceId, workflowName: 'orders', limit: 50 }),
    ],
    [
      'a list of tests of one workflow',
      'run_default_workflow_id_id_idx2 on',
      (store) => store.list({ workspaceId: origin.workspaceId, workflowName: 'orders', tests: 'only', limit: 50 }),
    ],
    [
      'the steps of a run',
      'run_step_default_pkey',
      (store) => store.listSteps({ workspaceId: origin.workspaceId, runId: ids.runId(), limit: 10 }),
    ],
  ])('%s reads by index, by %s', async (_, index, ask) => {
    const plan = await explain(ask);
    expect(plan).toContain(index);
    expect(plan).not.toMatch(/Seq Scan/);
    // Rows must be locked in the order of their ids.
    expect(plan).not.toContain('Bitmap');
  });
});
