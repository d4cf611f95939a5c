import { pairsOf } from '../header-pairs.ts';
import { randomBytes } from 'node:crypto';
import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  NodeTracerProvider,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type IdGenerator,
  type Sampler,
} from '@opentelemetry/sdk-trace-node';
import type { OpenedTracing, TracedProcess, TracingParts } from './open-tracing.ts';
import { RunSpans, type SpanIds } from './run-spans.ts';
import { SpanQueue } from './span-queue.ts';

const EXPORT_TIMEOUT_MS = 10_000;

type TracingSettings = TracingParts['settings'];

/** Traces by the SDK of OpenTelemetry. Loaded only where somebody wants traces. */
export function startTracing(
  { settings, metrics, kind }: TracingParts,
  { version, workerId }: TracedProcess,
): OpenedTracing {
  const { otlpEndpoint = '', otlpHeaders } = settings;
  const exporter = new OTLPTraceExporter({
    url: `${otlpEndpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: Object.fromEntries(pairsOf(otlpHeaders)),
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const ids = new GivenIds();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      ...Object.fromEntries(pairsOf(settings.otelResourceAttributes)),
      'service.name': settings.otelServiceName,
      'service.version': version,
      'service.instance.id': workerId,
      'millrace.process': kind,
    }),
    // Whether a run is traced is decided before any span is made.
    sampler: new AlwaysOnSampler(),
    idGenerator: ids,
    spanProcessors: [new SpanQueue({ exporter, count: (outcome, spans) => metrics.countSpans(outcome, spans) })],
  });
  const sampler = samplerOf(settings);
  const isSampled = (traceId: string): boolean =>
    sampler.shouldSample(ROOT_CONTEXT, traceId, '', SpanKind.INTERNAL, {}, []).decision ===
    SamplingDecision.RECORD_AND_SAMPLED;
  const tracer = provider.getTracer('millrace', version);
  return {
    tracing: { tracer: new RunSpans({ tracer, withIds: (given, make) => ids.use(given, make), isSampled }) },
    close: () => provider.shutdown(),
  };
}

/** A run has no parent in its own trace: what is based on one is decided by its root. */
function samplerOf({ tracesSampler, tracesSamplerArgument }: TracingSettings): Sampler {
  if (tracesSampler.endsWith('always_off')) return new AlwaysOffSampler();
  return tracesSampler.endsWith('traceidratio')
    ? new TraceIdRatioBasedSampler(tracesSamplerArgument)
    : new AlwaysOnSampler();
}

/** Random ids, unless others are given while a span is made. */
class GivenIds implements IdGenerator {
  #given: SpanIds | undefined;

  use<T>(ids: SpanIds, make: () => T): T {
    this.#given = ids;
    try {
      return make();
    } finally {
      this.#given = undefined;
    }
  }

  generateTraceId(): string {
    return this.#given?.traceId ?? randomBytes(16).toString('hex');
  }

  generateSpanId(): string {
    return this.#given?.spanId ?? randomBytes(8).toString('hex');
  }
}
