import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';
import type { BulkDetailDto, BulkDto, BulkItemPage, BulkPlanDto } from './bulk.dto.ts';

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database.url);
}, 60_000);
afterAll(async () => {
  await server.stop();
  await database.drop();
}, 60_000);

const BULK = '/api/v1/bulk';
const FAIL = { Type: 'Pass', Output: "{% $error('Storm') %}" };
const WAIT = { Type: 'Wait', Seconds: 3600 };

interface RunItem {
  readonly id: string;
  readonly status: string;
  readonly retryOf?: { readonly id: string; readonly kind: string; readonly from?: string };
}
const listRuns = async (query: string): Promise<readonly RunItem[]> =>
  (await server.api(`/api/v1/runs?limit=200&${query}`)).body.items;
/** So many runs of a workflow, ended as it does, or waiting. */
async function startRuns(name: string, count: number, status = 'failed'): Promise<readonly string[]> {
  const runIds: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { body } = await server.api(`/api/v1/workflows/${name}/runs`, { json: { input: { n } } });
    runIds.push(body.runId);
  }
  await until(async () => (await listRuns(`workflow=${name}&status=${status}`)).length === count);
  return runIds;
}
const make = (json: object): Promise<Answer> => server.api(BULK, { json });
const made = async (json: object): Promise<BulkDto> => {
  const answer = await make(json);
  expect(answer.status).toBe(202);
  return answer.body as unknown as BulkDto;
};
const plan = async (json: object): Promise<BulkPlanDto> => {
  const answer = await server.api(`${BULK}?dryRun=true`, { json });
  expect(answer.status).toBe(200);
  return answer.body as unknown as BulkPlanDto;
};
const read = async (id: string) => (await server.api(`${BULK}/${id}`)).body as unknown as BulkDetailDto;
const items = async (id: string, query = '') =>
  (await server.api(`${BULK}/${id}/items?${query}`)).body as unknown as BulkItemPage;
const untilState = (id: string, state: string) => until(async () => (await read(id)).state === state);

