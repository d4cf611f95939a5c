import type { TracedRun } from '@millrace/runtime';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { RunSpans, type SpanIds } from './run-spans.ts';
import { parseTraceparent } from './trace-context.ts';

const run: TracedRun = {
  runId: '01a20bb7-0796-715f-a250-e3f038bb1411',
  workspaceId: '01a20bb7-0796-715f-a250-e3f038bb1412',
  workflowName: 'orders',
  version: 3,
  triggerType: 'webhook',
  acceptedAtMs: 1_000_000,
  isTest: false,
};
const task = { path: 'Charge', state: 'Charge', attempt: 0, resource: 'connector:http/request', connection: 'shop' };

/** A process of its own. */
function aProcess(exporter: InMemorySpanExporter, isSampled = true): RunSpans {
  const given: { ids?: SpanIds } = {};
  let count = 0;
  const provider = new NodeTracerProvider({
    idGenerator: {
      generateTraceId: () => given.ids?.traceId ?? 'f'.repeat(32),
      generateSpanId: () => given.ids?.spanId ?? String((count += 1)).padStart(16, '0'),
    },
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const withIds: ConstructorParameters<typeof RunSpans>[0]['withIds'] = (ids, make) => {
    given.ids = ids;
    const span = make();
    delete given.ids;
    return span;
  };
  return new RunSpans({ tracer: provider.getTracer('test'), withIds, isSampled: () => isSampled });
}

test('a run that goes on in another process goes on in its trace, and has one root', () => {
  const exporter = new InMemorySpanExporter();
  const first = aProcess(exporter);
  first.beginTask(run, task).end({ kind: 'dropped' });
  const second = aProcess(exporter);
  second.beginTask(run, { ...task, attempt: 1 }).end({ kind: 'returned' });
  second.end(run, { status: 'succeeded', endedAtMs: 1_002_000 });

  const ended = exporter.getFinishedSpans();
  const traceId = run.runId.replaceAll('-', '');
  expect(ended.map((span) => span.spanContext().traceId)).toEqual([traceId, traceId, traceId]);
  const root = ended.at(-1);
  expect(root?.parentSpanContext).toBeUndefined();
  expect(ended.slice(0, 2).map((span) => span.parentSpanContext?.spanId)).toEqual(
    Array(2).fill(root?.spanContext().spanId),
  );
  expect(root?.startTime).toEqual([1000, 0]);
  expect(root?.duration).toEqual([2, 0]);
  expect(ended[0]?.attributes).toMatchObject({ 'millrace.connection.name': 'shop', 'millrace.workflow.version': 3 });
});

test('what is not sampled makes no span, and services are told so', () => {
  const exporter = new InMemorySpanExporter();
  const spans = aProcess(exporter, false);
  const span = spans.beginTask(run, task);
  span.end({ kind: 'threw', error: 'Connector.Fatal' });
  spans.adopt(run, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00');
  spans.end(run, { status: 'failed', error: 'Connector.Fatal', endedAtMs: 2 });
  expect(span.traceparent).toMatch(new RegExp(`^00-${run.runId.replaceAll('-', '')}-[0-9a-f]{16}-00$`));
  expect(exporter.getFinishedSpans()).toEqual([]);
});

test.each([
  '',
  'nonsense',
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
])('%j is no trace of anybody', (text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});
