// Figures from outside, over a real database.
import { createStores, openDatabase, type Database } from '@millrace/persistence';
import { createTestDatabase, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';
import type { BaselineDto, BaselineList, BreakdownAnswer, IntegrationTimesDto, MetricAnswer } from './figures.dto.ts';
import type { IntegrationHealthDto } from './triage.dto.ts';

let database: TestDatabase;
let server: TestServer;
let store: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  store = await openDatabase({ url: database.url });
  server = await startTestServer(database.url);
  await server.publish(
    webhookWorkflow('billing', { Type: 'Pass', Output: `{% $states.input.ok = true ? 1 : $error('No ok') %}` }),
  );
  for (const ok of [true, true, false, false]) await run({ ok });
  // The server does so every 10 s; a turn of it may be under way.
  const { metrics } = createStores(store);
  while ((await metrics.rollUp()) !== 'done');
}, 120_000);
afterAll(async () => {
  await store.close();
  await server.stop();
  await database.drop();
}, 60_000);

async function run(input: object): Promise<void> {
  const started = await server.api('/api/v1/workflows/billing/runs?wait=20', { json: { input } });
  expect([200, 502]).toContain(started.status);
}
const read = async <T>(path: string): Promise<T> => (await server.api(path)).body as unknown as T;
const query = (text: string): Promise<MetricAnswer> => read(`/api/v1/metrics/query?${text}`);

test('a metric is one point a step, one figure over all, and the figure before', async () => {
  const rate = await query('metric=error_rate&workflow=billing&version=1&compare=previous&step=600');
  expect(rate).toMatchObject({
    ...{ stepSeconds: 600, total: { value: 0.5, count: 4 } },
    ...{ compared: { value: 0.5, count: 4 }, previous: { value: null, count: 0 } },
  });
  expect(rate.points.length).toBeGreaterThanOrEqual(144);
  expect(rate.points.filter(({ value }) => value !== null).every(({ value, count }) => value !== 0 && count > 0)).toBe(
    true,
  );
  expect((await query('metric=connector_calls')).total.value).toBe(0);
  expect((await query('metric=duration_p95')).total.count).toBe(4);
});

test.each([
  ['metric=runs&from=2030-01-01T00:00:00Z', 422, 'metrics.range_invalid'],
  ['metric=runs&from=2024-01-02T00:00:00Z&until=2024-01-01T00:00:00Z', 422, 'metrics.range_invalid'],
  ['metric=runs&from=2001-01-01T00:00:00Z&step=60', 422, 'metrics.range_invalid'],
  ['metric=runs&connector=http', 422, 'metrics.scope_invalid'],
  ['metric=runs&version=1', 422, 'metrics.scope_invalid'],
  ['metric=runs&workflow=none', 404, 'workflow.not_found'],
  ['metric=weather', 400, 'request.parameter_invalid'],
])('%s is %i %s', async (text, status, code) => {
  expect((await server.api(`/api/v1/metrics/query?${text}`)).body).toMatchObject({ status, code });
});

test('what each workflow and version did is listed, most failures first', async () => {
  const of = async (text: string) => (await read<BreakdownAnswer>(`/api/v1/metrics/breakdown?${text}`)).items;
  expect(await of('by=workflow')).toMatchObject([{ workflow: 'billing', total: 4, failed: 2, errorRate: 0.5 }]);
  expect(await of('by=version&workflow=billing')).toMatchObject([{ version: 1, total: 4, failed: 2 }]);
  expect(await of('by=connector')).toEqual([]);
});

test('a baseline keeps the figures of its time, until it is deleted', async () => {
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const json = { name: 'Before the change', workflow: 'billing', from, until: new Date().toISOString() };
  const made = (await server.api('/api/v1/metrics/baselines', { json })).body as unknown as BaselineDto;
  expect(made).toMatchObject({
    ...{ name: 'Before the change', scope: { workflow: 'billing' } },
    figures: { runs: 4, failed: 2, error_rate: 0.5 },
  });
  const list = () => read<BaselineList>('/api/v1/metrics/baselines');
  expect((await list()).items).toEqual([{ ...made, createdAt: expect.any(String) as string }]);
  const remove = () => server.api(`/api/v1/metrics/baselines/${made.id}`, { method: 'DELETE' });
  expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
  expect((await list()).items).toEqual([]);
});

test('the time to add an integration is measured: from the first edit to the first success', async () => {
  const times = await read<IntegrationTimesDto>('/api/v1/metrics/integration-times');
  expect(times).toMatchObject({ last: { count: 1 }, before: { count: 0, medianSeconds: null } });
  expect(times.newest).toMatchObject([{ workflow: 'billing', seconds: times.last.medianSeconds }]);
  expect(times.last.medianSeconds).toBeGreaterThan(0);
});

test('what fails more than once a week is listed with its reason and what to do', async () => {
  const health = await read<IntegrationHealthDto>('/api/v1/health/integrations');
  expect(health).toMatchObject({
    items: [
      {
        workflow: 'billing',
        findings: [{ reason: { kind: 'failing', failed: 2, total: 4 }, step: 'look' }],
        error: { name: 'States.QueryEvaluationError', step: 'Only', count: 2 },
      },
    ],
    checked: { workflows: expect.any(Number) as number, connections: 0 },
  });
});

test('calls of connectors are counted where they are made', async () => {
  await server.publish({
    ...webhookWorkflow('calls', {}),
    machine: {
      ...{ QueryLanguage: 'JSONata', StartAt: 'Ask' },
      States: {
        Ask: {
          Type: 'Task',
          Resource: 'connector:http/request',
          Arguments: { method: 'GET', url: 'http://127.0.0.1:1/' },
          End: true,
        },
      },
    },
  } as { name: string });
  const sent = await server.api('/api/v1/workflows/calls/runs?wait=20', { json: { input: {} } });
  expect(sent.status).toBe(502);
  // A server that stops sends what it has counted.
  await server.stop();
  const { rows: found } = await store.runPool.query(
    `select total::integer, failed::integer from metric_rollup where kind = 'call' and connector = 'http' and step_seconds = 60
     and workflow_id <> '00000000-0000-0000-0000-000000000000'`,
  );
  expect(found).toEqual([{ total: 1, failed: 1 }]);
});
