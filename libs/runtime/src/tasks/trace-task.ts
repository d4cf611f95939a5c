import type { TaskCall } from '@millrace/machine';
import { toTracedRun, type RunTracer } from '../run-tracer.ts';
import { reporting } from './platform-faults.ts';
import type { TaskReport } from './task-target.ts';

type TracingRun = Parameters<typeof toTracedRun>[0];

/** Performs an attempt, as a span of its run's trace where somebody traces: `perform` gets what services are told of it. */
export async function traceTask(
  tracer: RunTracer | undefined,
  { run, call }: { readonly run: TracingRun; readonly call: TaskCall },
  perform: (trace: { readonly traceparent?: string }) => Promise<TaskReport>,
): Promise<TaskReport> {
  if (tracer === undefined) return reporting(() => perform({}));
  const { path, state, attempt, resource, connection } = call;
  const task = { path, state, attempt, resource, ...(connection === undefined ? {} : { connection }) };
  const span = tracer.beginTask(toTracedRun(run), task);
  try {
    const report = await reporting(() => perform({ traceparent: span.traceparent }));
    const { result } = report;
    span.end(result.kind === 'threw' ? { kind: 'threw', error: result.error.error } : { kind: result.kind });
    return report;
  } catch (cause) {
    span.end({ kind: 'dropped' });
    throw cause;
  }
}
