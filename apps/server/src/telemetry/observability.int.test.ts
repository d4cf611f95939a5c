// What a collector gets of runs, what services are told, and what Prometheus reads.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { json } from 'node:stream/consumers';
import { createTestDatabase, until, type TestDatabase } from '@millrace/testing';
import { startTestServer, webhookWorkflow, type TestServer } from '../testing/test-server.ts';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}
interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}
interface ExportBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly ExportedSpan[] }[];
  }[];
}

const SENDER = '0af7651916cd43dd8448eb211c80319c';
const CANARY = 'CANARY-of-the-payload';
let database: TestDatabase;
let collector: Server;
let service: Server;
let server: TestServer;
const bodies: ExportBody[] = [];
const headers: Record<string, string> = {};
/** Path -> the `traceparent` that the service was called with. */
const told: Record<string, string | undefined> = {};

const portOf = (listening: Server): number => (listening.address() as AddressInfo).port;
const spans = (): readonly ExportedSpan[] =>
  bodies.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
  );
const textOf = (attributes: readonly Attribute[], key: string): string | number | undefined => {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return value?.stringValue ?? value?.intValue;
};
const traceOf = (runId: string): string => runId.replaceAll('-', '');

beforeAll(async () => {
  database = await createTestDatabase();
  collector = createServer((request, response) => {
    Object.assign(headers, request.headers);
    void json(request).then((body) => {
      bodies.push(body as ExportBody);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  service = createServer((request, response) => {
    told[request.url ?? ''] = request.headers.traceparent as string | undefined;
    const status = request.url === '/broken' ? 400 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await Promise.all([once(collector, 'listening'), once(service, 'listening')]);
  server = await startTestServer(database.url, {
    MILLRACE_DATA_DIR: tmpdir(),
    MILLRACE_OUTBOUND_ALLOW: '127.0.0.1',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${portOf(collector)}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
}, 60_000);
afterAll(async () => {
  await server.stop();
  for (const listening of [collector, service]) {
    listening.closeAllConnections();
    listening.close();
  }
  await database.drop();
}, 60_000);

const call = (path: string, body: unknown = {}) => ({
  Type: 'Task',
  Resource: 'connector:http/request',
  Arguments: { method: 'POST', url: `http://127.0.0.1:${portOf(service)}/${path}`, body },
});
async function start(name: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await server.send(`/hooks/default/${name}`, { json: { card: CANARY }, headers: more });
  return answer.headers.get('millrace-run-id') ?? answer.body.runId;
}
/** Spans go every two seconds. */
async function rootOf(runId: string): Promise<ExportedSpan> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const root = spans().find(({ traceId, spanId }) => traceId === traceOf(runId) && traceId.endsWith(spanId));
    if (root !== undefined) return root;
    if (performance.now() > deadline) throw new Error(`No span of run ${runId}: ${JSON.stringify(spans())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a run is a trace with its id, each attempt a span, and both senders and services find it', async () => {
  await server.publish(webhookWorkflow('charge', call('charge', { card: '{% $states.input.body.card %}' })));
  const runId = await start('charge', { traceparent: `00-${SENDER}-b7ad6b7169203331-01` });
  const root = await rootOf(runId);
  expect(root).toMatchObject({ name: 'charge' });
  expect(root.parentSpanId ?? '').toBe('');
  expect(BigInt(root.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root.startTimeUnixNano));
  expect(textOf(root.attributes, 'millrace.run.status')).toBe('succeeded');

  const task = spans().find(({ name, traceId }) => name === 'Only' && traceId === root.traceId);
  expect(task?.parentSpanId).toBe(root.spanId);
  expect(told['/charge']).toBe(`00-${root.traceId}-${task?.spanId ?? ''}-01`);
  const asked = ['step.path', 'step.attempt', 'task.resource', 'task.outcome'].map((key) => `millrace.${key}`);
  expect(asked.map((key) => textOf(task?.attributes ?? [], key))).toEqual([
    'Only',
    1,
    'connector:http/request',
    'returned',
  ]);

  const accepts = spans().filter(({ name }) => name === 'accept charge');
  expect(accepts.find(({ traceId }) => traceId === SENDER)).toMatchObject({
    parentSpanId: 'b7ad6b7169203331',
    links: [{ traceId: root.traceId, spanId: root.spanId }],
  });
  expect(accepts.find(({ traceId }) => traceId === root.traceId)).toMatchObject({ links: [{ traceId: SENDER }] });
});

test('a failed attempt names its error, a run started by another points at it, and no payload leaves', async () => {
  await server.publish(webhookWorkflow('broken', call('broken', { card: '{% $states.input.card %}' })));
  await server.publish(
    webhookWorkflow('outer', { Type: 'Task', Resource: 'workflow:broken', Arguments: { card: CANARY } }),
  );
  const root = await rootOf(await start('outer'));
  expect(root.status.code).toBe(2);
  const child = await until(() => spans().find(({ name }) => name === 'broken') ?? false);
  expect(child.traceId).not.toBe(root.traceId);
  expect(child.links).toMatchObject([{ traceId: root.traceId, spanId: root.spanId }]);
  const attempt = spans().find(({ name, traceId }) => name === 'Only' && traceId === child.traceId);
  expect(attempt?.status.code).toBe(2);
  expect(textOf(attempt?.attributes ?? [], 'error.type')).toMatch(/^Connector\./);

  const [{ resource } = { resource: { attributes: [] } }] = bodies.flatMap(({ resourceSpans }) => resourceSpans);
  expect(textOf(resource.attributes, 'service.name')).toBe('millrace');
  expect(textOf(resource.attributes, 'deployment.environment.name')).toBe('test');
  expect(headers['x-tenant']).toBe('a b');
  expect(JSON.stringify(bodies)).not.toContain(CANARY);
  expect((await server.send('/metrics')).text).toMatch(/millrace_trace_spans_total\{outcome="exported"\} [1-9]/);
});

describe('metrics', () => {
  const metricsOf = async (): Promise<string> => (await server.send('/metrics')).text;

  test('there is every metric that the dashboard names', async () => {
    const dashboard = readFileSync(new URL('../../../../docs/grafana/millrace.json', import.meta.url), 'utf8');
    const named = new Set(dashboard.match(/\bmillrace_[a-z0-9_]+/g));
    const text = await metricsOf();
    const known = new Set(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
      ),
    );
    expect(named.size).toBeGreaterThan(25);
    expect([...named].filter((name) => !known.has(name))).toEqual([]);
  });

  test('runs, their wait, calls, the queue and the disk are measured', async () => {
    const text = await metricsOf();
    for (const sample of [
      /^millrace_run_seconds_count\{status="succeeded"\} [1-9]/m,
      /^millrace_run_wait_seconds_count [1-9]/m,
      /^millrace_connector_call_seconds_count\{connector="http",outcome="returned"\} [1-9]/m,
      /^millrace_connector_call_seconds_count\{connector="http",outcome="threw"\} [1-9]/m,
      /^millrace_queue_due_runs \d/m,
      /^millrace_queue_oldest_seconds \d/m,
      /^millrace_disk_free_bytes [1-9]/m,
      /^millrace_dispatch_paused 0$/m,
    ]) {
      expect(text).toMatch(sample);
    }
  });
});
