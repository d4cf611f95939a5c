// Rollouts from outside, through every door, over a real database.
import { openDatabase, type Database } from '@millrace/persistence';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';
import type { RolloutAnswer, RolloutDto } from './rollouts.dto.ts';

let database: TestDatabase;
let server: TestServer;
let tables: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  tables = await openDatabase({ url: database.url });
  server = await startTestServer(database.url);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await tables.close();
  await database.drop();
}, 60_000);

const OLD = { Type: 'Pass', Output: 'old' };
const NEW = { Type: 'Pass', Output: 'new' };
const FAIL = { Type: 'Pass', Output: "{% $error('Storm') %}" };
type State = Readonly<Record<string, unknown>>;

interface RunItem {
  readonly id: string;
  readonly version?: number;
  readonly status: string;
}
const path = (name: string, rest = 'rollout'): string => `/api/v1/workflows/${name}/${rest}`;
const read = async (name: string): Promise<RolloutDto | undefined> =>
  ((await server.api(path(name))).body as unknown as RolloutAnswer).rollout;
const put = (name: string, json: object) => server.api(path(name), { method: 'PUT', json });
const runsOf = async (name: string): Promise<readonly RunItem[]> => {
  const found: RunItem[] = [];
  for (let cursor = ''; ;) {
    const { body } = await server.api(`/api/v1/runs?workflow=${name}&limit=200${cursor}`);
    const page = body as unknown as { readonly items: readonly RunItem[]; readonly nextCursor?: string };
    found.push(...page.items);
    if (page.nextCursor === undefined) return found;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
};
const countOf = (runs: readonly RunItem[], version: number): number =>
  runs.filter((run) => run.version === version).length;

/** Writes another draft and publishes it. */
async function publishNext(name: string, document: object, body: object = {}) {
  const { body: draft } = await server.api(path(name, 'draft'));
  const headers = { 'if-match': `"${draft.revision}"` };
  expect((await server.api(path(name, 'draft'), { method: 'PUT', headers, json: document })).status).toBe(200);
  return server.api(path(name, 'publish'), { json: body });
}
/** Version 1 is live, version 2 is rolled out. */
async function rollOut(
  name: string,
  percent = 50,
  { candidate = NEW, trigger = {} }: { candidate?: State; trigger?: State } = {},
) {
  await server.publish(webhookWorkflow(name, OLD, trigger));
  const published = await publishNext(name, webhookWorkflow(name, candidate, trigger), { rollout: { percent } });
  expect(published).toMatchObject({ status: 201, body: { number: 2, live: false } });
}
const call = (name: string, json: unknown = {}) => server.send(`/hooks/default/${name}`, { json });
const inLots = async (count: number, start: (index: number) => Promise<unknown>): Promise<void> => {
  for (let done = 0; done < count; done += 20)
    await Promise.all(Array.from({ length: Math.min(20, count - done) }, (_, index) => start(done + index)));
};

describe('who gets what', () => {
  test('half of many calls of a webhook; one that is repeated starts nothing', async () => {
    await rollOut('half', 50, { trigger: { dedupe: '{% $states.input.body.id %}' } });
    await inLots(200, (id) => call('half', { id }));
    const runs = await runsOf('half');
    expect(runs).toHaveLength(200);
    const chosen = countOf(runs, 2);
    // Six standard deviations.
    expect(Math.abs(chosen - 100)).toBeLessThan(43);
    await inLots(20, (id) => call('half', { id }));
    expect(await runsOf('half')).toHaveLength(200);
  });

  test('the answer of a webhook is that of its version', async () => {
    await rollOut('answers', 50, { trigger: { respond: 'result' } });
    const said = new Set<string>();
    await inLots(40, async () => void said.add((await call('answers')).text));
    expect(said).toEqual(new Set(['"old"', '"new"']));
  });

  test('starts by the API share, but for those that name a version', async () => {
    await rollOut('by-api', 99);
    const start = (body: object) => server.api(path('by-api', 'runs?wait=5'), { json: { input: {}, ...body } });
    expect((await start({ version: 1 })).text).toBe('old');
    expect((await start({ version: 2 })).text).toBe('new');
    await inLots(19, () => start({ version: 1 }));
    expect(countOf(await runsOf('by-api'), 2)).toBe(1);
    await inLots(20, () => start({}));
    expect(countOf(await runsOf('by-api'), 2)).toBeGreaterThan(10);
    const first = await start({ idempotencyKey: 'one' });
    expect((await start({ idempotencyKey: 'one' })).text).toBe(first.text);
  });

  test('a form, and a step that starts the workflow', async () => {
    const form = (output: string) => ({
      ...webhookWorkflow('formed', { Type: 'Pass', Output: output }),
      triggers: { page: { type: 'form', path: 'formed', respond: 'result' }, api: { type: 'call' } },
    });
    await server.publish(form('old'));
    await publishNext('formed', form('new'), { rollout: { percent: 50 } });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await inLots(20, () => server.send('/forms/default/formed', { method: 'POST', headers, body: 'a=1' }));
    const sent = await runsOf('formed');
    expect(sent).toHaveLength(20);
    expect(countOf(sent, 1) * countOf(sent, 2)).toBeGreaterThan(0);
    await server.publish(webhookWorkflow('caller', { Type: 'Task', Resource: 'workflow:formed', Arguments: {} }));
    await inLots(20, () => server.api(path('caller', 'runs?wait=5'), { json: { input: {} } }));
    const called = (await runsOf('formed')).slice(0, 20);
    expect(countOf(called, 1) * countOf(called, 2)).toBeGreaterThan(0);
  });

  test('schedules', async () => {
    const timed = (output: string) => ({
      ...webhookWorkflow('timed', { Type: 'Pass', Output: output }),
      triggers: { tick: { type: 'schedule', cron: '0 0 1 1 *', misfire: 'fireAll' } },
    });
    await server.publish(timed('old'));
    await publishNext('timed', timed('new'), { rollout: { percent: 50 } });
    // Years without a process: a hundred times at most are made up for.
    await tables.source
      .query(`update schedule set anchor_at = now() - interval '40 years', next_at = now() - interval '40 years'
      where workflow_id = (select id from workflow where name = 'timed')`);
    const runs = await until(async () => {
      const found = await runsOf('timed');
      return found.length >= 40 ? found : undefined;
    });
    expect(countOf(runs, 1) * countOf(runs, 2)).toBeGreaterThan(0);
  });

  test('an event whose trigger the candidate does not have stays', async () => {
    await server.publish(webhookWorkflow('lacking', OLD));
    await publishNext('lacking', { ...webhookWorkflow('lacking', NEW), triggers: {} }, { rollout: { percent: 99 } });
    await inLots(20, () => call('lacking'));
    expect(countOf(await runsOf('lacking'), 1)).toBe(20);
  });
});

describe('how it ends', () => {
  test('a candidate that fails is rolled back by itself, and the answer says why', async () => {
    await rollOut('failing', 50, { candidate: FAIL });
    const rule = { maxErrorPoints: 20, minRuns: 5 };
    expect(await put('failing', { version: 2, percent: 50, rule })).toMatchObject({ status: 200 });
    expect((await read('failing'))?.rule).toEqual(rule);
    await inLots(40, () => call('failing'));
    const ended = await until(async () => {
      const rollout = await read('failing');
      return rollout?.end === undefined ? undefined : rollout;
    });
    expect(ended.end).toMatchObject({ outcome: 'rolled_back', isAutomatic: true });
    expect(ended.end?.reason).toMatch(/^v2 failed in (\d+) of \1 runs \(100 %\), v1 failed in 0 of \d+ runs \(0 %\)/);
    expect((await server.api('/api/v1/workflows/failing')).body).toMatchObject({ liveVersion: { number: 1 } });
    const before = countOf(await runsOf('failing'), 2);
    await inLots(20, () => call('failing'));
    expect(countOf(await runsOf('failing'), 2)).toBe(before);
  });

  test('figures of both while it is active; tests and older runs are left out', async () => {
    await server.publish(webhookWorkflow('measured', OLD));
    await call('measured');
    await publishNext('measured', webhookWorkflow('measured', FAIL), { rollout: { percent: 50 } });
    const start = (version: number) => server.api(path('measured', 'runs?wait=5'), { json: { input: {}, version } });
    for (const version of [1, 1, 1, 2]) await start(version);
    const rollout = await until(async () => {
      const found = await read('measured');
      return found?.base.stats?.runs === 3 && found.candidate.stats?.runs === 1 ? found : undefined;
    });
    expect(rollout).toMatchObject({
      base: { number: 1, stats: { failed: 0, errorRate: 0, isCapped: false } },
      candidate: { number: 2, stats: { failed: 1, errorRate: 1 } },
      ...{ percent: 50, rule: { maxErrorPoints: 5, minRuns: 50 } },
    });
    expect(rollout.base.stats?.p95Ms).toBeGreaterThanOrEqual(0);
  });

  test('all of it: the candidate is live', async () => {
    await rollOut('promoted');
    const answer = await put('promoted', { version: 2, percent: 100 });
    expect(answer).toMatchObject({ status: 200, body: { rollout: { end: { outcome: 'promoted' } } } });
    expect((await server.api('/api/v1/workflows/promoted')).body).toMatchObject({ liveVersion: { number: 2 } });
    await inLots(10, () => call('promoted'));
    expect(countOf(await runsOf('promoted'), 2)).toBe(10);
  });

  test('by hand, once', async () => {
    await rollOut('by-hand', 99);
    for (let count = 0; count < 2; count += 1)
      expect((await server.api(path('by-hand'), { method: 'DELETE' })).status).toBe(204);
    const { end } = (await read('by-hand')) ?? {};
    expect(end).toMatchObject({ outcome: 'rolled_back', isAutomatic: false });
    expect(end?.reason).toContain('rolled v2 back');
    await inLots(10, () => call('by-hand'));
    expect(countOf(await runsOf('by-hand'), 1)).toBe(10);
  });

  test('by another version that is published for all', async () => {
    await rollOut('replaced', 99);
    expect((await publishNext('replaced', webhookWorkflow('replaced', { Type: 'Pass', Output: 3 }))).status).toBe(201);
    expect((await read('replaced'))?.end).toMatchObject({ outcome: 'replaced', reason: 'v3 was made live.' });
    await inLots(10, () => call('replaced'));
    expect(countOf(await runsOf('replaced'), 3)).toBe(10);
  });
});

test('what cannot be rolled out is said', async () => {
  const created = await server.api('/api/v1/workflows', { json: webhookWorkflow('refused', OLD) });
  expect(created.status).toBe(201);
  expect((await server.api(path('refused'))).text).toBe('{}');
  const first = await server.api(path('refused', 'publish'), { json: { rollout: { percent: 10 } } });
  expect(first).toMatchObject({ status: 409, body: { code: 'rollout.nothing_live' } });
  expect((await server.api(path('refused', 'versions'))).body.items).toEqual([]);
  await server.api(path('refused', 'publish'), { json: {} });
  for (const percent of [10, 100]) {
    expect(await put('refused', { version: 1, percent })).toMatchObject({
      ...{ status: 409, body: { code: 'rollout.candidate_live' } },
    });
    expect(await put('refused', { version: 9, percent })).toMatchObject({
      ...{ status: 422, body: { code: 'rollout.version_unknown' } },
    });
  }
  expect(await put('refused', { version: 1, percent: 0 })).toMatchObject({
    status: 422,
    body: { code: 'request.invalid' },
  });
  expect((await server.api(path('nobody'))).body).toMatchObject({ code: 'workflow.not_found' });
  expect((await put('nobody', { version: 1, percent: 100 })).body).toMatchObject({ code: 'workflow.not_found' });
  expect((await server.api(path('nobody'), { method: 'DELETE' })).status).toBe(404);
});