test('failed runs are retried, and how their new runs end is told', async () => {
  await server.publish(webhookWorkflow('stormy', FAIL));
  const runIds = await startRuns('stormy', 3);
  const filter = { workflow: 'stormy', status: ['failed'] };
  const planned = await plan({ action: 'retry', filter });
  expect(planned).toMatchObject({ total: 3, byStatus: { failed: 3 }, planned: 3, refused: [] });
  expect(planned.runs.map(({ id }) => id)).toEqual(runIds.toReversed());
  expect(planned.starts.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect((await server.api(BULK)).body.items).toEqual([]);
  const { fingerprint } = (await server.api(`/api/v1/runs/${runIds[0]}`)).body as unknown as { fingerprint: string };
  expect(await plan({ action: 'retry', filter: { fingerprint } })).toMatchObject({ total: 3, refused: [] });
  expect(await plan({ action: 'retry', filter: { fingerprint: 'none' } })).toMatchObject({ total: 0 });

  const answer = await make({ action: 'retry', filter, ratePerSecond: 100 });
  const bulk = answer.body as unknown as BulkDto;
  expect(answer.headers.get('location')).toBe(`${BULK}/${bulk.id}`);
  expect(bulk).toMatchObject({ action: 'retry', filter, ratePerSecond: 100, total: 3, startedBy: 'ada' });
  await untilState(bulk.id, 'done');
  await until(async () => (await read(bulk.id)).newRuns.failed === 3);
  const ended = await read(bulk.id);
  expect(ended).toMatchObject({ counts: { pending: 0, done: 3, failed: 0, skipped: 0 }, newRuns: { failed: 3 } });
  const { items: done } = await items(bulk.id, 'state=done');
  expect(done.map(({ runId }) => runId)).toEqual(runIds);
  expect(new Set(done.map(({ newRun }) => newRun?.id)).size).toBe(3);
  for (const { runId, newRun, workflow } of done) {
    expect(workflow).toBe('stormy');
    expect(newRun?.status).toBe('failed');
    const { body } = await server.api(`/api/v1/runs/${newRun?.id ?? ''}`);
    expect((body as unknown as RunItem).retryOf).toMatchObject({ id: runId, kind: 'retry' });
  }
  expect((await server.api(BULK)).body.items).toMatchObject([{ id: bulk.id, state: 'done' }]);
});

test('what was retried already is skipped, and says as which run', async () => {
  await server.publish(webhookWorkflow('twice', FAIL));
  const runIds = await startRuns('twice', 2);
  const first = await made({ action: 'retry', runIds, ratePerSecond: 100 });
  expect(first).not.toHaveProperty('filter');
  await untilState(first.id, 'done');
  expect(await plan({ action: 'retry', runIds })).toMatchObject({
    ...{ starts: [], refused: [{ code: 'bulk.run_retried', count: 2 }] },
  });
  const second = await made({ action: 'retry', runIds });
  await untilState(second.id, 'done');
  expect(await read(second.id)).toMatchObject({ counts: { done: 0, skipped: 2 }, newRuns: {} });
  const { items: skipped } = await items(second.id, 'state=failed,skipped&limit=1');
  expect(skipped[0]?.error).toMatchObject({ code: 'bulk.run_retried' });
  expect(await listRuns('workflow=twice')).toHaveLength(4);
  // Over again is what somebody asks for who knows that.
  const replay = await made({ action: 'replay', runIds, ratePerSecond: 100 });
  await untilState(replay.id, 'done');
  expect(await read(replay.id)).toMatchObject({ counts: { done: 2, skipped: 0 } });
});

test('runs that wait are cancelled; what had ended is skipped', async () => {
  await server.publish(webhookWorkflow('waiting', WAIT));
  await server.publish(webhookWorkflow('ended', FAIL));
  const waiting = await startRuns('waiting', 2, 'waiting');
  const [over = ''] = await startRuns('ended', 1);
  const bulk = await made({ action: 'cancel', runIds: [...waiting, over], ratePerSecond: 100 });
  await untilState(bulk.id, 'done');
  expect(await read(bulk.id)).toMatchObject({ counts: { done: 2, skipped: 1, failed: 0 }, newRuns: {} });
  expect(await listRuns('workflow=waiting&status=cancelled')).toHaveLength(2);
  expect((await items(bulk.id, 'state=skipped')).items).toMatchObject([
    { runId: over, error: { code: 'run.already_ended' } },
  ]);
});

test('it is paused, resumed and aborted', async () => {
  await server.publish(webhookWorkflow('slow', WAIT));
  await startRuns('slow', 12, 'waiting');
  const { id } = await made({ action: 'cancel', filter: { workflow: 'slow' }, ratePerSecond: 1 });
  const paused = await server.api(`${BULK}/${id}/pause`, { method: 'POST' });
  expect(paused).toMatchObject({ status: 200, body: { state: 'paused', changedBy: 'ada' } });
  const { counts } = await read(id);
  expect(counts.pending).toBeGreaterThan(0);
  expect((await server.api(`${BULK}/${id}/resume`, { method: 'POST' })).body).toMatchObject({ state: 'running' });
  await until(async () => (await read(id)).counts.done > counts.done);
  const aborted = await server.api(`${BULK}/${id}/abort`, { method: 'POST' });
  expect(aborted).toMatchObject({ status: 200, body: { state: 'aborted' } });
  expect((await read(id)).endedAt).toBeDefined();
  for (const change of ['pause', 'resume']) {
    expect(await server.api(`${BULK}/${id}/${change}`, { method: 'POST' })).toMatchObject({
      ...{ status: 409, body: { code: 'bulk.ended' } },
    });
  }
  expect((await listRuns('workflow=slow&status=waiting')).length).toBeGreaterThan(0);
});

test('it goes on after a restart', async () => {
  await server.publish(webhookWorkflow('restarted', WAIT));
  await startRuns('restarted', 8, 'waiting');
  const { id } = await made({ action: 'cancel', filter: { workflow: 'restarted' }, ratePerSecond: 4 });
  await until(async () => (await read(id)).counts.done > 0);
  await server.stop();
  server = await startTestServer(database.url);
  await untilState(id, 'done');
  expect(await read(id)).toMatchObject({ counts: { done: 8, failed: 0, skipped: 0 } });
}, 60_000);

test('what cannot be done is said', async () => {
  const nothing = { action: 'retry', filter: { workflow: 'nobody' } };
  expect(await plan(nothing)).toMatchObject({ total: 0, runs: [], starts: [] });
  expect(await make(nothing)).toMatchObject({ status: 422, body: { code: 'bulk.empty' } });
  const invalid: readonly object[] = [
    { action: 'retry' },
    { action: 'retry', filter: {}, runIds: ['01900000-0000-7000-8000-000000000000'] },
    { action: 'cancel', filter: {}, version: 'latest' },
    { action: 'retry', filter: {}, compensate: true },
    { action: 'retry', filter: { status: ['odd'] } },
    { action: 'retry', filter: {}, ratePerSecond: 101 },
    { action: 'retry', filter: { colour: 'red' } },
  ];
  for (const json of invalid)
    expect(await make(json)).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
  const nobody = `${BULK}/01900000-0000-7000-8000-000000000000`;
  for (const call of [
    server.api(nobody),
    server.api(`${nobody}/items`),
    server.api(`${nobody}/pause`, { method: 'POST' }),
  ])
    expect(await call).toMatchObject({ status: 404, body: { code: 'bulk.not_found' } });
});

test('who may only read sees it, and makes none', async () => {
  const { body } = await server.api('/api/v1/api-keys', { json: { name: 'reader', scopes: ['run.read'] } });
  const headers = { authorization: `Bearer ${body.key}`, 'content-type': 'application/json' };
  expect((await server.send(BULK, { headers })).status).toBe(200);
  const json = { action: 'cancel', filter: {} };
  expect((await server.send(BULK, { headers, json })).status).toBe(403);
  expect((await server.send(`${BULK}?dryRun=true`, { headers, json })).status).toBe(403);
});
