// What workflows hold and may hold, as the API says it, and what becomes of a run that a quota has emptied.
import { enforceQuotas, measureStorage, openDatabase } from '@millrace/persistence';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type Answer, type TestServer } from '../testing/test-server.ts';

interface Stored {
  readonly workflow: string;
  readonly bytes: number;
  readonly wouldRemove?: { readonly bytes: number };
}

let home: TestDatabase;
let server: TestServer;
beforeAll(async () => {
  home = await createTestDatabase();
  server = await startTestServer(home.url);
  for (const name of ['small', 'large'])
    await server.publish(webhookWorkflow(name, { Type: 'Fail', Error: 'Nope', End: undefined }));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await home.drop();
}, 60_000);

async function run(name: string, json: unknown): Promise<string> {
  const { headers } = await server.send(`/hooks/default/${name}`, { method: 'POST', json });
  return headers.get('millrace-run-id') ?? '';
}
/** What the server does by itself once an hour. */
async function upkeep(): Promise<void> {
  const { runPool, close } = await openDatabase({ url: home.url }).then((database) => ({
    runPool: database.runPool,
    close: () => database.close(),
  }));
  await runPool.query(`update run set ended_at = ended_at - interval '1 hour' where payloads_removed_at is null`);
  await runPool.query('delete from storage_day');
  const report = (cause: unknown): never => {
    throw cause;
  };
  await measureStorage(runPool, { nowMs: Date.now(), report });
  await enforceQuotas(runPool, { report });
  await close();
}
const storedOf = ({ text }: Answer): Stored => JSON.parse(text) as Stored;

test('storage is listed by bytes, and a quota removes payloads of ended runs, which are refused a retry then', async () => {
  await run('small', { order: 1 });
  const order = Array.from({ length: 2000 }, (_, index) => `item ${index * 7919}`);
  const runId = await run('large', { order });
  await upkeep();
  const first = await server.api('/api/v1/storage?limit=1');
  const { items, nextCursor = '' } = JSON.parse(first.text) as { items: readonly Stored[]; nextCursor?: string };
  expect(items).toMatchObject([{ workflow: 'large', runs: 1, isEstimate: false }]);
  const second = await server.api(`/api/v1/storage?limit=1&cursor=${nextCursor}`);
  expect(second.body.items).toMatchObject([{ workflow: 'small', runs: 1 }]);
  expect((await server.api('/api/v1/storage?cursor=x')).status).toBe(400);

  const asked = storedOf(await server.api('/api/v1/workflows/large/storage?maxBytes=1000'));
  expect(asked.wouldRemove).toMatchObject({ bytes: asked.bytes - 1000, runs: 1 });
  expect((await server.api(`/api/v1/runs/${runId}`)).body.input.body).toEqual({ order });
  const put = await server.api('/api/v1/workflows/large/quota', { method: 'PUT', json: { maxBytes: 1000 } });
  expect(put).toMatchObject({ status: 200, body: { quota: { maxBytes: 1000, isExceeded: true, removedRuns: 0 } } });
  await upkeep();
  const stored = await server.api('/api/v1/workflows/large/storage');
  expect(stored.body).toMatchObject({ quota: { removedRuns: 1, removedAt: expect.any(String) as string } });
  expect(storedOf(stored).bytes).toBeLessThan(asked.bytes);

  const { body } = await server.api(`/api/v1/runs/${runId}`);
  expect(body).toMatchObject({ status: 'failed', error: 'Nope', payloadsRemovedAt: expect.any(String) as string });
  expect(JSON.stringify(body)).not.toContain('item 7919');
  expect((await server.api(`/api/v1/runs/${runId}/steps`)).text).not.toContain('item 7919');
  for (const verb of ['retry', 'replay']) {
    const refused = await server.api(`/api/v1/runs/${runId}/${verb}`, { json: {} });
    expect(refused).toMatchObject({ status: 409, body: { code: 'run.payloads_gone' } });
    expect(refused.text).toContain('removed by the quota');
  }
  const { text } = await server.api('/metrics');
  expect(text).toMatch(/millrace_workflow_stored_bytes\{workflow="default\/large"\} \d/);
  expect(text).toContain('millrace_quotas_exceeded ');
  const away = await server.api('/api/v1/workflows/large/quota', { method: 'PUT', json: { maxBytes: null } });
  expect(away.body).not.toHaveProperty('quota');
});

test('a quota is set by administrators, for a workflow that there is', async () => {
  const { body } = await server.api('/api/v1/api-keys', { json: { name: 'reader', scopes: ['workflow.read'] } });
  const headers = { authorization: `Bearer ${body.key}` };
  const call = { method: 'PUT', json: { maxBytes: 1 } };
  expect(await server.send('/api/v1/workflows/small/quota', { ...call, headers })).toMatchObject({ status: 403 });
  expect((await server.send('/api/v1/storage', { headers })).status).toBe(200);
  expect(await server.api('/api/v1/workflows/nobody/quota', call)).toMatchObject({ status: 404 });
  const wrong = await server.api('/api/v1/workflows/small/quota', { method: 'PUT', json: { maxBytes: 0 } });
  expect(wrong.status).toBe(422);
});
