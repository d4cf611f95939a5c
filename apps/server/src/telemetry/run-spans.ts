import { randomBytes } from 'node:crypto';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import type { RunTracer, TaskSpan, TracedRun, TracedTask } from '@millrace/runtime';
import { parseTraceparent, printTraceparent, runContextOf } from './trace-context.ts';

const FAILED: readonly string[] = ['failed', 'timed_out'];

export type SpanIds = Pick<SpanContext, 'traceId' | 'spanId'>;

interface SpanParts {
  readonly tracer: Tracer;
  /** Makes a span with these ids, instead of random ones. */
  readonly withIds: (ids: SpanIds, make: () => Span) => Span;
  /** By the id alone: every process decides alike. */
  readonly isSampled: (traceId: string) => boolean;
}

const inside = (context: SpanContext): Context => trace.setSpanContext(ROOT_CONTEXT, context);

/** A run is a trace, each attempt of a task a span in it. Names and ids only: nothing that a run carries. */
export class RunSpans implements RunTracer {
  readonly #parts: SpanParts;

  constructor(parts: SpanParts) {
    this.#parts = parts;
  }

  #contextOf(runId: string): SpanContext {
    return runContextOf(runId, this.#parts.isSampled(runId.replaceAll('-', '')));
  }

  /** Two spans that point at each other: one in the sender's trace, one in the run's. Each is sampled as its own trace is. */
  adopt(run: TracedRun, traceparent: string): void {
    const sender = parseTraceparent(traceparent);
    if (sender === undefined) return;
    const own = this.#contextOf(run.runId);
    const attributes = attributesOf(run);
    const name = `accept ${run.workflowName}`;
    const { tracer } = this.#parts;
    if (sender.traceFlags !== 0) {
      const links = [{ context: own }];
      tracer.startSpan(name, { kind: SpanKind.SERVER, attributes, links }, inside(sender)).end();
    }
    if (own.traceFlags !== 0) {
      const links = [{ context: sender }];
      tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes, links }, inside(own)).end();
    }
  }

  beginTask(run: TracedRun, task: TracedTask): TaskSpan {
    const own = this.#contextOf(run.runId);
    if (own.traceFlags === 0) {
      const spanId = randomBytes(8).toString('hex');
      return { traceparent: printTraceparent({ ...own, spanId }), end: () => undefined };
    }
    const { path, state, attempt, resource, connection } = task;
    const attributes: Attributes = {
      ...attributesOf(run),
      'millrace.step.path': path,
      'millrace.step.state': state,
      'millrace.step.attempt': attempt,
      'millrace.task.resource': resource,
      ...(connection === undefined ? {} : { 'millrace.connection.name': connection }),
    };
    const kind = resource.startsWith('connector:') ? SpanKind.CLIENT : SpanKind.INTERNAL;
    const span = this.#parts.tracer.startSpan(state, { kind, attributes }, inside(own));
    return {
      traceparent: printTraceparent(span.spanContext()),
      end: ({ kind: outcome, error }) => {
        span.setAttribute('millrace.task.outcome', outcome);
        if (error !== undefined) span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  end(run: TracedRun, end: Parameters<RunTracer['end']>[1]): void {
    const own = this.#contextOf(run.runId);
    if (own.traceFlags === 0) return;
    const { status, error, endedAtMs } = end;
    const { parent, acceptedAtMs: startTime } = run;
    const links = parent === undefined ? [] : [linkTo(this.#contextOf(parent.runId), parent.path)];
    const attributes = { ...attributesOf(run), 'millrace.run.status': status };
    const options = { kind: SpanKind.INTERNAL, root: true, startTime, attributes, links };
    const { tracer, withIds } = this.#parts;
    const span = withIds(own, () => tracer.startSpan(run.workflowName, options, ROOT_CONTEXT));
    if (error !== undefined) span.setAttribute('error.type', error);
    if (FAILED.includes(status)) span.setStatus({ code: SpanStatusCode.ERROR });
    // Clocks of processes differ a little, and no span ends before it begins.
    span.end(Math.max(endedAtMs, startTime));
  }
}

const linkTo = (context: SpanContext, path: string) => ({ context, attributes: { 'millrace.parent.step.path': path } });

function attributesOf({ runId, workspaceId, workflowName, version, triggerType, isTest }: TracedRun): Attributes {
  return {
    'millrace.run.id': runId,
    'millrace.workspace.id': workspaceId,
    'millrace.workflow.name': workflowName,
    'millrace.trigger.type': triggerType,
    ...(version === undefined ? {} : { 'millrace.workflow.version': version }),
    ...(isTest ? { 'millrace.run.test': true } : {}),
  };
}
